"""The seam: what a history promises, and how to open one."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol, runtime_checkable

from assistant.history.errors import HistoryError
from assistant.history.records import (
    Feedback,
    Listing,
    RatedTurn,
    SavedConversation,
    SavedTurn,
)
from ingest.errors import SettingsError

VARIABLE = "XUANXING_HISTORY"
_APP = "xuanxing"
_FILE = "history.db"


@runtime_checkable
class History(Protocol):
    """Keeps conversations. ``owner`` is a visitor's id; nobody sees what another one owns.

    Every method may raise HistoryError. NotFoundError is raised where there is no such
    conversation for that owner.
    """

    @property
    def notices(self) -> tuple[str, ...]:
        """What a person should know, such as a damaged file that was set aside."""
        ...

    def save(
        self,
        owner: str,
        conversation: str,
        corpus: str,
        turn: SavedTurn,
        *,
        replaces: Sequence[str] = (),
    ) -> None:
        """Adds a turn, or updates it if it is there; the same call twice changes nothing.

        The conversation begins with its first turn, and comes back from the bin with a new one.
        What another tab has added meanwhile stays.

        Args:
            owner: Whose conversation it is.
            conversation: Its id, from ``new_id()``.
            corpus: The id of the corpus that is asked.
            turn: The turn; its feedback is left as it is.
            replaces: The ids of the turns that it takes the place of. They are no longer shown.
        """
        ...

    def load(self, owner: str, conversation: str) -> SavedConversation:
        """A conversation with its turns, also one in the bin."""
        ...

    def list(
        self,
        owner: str,
        *,
        query: str = "",
        after: str | None = None,
        limit: int = 50,
        deleted: bool = False,
    ) -> Listing:
        """A page of conversations, newest first.

        Args:
            owner: Whose.
            query: Words that must all stand in the title or in one turn: its question, its
                answer or its quotes. Simplified and Traditional, upper and lower case are one.
            after: ``following`` of the page before.
            limit: How many at most, 1..200.
            deleted: Those in the bin instead.
        """
        ...

    def rename(self, owner: str, conversation: str, title: str) -> None:
        """Gives it another title; InputError if it is empty."""
        ...

    def delete(self, owner: str, conversation: str) -> None:
        """Puts it in the bin, where it stays for 30 days. Its link ends."""
        ...

    def restore(self, owner: str, conversation: str) -> None:
        """Takes it out of the bin."""
        ...

    def share(self, owner: str, conversation: str) -> str:
        """The token of a read-only view of the conversation as it is now.

        Another call takes the view to what it is then, under the same token.
        """
        ...

    def unshare(self, owner: str, conversation: str) -> None:
        """Ends the view; its token never works again."""
        ...

    def shared(self, token: str) -> SavedConversation:
        """What a link shows to whoever has it, without memory, feedback or link."""
        ...

    def rate(self, owner: str, conversation: str, turn: str, feedback: Feedback | None) -> None:
        """Keeps what a person thought of an answer; ``None`` takes it back."""
        ...

    def rated(self, owner: str | None = None) -> tuple[RatedTurn, ...]:
        """Every rated turn, oldest first, replaced ones too; of one owner or of all."""
        ...

    def add(self, owner: str, conversation: SavedConversation) -> str:
        """Adds a whole conversation, as from an export; returns its id, new if that is taken."""
        ...

    def close(self) -> None:
        """Lets go of files and connections; the next call opens them again."""
        ...


def open_history(env: Mapping[str, str] | None = None) -> History:
    """The history that ``XUANXING_HISTORY`` names, or the one in the user's data folder.

    Nothing is touched before the first call, which raises HistoryError where it can't be used.

    Raises:
        SettingsError: The variable is no SQLAlchemy URL, or its driver is not installed.
        HistoryError: This user has no data folder.
    """
    from sqlalchemy import URL, make_url
    from sqlalchemy.exc import ArgumentError

    from assistant.history.database import DatabaseHistory
    from assistant.history.memory import MemoryHistory

    given = (os.environ if env is None else env).get(VARIABLE, "").strip()
    if not given:
        return DatabaseHistory(URL.create("sqlite", database=str(_default_file())))
    try:
        url = make_url(given)
    except ArgumentError as error:
        raise SettingsError(
            f"{VARIABLE} is no SQLAlchemy URL.",
            hint="Give one such as sqlite:////path/to/history.db, or leave it out.",
        ) from error
    if url.get_backend_name() == "sqlite" and url.database in {None, "", ":memory:"}:
        return MemoryHistory()
    return DatabaseHistory(url)


def _default_file() -> Path:
    from platformdirs import user_data_path

    try:
        folder = user_data_path(_APP, appauthor=False)
    except RuntimeError:
        folder = Path()
    if not folder.is_absolute():
        raise HistoryError(
            "conversations are not kept: this user has no home folder.",
            hint=f"Name a database in {VARIABLE}.",
        )
    return folder / _FILE
