"""Signing in and out, in a real browser: with the password, and at a provider of OpenID Connect."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from assistant.history.visitor import COOKIE
from assistant.ui import APP, GUARDED
from tests.ui import oidc
from tests.ui.browsing import DESKTOP, ZH, ask, settle
from tests.ui.conftest import SLOW, free_port, serving

pytestmark = pytest.mark.browser

PASSWORD = "correct horse battery"  # noqa: S105 - of a server that lives for a minute


@pytest.fixture
def enter(browser: Browser) -> Iterator[Callable[[], Page]]:
    """A page of a new visitor, who may be sent to the provider and back."""
    contexts: list[BrowserContext] = []

    def open_page() -> Page:
        contexts.append(browser.new_context(locale="zh-CN", viewport=DESKTOP))  # type: ignore[arg-type]
        page = contexts[-1].new_page()
        page.set_default_timeout(SLOW)
        return page

    yield open_page
    for context in contexts:
        context.close()


def conversations(page: Page) -> list[str]:
    return page.locator("[class*=st-key-open-] button").all_inner_texts()


def test_the_password_opens_the_page_and_signing_out_closes_it(enter, ready_store: Path) -> None:
    with serving(GUARDED, ready_store, XUANXING_PASSWORD=PASSWORD) as url:
        page = enter()
        page.goto(url)
        page.locator("input[type=password]").fill(PASSWORD)
        page.keyboard.press("Enter")
        page.locator(".st-key-samples button").first.wait_for()
        ask(page, ZH)
        settle(page)
        other = enter()
        other.goto(url)
        other.locator("input[type=password]").fill(PASSWORD)
        other.keyboard.press("Enter")
        other.locator(".st-key-samples button").first.wait_for()
        assert conversations(other) == []
        page.get_by_role("button", name="退出登录").click()
        page.locator("input[type=password]").wait_for()
        page.goto(url)
        page.locator("input[type=password]").wait_for()
        expect(page.locator(".stApp")).to_have_count(0)
        assert COOKIE not in {cookie["name"] for cookie in page.context.cookies()}


def test_a_provider_signs_people_in_who_see_only_their_own(
    enter, ready_store: Path, tmp_path: Path
) -> None:
    port = free_port()
    with oidc.provider() as issuer:
        folder = tmp_path / ".streamlit"
        folder.mkdir()
        text = oidc.secrets_toml(f"http://127.0.0.1:{port}", issuer)
        (folder / "secrets.toml").write_text(text, encoding="utf-8")
        with serving(APP, ready_store, port, HOME=str(tmp_path)) as url:
            alice = enter()
            alice.goto(url)
            alice.get_by_role("button", name="登录").click()
            alice.get_by_role("link", name="alice").click()
            alice.locator(".st-key-samples button").first.wait_for()
            ask(alice, ZH)
            settle(alice)
            place = alice.url
            alice.reload()
            alice.locator("[class*=st-key-suggestions-]").wait_for()
            settle(alice)
            assert len(conversations(alice)) == 1

            bob = enter()
            bob.goto(place)
            bob.get_by_role("button", name="登录").click()
            bob.get_by_role("link", name="bob").click()
            bob.locator(".st-key-samples button").first.wait_for()
            bob.goto(place)
            bob.get_by_text("没有这个对话").wait_for()
            settle(bob)
            expect(bob.locator(".stChatMessage")).to_have_count(0)
            assert conversations(bob) == []

            alice.get_by_role("button", name="退出登录 (Alice <b>A.</b>)").click()
            alice.get_by_role("button", name="登录", exact=True).wait_for()
            settle(alice)
            expect(alice.locator(".stChatMessage")).to_have_count(0)
            expect(alice.get_by_test_id("stChatInputTextArea")).to_have_count(0)
