"""A model's text as sentences while it streams, however it is cut into chunks.

A sentence keeps the numbers behind its full stop, quotes and brackets stay whole, every line of
a list is one of its own, and a block of code is one piece. Numbers come as models write them,
``【1】``, ``［1］``, ``[1, 2]``, ``[1-3]``, ``[^1]``, and leave as ``[1][2][3]``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

MOST = 1200
"""Characters of one sentence; a longer one is cut there."""
_RANGE = 20
_SPACE = r"[ \t\u3000]*"
_JOINED = rf"(?:{_SPACE}[-–—~～至,，、;；]{_SPACE}\d{{1,6}})*"
_SOURCE = r"(?:†[^\]】］\n]{0,40})?"
_NUMBERS = rf"{_SPACE}\^?\d{{1,6}}{_JOINED}{_SPACE}{_SOURCE}"
_CITED = re.compile(rf"[\[［【]({_NUMBERS})[\]］】]")
_CANONICAL = re.compile(r"\[(\d+)\]")
_SPAN = re.compile(r"(\d+)\s*[-–—~～至]\s*(\d+)|(\d+)")
_TRAIL = re.compile(rf"(?:[!?！？”’」』\"')）*]|{_SPACE}[\[［【]{_NUMBERS}[\]］】])*")
_BLANK = re.compile(r"\s*")
_PARTIAL = re.compile(rf"{_SPACE}(?:[\[［【][^\]］】\n]{{0,120}})?\Z")
_MARKER = re.compile(r"(?:[-*+•]|\d{1,2}[.)、])[ \t]+|#{1,6}[ \t]+|>[ \t]*")
_ABBREVIATION = re.compile(
    r"(?:\b(?:e\.g|i\.e|etc|vs|cf|approx|no|fig|dr|mr|mrs|ms|st)|\b[A-Za-z])\.\Z", re.IGNORECASE
)
_LONGEST_ABBREVIATION = 8
_PAIRS = {"“": "”", "「": "」", "『": "』", "（": "）", "(": ")", "[": "]", "［": "］", "【": "】"}
_STOPS = "。！？!?."
_FENCE = "```"
_THINK = ("<think>", "</think>")


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence, or one block of code.

    Attributes:
        text: With its numbers as ``[n]`` and the mark of a list, if it begins an entry.
        breaks: Ends of lines before it: 0, 1, or 2 for a new paragraph.
        code: Whether it is a block of code.
    """

    text: str
    breaks: int = 0
    code: bool = False

    @property
    def numbers(self) -> tuple[int, ...]:
        """The numbers that it cites, in order."""
        return numbers(self.text)


class Sentences:
    """Takes chunks, gives sentences as soon as nothing that follows can change them."""

    def __init__(self) -> None:
        self._rest = ""
        self._begun = False

    def feed(self, chunk: str) -> Iterator[Sentence]:
        """The sentences that a further chunk completes."""
        self._rest += chunk
        return self._take(final=False)

    def close(self) -> Iterator[Sentence]:
        """What is left when the text has ended."""
        return self._take(final=True)

    def _take(self, *, final: bool) -> Iterator[Sentence]:
        while self._rest:
            if not self._begun:
                # What a model thinks to itself comes first and isn't its answer.
                settled, self._rest = _without_thoughts(self._rest, final=final)
                if not settled:
                    return
                self._begun = True
            found = _first(self._rest, final=final)
            if found is None:
                return
            sentence, end = found
            self._rest = self._rest[end:]
            if sentence is not None:
                yield sentence


def sentences(text: str) -> tuple[Sentence, ...]:
    """All sentences of a whole text."""
    stream = Sentences()
    return (*stream.feed(text), *stream.close())


def numbers(text: str) -> tuple[int, ...]:
    """The numbers that a text cites, each once, in order."""
    return tuple(dict.fromkeys(map(int, _CANONICAL.findall(text))))


def canonical(text: str) -> str:
    """A text with all its numbers as ``[n]``."""
    return _CITED.sub(_expanded, text)


def _expanded(match: re.Match[str]) -> str:
    found: list[int] = []
    for first, last, single in _SPAN.findall(match.group(1).partition("†")[0]):
        if single:
            found.append(int(single))
        else:
            # A range that runs backwards or without end is no help to anybody, but must not vanish.
            found += range(int(first), min(int(last), int(first) + _RANGE) + 1) or [int(first)]
    return "".join(f"[{number}]" for number in dict.fromkeys(found))


def _without_thoughts(text: str, *, final: bool) -> tuple[bool, str]:
    """Whether the beginning is settled, and the text without a leading block of thoughts."""
    opening, closing = _THINK
    stripped = text.lstrip()
    if stripped.startswith(opening):
        _, found, after = stripped.partition(closing)
        return (True, after) if found else (final, "" if final else text)
    return final or not opening.startswith(stripped[: len(opening)]), text


def _first(text: str, *, final: bool) -> tuple[Sentence | None, int] | None:
    """The first sentence and where it ends; ``None`` while that is open."""
    start = _blank(text)
    if start == len(text):
        return (None, start) if final else None
    breaks = min(text[:start].count("\n"), 2)
    if text.startswith(_FENCE, start) or (not final and _FENCE.startswith(text[start:])):
        return _fenced(text, start, breaks, final=final)
    end = _end(text, start, final=final)
    if end is None:
        return None
    return Sentence(canonical(text[start:end].strip()), breaks), end


def _blank(text: str) -> int:
    match = _BLANK.match(text)
    return match.end() if match else 0


def _fenced(
    text: str, start: int, breaks: int, *, final: bool
) -> tuple[Sentence | None, int] | None:
    close = text.find(_FENCE, start + len(_FENCE))
    if close < 0:
        if len(text) - start >= MOST:
            return Sentence(text[start : start + MOST], breaks, code=True), start + MOST
        return (Sentence(text[start:], breaks, code=True), len(text)) if final else None
    end = min(close + len(_FENCE), start + MOST)
    return Sentence(text[start:end], breaks, code=True), end


def _end(text: str, start: int, *, final: bool) -> int | None:
    """Where the sentence that begins at ``start`` ends."""
    marker = _MARKER.match(text, start)
    position = marker.end() if marker else start
    limit = start + MOST
    closing: list[str] = []
    while position < min(len(text), limit):
        character = text[position]
        if character == "\n":
            return position
        if character == "`" or (character == '"' and not closing):
            closed = _closed(text, position, character)
            if closed is None and not final and "\n" not in text[position:] and len(text) < limit:
                return None  # it may still be closed, or never: the line's end decides
            position = closed or position + 1
            continue
        _nest(closing, character)
        if character in _STOPS and not closing:
            ended = _after(text, position + 1, final=final)
            if ended is None or not _goes_on(text, start, position, ended):
                return ended
        position += 1
    if len(text) >= limit:
        return limit
    return len(text) if final else None


def _nest(closing: list[str], character: str) -> None:
    """Keeps the marks that are still to be closed."""
    if closing and character == closing[-1]:
        closing.pop()
    elif character in _PAIRS:
        closing.append(_PAIRS[character])


def _closed(text: str, opened: int, mark: str) -> int | None:
    """Behind the second of two equal marks on one line."""
    found = text.find(mark, opened + 1)
    line = text.find("\n", opened)
    if found < 0 or 0 <= line < found:
        return None
    return found + 1


def _after(text: str, position: int, *, final: bool) -> int | None:
    """The end of what belongs to a full stop: closing quotes and numbers; ``None`` while open."""
    match = _TRAIL.match(text, position)
    end = match.end() if match else position
    if not final and (end == len(text) or _PARTIAL.match(text, end)):
        return None
    return end


def _goes_on(text: str, start: int, position: int, end: int) -> bool:
    """Whether a full stop ends nothing: within a word or number, or behind an abbreviation."""
    if text[position] != ".":
        return False
    following = text[end : end + 1]
    if end == position + 1 and following and not following.isspace() and following.isascii():
        return True
    word = text[max(start, position - _LONGEST_ABBREVIATION) : position + 1]
    return end == position + 1 and _ABBREVIATION.search(word) is not None
