"""Only addresses of this system are gone back to."""

from __future__ import annotations

import pytest

from registry.web.shared.addresses import local_address


@pytest.mark.parametrize("text", ["/", "/plan?on=2026-03-02&tier=sme", "/firm/91330205MT0000012X/", "/a//b", "/公示"])
def test_a_path_of_ours_is_kept(text: str) -> None:
    assert local_address(text, "/home") == text


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "plan",
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\/evil.example",
        "https://evil.example",
        " /plan",
        "/\t/evil.example",
        "/plan\r\nLocation: x",
        "/\u202eplan",
        "/" + "a" * 2000,
    ],
)
def test_everything_else_falls_back(text: str | None) -> None:
    assert local_address(text, "/home") == "/home"
