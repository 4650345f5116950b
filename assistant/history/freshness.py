"""Whether a kept answer still quotes what the article says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from assistant.history.records import SavedTurn
from assistant.records import Answer, Citation
from ingest.records import Corpus


def checked(turn: SavedTurn, corpus: Corpus) -> SavedTurn:
    """The turn, its answer marked stale where one of its quotes isn't in the article any more.

    Answers come back from a database or a file after days or from others; what they quote is
    compared with the article, character for character, before it is shown as a quote.
    """
    answer = turn.answer
    if answer is None or answer.stale:
        return turn
    if all(_holds(each, corpus) for each in _citations(answer)):
        return turn
    return replace(turn, answer=replace(answer, stale=True))


def _holds(citation: Citation, corpus: Corpus) -> bool:
    article = corpus.article
    return (
        citation.sha256 == article.sha256
        and 0 <= citation.start < citation.end
        and article.text[citation.start : citation.end] == citation.quote
    )


def _citations(answer: Answer) -> Iterator[Citation]:
    yield from answer.citations
    for row in answer.ledger:
        for found in row.citations.values():
            yield from found
    for flip in answer.flips:
        yield from flip.citations
