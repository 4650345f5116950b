"""Opens the page in the user's browser, once it is there.

Streamlit could do it, but then takes every visitor for a developer of its own, and lays
recommendations over the page.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
import webbrowser
from collections.abc import Mapping

_HEALTH = "/_stcore/health"
_PAUSE = 0.2


def has_screen(environment: Mapping[str, str] = os.environ) -> bool:
    """Whether somebody sits before a screen; not so in CI, nor on a server without one."""
    if environment.get("CI"):
        return False
    if sys.platform in {"darwin", "win32"}:
        return True
    return bool(environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY"))


def open_when_ready(url: str, server: subprocess.Popen[bytes]) -> None:
    """Waits until the server answers, and opens it; gives up when it has ended."""
    while server.poll() is None:
        try:
            with urllib.request.urlopen(url + _HEALTH, timeout=5):  # noqa: S310 - our own server
                break
        except OSError:  # URLError is one too
            time.sleep(_PAUSE)
    else:
        return
    _open(url)


def _open(url: str) -> None:
    name = "open" if sys.platform == "darwin" else "xdg-open"
    if program := shutil.which(name):
        # Browsers talk; nobody wants to hear it in the terminal.
        quiet = subprocess.DEVNULL
        subprocess.Popen(  # noqa: S603 - our own address, no shell
            [program, url], stdin=quiet, stdout=quiet, stderr=quiet
        )
    else:
        webbrowser.open(url)
