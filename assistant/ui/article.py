"""The article beside the chat, with the chosen span marked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit.components.v2.types import ComponentRenderer

from assistant.records import Citation
from assistant.ui.wording import Words
from ingest.records import Article, Corpus, Language, Passage

_HERE = Path(__file__).parent
_LINE = re.compile(r"[^\r\n]*(?:\r\n?|\n|\Z)")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of one line, marked or not."""

    text: str
    marked: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the article. All pieces of all lines together are the article, unchanged."""

    pieces: tuple[Piece, ...]
    heading: bool


def lines(article: Article, passages: Sequence[Passage], start: int, end: int) -> tuple[Line, ...]:
    """The article without what was dropped, line by line, ``start`` to ``end`` marked."""
    begun = sorted((passage.start, passage.end) for passage in passages)
    found: list[Line] = []
    for first, last in _kept(article):
        for match in _LINE.finditer(article.text, first, last):
            if match.group():
                inside = any(a < match.end() and b > match.start() for a, b in begun)
                pieces = tuple(_pieces(article.text, match.start(), match.end(), start, end))
                found.append(Line(pieces, heading=not inside))
    return tuple(found)


def _kept(article: Article) -> Iterator[tuple[int, int]]:
    position = 0
    for dropped in article.dropped:
        yield position, dropped.start
        position = dropped.end
    yield position, len(article.text)


def _pieces(text: str, first: int, last: int, start: int, end: int) -> Iterator[Piece]:
    low, high = (min(max(edge, first), last) for edge in (start, end))
    for a, b in ((first, low), (low, high), (high, last)):
        if a < b:
            yield Piece(text[a:b], marked=(a, b) == (low, high))


def show(
    corpus: Corpus,
    citation: Citation,
    token: str,
    language: Language,
    words: Words,
    *,
    translated: bool,
) -> None:
    """Draw the article, scrolled to a citation.

    Args:
        corpus: Whose article.
        citation: The span to mark.
        token: Changes whenever another citation is chosen; only then the article scrolls.
        language: The reader's language.
        words: The reader's words.
        translated: Whether to show the quote's English translation, where there is one.
    """
    article = corpus.article
    valid = (
        citation.sha256 == article.sha256
        and article.text[citation.start : citation.end] == citation.quote
    )
    start, end = (citation.start, citation.end) if valid else (0, 0)
    data: dict[str, Any] = {
        "token": token,
        "language": language,
        "articleLanguage": "zh-CN" if corpus.language == "zh" else "en",
        "label": words.article,
        "title": corpus.title,
        "source": words.retrieved.format(source=corpus.source, date=corpus.retrieved),
        "where": citation.heading,
        "number": citation.number,
        "status": words.citation_shown.format(number=citation.number) if valid else "",
        "changed": None if valid else {"label": words.changed, "text": citation.quote},
        "gloss": {"label": words.translation, "text": citation.gloss}
        if citation.gloss and translated
        else None,
        "lines": [
            {"heading": line.heading, "pieces": [[p.text, p.marked] for p in line.pieces]}
            for line in lines(article, corpus.passages, start, end)
        ],
    }
    _component()(key="article", data=data)


def _component() -> ComponentRenderer:
    css, html, js = _files()
    return st.components.v2.component("xuanxing.article", html=html, css=css, js=js)


@cache
def _files() -> tuple[str, str, str]:
    css, html, js = (
        (_HERE / f"article.{kind}").read_text(encoding="utf-8") for kind in ("css", "html", "js")
    )
    return css, html, js
