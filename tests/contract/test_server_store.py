"""A Chroma server may be away, hang, be shared, or have been tampered with."""

from __future__ import annotations

import socket
import threading
import uuid
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from ingest import server as module
from ingest.build import make_record, open_index
from ingest.errors import SettingsError, StoreError
from ingest.server import ServerStore
from ingest.testing import FakeEncoder

RECORDS = tuple(make_record("ask", f"question {n}", f"t{n}", "en") for n in range(12))


@pytest.fixture
def name() -> str:
    return f"test-{uuid.uuid4().hex[:12]}"


@pytest.fixture
def client(server: str) -> Iterator[Any]:
    with ServerStore(server)._client() as made:
        yield made


def names(client: Any, name: str) -> list[str]:
    return [each.name for each in client.list_collections(limit=1000) if name in each.name]


@pytest.mark.parametrize(
    "url", ["http://", "ftp://x", "http://host:port", "http://h:99999", "http://h/path", "http://["]
)
def test_what_is_no_server(url: str) -> None:
    with pytest.raises(SettingsError, match="there is no server") as caught:
        ServerStore(url)
    assert "http://localhost:8000" in caught.value.hint


def test_addresses() -> None:
    assert str(ServerStore("http://localhost")) == "http://localhost:8000"
    assert str(ServerStore("https://db.example")) == "https://db.example:443"
    assert str(ServerStore("http://127.0.0.1:7/")) == "http://127.0.0.1:7"


def test_nobody_listens() -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    store = ServerStore(f"http://127.0.0.1:{port}")
    with pytest.raises(StoreError, match=f"127.0.0.1:{port} can't be used") as caught:
        open_index("demo", RECORDS, FakeEncoder(), store)
    assert f"chroma run --host 127.0.0.1 --port {port}" in caught.value.hint


def test_one_who_never_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_CONNECT_TIMEOUT", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        store = ServerStore(f"http://127.0.0.1:{silent.getsockname()[1]}")
        with pytest.raises(StoreError, match="timed out"):
            store.load("demo", "0")


@pytest.mark.parametrize(
    "answer", [b"HTTP/1.1 404 Not Found\r\n\r\n", b"HTTP/1.1 200 OK\r\n\r\nhi", b"x"]
)
def test_one_who_is_somebody_else(answer: bytes) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:

        def reply() -> None:
            connection, _ = other.accept()
            with connection:
                connection.recv(1000)
                connection.sendall(answer)

        thread = threading.Thread(target=reply)
        thread.start()
        store = ServerStore(f"http://127.0.0.1:{other.getsockname()[1]}")
        with pytest.raises(StoreError, match="can't be used"):
            store.load("demo", "0")
        thread.join()


def test_a_call_that_fails_is_a_store_error(
    server: str, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: Any, **kwargs: Any) -> None:
        raise ConnectionAbortedError("gone") if args else ValueError(kwargs)

    monkeypatch.setattr(module, "_find", fail)
    with pytest.raises(StoreError, match=r"Chroma server at .* failed: .*gone"):
        ServerStore(server).load(name, "0")


def test_calls_have_a_time_limit(server: str) -> None:
    with ServerStore(server)._client() as client:
        assert client._server._session.timeout.read == 60  # type: ignore[attr-defined]


def test_tampering_is_found_and_mended(server: str, name: str, client: Any) -> None:
    store = ServerStore(server)
    built = open_index(name, RECORDS, FakeEncoder(), store)
    (collection,) = names(client, name)
    target = client.get_collection(collection, embedding_function=None)

    def change_text() -> None:
        target.update(
            ids=[RECORDS[0].id],
            documents=["other words"],
            embeddings=[built.vectors[0].tolist()],
        )

    def change_vector() -> None:
        target.update(ids=[RECORDS[0].id], embeddings=[[1.0] + [0.0] * 63])

    def change_length() -> None:
        target.update(ids=[RECORDS[0].id], embeddings=[[2.0] * 64])

    def remove_one() -> None:
        target.delete(ids=[RECORDS[3].id])

    def add_one() -> None:
        target.add(ids=["x"], embeddings=[[1.0] + [0.0] * 63], documents=["x"])

    def no_text() -> None:
        target.add(
            ids=["y"],
            embeddings=[[1.0] + [0.0] * 63],
            metadatas=[{"position": 12, "kind": "ask", "target": "", "language": "en"}],
        )

    for damage in (change_text, change_vector, change_length, remove_one, add_one, no_text):
        damage()
        encoder = FakeEncoder()
        index = open_index(name, RECORDS, encoder, store)
        assert index.notices[0].startswith("The index was damaged"), damage
        assert np.array_equal(index.vectors, built.vectors)
        assert open_index(name, RECORDS, FakeEncoder(), store).notices == ()
        target = client.get_collection(collection, embedding_function=None)
    assert names(client, name) == [collection]


def test_an_index_of_another_format_is_rebuilt(
    server: str, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = ServerStore(server)
    built = open_index(name, RECORDS, FakeEncoder(), store)
    monkeypatch.setattr(module, "FORMAT", 99)
    with pytest.raises(StoreError, match="differs from its digest"):
        store.load(name, built.fingerprint)


def test_several_builders_at_once(server: str, name: str, client: Any) -> None:
    failed: list[BaseException] = []

    def work() -> None:
        try:
            open_index(name, RECORDS, FakeEncoder(), ServerStore(server))
        except BaseException as error:  # noqa: BLE001
            failed.append(error)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert len(names(client, name)) == 1
    assert open_index(name, RECORDS, FakeEncoder(), ServerStore(server)).notices == ()


def test_what_a_dead_builder_left_goes(server: str, name: str, client: Any) -> None:
    for made in ("1.0", "never"):
        client.create_collection(f"xuanxing-{name}-abc-new-{made[:1]}1", metadata={"made": made})
    open_index(name, RECORDS, FakeEncoder(), ServerStore(server))
    assert len(names(client, name)) == 1


def test_a_name_that_is_not_taken(server: str, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from chromadb.api.models.Collection import Collection
    from chromadb.errors import ChromaError, InternalError

    def refuse(self: Collection, **kwargs: Any) -> None:
        del self, kwargs
        raise InternalError("no")

    assert issubclass(InternalError, ChromaError)
    monkeypatch.setattr(Collection, "modify", refuse)
    with pytest.raises(StoreError, match="didn't take the name"):
        open_index(name, RECORDS, FakeEncoder(), ServerStore(server))
