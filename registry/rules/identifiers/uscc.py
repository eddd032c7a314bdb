"""统一社会信用代码 (GB 32100-2015), and the two older codes that still stand in its column.

The six region digits name the authority that first registered the firm; they never say where the firm is.
"""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from stdnum.cn import uscc as _standard

from registry.core.text import Text, msg
from registry.rules.identifiers.characters import squeeze

LENGTH = 18
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"

Problem = Literal["length", "alphabet", "check_digit"]
Kind = Literal["uscc", "registration_15", "org_code_9"]

_MISREAD = str.maketrans("OI", "01")
_REGION = slice(2, 8)
_ORG_CODE = re.compile(r"[0-9A-Z]{8}[0-9X]")
_REGISTRATION = re.compile(r"[0-9]{15}")
_ROUNDED_BY_A_SPREADSHEET = re.compile(r"[0-9](\.[0-9]+)?E\+[0-9]+")


class UsccCheck(NamedTuple):
    """A cleaned code and what is wrong with it.

    `length` and `alphabet` refuse the code. `check_digit` only warns, because some codes in use do not satisfy the
    standard; `expected` is then the last character that would. The older codes have a `kind` and the problem `length`:
    they can help to find a firm, but they are not its code.
    """

    code: str
    problem: Problem | None
    text: Text | None
    expected: str | None
    kind: Kind | None

    @property
    def refused(self) -> bool:
        """Whether the code cannot be used at all."""
        return self.problem in ("length", "alphabet")


def clean(raw: str) -> str:
    """`raw` without blanks and hyphens, half-width, upper case; O and I read as 0 and 1, for the alphabet has neither.

    A nine-character organisation code (GB 11714) may hold any letter and keeps its O and I.
    """
    code = squeeze(raw).replace("-", "").upper()
    return code if len(code) == 9 else code.translate(_MISREAD)


def check(raw: str) -> UsccCheck:
    """What `raw` is as a code, GB 32100-2015. Never raises."""
    code = clean(raw)
    if _ROUNDED_BY_A_SPREADSHEET.fullmatch(squeeze(raw).upper()):
        return _refuse(
            code,
            "length",
            msg(
                "“{code}”是被电子表格改写成科学计数法的代码，末几位已丢失；请把该列设为文本后重新填写 18 位代码",
                code=raw.strip(),
            ),
        )
    if len(code) != LENGTH:
        return _other_length(code)
    strange = [char for char in code if char not in ALPHABET] or [c for c in code[_REGION] if not "0" <= c <= "9"]
    if strange:
        return _refuse(
            code,
            "alphabet",
            msg(
                "统一社会信用代码“{code}”中不应有“{char}”：代码不使用 I、O、S、V、Z，第 3 至 8 位只用数字",
                code=code,
                char=strange[0],
            ),
        )
    expected = expected_check_character(code)
    if code[-1] == expected:
        return UsccCheck(code, None, None, None, "uscc")
    text = msg(
        "统一社会信用代码“{code}”的校验位不符，末位应为“{expected}”；请与营业执照核对", code=code, expected=expected
    )
    return UsccCheck(code, "check_digit", text, expected, "uscc")


def expected_check_character(code: str) -> str:
    """The last character that GB 32100-2015 wants after the first 17 of `code`, which must be of the alphabet."""
    return str(_standard.calc_check_digit(code[: LENGTH - 1]))


def organisation_code(code: str) -> str:
    """The nine-character organisation code inside a cleaned 18-character code."""
    return code[8:17]


def _other_length(code: str) -> UsccCheck:
    if _REGISTRATION.fullmatch(code):
        text = msg("“{code}”是 15 位工商注册号，不是统一社会信用代码；请填写营业执照上的 18 位代码", code=code)
        return UsccCheck(code, "length", text, None, "registration_15")
    if _ORG_CODE.fullmatch(code):
        text = msg("“{code}”是 9 位组织机构代码，不是统一社会信用代码；请填写营业执照上的 18 位代码", code=code)
        return UsccCheck(code, "length", text, None, "org_code_9")
    if not code:
        return _refuse(code, "length", msg("统一社会信用代码没有填写；请填写营业执照上的 18 位代码"))
    return _refuse(
        code,
        "length",
        msg("统一社会信用代码应为 18 位，“{code}”是 {count} 位；请与营业执照核对", code=code, count=len(code)),
    )


def _refuse(code: str, problem: Problem, text: Text) -> UsccCheck:
    return UsccCheck(code, problem, text, None, None)
