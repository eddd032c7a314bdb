"""What a file is by its content, whatever its name says; and a name that can be shown and saved."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import filetype

from registry.core.errors import DomainError
from registry.core.text import Text, msg
from registry.rules.identifiers.characters import visible

LARGEST_UNPACKED = 50 * 1024 * 1024
MOST_ENTRIES = 1000
LONGEST_NAME = 200

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"
_PLAIN = {"pdf", "jpg", "png"}
_UNFIT = re.compile(r'[<>:"|?*\x00-\x1f\x7f]')
_MARKUP = re.compile(rb"\s*(<|#!|@echo|%PDF)", re.IGNORECASE)
_CONTROLS = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_CHARSETS = ("utf-8-sig", "gb18030")


@dataclass(frozen=True)
class FileKind:
    """A kind of file that is taken: its media type and the endings that its name may have."""

    media_type: str
    endings: tuple[str, ...]


_OFFICE = "application/vnd.openxmlformats-officedocument."
KINDS: dict[str, FileKind] = {
    "pdf": FileKind("application/pdf", ("pdf",)),
    "jpg": FileKind("image/jpeg", ("jpg", "jpeg")),
    "png": FileKind("image/png", ("png",)),
    "ofd": FileKind("application/ofd", ("ofd",)),
    "docx": FileKind(f"{_OFFICE}wordprocessingml.document", ("docx",)),
    "xlsx": FileKind(f"{_OFFICE}spreadsheetml.sheet", ("xlsx",)),
    "doc": FileKind("application/msword", ("doc",)),
    "xls": FileKind("application/vnd.ms-excel", ("xls",)),
    "csv": FileKind("text/csv", ("csv",)),
}
ACCEPTED = "、".join(KINDS)


def kind_of(path: Path, filename: str) -> FileKind:
    """The kind of the file at `path`. Raises DomainError at `file` where it is none that is taken, or misnamed."""
    with path.open("rb") as file:
        head = file.read(8192)
    if not head:
        raise _refused(msg("文件是空的，请检查后重新上传。"))
    kind = KINDS[_by_content(path, head, filename)]
    ending = _ending(filename)
    if ending not in kind.endings:
        text = msg(
            "文件名的后缀是“{ending}”，内容却是 {kind} 文件，请改名或换文件。", ending=ending, kind=kind.endings[0]
        )
        raise _refused(text)
    return kind


def clean_filename(filename: str) -> str:
    """A file's own name without folders, marks that no system takes, and hidden characters; at most 200 long."""
    last = re.split(r"[/\\]", filename.encode("utf-8", "replace").decode())[-1]
    name = _UNFIT.sub("_", visible(last)).strip(" .")
    ending = PurePosixPath(name).suffix[:20]
    stem = name[: len(name) - len(ending)].strip(" .") if ending else name
    return f"{stem[: LONGEST_NAME - len(ending)] or '未命名'}{ending}"


def _by_content(path: Path, head: bytes, filename: str) -> str:
    if head.startswith(_ZIP):
        return _look_into_zip(path)
    if head.startswith(_OLE):
        return _look_into_ole(path)
    # before the guess, which takes any text that starts with BM for a picture
    if _ending(filename) == "csv" and _is_table_text(path.read_bytes()):
        return "csv"
    guess = filetype.guess(head)
    if guess is not None and guess.extension in _PLAIN:
        return str(guess.extension)
    raise _refused(_not_taken())


def _look_into_zip(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            _require_harmless(archive)
            return _office_kind(archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError):
        raise _refused(msg("文件已损坏或加了密，请另存后重新上传。")) from None


def _require_harmless(archive: zipfile.ZipFile) -> None:
    """Before anything is unpacked, and then by unpacking: the sizes that an archive states may be lies."""
    entries = archive.infolist()
    if len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > LARGEST_UNPACKED:
        raise _refused(msg("文件解压后太大，请减少内容后重新上传。"))
    for entry in entries:
        parts = PurePosixPath(entry.filename.replace("\\", "/")).parts
        if ".." in parts or entry.filename.startswith(("/", "\\")) or entry.flag_bits & 1:
            raise _refused(msg("文件已损坏或加了密，请另存后重新上传。"))
        if parts and parts[-1].lower() == "vbaproject.bin":
            raise _refused(_has_macros())
    if archive.testzip() is not None:
        raise _refused(msg("文件已损坏或加了密，请另存后重新上传。"))


def _office_kind(archive: zipfile.ZipFile) -> str:
    names = set(archive.namelist())
    if "OFD.xml" in names:
        return "ofd"
    if "[Content_Types].xml" not in names:
        raise _refused(_not_taken())
    types = archive.read("[Content_Types].xml")
    if b"macroenabled" in types.lower():
        raise _refused(_has_macros())
    for kind, main in (("docx", "word/document.xml"), ("xlsx", "xl/workbook.xml")):
        if main in names:
            return kind
    raise _refused(_not_taken())


def _look_into_ole(path: Path) -> str:
    """The old container names its streams in UTF-16."""
    content = path.read_bytes()

    def names(word: str) -> bool:
        return word.encode("utf-16-le") in content

    if names("_VBA_PROJECT"):
        raise _refused(_has_macros())
    found: list[tuple[str, Callable[[], bool]]] = [
        ("doc", lambda: names("WordDocument")),
        ("xls", lambda: names("Workbook") or names("Book\x00")),
    ]
    for kind, matches in found:
        if matches():
            return kind
    raise _refused(_not_taken())


def _is_table_text(content: bytes) -> bool:
    if _CONTROLS.search(content) or _MARKUP.match(content.removeprefix(b"\xef\xbb\xbf")):
        return False
    for charset in _CHARSETS:
        try:
            content.decode(charset)
        except UnicodeDecodeError:
            continue
        return True
    return False


def _ending(filename: str) -> str:
    return PurePosixPath(clean_filename(filename)).suffix.lower().lstrip(".")


def _not_taken() -> Text:
    return msg("不能上传这种文件。可上传：{kinds}。", kinds=ACCEPTED)


def _has_macros() -> Text:
    return msg("不能上传带宏的文件，请另存为不含宏的格式或 PDF。")


def _refused(text: Text) -> DomainError:
    return DomainError(text, "file")
