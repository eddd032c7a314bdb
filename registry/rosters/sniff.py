"""What a file is, by its content: the name at its end is often wrong."""

from __future__ import annotations

import io
import re
import zipfile
from enum import StrEnum

from registry.core.text import msg
from registry.rosters.sheets import FileRefusedError

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_STREAMS = ("EncryptedPackage", "Workbook", "Book", "WordDocument")
_BIFF8_GLOBALS = b"\x09\x08\x10\x00\x00\x06\x05\x00"
_FILEPASS = 0x002F
_FIRST_RECORDS = 8
_HEAD = 4096
_FOREIGN_HEADS = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"{\\rtf", b"MZ")
_HTML = re.compile(r"<\s*(!doctype\s+html|html|table|head|body|meta|style)\b", re.IGNORECASE)
_EXCEL_XML = re.compile(r"urn:schemas-microsoft-com:office:spreadsheet|progid=\"Excel\.Sheet\"")
_CONTROLS = re.compile(r"[\x01-\x08\x0b\x0c\x0e-\x1f]")


class Format(StrEnum):
    """A kind of file that can be read."""

    XLSX = "xlsx"
    XLS = "xls"
    EXCEL_XML = "excel_xml"
    HTML = "html"
    TEXT = "text"


def sniff(data: bytes) -> Format:
    """The format of `data`; raises FileRefusedError, with what to do, where it is none that can be read."""
    if not data.strip(b"\x00\t\r\n \xef\xbb\xbf"):
        raise FileRefusedError("empty_file", msg("文件是空的；请确认导出成功后重新上传"))
    if data.startswith(b"PK"):
        return _sniff_zip(data)
    if data.startswith(_OLE):
        return _sniff_ole(data)
    if data.startswith(_FOREIGN_HEADS):
        raise FileRefusedError("not_a_spreadsheet", msg("这不是电子表格；请上传 .xlsx、.xls 或 .csv 文件"))
    head = decode_text(data[:_HEAD], partial=True)
    if head[:200].upper().startswith(("MIME-VERSION", "FROM: <SAVED BY")):
        raise FileRefusedError("unsupported_format", msg("这是网页存档（.mht）；请用 Excel 或 WPS 另存为 .xlsx 后上传"))
    if _EXCEL_XML.search(head):
        return Format.EXCEL_XML
    return Format.HTML if _HTML.search(head) else Format.TEXT


def _sniff_zip(data: bytes) -> Format:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise corrupt() from error
    if "xl/workbook.bin" in names or "content.xml" in names:
        raise FileRefusedError(
            "unsupported_format", msg("暂不支持 .xlsb 和 .ods；请用 Excel 或 WPS 另存为 .xlsx 后上传")
        )
    if not any(name.startswith("xl/") and name.endswith(".xml") for name in names):
        raise FileRefusedError("not_a_spreadsheet", msg("压缩包或文档不是电子表格；请上传 .xlsx、.xls 或 .csv 文件"))
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise FileRefusedError("unsafe", msg("文件带有宏；请另存为不带宏的 .xlsx 后上传"))
    return Format.XLSX


def _sniff_ole(data: bytes) -> Format:
    streams = {name: name.encode("utf-16-le") + b"\x00\x00" in data for name in _OLE_STREAMS}
    if streams["EncryptedPackage"] or _has_password(data):
        raise encrypted()
    if streams["Workbook"] or streams["Book"]:
        return Format.XLS
    if streams["WordDocument"]:
        raise FileRefusedError("not_a_spreadsheet", msg("这是 Word 文档；请把表格复制到 Excel 中，另存为 .xlsx 后上传"))
    raise corrupt()


def _has_password(data: bytes) -> bool:
    """Whether a binary workbook begins with the record FILEPASS; the spreadsheet reader calls such a file unknown."""
    place = data.find(_BIFF8_GLOBALS)
    for _ in range(_FIRST_RECORDS if place >= 0 else 0):
        kind, length = int.from_bytes(data[place : place + 2], "little"), data[place + 2 : place + 4]
        if kind == _FILEPASS:
            return True
        place += 4 + int.from_bytes(length, "little")
    return False


def corrupt() -> FileRefusedError:
    """The refusal of a damaged file."""
    return FileRefusedError("corrupt", msg("文件已损坏，无法打开；请在 Excel 或 WPS 中打开原文件，另存一份后重新上传"))


def encrypted() -> FileRefusedError:
    """The refusal of a file with a password."""
    return FileRefusedError("encrypted", msg("文件设有打开密码；请在 Excel 或 WPS 中取消密码，保存后重新上传"))


def decode_text(data: bytes, *, partial: bool = False) -> str:
    """`data` as text: UTF-8, UTF-16 or GB18030, with or without a mark at its beginning.

    A few damaged characters become U+FFFD and stay to be reported where they stand. `partial` allows a last character
    cut in two. Raises FileRefusedError (`unsupported_encoding`, `bad_text`, `not_a_spreadsheet`).
    """
    text = _decode(data, partial)
    if "\x00" in text:
        raise FileRefusedError("bad_text", msg("文件中有空字符，不是正常的文本；请用 Excel 或 WPS 另存为 .xlsx 后上传"))
    if len(_CONTROLS.findall(text)) > 1 + len(text) // 100:
        raise FileRefusedError("not_a_spreadsheet", msg("这不是电子表格；请上传 .xlsx、.xls 或 .csv 文件"))
    return text


def _decode(data: bytes, partial: bool) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    wide = _utf16_without_mark(data)
    if wide:
        return data.decode(wide, errors="replace")
    attempts = []
    for encoding in ("utf-8-sig", "gb18030"):
        text = data.decode(encoding, errors="replace")
        damaged = text.count("\ufffd")
        if damaged <= (1 if partial else 0):
            return text
        attempts.append((damaged, text))
    damaged, text = min(attempts, key=lambda attempt: attempt[0])
    if damaged * 50 > len(text):
        raise FileRefusedError(
            "unsupported_encoding", msg("无法识别文件的文字编码；请另存为 UTF-8 编码的 .csv，或 .xlsx 后上传")
        )
    return text


def _utf16_without_mark(data: bytes) -> str | None:
    head = data[:_HEAD]
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if max(even, odd) * 20 < len(head) or min(even, odd) * 4 > max(even, odd):
        return None
    return "utf-16-le" if odd > even else "utf-16-be"
