"""Drawing firms for a spot check, and writing down what each check found."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from registry.audit.services import record
from registry.audit.tags import Tag
from registry.core.actor import Actor
from registry.core.errors import DomainError
from registry.core.ids import new_public_id
from registry.core.locking import lock_row
from registry.core.text import msg
from registry.extensions import db
from registry.integrity.draw import draw, fingerprint
from registry.integrity.models import CheckedFirm, SpotCheck

MOST = 500
"""Firms drawn at once."""


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What is to be drawn: how many firms, for which scheme, by which seed ("" for one that the registry makes)."""

    title: str
    scheme_code: str
    size: int
    seed: str = ""
    seed_source: str = ""


def draw_firms(holders: Mapping[str, int], wanted: Wanted, *, actor: Actor, at: datetime, on: date) -> SpotCheck:
    """Draw from `holders` (enterprise id by code), those who hold the scheme's title on `on`.

    Every draw is kept: none can be done over unseen. Raises DomainError at `size` or `scheme` where there is nothing to
    draw from, at `seed_source` where a seed has none.
    """
    _require_drawable(holders, wanted)
    seed, source = wanted.seed.strip(), wanted.seed_source.strip()
    if not seed:
        seed, source = secrets.token_hex(8), str(msg("系统在抽取时随机生成"))
    check = SpotCheck(
        public_id=new_public_id(),
        title=wanted.title.strip(),
        scheme_code=wanted.scheme_code,
        on=on,
        seed=seed,
        seed_source=source,
        population=len(holders),
        population_sha256=fingerprint(holders),
        drawn_at=at,
        drawn_by_id=actor.id,
    )
    chosen = draw(holders, seed, wanted.size)
    check.firms = [CheckedFirm(enterprise_id=holders[uscc], position=no) for no, uscc in enumerate(chosen, start=1)]
    db.session.add(check)
    db.session.flush()
    record(
        Tag.SPOTCHECK_DRAWN,
        actor=actor,
        at=at,
        subject=("spot_check", check.public_id),
        scheme=wanted.scheme_code,
        entries=wanted.size,
        seed=seed,
        sha256=check.population_sha256,
    )
    return check


def _require_drawable(holders: Mapping[str, int], wanted: Wanted) -> None:
    if not holders:
        raise DomainError(msg("这一天没有持有这类认定的企业，无从抽取。"), "scheme")
    most = min(MOST, len(holders))
    if not 1 <= wanted.size <= most:
        raise DomainError(msg("抽取家数应为 1 到 {limit}。", limit=most), "size")
    if wanted.seed.strip() and not wanted.seed_source.strip():
        raise DomainError(msg("请写明随机种子的来源，便于他人核对。"), "seed_source")


def write_finding(
    firm: CheckedFirm, *, is_good: bool, finding: str, checked_on: date, actor: Actor, at: datetime, on: date
) -> None:
    """Write down what the check of one firm found; writing again replaces it, and the trail keeps both.

    Raises DomainError at `finding` where a problem is not described, at `checked_on` for a day to come.
    """
    lock_row(firm)
    if checked_on > on:
        raise DomainError(msg("检查日期不能晚于今天。"), "checked_on")
    if not finding.strip():
        raise DomainError(msg("请写明检查情况。"), "finding")
    firm.is_good, firm.finding = is_good, finding.strip()
    firm.checked_on, firm.checked_by_id = checked_on, actor.id
    db.session.flush()
    record(
        Tag.SPOTCHECK_CHECKED,
        actor=actor,
        at=at,
        subject=("spot_check", firm.check.public_id),
        enterprise_id=firm.enterprise_id,
        is_good=is_good,
        answer=firm.finding,
    )
