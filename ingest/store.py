"""Where indexes are kept: a folder, a Chroma server, or only the memory of this process."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from os import PathLike
from pathlib import Path
from typing import Protocol, runtime_checkable

from ingest.errors import SettingsError, StoreBusyError
from ingest.folder import FolderStore
from ingest.records import Index, Injection
from ingest.server import ServerStore
from ingest.snapshot import DamagedIndexError, UnwritableStoreError

__all__ = [
    "DamagedIndexError",
    "FolderStore",
    "MemoryStore",
    "ServerStore",
    "Store",
    "UnwritableStoreError",
    "open_store",
]

APP = "xuanxing"


@runtime_checkable
class Store(Protocol):
    """Keeps indexes by name and fingerprint. ``notices`` is what a person should know of it."""

    @property
    def notices(self) -> tuple[str, ...]:
        """What to tell with every index from here."""
        ...

    def load(self, name: str, fingerprint: str) -> Index | None:
        """The index, checked, or ``None``; DamagedIndexError if it can't be trusted."""
        ...

    def earlier(self, name: str, encoder: str) -> Iterator[Index]:
        """Whatever else of that name and encoder can be trusted, to take vectors from."""
        ...

    def injections(self) -> tuple[Injection, ...]:
        """What the articles of all indexes here have that gives orders to an assistant."""
        ...

    def building(self, name: str, wait: float) -> AbstractContextManager[None]:
        """Hold off other builders of that name, or raise StoreBusyError."""
        ...

    def save(self, name: str, index: Index) -> None:
        """Write, verify and publish, all or nothing; UnwritableStoreError means "use memory"."""
        ...


class MemoryStore:
    """Keeps indexes for as long as it lives itself.

    Args:
        reason: Why nothing is kept on disk; told with every index.
    """

    def __init__(self, reason: str = "") -> None:
        self.notices = (reason,) if reason else ()
        self._kept: dict[str, dict[str, Index]] = {}
        self._locks: dict[str, threading.Lock] = {}
        self._guard = threading.Lock()

    def __str__(self) -> str:
        return "memory"

    def load(self, name: str, fingerprint: str) -> Index | None:
        """The index with that fingerprint, or ``None``."""
        return self._kept.get(name, {}).get(fingerprint)

    def earlier(self, name: str, encoder: str) -> Iterator[Index]:
        """Every index of that name and encoder, newest first."""
        kept = list(self._kept.get(name, {}).values())
        return (index for index in reversed(kept) if index.encoder == encoder)

    def injections(self) -> tuple[Injection, ...]:
        """Those of every index here, whatever its name."""
        kept = [index for name in sorted(self._kept) for index in self._kept[name].values()]
        return tuple(dict.fromkeys(each for index in kept for each in index.injections))

    @contextmanager
    def building(self, name: str, wait: float) -> Iterator[None]:
        """Hold off other threads that build the same name."""
        with self._guard:
            lock = self._locks.setdefault(name, threading.Lock())
        if not lock.acquire(timeout=wait):
            raise StoreBusyError(
                f"another thread has been building this index for {wait:g} s.",
                hint="Try again when it is done.",
            )
        try:
            yield
        finally:
            lock.release()

    def save(self, name: str, index: Index) -> None:
        """Keep an index in place of the older ones of its name."""
        self._kept[name] = {index.fingerprint: index}


def open_store(spec: str | PathLike[str] | Store | None) -> Store:
    """Find the store that is meant.

    Args:
        spec: A folder, ``http://host:port``, a store, or ``None`` for ``XUANXING_STORE`` or
            else the user's data folder.

    Raises:
        SettingsError: It is none of these.
    """
    if spec is None:
        spec = os.environ.get("XUANXING_STORE", "").strip() or None
    if spec is None:
        return _default()
    if isinstance(spec, str | PathLike):
        text = os.fspath(spec)
        if text.startswith(("http://", "https://")):
            return ServerStore(text)
        if not text.strip() or "\x00" in text or "://" in text:
            raise SettingsError(
                f"there is no store {text!r}.", hint="Give a folder or http://host:port."
            )
        return _in_folder(Path(text))
    if isinstance(spec, Store):
        return spec
    raise SettingsError(
        f"a {type(spec).__name__} is no store.", hint="Give a folder or http://host:port."
    )


def _default() -> Store:
    from platformdirs import user_data_path

    try:
        folder = user_data_path(APP, appauthor=False)
    except RuntimeError:
        folder = Path()
    if not folder.is_absolute():  # older releases of platformdirs return "~/…" as it is
        return MemoryStore("This user has no home folder, so the index is kept in memory only.")
    return _in_folder(folder)


def _in_folder(folder: Path) -> Store:
    try:
        return FolderStore(folder)
    except (RuntimeError, OSError) as error:  # "~nobody", or the current folder is gone
        return MemoryStore(f"{folder} can't be used ({error}), so the index is in memory only.")
