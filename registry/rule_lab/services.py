"""Drafts of rules: opening one, changing its values, and trying it on all firms."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, insert, select

from registry.accounts.permissions import Permission, permissions_of
from registry.assessments import streams
from registry.assessments.readiness import holders, without_collector
from registry.audit.services import record
from registry.audit.tags import Tag
from registry.core.actor import Actor
from registry.core.errors import Conflict, DomainError, NotAllowed
from registry.core.ids import new_public_id
from registry.core.locking import lock_row
from registry.core.text import Text, msg
from registry.enterprises.models import Enterprise
from registry.extensions import db
from registry.rule_lab.models import RuleDraft, RuleDraftOutcome, RuleDraftRun
from registry.rule_lab.trial import Trial
from registry.rules import catalog
from registry.rules.drafting import Changes, kept_changes, with_changes
from registry.rules.values import NotInForceError, RuleSet

JUDGEMENTS = 60_000
"""Judgements a round: bounds how long a request that tries a draft takes."""


def offered(on: date) -> list[RuleSet]:
    """The rule sets that judge firms and are in force on `on`, by id: what a draft may begin with."""
    return [one for one in map(catalog.get, catalog.assessing()) if one.covers(on)]


def open_draft(rule_set_id: str, name: str, *, actor: Actor, at: datetime, on: date) -> RuleDraft:
    """A draft without changes. Raises NotAllowed, and DomainError at `rule_set_id` or `name`."""
    _require_may_run(actor)
    base = next((one for one in offered(on) if one.id == rule_set_id), None)
    if base is None:
        raise DomainError(msg("请选择一套现行规则。"), "rule_set_id")
    draft = RuleDraft(
        public_id=new_public_id(),
        name=_named(name),
        rule_set_id=base.id,
        base_version=base.version,
        changes={},
        created_at=at,
        created_by_id=actor.id,
        changed_at=at,
        changed_by_id=actor.id,
    )
    db.session.add(draft)
    db.session.flush()
    _record(Tag.RULEDRAFT_OPENED, draft, actor, at, name=draft.name, rule_set=base.id, version=base.version)
    return draft


def change_draft(
    draft: RuleDraft, name: str, changes: Changes, *, seen_version: int, actor: Actor, at: datetime, on: date
) -> None:
    """Replace the draft's name and changes; values that are those in force on `on` are no changes.

    The draft then rests on the present version of its rule set. Raises NotAllowed, DomainError at `name`, at a
    parameter's code or at the path below it, and Conflict where somebody else saved since the page was drawn.
    """
    _require_may_run(actor)
    lock_row(draft)
    if draft.version != seen_version:
        raise Conflict(msg("在您打开页面之后，别人修改了这份草案。您填写的内容没有保存，请核对现有草案后再改。"))
    base = catalog.get(draft.rule_set_id)
    kept = kept_changes(base, with_changes(base, changes, on), on)
    before = {"name": draft.name, "changes": draft.changes, "version": draft.base_version}
    after = {"name": _named(name), "changes": kept, "version": base.version}
    if before == after:
        return
    draft.name, draft.changes, draft.base_version = _named(name), kept, base.version
    draft.changed_at, draft.changed_by_id = at, actor.id
    db.session.flush()
    _record(Tag.RULEDRAFT_CHANGED, draft, actor, at, before=before, after=after)


def try_draft(draft: RuleDraft, day: date, *, actor: Actor, at: datetime, on: date) -> RuleDraftRun:
    """Judge all firms as they are on `day` by the rule set and by the draft, as far as one round goes (`go_on`).

    Only the run is written. Raises NotAllowed; DomainError where the draft changes nothing, or at `day` for a day to
    come or one that the rule set does not cover; Conflict where the rule set's version has changed since the draft.
    """
    _require_may_run(actor)
    if not draft.changes:
        raise DomainError(msg("草案还没有改动任何数值，请先修改草案。"))
    if day > on:
        raise DomainError(msg("试算日期不能晚于今天（{day}）。", day=on.isoformat()), "day")
    base = _base(draft, draft.base_version)
    trial = _trial(base, draft.changes, day)
    run = RuleDraftRun(
        public_id=new_public_id(),
        draft=draft,
        base_version=base.version,
        changes=draft.changes,
        on=day,
        started_at=at,
        started_by_id=actor.id,
        last_id=0,
        looked_at=0,
        register_size=db.session.scalar(select(func.count()).select_from(Enterprise)) or 0,
        counts={},
        alone={one.code: [0, 0] for one in trial.differences},
    )
    db.session.add(run)
    db.session.flush()
    _record(Tag.RULEDRAFT_TRIED, draft, actor, at, run=run.public_id, on=day.isoformat(), changes=draft.changes)
    _round(run, trial, at)
    return run


def go_on(run: RuleDraftRun, *, actor: Actor, at: datetime) -> None:
    """One more round of a run that is not finished; nothing where it is. Raises as `try_draft` does."""
    _require_may_run(actor)
    lock_row(run)
    if run.finished_at is None:
        _round(run, _trial(_base(run.draft, run.base_version), run.changes, run.on), at)


def is_outdated(draft: RuleDraft) -> bool:
    """Whether the rule set was corrected after the draft was last saved."""
    return catalog.get(draft.rule_set_id).version != draft.base_version


def trial_of(run: RuleDraftRun) -> tuple[Trial | None, Text | None]:
    """What the run compared, to tell its firms' figures again; else why that cannot be done any more."""
    try:
        return _trial(_base(run.draft, run.base_version), run.changes, run.on), None
    except DomainError as error:
        return None, error.text


def _round(run: RuleDraftRun, trial: Trial, at: datetime) -> None:
    most = max(1, JUDGEMENTS // trial.judges)
    later = select(Enterprise.id).where(Enterprise.id > run.last_id).order_by(Enterprise.id).limit(most)
    ids = list(db.session.scalars(later))
    if ids:
        with without_collector():
            _judge(run, trial, ids[0], ids[-1])
        run.last_id = ids[-1]
    run.looked_at += len(ids)
    if len(ids) < most:
        run.finished_at = at
    db.session.flush()


def _judge(run: RuleDraftRun, trial: Trial, first: int, last: int) -> None:
    titles = holders().get(trial.base.id, frozenset())
    counts = Counter({(code, way): number for code, ways in run.counts.items() for way, number in ways.items()})
    alone = {code: [*numbers] for code, numbers in run.alone.items()}
    rows: list[dict[str, Any]] = []
    for firm in streams.firms(streams.of_range(first, last), run.on, trial.kinds):
        found = trial.verdicts(firm)
        counts[firm.region_code, f"{found.before}>{found.after}"] += 1
        for code, change in found.alone.items():
            if change:
                alone[code][change < 0] += 1
        if found.change or found.edge:
            edge_code, edge_percent = found.edge or (None, None)
            rows.append(
                {
                    "run_id": run.id,
                    "enterprise_id": firm.id,
                    "before": found.before,
                    "after": found.after,
                    "change": found.change,
                    "holds": not titles.isdisjoint(firm.titles),
                    "edge_code": edge_code,
                    "edge_percent": edge_percent,
                    "region_code": firm.region_code,
                    "name_sort": firm.name_sort,
                    "facts": trial.freeze(firm),
                }
            )
    if rows:
        db.session.execute(insert(RuleDraftOutcome), rows)
    run.counts, run.alone = _nested(counts), alone


def _nested(counts: Counter[tuple[str, str]]) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for (code, way), number in sorted(counts.items()):
        found.setdefault(code, {})[way] = number
    return found


def _trial(base: RuleSet, changes: Changes, day: date) -> Trial:
    try:
        return Trial(base, changes, day)
    except NotInForceError as error:
        raise DomainError(error.text, "day") from None


def _base(draft: RuleDraft, version: int) -> RuleSet:
    base = catalog.get(draft.rule_set_id)
    if base.version != version:
        text = msg("《{title}》已由第 {old} 版更正为第 {new} 版，请打开草案核对并保存后再试算。",
                   title=base.title, old=version, new=base.version)  # fmt: skip
        raise Conflict(text)
    return base


def _require_may_run(actor: Actor) -> None:
    if Permission.RULE_LAB_RUN not in permissions_of(actor):
        raise NotAllowed(msg("您的角色只能查看规则试算，不能修改或试算。"))


def _named(name: str) -> str:
    plain = name.strip()
    if not plain:
        raise DomainError(msg("请填写草案名称。"), "name")
    return plain


def _record(tag: Tag, draft: RuleDraft, actor: Actor, at: datetime, **data: Any) -> None:
    record(tag, actor=actor, at=at, subject=("rule_draft", draft.public_id), **data)
