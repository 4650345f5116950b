"""Indexes in a folder: each one immutable once there, published by a rename.

``<folder>/<name>/<fingerprint>/`` holds a manifest, the snapshot and a Chroma database. A
builder works in a hidden folder beside it, so a crash leaves the old index as it was.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from os import PathLike
from pathlib import Path

from ingest import chroma, snapshot
from ingest.errors import StoreBusyError, StoreError
from ingest.names import slug
from ingest.records import Index, Injection
from ingest.snapshot import DamagedIndexError, UnwritableStoreError

KEPT = 2
"""Older indexes of a name that stay; a process that still starts from one may read it."""

_LOCK = ".lock"
_BUILDING = ".new-"
_RETIRED = ".old-"
_POLL = 0.05


class FolderStore:
    """Keeps indexes under a folder of this machine. It is made on the first build."""

    notices: tuple[str, ...] = ()

    def __init__(self, folder: str | PathLike[str]) -> None:
        self.folder = Path(folder).expanduser().absolute()

    def __str__(self) -> str:
        return str(self.folder)

    def load(self, name: str, fingerprint: str) -> Index | None:
        """The index with that fingerprint, all its files checked; ``None`` if there is none.

        Raises:
            DamagedIndexError: It is there but can't be trusted.
        """
        home = self.folder / slug(name) / fingerprint
        try:
            if not os.path.lexists(home):
                return None
        except (OSError, ValueError) as error:
            raise DamagedIndexError(f"{home} can't be read: {error}") from error
        manifest = snapshot.read_manifest(home)
        if manifest["fingerprint"] != fingerprint:
            raise DamagedIndexError("the manifest is of another index")
        index = snapshot.read(home, manifest)
        snapshot.check_chroma(home, manifest)
        return index

    def earlier(self, name: str, encoder: str) -> Iterator[Index]:
        """What can be trusted of other and damaged indexes, to take vectors from; newest first."""
        for home in self._generations(name):
            with contextlib.suppress(StoreError, OSError):
                manifest = snapshot.read_manifest(home)
                if manifest["encoder"] == encoder:
                    yield _salvage(home, manifest)

    def injections(self) -> tuple[Injection, ...]:
        """Those of every index here, whatever its name; a damaged one tells nothing."""
        found: dict[Injection, None] = {}
        with contextlib.suppress(OSError):  # the folder may not be there yet
            for path in sorted(self.folder.glob(f"*/[!.]*/{snapshot.MANIFEST}")):
                with contextlib.suppress(DamagedIndexError):
                    rows = snapshot.read_manifest(path.parent).get("injections", [])
                    found |= dict.fromkeys(snapshot.from_rows(rows))
        return tuple(found)

    @contextmanager
    def building(self, name: str, wait: float) -> Iterator[None]:
        """Hold the build lock of a name, over all processes; a killed one lets go of it.

        Raises:
            StoreBusyError: Another held it for longer than ``wait`` seconds.
            UnwritableStoreError: The folder can't be written.
        """
        from filelock import FileLock, Timeout  # asyncio comes with it, 30 ms

        home = self.folder / slug(name)
        path = home / _LOCK
        lock = FileLock(path, timeout=wait, poll_interval=_POLL)
        try:
            home.mkdir(parents=True, exist_ok=True)
            lock.acquire()
        except Timeout as error:
            raise StoreBusyError(
                f"another process has been building this index for {wait:g} s; it holds {path}.",
                hint="Wait until it is done, or set XUANXING_LOCK_WAIT to more seconds.",
            ) from error
        except (OSError, NotImplementedError) as error:
            raise self._unwritable(error) from error
        try:
            self._sweep(home)
            yield
        finally:
            with contextlib.suppress(OSError):  # the folder may have been deleted meanwhile
                lock.release()

    def save(self, name: str, index: Index) -> None:
        """Write, verify and publish an index; only within :meth:`building`.

        Raises:
            UnwritableStoreError: The folder can't be written, or the disk is full.
        """
        home = self.folder / slug(name)
        work = home / f"{_BUILDING}{os.getpid()}-{secrets.token_hex(4)}"
        try:
            work.mkdir(parents=True)
            with chroma.embedded(work / snapshot.CHROMA) as client:
                chroma.write(client, chroma.COLLECTION, index)
            snapshot.write(work, index)
            manifest = snapshot.read_manifest(work)
            snapshot.read(work, manifest)
            snapshot.check_chroma(work, manifest)
            _publish(work, home / index.fingerprint)
        except (OSError, StoreError) as error:
            raise self._unwritable(error) from error
        finally:
            _remove(work)
        for old in self._generations(name, but=index.fingerprint)[KEPT:]:
            _remove(old)

    def _generations(self, name: str, but: str = "") -> list[Path]:
        """The indexes of a name, newest first."""
        try:
            homes = [
                (path.stat().st_mtime, path)
                for path in (self.folder / slug(name)).iterdir()
                if path.is_dir() and not path.name.startswith(".") and path.name != but
            ]
        except OSError:  # there is no such folder, or it is being deleted
            return []
        return [path for _, path in sorted(homes, reverse=True)]

    def _sweep(self, home: Path) -> None:
        """Remove what dead builders left; under the lock no other builder is alive."""
        with contextlib.suppress(OSError):
            for path in home.iterdir():
                if path.name.startswith((_BUILDING, _RETIRED)):
                    _remove(path)

    def _unwritable(self, error: Exception) -> UnwritableStoreError:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        return UnwritableStoreError(
            f"the index can't be kept in {self.folder}: {reason.rstrip('.')}.",
            hint="Set XUANXING_STORE to a folder that can be written.",
        )


def _salvage(home: Path, manifest: dict[str, object]) -> Index:
    try:
        return snapshot.read(home, manifest)
    except DamagedIndexError:
        # Chroma is opened only with files known to be good: damaged ones it may serve in part.
        # And a copy, because even reading changes them, and then nobody could trust them again.
        snapshot.check_chroma(home, manifest)
        copy = home.with_name(f"{_BUILDING}{os.getpid()}-{secrets.token_hex(4)}")
        try:
            shutil.copytree(home / snapshot.CHROMA, copy)
            with chroma.embedded(copy) as client:
                collection = client.get_collection(chroma.COLLECTION, embedding_function=None)
                records, vectors = chroma.read(collection)
        finally:
            _remove(copy)
        index = Index(str(manifest["fingerprint"]), str(manifest["encoder"]), records, vectors)
        if snapshot.content_digest(index) != manifest["content"]:
            raise DamagedIndexError("Chroma holds other content than was written") from None
        return index


def _publish(work: Path, target: Path) -> None:
    if os.path.lexists(target):
        retired = target.with_name(f"{_RETIRED}{secrets.token_hex(4)}")
        target.replace(retired)
        work.replace(target)
        _remove(retired)
    else:
        work.replace(target)
    with contextlib.suppress(OSError):  # not every system can flush a folder
        handle = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        with contextlib.suppress(OSError):
            path.unlink(missing_ok=True)
