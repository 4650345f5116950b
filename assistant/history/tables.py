"""The tables, and how an older database becomes one of today."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    inspect,
)

from assistant.history.errors import NewerHistoryError

METADATA = MetaData()

# Times are microseconds since 1970 in UTC: every database compares and returns them alike.
CONVERSATIONS = Table(
    "conversations",
    METADATA,
    Column("id", String(64), primary_key=True),
    Column("owner", String(255), nullable=False),
    Column("title", String(255), nullable=False),
    Column("folded", String(1000), nullable=False),
    Column("corpus", String(255), nullable=False),
    Column("created", BigInteger, nullable=False),
    Column("updated", BigInteger, nullable=False),
    Column("deleted", BigInteger),
    Column("version", Integer, nullable=False),
    Column("link", String(64), unique=True),
    Column("linked", Integer),  # the version that the link shows
    Index("conversations_by_owner", "owner", "updated", "id"),
)

# A turn stands in the versions added <= version < removed. It is never taken out, so that a link
# goes on showing what it showed, and the rating of an answer outlives its replacement.
TURNS = Table(
    "turns",
    METADATA,
    Column("conversation", String(64), primary_key=True),
    Column("id", String(64), primary_key=True),
    Column("added", Integer, nullable=False),
    Column("removed", Integer),
    Column("created", BigInteger, nullable=False),
    Column("question", Text, nullable=False),
    Column("answer", Text),
    Column("problem", Text),
    Column("memory", Text),
    Column("feedback", Text),
    Column("folded", Text, nullable=False),
)

SCHEMA = Table(
    "history_schema", METADATA, Column("version", Integer, primary_key=True, autoincrement=False)
)

Step = Callable[[Connection], None]
STEPS: Sequence[Step] = ()
"""``STEPS[n]`` brings a database of version ``n + 1`` to version ``n + 2``."""


def prepare(connection: Connection, steps: Sequence[Step] = STEPS) -> None:
    """Makes the tables, or brings them up to date; all of it in the caller's transaction.

    Raises:
        NewerHistoryError: They are of a newer release.
    """
    newest = len(steps) + 1
    if not inspect(connection).has_table(SCHEMA.name):
        METADATA.create_all(connection)
        connection.execute(SCHEMA.insert().values(version=newest))
        return
    version = connection.execute(SCHEMA.select()).scalar() or 1
    if version > newest:
        raise NewerHistoryError(
            f"the conversations are of schema {version}, and this release knows up to {newest}.",
            hint="Update xuanxing, or name another database in XUANXING_HISTORY.",
        )
    for step in steps[version - 1 :]:
        step(connection)
    if version < newest:
        connection.execute(SCHEMA.update().values(version=newest))
