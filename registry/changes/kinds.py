"""What each kind of change is called, what it says, and what it makes of the firm's profile."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from registry.changes.models import ChangeKind
from registry.core.text import Text, msg
from registry.enterprises.models import Presence

LABELS: dict[ChangeKind, Text] = {
    ChangeKind.RENAME: msg("更名"),
    ChangeKind.MOVE: msg("区内迁移"),
    ChangeKind.MOVE_OUT: msg("迁出本区"),
    ChangeKind.MERGER: msg("合并注销"),
    ChangeKind.DEREGISTRATION: msg("注销"),
}
NOTES: dict[ChangeKind, Text] = {
    ChangeKind.RENAME: msg("企业名称变了。统一社会信用代码、证书编号和有效期都不变。"),
    ChangeKind.MOVE: msg("住所在本区内搬到别的街道（镇）或园区。"),
    ChangeKind.MOVE_OUT: msg("登记的住所迁到本区以外。自生效之日起不再计入本区家数。"),
    ChangeKind.MERGER: msg("本企业并入另一家企业，自身注销。自生效之日起不再计入家数。"),
    ChangeKind.DEREGISTRATION: msg("本企业注销，没有企业承继。自生效之日起不再计入家数。"),
}


class Destination(StrEnum):
    """Where a firm moves to that leaves the district; a place of each, as a region code."""

    CITY = "330200"
    PROVINCE = "330000"
    ELSEWHERE = "000000"


DESTINATIONS: dict[Destination, Text] = {
    Destination.CITY: msg("宁波市内其他区（县、市）"),
    Destination.PROVINCE: msg("浙江省内其他市"),
    Destination.ELSEWHERE: msg("浙江省以外"),
}

FIELDS: dict[ChangeKind, tuple[str, ...]] = {
    ChangeKind.RENAME: ("name",),
    ChangeKind.MOVE: ("region_code", "address", "park"),
    ChangeKind.MOVE_OUT: ("destination", "address", "is_whole"),
    ChangeKind.MERGER: ("successor_uscc", "successor_name"),
    ChangeKind.DEREGISTRATION: (),
}
"""What is asked of each kind: the names of `ChangeRequest.after`."""


def profile_changes(kind: ChangeKind, after: Mapping[str, Any]) -> dict[str, Any]:
    """What the profile says from the day on."""
    if kind is ChangeKind.RENAME:
        return {"name": after["name"]}
    if kind is ChangeKind.MOVE:
        return {name: after[name] for name in FIELDS[kind]}
    if kind is ChangeKind.MOVE_OUT:
        return {"presence": Presence.MOVED_OUT, "address": after["address"]}
    return {"presence": Presence.DEREGISTERED}
