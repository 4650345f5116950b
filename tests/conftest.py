"""What every test stands on: no network, nobody's home, one index for all."""

from __future__ import annotations

import asyncio
import ipaddress
import os
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hypothesis
import pytest

if TYPE_CHECKING:
    from assistant import Assistant

ROOT = Path(__file__).parent.parent
DATA = Path(__file__).parent / "data"
CHROMIUMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

# Libraries read these when they are imported, and processes that tests start inherit them.
os.environ |= {
    "ANONYMIZED_TELEMETRY": "False",
    "HF_HUB_OFFLINE": "1",
    "LANGCHAIN_TRACING_V2": "false",
    "LANGSMITH_TRACING": "false",
    "PYTEST_ADDOPTS": "-p no:asyncio",  # comes with langchain-tests; without settings it warns
    "OMP_WAIT_POLICY": "passive",  # several workers embed on the same cores
    "OPENBLAS_NUM_THREADS": "1",
    "STREAMLIT_BROWSER_GATHER_USAGE_STATS": "false",
    "TOKENIZERS_PARALLELISM": "false",
}
for name in list(os.environ):
    if name.lower().endswith("_proxy") or name.startswith("XUANXING_"):
        del os.environ[name]

# The machine may be busy: no example has a deadline. CI tries the same examples every time.
hypothesis.settings.register_profile(
    "xuanxing",
    deadline=None,
    derandomize="CI" in os.environ,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.load_profile("xuanxing")


def _move_home(patch: pytest.MonkeyPatch, home: Path) -> None:
    """Sends everything that is kept for a user below ``home``, the index included."""
    for variable, folder in {
        "HOME": "",
        "XDG_CACHE_HOME": ".cache",
        "XDG_CONFIG_HOME": ".config",
        "XDG_DATA_HOME": ".local/share",
        "XDG_STATE_HOME": ".local/state",
        "XUANXING_STORE": "store",
    }.items():
        patch.setenv(variable, str(home / folder))


@pytest.fixture(scope="session", autouse=True)
def _home_of_session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        _move_home(patch, tmp_path_factory.mktemp("home"))
        yield


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home of the test's own; no index is in it."""
    folder = tmp_path_factory.mktemp("home")
    _move_home(monkeypatch, folder)
    return folder


@pytest.fixture(autouse=True)
def lookups(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Fails a test in which a host's name was looked up, even if the code took no offence.

    pytest-socket stops connections; by then a name has been given away.
    """
    asked: list[str] = []
    lookup = socket.getaddrinfo

    def guarded(host: Any, *args: Any, **kwargs: Any) -> Any:
        shown = host.decode() if isinstance(host, bytes) else str(host or "localhost")
        if shown != "localhost" and not _is_address(shown):
            asked.append(shown)
            raise socket.gaierror(socket.EAI_NONAME, f"tests look up no hosts: {shown}")
        return lookup(host, *args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", guarded)
    yield asked
    assert not asked, f"looked up {asked}"


@pytest.fixture(autouse=True)
def _no_loop_of_a_browser(request: pytest.FixtureRequest) -> Iterator[None]:
    """Playwright's loop counts as running as long as its browser is open, in other tests too."""
    loop = asyncio._get_running_loop()
    if loop is None or "browser" in request.fixturenames:
        yield
        return
    asyncio._set_running_loop(None)
    yield
    asyncio._set_running_loop(loop)


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the index of the default corpus, built once for all workers. Only read it."""
    from assistant import Assistant

    base = tmp_path_factory.getbasetemp()
    # Workers of one run share the folder above their own; the builder's lock does the rest.
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "shared-store"
    Assistant(encoder="bundled", store=folder).open()
    return folder


@pytest.fixture(scope="session")
def answers_store(store: Path) -> Path:
    """The same folder, for assistants of any corpus: a further corpus is built beside it."""
    return store


@pytest.fixture(scope="session")
def assistant(answers_store: Path) -> Assistant:
    """The default corpus with the bundled encoder, its index built once for all workers."""
    from assistant import Assistant

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XUANXING_LOCK_WAIT", "240")  # the other workers wait for the one that builds
        return Assistant(encoder="bundled", store=answers_store).open()


@pytest.fixture(scope="session")
def database_assistant(answers_store: Path, corpus_folder: Path) -> Assistant:
    """The same for the second corpus."""
    from assistant import Assistant

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XUANXING_LOCK_WAIT", "240")
        return Assistant(corpus=corpus_folder, encoder="bundled", store=answers_store).open()


@pytest.fixture(scope="session")
def corpus_folder() -> Path:
    """A small second corpus: an English article, other options. Only read it."""
    return DATA / "postgresql-vs-mysql"


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of an installed Chromium; a browser test asks for it and so is skipped without."""
    candidates = [os.environ.get("CHROMIUM", ""), *CHROMIUMS]
    if path := next(filter(None, map(shutil.which, candidates)), None):
        return path
    if "CI" in os.environ:
        pytest.fail("no Chromium: CI installs one, see .ci/run")
    pytest.skip("no Chromium: install one, or name it in CHROMIUM")
