"""Who may call a server of ours."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient

from assistant.plugins.web import Guard, Place, make_place
from ingest.errors import SettingsError
from tests.plugins.running import TOKEN

LOOPBACK = Place("127.0.0.1", 8000)
GUARDED = Place("203.0.113.5", 8000, TOKEN)


def status(place: Place, path: str = "/v1/models", **headers: str) -> int:
    client = TestClient(Guard(PlainTextResponse("in"), place), base_url="http://localhost")
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    return client.get(path, headers=given).status_code


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("localhost", 200),
        ("localhost:8000", 200),
        ("127.0.0.1:8000", 200),
        ("[::1]:8000", 200),
        ("LOCALHOST", 200),
        ("evil.example", 403),
        ("localhost.evil.example", 403),
        ("127.0.0.1.evil.example:8000", 403),
        ("evil.example@localhost", 200),  # what stands before @ is no host
        ("localhost@evil.example", 403),
        ("[::1", 403),
        ("", 403),
    ],
)
def test_on_loopback_only_names_of_this_machine_are_answered(host: str, expected: int) -> None:
    assert status(LOOPBACK, host=host) == expected


@pytest.mark.parametrize(
    ("authorization", "expected"),
    [
        (f"Bearer {TOKEN}", 200),
        (f"bearer  {TOKEN} ", 200),
        (f"Basic {TOKEN}", 401),
        (TOKEN, 401),
        (f"Bearer {TOKEN}x", 401),
        (f"Bearer {TOKEN[:-1]}", 401),
        ("Bearer", 401),
        ("", 401),
    ],
)
def test_a_token_must_be_shown_whole(authorization: str, expected: int) -> None:
    assert status(GUARDED, authorization=authorization, host="any.example") == expected
    assert status(GUARDED, "/health", authorization=authorization) == 200


@given(st.text(st.characters(min_codepoint=0x20, max_codepoint=0xFF), max_size=40))
def test_no_other_token_opens(shown: str) -> None:
    client = TestClient(Guard(PlainTextResponse("in"), GUARDED))
    sent = [(b"authorization", f"Bearer {shown}".encode("latin-1"))]
    assert client.get("/metrics", headers=sent).status_code == 401


@pytest.mark.parametrize("given", ["x" * 65, "a b", 'a"b', "é"])
def test_a_strange_number_of_a_request_is_replaced(given: str) -> None:
    client = TestClient(Guard(PlainTextResponse("in"), LOOPBACK), base_url="http://localhost")
    done = client.get("/", headers=[(b"x-request-id", given.encode())])
    assert len(done.headers["x-request-id"]) == 32
    assert client.get("/", headers={"x-request-id": "mine.1"}).headers["x-request-id"] == "mine.1"


@pytest.mark.parametrize(
    ("host", "environment", "url"),
    [
        ("127.0.0.1", {}, "http://127.0.0.1:80"),
        ("localhost", {}, "http://localhost:80"),
        ("127.9.9.9", {}, "http://127.9.9.9:80"),
        ("::1", {}, "http://[::1]:80"),
        ("[::1]", {"XUANXING_TOKEN": " "}, "http://[::1]:80"),
        ("192.0.2.1", {"XUANXING_TOKEN": TOKEN}, "http://192.0.2.1:80"),
    ],
)
def test_a_place_that_may_be_listened_on(
    host: str, environment: Mapping[str, str], url: str
) -> None:
    place = make_place(host, 80, environment)
    assert place.url == url
    assert TOKEN not in repr(place)


@pytest.mark.parametrize("host", ["192.0.2.1", "::", "example.invalid", "localhost.evil.example"])
@pytest.mark.parametrize("token", ["", "tiny-one", "a token that has é in it"])
def test_others_must_show_a_token_that_nobody_guesses(host: str, token: str) -> None:
    with pytest.raises(SettingsError, match="XUANXING_TOKEN") as refused:
        make_place(host, 80, {"XUANXING_TOKEN": token})
    assert refused.value.hint
    assert not token or token not in str(refused.value)
