"""Indexes on a Chroma server that several machines share."""

from __future__ import annotations

import contextlib
import json
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

from ingest import chroma
from ingest.errors import SettingsError, StoreError
from ingest.names import slug
from ingest.records import Index, Injection
from ingest.snapshot import (
    FORMAT,
    DamagedIndexError,
    check_vectors,
    content_digest,
    from_rows,
    to_rows,
)

if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from chromadb.api.models.Collection import Collection

KEPT = 2
_CONNECT_TIMEOUT = 5.0
_CALL_TIMEOUT = 60.0
_ABANDONED = 3600.0
_PREFIX = "xuanxing"


class ServerStore:
    """Keeps each index as a collection, ``xuanxing-<name>-<fingerprint>``.

    A builder writes under another name and renames when all is verified, so a reader never
    meets half an index. Several machines may build at once; the first to rename wins and the
    others take what it made.

    Args:
        url: ``http://host:port`` or ``https://host:port``.

    Raises:
        SettingsError: It isn't of that form.
    """

    notices: tuple[str, ...] = ()

    def __init__(self, url: str) -> None:
        try:
            parts = urlsplit(url)
            host, port = parts.hostname, parts.port
        except ValueError:
            host = port = None
        if not host or parts.scheme not in {"http", "https"} or parts.path.strip("/"):
            raise SettingsError(
                f"there is no server {url!r}.", hint="Write it like http://localhost:8000."
            )
        self._ssl = parts.scheme == "https"
        self._host = host
        self._port = port or (443 if self._ssl else 8000)

    def __str__(self) -> str:
        return f"{'https' if self._ssl else 'http'}://{self._host}:{self._port}"

    def load(self, name: str, fingerprint: str) -> Index | None:
        """The index with that fingerprint, all of it checked; ``None`` if there is none.

        Raises:
            DamagedIndexError: It is there but differs from its digest.
            StoreError: The server can't be reached.
        """
        with self._client() as client:
            collection = _find(client, _name(name, fingerprint))
            return None if collection is None else _read(collection, fingerprint)

    def earlier(self, name: str, encoder: str) -> Iterator[Index]:
        """Other trustworthy indexes of that name and encoder, newest first."""
        with self._client() as client:
            for collection in _generations(client, name):
                about = collection.metadata or {}
                if about.get("encoder") == encoder:
                    with contextlib.suppress(DamagedIndexError):
                        yield _read(collection, str(about.get("fingerprint")))

    def injections(self) -> tuple[Injection, ...]:
        """Those of every index here, whatever its name.

        Raises:
            StoreError: The server can't be reached.
        """
        found: dict[Injection, None] = {}
        with self._client() as client:
            for each in sorted(client.list_collections(limit=1000), key=lambda each: each.name):
                if each.name.startswith(f"{_PREFIX}-"):
                    with contextlib.suppress(DamagedIndexError):
                        found |= dict.fromkeys(_injections(each))
        return tuple(found)

    @contextmanager
    def building(self, name: str, wait: float) -> Iterator[None]:
        """Nothing to hold: on a server, builders can't harm each other."""
        del name, wait
        yield

    def save(self, name: str, index: Index) -> None:
        """Write, verify and publish an index, in place of a damaged one.

        Raises:
            StoreError: The server can't be reached or fails.
        """
        from chromadb.errors import ChromaError

        final = _name(name, index.fingerprint)
        about: dict[str, str | int | bool] = {
            "format": FORMAT,
            "fingerprint": index.fingerprint,
            "encoder": index.encoder,
            "dimension": index.vectors.shape[1],
            "content": content_digest(index),
            "injections": json.dumps(to_rows(index.injections)),
            "made": str(time.time()),
        }
        with self._client() as client:
            _sweep(client, name)
            working = f"{final}-new-{secrets.token_hex(4)}"
            try:
                collection = chroma.write(client, working, index, about)
                # A damaged one keeps the name; a good one of another builder is as good as ours.
                _retire(client, final, index)
                with contextlib.suppress(ChromaError):
                    collection.modify(name=final)
                published = _find(client, final)
                if published is None:
                    raise StoreError(f"{self} didn't take the name {final}.")
            finally:
                _drop(client, working)
            for old in [c for c in _generations(client, name) if c.name != final][KEPT:]:
                _drop(client, old.name)

    @contextmanager
    def _client(self) -> Iterator[ClientAPI]:
        self._knock()
        with chroma.translated(f"the Chroma server at {self} failed"):
            import chromadb
            from chromadb.config import Settings

            client = chromadb.HttpClient(
                host=self._host,
                port=self._port,
                ssl=self._ssl,
                settings=Settings(anonymized_telemetry=False),
            )
            # chromadb sets no time limit, so that a hung server would hang us, and leaves the
            # connection open when it is closed; it offers no other way to either.
            session: Any = getattr(getattr(client, "_server", None), "_session", None)
            try:
                if session is not None:
                    session.timeout = _CALL_TIMEOUT
                yield client
            finally:
                cast("Any", client).close()
                if session is not None:
                    session.close()

    def _knock(self) -> None:
        """Find out within seconds whether a server is there; its client would wait for ever."""
        from http.client import HTTPConnection, HTTPException, HTTPSConnection

        kind = HTTPSConnection if self._ssl else HTTPConnection
        connection = kind(self._host, self._port, timeout=_CONNECT_TIMEOUT)
        try:
            connection.request("GET", "/api/v2/heartbeat")
            answer = connection.getresponse()
            alive = answer.status == 200 and b"heartbeat" in answer.read(1000)
            reason = f"it answers {answer.status}, which is not Chroma's heartbeat"
        except (OSError, HTTPException) as error:
            alive, reason = False, str(error) or type(error).__name__
        finally:
            connection.close()
        if not alive:
            raise StoreError(
                f"the Chroma server at {self} can't be used: {reason}.",
                hint=f"Start it with: chroma run --host {self._host} --port {self._port}",
            )


def _name(name: str, fingerprint: str) -> str:
    return f"{_PREFIX}-{slug(name)}-{fingerprint[:32]}"


def _find(client: ClientAPI, name: str) -> Collection | None:
    from chromadb.errors import NotFoundError

    try:
        return client.get_collection(name, embedding_function=None)
    except NotFoundError:
        return None


def _read(collection: Collection, fingerprint: str) -> Index:
    about = collection.metadata or {}
    try:
        records, vectors = chroma.read(collection)
        check_vectors(vectors, len(records), int(about.get("dimension", -1)))
    except StoreError as error:
        raise DamagedIndexError(str(error).rstrip(".")) from error
    encoder = str(about.get("encoder"))
    index = Index(fingerprint, encoder, records, vectors, _injections(collection))
    if about.get("format") != FORMAT or about.get("content") != content_digest(index):
        raise DamagedIndexError(f"the collection {collection.name} differs from its digest")
    vectors.setflags(write=False)
    return index


def _injections(collection: Collection) -> tuple[Injection, ...]:
    try:
        return from_rows(json.loads(str((collection.metadata or {}).get("injections", "[]"))))
    except ValueError as error:
        raise DamagedIndexError("the injections can't be read") from error


def _retire(client: ClientAPI, name: str, index: Index) -> None:
    present = _find(client, name)
    if present is not None:
        try:
            _read(present, index.fingerprint)
        except DamagedIndexError:
            _drop(client, name)


def _generations(client: ClientAPI, name: str) -> list[Collection]:
    """The published indexes of a name, newest first."""
    start = f"{_PREFIX}-{slug(name)}-"
    found = [
        each
        for each in client.list_collections(limit=1000)
        if each.name.startswith(start) and "-" not in each.name[len(start) :]
    ]
    return sorted(found, key=_made, reverse=True)


def _sweep(client: ClientAPI, name: str) -> None:
    """Remove what builders left that died an hour ago or more."""
    start = f"{_PREFIX}-{slug(name)}-"
    for each in client.list_collections(limit=1000):
        rest = each.name[len(start) :] if each.name.startswith(start) else ""
        if "-new-" in rest and time.time() - _made(each) > _ABANDONED:
            _drop(client, each.name)


def _made(collection: Collection) -> float:
    try:
        return float(str((collection.metadata or {}).get("made", 0)))
    except ValueError:
        return 0.0


def _drop(client: ClientAPI, name: str) -> None:
    from chromadb.errors import NotFoundError

    with contextlib.suppress(NotFoundError):
        client.delete_collection(name)
