"""Judging the lines of a list against the registry of this moment; nothing is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select

from registry.core.errors import DomainError
from registry.core.text import msg
from registry.extensions import db
from registry.reference.models import Region, Scheme
from registry.reference.queries import DISTRICT, get_scheme
from registry.rosters.columns import RECOGNITION_ROSTER, REGISTRATION_LIST
from registry.rosters.directory import Firm, load_directory, load_titles
from registry.rosters.duplicates import find_duplicates, keep_first, recognition_key, registration_key
from registry.rosters.lines import Judgement, Line, Proposal, Stated, line_of, settle
from registry.rosters.matching import Match, Matcher
from registry.rosters.models import BatchKind
from registry.rosters.parser import ParsedFile, parse
from registry.rosters.places import Street
from registry.rosters.recognition_rows import RecognitionJudge
from registry.rosters.registration_rows import RegistrationJudge

Place = tuple[str, int]
"""(sheet, physical row): what a line is called within its list."""

COLUMNS = {BatchKind.RECOGNITIONS: RECOGNITION_ROSTER, BatchKind.REGISTRATIONS: REGISTRATION_LIST}


@dataclass(frozen=True)
class Decisions:
    """What people said before: lines confirmed (with the firm, if one was named) and likeness proposals found."""

    confirmed: Mapping[Place, int | None]
    proposals: Mapping[Place, Sequence[Proposal]]


@dataclass(frozen=True)
class Preview:
    """A file as read, and what committing each of its lines would do; a refused file has no lines."""

    parsed: ParsedFile
    judged: list[tuple[Line, Judgement]]


def read_list(
    data: bytes, filename: str, kind: BatchKind, scheme: Scheme | None, on: date, stated: Stated | None = None
) -> Preview:
    """Read a file and judge each line. Never raises on content. What is `stated` counts for recognitions alone."""
    parsed = parse(data, filename, COLUMNS[kind])
    lines = [line_of(row) for row in parsed.rows if row.skipped is None or row.skip_reason == "sheet_not_read"]
    if stated is not None and kind is BatchKind.RECOGNITIONS:
        lines = [stated.complete(line) for line in lines]
    return Preview(parsed, list(zip(lines, judge_lines(lines, kind, scheme, on), strict=True)))


def judge_lines(
    lines: Sequence[Line], kind: BatchKind, scheme: Scheme | None, on: date, decisions: Decisions | None = None
) -> list[Judgement]:
    """What committing each of `lines` would do now."""
    if kind is BatchKind.REGISTRATIONS:
        return _judge_registrations(lines, on, decisions)
    if scheme is None:
        raise ValueError("a list of recognitions is of a scheme")
    return _judge_recognitions(lines, scheme, on, decisions)


def scheme_for(kind: BatchKind, code: str | None) -> Scheme | None:
    """The scheme a list of this kind needs; DomainError at `scheme` where none is named, NotFound where unknown."""
    if kind is BatchKind.REGISTRATIONS:
        return None
    if not code:
        raise DomainError(msg("请选择名单的认定类别。"), "scheme")
    return get_scheme(code)


def streets() -> list[Street]:
    """The district's streets, of all times."""
    rows = db.session.scalars(
        select(Region)
        .where(Region.code.startswith(DISTRICT, autoescape=True), Region.code != DISTRICT)
        .order_by(Region.code, Region.valid_from)
    )
    return [Street(row.code, row.name, row.valid_from, row.valid_to, row.successor_code) for row in rows]


def _judge_recognitions(
    lines: Sequence[Line], scheme: Scheme, on: date, decisions: Decisions | None
) -> list[Judgement]:
    directory, titles = load_directory(), load_titles(scheme)
    codes = {street.name: street.code for street in streets()}
    matcher = Matcher(directory, titles, codes, decisions.proposals if decisions else None)
    judge = RecognitionJudge(scheme, titles, on)
    duplicates = find_duplicates(lines, lambda line: recognition_key(line, scheme))
    judgements = []
    for index, line in enumerate(lines):
        decided = decisions.confirmed.get((line.sheet, line.row)) if decisions else None
        if any(fault.weight == "stop" for fault in line.faults):
            judgements.append(settle(Judgement("rejected"), line.faults, decided=False))
            continue
        match = matcher.match(line)
        if decided is None and (known := _known_by_name(match, judge, line)) is not None:
            judgements.append(settle(known, [*line.faults, *duplicates.get(index, ())], decided=False))
            continue
        firm = directory.by_id[decided] if decided is not None else match.firm
        doubts = [*line.faults, *duplicates.get(index, ())]
        judgement = judge.judge(line, firm) if firm is not None else Judgement("review")
        if decided is None:
            doubts = [*match.doubts, *doubts]
            judgement.proposals = match.proposals or _itself(firm)
        judgements.append(settle(judgement, doubts, decided=decided is not None))
    keep_first(list(zip(lines, judgements, strict=True)), scheme)
    return judgements


def _known_by_name(match: Match, judge: RecognitionJudge, line: Line) -> Judgement | None:
    """A name that one firm alone has is enough where the firm holds just what the line says: nothing is written."""
    if match.namesake is None:
        return None
    judgement = judge.judge(line, match.namesake)
    return judgement if judgement.status == "unchanged" else None


def _itself(firm: Firm | None) -> list[Proposal]:
    """The firm found, for a person to confirm it with the line's other doubts."""
    return [Proposal(firm.id, firm.uscc, firm.name, 100, "code")] if firm is not None else []


def _judge_registrations(lines: Sequence[Line], on: date, decisions: Decisions | None) -> list[Judgement]:
    judge = RegistrationJudge(load_directory(), streets(), DISTRICT, on)
    duplicates = find_duplicates(lines, registration_key)
    judgements = []
    for index, line in enumerate(lines):
        confirmed = decisions is not None and (line.sheet, line.row) in decisions.confirmed
        if any(fault.weight == "stop" for fault in line.faults) or not line.text("uscc"):
            faults = [fault if fault.column != "uscc" else replace(fault, weight="stop") for fault in line.faults]
            judgements.append(settle(Judgement("rejected"), faults, decided=False))
            continue
        doubts = [*line.faults, *duplicates.get(index, ())]
        judgements.append(settle(judge.judge(line), doubts, decided=confirmed))
    return judgements
