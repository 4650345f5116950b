import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from assistant import ui
from assistant.ui import browser


@pytest.fixture
def serve(monkeypatch):
    """Lets a few lines of Python stand in for the server."""

    def install(program: str) -> None:
        monkeypatch.setattr(ui, "command", lambda *_, **__: [sys.executable, "-c", program])

    return install


@pytest.fixture
def _survive() -> Iterator[None]:
    """A signal that comes before launch listens must not end the test run."""
    before = signal.signal(signal.SIGTERM, lambda *_: None)
    yield
    signal.signal(signal.SIGTERM, before)


def test_the_command_binds_to_this_machine_and_reports_to_nobody():
    flags = ui.command(8600)
    assert flags[:4] == [sys.executable, "-m", "streamlit", "run"]
    assert "--server.address=127.0.0.1" in flags
    assert "--server.port=8600" in flags
    assert "--server.headless=true" in flags
    assert "--browser.gatherUsageStats=false" in flags


def test_every_flag_is_one_that_streamlit_knows():
    from streamlit import config

    known = config.get_config_options()
    for flag in ui.command(8600)[5:]:
        assert flag.removeprefix("--").split("=")[0] in known


def test_the_server_gets_the_environment_and_its_exit_code_is_returned(serve):
    serve("import os, sys; sys.exit(int(os.environ['CODE']) + ('PATH' not in os.environ))")
    assert ui.launch(None, headless=True, environment={"CODE": "7"}) == 7


@pytest.mark.usefixtures("_survive")
def test_ending_the_parent_ends_the_server(serve):
    parent = os.getpid()
    serve(
        f"import os, signal, time\nwhile True: os.kill({parent}, signal.SIGTERM); time.sleep(0.2)"
    )
    assert ui.launch(None, headless=True, environment={}) == 0


def test_an_interrupt_waits_for_the_server_to_close(serve):
    serve(
        "import os, signal, time\n"
        f"time.sleep(1); os.kill({os.getpid()}, signal.SIGINT); time.sleep(0.5)"
    )
    assert ui.launch(None, headless=True, environment={}) == 0


def test_starting_from_another_thread(serve):
    serve("raise SystemExit(3)")
    with ThreadPoolExecutor() as pool:
        assert pool.submit(ui.launch, None, headless=True, environment={}).result() == 3


def test_importing_the_package_loads_no_streamlit():
    program = "import assistant.ui, sys; print('streamlit' in sys.modules)"
    assert subprocess.check_output([sys.executable, "-c", program], text=True).strip() == "False"


def test_the_first_free_port_from_8501_on():
    first = ui.free_port("127.0.0.1")
    assert first >= 8501
    with socket.create_server(("127.0.0.1", first)):
        assert ui.free_port("127.0.0.1") > first


@pytest.mark.parametrize(
    ("address", "url"),
    [
        ("127.0.0.1", "http://127.0.0.1:8501"),
        ("0.0.0.0", "http://127.0.0.1:8501"),  # noqa: S104 - which is what is tested
        ("::1", "http://[::1]:8501"),
        ("[::1]", "http://[::1]:8501"),
        ("example.org", "http://example.org:8501"),
    ],
)
def test_the_address_that_a_browser_is_sent_to(address, url):
    assert ui.url_of(address, 8501) == url


@pytest.mark.parametrize(
    ("environment", "expected"),
    [({"DISPLAY": ":0"}, True), ({"DISPLAY": ":0", "CI": "true"}, False)],
)
def test_no_browser_is_opened_where_nobody_looks(environment, expected):
    assert browser.has_screen(environment) == expected
    assert browser.has_screen({}) == (sys.platform in {"darwin", "win32"})


@pytest.fixture
def opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A program in the browser's place writes here what it was sent to."""
    note = tmp_path / "opened"
    for name in ("xdg-open", "open"):
        program = tmp_path / name
        program.write_text(f'#!/bin/sh\necho "$1" >> {note}\n')
        program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.delenv("CI", raising=False)
    return note


HEALTHY = """
import http.server, os, time
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200); self.end_headers()
        served.append(self.path)
    def log_message(self, *_): pass
served = []
server = http.server.HTTPServer(("127.0.0.1", {port}), Handler)
while not served: server.handle_request()
while not os.path.exists({note!r}): time.sleep(0.1)
"""


@pytest.mark.parametrize("headless", [False, True])
def test_the_browser_is_opened_once_the_page_is_there(serve, opened, headless):
    port = ui.free_port("127.0.0.1")
    serve("raise SystemExit(0)" if headless else HEALTHY.format(port=port, note=str(opened)))
    assert ui.launch(port, headless=headless, environment={}) == 0
    assert opened.exists() != headless
    if not headless:
        assert opened.read_text() == f"http://127.0.0.1:{port}\n"


def test_no_browser_is_opened_for_a_server_that_does_not_start(serve, opened):
    serve("raise SystemExit(1)")
    assert ui.launch(None, headless=False, environment={}) == 1
    assert not opened.exists()
