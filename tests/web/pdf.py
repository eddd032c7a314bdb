"""Reading the words of a PDF that the registry made: what a person can copy out of it."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

_OBJECT = re.compile(rb"(\d+) 0 obj\s*(.*?)endobj", re.DOTALL)
_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)


def text_of(data: bytes) -> str:
    """All words of the file in the order in which they are drawn, without blanks."""
    assert data.startswith(b"%PDF-"), data[:40]
    objects = _objects(data)
    fonts = {name: _glyphs(objects, font) for name, font in _fonts(objects)}
    return "".join(_drawn(content, fonts) for content in _contents(objects)).replace(" ", "")


def _objects(data: bytes) -> dict[int, bytes]:
    """Objects by number, those that are packed together in streams unpacked."""
    objects = {int(number): body for number, body in _OBJECT.findall(data)}
    for body in [body for body in objects.values() if b"/ObjStm" in body]:
        packed, found = _stream(body), re.search(rb"/First (\d+)", body)
        assert found is not None
        first = int(found[1])
        numbers = [int(word) for word in packed[:first].split()]
        places = [*(first + place for place in numbers[1::2]), len(packed)]
        objects.update({number: packed[places[i] : places[i + 1]] for i, number in enumerate(numbers[::2])})
    return objects


def _fonts(objects: dict[int, bytes]) -> Iterator[tuple[bytes, int]]:
    for body in objects.values():
        for listed in re.findall(rb"/Font\s*(?:<<(.*?)>>|(\d+) 0 R)", body, re.DOTALL):
            names = listed[0] or objects[int(listed[1])]
            yield from ((name, int(number)) for name, number in re.findall(rb"/(\S+) (\d+) 0 R", names))


def _glyphs(objects: dict[int, bytes], font: int) -> dict[str, str]:
    found = re.search(rb"/ToUnicode (\d+) 0 R", objects[font])
    table = _stream(objects[int(found[1])]).decode("latin-1") if found else ""
    pairs = re.findall(r"<([0-9a-fA-F]{4})>\s*<([0-9a-fA-F]{4,})>\s*\n", table)
    return {glyph.lower(): bytes.fromhex(letters).decode("utf-16-be") for glyph, letters in pairs}


def _contents(objects: dict[int, bytes]) -> Iterator[str]:
    for number in sorted(objects):
        page = objects[number]
        if re.search(rb"/Type\s*/Page\b", page) and (found := re.search(rb"/Contents (\d+) 0 R", page)):
            yield _stream(objects[int(found[1])]).decode("latin-1")


def _drawn(content: str, fonts: dict[bytes, dict[str, str]]) -> str:
    glyphs: dict[str, str] = {}
    words = []
    for font, shown in re.findall(r"/(\S+) [\d.]+ Tf|(\[[^\]]*\] ?TJ|<[0-9a-fA-F]+> ?Tj)", content):
        if font:
            glyphs = fonts.get(font.encode(), {})
        for run in re.findall(r"<([0-9a-fA-F]+)>", shown):
            words += [glyphs.get(run[place : place + 4].lower(), "") for place in range(0, len(run), 4)]
    return "".join(words)


def _stream(body: bytes) -> bytes:
    found = _STREAM.search(body)
    assert found is not None
    return zlib.decompress(found[1]) if b"/FlateDecode" in body else found[1]
