"""Who may open the page, how fast they may ask, and who they are."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.history import access
from assistant.history.access import configured_sign_in, is_loopback, oidc_host, sign_in_for
from assistant.history.errors import RateLimitError, SignInError
from assistant.history.limits import Rate, RateLimiter
from assistant.history.passwords import Passwords, configured_passwords
from assistant.history.visitor import COOKIE, Visitor, visitor_of

GOOD = "correct horse battery"
AUTH = """
[auth]
redirect_uri = "https://choose.example.org/oauth2callback"
cookie_secret = "x"
client_id = "x"
client_secret = "x"
server_metadata_url = "https://id.example.org/.well-known/openid-configuration"
"""


class Seconds:
    def __init__(self) -> None:
        self.time = 1_000_000.0

    def __call__(self) -> float:
        return self.time


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "127.8.9.1", "localhost", "LOCALHOST", "::1", "[::1]", "::ffff:127.0.0.1"],
)
def test_this_machine_needs_no_sign_in(address: str) -> None:
    assert is_loopback(address)
    assert sign_in_for(address, {}, oidc=False) == "open"


@pytest.mark.parametrize(
    "address",
    [
        None,
        "",
        "0.0.0.0",  # noqa: S104
        "::",
        "*",
        "192.168.1.5",
        "10.0.0.1",
        "127.0.0.1.example.org",
        "localhost.example.org",
        "2130706433",
        "127.1",
        "unix:///tmp/socket",
        "::ffff:10.0.0.1",
    ],
)
def test_any_other_address_is_refused_without_a_sign_in(address: str | None) -> None:
    assert not is_loopback(address)
    with pytest.raises(SignInError, match="anybody could open") as caught:
        sign_in_for(address, {}, oidc=False)
    assert "XUANXING_PASSWORD" in caught.value.hint
    assert "[auth]" in caught.value.hint
    assert sign_in_for(address, {"XUANXING_PASSWORD": GOOD}, oidc=False) == "password"
    assert sign_in_for(address, {}, oidc=True) == "oidc"


def test_what_is_configured_applies_on_this_machine_too() -> None:
    assert sign_in_for("127.0.0.1", {"XUANXING_PASSWORD": GOOD}, oidc=False) == "password"
    assert sign_in_for("127.0.0.1", {"XUANXING_PASSWORD": GOOD}, oidc=True) == "oidc"


@pytest.mark.parametrize("address", ["127.0.0.1", "0.0.0.0"])  # noqa: S104
def test_a_short_password_is_refused_and_not_shown(address: str) -> None:
    with pytest.raises(SignInError, match="11 characters") as caught:
        sign_in_for(address, {"XUANXING_PASSWORD": "hunter2hunt"}, oidc=False)
    assert "hunter2" not in str(caught.value)


def test_streamlits_own_sign_in_is_found_where_streamlit_looks(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(access, "find_spec", lambda _: object())
    assert configured_sign_in("127.0.0.1") == "open"
    for folder, host in ((home, "choose.example.org"), (tmp_path, "other.example.org")):
        (folder / ".streamlit").mkdir()
        text = AUTH.replace("choose.example.org", host)
        (folder / ".streamlit" / "secrets.toml").write_text(text)
        assert oidc_host(access.secrets_files()) == host
    assert configured_sign_in("0.0.0.0") == "oidc"  # noqa: S104


def test_secrets_of_other_kinds_are_no_sign_in(tmp_path: Path) -> None:
    file = tmp_path / "secrets.toml"
    file.write_text('key = "x"\nauth = 3\n')
    assert oidc_host([file, tmp_path / "missing.toml"]) is None


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (AUTH.replace("cookie_secret", "nothing"), "no cookie_secret"),
        (AUTH.replace("client_id", "nothing"), "no client_id"),
        (AUTH + "[auth.google]\nclient_id = 'x'\n", "no client_secret"),
        (AUTH.replace("https://choose.example.org", "choose"), "redirect_uri in"),
        ("[auth", "is no TOML"),
    ],
)
def test_a_sign_in_that_is_set_up_by_half_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, message: str
) -> None:
    monkeypatch.setattr(access, "find_spec", lambda _: object())
    file = tmp_path / "secrets.toml"
    file.write_text(text)
    with pytest.raises(SignInError, match=message):
        oidc_host([file])


def test_a_sign_in_without_its_package_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(access, "find_spec", lambda _: None)
    file = tmp_path / "secrets.toml"
    file.write_text(AUTH)
    with pytest.raises(SignInError, match="Authlib") as caught:
        oidc_host([file])
    assert caught.value.hint == "pip install Authlib"


def test_secrets_that_can_not_be_read_are_told(tmp_path: Path) -> None:
    with pytest.raises(SignInError, match="can't be read"):
        oidc_host([tmp_path])
    (tmp_path / "secrets.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(SignInError, match="can't be read"):
        oidc_host([tmp_path / "secrets.toml"])


def test_a_password_is_right_or_wrong(seconds: Seconds) -> None:
    passwords = Passwords(GOOD + "é", limiter=RateLimiter(clock=seconds))
    assert passwords.check(GOOD + "é", "here")
    assert passwords.check(GOOD + "e\u0301", "here")  # as another keyboard composes it
    for wrong in ("", GOOD, GOOD + "é ", "\ud800", "\x00", GOOD * 1000):
        assert not passwords.check(wrong, "here")


def test_attempts_are_throttled_by_where_they_come_from(seconds: Seconds) -> None:
    limiter = RateLimiter(Rate(5, 0.1), Rate(60, 1), clock=seconds)
    passwords = Passwords(GOOD, limiter=limiter)
    for _ in range(5):
        assert not passwords.check("guess", "there")
    with pytest.raises(RateLimitError) as caught:
        passwords.check(GOOD, "there")  # not even the right one
    assert caught.value.seconds == 10
    assert passwords.check(GOOD, "here")
    seconds.time += 10
    assert passwords.check(GOOD, "there")


def test_a_session_lasts_thirty_days_and_outlives_a_restart(seconds: Seconds) -> None:
    token = Passwords(GOOD, clock=seconds).new_session()
    again = Passwords(GOOD, clock=seconds)
    visitor = again.visitor_of(token)
    assert visitor is not None
    assert again.visitor_of(again.new_session()) != visitor
    assert again.renewed(token) is None
    seconds.time += 16 * 86_400
    fresh = again.renewed(token)
    assert fresh is not None
    assert again.visitor_of(fresh) == visitor
    seconds.time += 15 * 86_400
    assert again.visitor_of(token) is None
    assert again.renewed(token) is None
    assert again.visitor_of(fresh) == visitor


def test_a_session_ends_with_its_password(seconds: Seconds) -> None:
    token = Passwords(GOOD, clock=seconds).new_session()
    assert Passwords(GOOD + "2", clock=seconds).visitor_of(token) is None


@given(st.text() | st.binary().map(lambda each: each.decode("latin-1")))
def test_a_forged_session_is_nobody(token: str) -> None:
    assert SHARED.visitor_of(token) is None


@given(st.integers(0, 200), st.characters(codec="ascii"))
def test_a_changed_session_is_nobody(place: int, character: str) -> None:
    token = SHARED.new_session()
    place %= len(token)
    changed = token[:place] + character + token[place + 1 :]
    found = SHARED.visitor_of(changed)
    # The last character of a signature carries bits that base64 leaves out.
    assert found is None or found == SHARED.visitor_of(token)


SHARED = Passwords(GOOD)


def test_the_passwords_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    configured_passwords.cache_clear()
    with pytest.raises(SignInError):
        configured_passwords()
    monkeypatch.setenv("XUANXING_PASSWORD", GOOD)
    assert configured_passwords() is configured_passwords()
    assert configured_passwords().check(GOOD, "here")
    configured_passwords.cache_clear()


def who(sign_in: access.SignIn, **given: object) -> Visitor | None:
    about: dict[str, object] = {"session": "tab", "cookies": {}, "user": {}, "passwords": None}
    return visitor_of(sign_in, **{**about, **given})  # type: ignore[arg-type]


def test_without_a_sign_in_there_is_one_local_owner() -> None:
    assert who("open") == Visitor("local", counted="tab")
    assert who("open", user={"is_logged_in": True, "sub": "x"}) == Visitor("local", counted="tab")


def test_with_a_password_each_session_is_a_visitor_of_its_own() -> None:
    one, two = (
        who("password", passwords=SHARED, cookies={COOKIE: SHARED.new_session()}) for _ in "12"
    )
    assert one is not None
    assert two is not None
    assert one.owner != two.owner
    assert one.owner.startswith("password:")
    assert who("password", passwords=SHARED) is None
    assert who("password", passwords=SHARED, cookies={COOKIE: "forged"}) is None
    assert who("password", cookies={COOKIE: SHARED.new_session()}) is None


def test_with_oidc_the_provider_says_who_it_is() -> None:
    ann = {"is_logged_in": True, "iss": "https://id.example.org", "sub": "1", "name": "Ann"}
    found = who("oidc", user=ann)
    assert found is not None
    assert (found.name, len(found.owner)) == ("Ann", 69)
    assert found.owner == found.counted
    elsewhere = who("oidc", user={**ann, "iss": "https://other.example.org"})
    assert elsewhere is not None
    assert elsewhere.owner != found.owner
    assert who("oidc", user={**ann, "is_logged_in": False}) is None
    assert who("oidc", user={"is_logged_in": True}) is None
    assert who("oidc", session="tab") is None


def test_a_visitor_may_ask_a_few_at_once_and_then_steadily(seconds: Seconds) -> None:
    limiter = RateLimiter(Rate(3, 0.5), Rate(100, 100), clock=seconds)
    for _ in range(3):
        limiter.take("ann")
    with pytest.raises(RateLimitError, match="faster") as caught:
        limiter.take("ann")
    assert (caught.value.seconds, caught.value.retryable) == (2, True)
    assert "in 2 seconds" in caught.value.hint
    limiter.take("bob")
    seconds.time += 1.9
    with pytest.raises(RateLimitError) as caught:
        limiter.take("ann")
    assert (caught.value.seconds, caught.value.hint) == (1, "Try again in 1 second.")
    seconds.time += 0.1
    limiter.take("ann")


def test_all_together_may_ask_so_many_and_a_refusal_costs_nobody(seconds: Seconds) -> None:
    limiter = RateLimiter(Rate(2, 1), Rate(3, 1), clock=seconds)
    for visitor in ("ann", "ann", "bob"):
        limiter.take(visitor)
    for _ in range(5):
        with pytest.raises(RateLimitError, match="too many people"):
            limiter.take("bob")
    seconds.time += 1
    limiter.take("bob")


def test_waiting_as_long_as_was_said_is_enough_and_a_clock_set_back_does_no_harm(
    seconds: Seconds,
) -> None:
    limiter = RateLimiter(Rate(1, 0.3), Rate(10, 10), clock=seconds)
    limiter.take("ann")
    seconds.time -= 500
    with pytest.raises(RateLimitError) as caught:
        limiter.take("ann")
    seconds.time += caught.value.seconds
    limiter.take("ann")


def test_many_visitors_take_little_room(seconds: Seconds) -> None:
    limiter = RateLimiter(Rate(1, 0.001), Rate(10**9, 1), clock=seconds)
    for number in range(10_050):
        limiter.take(f"{number}")
    assert len(limiter._buckets) <= 10_000
    with pytest.raises(RateLimitError):
        limiter.take("10049")
    seconds.time += 10_000
    limiter.take("new")
    assert len(limiter._buckets) == 1


def test_threads_share_one_count() -> None:
    limiter = RateLimiter(Rate(50, 0.000001), Rate(10**6, 1))
    allowed: list[int] = []

    def ask() -> None:
        for _ in range(20):
            try:
                limiter.take("ann")
            except RateLimitError:
                continue
            allowed.append(1)

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(allowed) == 50
