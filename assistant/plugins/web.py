"""Listening on an address: who may call, a number for each request, a graceful end."""

from __future__ import annotations

import hmac
import ipaddress
import os
import re
import signal
import socket
import threading
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import uvicorn
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ingest.errors import SettingsError, XuanxingError

TOKEN = "XUANXING_TOKEN"  # noqa: S105 - the variable's name
PUBLIC = frozenset({"/health"})
"""Paths that need no token, for whoever watches over the process."""
_TOKEN_LENGTH = 16
_GRACE = 30
"""Seconds in which running answers may end."""
_CONNECTIONS = 512
"""Open at once; a process may commonly have a thousand files, and others are its own."""
_ID = re.compile(r"[\w.-]{1,64}", re.ASCII)
_LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True)
class Place:
    """Where to listen, and the token that callers must show.

    Without one, whoever reaches the place is let in.
    """

    host: str
    port: int
    token: str | None = field(default=None, repr=False)

    @property
    def url(self) -> str:
        """The address as people write it."""
        shown = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{shown}:{self.port}"

    @property
    def is_loopback(self) -> bool:
        """Whether only programs on this machine can reach it."""
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return self.host == "localhost"


def make_place(host: str, port: int, environment: Mapping[str, str] | None = None) -> Place:
    """The place, with the token of the environment.

    Raises:
        SettingsError: Others can reach it and there is no token, or one that is easily guessed.
    """
    source = os.environ if environment is None else environment
    token = source.get(TOKEN, "").strip() or None
    place = Place(host.strip("[]"), port, token)
    if token is None and not place.is_loopback:
        raise SettingsError(
            f"{host} can be reached from other machines, and {TOKEN} is not set.",
            hint=f"Set {TOKEN} to a secret of {_TOKEN_LENGTH} characters or more, "
            "or listen on 127.0.0.1.",
        )
    if token and not (len(token) >= _TOKEN_LENGTH and token.isascii() and token.isprintable()):
        raise SettingsError(
            f"{TOKEN} is shorter than {_TOKEN_LENGTH} characters or has others than ASCII.",
            hint="Make one: openssl rand -hex 24",
        )
    return place


def problem(
    status: int,
    message: str,
    *,
    code: str | None = None,
    parameter: str | None = None,
    headers: Mapping[str, str] | None = None,
) -> JSONResponse:
    """An error as OpenAI's clients read it."""
    kinds = {401: "authentication_error", 429: "rate_limit_error"}
    kind = kinds.get(status, "server_error" if status >= 500 else "invalid_request_error")
    error = {"message": message, "type": kind, "param": parameter, "code": code}
    return JSONResponse({"error": error}, status, headers)


class Guard:
    """Lets in who may call, and numbers each request (``x-request-id``).

    On loopback the name by which it is called must be this machine's, so that a web page
    elsewhere can't reach it by a name of its own.
    """

    def __init__(self, app: ASGIApp, place: Place) -> None:
        self._app = app
        self._place = place

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handles a request as ASGI has it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        given = headers.get("x-request-id", "")
        identity = given if _ID.fullmatch(given) else uuid.uuid4().hex
        scope.setdefault("state", {})["request_id"] = identity

        async def numbered(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)["x-request-id"] = identity
            await send(message)

        handler = self._refusal(scope["path"], headers) or self._app
        await handler(scope, receive, numbered)

    def _refusal(self, path: str, headers: Headers) -> ASGIApp | None:
        if self._place.is_loopback and _host(headers) not in _LOOPBACK_NAMES | {self._place.host}:
            return problem(403, "This server is called by a name of its machine only.")
        token = self._place.token
        if token is None or path in PUBLIC:
            return None
        kind, _, shown = headers.get("authorization", "").partition(" ")
        same = hmac.compare_digest(shown.strip().encode(), token.encode())
        if kind.lower() == "bearer" and same:
            return None
        return problem(
            401,
            "The token is missing or wrong. Send it as Authorization: Bearer ….",
            code="invalid_api_key",
            headers={"www-authenticate": "Bearer"},
        )


def _host(headers: Headers) -> str | None:
    try:
        return urlsplit(f"//{headers.get('host', '')}").hostname
    except ValueError:
        return None


def run(app: ASGIApp, place: Place, ready: Callable[[], None], *, verbose: bool = False) -> int:
    """Serves until it is told to stop; running answers end first.

    Args:
        app: What to serve.
        place: Where.
        ready: Called when the address is taken: from now on callers wait rather than fail.
        verbose: Log each request on standard error, without what was asked.

    Returns:
        The exit code; 0 when it was stopped on purpose.

    Raises:
        XuanxingError: It can't listen there.
    """
    family = socket.AF_INET6 if ":" in place.host else socket.AF_INET
    try:
        listening = socket.create_server((place.host, place.port), family=family)
    except OSError as error:
        raise XuanxingError(
            f"{place.url} can't be listened on: {error.strerror or error}.",
            hint="Give another --port or --host.",
        ) from error
    server = uvicorn.Server(
        uvicorn.Config(
            Guard(app, place),
            log_config=_logging(verbose=verbose),
            server_header=False,
            limit_concurrency=_CONNECTIONS,
            timeout_graceful_shutdown=_GRACE,
            ws="none",
        )
    )
    with listening, _ended_on_purpose():
        ready()
        server.run(sockets=[listening])
    return 0


@contextmanager
def _ended_on_purpose() -> Iterator[None]:
    """The server raises again what ended it, once it has closed; that is no failure here."""
    if threading.current_thread() is not threading.main_thread():
        yield  # only the main thread may say what a signal does
        return
    before = signal.signal(signal.SIGTERM, lambda *_: None)
    try:
        yield
    except KeyboardInterrupt:
        pass
    finally:
        signal.signal(signal.SIGTERM, before)


def _logging(*, verbose: bool) -> dict[str, object]:
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"format": "xuanxing: %(message)s"}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
        "loggers": {
            name: {"handlers": ["stderr"], "level": level, "propagate": False}
            for name, level in {
                "uvicorn": "WARNING",
                "uvicorn.access": "INFO" if verbose else "WARNING",
                "assistant.plugins": "INFO",
            }.items()
        },
    }
