"""How much, how often, how many at once."""

from __future__ import annotations

import os
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ingest.errors import SettingsError
from ingest.settings import PREFIX

MAX_BODY = 1 << 20
"""Bytes of a request; a long conversation with all its answers has a tenth of it."""
BODY_TIMEOUT = 10.0
"""Seconds in which a request must have arrived."""
_CALLERS = 10_000
"""Callers remembered; who was forgotten starts afresh."""


class Limits(BaseModel):
    """What one process takes on.

    Attributes:
        rate: Requests a minute of one address; 0 is no limit (``XUANXING_RATE``). A chat server
            is one address for all of its people.
        concurrency: Answers worked on at the same time (``XUANXING_CONCURRENCY``).
        waiting: Requests that may be under way; further ones are sent away
            (``XUANXING_WAITING``).
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    rate: int = Field(default=600, ge=0, le=1_000_000)
    concurrency: int = Field(default=4, ge=1, le=256)
    waiting: int = Field(default=64, ge=1, le=10_000)

    @classmethod
    def from_env(cls, environment: Mapping[str, str] | None = None) -> Limits:
        """Reads the environment.

        Raises:
            SettingsError: A value is no number in range; the message names the variable.
        """
        source = os.environ if environment is None else environment
        given = {name: source.get(PREFIX + name.upper(), "").strip() for name in cls.model_fields}
        try:
            return cls.model_validate({name: value for name, value in given.items() if value})
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            name = PREFIX + str(first["loc"][0]).upper()
            raise SettingsError(
                f"{name} is {str(first['input'])[:40]!r}.", hint=f"{first['msg']}."
            ) from error


@dataclass(slots=True)
class _Bucket:
    left: float
    seen: float


class Rate:
    """Counts the requests of each address: a token bucket that holds a minute's worth.

    Args:
        rate: Requests a minute; 0 is no limit.
        clock: Seconds, never going back.
    """

    def __init__(self, rate: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._rate = rate
        self._clock = clock
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()

    def wait(self, caller: str) -> float:
        """Seconds until the caller may ask; 0 takes one request off its account."""
        if not self._rate:
            return 0.0
        now = self._clock()
        bucket = self._buckets.setdefault(caller, _Bucket(float(self._rate), now))
        self._buckets.move_to_end(caller)
        if len(self._buckets) > _CALLERS:
            self._buckets.popitem(last=False)
        second = self._rate / 60
        bucket.left = min(self._rate, bucket.left + (now - bucket.seen) * second)
        bucket.seen = now
        if bucket.left < 1:
            return (1 - bucket.left) / second
        bucket.left -= 1
        return 0.0
