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


def registration(email: str) -> Uses:
    """What a registration counts for; the e-mail address in any spelling."""
    return [(REGISTRATION_ADDRESS, current.address()), (REGISTRATION_EMAIL, normal_email(email))]


def objection(contact: str) -> Uses:
    """What an objection counts for; how the objector is reached, blanks and case aside."""
    return [(OBJECTION_ADDRESS, current.address()), (OBJECTION_CONTACT, "".join(contact.split()).casefold())]


def retry_headers(error: Exception) -> dict[str, str]:
    """When a program may try again; nothing for other refusals."""
    return {"Retry-After": str(error.seconds)} if isinstance(error, TooManyAttempts) else {}
