"""Mistakes of the demo's past, each put right later: so a count as known then differs from the same count now."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta

from registry.cli.demo import shapes
from registry.cli.demo.generator import SHEETS, Row
from registry.cli.demo.identity import Identity
from registry.cli.demo.instalments import FIRST_CUT, changed
from registry.cli.demo.people import Cast
from registry.cli.demo.timeline import Story, Timeline
from registry.core.clock import day_of
from registry.enterprises.services import believed_profiles, correct_profile, get_enterprise
from registry.recognitions.models import Recognition
from registry.recognitions.services import believed_recognitions, correct, revoke

_SHARE = 200
"""One firm in so many has each kind of mistake; two firms have it at least."""
_LEAST = 2
_LEARNT_AFTER = (70, 260)
_SETTLED = timedelta(days=300)
"""Mistakes are planted long enough ago to be found before today."""

_DATE_REASONS = (
    "与证书原件核对，有效期录入错误",
    "企业来电说明有效期不符，经核对证书更正",
    "年度清理时与官方名单比对发现",
)
_STREET_REASONS = ("企业实际注册地与登记街道不符，按营业执照更正", "街道走访时发现归属街道登记有误")
_GROUNDS = (
    "未按规定报送年度发展情况报表",
    "经核查不再符合认定条件",
    "发生重大安全事故",
    "在申请认定过程中存在弄虚作假行为",
)


@dataclass(frozen=True)
class WrongPeriod:
    """A certificate that was taken in with a wrong last day."""

    uscc: str
    number: str
    right_valid_to: date


@dataclass(frozen=True)
class WrongStreet:
    """A firm that was put into the wrong street."""

    uscc: str
    right_street: str
    right_park: str


@dataclass(frozen=True)
class LateRevocation:
    """A revocation that the registry learnt of long after its day."""

    uscc: str
    number: str
    revoked_on: date


Mistake = WrongPeriod | WrongStreet | LateRevocation


class Mistakes:
    """Chooses the mistakes while the rows go by, and remembers when each was made."""

    def __init__(self, firms: int, source: random.Random, today: date) -> None:
        self.made: list[tuple[date, Mistake]] = []
        self._source = source
        self._left = dict.fromkeys((WrongPeriod, WrongStreet, LateRevocation), max(_LEAST, firms // _SHARE))
        self._chance = 0.5 if firms < _SHARE else 0.05
        self._settled = today - _SETTLED

    def in_certificate(self, identity: Identity, row: Row) -> tuple[Row, bool]:
        """The row as it is first taken in, and whether its revocation stays unknown to the loads."""
        cells = dict(zip(SHEETS["certifications"].columns, row, strict=True))
        issued, revoked = date.fromisoformat(cells["issued_on"]), cells["revoked_on"]
        if issued.year < shapes.MERGER.year or identity.left_on is not None:
            return row, False
        if revoked:
            revoked_on = date.fromisoformat(revoked)
            mistake = LateRevocation(identity.uscc, cells["certificate_number"], revoked_on)
            return row, self._chosen(revoked_on, mistake, chance=0.4)
        valid_to = date.fromisoformat(cells["valid_to"])
        wrong = self._wrong_day(cells["tier"], valid_to)
        mistake_made = WrongPeriod(identity.uscc, cells["certificate_number"], valid_to + timedelta(days=1))
        if wrong > issued and self._chosen(issued, mistake_made, chance=self._chance):
            return changed("certifications", row, valid_to=wrong.isoformat()), False
        return row, False

    def in_street(self, identity: Identity, row: Row) -> Row:
        """The firm's row of enterprises.csv as it is first taken in."""
        facts = identity.latest
        has_profiles = len(identity.history) > 1 or facts.above_scale or facts.listed
        if has_profiles or identity.registered_on < shapes.MERGER:
            return row
        mistake = WrongStreet(identity.uscc, facts.street_code, facts.park)
        if not self._chosen(identity.registered_on, mistake, chance=self._chance * 4):
            return row
        code = self._source.choice([code for code in shapes.STREETS if code != facts.street_code])
        return changed("enterprises", row, street_code=code, street=shapes.STREETS[code], park="")

    def _chosen(self, made_on: date, mistake: Mistake, *, chance: float) -> bool:
        kind = type(mistake)
        if made_on > self._settled or not self._left[kind] or self._source.random() >= chance:
            return False
        self._left[kind] -= 1
        self.made.append((max(made_on, FIRST_CUT), mistake))
        return True

    def _wrong_day(self, tier: str, valid_to: date) -> date:
        """A year too short for a title of several years; the end of the year taken for the end of March for an sme."""
        if tier == "sme":
            return valid_to - timedelta(days=self._source.choice((90, 181)))
        year = valid_to.year - 1
        return valid_to.replace(year=year, day=min(valid_to.day, 28))


def correction(mistake: Mistake, made_on: date, cast: Cast, timeline: Timeline, source: random.Random) -> Story:
    """The registrar finds the mistake some months later and puts it right."""
    found_on = timeline.working_day_from(made_on + timedelta(days=source.randint(*_LEARNT_AFTER)))
    at = yield timeline.on(found_on, source)
    registrar = cast.actor("dengji")
    enterprise = get_enterprise(mistake.uscc)
    if isinstance(mistake, WrongStreet):
        (profile,) = believed_profiles(enterprise.id)
        changes = {"region_code": mistake.right_street, "park": mistake.right_park}
        reason = source.choice(_STREET_REASONS)
        correct_profile(profile, changes, reason=reason, source="manual", actor=registrar, at=at)
        return
    row = _held(enterprise.id, mistake.number)
    if isinstance(mistake, WrongPeriod):
        reason = source.choice(_DATE_REASONS)
        correct(row, {"valid_to": mistake.right_valid_to}, reason=reason, actor=registrar, at=at)
        return
    document = f"甬高企认办〔{day_of(at).year}〕{source.randint(2, 30)}号"
    ground = source.choice(_GROUNDS)
    revoke(row, revoked_on=mistake.revoked_on, ground=ground, document=document, actor=registrar, at=at)


def _held(enterprise_id: int, number: str) -> Recognition:
    (row,) = (row for row in believed_recognitions(enterprise_id) if row.certificate_number == number)
    return row
