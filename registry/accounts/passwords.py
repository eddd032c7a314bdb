"""Passwords: how they are kept, how they are checked, and which are too easy to guess."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from zxcvbn import zxcvbn

from registry.core.errors import DomainError
from registry.core.text import msg

SHORTEST = 8
LONGEST = 1000
_SCORE_WANTED = 2
_ZXCVBN_TAKES = 72
_COMMON_WORDS = Path(__file__).parent / "common_words.txt"
_NOT_LETTERS = re.compile(r"[\W\d_]+")
_PARTS = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class Verified:
    """Whether the password is right; `new_hash` is set where the stored one should be replaced by a costlier one."""

    is_right: bool
    new_hash: str | None = None


@dataclass(frozen=True)
class PasswordPolicy:
    """Argon2id with the costs of the configuration: rounds, KiB of memory, lanes."""

    time_cost: int
    memory_cost: int
    parallelism: int

    @classmethod
    def from_config(cls, config: Mapping[str, Any]) -> PasswordPolicy:
        """The policy of ARGON2_TIME_COST, ARGON2_MEMORY_COST and ARGON2_PARALLELISM."""
        return cls(config["ARGON2_TIME_COST"], config["ARGON2_MEMORY_COST"], config["ARGON2_PARALLELISM"])

    def hash(self, password: str) -> str:
        """The password as it is stored; each call gives another text."""
        return self._hasher.hash(_canonical(password))

    def verify(self, stored: str | None, password: str) -> Verified:
        """Hold `password` against a stored hash. Without one (no such account) it takes as long and is wrong."""
        try:
            self._hasher.verify(self._nobody if stored is None else stored, _canonical(password))
        except (VerificationError, InvalidHashError):
            return Verified(False)
        if stored is None:
            return Verified(False)
        return Verified(True, self.hash(password) if self._hasher.check_needs_rehash(stored) else None)

    @cached_property
    def _hasher(self) -> PasswordHasher:
        return PasswordHasher(self.time_cost, self.memory_cost, self.parallelism)

    @cached_property
    def _nobody(self) -> str:
        return self._hasher.hash("no account has this")


def require_good_password(password: str, context: Iterable[str], *, field: str = "password") -> None:
    """Raise DomainError at `field` where the password is too short, too long or easily guessed.

    `context` is what an attacker knows of the person: name, e-mail address, name of the firm.
    """
    if len(password) < SHORTEST:
        raise DomainError(msg("密码至少 {count} 个字符，建议 15 个以上。", count=SHORTEST), field)
    if len(password) > LONGEST:
        raise DomainError(msg("密码最多 {count} 个字符。", count=LONGEST), field)
    if is_weak(password, context):
        text = msg("这个密码容易被猜到。请避开常用词、姓名、单位名称和连续数字，可用几个互不相干的词连成一句。")
        raise DomainError(text, field)


def is_weak(password: str, context: Iterable[str] = ()) -> bool:
    """Whether a guesser who knows common words, Chinese ones included, and `context` would find it soon."""
    plain = _canonical(password).casefold()
    known = _context_words(context)
    letters = _NOT_LETTERS.sub("", plain)
    if _made_of_one_or_two(letters, known | _common_words()):
        return True
    # the library refuses longer input; an easy beginning makes it no harder
    inputs = sorted(known) + sorted(_common_words())
    return bool(zxcvbn(plain[:_ZXCVBN_TAKES], user_inputs=inputs)["score"] < _SCORE_WANTED)


def _made_of_one_or_two(letters: str, words: frozenset[str]) -> bool:
    """Digits and signs around one or two known words add little: woaini1314, Jiangbei2026!"""
    if letters in words:
        return True
    return any(letters[:cut] in words and letters[cut:] in words for cut in range(1, len(letters)))


def _context_words(context: Iterable[str]) -> frozenset[str]:
    whole = [_canonical(text).casefold() for text in context]
    parts = {part for text in whole for part in _PARTS.split(text)}
    joined = {_NOT_LETTERS.sub("", text) for text in whole}
    return frozenset(word for word in parts | joined if len(word) > 1)


@cache
def _common_words() -> frozenset[str]:
    return frozenset(_COMMON_WORDS.read_text(encoding="utf-8").split())


def _canonical(password: str) -> str:
    """One spelling for what looks alike on different keyboards (full-width digits); nothing is cut off."""
    return unicodedata.normalize("NFKC", password).encode("utf-8", "replace").decode()
