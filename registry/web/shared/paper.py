"""Pages as files to keep and print: the same template, set on A4."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flask import Response, current_app, render_template

from registry.core.errors import Conflict
from registry.core.text import msg

STYLE = "css/paper.css"
MISSING = msg("这台服务器没有安装生成 PDF 所需的组件，请用浏览器的打印功能保存页面，并告诉系统管理员。")


class NoPaper(Conflict):
    """The libraries that set type are not on this machine."""


def paper(template: str, stem: str, context: Mapping[str, Any]) -> Response:
    """The template as a PDF named `stem`.pdf. Raises NoPaper where the machine cannot make one.

    Only what the template holds gets in: no address is opened.
    """
    data = write(render_template(template, **context))
    response = Response(data, mimetype="application/pdf")
    response.headers.set("Content-Disposition", "inline", filename=f"{stem}.pdf")
    return response


def write(html: str) -> bytes:
    """The page as a PDF."""
    try:
        # late: a machine without the libraries serves all but this
        from weasyprint import CSS, HTML  # type: ignore[import-untyped]  # noqa: PLC0415
    except OSError as error:  # its C libraries are packages of the system, not of Python
        raise NoPaper(MISSING) from error
    style = CSS(filename=Path(current_app.static_folder or "") / STYLE)
    made: bytes = HTML(string=html, url_fetcher=refuse_addresses).write_pdf(stylesheets=[style])
    return made


def refuse_addresses(url: str, *_rest: Any, **_more: Any) -> dict[str, Any]:
    """What the page names by an address stays out of the file. Always raises ValueError."""
    raise ValueError(f"a file reads no other address: {url}")
