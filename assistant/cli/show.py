"""Answers, passages and corpora as text for a person."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from assistant.cli.terminal import Look, cells, tame, wrap

if TYPE_CHECKING:
    from assistant.records import Answer, Citation, SearchResult
    from ingest.records import Corpus, Language

_BOLD = re.compile(r"\*\*(.+?)\*\*", re.DOTALL)
_ITALIC = re.compile(r"(?<![*\w])\*(?!\s)([^*]+)(?<!\s)\*(?![*\w])")
_SOURCE = {"zh": "出处", "en": "Source"}
_TRANSLATION = "Translation"


def answer(found: Answer, look: Look) -> str:
    """The answer's text, then its citations: number, original words, heading, translation."""
    blocks = [_styled(wrap(tame(found.text), look.width), look)]
    if found.citations:
        quotes = (citation(each, found.language, look) for each in found.citations)
        blocks.append("\n".join(quotes))
        blocks.append(_sources(found.citations, found.language))
    return "\n\n".join(blocks)


def citation(cited: Citation, language: Language, look: Look) -> str:
    """One citation; the translation only for who may not read the original."""
    number = f"[{cited.number}] "
    heading = f" ({cited.heading})" if cited.heading else ""
    lines = f"“{cited.quote}”{heading}"
    if cited.gloss and language == "en":
        lines += f"\n{_TRANSLATION}: {cited.gloss}"
    return number + wrap(tame(lines), look.width, " " * len(number))


def _sources(citations: Iterable[Citation], language: Language) -> str:
    names = {each.document: each.url for each in citations}
    shown = [f"{name} <{url}>" if url else name for name, url in names.items()]
    colon = ":" if language == "zh" else ": "
    return tame(f"{_SOURCE[language]}{colon}{', '.join(shown)}")


def _styled(text: str, look: Look) -> str:
    """Markdown's bold and italic type for a terminal; elsewhere Markdown stays Markdown."""
    if not look.styled:
        return text
    return _ITALIC.sub("\x1b[3m\\1\x1b[23m", _BOLD.sub("\x1b[1m\\1\x1b[22m", text))


def hits(found: Sequence[SearchResult], look: Look) -> str:
    """Passages, best first: rank, similarity, text, and below where it stands."""
    blocks = []
    for hit in found:
        lead = f"{hit.rank:>2}  {hit.similarity:.3f}  "
        heading = f"{hit.heading} · " if hit.heading else ""
        body = f"{hit.text}\n{heading}{hit.document} {hit.start}–{hit.end}"
        blocks.append(lead + wrap(tame(body), look.width, " " * len(lead)))
    return "\n".join(blocks)


def corpora(rows: Sequence[dict[str, Any]]) -> str:
    """One line a corpus: id, what is compared, title."""
    table = [(row["id"], ", ".join(row["options"]), tame(row["title"])) for row in rows]
    first, second = (max((cells(row[i]) for row in table), default=0) for i in (0, 1))
    return "\n".join(
        f"{_padded(name, first)}  {_padded(options, second)}  {title}"
        for name, options, title in table
    )


def _padded(text: str, width: int) -> str:
    tamed = tame(text)
    return tamed + " " * (width - cells(tamed))


def corpus(comparison: Corpus, look: Look) -> str:
    """What a corpus compares, where its article is from, and every point made in it."""
    article = comparison.article
    kept = len(article.text) - sum(each.end - each.start for each in article.dropped)
    passages = f"{len(comparison.passages)} passages, {kept} of {len(article.text)} characters"
    head = [
        comparison.title,
        f"id         {comparison.id}",
        f"source     {comparison.source}{f', {comparison.url}' if comparison.url else ''}",
        f"retrieved  {comparison.retrieved}",
        f"article    {article.document}, {article.encoding}, {passages}",
        f"sha256     {article.sha256}",
        f"note       {' '.join(comparison.note.split())}",
    ]
    options = [
        f"{option.name} ({option.id}): {', '.join(option.aliases) or 'no other names'}"
        for option in comparison.options
    ]
    blocks = [
        "\n".join(wrap(tame(line), look.width, " " * 11) for line in head),
        "\n".join(wrap(tame(line), look.width, "    ") for line in options),
    ]
    for point in comparison.points:
        lines = [f"{point.id}: {point.label[comparison.language]} → {point.favours}"]
        lines += [f"    {each.option}: “{each.quote}”" for each in point.evidence]
        blocks.append("\n".join(wrap(tame(line), look.width, " " * 8) for line in lines))
    return "\n\n".join(blocks)


def dropped(comparison: Corpus, look: Look) -> str:
    """What was left out of the article, why, and its first and last words."""
    blocks = []
    for each in comparison.article.dropped:
        words = " ".join(comparison.article.text[each.start : each.end].split())
        shown = words if len(words) <= 160 else f"{words[:80]} … {words[-80:]}"
        line = f"left out {each.start}–{each.end}, {each.why}\n{shown}"
        blocks.append(wrap(tame(line), look.width, "    "))
    return "\n".join(blocks) or "nothing was left out of the article"
