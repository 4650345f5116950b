"""Where a sentence ends: Chinese, English and both mixed, in one pass over the text."""

from __future__ import annotations

import re
from collections.abc import Iterator

MAX_PASSAGE = 600
"""Characters. Longer stretches without a sentence's end are cut at a clause or a space."""

# Full-width marks are written as escapes: in many fonts they look like the others.
_CLOSERS = "」』”’\"')\uff09】》〉]"
_END = re.compile(rf"(?:[。!?\uff01\uff1f]+|\.+|…+)[{re.escape(_CLOSERS)}]*")
_ABBREVIATION = re.compile(
    r"(?:^|[^A-Za-z])(?:e\.g|i\.e|vs|cf|etc|al|approx|resp|ca|Mr|Mrs|Ms|Dr|Prof|St|No|Nos|Fig"
    r"|Figs|Eq|Sec|Ch|Vol|Inc|Ltd|Co|Corp|Jr|Sr|U\.S|U\.K|Ph\.D|[A-Z])$"
)
_MAY_END = re.compile(r"(?:etc|al|Inc|Ltd|Co|Corp|U\.S|U\.K)$")
_CJK = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]")
_LOOK = 12
"""Characters looked back for an abbreviation; keeps the scan linear."""


def sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Cut ``text[start:end]`` into sentences.

    Args:
        text: The whole text.
        start: Where to begin.
        end: Where to stop.

    Yields:
        Spans in order, without white space at their ends, none longer than
        :data:`MAX_PASSAGE`. Together they hold every other character of the stretch.
    """
    begin = start
    for found in _END.finditer(text, start, end):
        if _ends(text, found, begin, end):
            yield from _capped(text, begin, found.end())
            begin = found.end()
    yield from _capped(text, begin, end)


def _ends(text: str, found: re.Match[str], begin: int, end: int) -> bool:
    """Whether the mark that was found ends a sentence."""
    mark, after = found[0], found.end()
    if after >= end or mark[0] in "。\uff01\uff1f":
        return True
    spaced = text[after].isspace()
    # Without a space: 2.x, node.js, 3.5, "?a=b" of a URL. An ellipsis often stands within.
    if mark[0] == "…" or not (spaced or _CJK.match(text[after])):
        return False
    rest = text[after : min(end, after + _LOOK)].lstrip()
    if spaced and rest[:1].islower():
        return False
    return mark[0] in "!?" or _period_ends(text, found, begin, rest)


def _period_ends(text: str, found: re.Match[str], begin: int, rest: str) -> bool:
    before = text[max(begin, found.start() - _LOOK) : found.start()]
    if not text[found.end()].isspace():
        # "3.部署" is a number; "模型.然后" are two sentences; "a..b" is neither.
        dots = len(found[0].rstrip(_CLOSERS))
        return dots == 1 and bool(before) and not before[-1].isdigit()
    if _ABBREVIATION.search(before):
        return _MAY_END.search(before) is not None and rest[:1].isupper()
    # "1. Introduction": a number alone is a marker, not a sentence.
    return len(before) == _LOOK or not before.strip().isdigit()


def _capped(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end:
        while start < end and text[start].isspace():
            start += 1
        stop = end if end - start <= MAX_PASSAGE else _break(text, start, start + MAX_PASSAGE)
        last = stop
        while last > start and text[last - 1].isspace():
            last -= 1
        if last > start:
            yield start, last
        start = stop


_CLAUSE = re.compile(r"[;\uff1b,\uff0c、:\uff1a]\s*|\s+")


def _break(text: str, start: int, limit: int) -> int:
    """The last clause or space in the second half of the stretch, else its very end."""
    best = limit
    for found in _CLAUSE.finditer(text, start + MAX_PASSAGE // 2, limit):
        digits = text[found.start() - 1].isdigit() and text[found.end() : found.end() + 1].isdigit()
        if not (digits and found[0] in ",:"):
            best = found.end()
    return best
