"""Reads a model's reply as it comes, and no longer than was agreed.

Whatever goes wrong, there is a reason in a word or two; what the provider said is not repeated,
since it may hold a key.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextvars import copy_context
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any, Literal, NoReturn

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import BaseMessage

MOST = 20_000
"""Characters that are read of a reply; what is longer is no answer to a question here."""
_PASSING = frozenset({408, 409, 425, 429, 500, 502, 503, 504, 529})
# The clients' own classes, by name, so that none of them need be installed.
_UNREACHED = frozenset({"APIConnectionError", "TransportError", "ConnectionError", "TimeoutError"})
_PAUSE = 0.5


Trouble = Literal["key", "name", "limit", "unreached", "late", "other"]
"""What a failure comes from, as far as it tells what to do about it."""
_TROUBLES: Mapping[int, Trouble] = {401: "key", 403: "key", 404: "name", 429: "limit"}


class ReadingError(Exception):
    """A reply that didn't come, or not to its end; the message says why in a word or two.

    Attributes:
        trouble: What it comes from.
    """

    def __init__(self, reason: str, trouble: Trouble = "other") -> None:
        super().__init__(reason)
        self.trouble = trouble


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a reply may take.

    Attributes:
        silence: Seconds without a sign.
        whole: Seconds in all, every attempt and pause counted.
        retries: Further attempts, where an error may pass and nothing has come yet.
        clock: Seconds that never run backwards.
        sleep: Waits.
    """

    silence: float
    whole: float
    retries: int
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep


def read(
    model: BaseChatModel, messages: Sequence[BaseMessage], patience: Patience
) -> Iterator[str]:
    """The text of a reply, in pieces.

    Raises:
        ReadingError: It failed, took too long, or ran on without end.
    """
    deadline = patience.clock() + patience.whole
    for attempt in range(patience.retries + 1):
        begun = False
        try:
            for piece in _attempt(model, messages, patience, deadline):
                begun = True
                yield piece
        except _FailedError as failed:
            pause = _wait(failed.error, attempt)
            last = attempt == patience.retries
            if begun or last or pause is None or patience.clock() + pause >= deadline:
                raise _reading_error(failed.error) from None
            patience.sleep(pause)
        else:
            return


class _FailedError(Exception):
    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.error = error


def _attempt(
    model: BaseChatModel, messages: Sequence[BaseMessage], patience: Patience, deadline: float
) -> Iterator[str]:
    """One call, in a thread of its own: a client that hangs must not hold up the answer."""
    pieces: queue.Queue[str | Exception | None] = queue.Queue()
    stop = threading.Event()
    work = (_work, model, list(messages), pieces, stop)
    threading.Thread(target=copy_context().run, args=work, daemon=True).start()
    length = 0
    try:
        while True:
            left = deadline - patience.clock()
            piece = _next(pieces, min(patience.silence, left)) if left > 0 else _too_late()
            if piece is None:
                return
            length += len(piece)
            if length > MOST:
                raise ReadingError("a reply without end")
            if piece:
                yield piece
    finally:
        stop.set()


def _work(
    model: BaseChatModel,
    messages: list[BaseMessage],
    pieces: queue.Queue[str | Exception | None],
    stop: threading.Event,
) -> None:
    try:
        for chunk in model.stream(messages):
            if stop.is_set():
                return
            pieces.put(str(chunk.text))
        pieces.put(None)
    except Exception as error:  # noqa: BLE001 - whatever it is, the answer goes out
        pieces.put(error)


def _next(pieces: queue.Queue[str | Exception | None], seconds: float) -> str | None:
    """What has come by now, at once; ``None`` at the end."""
    found: list[str] = []
    length = 0
    try:
        piece = pieces.get(timeout=seconds)
        while isinstance(piece, str) and length <= MOST:
            found.append(piece)
            length += len(piece)
            piece = pieces.get_nowait()
    except queue.Empty:
        return "".join(found) if found else _too_late()
    if found:
        if not isinstance(piece, str):
            pieces.put(piece)  # the last thing that was put there, so it stays the last
        return "".join(found)
    if isinstance(piece, Exception):
        raise _FailedError(piece)
    return None


def _too_late() -> NoReturn:
    raise ReadingError("no reply in time", "late")


def _wait(error: Exception, attempt: int) -> float | None:
    """Seconds before another attempt; ``None`` where it would be in vain."""
    status = _status(error)
    passing = status in _PASSING if status else _is_unreached(error)
    if not passing:
        return None
    return _asked_for(error) or _PAUSE * 2**attempt


def _is_unreached(error: Exception) -> bool:
    return any(base.__name__ in _UNREACHED for base in type(error).__mro__)


def _status(error: Exception) -> int | None:
    for holder in (error, getattr(error, "response", None)):
        if isinstance(status := getattr(holder, "status_code", None), int):
            return status
    return None


def _asked_for(error: Exception) -> float | None:
    """What the header Retry-After says, in seconds."""
    headers: Any = getattr(getattr(error, "response", None), "headers", None) or {}
    value = str(headers.get("retry-after", "")).strip()
    if value.replace(".", "", 1).isdigit():
        return float(value)
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    return max((moment - datetime.now(moment.tzinfo or UTC)).total_seconds(), 0.0)


def _reading_error(error: Exception) -> ReadingError:
    if status := _status(error):
        return ReadingError(f"status {status}", _TROUBLES.get(status, "other"))
    return ReadingError(type(error).__name__, "unreached" if _is_unreached(error) else "other")
