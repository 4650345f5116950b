"""What the tests of the doors share."""

from __future__ import annotations

from pathlib import Path

import pytest
from starlette.testclient import TestClient

from assistant import Assistant
from assistant.plugins.openai_api import build_app


@pytest.fixture
def shared_store(
    answers_store: Path, assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """The index that all tests share, also for processes that a test starts."""
    assert assistant.corpus.options
    monkeypatch.setenv("XUANXING_STORE", str(answers_store))
    return answers_store


@pytest.fixture
def client(assistant: Assistant) -> TestClient:
    """The endpoint within this process."""
    return TestClient(build_app(assistant), raise_server_exceptions=False)
