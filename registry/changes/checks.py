"""Whether a change can be so: of the firm as the registry has it on the day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from registry.changes.kinds import FIELDS, Destination, profile_changes
from registry.changes.models import ChangeKind
from registry.core.errors import DomainError
from registry.core.text import msg
from registry.enterprises.models import Enterprise, EnterpriseProfile, Presence
from registry.enterprises.queries import profile_on
from registry.enterprises.services import find_enterprise
from registry.reference.queries import DISTRICT, regions_in_force
from registry.rules.identifiers import uscc
from registry.rules.identifiers.names import name_key


@dataclass(frozen=True)
class Checked:
    """What is new in the form in which it is kept, what the registry holds of it, and the firm that goes on."""

    after: dict[str, Any]
    before: dict[str, Any]
    successor: Enterprise | None = None


def check(enterprise: Enterprise, kind: ChangeKind, day: date, after: Mapping[str, Any], on: date) -> Checked:
    """The change as it can be kept. Raises DomainError at the field that cannot be so."""
    if day > on:
        raise DomainError(msg("生效日期不能晚于今天：变更生效以后再办理。"), "effective_on")
    held = _held(enterprise, day)
    kept = {name: after.get(name) for name in FIELDS[kind]}
    successor = None
    if kind is ChangeKind.RENAME:
        _check_name(kept, held)
    elif kind is ChangeKind.MOVE:
        _check_place(kept, held, day)
    elif kind is ChangeKind.MOVE_OUT and kept["destination"] not in set(Destination):
        raise DomainError(msg("请选择迁往哪里。"), "destination")
    elif kind is ChangeKind.MERGER:
        successor = _check_successor(kept, enterprise, day)
    before = {name: getattr(held, name) for name in profile_changes(kind, kept)}
    return Checked(kept, before, successor)


def _held(enterprise: Enterprise, day: date) -> EnterpriseProfile:
    held = profile_on(enterprise.id, day)
    if held is None:
        raise DomainError(msg("{day} 还没有这家企业的档案，请核对生效日期。", day=day), "effective_on")
    if held.presence is not Presence.ACTIVE:
        raise DomainError(msg("这家企业在 {day} 已经迁出或注销，请核对生效日期。", day=day), "effective_on")
    return held


def _check_name(after: dict[str, Any], held: EnterpriseProfile) -> None:
    after["name"] = (after["name"] or "").strip()
    if not name_key(after["name"]):
        raise DomainError(msg("请填写新的企业名称。"), "name")
    if after["name"] == held.name:
        raise DomainError(msg("新名称与已登记的名称相同。"), "name")


def _check_place(after: dict[str, Any], held: EnterpriseProfile, day: date) -> None:
    if after["region_code"] not in {one.code for one in regions_in_force(day, DISTRICT)}:
        raise DomainError(msg("请选择生效之日本区的街道（镇）。"), "region_code")
    if all(getattr(held, name) == value for name, value in after.items()):
        raise DomainError(msg("新的住所、街道和园区与已登记的相同。"), "address")


def _check_successor(after: dict[str, Any], enterprise: Enterprise, day: date) -> Enterprise | None:
    found = uscc.check(after["successor_uscc"] or "")
    if found.refused:
        raise DomainError(found.text or msg("请填写统一社会信用代码。"), "successor_uscc")
    after["successor_uscc"] = found.code
    if found.code == enterprise.uscc:
        raise DomainError(msg("存续企业不能是本企业自己。"), "successor_uscc")
    successor = find_enterprise(found.code)
    if successor is None:
        if found.text is not None:
            raise DomainError(found.text, "successor_uscc")
        if not (after["successor_name"] or "").strip():
            raise DomainError(msg("本系统没有这家企业的档案，请填写它的名称。"), "successor_name")
        return None
    profile = profile_on(successor.id, day)
    if profile is None or profile.presence is Presence.DEREGISTERED:
        text = msg("存续企业在 {day} 没有有效的档案或已经注销，请核对代码和生效日期。", day=day)
        raise DomainError(text, "successor_uscc")
    after["successor_name"] = profile.name
    return successor
