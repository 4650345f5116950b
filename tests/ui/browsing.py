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
    place = before + 1
    _lasts(page, f"{_STILL} && ({_ANSWERED})(document.querySelectorAll('.stChatMessage')[{place}])")
    return page.locator(".stChatMessage").nth(place)


def citations(answer: Locator) -> Locator:
    return answer.locator("[class*=st-key-cite-] button")


def settle(page: Page) -> None:
    """Wait until no script has run for a while."""
    _lasts(page, _STILL)


_STILL = "!!document.querySelector('.stApp[data-test-script-state=notRunning]')"
# What can be done with an answer is drawn last, and by the run that draws it for good; while it
# is being found, how to ask again is there as well, hidden as long as the script runs.
_ANSWERED = """message =>
    !!message && !message.querySelector('.st-key-reading') &&
    [...message.querySelectorAll('[class*=st-key-actions-], [class*=st-key-again-]')]
        .some(row => !row.closest('[class*=st-key-stopped-]'))"""
_WHILE = 300  # milliseconds; between a run and the one that follows it the page seems still


def _lasts(page: Page, condition: str) -> None:
    """Wait until a condition has held for a while, at every look."""
    page.evaluate("window.heldSince = null")
    page.wait_for_function(
        f"""() => {{
            if (!({condition})) window.heldSince = null;
            else window.heldSince ??= performance.now();
            return window.heldSince !== null && performance.now() - window.heldSince > {_WHILE};
        }}""",
        polling=50,
    )


def violations(page: Page) -> list[str]:
    """What axe-core holds to be a serious or critical barrier, and where."""
    found = Axe().run(page).response["violations"]
    return [
        f"{each['id']}: {node['target']} {node['failureSummary']}"
        for each in found
        if each["impact"] in {"serious", "critical"}
        for node in each["nodes"]
    ]
