"""Names of what is recorded against firms."""

from __future__ import annotations

from registry.core.text import Text, msg
from registry.integrity.models import Effect, RecordKind

KINDS: dict[RecordKind, Text] = {
    RecordKind.DISHONESTY: msg("严重失信"),
    RecordKind.RESEARCH: msg("科研失信"),
    RecordKind.PENALTY: msg("行政处罚"),
    RecordKind.ACCIDENT: msg("安全、质量事故或严重环境违法"),
    RecordKind.IP_BLACKLIST: msg("知识产权黑名单"),
}
EFFECTS: dict[Effect, tuple[str, Text]] = {
    Effect.BLOCKS: ("bad", msg("不能提交申请")),
    Effect.WARNS: ("warn", msg("审查时提示")),
}
"""The kind of tag, and its word."""
