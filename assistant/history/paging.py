"""Pages of a list: where the next one begins, however many are added meanwhile."""

from __future__ import annotations

from ingest.errors import InputError

_MAX_LIMIT = 200


def checked_limit(limit: int) -> int:
    """The limit itself.

    Raises:
        InputError: It is not within 1..200.
    """
    if type(limit) is not int or not 1 <= limit <= _MAX_LIMIT:
        raise InputError(f"limit is {limit!r}.", hint=f"Give 1 to {_MAX_LIMIT}.")
    return limit


def following_of(updated: int, conversation: str) -> str:
    """The place behind a conversation."""
    return f"{updated}:{conversation}"


def after_of(following: str) -> tuple[int, str]:
    """The inverse of :func:`following_of`.

    Raises:
        InputError: It is no such place.
    """
    time, _, conversation = following.partition(":")
    if not (time.removeprefix("-").isdecimal() and time.isascii() and len(time) < 20):
        raise InputError(
            f"there is no page after {following[:60]!r}.", hint="Pass what a listing gave."
        )
    return int(time), conversation
