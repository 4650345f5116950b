"""What the page stands on, and whether each part of it works."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.history.records import Problem
from assistant.history.store import History
from assistant.settings import Settings
from assistant.ui.services import Helper
from ingest.errors import EncoderError, StoreError, XuanxingError
from ingest.store import open_store

Part = Literal["article", "encoder", "store", "model", "history"]


@dataclass(frozen=True, slots=True)
class Check:
    """One part.

    Attributes:
        value: What is used for it; empty for none.
        problem: Why it doesn't work, and what to do; ``None`` where it does.
        note: What a person should know although it works.
        tried: Whether it was tried; not so behind another part that doesn't work.
    """

    part: Part
    value: str
    problem: Problem | None = None
    note: str = ""
    tried: bool = True


def checks(
    load: Callable[[], Helper],
    try_model: Callable[[Helper], None],
    history: History,
    settings: Settings,
    unusable: Sequence[str],
    explain: Callable[[Exception], Problem],
) -> Sequence[Check]:
    """Tries every part.

    Args:
        load: Opens the assistant.
        try_model: Asks its language model for a sign.
        history: Where conversations are kept.
        settings: What is set.
        unusable: Which further corpora can't be chosen, and why.
        explain: Puts an error into the reader's words.
    """
    article = settings.corpus
    problems: dict[Part, Problem] = {}
    notes: dict[Part, str] = {
        "article": "\n".join(unusable),
        "history": " ".join(history.notices),
    }
    untried: frozenset[Part] = frozenset()
    try:
        helper = load()
    except XuanxingError as error:
        failed = _part(error)
        problems[failed] = explain(error)
        untried = _BEHIND[failed]
    else:
        article = helper.corpus.title
        notes["store"] = " ".join(helper.notices)
        if helper.llm:
            try:
                try_model(helper)
            except XuanxingError as error:
                problems["model"] = explain(error)
    try:
        history.list("", limit=1)
    except XuanxingError as error:
        problems["history"] = explain(error)
    values: dict[Part, str] = {
        "article": article,
        "encoder": settings.encoder,
        "store": _store(settings),
        "model": settings.llm or "",
        "history": str(history),
    }
    return tuple(
        Check(part, value, problems.get(part), notes.get(part, ""), tried=part not in untried)
        for part, value in values.items()
    )


_BEHIND: Mapping[Part, frozenset[Part]] = {
    "article": frozenset({"encoder", "store", "model"}),
    "encoder": frozenset({"store", "model"}),
    "store": frozenset({"model"}),
}
"""What is not tried once a part has failed."""


def _part(error: XuanxingError) -> Part:
    if isinstance(error, StoreError):
        return "store"
    return "encoder" if isinstance(error, EncoderError) else "article"


def _store(settings: Settings) -> str:
    try:
        return str(open_store(settings.store))
    except XuanxingError:
        return settings.store or ""
