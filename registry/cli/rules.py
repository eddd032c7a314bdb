"""`rules`: the rule sets, their values, and assessments by the thousand without a database."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import click
from flask.cli import AppGroup, with_appcontext

from registry.assessments.bands import LABELS
from registry.assessments.models import Band
from registry.assessments.readiness import Tally, assess_all
from registry.cli.shared import commit_option, finish, json_option, on_option, print_json, refusals_as_usage
from registry.core import clock
from registry.core.errors import DomainError
from registry.core.text import Text
from registry.rules import catalog
from registry.rules.facts import read_json
from registry.rules.findings import Assessment, Finding, Verdict
from registry.rules.handbook import handbook
from registry.rules.values import NotInForceError

LONGEST_LINE = 1_000_000
"""Characters of a line of facts; a longer one is refused unread."""

rules_group = AppGroup("rules", help="认定规则：列出、查看、按事实逐条评价。")
id_argument = click.argument("rule_set_id", metavar="ID")


@rules_group.command("list")
@json_option
def list_command(*, as_json: bool) -> None:
    """列出全部规则：代码、版本、层级、施行日期、最近核对日期。"""
    rows = [
        {
            "id": one.id,
            "version": one.version,
            "title": one.title,
            "tier": one.tier,
            "since": one.since,
            "until": one.until,
            "last_checked_on": one.last_checked_on,
        }
        for one in catalog.rule_sets()
    ]
    if as_json:
        print_json(rows)
        return
    for row in rows:
        period = f"{row['since']} 至 {row['until'] or '今'}"
        click.echo(f"{row['id']}  第 {row['version']} 版  {row['tier']}  {period}  {row['title']}")


@rules_group.command("show")
@id_argument
@json_option
def show_command(rule_set_id: str, *, as_json: bool) -> None:
    """查看一套规则的全部数值，每项注明条款和施行日期。"""
    with refusals_as_usage():
        document = catalog.describe(rule_set_id)
    if as_json:
        print_json(document)
        return
    click.echo(f"{document['id']}  第 {document['version']} 版  {document['title']}")
    for parameter in _objects(document["parameters"]):
        doubt = "" if parameter["verified"] else f"（未核实：{parameter['doubt']}）"
        click.echo(f"  {parameter['label']}  {parameter['article']}  {parameter['document']}{doubt}")
        for dated in _objects(parameter["values"]):
            value = dated["value"]
            shown = value if isinstance(value, str | int) else json.dumps(value, ensure_ascii=False)
            click.echo(f"      自 {dated['since']}：{shown} {parameter['unit']}")


@rules_group.command("schema")
@id_argument
def schema_command(rule_set_id: str) -> None:
    """输出这套规则所读事实的 JSON Schema（2020-12）。"""
    with refusals_as_usage():
        print_json(catalog.facts_schema(rule_set_id))


@rules_group.command("handbook")
def handbook_command() -> None:
    """输出规则手册（Markdown）：全部规则的数值、条款和疑点，即 docs/rules.md。"""
    click.echo(handbook(), nl=False)


@rules_group.command("assess")
@click.option("--rules", "rule_set_id", required=True, metavar="ID", help="规则代码，见 rules list。")
@on_option
def assess_command(rule_set_id: str, on: date) -> None:
    """逐行评价：标准输入每行一个事实对象，标准输出每行一个结果；读不懂的行答以 error，最后以 1 结束。"""
    with refusals_as_usage():
        catalog.get(rule_set_id).require_in_force(on)
    clean = True
    for answer in _answers(rule_set_id, on, sys.stdin.buffer):
        clean = clean and "error" not in answer
        print_json(answer)
    if not clean:
        sys.exit(1)


@rules_group.command("batch")
@on_option
@commit_option
@json_option
@with_appcontext
def batch_command(on: date, *, commit: bool, as_json: bool) -> None:
    """按全部现行规则评价全区企业，存为苗子库；不给 --commit 则只报告会有什么变化。"""
    total = Tally()
    for block in assess_all(on, clock.now(), store=commit):
        finish(keep=commit)
        total.add(block)
    document = _batch_document(total, on, stored=commit)
    if as_json:
        print_json(document)
        return
    for rule_set_id, found in document["rule_sets"].items():
        verdicts = "  ".join(f"{verdict} {count}" for verdict, count in found["verdicts"].items())
        bands = "  ".join(f"{LABELS[Band(band)]} {count}" for band, count in found["bands"].items())
        click.echo(f"{rule_set_id}  {verdicts}\n    {bands}")
    changes = "新增 {added} 条，变化 {changed} 条，仅更新日期 {renewed} 条，未变 {unchanged} 条，移除 {removed} 条"
    rehearsal = "" if commit else "（演练，没有存入；加 --commit 存入）"
    click.echo(f"{total.firms} 家企业：{changes.format(**document)}{rehearsal}")


def _batch_document(total: Tally, on: date, *, stored: bool) -> dict[str, Any]:
    counts = {name: getattr(total, name) for name in ("firms", "added", "changed", "renewed", "unchanged", "removed")}
    rule_sets: dict[str, dict[str, dict[str, int]]] = {}
    for kind, found, order in (("verdicts", total.verdicts, Verdict), ("bands", total.bands, Band)):
        for rule_set_id in sorted({one for one, _value in found}):
            by_value = {value.value: found[rule_set_id, value.value] for value in order}
            rule_sets.setdefault(rule_set_id, {})[kind] = {value: count for value, count in by_value.items() if count}
    return {"on": on, "stored": stored, **counts, "rule_sets": rule_sets}


def _answers(rule_set_id: str, on: date, lines: Iterable[bytes]) -> Iterator[dict[str, Any]]:
    for number, raw in enumerate(lines, start=1):
        if not raw.strip():
            continue
        yield _answer(rule_set_id, on, number, raw)


def _answer(rule_set_id: str, on: date, number: int, raw: bytes) -> dict[str, Any]:
    """The assessment of one line. `id`, where the line has one, is handed back so that answers can be joined."""
    try:
        line = raw.decode("utf-8-sig" if number == 1 else "utf-8")
    except UnicodeDecodeError:
        return {"line": number, "error": "这一行不是 UTF-8 编码。", "key": None}
    if len(line) > LONGEST_LINE:
        return {"line": number, "error": f"这一行超过 {LONGEST_LINE} 个字符。", "key": None}
    try:
        facts = read_json(line)
        name = facts.pop("id", None)
        found = catalog.assess_json(rule_set_id, facts, on)
    except NotInForceError as error:
        return {"line": number, "error": str(error.text), "key": "on"}
    except DomainError as error:
        return {"line": number, "error": str(error.text), "key": error.field}
    return {"line": number, **({} if name is None else {"id": name}), **_document(found)}


def _document(assessment: Assessment) -> dict[str, Any]:
    return {
        "rules": assessment.rule_set_id,
        "version": assessment.rule_set_version,
        "on": assessment.on,
        "verdict": assessment.verdict.value,
        "reason": str(assessment.reason),
        "score_low": assessment.score_low,
        "score_high": assessment.score_high,
        "missing": assessment.missing,
        "findings": [_finding(finding) for finding in assessment.findings],
    }


def _finding(finding: Finding) -> dict[str, Any]:
    """A finding in words; exact figures as text, as many digits as there are."""
    return {
        "criterion": finding.criterion,
        "label": str(finding.label),
        "article": finding.article,
        "role": finding.role.value,
        "outcome": finding.outcome.value,
        "required": str(finding.required),
        "actual": str(finding.actual),
        "gap": None if finding.gap is None else str(finding.gap),
        "unit": finding.unit,
        "points_low": finding.points_low,
        "points_high": finding.points_high,
        "points_max": finding.points_max,
        "note": _words(finding.note),
        "next_step": _words(finding.next_step),
        "missing": finding.missing,
        "verified": finding.verified,
    }


def _words(text: Text | None) -> str | None:
    return None if text is None else str(text)


def _objects(value: Any) -> Sequence[Mapping[str, Any]]:
    return tuple(value)
