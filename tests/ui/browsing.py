"""What the browser tests do with a page."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Locator, Page

DESKTOP = {"width": 1280, "height": 860}
PHONE = {"width": 390, "height": 844}
ZH = "我要在手机上部署模型,应该用TF还是PyTorch?"
TWO = "我是研一新生,先做视觉方向的论文,毕业设计要把模型放到手机上,选哪个?"
EN = "Which one for an on-device model in our Android app?"
LOOKS: dict[str, dict[str, Any]] = {
    "zh": {"locale": "zh-CN", "viewport": DESKTOP},
    "en": {"locale": "en-GB", "viewport": DESKTOP},
    "dark": {"locale": "zh-CN", "viewport": DESKTOP, "color_scheme": "dark"},
    "phone": {"locale": "zh-CN", "viewport": PHONE},
    "phone-dark": {"locale": "en-GB", "viewport": PHONE, "color_scheme": "dark"},
}


def send(page: Page, question: str) -> None:
    """Type a question and press Enter."""
    box = page.get_by_test_id("stChatInputTextArea")
    box.fill(question)
    box.press("Enter")


def ask(page: Page, question: str) -> Locator:
    """Ask, wait until the answer is complete, and return its message."""
    before = page.locator(".stChatMessage").count()
    send(page, question)
    answer = page.locator(".stChatMessage").nth(before + 1)
    # What can be done with an answer is drawn last, and by the run that draws it for good.
    answer.locator("[class*=st-key-actions-], [class*=st-key-again-]").first.wait_for()
    page.locator(".stApp[data-test-script-state=notRunning]").wait_for()
    return answer


def citations(answer: Locator) -> Locator:
    return answer.locator("[class*=st-key-cite-] button")


def settle(page: Page) -> None:
    page.locator(".stApp[data-test-script-state=notRunning]").wait_for()
    page.evaluate("new Promise(done => setTimeout(done, 300))")


def violations(page: Page) -> list[str]:
    """What axe-core holds to be a serious or critical barrier, and where."""
    found = Axe().run(page).response["violations"]
    return [
        f"{each['id']}: {node['target']} {node['failureSummary']}"
        for each in found
        if each["impact"] in {"serious", "critical"}
        for node in each["nodes"]
    ]
