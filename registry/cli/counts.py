"""`counts` and `bridge`: the same numbers as on the pages."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import click
from flask.cli import with_appcontext

from registry.cli.shared import DAY, INSTANT, json_option, known_option, on_option, print_json
from registry.core.errors import DomainError
from registry.recognitions.models import ALL_SCHEMES, REGISTERED
from registry.reference.models import Tier
from registry.reference.queries import get_scheme, industry_names, region_names
from registry.statistics.bridge import SIGNS, Term, bridge, changed_firms
from registry.statistics.population import Dimension, Population, breakdown, month_ends, series, size

TIERS = [tier.value for tier in Tier]
tier_option = click.option("--tier", type=click.Choice([*TIERS, REGISTERED]), help="层级。")
scheme_option = click.option("--scheme", help="认定类别代码，见 schemes.toml。")
region_option = click.option("--region", help="区划代码或其开头。")


@click.command("counts")
@on_option
@click.option("--from", "first", type=DAY, help="时间序列的第一天。")
@click.option("--to", "last", type=DAY, help="时间序列的最后一天。")
@click.option("--every", type=click.Choice(["month"]), help="序列的步长：每月月末。")
@known_option
@tier_option
@scheme_option
@region_option
@click.option("--by", type=click.Choice(["region", "park", "industry"]), help="按什么分组。")
@json_option
@with_appcontext
def counts_command(
    on: date,
    first: date | None,
    last: date | None,
    every: str | None,
    known_at: datetime | None,
    tier: str | None,
    scheme: str | None,
    region: str | None,
    by: str | None,
    *,
    as_json: bool,
) -> None:
    """各层级有多少家：任一日期，按任一时点已知的信息。"""
    population = _population(on, known_at, tier, scheme, region)
    if first or last or every:
        if not (first and last and every):
            raise click.UsageError("时间序列需要同时给出 --from、--to 和 --every month。")
        if first > last:
            raise click.UsageError("--from 不能晚于 --to。")
        document = _series(population, first, last, scheme)
    else:
        document = _counts(population, scheme, by)
    if as_json:
        print_json(document)
    else:
        _print(document)


@click.command("bridge")
@click.option("--from", "first", type=DAY, required=True, help="期初日期。")
@click.option("--to", "last", type=DAY, required=True, help="期末日期。")
@click.option("--known-from", type=INSTANT, help="期初数按当时已登记的信息；此后的更正单列。")
@known_option
@click.option("--tier", type=click.Choice([*TIERS, REGISTERED]), required=True, help="层级。")
@scheme_option
@region_option
@json_option
@with_appcontext
def bridge_command(
    first: date,
    last: date,
    known_from: datetime | None,
    known_at: datetime | None,
    tier: str,
    scheme: str | None,
    region: str | None,
    *,
    as_json: bool,
) -> None:
    """两个日期之间家数为什么变化，每一项列出企业。"""
    population = _population(last, known_at, tier, scheme, region)
    try:
        found = bridge(population, first, opening_known_at=known_from)
    except DomainError as error:
        raise click.UsageError(str(error.text)) from None
    document = {
        "tier": tier,
        "from": first,
        "to": last,
        "known_at": known_at,
        "opening": found.opening,
        "closing": found.closing,
        "balances": found.balances,
        "terms": {
            term.value: {
                "sign": SIGNS[term],
                "count": len(changes),
                "enterprises": [
                    {"uscc": firm["uscc"], "name": firm["name"], "on": firm["day"]}
                    for firm in changed_firms(changes, population)
                ],
            }
            for term, changes in found.terms.items()
        },
    }
    if as_json:
        print_json(document)
        return
    click.echo(f"期初 {first}: {found.opening}")
    for term in Term:
        click.echo(f"  {'+' if SIGNS[term] > 0 else '-'} {term.value}: {len(found.terms[term])}")
    click.echo(f"期末 {last}: {found.closing}")


def _population(
    on: date, known_at: datetime | None, tier: str | None, scheme: str | None, region: str | None
) -> Population:
    if scheme:
        try:
            of_tier = get_scheme(scheme).tier.value
        except DomainError as error:
            raise click.UsageError(str(error.text)) from None
        if tier and tier != of_tier:
            raise click.UsageError(f"{scheme} 属于层级 {of_tier}，不属于 {tier}。")
        tier = of_tier
    return Population(on, tier, scheme or ALL_SCHEMES, known_at, region)


def _counts(population: Population, scheme: str | None, by: str | None) -> dict[str, Any]:
    tiers = [population.tier] if population.tier else TIERS
    document: dict[str, Any] = {"on": population.on, "known_at": population.known_at}
    if scheme:
        document["scheme"] = scheme
    parts = {tier: population.narrowed(Dimension.TIER, tier) for tier in tiers}
    document["counts"] = {tier: size(part) for tier, part in parts.items()}
    if by:
        names = _names(by, population.on)
        document["by"] = by
        document["groups"] = {
            tier: [
                {"code": code, "name": names.get(code, code), "count": count}
                for code, count in breakdown(part, Dimension(by)).items()
            ]
            for tier, part in parts.items()
        }
    return document


def _names(by: str, on: date) -> Mapping[str, str]:
    if by == "region":
        return region_names(on)
    return industry_names() if by == "industry" else {}


def _series(population: Population, first: date, last: date, scheme: str | None) -> dict[str, Any]:
    days = month_ends(first, last)
    found = series(population, days)
    tiers = [population.tier] if population.tier else TIERS
    return {
        "every": "month",
        "known_at": population.known_at,
        **({"scheme": scheme} if scheme else {}),
        "days": days,
        "series": {tier: found.get(tier, [0] * len(days)) for tier in tiers},
    }


def _print(document: dict[str, Any]) -> None:
    if "series" in document:
        for position, day in enumerate(document["days"]):
            click.echo(
                f"{day}  " + "  ".join(f"{tier} {counts[position]}" for tier, counts in document["series"].items())
            )
        return
    for tier, count in document["counts"].items():
        click.echo(f"{document['on']}  {tier}  {count}")
        for group in document.get("groups", {}).get(tier, []):
            click.echo(f"    {group['name'] or '（未填）'}  {group['count']}")
