"""What the tests without a browser ask a page."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from streamlit.testing.v1 import AppTest

FAKE_APP = Path(__file__).with_name("fake_app.py")
BUSY = 60  # seconds; a busy machine is no failure


def open_page(**query: str) -> AppTest:
    """The page with the tests' own assistant, in Chinese."""
    at = AppTest.from_file(str(FAKE_APP), default_timeout=BUSY)
    at.session_state["lang"] = "zh"
    for name, value in query.items():
        at.query_params[name] = value
    at.run()
    assert not at.exception
    return at


def ask(at: AppTest, question: str) -> AppTest:
    at.chat_input[0].set_value(question).run()
    assert not at.exception
    return at


def words(at: AppTest) -> str:
    return "\n".join(element.value for element in (*at.markdown, *at.caption, *at.error))


def labels(at: AppTest, prefix: str) -> list[str]:
    return [button.label for button in at.button if (button.key or "").startswith(prefix)]


def keyed(at: AppTest, prefix: str, place: int = 0) -> Any:
    """A button by the beginning of its key; which of several, in the order of the page."""
    return [button for button in at.button if (button.key or "").startswith(prefix)][place]


def own(at: AppTest, name: str, place: int = 0) -> dict[str, Any]:
    """What one of the page's own elements shows."""
    found = [
        json.loads(element.proto.json)
        for element in at.get("bidi_component")
        if element.proto.component_name == f"xuanxing.{name}"
    ]
    shown: dict[str, Any] = found[place]
    return shown
