"""Numbered quotes, and the check that every one of them stands in the article."""

from __future__ import annotations

from dataclasses import replace

from assistant.records import Answer, Citation
from ingest.errors import XuanxingError
from ingest.records import Corpus, Evidence
from ingest.tracing import traced


class CitationError(XuanxingError):
    """An answer's quote or number doesn't hold; a bug here, never the caller's mistake."""


class Citer:
    """Hands out numbers in the order of citing; the same span always has the same number."""

    def __init__(self, corpus: Corpus) -> None:
        self._corpus = corpus
        self._numbers: dict[tuple[int, int], Citation] = {}

    def cite(self, evidence: Evidence) -> Citation:
        """The numbered citation of a quote."""
        span = (evidence.start, evidence.end)
        if span not in self._numbers:
            self._numbers[span] = replace(self.quote(evidence), number=len(self._numbers) + 1)
        return self._numbers[span]

    def quote(self, evidence: Evidence) -> Citation:
        """The citation of a quote, with its number only if the text has cited it."""
        cited = self._numbers.get((evidence.start, evidence.end))
        article = self._corpus.article
        return Citation(
            number=cited.number if cited else None,
            quote=evidence.quote,
            document=article.document,
            sha256=article.sha256,
            start=evidence.start,
            end=evidence.end,
            heading=evidence.heading,
            gloss=evidence.gloss,
            option=evidence.option,
            url=self._corpus.url,
        )

    def has(self, evidence: Evidence) -> bool:
        """Whether the quote has been cited."""
        return (evidence.start, evidence.end) in self._numbers

    @property
    def citations(self) -> tuple[Citation, ...]:
        """All numbered citations, in order."""
        return tuple(self._numbers.values())


@traced("verify")
def verify(answer: Answer, corpus: Corpus) -> Answer:
    """Returns the answer if every quote of it is verbatim and every number has a quote.

    Raises:
        CitationError: One doesn't; the message names it.
    """
    quoted = [*answer.citations]
    quoted += [c for row in answer.ledger for cell in row.citations.values() for c in cell]
    quoted += [c for flip in answer.flips for c in flip.citations]
    text, dropped = corpus.article.text, corpus.article.dropped
    for citation in quoted:
        if text[citation.start : citation.end] != citation.quote:
            raise CitationError(f"{citation.quote!r} isn't at {citation.start}:{citation.end}.")
        if any(d.start < citation.end and citation.start < d.end for d in dropped):
            raise CitationError(f"{citation.quote!r} is in a part that is no article.")
    numbers = [citation.number for citation in answer.citations]
    if numbers != list(range(1, len(numbers) + 1)):
        raise CitationError(f"citations are numbered {numbers}.")
    if missing := [n for n in numbers if f"[{n}]" not in answer.text]:
        raise CitationError(f"the text never refers to [{missing[0]}].")
    return answer
