"""The article beside the chat: the chosen span is marked, and so is what else answers cite."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from assistant.records import Citation
from assistant.ui.component import component
from assistant.ui.wording import Words
from ingest.records import Article, Corpus, Language, Passage

Span = tuple[int, int]
Cited = Mapping[Span, tuple[int, ...]]
"""Spans, and the numbers of the answers that cite them."""
_LINE = re.compile(r"[^\r\n]*(?:\r\n?|\n|\Z)")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of one line.

    Attributes:
        marked: Whether it is the chosen span, or a part of it.
        cited: The numbers of the answers that cite it.
        ends: Those whose quote ends with it.
    """

    text: str
    marked: bool
    cited: tuple[int, ...] = ()
    ends: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the article. All pieces of all lines together are the article, unchanged."""

    pieces: tuple[Piece, ...]
    heading: bool


def lines(
    article: Article, passages: Sequence[Passage], start: int, end: int, cited: Cited | None = None
) -> tuple[Line, ...]:
    """The article without what was dropped, line by line, ``start`` to ``end`` marked."""
    begun = sorted((passage.start, passage.end) for passage in passages)
    spans = dict(cited or {})
    found: list[Line] = []
    for first, last in _kept(article):
        for match in _LINE.finditer(article.text, first, last):
            if match.group():
                inside = any(a < match.end() and b > match.start() for a, b in begun)
                pieces = tuple(_pieces(article.text, match.span(), (start, end), spans))
                found.append(Line(pieces, heading=not inside))
    return tuple(found)


def _kept(article: Article) -> Iterator[Span]:
    position = 0
    for dropped in article.dropped:
        yield position, dropped.start
        position = dropped.end
    yield position, len(article.text)


def _pieces(text: str, line: Span, chosen: Span, cited: Cited) -> Iterator[Piece]:
    first, last = line
    edges = {first, last}
    for span in (chosen, *cited):
        edges.update(edge for edge in span if first < edge < last)
    ordered = sorted(edges)
    for a, b in pairwise(ordered):
        yield Piece(
            text[a:b],
            marked=chosen[0] <= a and b <= chosen[1],
            cited=_numbers(n for (x, y), n in cited.items() if x <= a and b <= y),
            ends=_numbers(n for (_, y), n in cited.items() if a < y <= b),
        )


def _numbers(found: Iterator[tuple[int, ...]]) -> tuple[int, ...]:
    return tuple(sorted({number for numbers in found for number in numbers}))


def show(
    corpus: Corpus,
    citation: Citation,
    token: str,
    language: Language,
    words: Words,
    *,
    translated: bool,
    cited: Cited,
    close: Callable[[], None],
) -> None:
    """Draw the article, scrolled to a citation.

    Args:
        corpus: Whose article.
        citation: The span to mark.
        token: Changes whenever another citation is chosen; only then the article scrolls.
        language: The reader's language.
        words: The reader's words.
        translated: Whether to show the quote's English translation, where there is one.
        cited: What the conversation's answers cite.
        close: What happens where the article lies over the chat and the reader goes to an answer.
    """
    article = corpus.article
    valid = (
        citation.sha256 == article.sha256
        and article.text[citation.start : citation.end] == citation.quote
    )
    start, end = (citation.start, citation.end) if valid else (0, 0)
    shown = words.citation_shown if citation.number else words.quote_shown
    data: dict[str, Any] = {
        "token": token,
        "language": language,
        "articleLanguage": "zh-CN" if corpus.language == "zh" else "en",
        "label": words.article,
        "title": corpus.title,
        "source": words.retrieved.format(source=corpus.source, date=corpus.retrieved),
        "where": citation.heading,
        "number": citation.number,
        "status": shown.format(number=citation.number) if valid else "",
        "changed": None if valid else {"label": words.changed, "text": citation.quote},
        "gloss": {"label": words.translation, "text": citation.gloss}
        if citation.gloss and translated
        else None,
        "citedBy": words.cited_by,
        "lines": [
            {
                "heading": line.heading,
                "pieces": [
                    {"text": p.text, "marked": p.marked, "cited": bool(p.cited), "ends": p.ends}
                    for p in line.pieces
                ],
            }
            for line in lines(article, corpus.passages, start, end, cited if valid else None)
        ],
    }
    component("article")(key="article", data=data, on_left_change=close)
