"""Who is asking: whose conversations are shown, and whose questions are counted."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from assistant.history.access import SignIn
from assistant.history.passwords import Passwords

LOCAL = "local"
COOKIE = "xuanxing_session"


@dataclass(frozen=True, slots=True)
class Visitor:
    """A person at the page.

    Attributes:
        owner: Whose conversations these are.
        counted: What the rate limit counts by.
        name: How the page may call them, if that is known.
    """

    owner: str
    counted: str
    name: str = ""


def visitor_of(
    sign_in: SignIn,
    *,
    session: str,
    cookies: Mapping[str, str],
    user: Mapping[str, Any],
    passwords: Passwords | None,
) -> Visitor | None:
    """The visitor, or ``None`` who has not signed in and may see nothing.

    Without a sign-in only this machine reaches the page, and its one owner finds every
    conversation again in each tab, after a refresh and after a restart.

    Args:
        sign_in: What the page asks for.
        session: An id of this browser tab.
        cookies: ``st.context.cookies``.
        user: ``st.user``, with the claims of an OIDC sign-in.
        passwords: Reads the sessions of a password sign-in.
    """
    if sign_in == "open":
        return Visitor(LOCAL, counted=session)
    if sign_in == "password":
        found = passwords.visitor_of(cookies.get(COOKIE, "")) if passwords else None
        return Visitor(f"password:{found}", counted=found) if found else None
    if not user.get("is_logged_in") or not user.get("sub"):
        return None
    # Only both together are unique; hashed, they are short and no personal data.
    claims = f"{user.get('iss', '')}\n{user['sub']}"
    owner = f"oidc:{hashlib.sha256(claims.encode()).hexdigest()}"
    return Visitor(owner, counted=owner, name=str(user.get("name") or user.get("email") or ""))
