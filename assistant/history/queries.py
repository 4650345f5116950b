"""Statements that several methods of the database share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, insert, or_, select, update

from assistant.history.errors import NotFoundError
from assistant.history.records import SavedConversation, SavedTurn, Summary
from assistant.history.tables import CONVERSATIONS, TURNS
from assistant.history.wire import micros, moment, to_json, turn_from, turn_values
from assistant.text import fold

C = CONVERSATIONS.c
T = TURNS.c


def owned(owner: str, conversation: str) -> ColumnElement[bool]:
    """The conversation, if it belongs to that visitor."""
    return and_(C.id == conversation, C.owner == owner)


def one(connection: Connection, statement: Select[Any]) -> Any:
    """The row, or NotFoundError."""
    row = connection.execute(statement).first()
    if row is None:
        raise NotFoundError
    return row


def begin(
    connection: Connection,
    owner: str,
    conversation: SavedConversation,
) -> None:
    """Makes the row of a conversation; its turns come on their own."""
    connection.execute(
        insert(CONVERSATIONS).values(
            id=conversation.id,
            owner=owner,
            title=conversation.title,
            folded=fold(conversation.title),
            corpus=conversation.corpus,
            created=micros(conversation.created),
            updated=micros(conversation.updated),
            version=conversation.version,
        )
    )


def change(connection: Connection, conversation: str, **values: Any) -> None:
    """Sets columns of a conversation whose owner has been checked."""
    connection.execute(update(CONVERSATIONS).where(C.id == conversation).values(values))


def advance(connection: Connection, owner: str, conversation: str) -> int | None:
    """The version that a change makes, its row locked; ``None`` where there is none yet.

    Raises:
        NotFoundError: It belongs to somebody else.
    """
    step = update(CONVERSATIONS).where(owned(owner, conversation)).values(version=C.version + 1)
    here = select(C.owner, C.version).where(C.id == conversation)
    for _ in range(2):  # between the two statements another process may have begun it
        changed = connection.execute(step).rowcount
        row = connection.execute(here).first()
        if row is None:
            return None
        if row.owner != owner:
            raise NotFoundError
        if changed:
            return int(row.version)
    raise NotFoundError


def append(connection: Connection, conversation: str, turn: SavedTurn, version: int) -> None:
    """Makes the row of a turn."""
    connection.execute(
        insert(TURNS).values(
            conversation=conversation,
            id=turn.id,
            added=version,
            created=micros(turn.created),
            feedback=to_json(turn.feedback),
            **turn_values(turn),
        )
    )


def remove(connection: Connection, conversation: str, turns: Sequence[str], version: int) -> None:
    """Shows those turns no longer; they stay where they are."""
    if turns:
        here = and_(T.conversation == conversation, T.id.in_(turns), T.removed.is_(None))
        connection.execute(update(TURNS).where(here).values(removed=version))


def turns(
    connection: Connection, conversation: str, shown: ColumnElement[bool]
) -> tuple[SavedTurn, ...]:
    """The turns that are shown, oldest first."""
    statement = select(TURNS).where(T.conversation == conversation, shown).order_by(T.added)
    return tuple(map(turn_from, connection.execute(statement).all()))


def shown_in(version: int) -> ColumnElement[bool]:
    """What stood in a version of a conversation."""
    return and_(T.added <= version, or_(T.removed.is_(None), T.removed > version))


def questions_before(connection: Connection, row: Any) -> Iterable[str]:
    """The questions that stood before a turn when it was asked."""
    statement = (
        select(T.question)
        .where(T.conversation == row.conversation, T.id != row.id, shown_in(row.added))
        .order_by(T.added)
    )
    return connection.execute(statement).scalars().all()


def conversation_from(row: Any, found: tuple[SavedTurn, ...]) -> SavedConversation:
    """A conversation of its row and turns."""
    return SavedConversation(
        id=row.id,
        title=row.title,
        corpus=row.corpus,
        created=moment(row.created),
        updated=moment(row.updated),
        turns=found,
        version=row.version,
        link=row.link,
    )


def summary_from(row: Any, *, searched: bool) -> Summary:
    """A line of a list."""
    return Summary(
        id=row.id,
        title=row.title,
        corpus=row.corpus,
        created=moment(row.created),
        updated=moment(row.updated),
        version=row.version,
        match=row.match if searched else None,
    )
