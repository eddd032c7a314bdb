"""The smallest files of each kind."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
JPG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01" + b"\x00" * 40 + b"\xff\xd9"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + b"\x00" * 40
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 504
DOC = _OLE + "WordDocument".encode("utf-16-le")
XLS = _OLE + "Workbook".encode("utf-16-le")


def archive(entries: Mapping[str, bytes]) -> bytes:
    """A ZIP of these entries."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as file:
        for name, content in entries.items():
            kind = zipfile.ZIP_DEFLATED if len(content) > 1000 else zipfile.ZIP_STORED
            file.writestr(zipfile.ZipInfo(name), content, kind)
    return stream.getvalue()


OFD = archive({"OFD.xml": b"<ofd:OFD/>", "Doc_0/Document.xml": b"<ofd:Document/>"})


def docx(more: Mapping[str, bytes] | None = None) -> bytes:
    """A text document with more entries."""
    return archive({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w:document/>", **(more or {})})


def xlsx(types: bytes = b"<Types/>") -> bytes:
    """A workbook whose list of content types says `types`."""
    return archive({"[Content_Types].xml": types, "xl/workbook.xml": b"<workbook/>"})
