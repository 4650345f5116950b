"""The conversations that all pages of the tests' own assistant share, as they do on a server."""

from assistant.history.memory import MemoryHistory

_shared = [MemoryHistory()]


def kept() -> MemoryHistory:
    return _shared[0]


def forget() -> None:
    """Begin again, as each test does."""
    _shared[0] = MemoryHistory()
