"""The real database when things go wrong: other writers, kills, damage, no room, no right."""

from __future__ import annotations

import os
import signal
import sqlite3
import stat
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

import pytest
from sqlalchemy import URL, Connection
from sqlalchemy.exc import ProgrammingError

from assistant.history import store
from assistant.history.connect import Database
from assistant.history.database import DatabaseHistory
from assistant.history.errors import (
    DamagedHistoryError,
    HistoryBusyError,
    HistoryError,
    NewerHistoryError,
    NotFoundError,
)
from assistant.history.memory import MemoryHistory
from assistant.history.recorder import Recorder
from assistant.history.records import SavedTurn, new_id
from assistant.history.store import open_history
from assistant.history.tables import Step, prepare
from ingest.errors import SettingsError

ROOT = Path(__file__).parents[2]
ANN = "ann"

# Saves turns, and says of each when it is safe.
WRITER = """
import sys
from sqlalchemy import URL
from assistant.history.database import DatabaseHistory
from assistant.history.records import SavedTurn
file, name, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
history = DatabaseHistory(URL.create("sqlite", database=file))
for number in range(count):
    history.save("ann", "shared", "c", SavedTurn(f"{name} {number}"))
    print(f"{name} {number}", flush=True)
"""


def start(file: Path, name: str, count: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, str(file), name, str(count)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )


def save(history: DatabaseHistory, question: str, key: str | None = None) -> str:
    key = key or new_id()
    history.save(ANN, key, "c", SavedTurn(question))
    return key


def questions(history: DatabaseHistory, key: str) -> list[str]:
    return [each.question for each in history.load(ANN, key).turns]


def flush(file: Path) -> None:
    """Everything into the file itself."""
    with sqlite3.connect(file) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


def set_aside(file: Path) -> list[Path]:
    return sorted(file.parent.glob("history.damaged-*.db"))


def test_processes_that_start_and_write_at_once_lose_nothing(
    file: Path, database: DatabaseHistory
) -> None:
    writers = [start(file, f"writer {number}", 15) for number in range(4)]
    for writer in writers:
        writer.communicate(timeout=120)
        assert writer.returncode == 0
    found = questions(database, "shared")
    assert sorted(found) == sorted(f"writer {w} {n}" for w in range(4) for n in range(15))
    for number in range(4):  # each one's turns in the order in which it wrote them
        mine = [each for each in found if each.startswith(f"writer {number} ")]
        assert mine == [f"writer {number} {n}" for n in range(15)]
    assert database.notices == ()


def test_threads_that_write_at_once_lose_nothing(database: DatabaseHistory) -> None:
    key = save(database, "first")
    failures: list[Exception] = []

    def write(name: int) -> None:
        try:
            for number in range(10):
                save(database, f"{name}-{number}", key)
                database.list(ANN, query="first")
        except Exception as error:  # noqa: BLE001 - told below
            failures.append(error)

    threads = [threading.Thread(target=write, args=(name,)) for name in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert len(set(questions(database, key))) == 61


def test_killing_a_writer_loses_nothing_that_it_called_saved(
    file: Path, database: DatabaseHistory
) -> None:
    for attempt in range(3):
        writer = start(file, f"killed {attempt}", 100_000)
        assert writer.stdout is not None
        safe = [writer.stdout.readline().strip() for _ in range(5 + 7 * attempt)]
        writer.send_signal(signal.SIGKILL)
        safe += [line.strip() for line in writer.stdout.read().splitlines() if line.strip()]
        writer.wait()
        found = questions(database, "shared")
        # The last line may have been cut short by the kill.
        assert set(safe[:-1]) <= set(found)
    save(database, "on it goes", "shared")
    assert questions(database, "shared")[-1] == "on it goes"
    assert set_aside(file) == []


@pytest.mark.parametrize(
    "damage",
    ["garbage", "text", "header", "middle", "half"],
)
def test_a_damaged_file_is_set_aside_and_nothing_of_it_deleted(
    file: Path, database: DatabaseHistory, damage: str
) -> None:
    key = save(database, "lost " * 1000)
    for number in range(20):
        save(database, f"{number} " * 500, key)
    database.close()
    flush(file)
    whole = file.read_bytes()
    half = len(whole) // 2
    broken = {
        "garbage": os.urandom(len(whole)),
        "text": b"hello\n" * 4000,
        "header": b"\0" * 100 + whole[100:],
        "middle": whole[:4096] + os.urandom(half) + whole[4096 + half :],
        "half": whole[: half // 4096 * 4096],
    }[damage]
    file.write_bytes(broken)

    assert database.list(ANN).items == ()
    (kept,) = set_aside(file)
    assert kept.read_bytes() == broken
    (notice,) = database.notices
    assert str(kept) in notice
    assert questions(database, save(database, "new")) == ["new"]


def test_an_empty_file_is_as_good_as_none(file: Path, database: DatabaseHistory) -> None:
    file.parent.mkdir()
    file.touch()
    assert questions(database, save(database, "new")) == ["new"]
    assert set_aside(file) == []


def test_damage_while_open_costs_a_running_conversation_nothing(
    file: Path, database: DatabaseHistory
) -> None:
    recorder = Recorder(database, ANN, "c")
    recorder.ask("one")
    recorder.ask("two")
    flush(file)
    engine = database._database._engine
    assert engine is not None
    engine.dispose()  # else SQLite might answer from what it remembers
    with file.open("r+b") as opened:  # the same file as before
        opened.write(os.urandom(file.stat().st_size))
    recorder.ask("three")
    assert recorder.problem is None
    assert questions(database, recorder.conversation) == ["one", "two", "three"]
    assert len(set_aside(file)) == 1


def test_damage_that_shows_in_a_call_is_told_and_mended_by_the_next(
    file: Path, database: DatabaseHistory
) -> None:
    save(database, "one")
    flush(file)
    engine = database._database._engine
    assert engine is not None
    engine.dispose()
    with file.open("r+b") as opened:
        opened.write(os.urandom(file.stat().st_size))
    with pytest.raises(DamagedHistoryError, match="damaged") as caught:
        database.list(ANN)
    assert caught.value.retryable
    assert database.list(ANN).items == ()


def test_a_file_of_a_newer_release_is_left_alone(file: Path, database: DatabaseHistory) -> None:
    save(database, "from the future")
    database.close()
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE history_schema SET version = 99")
    connection.close()
    flush(file)
    before = file.read_bytes()
    with pytest.raises(NewerHistoryError, match="schema 99") as caught:
        database.list(ANN)
    assert "Update xuanxing" in caught.value.hint
    assert not caught.value.retryable
    assert file.read_bytes() == before
    recorder = Recorder(database, ANN, "c")
    assert recorder.ask("anyway").question == "anyway"
    assert recorder.problem is not None


def test_an_older_file_is_brought_up_to_date_once(url: URL) -> None:
    old = DatabaseHistory(url)
    key = save(old, "kept")
    old.close()
    ran: list[str] = []

    def add_column(connection: Connection) -> None:
        connection.exec_driver_sql("ALTER TABLE conversations ADD COLUMN colour TEXT")
        ran.append("column")

    def note(connection: Connection) -> None:
        ran.append("note")

    for _ in range(2):
        new = DatabaseHistory(Database(url, steps=(add_column, note)))
        assert questions(new, key) == ["kept"]
        new.close()
    assert ran == ["column", "note"]
    with pytest.raises(NewerHistoryError, match=r"schema 3, .* up to 1"):
        old.list(ANN)


def test_a_step_that_fails_leaves_the_file_as_it_was(url: URL) -> None:
    old = DatabaseHistory(url)
    key = save(old, "kept")
    old.close()

    def fail(connection: Connection) -> None:
        connection.exec_driver_sql("ALTER TABLE conversations ADD COLUMN colour TEXT")
        raise OSError("no")

    with pytest.raises(HistoryError, match="no"):
        DatabaseHistory(Database(url, steps=(fail,))).list(ANN)
    assert questions(old, key) == ["kept"]
    with sqlite3.connect(str(url.database)) as connection:
        names = [row[1] for row in connection.execute("PRAGMA table_info(conversations)")]
    connection.close()
    assert "colour" not in names


def test_a_file_that_was_deleted_while_open_is_made_anew(
    file: Path, database: DatabaseHistory
) -> None:
    save(database, "gone")
    for each in file.parent.iterdir():
        each.unlink()
    key = save(database, "new")
    assert file.exists()
    database.close()
    assert questions(database, key) == ["new"]


@pytest.mark.parametrize("place", ["below a file", "a folder", "nowhere"])
def test_a_place_that_can_not_be_used_is_told_and_the_chat_goes_on(
    tmp_path: Path, place: str
) -> None:
    (tmp_path / "file").touch()
    where = {
        "below a file": tmp_path / "file" / "history.db",
        "a folder": tmp_path,
        "nowhere": Path("/proc/xuanxing/history.db"),
    }[place]
    history = DatabaseHistory(URL.create("sqlite", database=str(where)))
    with pytest.raises(HistoryError, match="can't be kept in") as caught:
        history.list(ANN)
    assert str(where) in caught.value.message
    assert "XUANXING_HISTORY" in caught.value.hint
    recorder = Recorder(history, ANN, "c")
    recorder.ask("one")
    recorder.ask("two")
    assert [each.question for each in recorder.turns] == ["one", "two"]
    assert recorder.problem is not None


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_only_be_read(file: Path, database: DatabaseHistory) -> None:
    save(database, "kept")
    database.close()
    for each in file.parent.iterdir():
        each.chmod(0o400)
    file.parent.chmod(0o500)
    try:
        with pytest.raises(HistoryError, match="can't be kept in"):
            database.list(ANN)
    finally:
        file.parent.chmod(0o700)


def test_a_full_disk_is_told_and_what_was_unsaved_is_saved_when_there_is_room(
    database: DatabaseHistory,
) -> None:
    recorder = Recorder(database, ANN, "c")
    recorder.ask("before")
    with database._database.writing() as connection:  # the pool hands this one out again
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + 2}")
    recorder.ask("大" * 9_000)
    problem = recorder.problem
    assert problem is not None
    assert "the disk is full" in problem.message
    assert "Make room" in problem.hint
    recorder.ask("small")
    assert [each.question[:6] for each in recorder.turns] == ["before", "大" * 6, "small"]
    assert questions(database, recorder.conversation) == ["before"]
    with database._database.writing() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 100000")
    assert not recorder.refresh()
    assert recorder.problem is None
    assert questions(database, recorder.conversation) == ["before", "大" * 9_000, "small"]


def test_a_writer_that_does_not_end_is_told_after_a_while(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assistant.history.connect._BUSY_SECONDS", 0.1)
    database = DatabaseHistory(URL.create("sqlite", database=str(file)))
    key = save(database, "one")
    blocker = sqlite3.connect(file, isolation_level=None)
    blocker.execute("BEGIN IMMEDIATE")
    with pytest.raises(HistoryBusyError, match="another process") as caught:
        save(database, "two", key)
    assert caught.value.retryable
    assert questions(database, key) == ["one"]  # reading goes on
    blocker.execute("ROLLBACK")
    blocker.close()
    save(database, "two", key)
    assert questions(database, key) == ["one", "two"]


def test_another_process_that_is_opening_the_file_is_waited_for_but_not_for_ever(
    file: Path, database: DatabaseHistory, monkeypatch: pytest.MonkeyPatch
) -> None:
    from filelock import FileLock

    monkeypatch.setattr("assistant.history.connect._LOCK_SECONDS", 0.1)
    file.parent.mkdir()
    with FileLock(f"{file}.lock"), pytest.raises(HistoryBusyError, match="is opening"):
        database.list(ANN)
    assert database.list(ANN).items == ()


@pytest.mark.parametrize(("failures", "works"), [(0, True), (3, True), (4, False)])
def test_a_server_on_which_others_make_the_same_tables(
    server: DatabaseHistory, monkeypatch: pytest.MonkeyPatch, failures: int, works: bool
) -> None:
    left = [None] * failures

    def meet_another(connection: Connection, steps: Sequence[Step]) -> None:
        if left:
            left.pop()
            raise ProgrammingError("CREATE TABLE", (), Exception("relation exists"))
        prepare(connection, steps)

    monkeypatch.setattr("assistant.history.connect.prepare", meet_another)
    monkeypatch.setattr("assistant.history.connect._PAUSE_SECONDS", 0)
    if works:
        assert server.list(ANN).items == ()
    else:
        with pytest.raises(HistoryError, match="relation exists"):
            server.list(ANN)


def test_two_that_begin_the_same_turn_are_told_to_try_again(
    file: Path, database: DatabaseHistory
) -> None:
    save(database, "one")
    with pytest.raises(HistoryBusyError), database._database.writing() as connection:
        connection.exec_driver_sql("INSERT INTO history_schema SELECT * FROM history_schema")


def test_a_failure_of_another_kind_names_the_place(file: Path, database: DatabaseHistory) -> None:
    save(database, "one")

    def fail(statement: str, *, closed: bool) -> None:
        with database._database.reading() as connection:
            if closed:
                connection.close()
            connection.exec_driver_sql(statement)

    with pytest.raises(HistoryError, match=f"{file}: no such table"):
        fail("SELECT * FROM nowhere", closed=False)
    with pytest.raises(HistoryError, match="ResourceClosedError"):
        fail("SELECT 1", closed=True)


def test_an_answer_that_can_not_be_read_hides_no_other(
    file: Path, database: DatabaseHistory
) -> None:
    key = save(database, "one")
    save(database, "two", key)
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE turns SET answer = '{\"verdict\": 3}' WHERE question = 'one'")
    connection.close()
    one, two = database.load(ANN, key).turns
    assert one.answer is None
    assert one.problem is not None
    assert "can't read" in one.problem.message
    assert two.problem is None


def test_only_its_user_reads_the_file(file: Path, database: DatabaseHistory) -> None:
    save(database, "private")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


def test_the_default_is_a_file_among_the_users_data(home: Path) -> None:
    history = open_history({})
    assert isinstance(history, DatabaseHistory)
    assert Path(str(history)).is_relative_to(home)
    assert list(home.iterdir()) == []  # nothing before the first call
    save(history, "x")
    history.close()
    assert Path(str(history)).exists()


def test_a_url_names_another_place_or_none(tmp_path: Path) -> None:
    file = tmp_path / "h.db"
    assert str(open_history({"XUANXING_HISTORY": f"sqlite:///{file}"})) == str(file)
    assert isinstance(open_history({"XUANXING_HISTORY": "sqlite://"}), MemoryHistory)


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("/some/file", "no SQLAlchemy URL"),
        ("nonsense://x", "driver of nonsense"),
        ("oracle://scott:tiger@host/db", "driver of oracle"),
    ],
)
def test_a_url_that_is_not_understood_is_refused_without_its_secrets(
    url: str, message: str
) -> None:
    with pytest.raises(SettingsError, match=message) as caught:
        open_history({"XUANXING_HISTORY": url})
    assert "tiger" not in str(caught.value)


def test_a_user_without_a_home(monkeypatch: pytest.MonkeyPatch) -> None:
    def nowhere(*_: object, **__: object) -> Path:
        raise RuntimeError("no home")

    monkeypatch.setattr("platformdirs.user_data_path", nowhere)
    with pytest.raises(HistoryError, match="no home folder") as caught:
        open_history({})
    assert store.VARIABLE in caught.value.hint


def test_somebody_elses_id_is_as_good_as_none(database: DatabaseHistory) -> None:
    key = save(database, "mine")
    with pytest.raises(NotFoundError) as caught:
        database.load("bob", key)
    with pytest.raises(NotFoundError) as other:
        database.load("bob", new_id())
    assert str(caught.value) == str(other.value)
