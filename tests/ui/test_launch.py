import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from assistant import ui


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
    flags = ui.command(8600, headless=True)
    assert flags[:4] == [sys.executable, "-m", "streamlit", "run"]
    assert "--server.address=127.0.0.1" in flags
    assert "--server.port=8600" in flags
    assert "--server.headless=true" in flags
    assert "--browser.gatherUsageStats=false" in flags
    assert not any("server.port" in flag for flag in ui.command(None, headless=False))


def test_every_flag_is_one_that_streamlit_knows():
    from streamlit import config

    known = config.get_config_options()
    for flag in ui.command(None, headless=True)[5:]:
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
