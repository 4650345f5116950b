"""Conversations in an SQL database."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import URL, Connection, and_, delete, exists, or_, select, update

from assistant.history import queries
from assistant.history.connect import Database
from assistant.history.errors import NotFoundError
from assistant.history.paging import after_of, checked_limit, following_of
from assistant.history.queries import C, T
from assistant.history.records import (
    DAYS_IN_BIN,
    Feedback,
    Listing,
    RatedTurn,
    SavedConversation,
    SavedTurn,
    new_id,
    now,
)
from assistant.history.tables import CONVERSATIONS, TURNS
from assistant.history.text import checked_feedback, checked_title, storable, terms, title_of
from assistant.history.wire import micros, to_json, turn_from, turn_values
from assistant.text import fold

_PURGE_EVERY = timedelta(hours=1)


class DatabaseHistory:
    """Keeps conversations in any database that SQLAlchemy knows; safe between threads.

    What its methods promise is told in :class:`assistant.history.store.History`.

    Args:
        place: A URL, or a database.
        clock: Tells the time, in UTC.
    """

    def __init__(self, place: URL | Database, *, clock: Callable[[], datetime] = now) -> None:
        self._database = place if isinstance(place, Database) else Database(place)
        self._clock = clock
        self._purged: datetime | None = None

    def __str__(self) -> str:
        return str(self._database)

    @property
    def notices(self) -> tuple[str, ...]:
        """What a person should know."""
        return self._database.notices

    def close(self) -> None:
        """Closes every connection."""
        self._database.close()

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
        with self._database.writing() as connection:
            self._empty_bin(connection)
            version = queries.advance(connection, owner, conversation)
            if version is None:
                version, title = 1, title_of(turn.question)
                new = SavedConversation(conversation, title, corpus, time, time, (), version)
                queries.begin(connection, owner, new)
            here = and_(T.conversation == conversation, T.id == turn.id)
            known = connection.execute(update(TURNS).where(here).values(turn_values(turn)))
            if known.rowcount:
                queries.change(connection, conversation, updated=micros(time))
                return
            queries.remove(connection, conversation, replaces, version)
            queries.append(connection, conversation, turn, version)
            queries.change(connection, conversation, updated=micros(time), deleted=None)

    def load(self, owner: str, conversation: str) -> SavedConversation:
        """A conversation with its turns."""
        mine = select(CONVERSATIONS).where(queries.owned(owner, conversation))
        with self._database.reading() as connection:
            row = queries.one(connection, mine)
            turns = queries.turns(connection, conversation, T.removed.is_(None))
        return queries.conversation_from(row, turns)

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
        found = and_(
            T.conversation == C.id,
            T.removed.is_(None),
            *(T.folded.contains(word, autoescape=True) for word in words),
        )
        first = select(T.question).where(found).order_by(T.added).limit(1).scalar_subquery()
        statement = select(CONVERSATIONS, first.label("match")).where(
            C.owner == owner, C.deleted.is_not(None) if deleted else C.deleted.is_(None)
        )
        if words:
            titled = and_(*(C.folded.contains(word, autoescape=True) for word in words))
            statement = statement.where(or_(titled, exists().where(found)))
        if after is not None:
            time, last = after_of(after)
            statement = statement.where(or_(C.updated < time, and_(C.updated == time, C.id < last)))
        statement = statement.order_by(C.updated.desc(), C.id.desc()).limit(limit + 1)
        with self._database.reading() as connection:
            rows = connection.execute(statement).all()
        shown = rows[:limit]
        return Listing(
            items=tuple(queries.summary_from(row, searched=bool(words)) for row in shown),
            following=following_of(shown[-1].updated, shown[-1].id) if len(rows) > limit else None,
        )

    def rename(self, owner: str, conversation: str, title: str) -> None:
        """Gives it another title."""
        title = checked_title(title)
        self._change(owner, conversation, title=title, folded=fold(title))

    def delete(self, owner: str, conversation: str) -> None:
        """Puts it in the bin."""
        time = micros(self._clock())
        self._change(owner, conversation, deleted=time, link=None, linked=None)

    def restore(self, owner: str, conversation: str) -> None:
        """Takes it out of the bin."""
        self._change(owner, conversation, deleted=None)

    def share(self, owner: str, conversation: str) -> str:
        """The token of a read-only view of what it is now."""
        mine = select(CONVERSATIONS).where(queries.owned(owner, conversation), C.deleted.is_(None))
        with self._database.writing() as connection:
            version = queries.advance(connection, owner, conversation)
            token = str(queries.one(connection, mine).link or secrets.token_urlsafe(24))
            queries.change(connection, conversation, link=token, linked=version)
        return token

    def unshare(self, owner: str, conversation: str) -> None:
        """Ends the view."""
        self._change(owner, conversation, link=None, linked=None)

    def shared(self, token: str) -> SavedConversation:
        """What a link shows."""
        linked = select(CONVERSATIONS).where(C.link == storable(token), C.deleted.is_(None))
        with self._database.reading() as connection:
            row = queries.one(connection, linked)
            turns = queries.turns(connection, row.id, queries.shown_in(row.linked))
        public = tuple(replace(turn, memory=None, feedback=None) for turn in turns)
        return replace(queries.conversation_from(row, public), link=None)

    def rate(self, owner: str, conversation: str, turn: str, feedback: Feedback | None) -> None:
        """Keeps what a person thought of an answer."""
        here = and_(T.conversation == conversation, T.id == turn)
        rated = update(TURNS).where(here).values(feedback=to_json(checked_feedback(feedback)))
        with self._database.writing() as connection:
            known = queries.advance(connection, owner, conversation)
            if known is None or not connection.execute(rated).rowcount:
                raise NotFoundError

    def rated(self, owner: str | None = None) -> tuple[RatedTurn, ...]:
        """Every rated turn, oldest first."""
        statement = (
            select(TURNS, C.corpus)
            .join(CONVERSATIONS, C.id == T.conversation)
            .where(T.feedback.is_not(None), C.deleted.is_(None))
            .order_by(T.created, T.id)
        )
        if owner is not None:
            statement = statement.where(C.owner == owner)
        with self._database.reading() as connection:
            return tuple(
                RatedTurn(
                    conversation=row.conversation,
                    corpus=row.corpus,
                    turn=turn_from(row),
                    earlier=tuple(queries.questions_before(connection, row)),
                )
                for row in connection.execute(statement).all()
            )

    def add(self, owner: str, conversation: SavedConversation) -> str:
        """Adds a whole conversation."""
        taken = select(C.id).where(C.id == conversation.id)
        with self._database.writing() as connection:
            key = new_id() if connection.execute(taken).first() else conversation.id
            title = title_of(conversation.title)
            version = max(1, len(conversation.turns))
            queries.begin(
                connection, owner, replace(conversation, id=key, title=title, version=version)
            )
            for position, turn in enumerate(conversation.turns, start=1):
                queries.append(connection, key, turn, position)
        return key

    def _change(self, owner: str, conversation: str, **values: Any) -> None:
        with self._database.writing() as connection:
            if queries.advance(connection, owner, conversation) is None:
                raise NotFoundError
            queries.change(connection, conversation, **values)

    def _empty_bin(self, connection: Connection) -> None:
        """Removes for good what has been in the bin for too long."""
        time = self._clock()
        if self._purged is not None and time - self._purged < _PURGE_EVERY:
            return
        self._purged = time
        old = C.deleted < micros(time - timedelta(days=DAYS_IN_BIN))
        gone = select(C.id).where(old)
        connection.execute(delete(TURNS).where(T.conversation.in_(gone)))
        connection.execute(delete(CONVERSATIONS).where(old))
