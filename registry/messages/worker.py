"""Carrying mail out of the outbox, one transaction for each step, so that several may do it at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from registry.messages.delivery import claim, settle
from registry.messages.letters import Sender, compose
from registry.messages.models import DeliveryState
from registry.messages.transports import MailError, Transport


@dataclass
class Round:
    """What one round did: mails sent, to be tried again, given up; `trouble` is why it stopped early, or ""."""

    sent: int = 0
    again: int = 0
    failed: int = 0
    trouble: str = ""


def deliver_due(
    transport: Transport,
    sender: Sender,
    *,
    now: Callable[[], datetime],
    keep: Callable[[], None],
    is_ending: Callable[[], bool] = lambda: False,
) -> Round:
    """Hand over whatever is due, until nothing is, the server is out of reach, or `is_ending` says so.

    `keep` ends a transaction for the caller, who is the edge.
    """
    done = Round()
    try:
        while not is_ending() and not done.trouble:
            letter = claim(now())
            keep()
            if letter is None:
                break
            error = None
            try:
                transport.hand_over(compose(letter, sender, now()))
            except (MailError, ValueError) as refusal:
                error = refusal if isinstance(refusal, MailError) else MailError(str(refusal), is_final=True)
            state = settle(letter, now(), error=str(error) if error else None, is_final=bool(error and error.is_final))
            keep()
            _count(done, state)
            done.trouble = str(error) if error is not None and error.is_down else ""
    finally:
        transport.close()
    return done


def _count(done: Round, state: DeliveryState) -> None:
    done.sent += state is DeliveryState.SENT
    done.failed += state is DeliveryState.FAILED
    done.again += state is DeliveryState.QUEUED
