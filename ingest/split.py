"""Cut an article into passages: one sentence or one bullet each, with its heading."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.records import Dropped, Passage
from ingest.sentences import sentences

SEPARATOR = " › "
"""Between a section's heading and the label of an item in it."""

# Full-width marks are written as escapes: in many fonts they look like the others.
_MARKER = re.compile(
    r"(?P<number>(?:\d{1,3}(?:\.\d{1,3})*[.、)\uff09]|[(\uff08]\d{1,3}[)\uff09]"
    r"|\d{1,3}(?:\.\d{1,3})+(?=[ \t\u3000].*[^\s。.!?\uff01\uff1f]\s*$)"  # 2.1 Speed
    r"|[(\uff08]?[一二三四五六七八九十]{1,3}[、)\uff09]|第[一二三四五六七八九十\d]{1,3}[章节部分]+|[①-⑳])\s*(?!\d))"
    r"|(?P<bullet>(?:[-*+•·●▪◦–>]|\.(?=[^\W\d]))(?:[ \t\u3000]+|(?<=[•·●▪◦.])))"
)
_MARKDOWN = re.compile(r"#{1,6}[ \t]+")
_FENCE = re.compile(r"```|~~~")
_LABEL = re.compile(
    r"(?P<label>[^:\uff1a。!?\uff01\uff1f;\uff1b,\uff0c、\n]{1,40}?)"
    r"(?::(?=[ \t\u3000]|[\u4e00-\u9fff])|\uff1a(?!\d))\s*"
)
_LABEL_WIDTH = 44
_HEADING_WIDTH = 60
_TITLE_WIDTH = 120
_WRAPPED_WIDTH = 60
_TRAILING = re.compile(r"[\s:\uff1a#]+$")
_ENDS = tuple("。.!?\uff01\uff1f;\uff1b,\uff0c、…")
_COLONS = (":", "\uff1a")
_COMMAS = (",", "\uff0c", "、")


@dataclass(frozen=True, slots=True)
class _Line:
    """One line, or several of a hard-wrapped paragraph: where its words begin and end."""

    start: int
    end: int
    words: str
    kind: str  # "", "number", "bullet", "markdown" or "code"
    gap: bool  # a blank line stands above

    @property
    def width(self) -> int:
        return sum(2 if letter > "\u2e7f" else 1 for letter in self.words[:200])

    @property
    def colon(self) -> bool:
        return self.words.endswith(_COLONS)

    @property
    def short(self) -> bool:
        return self.width <= _HEADING_WIDTH and not self.words.endswith(_ENDS)

    def alone(self, following: _Line) -> bool:
        """Short, under a blank line, and above one or above something long."""
        question = following.gap and self.words.endswith(("?", "\uff1f"))
        short = self.short or (question and self.width <= _HEADING_WIDTH)
        return short and self.gap and (following.gap or not following.short)


def split(text: str, dropped: Sequence[Dropped] = ()) -> tuple[Passage, ...]:
    """Cut a text into passages.

    A line's number or bullet is no part of its passage. A label that opens a line
    (``Deployment: …``) is heading, as are lines that stand alone above what they title.

    Args:
        text: The whole decoded article.
        dropped: Stretches to leave out, in order.

    Returns:
        The passages in order, none overlapping; ``text[p.start:p.end] == p.text`` for each.
    """
    lines = list(_joined(text, list(_lines(text, dropped))))
    return tuple(_kept(_passages(text, lines), dropped))


def _kept(passages: Iterator[Passage], dropped: Sequence[Dropped]) -> Iterator[Passage]:
    """The passages without those that a dropped stretch reaches into; both are in order."""
    remaining = list(reversed(dropped))
    for passage in passages:
        while remaining and remaining[-1].end <= passage.start:
            remaining.pop()
        if not (remaining and remaining[-1].start < passage.end):
            yield passage


def _lines(text: str, dropped: Sequence[Dropped]) -> Iterator[_Line]:
    position = 0
    gap = True
    fenced = False
    remaining = list(reversed(dropped))
    for raw in text.splitlines(keepends=True):
        start, position = position, position + len(raw)
        while remaining and remaining[-1].end <= start:
            remaining.pop()
        body = raw.strip()
        begin = start + raw.find(body[:1])
        if remaining and remaining[-1].start <= begin and begin + len(body) <= remaining[-1].end:
            gap = True
            continue
        if _FENCE.match(body):
            fenced = not fenced
            continue
        if not any(letter.isalnum() for letter in body):
            gap = True
            continue
        yield _line(text, begin, begin + len(body), gap=gap, fenced=fenced)
        gap = False


def _line(text: str, start: int, end: int, *, gap: bool, fenced: bool) -> _Line:
    kind = "code" if fenced else ""
    if not fenced:
        if found := _MARKDOWN.match(text, start, end):
            start, kind = found.end(), "markdown"
        elif (found := _MARKER.match(text, start, end)) and found.end() < end:
            start, kind = found.end(), str(found.lastgroup)
    return _Line(start=start, end=end, words=text[start:end], kind=kind, gap=gap)


def _joined(text: str, lines: list[_Line]) -> Iterator[_Line]:
    """Put the lines of a hard-wrapped paragraph together again."""
    index = 0
    while index < len(lines):
        first = last = lines[index]
        index += 1
        while index < len(lines) and _continues(last, lines[index]):
            last = lines[index]
            index += 1
        if last is first:
            yield first
        else:
            words = text[first.start : last.end]
            yield _Line(first.start, last.end, words, first.kind, first.gap)


def _continues(line: _Line, following: _Line) -> bool:
    if following.gap or following.kind or line.kind in {"markdown", "code"} or line.colon:
        return False
    if line.words.endswith(_ENDS) and not line.words.endswith(_COMMAS):
        return False
    if line.words.endswith(_COMMAS) or following.words[0].islower():
        return True
    return line.width >= _WRAPPED_WIDTH and _LABEL.match(following.words) is None


def _passages(text: str, lines: list[_Line]) -> Iterator[Passage]:
    title = section = ""
    ends_with_list = listed = False
    for index, line in enumerate(lines):
        if _is_heading(lines, index):
            section = _TRAILING.sub("", line.words)
            ends_with_list = line.colon
            listed = False
            if not line.colon:
                title = section
            continue
        label, start = _label(line)
        item = bool(label) or line.kind in {"number", "bullet"}
        if ends_with_list and listed and not item and line.gap:
            # "The similarities are:" reaches to the end of its list, not to the next heading.
            section, ends_with_list = title, False
        listed = listed or item
        heading = SEPARATOR.join(part for part in (section, label) if part)
        for begin, end in sentences(text, start, line.end):
            words = text[begin:end]
            if any(letter.isalnum() for letter in words):
                digest = hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()[:8]
                yield Passage(f"p{begin}-{digest}", words, begin, end, heading)


def _label(line: _Line) -> tuple[str, int]:
    """The label that opens a line, and where the words after it begin."""
    found = None if line.kind == "code" else _LABEL.match(line.words)
    if found is None or found.end() >= len(line.words):
        return "", line.start
    label = found["label"].strip("* _`\"'“”")
    width = sum(2 if letter > "\u2e7f" else 1 for letter in label)
    if not any(letter.isalnum() for letter in label) or width > _LABEL_WIDTH:
        return "", line.start
    return label, line.start + found.end()


def _is_heading(lines: list[_Line], index: int) -> bool:
    line = lines[index]
    if line.kind == "markdown":
        return True
    if index + 1 == len(lines) or line.kind in {"bullet", "code"}:
        return False
    following = lines[index + 1]
    if index == 0 and following.gap and line.kind == "":
        return line.width <= _TITLE_WIDTH and not line.words.endswith(("。", "."))
    if line.kind == "number" and not line.colon:
        # Neighbours tell a heading ("1. Speed" above a paragraph) from an item of a list.
        previous = lines[index - 1] if index else None
        in_list = previous is not None and previous.kind == "number" and previous.short
        return line.short and not in_list and following.kind != "number" and following.gap
    below = lines[index + 2] if index + 2 < len(lines) else None
    return (
        (line.short and line.colon)
        or _titles(line, following)
        # A part's heading right above its first section's.
        or (below is not None and line.alone(following) and _titles(following, below))
    )


def _titles(line: _Line, following: _Line) -> bool:
    """Whether a line without number or mark stands above what it titles."""
    return (
        line.kind == ""
        and line.alone(following)
        and (not following.short or following.kind != "" or following.colon)
    )
