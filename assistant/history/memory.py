"""Conversations in the memory of this process, for tests, and for who wants nothing kept."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from assistant.history.errors import NotFoundError
from assistant.history.paging import after_of, checked_limit, following_of
from assistant.history.records import (
    DAYS_IN_BIN,
    Feedback,
    Listing,
    RatedTurn,
    SavedConversation,
    SavedTurn,
    Summary,
    new_id,
    now,
)
from assistant.history.text import (
    MAX_QUESTION,
    checked_feedback,
    checked_title,
    searchable,
    storable,
    terms,
    title_of,
)
from assistant.history.wire import micros
from assistant.text import fold


@dataclass(slots=True)
class _Kept:
    turn: SavedTurn
    added: int
    removed: int | None = None

    def is_in(self, version: int) -> bool:
        return self.added <= version and (self.removed is None or self.removed > version)


@dataclass(slots=True)
class _Entry:
    owner: str
    head: SavedConversation
    turns: dict[str, _Kept]
    deleted: datetime | None = None
    linked: int = 0

    def at(self, version: int) -> tuple[SavedTurn, ...]:
        kept = sorted(self.turns.values(), key=lambda each: each.added)
        return tuple(each.turn for each in kept if each.is_in(version))


class MemoryHistory:
    """Keeps conversations for as long as it lives itself; promises the same as the database.

    Args:
        clock: Tells the time, in UTC.
    """

    def __init__(self, *, clock: Callable[[], datetime] = now) -> None:
        self.notices: tuple[str, ...] = ()
        self._clock = clock
        self._entries: dict[str, _Entry] = {}
        self._lock = threading.RLock()

    def __str__(self) -> str:
        return "memory"

    def close(self) -> None:
        """Nothing is open."""

    def save(
        self,
        owner: str,
        conversation: str,
        corpus: str,
        turn: SavedTurn,
        *,
        replaces: Sequence[str] = (),
    ) -> None:
        """Adds or updates a turn."""
        time = self._clock()
        turn = replace(turn, question=storable(turn.question[:MAX_QUESTION]))
        with self._lock:
            self._empty_bin(time)
            if conversation not in self._entries:
                title = title_of(turn.question)
                head = SavedConversation(conversation, title, corpus, time, time, ())
                self._entries[conversation] = _Entry(owner, head, {})
            entry = self._changed(owner, conversation, updated=time)
            if known := entry.turns.get(turn.id):
                before = known.turn
                known.turn = replace(turn, feedback=before.feedback, created=before.created)
                return
            for each in set(replaces) & entry.turns.keys():
                if entry.turns[each].removed is None:
                    entry.turns[each].removed = entry.head.version
            entry.turns[turn.id] = _Kept(turn, entry.head.version)
            entry.deleted = None

    def load(self, owner: str, conversation: str) -> SavedConversation:
        """A conversation with its turns."""
        with self._lock:
            entry = self._owned(owner, conversation)
            return replace(entry.head, turns=entry.at(entry.head.version))

    def list(
        self,
        owner: str,
        *,
        query: str = "",
        after: str | None = None,
        limit: int = 50,
        deleted: bool = False,
    ) -> Listing:
        """A page of conversations, newest first."""
        checked_limit(limit)
        words = terms(query)
        behind = after_of(after) if after is not None else None
        found: list[tuple[tuple[int, str], Summary]] = []
        with self._lock:
            for entry in self._entries.values():
                head = entry.head
                place = (micros(head.updated), head.id)
                if entry.owner != owner or (entry.deleted is not None) is not deleted:
                    continue
                match = _match(entry, words)
                if behind is not None and place >= behind:
                    continue
                if words and match is None and not _holds(fold(head.title), words):
                    continue
                line = (head.id, head.title, head.corpus, head.created, head.updated, head.version)
                found.append((place, Summary(*line, match)))
        found.sort(reverse=True)
        more = len(found) > limit
        return Listing(
            items=tuple(line for _, line in found[:limit]),
            following=following_of(*found[limit - 1][0]) if more else None,
        )

    def rename(self, owner: str, conversation: str, title: str) -> None:
        """Gives it another title."""
        with self._lock:
            self._changed(owner, conversation, title=checked_title(title))

    def delete(self, owner: str, conversation: str) -> None:
        """Puts it in the bin."""
        with self._lock:
            self._changed(owner, conversation, link=None).deleted = self._clock()

    def restore(self, owner: str, conversation: str) -> None:
        """Takes it out of the bin."""
        with self._lock:
            self._changed(owner, conversation).deleted = None

    def share(self, owner: str, conversation: str) -> str:
        """The token of a read-only view of what it is now."""
        with self._lock:
            entry = self._owned(owner, conversation)
            if entry.deleted is not None:
                raise NotFoundError
            token = entry.head.link or secrets.token_urlsafe(24)
            entry = self._changed(owner, conversation, link=token)
            entry.linked = entry.head.version
            return token

    def unshare(self, owner: str, conversation: str) -> None:
        """Ends the view."""
        with self._lock:
            self._changed(owner, conversation, link=None)

    def shared(self, token: str) -> SavedConversation:
        """What a link shows."""
        with self._lock:
            for entry in self._entries.values():
                if entry.head.link == token:
                    public = entry.at(entry.linked)
                    turns = tuple(replace(turn, memory=None, feedback=None) for turn in public)
                    return replace(entry.head, turns=turns, link=None)
        raise NotFoundError

    def rate(self, owner: str, conversation: str, turn: str, feedback: Feedback | None) -> None:
        """Keeps what a person thought of an answer."""
        feedback = checked_feedback(feedback)
        with self._lock:
            if turn not in self._owned(owner, conversation).turns:
                raise NotFoundError
            kept = self._changed(owner, conversation).turns[turn]
            kept.turn = replace(kept.turn, feedback=feedback)

    def rated(self, owner: str | None = None) -> tuple[RatedTurn, ...]:
        """Every rated turn, oldest first."""
        with self._lock:
            found = [
                RatedTurn(key, entry.head.corpus, kept.turn, _questions_before(entry, kept))
                for key, entry in self._entries.items()
                if entry.deleted is None and owner in {None, entry.owner}
                for kept in entry.turns.values()
                if kept.turn.feedback is not None
            ]
        return tuple(sorted(found, key=lambda each: (each.turn.created, each.turn.id)))

    def add(self, owner: str, conversation: SavedConversation) -> str:
        """Adds a whole conversation."""
        with self._lock:
            key = new_id() if conversation.id in self._entries else conversation.id
            head = replace(
                conversation,
                id=key,
                title=title_of(conversation.title),
                turns=(),
                version=max(1, len(conversation.turns)),
                link=None,
            )
            turns = {turn.id: _Kept(turn, at) for at, turn in enumerate(conversation.turns, 1)}
            self._entries[key] = _Entry(owner, head, turns)
        return key

    def _owned(self, owner: str, conversation: str) -> _Entry:
        entry = self._entries.get(conversation)
        if entry is None or entry.owner != owner:
            raise NotFoundError
        return entry

    def _changed(self, owner: str, conversation: str, **values: object) -> _Entry:
        entry = self._owned(owner, conversation)
        entry.head = replace(entry.head, version=entry.head.version + 1, **values)  # type: ignore[arg-type]
        return entry

    def _empty_bin(self, time: datetime) -> None:
        before = time - timedelta(days=DAYS_IN_BIN)
        for key, entry in list(self._entries.items()):
            if entry.deleted is not None and entry.deleted < before:
                del self._entries[key]


def _match(entry: _Entry, words: tuple[str, ...]) -> str | None:
    turns = entry.at(entry.head.version) if words else ()
    return next((turn.question for turn in turns if _holds(searchable(turn), words)), None)


def _holds(text: str, words: tuple[str, ...]) -> bool:
    return all(word in text for word in words)


def _questions_before(entry: _Entry, kept: _Kept) -> tuple[str, ...]:
    return tuple(turn.question for turn in entry.at(kept.added) if turn.id != kept.turn.id)
