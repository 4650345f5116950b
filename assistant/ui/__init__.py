"""The chat page. Importing this package loads no Streamlit; :func:`launch` starts it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from assistant.history.access import configured_sign_in, is_loopback
from assistant.ui.browser import has_screen, open_when_ready

APP = Path(__file__).with_name("app.py")
"""The script that Streamlit runs."""

GUARDED = Path(__file__).with_name("guarded.py")
"""The one that it runs where visitors sign in with a password."""

LOOPBACK = "127.0.0.1"
_FIRST_PORT = 8501

_FONT = (
    "'Source Sans', 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', 'Noto Sans SC', "
    "'Source Han Sans SC', sans-serif"
)

# Flags instead of a configuration file: they hold wherever the page is started, and win over
# what is in the user's own ~/.streamlit.
_OPTIONS: Mapping[str, str] = {
    "server.headless": "true",  # else it advertises over the page; see assistant.ui.browser
    "server.showEmailPrompt": "false",
    "server.fileWatcherType": "none",
    "browser.gatherUsageStats": "false",
    "logger.hideWelcomeMessage": "true",  # with it go the advertisements; the address is still told
    "client.toolbarMode": "viewer",
    "client.showErrorDetails": "none",
    "client.showErrorLinks": "false",
    "runner.magicEnabled": "false",
    "theme.font": _FONT,
    "theme.headingFont": _FONT,
    "theme.baseRadius": "0.6rem",
    "theme.light.primaryColor": "#1f6a72",
    "theme.light.backgroundColor": "#fcfbf9",
    "theme.light.secondaryBackgroundColor": "#f2f0eb",
    "theme.light.textColor": "#23282d",
    "theme.light.borderColor": "#dedad2",
    "theme.light.blueTextColor": "#1f6a72",
    "theme.dark.primaryColor": "#2f8089",
    "theme.dark.backgroundColor": "#14181b",
    "theme.dark.secondaryBackgroundColor": "#1f2529",
    "theme.dark.textColor": "#e8e6e1",
    "theme.dark.borderColor": "#384047",
    "theme.dark.blueTextColor": "#7cc4cc",
}

# What a browser may call this server: a page elsewhere can't reach it by a name of its own.
# At another address people sign in, and their cookie belongs to the name that they did it under.
_HOSTS = ("127.0.0.1", "localhost", "[::1]")


def command(port: int, *, address: str = LOOPBACK, script: Path = APP) -> list[str]:
    """The command line that serves the page, on this machine only unless told otherwise."""
    options = {**_OPTIONS, "server.address": address, "server.port": str(port)}
    flags = [f"--{name}={value}" for name, value in options.items()]
    if is_loopback(address):
        flags += [f"--server.allowedHosts={host}" for host in _HOSTS]
    return [sys.executable, "-m", "streamlit", "run", str(script), *flags]


def launch(
    port: int | None,
    *,
    headless: bool,
    environment: Mapping[str, str],
    address: str = LOOPBACK,
) -> int:
    """Serve the page until it is stopped.

    Args:
        port: Where to listen; ``None`` takes 8501, or the next one that is free.
        headless: Don't open a browser.
        environment: Set for the page on top of this process's environment, such as
            ``XUANXING_CORPUS``.
        address: What to bind to. Anything but this machine needs a sign-in.

    Returns:
        The exit code; 0 when it was stopped on purpose.

    Raises:
        SignInError: Anybody could open the page.
    """
    script = GUARDED if configured_sign_in(address) == "password" else APP
    port = port or free_port(address)
    with (
        subprocess.Popen(  # noqa: S603 - our own command, no shell
            command(port, address=address, script=script),
            env={**os.environ, **environment},
        ) as server,
        _terminating(server),
    ):
        if not headless and has_screen():
            given = (url_of(address, port), server)
            threading.Thread(target=open_when_ready, args=given, daemon=True).start()
        while True:
            try:
                code = server.wait()
            except KeyboardInterrupt:
                continue  # the terminal told the server as well, which is closing
            return 0 if code in (-signal.SIGINT, -signal.SIGTERM) else code


def free_port(address: str) -> int:
    """The first port from 8501 on that nobody listens on; 8501 if there is none."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    for port in range(_FIRST_PORT, _FIRST_PORT + 100):
        with suppress(OSError), socket.create_server((address.strip("[]"), port), family=family):
            return port
    return _FIRST_PORT  # the server says what is wrong with it


def url_of(address: str, port: int) -> str:
    """Where a browser on this machine finds what is served at an address."""
    if address in ("0.0.0.0", "::"):  # noqa: S104 - which means this machine too
        address = LOOPBACK
    host = f"[{address}]" if ":" in address and not address.startswith("[") else address
    return f"http://{host}:{port}"


@contextmanager
def _terminating(server: subprocess.Popen[bytes]) -> Iterator[None]:
    """Hands a request to end on to the server, which would go on without its parent."""
    if threading.current_thread() is not threading.main_thread():
        yield  # only the main thread may say what a signal does
        return
    before = signal.signal(signal.SIGTERM, lambda *_: server.terminate())
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
