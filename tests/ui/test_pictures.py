"""Every state of the page, as it looks: on a desktop and a phone, light and dark, in zh and en.

The empty page and the answered one are pictured in test_browser.py, on the way. Name a folder in
SCREENSHOTS to keep the pictures. Whatever the state, it has to be free of serious barriers, and
nothing may be cut off at the side.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from assistant.ui import APP
from tests.ui.browsing import EN, LOOKS, PHONE, ZH, ask, send, settle, violations
from tests.ui.conftest import free_port, serving

pytestmark = pytest.mark.browser

SAID = {
    "zh": {
        "ask": ZH,
        "off": "今天天气怎么样?",
        "hold": "hold 调试哪个方便?",
        "busy": "busy 调试哪个方便?",
        "reading": "正在查原文",
        "again": "再问一次",
        "no model": "语言模型没有给出回答",
        "no store": "索引读不了或写不了",
        "failed": "过一会儿再试",
    },
    "en": {
        "ask": EN,
        "off": "What will the weather be like tomorrow?",
        "hold": "hold which is easier to debug?",
        "busy": "busy which is easier to debug?",
        "reading": "Reading the article",
        "again": "Ask again",
        "no model": "The language model gave no answer",
        "no store": "can't be used",
        "failed": "Ask again in a minute",
    },
}


@pytest.fixture(scope="session")
def no_store_url() -> Iterator[str]:
    """The page with its store on a server that is down."""
    nowhere = f"http://127.0.0.1:{free_port()}"
    with serving(APP, Path("unused"), XUANXING_STORE=nowhere) as url:
        yield url


@pytest.fixture(scope="session")
def no_model_url(ready_store: Path) -> Iterator[str]:
    """The page with a language model on a server that is down."""
    with serving(
        APP,
        ready_store,
        XUANXING_LLM="openai:some-model",
        XUANXING_LLM_BASE_URL=f"http://127.0.0.1:{free_port()}/v1",
        XUANXING_LLM_RETRIES="0",
    ) as url:
        yield url


# Every look of every state is pictured for whoever wants the pictures; the tests ask less of those
# that only say what is down.
FEW = LOOKS if "SCREENSHOTS" in os.environ else ("zh", "phone-dark")


@pytest.fixture(params=LOOKS)
def look(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def said(look: str) -> dict[str, str]:
    return SAID["zh" if LOOKS[look]["locale"] == "zh-CN" else "en"]


@pytest.fixture
def take(look: str, pictures: Path) -> Callable[[Page, str], None]:
    """Takes a picture, and holds the page to what every state is held to."""

    def shoot(page: Page, state: str) -> None:
        page.evaluate("new Promise(done => setTimeout(done, 500))")
        page.screenshot(path=pictures / f"{state}-{look}.png")
        size = page.viewport_size
        assert size
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
        assert violations(page) == []

    return shoot


def test_pictures_of_an_answer_that_streams_is_stopped_and_fails(visit, fake_url, look, said, take):
    page = visit(f"{fake_url}/?owner=pictures-{look}", **LOOKS[look])
    page.locator(".st-key-samples button").first.wait_for()
    again = page.get_by_role("button", name=said["again"], exact=True)
    send(page, said["hold"])
    page.locator(".stChatMessage").nth(1).get_by_text("“").wait_for()
    take(page, "streaming")
    expect(page.get_by_text(said["reading"])).to_be_visible()
    expect(again).to_have_count(0)
    page.locator(".st-key-ask button").last.click()
    again.wait_for()
    take(page, "stopped")
    expect(page.get_by_text(said["reading"])).to_be_hidden()
    page.locator(".st-key-new button").click()
    page.locator(".st-key-samples button").first.wait_for()
    send(page, said["busy"])
    page.get_by_text(said["failed"]).first.wait_for()
    settle(page)
    take(page, "error")


def test_picture_of_a_question_that_is_refused(visit, real_url, look, said, take):
    page = visit(real_url, **LOOKS[look])
    page.locator(".st-key-samples button").first.wait_for()
    ask(page, said["off"])
    settle(page)
    take(page, "abstained")


@pytest.mark.parametrize("look", FEW, indirect=True)
def test_picture_of_a_store_that_is_down(visit, no_store_url, look, said, take):
    page = visit(no_store_url, **LOOKS[look])
    page.get_by_text(said["no store"]).first.wait_for()
    settle(page)
    take(page, "store-down")


@pytest.mark.parametrize("look", FEW, indirect=True)
def test_picture_of_a_model_that_is_down(visit, no_model_url, look, said, take):
    page = visit(no_model_url, **LOOKS[look])
    page.locator(".st-key-samples button").first.wait_for()
    answer = ask(page, said["ask"])
    answer.get_by_text(said["no model"]).wait_for()
    settle(page)
    take(page, "model-down")
    if page.viewport_size == PHONE:
        page.get_by_test_id("stExpandSidebarButton").click()
    page.locator(".st-key-settings button").click()
    page.get_by_role("dialog").get_by_text("openai:some-model").first.wait_for()
    settle(page)
    take(page, "settings")
