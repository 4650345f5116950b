"""An OpenID Connect provider on loopback: as much of one as signing in takes."""

from __future__ import annotations

import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT = "xuanxing"
SECRET = "of a client that lives for a minute"  # noqa: S105
PEOPLE = {"alice": "Alice <b>A.</b>", "bob": "Bob"}


class _Handler(BaseHTTPRequestHandler):
    issuer: str
    key: RSAKey
    codes: dict[str, tuple[str, str]]

    def do_GET(self) -> None:
        place = urlsplit(self.path)
        asked = {name: values[0] for name, values in parse_qs(place.query).items()}
        if place.path == "/.well-known/openid-configuration":
            self._json(
                {
                    "issuer": self.issuer,
                    "authorization_endpoint": f"{self.issuer}/authorize",
                    "token_endpoint": f"{self.issuer}/token",
                    "jwks_uri": f"{self.issuer}/keys",
                    "response_types_supported": ["code"],
                    "subject_types_supported": ["public"],
                    "id_token_signing_alg_values_supported": ["RS256"],
                }
            )
        elif place.path == "/keys":
            self._json({"keys": [self.key.as_dict(private=False)]})
        elif place.path == "/authorize" and asked.get("client_id") == CLIENT:
            self._choose(asked)
        else:
            self.send_error(404)

    def do_POST(self) -> None:
        """Exchanges a code, once, for a token that says who it is."""
        body = self.rfile.read(int(self.headers.get("content-length", 0))).decode()
        who, nonce = self.codes.pop(parse_qs(body).get("code", [""])[0], ("", ""))
        if not who or urlsplit(self.path).path != "/token":
            self._json({"error": "invalid_grant"}, 400)
            return
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "sub": who,
            "aud": CLIENT,
            "iat": now,
            "exp": now + 600,
            "nonce": nonce,
            "name": PEOPLE[who],
        }
        token = jwt.encode({"alg": "RS256", "kid": self.key.kid}, claims, self.key)
        self._json({"access_token": "x", "token_type": "Bearer", "id_token": token})

    def _choose(self, asked: dict[str, str]) -> None:
        """A page on which one says who one is."""
        links = []
        for who in PEOPLE:
            code = secrets.token_urlsafe()
            self.codes[code] = (who, asked.get("nonce", ""))
            back = f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"
            links.append(f'<p><a href="{escape(back)}">{who}</a></p>')
        self._send(200, "text/html", "".join(links).encode())

    def _json(self, data: dict[str, Any], status: int = 200) -> None:
        self._send(status, "application/json", json.dumps(data).encode())

    def _send(self, status: int, kind: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: Any) -> None:
        pass


@contextmanager
def provider() -> Iterator[str]:
    """Serves one; yields its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    _Handler.issuer = f"http://127.0.0.1:{server.server_port}"
    _Handler.key = RSAKey.generate_key(2048, {"use": "sig", "kid": "1", "alg": "RS256"})
    _Handler.codes = {}
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield _Handler.issuer
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def secrets_toml(page: str, issuer: str) -> str:
    """What Streamlit has to know of it."""
    return f"""
[auth]
redirect_uri = "{page}/oauth2callback"
cookie_secret = "{secrets.token_hex(32)}"
client_id = "{CLIENT}"
client_secret = "{SECRET}"
server_metadata_url = "{issuer}/.well-known/openid-configuration"
"""
