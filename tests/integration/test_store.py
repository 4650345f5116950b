"""Indexes in a folder, and which store is meant by what a person writes."""

from __future__ import annotations

import os
import pwd
import threading
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ingest import chroma, snapshot
from ingest.build import make_record, open_index
from ingest.errors import SettingsError, StoreBusyError, StoreError
from ingest.names import slug
from ingest.records import Index
from ingest.snapshot import DamagedIndexError
from ingest.store import FolderStore, MemoryStore, ServerStore, open_store
from ingest.testing import FakeEncoder

RECORDS = tuple(make_record("passage", f"text {n}", f"t{n}", "en") for n in range(10))


@pytest.fixture
def folder(tmp_path: Path) -> FolderStore:
    return FolderStore(tmp_path / "a" / "b")


def test_what_lies_in_the_folder(folder: FolderStore) -> None:
    index = open_index("demo", RECORDS, FakeEncoder(), folder)
    home = folder.folder / "demo" / index.fingerprint
    manifest = snapshot.read_manifest(home)
    assert manifest["counts"] == {"passage": 10}
    assert manifest["dimension"] == 64
    assert manifest["content"] == snapshot.content_digest(index)
    names = {path.name for path in home.iterdir()}
    assert names == {"manifest.json", "records.json", "vectors.npy", "chroma"}
    assert set(manifest["files"]) == {
        path.relative_to(home).as_posix()
        for path in home.rglob("*")
        if path.is_file() and path.name != "manifest.json"
    }
    hidden = [path.name for path in home.parent.iterdir() if path.name.startswith(".")]
    assert hidden in ([".lock"], [])


def test_anyone_can_open_the_collection_with_chroma(folder: FolderStore) -> None:
    index = open_index("demo", RECORDS, FakeEncoder(), folder)
    home = folder.folder / "demo" / index.fingerprint
    with chroma.embedded(home / "chroma") as client:
        collection = client.get_collection("records", embedding_function=None)
        hits: Any = collection.query(
            query_embeddings=[index.vectors[3].tolist()], n_results=1, include=["metadatas"]
        )
        assert hits["ids"] == [[RECORDS[3].id]]
        assert hits["metadatas"][0][0]["target"] == "t3"
    # Chroma changes its files even when it only reads: noticed, and mended without embedding.
    encoder = FakeEncoder()
    again = open_index("demo", RECORDS, encoder, folder)
    assert encoder.calls == 0
    assert np.array_equal(again.vectors, index.vectors)
    assert open_index("demo", RECORDS, encoder, folder).notices == ()


def test_building_is_exclusive_and_waiting_is_bounded(folder: FolderStore) -> None:
    with folder.building("demo", 1):
        with (
            pytest.raises(StoreBusyError, match=r"for 0\.1 s; it holds .*\.lock") as caught,
            folder.building("demo", 0.1),
        ):
            pytest.fail("two builders at once")
        assert caught.value.retryable
        assert "XUANXING_LOCK_WAIT" in caught.value.hint
        with folder.building("other", 0.1):
            pass
        with pytest.raises(StoreBusyError):
            open_index("demo", RECORDS, FakeEncoder(), folder, wait=0.1)
    with folder.building("demo", 0.1):
        pass


def test_memory_is_exclusive_too() -> None:
    memory = MemoryStore()
    with (
        memory.building("demo", 1),
        pytest.raises(StoreBusyError, match="another thread"),
        memory.building("demo", 0.05),
    ):
        pytest.fail("two builders at once")


@pytest.mark.parametrize("store", ["memory", "folder"])
def test_of_many_threads_one_builds(store: str, folder: FolderStore) -> None:
    target = MemoryStore() if store == "memory" else folder
    encoders = [FakeEncoder() for _ in range(4)]
    found: list[Index] = []

    def work(encoder: FakeEncoder) -> None:
        found.append(open_index("demo", RECORDS, encoder, target))

    threads = [threading.Thread(target=work, args=(encoder,)) for encoder in encoders]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(encoder.calls for encoder in encoders) == [0, 0, 0, 10]
    assert len(found) == 4
    assert all(index.notices == () for index in found)


def test_what_dead_builders_left_goes(folder: FolderStore) -> None:
    home = folder.folder / "demo"
    for name in (".new-1-dead", ".old-dead"):
        (home / name / "chroma").mkdir(parents=True)
        (home / name / "chroma" / "x").write_text("x")
    (home / ".old-file").write_text("x")
    open_index("demo", RECORDS, FakeEncoder(), folder)
    assert not [path for path in home.iterdir() if path.name.startswith((".new", ".old"))]


def test_a_file_or_link_in_its_place_is_replaced(folder: FolderStore, tmp_path: Path) -> None:
    index = open_index("demo", RECORDS, FakeEncoder(), MemoryStore())
    home = folder.folder / "demo"
    home.mkdir(parents=True)
    (home / index.fingerprint).write_text("not a folder")
    again = open_index("demo", RECORDS, FakeEncoder(), folder)
    assert "damaged" in again.notices[0]
    assert open_index("demo", RECORDS, FakeEncoder(), folder).notices == ()
    other = open_index("other", RECORDS, FakeEncoder(), MemoryStore())
    (folder.folder / "other").mkdir()
    (folder.folder / "other" / other.fingerprint).symlink_to(tmp_path / "nowhere")
    assert "damaged" in open_index("other", RECORDS, FakeEncoder(), folder).notices[0]


def test_the_folder_deleted_while_in_use(folder: FolderStore) -> None:
    import shutil

    index = open_index("demo", RECORDS, FakeEncoder(), folder)
    shutil.rmtree(folder.folder)
    assert float(index.vectors[0] @ index.vectors[0]) == pytest.approx(1)
    assert open_index("demo", RECORDS, FakeEncoder(), folder).notices == ()
    encoder = FakeEncoder()

    class Deleting(FakeEncoder):
        def _encode(self, texts: Any) -> Any:
            shutil.rmtree(folder.folder, ignore_errors=True)
            return super()._encode(texts)

    built = open_index("demo", RECORDS[:5], Deleting(identity="x"), folder)
    assert built.records == RECORDS[:5]
    assert open_index("demo", RECORDS[:5], FakeEncoder(identity="x"), folder).notices == ()
    assert encoder.calls == 0


def test_old_generations_go_newest_first(folder: FolderStore) -> None:
    made = []
    for number in range(5):
        made.append(open_index("demo", RECORDS[: number + 1], FakeEncoder(), folder).fingerprint)
        for age, fingerprint in enumerate(reversed(made)):
            home = folder.folder / "demo" / fingerprint
            if home.exists():
                stamp = time.time() - age * 100
                os.utime(home, (stamp, stamp))
    left = {path.name for path in (folder.folder / "demo").iterdir() if path.name[0] != "."}
    assert left == set(made[-3:])


@pytest.mark.parametrize(
    ("name", "expected"),
    [("tensorflow-vs-pytorch", "tensorflow-vs-pytorch"), ("a1b", "a1b")],
)
def test_safe_names_stay(name: str, expected: str) -> None:
    assert slug(name) == expected


def test_unsafe_names_become_safe_and_stay_apart() -> None:
    odd = ["..", "a/b", "A", "a", "", "模型", "x" * 200, "a b", "-a-", "con.", "\ud800"]
    slugs = [slug(name) for name in odd]
    assert len(set(slugs)) == len(odd)
    for each in slugs:
        assert slug(each) == each
        assert 3 <= len(each) <= 40


def test_which_store_is_meant(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    memory = MemoryStore()
    assert open_store(memory) is memory
    assert str(memory) == "memory"
    folder = open_store(tmp_path)
    assert isinstance(folder, FolderStore)
    assert str(folder) == str(tmp_path)
    assert isinstance(open_store("http://127.0.0.1:9"), ServerStore)
    monkeypatch.setenv("XUANXING_STORE", str(tmp_path / "mine"))
    assert str(open_store(None)) == str(tmp_path / "mine")
    monkeypatch.setenv("XUANXING_STORE", "http://127.0.0.1:9")
    assert isinstance(open_store(None), ServerStore)
    monkeypatch.delenv("XUANXING_STORE")
    assert str(open_store(None)).startswith(str(home))
    assert str(open_store("~/there")) == str(home / "there")


@pytest.mark.parametrize("spec", ["", " ", "ftp://x", "a\x00b", 7, object()])
def test_what_is_no_store(spec: Any) -> None:
    with pytest.raises(SettingsError, match="no store") as caught:
        open_store(spec)
    assert "folder or http://host:port" in caught.value.hint


def test_no_home(monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody(uid: int) -> Any:
        raise KeyError(uid)

    for name in ("HOME", "XDG_DATA_HOME", "XUANXING_STORE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(pwd, "getpwuid", nobody)
    index = open_index("demo", RECORDS, FakeEncoder(), open_store(None))
    assert index.records == RECORDS
    assert "no home" in index.notices[0]
    store = open_store("~nobody-of-that-name/x")
    assert "can't be used" in store.notices[0]


def test_vectors_that_no_encoder_made() -> None:
    good = np.eye(3, 4, dtype=np.float32)
    snapshot.check_vectors(good, 3, 4)
    snapshot.check_vectors(good[:0], 0, 4)
    for bad, said in (
        (good[:2], "shape"),
        (good * 2, "unit length"),
        (good * np.float32("nan"), "NaN"),
    ):
        with pytest.raises(DamagedIndexError, match=said):
            snapshot.check_vectors(bad, 3, 4)


class Collection:
    """A Chroma that loses or changes what it was given."""

    def __init__(self, index: Index, **wrong: Any) -> None:
        self.index, self.wrong = index, wrong

    def count(self) -> int:
        return len(self.index.records)

    def get(self, **_: Any) -> dict[str, Any]:
        page = {
            "ids": [each.id for each in self.index.records],
            "documents": [each.text for each in self.index.records],
            "embeddings": self.index.vectors,
            "metadatas": [
                {"kind": each.kind, "target": each.target, "language": "en", "position": place}
                for place, each in enumerate(self.index.records)
            ],
        }
        return {**page, **self.wrong}

    def query(self, **_: Any) -> dict[str, Any]:
        ids = [[each.id] for each in self.index.records]
        return {"ids": self.wrong.get("hits", ids)}


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"documents": None}, "without their text or vector"),
        ({"metadatas": [None] * 10}, "none of ours"),
        ({"metadatas": [{"kind": "ask"}] * 10}, "none of ours"),
        ({"documents": ["x"] * 10}, "other records than"),
        ({"embeddings": np.eye(10, 64, dtype=np.float32)}, "other records than"),
        ({"hits": [[]] * 10}, "doesn't find itself"),
        ({"hits": [[RECORDS[0].id]] * 10}, "doesn't find itself"),
        ({}, ""),
    ],
)
def test_nothing_serves_that_does_not_verify(wrong: dict[str, Any], said: str) -> None:
    index = open_index("demo", RECORDS, FakeEncoder(), MemoryStore())
    collection: Any = Collection(index, **wrong)
    if not said:
        chroma.verify(collection, index)
        return
    with pytest.raises(StoreError, match=said):
        chroma.verify(collection, index)


def test_a_collection_with_gaps() -> None:
    index = open_index("demo", RECORDS, FakeEncoder(), MemoryStore())
    twice: Any = Collection(index)
    twice.wrong["metadatas"] = [
        {"kind": "passage", "target": "t", "language": "en", "position": 0} for _ in RECORDS
    ]
    with pytest.raises(StoreError, match="returned 1 records in place of 10"):
        chroma.read(twice)


def test_an_error_of_the_rust_core_is_translated() -> None:
    class PanicException(BaseException):
        """As the Rust core raises it."""

    with pytest.raises(StoreError, match="PanicException: out of luck"), chroma.translated("x"):
        raise PanicException("out of luck")
    with pytest.raises(KeyboardInterrupt), chroma.translated("x"):
        raise KeyboardInterrupt
