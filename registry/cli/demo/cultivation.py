"""Firms that the demo's officers help towards the certificate of a high-tech enterprise."""

from __future__ import annotations

from collections.abc import Iterator

from registry.assessments.cultivation import add_note, close, hand_over, take_in
from registry.assessments.models import Band
from registry.assessments.pipeline import PipelineFilter, pipeline
from registry.cli.demo.cases import Stage
from registry.cli.demo.people import CICHENG, HONGTANG
from registry.cli.demo.timeline import Story
from registry.core.clock import day_of
from registry.reference.queries import get_scheme
from registry.rules import catalog

_SCHEME = "national_hte"
_TAKEN = 4
_FIRST = "列入本年度高新技术企业培育，先与企业核对研发费用和知识产权。"
_VISITED = "上门走访：企业已建研发费用辅助账，两项实用新型正在申请，预计下季度授权。"
_CALLED = "电话联系：专项审计已委托，材料月底前备齐。"
_HANDED = "工作调整，由同事继续跟进。"
_ENDED = "企业明确今年不申报，明年年报接收后再看。"


def cultivation(stage: Stage) -> Iterator[Story]:
    """In each street with officers some firms are taken in; one is noted on, one handed over, one ended."""
    for region, key, colleague in ((HONGTANG, "hongtang1", "hongtang2"), (CICHENG, "cicheng1", "chushen1")):
        yield _street(stage, region, key, colleague)


def _street(stage: Stage, region: str, key: str, colleague: str) -> Story:
    source = stage.source(f"cultivation:{region}")
    at = yield stage.timeline.moment(40, source)
    officer, users = stage.cast.actor(key), stage.cast.users
    rules = catalog.in_force(get_scheme(_SCHEME).rule_sets, day_of(at))
    if rules is None or not (usccs := _nearest(rules.id, region)):
        return
    entries = take_in(usccs, rules.id, owner=users[key], note=_FIRST, actor=officer, at=at)
    at = yield stage.timeline.moment(25, source)
    add_note(entries[0], _VISITED, actor=officer, at=at, on=day_of(at))
    if len(entries) == _TAKEN:
        at = yield stage.timeline.moment(12, source)
        hand_over(
            entries[1], users[colleague], note=_HANDED, seen=entries[1].version, actor=officer, at=at, on=day_of(at)
        )
        at = yield stage.timeline.moment(6, source)
        close(entries[2], _ENDED, seen=entries[2].version, actor=officer, at=at, on=day_of(at))
    at = yield stage.timeline.moment(3, source)
    add_note(entries[0], _CALLED, actor=officer, at=at, on=day_of(at))


def _nearest(rule_set_id: str, region: str) -> list[str]:
    """Firms of the street that are near without being there."""
    wanted = (Band.ONE_STEP, Band.NEAR, Band.OPEN)
    found: list[str] = []
    for band in wanted:
        page = pipeline(PipelineFilter(rule_set_id, band=band), regions=[region], size=_TAKEN)
        found += [row.enterprise.uscc for row in page.rows]
    return found[:_TAKEN]
