"""What is searched, what a title looks like, and which text a database can hold."""

from __future__ import annotations

import re
from dataclasses import replace

from assistant.history.records import MAX_COMMENT, Feedback, SavedTurn
from assistant.text import clean, fold, has_content
from ingest.errors import InputError

MAX_TITLE = 80
MAX_QUESTION = 10_000
"""Characters that are kept of a question; the assistant reads fewer."""
_MAX_TERMS = 8
_MAX_QUERY = 200
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_MARKUP = re.compile(r"\\(?=[!-/:-@\[-`{-~])|\*\*")


def storable(text: str) -> str:
    """The text with U+FFFD for what no database takes: NUL and lone surrogates."""
    return _UNSTORABLE.sub("\ufffd", text)


def title_of(question: str) -> str:
    """A title: one line, cut where it is long."""
    line = clean(question[:MAX_QUESTION])
    if not has_content(line):
        line = (storable(question[:MAX_TITLE]).strip() and line) or "…"
    return line if len(line) <= MAX_TITLE else line[: MAX_TITLE - 1].rstrip() + "…"


def checked_title(title: str) -> str:
    """A title that a person gave.

    Raises:
        InputError: Nothing is in it.
    """
    if not clean(title[:MAX_QUESTION]):
        raise InputError("the title is empty.", hint="Give a few words.")
    return title_of(title)


def checked_feedback(feedback: Feedback | None) -> Feedback | None:
    """Feedback whose comment a database can hold."""
    if feedback is None:
        return None
    return replace(feedback, comment=storable(feedback.comment.strip()[:MAX_COMMENT]))


def searchable(turn: SavedTurn) -> str:
    """Everything of a turn that a search looks at, folded."""
    parts = [turn.question[:MAX_QUESTION]]
    if turn.answer is not None:
        parts.append(_MARKUP.sub("", turn.answer.text))
        for citation in turn.answer.citations:
            parts.append(citation.quote)
            parts.append(citation.gloss or "")
    return "\n".join(filter(None, map(fold, parts)))


def terms(query: str) -> tuple[str, ...]:
    """The words of a search, folded; none of them means no search."""
    return tuple(dict.fromkeys(fold(query[:_MAX_QUERY]).split()))[:_MAX_TERMS]
