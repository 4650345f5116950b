"""The ledger: for each criterion what either side has, and how strongly it pulls to which."""

from __future__ import annotations

from typing import Any

from assistant.records import Answer, Citation, LedgerRow
from assistant.ui import session
from assistant.ui.component import component
from assistant.ui.inert import visible
from assistant.ui.session import Chosen, trigger
from assistant.ui.wording import Words
from ingest.records import EITHER, Corpus, Language

_CLEARLY = 0.75
_SOMEWHAT = 0.35
"""The pulls from which a criterion is said to lean clearly, and to lean; else it leans a little."""


def show(
    answer: Answer,
    turn: str,
    chosen: Chosen | None,
    corpus: Corpus,
    language: Language,
    words: Words,
) -> None:
    """Draw the table with its bars; a quote in it opens the article."""
    key = f"ledger-table-{turn}"
    spans = {(citation.start, citation.end) for citation in session.cited(answer)}

    def act(event: object) -> None:
        span = (event.get("start"), event.get("end")) if isinstance(event, dict) else None
        if span in spans:
            session.choose(turn, *span)

    component("ledger")(
        key=key,
        data=table(answer, chosen, corpus, language, words),
        on_cited_change=trigger(key, "cited", act),
    )


def table(
    answer: Answer, chosen: Chosen | None, corpus: Corpus, language: Language, words: Words
) -> dict[str, Any]:
    """What the table shows."""
    return {
        "language": language,
        "articleLanguage": "zh-CN" if corpus.language == "zh" else "en",
        "caption": words.ledger,
        "criterion": words.criterion,
        "silent": words.silent,
        "options": [option.name for option in corpus.options],
        "rows": [_row(row, answer.language, chosen, corpus, words) for row in answer.ledger],
    }


def _row(
    row: LedgerRow, language: Language, chosen: Chosen | None, corpus: Corpus, words: Words
) -> dict[str, Any]:
    ids = [option.id for option in corpus.options]
    cells = [[_quote(each, language, chosen) for each in _found(row, option)] for option in ids]
    side = ids.index(row.favours) if row.favours in ids else None
    return {
        "label": visible(row.label),
        "side": side,
        "pull": row.pull,
        "lean": _lean(row.pull, None if side is None else corpus.options[side].name, words),
        "cells": cells[:1] if all(cell == cells[0] for cell in cells) else cells,
    }


def _found(row: LedgerRow, option: str) -> tuple[Citation, ...]:
    return row.citations.get(option, ()) or row.citations.get(EITHER, ())


def _lean(pull: float, name: str | None, words: Words) -> str:
    if name is None:
        return words.leans_nowhere
    level = 0 if pull >= _CLEARLY else 1 if pull >= _SOMEWHAT else 2
    return words.leans[level].format(option=name)


def _quote(citation: Citation, language: Language, chosen: Chosen | None) -> dict[str, Any]:
    translated = language == "en" and citation.gloss
    return {
        "text": visible(translated or citation.quote),
        "original": visible(citation.quote) if translated else None,
        "number": citation.number,
        "start": citation.start,
        "end": citation.end,
        "chosen": chosen is not None
        and (chosen.start, chosen.end) == (citation.start, citation.end),
    }
