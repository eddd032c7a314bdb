"""How often forms that anybody may send are taken, by network address and by whoever is named in them.

Addresses are shared by whole offices and halls, so that theirs are wide. No limit stands on what is acted upon (a
notice, a firm): whoever used it up would take from others the right to object.
"""

from __future__ import annotations

from registry.accounts.queries import normal_email
from registry.accounts.throttle import Limit, TooManyAttempts, Uses
from registry.web.shared import current

REGISTRATION_ADDRESS = Limit("register_address", 20, 60)
REGISTRATION_EMAIL = Limit("register_email", 3, 60)
OBJECTION_ADDRESS = Limit("objection_address", 10, 60)
OBJECTION_CONTACT = Limit("objection_contact", 5, 60)
RESET_ADDRESS = Limit("reset_address", 20, 60)
RESET_EMAIL = Limit("reset_email", 5, 24 * 60)
CONFIRMATION = Limit("confirmation", 5, 60)

INVITATION = Limit("invitation", 20, 24 * 60)
CLAIM = Limit("claim", 10, 24 * 60)


def registration(email: str) -> Uses:
    """What a registration counts for; the e-mail address in any spelling."""
    return [(REGISTRATION_ADDRESS, current.address()), (REGISTRATION_EMAIL, normal_email(email))]


def objection(contact: str) -> Uses:
    """What an objection counts for; how the objector is reached, blanks and case aside."""
    return [(OBJECTION_ADDRESS, current.address()), (OBJECTION_CONTACT, "".join(contact.split()).casefold())]


def reset(email: str) -> Uses:
    """What asking for another password counts for, whether the e-mail address has an account or not."""
    return [(RESET_ADDRESS, current.address()), (RESET_EMAIL, normal_email(email))]


def confirmation() -> Uses:
    """What having the mail of confirmation sent again counts for."""
    return [(CONFIRMATION, current.user().public_id)]


def invitation(uscc: str) -> Uses:
    """What inviting somebody counts for: the firm's invitations."""
    return [(INVITATION, uscc)]


def claim() -> Uses:
    """What asking to act for a firm counts for, since papers come with it."""
    return [(CLAIM, current.user().public_id)]


def retry_headers(error: Exception) -> dict[str, str]:
    """When a program may try again; nothing for other refusals."""
    return {"Retry-After": str(error.seconds)} if isinstance(error, TooManyAttempts) else {}
