"""Answers, clocks and histories for the tests of kept conversations."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import URL

from assistant.history.database import DatabaseHistory
from assistant.history.memory import MemoryHistory
from assistant.history.store import History


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


@pytest.fixture(params=["memory", "database"])
def history(request: pytest.FixtureRequest, clock: Clock) -> History:
    """Both; what holds for one must hold for the other."""
    if request.param == "memory":
        return MemoryHistory(clock=clock)
    found: History = request.getfixturevalue("database")
    return found
