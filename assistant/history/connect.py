"""A database that is opened when it is needed, and whose failures are told in plain words."""

from __future__ import annotations

import os
import sqlite3
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout
from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import (
    DBAPIError,
    IntegrityError,
    NoSuchModuleError,
    ProgrammingError,
    SQLAlchemyError,
)

from assistant.history.errors import DamagedHistoryError, HistoryBusyError, HistoryError
from assistant.history.tables import STEPS, Step, prepare
from ingest.errors import SettingsError, XuanxingError

_BUSY_SECONDS = 15.0
_LOCK_SECONDS = 30.0
_ATTEMPTS = 4
_PAUSE_SECONDS = 0.2
_READING = "history_reading"

_FULL = (sqlite3.SQLITE_FULL,)
_BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


class Database:
    """An engine, opened at first use, and again where its file is gone or was damaged.

    Args:
        url: Of the database. A SQLite file is made with its folder, readable by its user only.
        steps: The migrations; tests give others.

    Attributes:
        notices: What a person should know of it.

    Raises:
        SettingsError: Its driver is not installed.
    """

    def __init__(self, url: URL, *, steps: Sequence[Step] = STEPS) -> None:
        self.notices: tuple[str, ...] = ()
        self._url = url
        self._steps = steps
        self._lock = threading.RLock()
        self._engine: Engine | None = None
        self._file: Path | None = None
        if url.get_backend_name() == "sqlite":
            self._file = Path(url.database or "").expanduser().absolute()
            self._url = url.set(database=str(self._file))
        self._identity: tuple[int, int] | None = None
        try:
            url.get_dialect().import_dbapi()
        except (NoSuchModuleError, ImportError) as error:
            raise SettingsError(
                f"the driver of {url.drivername} is not installed ({error}).",
                hint="Install it, or name another database in XUANXING_HISTORY.",
            ) from error

    def __str__(self) -> str:
        return str(self._file or self._url.render_as_string(hide_password=True))

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection to read from, in one transaction."""
        with (
            self._told(),
            self._ready().connect().execution_options(**{_READING: True}) as connection,
            connection.begin(),
        ):
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that is kept when the block ends, and undone when it fails."""
        with self._told(), self._ready().begin() as connection:
            yield connection

    def close(self) -> None:
        """Closes all connections; the next use opens new ones."""
        with self._lock:
            if self._engine is not None:
                self._engine.dispose()
            self._engine = None

    def _ready(self) -> Engine:
        with self._lock:
            # A connection to a file that was deleted or moved writes to where nobody looks.
            if self._file is not None and _identity(self._file) != self._identity:
                self.close()
            if self._engine is None:
                self._engine = self._open() if self._file is None else self._open_file(self._file)
            return self._engine

    def _open(self) -> Engine:
        engine = create_engine(self._url, pool_pre_ping=True)
        try:
            for attempt in range(_ATTEMPTS):
                try:
                    with engine.begin() as connection:
                        prepare(connection, self._steps)
                    break
                except (IntegrityError, ProgrammingError):
                    # Most likely another process has made the tables; then they are there now.
                    if attempt == _ATTEMPTS - 1:
                        raise
                    time.sleep(_PAUSE_SECONDS)
        except BaseException:
            engine.dispose()
            raise
        return engine

    def _open_file(self, file: Path) -> Engine:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        # One process at a time checks, sets aside and migrates.
        with FileLock(f"{file}.lock", timeout=_LOCK_SECONDS):
            try:
                engine = self._open_sqlite(file)
            except DBAPIError as error:
                if _code(error) not in _DAMAGED:
                    raise
                self._set_aside(file)
                engine = self._open_sqlite(file)
            self._identity = _identity(file)
        return engine

    def _open_sqlite(self, file: Path) -> Engine:
        os.close(os.open(file, os.O_RDWR | os.O_CREAT, 0o600))
        engine = create_engine(self._url, connect_args={"timeout": _BUSY_SECONDS})
        event.listen(engine, "connect", _configure)
        event.listen(engine, "begin", _begin)
        try:
            with engine.begin() as connection:
                _check(connection)
                prepare(connection, self._steps)
        except BaseException:
            engine.dispose()
            raise
        return engine

    def _set_aside(self, file: Path) -> None:
        """Moves a damaged file out of the way; whoever can mend it finds it there."""
        stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S-%f")
        kept = file.with_name(f"{file.stem}.damaged-{stamp}{file.suffix}")
        for ending in ("-wal", "-shm", ""):
            with suppress(FileNotFoundError):
                Path(f"{file}{ending}").replace(f"{kept}{ending}")
        notice = f"The saved conversations were damaged. They are set aside in {kept}."
        self.notices = (*self.notices, notice)

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Turns what goes wrong into a HistoryError."""
        try:
            yield
        except XuanxingError:
            raise
        except Timeout as error:
            raise HistoryBusyError(
                "another process is opening the conversations.", hint="Try again."
            ) from error
        except OSError as error:
            raise self._failed(error.strerror or str(error)) from error
        except DBAPIError as error:
            raise self._explained(error) from error
        except SQLAlchemyError as error:
            raise self._failed(type(error).__name__) from error

    def _explained(self, error: DBAPIError) -> HistoryError:
        code = _code(error)
        if isinstance(error, IntegrityError):
            return HistoryBusyError(
                "another process is writing the same conversation.", hint="Try again."
            )
        if code in _BUSY:
            return HistoryBusyError("another process is writing conversations.", hint="Try again.")
        if code in _FULL:
            return self._failed("the disk is full", "Make room; what is unsaved is kept till then.")
        if code in _DAMAGED and self._file is not None:
            self.close()  # opening it again checks it and sets it aside
            return DamagedHistoryError(f"{self} is damaged.", hint="Try again.")
        first = str(error.orig).partition("\n")[0]
        return self._failed(first)

    def _failed(self, why: str, hint: str = "") -> HistoryError:
        return HistoryError(
            f"conversations can't be kept in {self}: {why}.",
            hint=hint or "Mend that, or name another database in XUANXING_HISTORY.",
        )


def _identity(file: Path) -> tuple[int, int] | None:
    try:
        status = file.stat()
    except FileNotFoundError:
        return None
    return status.st_dev, status.st_ino


def _code(error: DBAPIError) -> int:
    """SQLite's primary code, 0 for another database."""
    return int(getattr(error.orig, "sqlite_errorcode", 0)) & 0xFF


def _check(connection: Connection) -> None:
    """Raises as SQLite itself does when it comes upon the damage later."""
    statement = "PRAGMA quick_check(1)"
    found = connection.exec_driver_sql(statement).scalar()
    if found != "ok":
        error = sqlite3.DatabaseError(found)
        error.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
        raise DBAPIError(statement, (), error)


def _configure(connection: Any, _record: Any) -> None:
    # SQLAlchemy begins transactions itself, or Python would begin them later and not for DDL.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.close()


def _begin(connection: Connection) -> None:
    # A writer takes its lock at once: two readers that both want to write would never end.
    reading = connection.get_execution_options().get(_READING, False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")
