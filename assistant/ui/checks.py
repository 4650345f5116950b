"""What the page stands on, and whether each part of it works."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.history.records import Problem
from assistant.history.store import History
from assistant.ui.services import Helper
from ingest.errors import EncoderError, StoreError, XuanxingError
from ingest.settings import IngestSettings
from ingest.store import open_store

Part = Literal["article", "encoder", "store", "model", "history"]


@dataclass(frozen=True, slots=True)
class Check:
    """One part.

    Attributes:
        value: What is used for it; empty for none.
        problem: Why it doesn't work, and what to do; ``None`` where it does.
        note: What a person should know although it works.
    """

    part: Part
    value: str
    problem: Problem | None = None
    note: str = ""


def checks(
    load: Callable[[], Helper],
    history: History,
    settings: IngestSettings,
    explain: Callable[[Exception], Problem],
) -> Sequence[Check]:
    """Tries every part.

    Args:
        load: Opens the assistant.
        history: Where conversations are kept.
        settings: What is set.
        explain: Puts an error into the reader's words.
    """
    article = settings.corpus
    problems: dict[Part, Problem] = {}
    notes: dict[Part, str] = {"history": " ".join(history.notices)}
    try:
        helper = load()
        article = helper.corpus.title
        notes["store"] = " ".join(helper.notices)
    except XuanxingError as error:
        problems[_part(error)] = explain(error)
    try:
        history.list("", limit=1)
    except XuanxingError as error:
        problems["history"] = explain(error)
    values: dict[Part, str] = {
        "article": article,
        "encoder": settings.encoder,
        "store": _store(settings),
        "model": "",
        "history": str(history),
    }
    return tuple(
        Check(part, value, problems.get(part), notes.get(part, ""))
        for part, value in values.items()
    )


def _part(error: XuanxingError) -> Part:
    if isinstance(error, StoreError):
        return "store"
    return "encoder" if isinstance(error, EncoderError) else "article"


def _store(settings: IngestSettings) -> str:
    try:
        return str(open_store(settings.store))
    except XuanxingError:
        return settings.store or ""
