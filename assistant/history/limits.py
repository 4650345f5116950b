"""How many questions a visitor, and all of them together, may ask."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from assistant.history.errors import RateLimitError

_MAX_BUCKETS = 10_000


@dataclass(frozen=True, slots=True)
class Rate:
    """A token bucket: ``burst`` at once, and ``per_second`` more as time goes by."""

    burst: int
    per_second: float


VISITOR = Rate(burst=20, per_second=0.5)
"""Questions of one visitor."""
EVERYONE = Rate(burst=200, per_second=20)
"""Questions of all visitors together."""


@dataclass(slots=True)
class _Bucket:
    tokens: float
    filled: float

    def fill(self, rate: Rate, time: float) -> None:
        gained = max(0.0, time - self.filled) * rate.per_second
        self.tokens = min(float(rate.burst), self.tokens + gained)
        self.filled = time

    def wait(self, rate: Rate) -> float:
        """Seconds until a token is there; 0 if there is one."""
        return max(0.0, 1 - self.tokens) / rate.per_second


class RateLimiter:
    """Refuses what comes too fast; safe between threads, small however many visitors come.

    Args:
        each: What a visitor may do.
        everyone: What all may do together.
        clock: Seconds that only grow.
    """

    def __init__(
        self,
        each: Rate = VISITOR,
        everyone: Rate = EVERYONE,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._each = each
        self._everyone = everyone
        self._clock = clock
        self._lock = threading.Lock()
        self._all = _Bucket(everyone.burst, clock())
        self._buckets: dict[str, _Bucket] = {}

    def take(self, visitor: str) -> None:
        """Counts one question; a refused one costs nothing.

        Raises:
            RateLimitError: It comes too soon; the error says how many seconds too soon.
        """
        with self._lock:
            time = self._clock()
            own = self._buckets.get(visitor) or self._new(visitor, time)
            own.fill(self._each, time)
            self._all.fill(self._everyone, time)
            if seconds := own.wait(self._each):
                raise RateLimitError("you ask faster than is allowed here.", seconds=seconds)
            if seconds := self._all.wait(self._everyone):
                raise RateLimitError("too many people are asking at once.", seconds=seconds)
            own.tokens -= 1
            self._all.tokens -= 1

    def _new(self, visitor: str, time: float) -> _Bucket:
        if len(self._buckets) >= _MAX_BUCKETS:
            self._forget(time)
        bucket = self._buckets[visitor] = _Bucket(self._each.burst, time)
        return bucket

    def _forget(self, time: float) -> None:
        """Drops full buckets, which a new one is as good as; else the one used longest ago."""
        for visitor, bucket in list(self._buckets.items()):
            bucket.fill(self._each, time)
            if bucket.tokens >= self._each.burst:
                del self._buckets[visitor]
        if len(self._buckets) >= _MAX_BUCKETS:
            del self._buckets[next(iter(self._buckets))]
