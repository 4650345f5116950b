"""The door in front of the page: what passes with a session, and what without."""

from __future__ import annotations

import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket, WebSocketDisconnect

from assistant.history.gate import SIGN_IN, SIGN_OUT, PasswordGate
from assistant.history.limits import Rate, RateLimiter
from assistant.history.passwords import Passwords
from assistant.history.visitor import COOKIE
from assistant.ui import GUARDED, command

GOOD = "correct horse battery"
HOST = "http://page.test"
SOCKET = "ws://page.test/_stcore/stream"
HTML = {"accept": "text/html,*/*"}


async def _page(request: Request) -> PlainTextResponse:
    return PlainTextResponse(f"the page {request.url.path}")


async def _socket(socket: WebSocket) -> None:
    await socket.accept()
    await socket.send_text("the socket")
    await socket.close()


@pytest.fixture
def client() -> Iterator[TestClient]:
    app = Starlette(
        routes=[
            WebSocketRoute("/_stcore/stream", _socket),
            Route("/{path:path}", _page, methods=["GET", "POST", "PUT", "DELETE"]),
        ],
        middleware=[
            Middleware(
                PasswordGate,
                passwords=Passwords(GOOD, limiter=RateLimiter(Rate(3, 0.01), Rate(100, 1))),
            )
        ],
    )
    with TestClient(app, base_url=HOST, follow_redirects=False) as client:
        yield client


def sign_in(client: TestClient, password: str = GOOD, **fields: str) -> int:
    form = {"password": password, **fields}
    return client.post(SIGN_IN, data=form, headers={"origin": HOST}).status_code


@pytest.mark.parametrize("path", ["/", "/static/js/a.js", "/media/x", "/component/x", "/sign-in/"])
def test_nothing_passes_without_a_session(client: TestClient, path: str) -> None:
    for method in ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"):
        response = client.request(method, path)
        assert response.status_code == 401
        assert "the page" not in response.text
        assert response.headers["cache-control"] == "no-store"


def test_a_browser_is_led_to_the_form_and_back(client: TestClient) -> None:
    response = client.get("/?share=a%20b&x=1", headers=HTML)
    assert response.status_code == 303
    where = response.headers["location"]
    assert where == "/sign-in?next=%2F%3Fshare%3Da%2520b%26x%3D1"
    form = client.get(where)
    assert form.status_code == 200
    assert 'name="next" value="/?share=a%20b&amp;x=1"' in form.text
    response = client.post(
        SIGN_IN, data={"password": GOOD, "next": "/?share=a%20b&x=1"}, headers={"origin": HOST}
    )
    assert (response.status_code, response.headers["location"]) == (303, "/?share=a%20b&x=1")
    assert client.get("/?share=a%20b&x=1", headers=HTML).text == "the page /"


def test_the_cookie_is_for_this_site_and_for_no_script(client: TestClient) -> None:
    response = client.post(SIGN_IN, data={"password": GOOD})
    cookie = response.headers["set-cookie"]
    for part in ("HttpOnly", "SameSite=lax", "Path=/", "Max-Age=2592000"):
        assert part in cookie
    assert "Secure" not in cookie
    assert GOOD not in cookie
    for headers in ({"x-forwarded-proto": "https"}, {"x-forwarded-proto": "https, http"}):
        response = client.post(SIGN_IN, data={"password": GOOD}, headers=headers)
        assert "Secure" in response.headers["set-cookie"]


def test_with_a_session_all_passes_until_signing_out(client: TestClient) -> None:
    assert sign_in(client) == 303
    assert client.get("/static/x").text == "the page /static/x"
    with client.websocket_connect(SOCKET, headers={"origin": HOST}) as socket:
        assert socket.receive_text() == "the socket"
    assert client.get(SIGN_IN, params={"next": "/x"}).headers["location"] == "/x"
    assert client.get(SIGN_OUT).text == "the page /sign-out"  # a link elsewhere signs nobody out
    assert client.post(SIGN_OUT, headers={"origin": HOST}).headers["location"] == SIGN_IN
    assert COOKIE not in client.cookies
    assert client.get("/").status_code == 401


def test_an_old_session_is_renewed_on_the_way_in(client: TestClient) -> None:
    sixteen_days_ago = time.time() - 16 * 86_400
    client.cookies.set(COOKIE, Passwords(GOOD, clock=lambda: sixteen_days_ago).new_session())
    response = client.get(SIGN_IN)
    assert response.status_code == 303
    assert COOKIE in response.headers["set-cookie"]


def test_a_wrong_password_is_told_and_too_many_are_throttled(client: TestClient) -> None:
    for _ in range(3):
        response = client.post(SIGN_IN, data={"password": "guess", "next": "/x"})
        assert response.status_code == 401
        assert "That is not the password" in response.text
        assert 'value="/x"' in response.text
        assert "set-cookie" not in response.headers
    response = client.post(SIGN_IN, data={"password": GOOD})
    assert response.status_code == 429
    assert 0 < int(response.headers["retry-after"]) <= 100
    assert "Too many attempts" in response.text


def test_the_form_speaks_chinese_and_asks_nothing_of_others(client: TestClient) -> None:
    response = client.get(SIGN_IN, headers={"accept-language": "zh-CN,en;q=0.5"})
    assert '<html lang="zh">' in response.text
    assert "密码" in response.text
    assert "<script" not in response.text
    assert "http" not in response.text
    assert "default-src 'none'" in response.headers["content-security-policy"]


@pytest.mark.parametrize(
    "wanted",
    [
        "//evil.example",
        "/\\evil.example",
        "https://evil.example",
        "javascript:alert(1)",
        "/\t/evil.example",
        "/\n/evil.example",
        "\\\\evil.example",
        "/sign-out",
        "/sign-in?next=/x",
        "",
        "x",
        "/中",
    ],
)
def test_signing_in_never_leads_elsewhere(client: TestClient, wanted: str) -> None:
    response = client.post(SIGN_IN, data={"password": GOOD, "next": wanted})
    assert response.headers["location"] == "/"
    assert client.get(SIGN_IN, params={"next": wanted}).headers["location"] == "/"


def test_markup_in_the_address_stays_text(client: TestClient) -> None:
    form = client.get(SIGN_IN, params={"next": '/"><script>alert(1)</script>'})
    assert "<script" not in form.text


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://page.test.evil.example"])
def test_another_site_can_not_act_for_a_visitor(client: TestClient, origin: str) -> None:
    assert sign_in(client) == 303
    headers = {"origin": origin}
    assert client.post("/x", headers=headers).status_code == 403
    assert client.post(SIGN_IN, data={"password": GOOD}, headers=headers).status_code == 403
    assert client.post(SIGN_OUT, headers=headers).status_code == 403
    with (
        pytest.raises(WebSocketDisconnect),
        client.websocket_connect(SOCKET, headers=headers),
    ):
        pass
    assert client.post("/x", headers={"origin": HOST}).status_code == 200


@pytest.mark.parametrize("cookie", ["", "forged", f"{COOKIE}=", f"{COOKIE}=a.b.c", "\u00ff"])
def test_a_websocket_without_a_session_is_not_opened(client: TestClient, cookie: str) -> None:
    with (
        pytest.raises(WebSocketDisconnect),
        client.websocket_connect(SOCKET, headers={"cookie": cookie.encode("latin-1")}),
    ):
        pass


@pytest.mark.parametrize("size", [8193, 1_000_000])
def test_a_form_that_is_too_large_is_not_read(client: TestClient, size: int) -> None:
    assert sign_in(client, "x" * size) == 401


def test_a_form_of_garbage_is_a_wrong_password(client: TestClient) -> None:
    assert client.post(SIGN_IN, content=b"\xff\x00&&&=%zz").status_code == 401
    assert client.post(SIGN_IN, content=b"&a=1" * 3).status_code == 401


def test_too_many_fields_are_a_wrong_password(client: TestClient) -> None:
    body = urlencode([("password", GOOD)] * 500)
    assert client.post(SIGN_IN, content=body).status_code == 401


def test_health_may_be_asked_by_anybody(client: TestClient) -> None:
    assert client.get("/_stcore/health").status_code == 200


def test_streamlit_itself_stands_behind_the_door(monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.ui.conftest import free_port, wait_until_healthy

    monkeypatch.setenv("XUANXING_PASSWORD", GOOD)
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    with subprocess.Popen(command(port, script=GUARDED)) as server:
        try:
            wait_until_healthy(url, server)
            for path in ("/", "/index.html", "/_stcore/host-config", "/_stcore/stream"):
                with pytest.raises(urllib.error.HTTPError) as caught:
                    urllib.request.urlopen(url + path)
                assert caught.value.code == 401
            session = Passwords(GOOD).new_session()
            request = urllib.request.Request(url, headers={"Cookie": f"{COOKIE}={session}"})
            with urllib.request.urlopen(request) as response:
                assert "Streamlit" in response.read().decode()
        finally:
            server.terminate()


def test_the_script_behind_the_door_refuses_to_run_without_a_password() -> None:
    program = "import assistant.ui.guarded"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=False)
    assert done.returncode != 0
    assert b"SignInError" in done.stderr
