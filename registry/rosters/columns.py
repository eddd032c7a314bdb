"""The columns of lists that are read: how their headers are called and how a cell becomes a value."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from registry.core.text import Text, msg
from registry.rosters.sheets import Cell
from registry.rules.identifiers import certificates, uscc
from registry.rules.identifiers.characters import squeeze, visible
from registry.rules.identifiers.dates import parse_date
from registry.rules.identifiers.money import parse_wan
from registry.rules.identifiers.names import split_former_name

RowReason = Literal[
    "bad_certificate",
    "bad_date",
    "bad_number",
    "bad_text",
    "bad_uscc",
    "column_count",
    "encoding",
    "hidden_row",
    "missing_field",
    "sheet_not_read",
    "too_long",
    "unit",
]

_EXACT_DIGITS = 10**15  # a spreadsheet keeps 15 digits of a number, the rest has become zeros
_LIKE_A_FORMULA = ("=", "+", "@")
_HEADER_NOISE = re.compile(r"^[*\d.、]+|[*:：]+$")
_HEADER_BRACKETS = re.compile(r"[(\[【].*?[)\]】]")


class Fault(NamedTuple):
    """What is wrong with a cell; only a blocking fault keeps the row out."""

    reason: RowReason
    text: Text
    blocking: bool = True


class Cleaned(NamedTuple):
    """The values a cell gives (a cell may give more than one, or none) and what is wrong with it."""

    values: Mapping[str, object]
    fault: Fault | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a list: `headers` are the names it goes by, best first; `clean` makes values of a filled cell.

    `needed` columns must have a header in the sheet and a value in every row. The title is the Chinese name.
    """

    key: str
    title: Text
    headers: tuple[str, ...]
    clean: Callable[[Cell], Cleaned]
    needed: bool = False
    max_length: int = 200
    ranks: Mapping[str, int] = field(init=False)

    def __post_init__(self) -> None:
        ranks = {header_key(name): rank for rank, name in reversed(list(enumerate(self.headers)))}
        object.__setattr__(self, "ranks", ranks)


def header_key(header: str) -> str:
    """The key under which spellings of one header meet."""
    return _HEADER_NOISE.sub("", squeeze(header).casefold())


def header_keys(header: str) -> tuple[str, ...]:
    """The keys to look `header` up by: as it stands, then without what is in brackets."""
    whole = header_key(header)
    bare = header_key(_HEADER_BRACKETS.sub("", whole))
    return (whole, bare) if bare and bare != whole else (whole,)


def shown(cell: Cell) -> str:
    """A cell as a person reads it: whole numbers without .0, days without a midnight, no unseen characters."""
    if isinstance(cell, str):
        return visible(cell)
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < _EXACT_DIGITS:
        return str(int(cell))
    if isinstance(cell, dt.datetime):
        return str(cell.date()) if cell.time() == dt.time() else str(cell)
    return str(cell)


def _is_rounded(cell: Cell) -> bool:
    return isinstance(cell, int | float) and not isinstance(cell, bool) and not abs(cell) < _EXACT_DIGITS


def clean_text(key: str) -> Callable[[Cell], Cleaned]:
    """A cleaner that keeps text as it is shown; text that a spreadsheet would execute is refused."""

    def clean(cell: Cell) -> Cleaned:
        text = shown(cell)
        fault = _formula_fault(text)
        return Cleaned({}, fault) if fault else Cleaned({key: text})

    return clean


def clean_name(cell: Cell) -> Cleaned:
    """`name`, and `former_name` where it stands in brackets behind."""
    text = shown(cell)
    fault = _formula_fault(text)
    if fault:
        return Cleaned({}, fault)
    if not any(char.isalpha() for char in text):
        return Cleaned({}, Fault("bad_text", msg("企业名称“{value}”不像名称；请检查是否错列", value=text)))
    pair = split_former_name(text)
    return Cleaned({"name": pair.name, "former_name": pair.former} if pair.former else {"name": pair.name})


def clean_uscc(cell: Cell) -> Cleaned:
    """`uscc`, or `organisation_code` / `registration_number` where an older code stands in its place."""
    if _is_rounded(cell):
        text = msg("代码被存成了数字，末几位已丢失；请把该列设为文本后重新填写 18 位统一社会信用代码")
        return Cleaned({}, Fault("bad_uscc", text))
    found = uscc.check(shown(cell))
    if found.text is None:
        return Cleaned({"uscc": found.code})
    if found.kind == "uscc":
        return Cleaned({"uscc": found.code}, Fault("bad_uscc", found.text, blocking=False))
    if found.kind is None:
        return Cleaned({}, Fault("bad_uscc", found.text))
    key = "organisation_code" if found.kind == "org_code_9" else "registration_number"
    return Cleaned({key: found.code}, Fault("bad_uscc", found.text, blocking=False))


def clean_certificate(cell: Cell) -> Cleaned:
    """`certificate_number` half-width and without blanks; its shape belongs to the scheme and is judged there."""
    if _is_rounded(cell):
        text = msg("证书编号被存成了数字，末几位已丢失；请把该列设为文本后重新填写")
        return Cleaned({}, Fault("bad_certificate", text))
    fault = _formula_fault(shown(cell))
    if fault:
        return Cleaned({}, fault)
    number = certificates.clean(shown(cell))
    if not any(char.isdigit() for char in number):
        return Cleaned(
            {}, Fault("bad_certificate", msg("证书编号“{value}”中没有数字；请与证书核对", value=shown(cell)))
        )
    return Cleaned({"certificate_number": number})


def clean_date(key: str) -> Callable[[Cell], Cleaned]:
    """A cleaner that gives a day under `key`."""

    def clean(cell: Cell) -> Cleaned:
        day = parse_date(cell, numeric=isinstance(cell, int | float))
        return Cleaned({}, Fault("bad_date", day)) if isinstance(day, Text) else Cleaned({key: day})

    return clean


def clean_capital(cell: Cell) -> Cleaned:
    """`capital` in 分, or None where the source does not know; an amount that cannot be read does not stop the row."""
    amount = parse_wan(shown(cell))
    if isinstance(amount, Text):
        reason: RowReason = "unit" if "currency" in amount.params else "bad_number"
        return Cleaned({"capital": None}, Fault(reason, amount, blocking=False))
    return Cleaned({"capital": amount})


def clean_year(cell: Cell) -> Cleaned:
    """`source_year` as a number of four digits."""
    found = re.fullmatch(r"((?:19|20)\d\d)年?度?", squeeze(shown(cell)), re.ASCII)
    if found is None:
        text = msg("“{value}”不是年份；请写成 2021 这样的四位数", value=shown(cell))
        return Cleaned({}, Fault("bad_number", text))
    return Cleaned({"source_year": int(found[1])})


def clean_known_text(key: str) -> Callable[[Cell], Cleaned]:
    """As `clean_text`, with N/A and its like read as nothing."""
    keep = clean_text(key)

    def clean(cell: Cell) -> Cleaned:
        return Cleaned({}) if shown(cell).upper() in ("N/A", "NA", "NULL", "-", "/", "无") else keep(cell)

    return clean


def _formula_fault(text: str) -> Fault | None:
    if not text.startswith(_LIKE_A_FORMULA):
        return None
    return Fault("bad_text", msg("“{value}”以公式符号开头；请改为普通文字", value=text[:40]))


_NAME_HEADERS = (
    "企业名称",
    "单位名称",
    "公司名称",
    "申报单位",
    "申报企业",
    "企业名",
    "单位名",
    "企业全称",
    "名称",
    "企业",
    "COMP_NM",
    "unitname",
    "name",
)
_USCC_HEADERS = (
    "统一社会信用代码",
    "社会信用代码",
    "统一信用代码",
    "信用代码",
    "统一社会信用代码/组织机构代码",
    "持证单位代码",
    "组织机构代码",
    "机构代码",
    "工商注册号",
    "CREDITCODE",
    "HOLD_CERT_CD",
    "ORG_ID",
    "uscc",
)
_CERTIFICATE_HEADERS = (
    "证书编号",
    "高企证书号",
    "高企证书编号",
    "高新技术企业证书编号",
    "入库登记编号",
    "科技型中小企业入库登记编号",
    "登记编号",
    "入库编号",
    "证书号",
    "证书号码",
    "HIGH_TECH_DOC",
    "certificate_number",
)
_ISSUED_HEADERS = (
    "发证日期",
    "发证时间",
    "认定日期",
    "认定时间",
    "批准日期",
    "公告日期",
    "公告时间",
    "入库日期",
    "入库时间",
    "颁证日期",
    "ISSUE_DT",
    "issued_on",
)
_FROM_HEADERS = ("有效期起", "有效期自", "有效期开始", "生效日期", "有效期起始日期", "valid_from")
_TO_HEADERS = ("有效期至", "有效期止", "有效期截止", "有效期截止日期", "到期日期", "到期时间", "截止日期", "valid_to")
_DOCUMENT_HEADERS = (
    "文号",
    "认定文号",
    "公布文号",
    "公告文号",
    "批准文号",
    "文件文号",
    "文件号",
    "发文字号",
    "发文文号",
    "document",
)
_STREET_HEADERS = ("街道", "所属街道", "街道(镇)", "街道/镇", "镇街", "镇(街道)", "所在街道", "属地", "street")

_NAME = Column("name", msg("企业名称"), _NAME_HEADERS, clean_name, needed=True)

RECOGNITION_ROSTER: tuple[Column, ...] = (
    _NAME,
    Column("uscc", msg("统一社会信用代码"), _USCC_HEADERS, clean_uscc, max_length=64),
    Column("certificate_number", msg("证书编号"), _CERTIFICATE_HEADERS, clean_certificate, max_length=64),
    Column("document", msg("文号"), _DOCUMENT_HEADERS, clean_text("document"), max_length=120),
    Column("issued_on", msg("发证日期"), _ISSUED_HEADERS, clean_date("issued_on"), max_length=64),
    Column("valid_from", msg("有效期起"), _FROM_HEADERS, clean_date("valid_from"), max_length=64),
    Column("valid_to", msg("有效期至"), _TO_HEADERS, clean_date("valid_to"), max_length=64),
    Column("street", msg("街道"), _STREET_HEADERS, clean_text("street"), max_length=60),
)

REGISTRATION_LIST: tuple[Column, ...] = (
    _NAME,
    Column("uscc", msg("统一社会信用代码"), _USCC_HEADERS, clean_uscc, needed=True, max_length=64),
    Column(
        "registered_on",
        msg("注册日期"),
        ("注册日期", "成立日期", "注册时间", "成立时间", "registered_on"),
        clean_date("registered_on"),
        max_length=64,
    ),
    Column("kind", msg("企业类型"), ("企业类型", "公司类型", "经济类型", "类型"), clean_known_text("kind")),
    Column("capital", msg("注册资金"), ("注册资金", "注册资本"), clean_capital, max_length=64),
    Column(
        "address",
        msg("注册地址"),
        ("注册地址", "住所", "企业地址", "地址"),
        clean_known_text("address"),
        max_length=500,
    ),
    Column("source_year", msg("来源年份"), ("来源年份", "年份"), clean_year, max_length=20),
    Column("province", msg("所在省份"), ("所在省份", "省份"), clean_known_text("province"), max_length=60),
    Column("region", msg("地区"), ("地区", "所属地区", "区县市", "区县"), clean_known_text("region"), max_length=60),
)
