"""Whatever happens to an index on disk, the next answer is right, and says what happened."""

from __future__ import annotations

import contextlib
import functools
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ingest import snapshot
from ingest.build import check_index, fingerprint_of, make_record, open_index
from ingest.errors import StoreBusyError, StoreError
from ingest.records import Index, Record
from ingest.store import FolderStore, MemoryStore
from ingest.testing import FakeEncoder

ROOT = Path(__file__).parents[2]
# Enough for Chroma to write its vectors to files of their own (from 1,000 on).
COUNT = 1005
DIMENSION = 8


def some(count: int, salt: str = "") -> tuple[Record, ...]:
    return tuple(make_record("ask", f"{salt}question {n}", f"t{n}", "en") for n in range(count))


@functools.cache
def expected(records: tuple[Record, ...]) -> Index:
    return open_index("demo", records, FakeEncoder(DIMENSION), MemoryStore())


def right(index: Index, records: tuple[Record, ...]) -> bool:
    reference = expected(records)
    return index.records == records and np.array_equal(index.vectors, reference.vectors)


@pytest.fixture(scope="module")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> FolderStore:
    store = FolderStore(tmp_path_factory.mktemp("pristine"))
    open_index("demo", some(COUNT), FakeEncoder(DIMENSION), store)
    return store


@pytest.fixture
def store(pristine: FolderStore, tmp_path: Path) -> FolderStore:
    import shutil

    shutil.copytree(pristine.folder, tmp_path / "store")
    return FolderStore(tmp_path / "store")


def home(store: FolderStore) -> Path:
    return store.folder / "demo" / fingerprint_of(some(COUNT), f"fake:{DIMENSION}")


# Chroma names a folder after a random id; "*" stands for it.
FILES = [
    "manifest.json",
    "records.json",
    "vectors.npy",
    "chroma/chroma.sqlite3",
    *(
        f"chroma/*/{name}"
        for name in (
            "data_level0.bin",
            "header.bin",
            "index_metadata.pickle",
            "length.bin",
            "link_lists.bin",
        )
    ),
]


def zero(path: Path) -> None:
    path.write_bytes(b"")


def garbage(path: Path) -> None:
    path.write_bytes(random.Random(7).randbytes(path.stat().st_size))  # noqa: S311


def truncated(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def one_bit(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def folder_instead(path: Path) -> None:
    path.unlink()
    path.mkdir()


DAMAGES = [zero, garbage, truncated, one_bit, Path.unlink, folder_instead]


def test_these_are_all_the_files(store: FolderStore) -> None:
    found = {
        path.relative_to(home(store)).as_posix()
        for path in home(store).rglob("*")
        if path.is_file()
    }
    patterns = {
        each.replace(each.split("/")[1], "*") if each.count("/") == 2 else each for each in found
    }
    assert patterns == set(FILES)


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda each: each.__name__)
@pytest.mark.parametrize("name", FILES)
def test_any_damaged_file_is_found_and_mended(
    store: FolderStore, name: str, damage: Callable[[Path], None]
) -> None:
    (path,) = home(store).glob(name)
    damage(path)
    with pytest.raises(StoreError, match="damaged: "):
        check_index("demo", some(COUNT), FakeEncoder(DIMENSION), store)
    encoder = FakeEncoder(DIMENSION)
    index = open_index("demo", some(COUNT), encoder, store)
    assert right(index, some(COUNT))
    assert index.notices[0].startswith("The index was damaged (")
    assert "rebuilt" in index.notices[0]
    # Without its manifest nothing can be trusted; otherwise the vectors are still there, in the
    # snapshot or in Chroma.
    if name != "manifest.json":
        assert encoder.calls == 0
    elif damage is not one_bit:
        assert encoder.calls == COUNT
    again = open_index("demo", some(COUNT), encoder, store)
    assert right(again, some(COUNT))
    assert again.notices == ()


def test_every_file_damaged_at_once(store: FolderStore) -> None:
    for path in home(store).rglob("*"):
        if path.is_file():
            garbage(path)
    assert right(open_index("demo", some(COUNT), FakeEncoder(DIMENSION), store), some(COUNT))


def test_snapshot_and_chroma_damaged_but_not_the_manifest(store: FolderStore) -> None:
    zero(home(store) / "vectors.npy")
    zero(home(store) / "chroma" / "chroma.sqlite3")
    encoder = FakeEncoder(DIMENSION)
    assert right(open_index("demo", some(COUNT), encoder, store), some(COUNT))
    assert encoder.calls == COUNT


def test_a_stray_file_in_chromas_folder_is_noticed(store: FolderStore) -> None:
    (home(store) / "chroma" / "chroma.sqlite3-wal").write_bytes(b"x")
    index = open_index("demo", some(COUNT), FakeEncoder(DIMENSION), store)
    assert "sqlite3-wal is not of this index" in index.notices[0]


def forge(store: FolderStore, change: Callable[[dict[str, Any]], None]) -> None:
    path = home(store) / "manifest.json"
    manifest = json.loads(path.read_bytes())
    change(manifest)
    path.write_text(json.dumps(manifest))


def replace_file(store: FolderStore, name: str, data: bytes) -> None:
    """Puts a file there whose digest is right, as somebody would who means to."""
    (home(store) / name).write_bytes(data)
    digest = snapshot._digest(home(store) / name)
    forge(store, lambda m: m["files"].update({name: {"size": len(data), "sha256": digest}}))


MANIFESTS: list[tuple[str, Callable[[dict[str, Any]], Any], str]] = [
    ("another chromadb", lambda m: m.update(chromadb="0.4.24"), "chromadb 0.4.24 made it"),
    ("another format", lambda m: m.update(format=0), "format 0, not 1"),
    ("another fingerprint", lambda m: m.update(fingerprint="f" * 40), "of another index"),
    ("another dimension", lambda m: m.update(dimension=9), "shape"),
    ("another encoder", lambda m: m.update(encoder="another"), "other records"),
    ("other counts", lambda m: m.update(counts={"ask": 1}), "other counts"),
    ("no files", lambda m: m.update(files={}), "says nothing of records.json"),
    ("odd files", lambda m: m["files"].update({"records.json": 7}), "says nothing of records"),
    ("odd injections", lambda m: m.update(injections=[["a", "b"]]), "injections can't be read"),
    ("no injections", lambda m: m.update(injections={}), "injections can't be read"),
    ("no key", lambda m: m.pop("content"), "has no content"),
    (
        "nothing of Chroma",
        lambda m: m.update(files={k: v for k, v in m["files"].items() if k[0] != "c"}),
        "is not of this index",
    ),
]


@pytest.mark.parametrize(
    ("change", "said"),
    [each[1:] for each in MANIFESTS],
    ids=[each[0] for each in MANIFESTS],
)
def test_a_manifest_that_does_not_fit(
    store: FolderStore, change: Callable[[dict[str, Any]], None], said: str
) -> None:
    forge(store, change)
    index = open_index("demo", some(COUNT), FakeEncoder(DIMENSION), store)
    assert right(index, some(COUNT))
    assert said in index.notices[0]
    assert open_index("demo", some(COUNT), FakeEncoder(DIMENSION), store).notices == ()


def test_a_manifest_that_does_not_fit_orders_nothing(store: FolderStore) -> None:
    forge(store, lambda m: m.update(injections=[["a", "b"]]))
    assert store.injections() == ()


@pytest.mark.parametrize("text", ["[]", "7", "null", '"x"', "[" * 100_000, "{"])
def test_a_manifest_that_is_none(store: FolderStore, text: str) -> None:
    (home(store) / "manifest.json").write_text(text)
    assert right(open_index("demo", some(COUNT), FakeEncoder(DIMENSION), store), some(COUNT))


def test_chroma_gone_and_the_manifest_with_it(store: FolderStore) -> None:
    import shutil

    shutil.rmtree(home(store) / "chroma")
    forge(store, lambda m: m.update(files={k: v for k, v in m["files"].items() if k[0] != "c"}))
    index = open_index("demo", some(COUNT), FakeEncoder(DIMENSION), store)
    assert "no file of Chroma" in index.notices[0]


@pytest.mark.parametrize("value", [np.nan, np.inf, 0.0])
def test_vectors_that_are_none(store: FolderStore, value: float) -> None:
    import io

    vectors = expected(some(COUNT)).vectors.copy()
    vectors[5] = value
    stream = io.BytesIO()
    np.save(stream, vectors)
    replace_file(store, "vectors.npy", stream.getvalue())
    index = open_index("demo", some(COUNT), FakeEncoder(DIMENSION), store)
    assert right(index, some(COUNT))
    assert "vector" in index.notices[0]


@pytest.mark.parametrize("data", [b"\x93NUMPY\x01\x00", b"", b"[[1]]", b"[7]", b"{}", b"\xff"])
@pytest.mark.parametrize("name", ["vectors.npy", "records.json"])
def test_snapshots_that_are_none(store: FolderStore, name: str, data: bytes) -> None:
    replace_file(store, name, data)
    assert right(open_index("demo", some(COUNT), FakeEncoder(DIMENSION), store), some(COUNT))


def test_a_pickle_is_never_loaded(store: FolderStore, tmp_path: Path) -> None:
    class Bomb:
        def __reduce__(self) -> Any:
            return os.mkdir, (str(tmp_path / "exploded"),)

    path = tmp_path / "bomb.npy"
    np.save(path, np.array([Bomb()], dtype=object), allow_pickle=True)
    replace_file(store, "vectors.npy", path.read_bytes())
    assert right(open_index("demo", some(COUNT), FakeEncoder(DIMENSION), store), some(COUNT))
    assert not (tmp_path / "exploded").exists()


def test_chroma_with_other_content_lends_no_vectors(store: FolderStore) -> None:
    zero(home(store) / "records.json")
    forge(store, lambda m: m.update(content="0" * 64))
    encoder = FakeEncoder(DIMENSION)
    assert right(open_index("demo", some(COUNT), encoder, store), some(COUNT))
    assert encoder.calls == COUNT


# ---------------------------------------------------------------- processes

BUILD = """
import sys, time
from ingest import build, chroma, folder, snapshot
from ingest.build import make_record, open_index
from ingest.store import FolderStore
from ingest.testing import FakeEncoder

place, salt, stop = sys.argv[1:4]
count = int(sys.argv[4])
records = tuple(make_record("ask", f"{salt}question {n}", f"t{n}", "en") for n in range(count))

def halt(*args, **kwargs):
    print("here", flush=True)
    time.sleep(600)

if "." in stop:
    module, name = stop.split(".")
    setattr(sys.modules["ingest." + module], name, halt)
encoder = FakeEncoder(8)
index = open_index("demo", records, encoder, FolderStore(place), wait=120)
print(encoder.calls, len(index.records), *index.notices, flush=True)
"""


def start(place: Path, salt: str, stop: str = "", count: int = 40) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", BUILD, str(place), salt, stop, str(count)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )


def left(store: FolderStore) -> list[str]:
    names = [path.name for path in (store.folder / "demo").iterdir()]
    return [name for name in names if name.startswith((".new", ".old"))]


@pytest.mark.parametrize(
    "moment",
    [
        "build.embed",  # while embedding
        "chroma.write",  # before Chroma has anything
        "chroma.verify",  # when Chroma has everything
        "snapshot.write",  # before the snapshot
        "snapshot.flush",  # before anything is on the disk for sure
        "folder._publish",  # before the rename
        "folder._remove",  # after it, before the work folder is cleared
    ],
)
def test_killed_while_building(tmp_path: Path, moment: str) -> None:
    store = FolderStore(tmp_path)
    open_index("demo", some(30), FakeEncoder(DIMENSION), store)
    process = start(tmp_path, "new ", moment)
    assert process.stdout is not None
    assert process.stdout.readline() == "here\n", process.stderr and process.stderr.read()
    # The builder holds the lock; nobody else may build, and the old index serves.
    with pytest.raises(StoreBusyError):
        open_index("demo", some(31), FakeEncoder(DIMENSION), store, wait=0.05)
    encoder = FakeEncoder(DIMENSION)
    assert open_index("demo", some(30), encoder, store).notices == ()
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert right(open_index("demo", some(30), encoder, store), some(30))
    assert encoder.calls == 0
    index = open_index("demo", some(40, "new "), FakeEncoder(DIMENSION), store, wait=5)
    assert right(index, some(40, "new "))
    assert not any("damaged" in notice for notice in index.notices)
    open_index("demo", some(3), FakeEncoder(DIMENSION), store, wait=5)
    assert left(store) == []


@pytest.mark.parametrize("tenths", [3, 6, 10, 14, 18])
def test_killed_at_any_moment(tmp_path: Path, tenths: int) -> None:
    store = FolderStore(tmp_path)
    process = start(tmp_path, "", count=COUNT)
    time.sleep(tenths / 10)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    index = open_index("demo", some(COUNT), FakeEncoder(DIMENSION), store, wait=5)
    assert right(index, some(COUNT))
    assert index.notices == ()
    assert open_index("demo", some(COUNT), FakeEncoder(DIMENSION), store).notices == ()


def test_killed_while_replacing_a_damaged_index(tmp_path: Path) -> None:
    store = FolderStore(tmp_path)
    index = open_index("demo", some(40), FakeEncoder(DIMENSION), store)
    zero(tmp_path / "demo" / index.fingerprint / "vectors.npy")
    process = start(tmp_path, "", "folder._publish")
    assert process.stdout is not None
    assert process.stdout.readline() == "here\n"
    process.send_signal(signal.SIGKILL)
    process.communicate()
    encoder = FakeEncoder(DIMENSION)
    again = open_index("demo", some(40), encoder, store, wait=5)
    assert right(again, some(40))
    assert encoder.calls == 0
    assert left(store) == []


def test_eight_processes_on_an_empty_store(tmp_path: Path) -> None:
    processes = [start(tmp_path / "store", "", count=40) for _ in range(8)]
    outputs = [process.communicate(timeout=240) for process in processes]
    assert [process.returncode for process in processes] == [0] * 8, outputs
    lines = sorted(output.strip() for output, _ in outputs)
    assert lines == ["0 40"] * 7 + ["40 40"]
    store = FolderStore(tmp_path / "store")
    assert left(store) == []
    encoder = FakeEncoder(DIMENSION)
    assert right(open_index("demo", some(40), encoder, store), some(40))
    assert encoder.calls == 0


def test_processes_that_find_a_damaged_index(tmp_path: Path) -> None:
    index = open_index("demo", some(40), FakeEncoder(DIMENSION), FolderStore(tmp_path))
    zero(tmp_path / "demo" / index.fingerprint / "chroma" / "chroma.sqlite3")
    processes = [start(tmp_path, "", count=40) for _ in range(3)]
    outputs = [process.communicate(timeout=240) for process in processes]
    assert [process.returncode for process in processes] == [0] * 3, outputs
    assert sum("rebuilt" in output for output, _ in outputs) == 1
    assert right(
        open_index("demo", some(40), FakeEncoder(DIMENSION), FolderStore(tmp_path)), some(40)
    )


# ---------------------------------------------------------------- folders that can't be written

FULL = """
import resource, sys
from ingest.build import make_record, open_index
from ingest.store import FolderStore
from ingest.testing import FakeEncoder
import chromadb, filelock

resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), int(sys.argv[2])))
records = tuple(make_record("ask", f"question {n}", f"t{n}", "en") for n in range(40))
index = open_index("demo", records, FakeEncoder(8), FolderStore(sys.argv[1]))
print(len(index.records), index.notices[0])
"""


@pytest.mark.parametrize("limit", [0, 20_000, 200_000])
def test_a_full_disk(tmp_path: Path, limit: int) -> None:
    # No file may grow beyond the limit: writing fails in the middle, as on a full disk.
    done = subprocess.run(
        [sys.executable, "-c", FULL, str(tmp_path), str(limit)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("40 The index lives in memory only: the index can't be kept in")
    assert left(FolderStore(tmp_path)) == []
    # With room again it is built.
    index = open_index("demo", some(40), FakeEncoder(DIMENSION), FolderStore(tmp_path))
    assert index.notices == ()


def test_a_chroma_that_does_not_import(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "chromadb", None)
    index = open_index("demo", some(5), FakeEncoder(DIMENSION), FolderStore(tmp_path))
    assert right(index, some(5))
    assert "memory only" in index.notices[-1]


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    for place in (tmp_path / "file", tmp_path / "file" / "below", Path("/proc/xuanxing")):
        index = open_index("demo", some(5), FakeEncoder(DIMENSION), FolderStore(place))
        assert right(index, some(5))
        assert str(place) in index.notices[-1]
        assert "memory only" in index.notices[-1]


def test_a_read_only_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = FolderStore(tmp_path)
    built = open_index("demo", some(5), FakeEncoder(DIMENSION), store)
    opened, made = os.open, Path.mkdir

    # Root may write anywhere, so the system's refusal is played here.
    def refuse(path: Any, flags: int, *args: Any, **kwargs: Any) -> int:
        if flags & (os.O_WRONLY | os.O_RDWR) and str(path).startswith(str(tmp_path)):
            raise PermissionError(13, "Permission denied", str(path))
        return opened(path, flags, *args, **kwargs)

    def refuse_folder(self: Path, *args: Any, **kwargs: Any) -> None:
        if not self.exists():
            raise OSError(30, "Read-only file system", str(self))
        made(self, *args, **kwargs)

    monkeypatch.setattr(os, "open", refuse)
    monkeypatch.setattr(Path, "mkdir", refuse_folder)
    encoder = FakeEncoder(DIMENSION)
    index = open_index("demo", some(5), encoder, store)
    assert (index.notices, encoder.calls) == ((), 0)
    assert np.array_equal(index.vectors, built.vectors)
    other = open_index("demo", some(6), encoder, store)
    assert right(other, some(6))
    assert "Permission denied" in other.notices[-1]
    assert "Read-only" in open_index("new", some(6), encoder, store).notices[-1]


def test_a_store_that_cannot_even_be_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Any) -> bool:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(os.path, "lexists", refuse)
    with contextlib.suppress(StoreError):
        FolderStore(tmp_path).load("demo", "0")
    index = open_index("demo", some(5), FakeEncoder(DIMENSION), FolderStore(tmp_path))
    assert right(index, some(5))
