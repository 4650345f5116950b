"""Turning what people type into something to compare, without touching what is quoted.

Everything here is pure. A question is *cleaned* once (safe to show, to embed, to log) and
*folded* for matching: compatibility forms, case, and Traditional or Taiwanese wording
brought to one form, so that 「佈署到行動裝置」 and "部署到移动设备" compare equal.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from typing import Protocol, cast

from ingest.records import Language

_ANSI = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|.)?")
_SPACES = re.compile(r"\s+")
_HAN = r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f"
_HAN_RUN = re.compile(f"[{_HAN}]+")
_WORD = re.compile(rf"[{_HAN}]+|[^\W_{_HAN}]+(?:[.+#'\-](?=[^\W_{_HAN}])[^\W_{_HAN}]+|[+#]+)*")
_PLURAL = re.compile(r"(?<=[a-z]{3})(?<![su])s$|(?<=^[a-z]pu)s$")
_PROGRAM = "程序"
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})


class _Converter(Protocol):
    def convert(self, text: str) -> str: ...


def clean(text: str) -> str:
    """What can be shown, embedded and logged: NFKC, one line, no control or invisible characters.

    NUL and control characters become a space, so that no text behind them is lost; escape
    sequences, bidirectional overrides and zero-width characters go; a lone surrogate becomes
    U+FFFD.
    """
    text = _ANSI.sub(" ", text)
    text = unicodedata.normalize("NFKC", text)
    return _SPACES.sub(" ", "".join(map(_visible, text))).strip()


def _visible(character: str) -> str:
    category = unicodedata.category(character)
    if category not in _INVISIBLE:
        return character
    if category == "Cs":
        return "\ufffd"
    return " " if category == "Cc" else ""


def fold(text: str) -> str:
    """The form for matching: cleaned, Simplified Chinese, lower case."""
    return simplify(clean(text)).casefold()


def simplify(text: str) -> str:
    """Traditional and Taiwanese wording to Simplified (OpenCC ``tw2sp``); for matching only.

    Simplified text goes the same way, so that both end as one. Only 程序 stays, which OpenCC takes
    for the Taiwanese word for a process; it is the mainland's for a program.
    """
    if not _HAN_RUN.search(text):
        return text
    return _PROGRAM.join(map(_converter().convert, text.split(_PROGRAM)))


@cache
def _converter() -> _Converter:
    import opencc

    return cast("_Converter", opencc.OpenCC("tw2sp"))


def has_content(text: str) -> bool:
    """Whether anything is left to answer: at least one letter or digit."""
    return any(character.isalnum() for character in text)


def detect_language(text: str, names: frozenset[str] = frozenset()) -> Language | None:
    """The language to answer in, or ``None`` where the text gives no hint.

    A Han character weighs half a Latin word; ``names`` (folded names of options, terms of
    the article) say nothing about the language of a question and don't count.
    """
    han = latin = 0.0
    for word in words(text):
        if is_han(word):
            han += len(word) / 2
        elif word.isascii() and word.isalpha() and word not in names:
            latin += 1
    if not han and not latin:
        return None
    return "zh" if han >= latin / 2 else "en"


def words(text: str) -> Iterator[str]:
    """Words of folded text in order: runs of Han characters, or words of other scripts."""
    return (match.group() for match in _WORD.finditer(text))


def is_han(word: str) -> bool:
    """Whether a word from :func:`words` is a run of Han characters."""
    return _HAN_RUN.match(word) is not None


def weight_of(text: str) -> int:
    """How much folded text says: a Han character counts 1, another word 2."""
    return sum(len(word) if is_han(word) else 2 for word in words(text))


def terms(text: str) -> tuple[str, ...]:
    """Units for exact matching of folded text: Han bigrams, and words without a plural s."""
    found: list[str] = []
    for word in words(text):
        if is_han(word):
            found.extend(word[i : i + 2] for i in range(max(1, len(word) - 1)))
        else:
            found.append(_PLURAL.sub("", word))
    return tuple(found)
