"""Servers and browsers for the tests of the page."""

from __future__ import annotations

import os
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from playwright.sync_api import Browser, Page, expect, sync_playwright
from streamlit import config

from assistant import Assistant
from assistant.ui import APP, command
from tests.ui.kept import forget

FAKE_APP = Path(__file__).with_name("fake_app.py")
# Without these Chromium looks for its maker's servers.
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SLOW = 60_000  # milliseconds; a busy machine is no failure
expect.set_options(timeout=SLOW)


@pytest.fixture(autouse=True)
def _fresh_cache() -> Iterator[None]:
    """What one test's page has cached must not answer in the next."""
    st.cache_resource.clear()
    forget()
    yield
    st.cache_resource.clear()


@pytest.fixture
def served_here() -> Iterator[None]:
    """The address that the real page is served at, as its command line says it."""
    before = config.get_option("server.address")
    config.set_option("server.address", "127.0.0.1")
    yield
    config.set_option("server.address", before)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until_healthy(url: str, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        assert server.poll() is None, "the server has stopped"
        try:
            with urllib.request.urlopen(f"{url}/_stcore/health", timeout=5):
                return
        except OSError:  # not listening yet, or too busy to answer
            time.sleep(0.2)
    pytest.fail("the server did not start within two minutes")


@contextmanager
def serving(script: Path, store: Path, port: int | None = None, **variables: str) -> Iterator[str]:
    port = port or free_port()
    arguments = [str(script) if argument == str(APP) else argument for argument in command(port)]
    environment = {**os.environ, "XUANXING_STORE": str(store)} | variables
    with subprocess.Popen(arguments, env=environment) as server:
        try:
            url = f"http://127.0.0.1:{port}"
            wait_until_healthy(url, server)
            yield url
        finally:
            server.terminate()


@pytest.fixture(scope="session")
def fake_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The page with the tests' own assistant."""
    with serving(FAKE_APP, tmp_path_factory.mktemp("unused")) as url:
        yield url


@pytest.fixture(scope="session")
def ready_store(store: Path) -> Path:
    """A store with the index that the page itself opens."""
    Assistant(store=store).open()
    return store


@pytest.fixture(scope="session")
def real_url(ready_store: Path) -> Iterator[str]:
    """The page as people get it."""
    with serving(APP, ready_store) as url:
        yield url


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def visit(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Opens a page as a visitor of its own, and afterwards checks what none may do.

    No page may log an error, or ask any host but the server it came from.
    """
    contexts = []
    wrong: list[str] = []

    def open_page(url: str, **options: Any) -> Page:
        context = browser.new_context(**options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(SLOW)
        host = url.removeprefix("http://").split("/")[0]
        own = (f"http://{host}/", f"ws://{host}/", "data:", "blob:")
        page.on("request", lambda r: None if r.url.startswith(own) else wrong.append(r.url))
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda m: wrong.append(m.text) if m.type == "error" else None)
        page.goto(url)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not wrong


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    """Where screenshots go; name a folder in SCREENSHOTS to keep them."""
    folder = Path(os.environ.get("SCREENSHOTS") or tmp_path)
    folder.mkdir(parents=True, exist_ok=True)
    return folder
