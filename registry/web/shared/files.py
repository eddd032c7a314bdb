"""Evidence files between browser and disk: where they are kept, and one as a file that a browser saves."""

from __future__ import annotations

from pathlib import Path

from flask import Response, current_app, send_file

from registry.core.errors import NotFound
from registry.core.text import msg
from registry.documents.models import Document, Enclosure
from registry.documents.services import open_document
from registry.documents.storage import Storage

PICTURES = ("image/jpeg", "image/png")
PDF = "application/pdf"
SHOWN = (*PICTURES, PDF)
"""The kinds that a browser shows without running anything of ours or theirs in our name."""


def storage() -> Storage:
    """Where the files are."""
    return Storage(Path(current_app.config["DOCUMENT_FOLDER"]))


def saved(file: Document | Enclosure) -> Response:
    """The file as it was uploaded, to be saved: never opened inside the page."""
    stream = open_document(file, storage())
    return send_file(stream, mimetype=file.media_type, as_attachment=True, download_name=file.filename)


def opened(file: Document | Enclosure) -> Response:
    """A picture or a PDF to be looked at in the browser; anything else is not found here.

    What it is was judged by its content when it came in, and the browser is told not to guess.
    """
    if file.media_type not in SHOWN:
        raise NotFound(msg("这种文件不能在浏览器中查看，请下载后打开。"))
    return send_file(open_document(file, storage()), mimetype=file.media_type, download_name=file.filename)
