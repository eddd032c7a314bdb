"""Files are what they contain, not what they are called."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from registry.core.errors import DomainError
from registry.documents import sniff
from registry.documents.sniff import clean_filename, kind_of
from tests.documents.files import DOC, JPG, OFD, PDF, PNG, XLS, archive, docx, xlsx


def put(folder: Path, content: bytes) -> Path:
    path = folder / "file"
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("审计报告.pdf", PDF, "application/pdf"),
        ("照片.JPG", JPG, "image/jpeg"),
        ("照片.jpeg", JPG, "image/jpeg"),
        ("图.png", PNG, "image/png"),
        ("执照.ofd", OFD, "application/ofd"),
        ("说明.docx", docx(), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("名单.xlsx", xlsx(), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("旧.doc", DOC, "application/msword"),
        ("旧.xls", XLS, "application/vnd.ms-excel"),
        ("名单.csv", "企业名称,代码\n甲,1\n".encode("gb18030"), "text/csv"),
        ("名单.csv", "\ufeff企业名称,代码\n甲,1\n".encode(), "text/csv"),
        ("名单.csv", b"BM,1\n", "text/csv"),
    ],
)
def test_taken(tmp_path: Path, name: str, content: bytes, media_type: str) -> None:
    assert kind_of(put(tmp_path, content), name).media_type == media_type


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("空.pdf", b""),
        ("图.pdf", PNG),
        ("报告", PDF),
        ("报告.pdf.exe", PDF),
        ("程序.pdf", b"MZ\x90\x00" + b"\x00" * 300),
        ("网页.csv", b"<html><script>alert(1)</script>"),
        ("网页.csv", b"\xef\xbb\xbf \n<svg onload='x'/>"),
        ("脚本.csv", b"#!/bin/sh\nrm -rf /\n"),
        ("二进制.csv", b"a,b\x00c\n"),
        ("乱码.csv", b"a,\xff\xff\xff\n"),
        ("报告.csv", PDF),
        ("网页.html", b"<html></html>"),
        ("图.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        ("图.gif", b"GIF89a" + b"\x00" * 40),
        ("压缩.zip", archive({"a.txt": b"a"})),
        ("压缩.docx", archive({"a.txt": b"a"})),
        ("程序.docx", archive({"[Content_Types].xml": b"", "META-INF/MANIFEST.MF": b""})),
        ("宏.docx", docx({"word/vbaProject.bin": b"x"})),
        ("宏.xlsx", xlsx(types=b"application/vnd.ms-excel.sheet.macroEnabled.main+xml")),
        ("宏.xls", XLS + "_VBA_PROJECT".encode("utf-16-le")),
        ("别的.doc", DOC[:8] + b"\x00" * 600),
        ("外面.docx", docx({"../../etc/passwd": b"x"})),
        ("外面.docx", docx({"/etc/passwd": b"x"})),
        ("断.docx", docx()[:-30]),
        ("坏.docx", docx().replace(b"<w:document", b"<x:document")),
        ("名单.docx", xlsx()),
    ],
)
def test_refused_at_the_file(tmp_path: Path, name: str, content: bytes) -> None:
    with pytest.raises(DomainError) as refused:
        kind_of(put(tmp_path, content), name)
    assert (refused.value.field, refused.value.status) == ("file", 422)


def test_borders_of_an_archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    entries = 2
    monkeypatch.setattr(sniff, "MOST_ENTRIES", entries + 1)
    assert kind_of(put(tmp_path, docx({"a": b"a"})), "a.docx").endings == ("docx",)
    with pytest.raises(DomainError, match="解压后太大"):
        kind_of(put(tmp_path, docx({"a": b"a", "b": b"b"})), "a.docx")


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    bomb = docx({"word/media/a.bin": b"\x00" * (sniff.LARGEST_UNPACKED + 1)})
    assert len(bomb) < 100_000
    with pytest.raises(DomainError, match="解压后太大"):
        kind_of(put(tmp_path, bomb), "a.docx")


def test_an_encrypted_archive_is_refused(tmp_path: Path) -> None:
    content = bytearray(docx())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(mark) + offset] |= 1
    with zipfile.ZipFile(io.BytesIO(bytes(content))) as opened:
        assert opened.infolist()[0].flag_bits & 1
    with pytest.raises(DomainError, match="加了密"):
        kind_of(put(tmp_path, bytes(content)), "a.docx")


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("审计报告 2025.pdf", "审计报告 2025.pdf"),
        ("C:\\Users\\王\\报告.pdf", "报告.pdf"),
        ("../../etc/passwd", "passwd"),
        ("a\x00b\r\nc.pdf", "ab c.pdf"),
        ('a"b<c>|?*:.pdf', "a_b_c_____.pdf"),
        ("\u202efdp.exe", "fdp.exe"),
        ("", "未命名"),
        ("...", "未命名"),
        ("   .pdf", "pdf"),
        ("\ud800.pdf", "_.pdf"),
    ],
)
def test_names_are_fit_to_show_and_to_save(given: str, shown: str) -> None:
    assert clean_filename(given) == shown


def test_a_long_name_keeps_its_ending() -> None:
    name = clean_filename("长" * 300 + ".docx")
    assert (len(name), name[-5:]) == (200, ".docx")
