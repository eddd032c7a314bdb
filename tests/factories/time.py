"""When tests happen."""

from __future__ import annotations

from datetime import UTC, datetime

START = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
