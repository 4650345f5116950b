"""What can go wrong with kept conversations.

XuanxingError
├── HistoryError              conversations can't be read or written; chatting goes on without
│   ├── HistoryBusyError      another process writes for longer than anyone would wait
│   ├── DamagedHistoryError   the file was damaged and is set aside; a new one is in its place
│   └── NewerHistoryError     it was written by a newer release
├── RateLimitError            too many questions; says how many seconds to wait
└── InputError
    ├── NotFoundError         no such conversation, or it belongs to somebody else
    └── SignInError           this address needs a sign-in that is not set up
"""

from __future__ import annotations

import math

from ingest.errors import InputError, XuanxingError


class HistoryError(XuanxingError):
    """Conversations couldn't be read or written."""

    retryable = True


class HistoryBusyError(HistoryError):
    """Another process held the database for too long."""


class DamagedHistoryError(HistoryError):
    """The database was damaged; it has been set aside, and the same call works on a new one."""


class NewerHistoryError(HistoryError):
    """The database was written by a newer release than this one."""

    retryable = False


class NotFoundError(InputError):
    """There is no such conversation, turn or link for this visitor."""

    def __init__(self) -> None:
        super().__init__(
            "there is no such conversation.", hint="It may have been deleted, or no longer shared."
        )


class SignInError(InputError):
    """The page may not be served as asked, because anybody could open it."""


class RateLimitError(XuanxingError):
    """Too many questions, or attempts to sign in.

    Attributes:
        seconds: How long to wait, at least 1.
    """

    retryable = True

    def __init__(self, message: str, *, seconds: float) -> None:
        self.seconds = max(1, math.ceil(seconds))
        unit = "second" if self.seconds == 1 else "seconds"
        super().__init__(message, hint=f"Try again in {self.seconds} {unit}.")
