"""Find a quote in an article, or say why it isn't there."""

from __future__ import annotations

import difflib
import unicodedata
from dataclasses import dataclass

from ingest.records import Article

_SHOWN = 60
_PUNCTUATION = str.maketrans(
    {
        "。": ".",
        "、": ",",
        "“": '"',
        "”": '"',
        "‘": "'",
        "’": "'",
        "「": '"',
        "」": '"',
        "—": "-",
        "–": "-",
    }
)


@dataclass(frozen=True, slots=True)
class NotFoundQuote:
    """Why a quote couldn't be placed: one sentence, and what to do."""

    message: str
    hint: str


def find(article: Article, quote: str, occurrence: int = 1) -> tuple[int, int] | NotFoundQuote:
    """Place a quote in the article.

    Args:
        article: Its dropped stretches are no place for a quote.
        quote: Verbatim.
        occurrence: Which one to take when it occurs several times, from 1.

    Returns:
        The span, or why there is none.
    """
    spans = list(_spans(article, quote))
    inside = [span for span in spans if not _in_dropped(article, span)]
    if len(inside) >= occurrence:
        return inside[occurrence - 1]
    file, shown = article.document.rpartition("/")[2], _shorten(quote)
    if inside:
        return NotFoundQuote(
            f"occurrence {occurrence} of the quote {shown!r} is not in {file}: it occurs "
            f"{len(inside)} time{'s' if len(inside) > 1 else ''}.",
            f"Give an occurrence from 1 to {len(inside)}.",
        )
    if spans:
        return NotFoundQuote(
            f"the quote {shown!r} stands in a part of {file} that is no part of the article.",
            "Quote the article itself; that part is never cited (xuanxing ingest --show-dropped).",
        )
    return NotFoundQuote(f"quote not found in {file}: {shown!r}.", _remedy(article.text, quote))


def _spans(article: Article, quote: str) -> list[tuple[int, int]]:
    spans = []
    start = article.text.find(quote)
    while start >= 0:
        spans.append((start, start + len(quote)))
        start = article.text.find(quote, start + len(quote))
    return spans


def _in_dropped(article: Article, span: tuple[int, int]) -> bool:
    return any(span[0] < part.end and part.start < span[1] for part in article.dropped)


def _shorten(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def _fold(text: str) -> tuple[str, list[int]]:
    """The text without differences of width, punctuation, case and space; and where each was."""
    letters: list[str] = []
    places: list[int] = []
    for place, letter in enumerate(text):
        folded = unicodedata.normalize("NFKC", letter).translate(_PUNCTUATION).casefold()
        for each in folded:
            if not each.isspace():
                letters.append(each)
                places.append(place)
    return "".join(letters), places


def _remedy(text: str, quote: str) -> str:
    folded, places = _fold(text)
    needle, _ = _fold(quote)
    where = folded.find(needle) if needle else -1
    if where >= 0:
        right = text[places[where] : places[where + len(needle) - 1] + 1]
        return f"Copy it exactly, full-width commas included: {right!r}."
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    near = difflib.get_close_matches(quote, _windows(lines, len(quote)), n=1, cutoff=0.5)
    if near:
        return f"Copy it exactly, full-width commas included. The nearest text is {near[0]!r}."
    return "Copy it exactly, full-width commas included."


def _windows(lines: list[str], length: int, most: int = 2000) -> list[str]:
    """Stretches of about the quote's length to compare it with, not too many."""
    step = max(1, length // 3)
    windows = (
        line[start : start + length]
        for line in lines
        for start in range(0, max(1, len(line) - length + step), step)
    )
    return [window for window, _ in zip(windows, range(most), strict=False)]
