"""The same question in other clothes: whatever changes here must not change the answer."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

from assistant.evals.cases import Case
from ingest.records import Corpus

VARIANTS = ("full-width", "swapped", "traditional", "typo", "upper-case")
_LATIN = re.compile(r"[A-Za-z]{6,}")
_VERSION = re.compile(r"\d")
_SWAPPABLE = {"choose", "compare", "two_needs", "polarity"}


def variants(case: Case, corpus: Corpus) -> Iterator[tuple[str, str]]:
    """Names of variants and the question as they put it; those that change nothing are left out.

    * ``swapped``: the options named in the other order, where two are named in a choice;
    * ``traditional``: Traditional Chinese, as it is written in Taiwan;
    * ``full-width``: letters, digits and punctuation in full width;
    * ``upper-case``;
    * ``typo``: two letters of one longer Latin word in the wrong order.
    """
    question = case.question
    makers: dict[str, Callable[[str], str]] = {
        "traditional": _traditional,
        "full-width": _full_width,
        "upper-case": str.upper,
        "typo": _typo,
    }
    if case.kind in _SWAPPABLE:
        makers["swapped"] = lambda text: _swapped(text, corpus)
    for name in sorted(makers):
        changed = makers[name](question)
        if changed != question:
            yield name, changed


def _swapped(question: str, corpus: Corpus) -> str:
    """The first two options named change places; the rest stays where it is."""
    owners = {
        name.casefold(): option.id
        for option in corpus.options
        for name in (option.name, *option.aliases)
    }
    names = "|".join(re.escape(name) for name in sorted(owners, key=len, reverse=True))
    found = list(re.finditer(rf"(?<![a-z0-9])(?:{names})(?![a-z0-9])", question, re.IGNORECASE))
    if len(found) != len(corpus.options) or len({owners[m[0].casefold()] for m in found}) != 2:
        return question
    first, second = found
    if any(_VERSION.search(question[match.start() : match.end() + 3]) for match in found):
        return question  # "1.x" belongs to one of them
    between = question[first.end() : second.start()]
    return question[: first.start()] + second[0] + between + first[0] + question[second.end() :]


def _traditional(question: str) -> str:
    return str(_converter().convert(question))


@cache
def _converter() -> Any:
    import opencc

    return opencc.OpenCC("s2twp")


def _full_width(question: str) -> str:
    return "".join(
        chr(ord(each) + 0xFEE0) if "!" <= each <= "~" else "\u3000" if each == " " else each
        for each in question
    )


def _typo(question: str) -> str:
    """One slip, at a place that depends on the question alone."""
    found = list(_LATIN.finditer(question))
    if not found:
        return question
    seed = int.from_bytes(hashlib.sha256(question.encode()).digest()[:4], "big")
    match = found[seed % len(found)]
    word = match[0]
    places = [i for i in range(1, len(word) - 2) if word[i].lower() != word[i + 1].lower()]
    if not places:
        return question
    at = places[seed // 7 % len(places)]
    slipped = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    return question[: match.start()] + slipped + question[match.end() :]
