"""Answers, clocks and histories for the tests of kept conversations."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import URL, create_engine, make_url

from assistant.history.connect import Database
from assistant.history.database import DatabaseHistory
from assistant.history.memory import MemoryHistory
from assistant.history.store import History
from assistant.history.tables import METADATA


class Clock:
    """Tells a time that only tests move."""

    def __init__(self) -> None:
        self.time = datetime(2026, 11, 23, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.time

    def pass_by(self, **duration: float) -> None:
        self.time += timedelta(**duration)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "data" / "history.db"


@pytest.fixture
def url(file: Path) -> URL:
    return URL.create("sqlite", database=str(file))


@pytest.fixture
def database(url: URL, clock: Clock) -> Iterator[DatabaseHistory]:
    history = DatabaseHistory(url, clock=clock)
    yield history
    history.close()


@pytest.fixture
def server(clock: Clock, tmp_path: Path) -> Iterator[DatabaseHistory]:
    """A database server, emptied first: ``TEST_HISTORY=postgresql+psycopg://…`` names one.

    Without one, SQLite stands in, opened as a server is, without a look at its file.
    """
    file = tmp_path / "server.db"
    url = make_url(os.environ.get("TEST_HISTORY") or f"sqlite:///{file}")
    engine = create_engine(url)
    METADATA.drop_all(engine)
    engine.dispose()
    database = Database(url)
    database._file = None
    history = DatabaseHistory(database, clock=clock)
    yield history
    history.close()


@pytest.fixture(params=["memory", "database", "server"])
def history(request: pytest.FixtureRequest, clock: Clock) -> History:
    """All of them; what holds for one must hold for the others."""
    if request.param == "memory":
        return MemoryHistory(clock=clock)
    found: History = request.getfixturevalue(request.param)
    return found
