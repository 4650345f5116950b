"""One password for all, and the session that it opens."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
import time
import unicodedata
from collections.abc import Callable
from functools import cache

from itsdangerous import BadData, TimestampSigner, URLSafeTimedSerializer

from assistant.history.access import PASSWORD, sign_in_for
from assistant.history.limits import Rate, RateLimiter

SESSION_DAYS = 30
_SECONDS = SESSION_DAYS * 86_400
_MAX_LENGTH = 1024
_EACH = Rate(burst=5, per_second=0.1)
_EVERYONE = Rate(burst=60, per_second=1)
_SALT = b"xuanxing session"


class Passwords:
    """Checks the password and signs sessions.

    A session is signed with a key derived from the password: it outlives a restart, holds on every
    machine that knows the password, and ends when the password is changed.

    Args:
        password: The right one.
        clock: Seconds since 1970.
        limiter: Counts attempts, by where they come from.
    """

    def __init__(
        self,
        password: str,
        *,
        clock: Callable[[], float] = time.time,
        limiter: RateLimiter | None = None,
    ) -> None:
        self._digest = _digest(password)
        self._limiter = limiter or RateLimiter(_EACH, _EVERYONE)
        key = hashlib.scrypt(self._digest, salt=_SALT, n=2**14, r=8, p=1)

        class Signer(TimestampSigner):
            def get_timestamp(self) -> int:
                return int(clock())

        self._serializer = URLSafeTimedSerializer(key, salt=_SALT, signer=Signer)

    def check(self, password: str, origin: str) -> bool:
        """Whether the password is right; takes equally long either way.

        Raises:
            RateLimitError: There were too many attempts; this one was not even looked at.
        """
        self._limiter.take(origin)
        return hmac.compare_digest(_digest(password), self._digest)

    def new_session(self) -> str:
        """A signed token for a visitor who gave the right password, with an id of its own."""
        return self._signed(secrets.token_hex(16))

    def visitor_of(self, token: str) -> str | None:
        """The visitor's id, or ``None`` where the token is forged, cut, or too old."""
        try:
            visitor = self._serializer.loads(token, max_age=_SECONDS)
        except BadData:
            return None
        return visitor if isinstance(visitor, str) else None

    def renewed(self, token: str) -> str | None:
        """A fresh token for the same visitor, if this one is past half of its time."""
        try:
            visitor = self._serializer.loads(token, max_age=_SECONDS // 2)
        except BadData:
            visitor = self.visitor_of(token)
            return self._signed(visitor) if visitor else None
        return None

    def _signed(self, visitor: str) -> str:
        return self._serializer.dumps(visitor)


@cache
def configured_passwords() -> Passwords:
    """Of the environment; one for the whole process, as attempts are counted together.

    Raises:
        SignInError: There is none, or it is too short.
    """
    sign_in_for(None, os.environ, oidc=False)  # without one, no address is as open as this
    return Passwords(os.environ[PASSWORD])


def _digest(password: str) -> bytes:
    """Of equal length whatever is typed, and the same however a keyboard composes its letters."""
    text = unicodedata.normalize("NFC", password[:_MAX_LENGTH])
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
