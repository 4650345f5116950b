"""Twenty visitors of the chat page at once, each asking ten questions in a browser.

    python -m tests.benchmarks.visitors [--visitors N] [--questions N] [--think SECONDS]

Prints how long whole turns took, from Enter to the finished answer on the page, as JSON. Ends
with 1 if any answer was missing, wrong or somebody else's.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from playwright.async_api import Browser, async_playwright

from assistant import Assistant
from assistant.ui import APP
from tests.conftest import CHROMIUMS
from tests.ui.conftest import QUIET, serving

QUESTIONS = (
    "我要在手机上部署模型,应该用TF还是PyTorch?",
    "Which one for an on-device model in our Android app?",
    "初学者学哪个好?",
    "做科研发论文用哪个?",
    "which is easier to debug?",
    "线上推理服务选哪个?",
    "Which has the larger ecosystem?",
    "今天天气怎么样?",
    "TensorBoard是什么?",
    "which one for computer vision papers?",
)


async def visit(
    browser: Browser, url: str, visitor: int, count: int, think: float, expected: dict[str, str]
) -> tuple[list[float], list[str]]:
    """One visitor's questions, in an order of their own; the seconds of each, and what is wrong."""
    context = await browser.new_context(viewport={"width": 900, "height": 800}, locale="zh-CN")
    page = await context.new_page()
    page.set_default_timeout(120_000)
    await page.goto(url)
    box = page.get_by_test_id("stChatInputTextArea")
    idle = page.locator(".stApp[data-test-script-state=notRunning]")
    await box.wait_for()
    seconds, wrong = [], []
    for turn in range(count):
        question = QUESTIONS[(visitor * 3 + turn) % len(QUESTIONS)]
        # Each asks in a new conversation, so that the answer is the question's alone.
        await page.locator(".st-key-new button").click()
        await page.locator(".st-key-samples button").first.wait_for()
        await idle.wait_for()
        await asyncio.sleep(think * 2 * random.random())  # noqa: S311 - no secret
        began = time.perf_counter()
        await box.fill(question)
        await box.press("Enter")
        await page.locator(".stChatMessage", has_text=question).first.wait_for()
        await page.locator("[class*=st-key-suggestions-]").wait_for()
        await idle.wait_for()
        seconds.append(time.perf_counter() - began)
        shown = await page.locator(".stChatMessage").all_inner_texts()
        if len(shown) != 2 or question not in shown[0] or expected[question] not in shown[1]:
            wrong.append(f"visitor {visitor}, {question}: {shown}")
    await context.close()
    return seconds, wrong


async def measure(
    url: str, visitors: int, count: int, think: float, expected: dict[str, str]
) -> int:
    """All of them at once."""
    browser_path = next(filter(None, map(_which, CHROMIUMS)), None)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=browser_path, args=QUIET)
        found = await asyncio.gather(
            *(visit(browser, url, visitor, count, think, expected) for visitor in range(visitors))
        )
        await browser.close()
    seconds = [each for times, _ in found for each in times]
    wrong = [each for _, wrongs in found for each in wrongs]
    report = {
        "visitors": visitors,
        "turns": len(seconds),
        "wrong": wrong,
        "seconds": {f"p{p}": round(float(np.percentile(seconds, p)), 2) for p in (50, 95, 100)},
        "think": think,
        "cores": os.cpu_count(),
    }
    sys.stdout.write(json.dumps(report, ensure_ascii=False, indent=2) + "\n")
    return int(bool(wrong) or len(seconds) != visitors * count)


def _which(name: str) -> str | None:
    from shutil import which

    return which(name)


def main() -> int:
    """Read the arguments, serve the page, measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--visitors", type=int, default=20)
    parser.add_argument("--questions", type=int, default=10)
    parser.add_argument(
        "--think", type=float, default=0, help="seconds between two questions, on average"
    )
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder) / "store"
        assistant = Assistant(store=store).open()
        expected = {
            question: assistant.ask(question).text.strip("*").split("*")[0].split("。")[0][:20]
            for question in QUESTIONS
        }
        history = f"sqlite:///{folder}/history.db"
        with serving(APP, store, XUANXING_HISTORY=history) as url:
            return asyncio.run(measure(url, given.visitors, given.questions, given.think, expected))


if __name__ == "__main__":
    raise SystemExit(main())
