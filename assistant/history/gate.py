"""The door in front of the page: without a session nothing passes, no file and no WebSocket.

It stands outside of Streamlit, which can't set a cookie that scripts don't see.
"""

from __future__ import annotations

from functools import cache
from urllib.parse import parse_qs, quote, urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from starlette.datastructures import URL
from starlette.requests import HTTPConnection, Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.history.errors import RateLimitError
from assistant.history.passwords import SESSION_DAYS, Passwords
from assistant.history.visitor import COOKIE

SIGN_IN = "/sign-in"
SIGN_OUT = "/sign-out"
_HEALTH = "/_stcore/health"
_MAX_FORM = 8192
_SAFE = {"GET", "HEAD", "OPTIONS"}
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; "
        "frame-ancestors 'none'; base-uri 'none'"
    ),
    "Referrer-Policy": "same-origin",  # with no-referrer, browsers send the Origin "null"
    "X-Content-Type-Options": "nosniff",
}


class PasswordGate:
    """ASGI middleware that lets pass who has signed in.

    It also refuses what another site's page sends in a visitor's name: a WebSocket, or any request
    that changes something, must come from the host that it is addressed to.

    Args:
        app: What it guards.
        passwords: Checks passwords and sessions.
    """

    def __init__(self, app: ASGIApp, passwords: Passwords) -> None:
        self._app = app
        self._passwords = passwords

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Lets a request through, or answers it."""
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        connection = HTTPConnection(scope)
        known = self._passwords.visitor_of(connection.cookies.get(COOKIE, "")) is not None
        if scope["type"] == "websocket":
            if known and _is_own(connection):
                await self._app(scope, receive, send)
            else:
                await send({"type": "websocket.close", "code": 1008})
            return
        response = await self._respond(Request(scope, receive), known=known)
        await (response or self._app)(scope, receive, send)

    async def _respond(self, request: Request, *, known: bool) -> Response | None:
        """What the gate itself says, or ``None`` to let the request through."""
        if request.method not in _SAFE and not _is_own(request):
            return PlainTextResponse("This request comes from another site.\n", status_code=403)
        if request.url.path == SIGN_IN:
            return await self._sign_in(request, known=known)
        if request.url.path == SIGN_OUT and request.method == "POST":
            response = RedirectResponse(SIGN_IN, status_code=303, headers=_HEADERS)
            response.delete_cookie(COOKIE, httponly=True, samesite="lax")
            return response
        if known or request.url.path == _HEALTH:
            return None
        if request.method == "GET" and "text/html" in request.headers.get("accept", ""):
            wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
            to = f"{SIGN_IN}?next={quote(wanted, safe='')}"
            return RedirectResponse(to, status_code=303, headers=_HEADERS)
        return PlainTextResponse("Sign in first.\n", status_code=401, headers=_HEADERS)

    async def _sign_in(self, request: Request, *, known: bool) -> Response:
        if request.method != "POST":
            wanted = _inside(request.query_params.get("next", ""))
            if not known:
                return _form(request, wanted)
            response = RedirectResponse(wanted, status_code=303, headers=_HEADERS)
            if fresh := self._passwords.renewed(request.cookies[COOKIE]):
                _set_cookie(response, request, fresh)
            return response
        form = await _read_form(request)
        wanted = _inside(form.get("next", ""))
        origin = request.client.host if request.client else ""
        try:
            right = self._passwords.check(form.get("password", ""), origin)
        except RateLimitError as error:
            return _form(request, wanted, problem="throttled", seconds=error.seconds)
        if not right:
            return _form(request, wanted, problem="wrong")
        response = RedirectResponse(wanted, status_code=303, headers=_HEADERS)
        _set_cookie(response, request, self._passwords.new_session())
        return response


def _is_own(connection: HTTPConnection) -> bool:
    """Whether it comes from a page of this very host; who sends no Origin is no browser."""
    origin = connection.headers.get("origin")
    return origin is None or urlsplit(origin).netloc == connection.headers.get("host")


def _inside(wanted: str) -> str:
    """A path of this host; anything that a browser could take for another one becomes ``/``."""
    plain = wanted.isascii() and wanted.isprintable() and "\\" not in wanted
    inside = wanted.startswith("/") and not wanted.startswith(("//", SIGN_IN, SIGN_OUT))
    return str(URL(wanted)) if plain and inside else "/"


async def _read_form(request: Request) -> dict[str, str]:
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > _MAX_FORM:
            return {}
    fields = parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=8)
    return {name: values[-1] for name, values in fields.items()}


def _set_cookie(response: Response, request: Request, session: str) -> None:
    forwarded = request.headers.get("x-forwarded-proto", "").split(",")[0].strip()
    response.set_cookie(
        COOKIE,
        session,
        max_age=SESSION_DAYS * 86_400,
        httponly=True,
        samesite="lax",
        secure="https" in {request.url.scheme, forwarded},
    )


def _form(request: Request, wanted: str, *, problem: str = "", seconds: int = 0) -> Response:
    chinese = request.headers.get("accept-language", "").casefold().startswith("zh")
    page = _template().render(
        language="zh" if chinese else "en", wanted=wanted, problem=problem, seconds=seconds
    )
    status = {"": 200, "wrong": 401, "throttled": 429}[problem]
    headers = {**_HEADERS, **({"Retry-After": str(seconds)} if seconds else {})}
    return HTMLResponse(page, status_code=status, headers=headers)


@cache
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("assistant.history", "."),
        autoescape=True,
        undefined=StrictUndefined,
    )
    return environment.get_template("sign_in.html.jinja")
