"""Who may open the page: on this machine anybody, from anywhere else only who signs in."""

from __future__ import annotations

import ipaddress
import os
import tomllib
from collections.abc import Iterable, Mapping
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from assistant.history.errors import SignInError

SignIn = Literal["open", "password", "oidc"]

PASSWORD = "XUANXING_PASSWORD"  # noqa: S105 - the variable's name
MIN_PASSWORD = 12
_REMEDY = (
    f"Set {PASSWORD} to at least {MIN_PASSWORD} characters, or [auth] in .streamlit/secrets.toml; "
    "or leave out the address to serve this machine only."
)
_SHARED_KEYS = ("redirect_uri", "cookie_secret")
_PROVIDER_KEYS = ("client_id", "client_secret", "server_metadata_url")


def sign_in_for(address: str | None, env: Mapping[str, str], *, oidc: bool) -> SignIn:
    """What the page asks of its visitors, before it is served at an address.

    What is configured applies on this machine too, which may stand behind a proxy.

    Args:
        address: What the server binds to; ``None`` or nothing means every address there is.
        env: The environment, with or without ``XUANXING_PASSWORD``.
        oidc: Whether Streamlit's own sign-in is configured, see :func:`oidc_host`.

    Raises:
        SignInError: The password is too short, or anybody could open the page.
    """
    password = env.get(PASSWORD, "")
    if password and len(password) < MIN_PASSWORD:
        raise SignInError(
            f"{PASSWORD} has {len(password)} characters.", hint=f"Give at least {MIN_PASSWORD}."
        )
    if oidc:
        return "oidc"
    if password:
        return "password"
    if not is_loopback(address):
        raise SignInError(
            f"at {address or 'every address'} anybody could open the page.", hint=_REMEDY
        )
    return "open"


def configured_sign_in(address: str | None) -> SignIn:
    """What this process's environment and Streamlit's secrets say of an address.

    Raises:
        SignInError: See :func:`sign_in_for` and :func:`oidc_host`.
    """
    return sign_in_for(address, os.environ, oidc=oidc_host(secrets_files()) is not None)


def is_loopback(address: str | None) -> bool:
    """Whether only this machine reaches it. Names are not looked up, except ``localhost``."""
    text = (address or "").strip().strip("[]").casefold()
    if text == "localhost":
        return True
    try:
        found = ipaddress.ip_address(text)
    except ValueError:
        return False
    mapped = getattr(found, "ipv4_mapped", None)
    return bool((mapped or found).is_loopback)


def secrets_files() -> tuple[Path, ...]:
    """Where Streamlit looks for its secrets; the later one wins."""
    folders = [Path.cwd()]
    with suppress(RuntimeError):  # this user has no home
        folders.insert(0, Path.home())
    return tuple(folder / ".streamlit" / "secrets.toml" for folder in folders)


def oidc_host(files: Iterable[Path]) -> str | None:
    """The host name under which visitors sign in by OIDC; ``None`` where that is not set up.

    Raises:
        SignInError: It is set up by half: a key or the package it needs is missing.
    """
    auth: dict[str, Any] = {}
    where: Path | None = None
    for file in files:
        found = _auth_of(file)
        if found is not None:
            auth, where = found, file
    if where is None:
        return None
    missing = [key for key in _SHARED_KEYS if not auth.get(key)]
    providers = [each for each in auth.values() if isinstance(each, dict)] or [auth]
    for provider in providers:
        missing += [key for key in _PROVIDER_KEYS if not provider.get(key)]
    if missing:
        raise SignInError(
            f"[auth] in {where} has no {missing[0]}.", hint="Add it; Streamlit's sign-in needs it."
        )
    if find_spec("authlib") is None:
        raise SignInError(
            "Streamlit's sign-in needs the package Authlib.", hint="pip install Authlib"
        )
    host = urlsplit(str(auth["redirect_uri"])).hostname
    if not host:
        raise SignInError(
            f"redirect_uri in {where} is {str(auth['redirect_uri'])[:100]!r}.",
            hint="Give an address such as https://example.org/oauth2callback.",
        )
    return host


def _auth_of(file: Path) -> dict[str, Any] | None:
    try:
        text = file.read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise SignInError(f"{file} can't be read.", hint="Mend or remove it.") from error
    try:
        auth = tomllib.loads(text).get("auth")
    except tomllib.TOMLDecodeError as error:
        raise SignInError(f"{file} is no TOML: {error}.", hint="Mend the file.") from error
    return auth if isinstance(auth, dict) else None
