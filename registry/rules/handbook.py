"""The handbook of the rules: every value in force, with its article, as one Markdown page made from the files."""

from __future__ import annotations

from collections.abc import Iterator

from registry.rules import catalog
from registry.rules.value_words import value_words
from registry.rules.values import Parameter, RuleSet
from registry.rules.wording import article_name

_INTRODUCTION = """# 规则手册

本页由参数文件生成（`flask --app registry rules handbook`），与系统实际使用的数值一致。
金额单位为万元，比例为百分数；除注明“不含”的以外，恰好等于该数值时也符合。
标有“待核实”的，原文尚未见到或有不同说法，系统据此给出的结论会注明疑点。
"""


def handbook() -> str:
    """All rule sets by id, as a Markdown page that ends with a line break."""
    parts = [_INTRODUCTION, *(_rule_set(one) for one in catalog.rule_sets())]
    return "\n".join(parts)


def _rule_set(rule_set: RuleSet) -> str:
    period = f"自 {rule_set.since} 起" + (f"，至 {rule_set.until} 前" if rule_set.until else "")
    lines = [
        f"## {rule_set.title}（`{rule_set.id}`）",
        "",
        f"第 {rule_set.version} 版，{period}；最近核对 {rule_set.last_checked_on}。依据：{_documents(rule_set)}。",
        "",
        "| 项目 | 条款 | 数值 | 疑点 |",
        "|---|---|---|---|",
        *(_row(parameter, rule_set) for parameter in rule_set.parameters.values()),
        "",
    ]
    return "\n".join(lines)


def _documents(rule_set: RuleSet) -> str:
    return "、".join(
        f"《{document.title}》（{document.number}）" if document.title else document.number
        for document in rule_set.documents.values()
    )


def _row(parameter: Parameter, rule_set: RuleSet) -> str:
    named = rule_set.documents.get(parameter.article)
    cells = [
        parameter.label,
        named.number if named else article_name(parameter.article),
        "<br>".join(_values(parameter)),
        "" if parameter.verified else f"待核实：{parameter.doubt}",
    ]
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


def _values(parameter: Parameter) -> Iterator[str]:
    for dated in parameter.values:
        since = f"自 {dated.since}：" if len(parameter.values) > 1 else ""
        yield since + "；".join(map(str, value_words(parameter, dated)))
