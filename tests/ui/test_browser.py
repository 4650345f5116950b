"""The page in a real browser: what only layout, focus, script and network can show."""

import importlib.util
import re
import sys
from pathlib import Path
from types import ModuleType

import pytest
from playwright.sync_api import Locator, Page, expect

from assistant import Assistant
from assistant.ui import APP
from assistant.ui.inert import WORD_JOINER
from tests.ui.browsing import (
    DESKTOP,
    EN,
    LOOKS,
    PHONE,
    TWO,
    ZH,
    ask,
    citations,
    send,
    settle,
    violations,
)
from tests.ui.conftest import free_port, serving

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("look", LOOKS)
def test_from_the_first_question_to_the_highlighted_span(
    visit, real_url, ready_store, pictures, look
):
    options = LOOKS[look]
    question = ZH if options["locale"] == "zh-CN" else EN
    expected = Assistant(store=ready_store).ask(question)
    page = visit(real_url, **options)
    page.locator(".st-key-samples button").first.wait_for()
    settle(page)
    page.screenshot(path=pictures / f"empty-{look}.png")
    assert violations(page) == []

    answer = ask(page, question)
    settle(page)
    page.screenshot(path=pictures / f"answered-{look}.png")
    buttons = citations(answer)
    expect(buttons).to_have_count(len(expected.citations))

    for button, citation in zip(buttons.all(), expected.citations, strict=True):
        button.click()
        page.locator(".where .number", has_text=f"[{citation.number}]").wait_for()
        settle(page)
        assert "".join(page.locator("article mark").all_inner_texts()) == citation.quote
        expect(page.locator(".heading")).to_have_text(citation.heading, use_inner_text=True)
        expect(page.locator("article mark").first).to_be_in_viewport(ratio=1)
        glosses = page.locator(".gloss:not([hidden]) .text").all_inner_texts()
        assert glosses == ([citation.gloss] if expected.language == "en" else [])
        if page.viewport_size == PHONE:
            page.screenshot(path=pictures / f"article-{look}.png")
            page.locator(".st-key-close button").click()
            page.locator("article").wait_for(state="detached")
    page.screenshot(path=pictures / f"cited-{look}.png")
    answer.locator("[data-testid=stExpander] summary").click()
    settle(page)
    page.screenshot(path=pictures / f"ledger-{look}.png")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.lang") == expected.language
    assert "打赏" not in page.content()


def width(place: Locator) -> float:
    box = place.bounding_box()
    assert box
    return float(box["width"])


def test_nothing_is_wider_than_a_phone(visit, fake_url):
    page = visit(fake_url, viewport=PHONE)
    answer = ask(page, "which is easier to debug?")
    answer.locator("[data-testid=stExpander] summary").click()
    settle(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    for element in page.locator("button:visible").all():
        box = element.bounding_box()
        assert box is None or box["x"] + box["width"] <= PHONE["width"]


def test_keyboard_alone_reaches_a_highlighted_citation(visit, fake_url):
    page = visit(fake_url, locale="zh-CN", viewport=DESKTOP)
    page.locator(".st-key-samples button").first.wait_for()
    settle(page)
    expect(page.get_by_test_id("stChatInputTextArea")).to_be_focused()
    page.keyboard.type("brief 调试哪个方便?")
    page.keyboard.press("Enter")
    page.locator("[class*=st-key-cite-] button").first.wait_for()
    settle(page)
    press_until(
        page,
        lambda: focused(
            page,
            "[class*=st-key-cite-][class$='-2'] button, [class*='-2 '][class*=st-key-cite-] button",
        ),
    )
    page.keyboard.press("Enter")
    page.locator("article mark").first.wait_for()
    expect(page.locator("article mark").first).to_have_text(re.compile("^在静态图中"))
    page.keyboard.press("Escape")
    page.locator("article").wait_for(state="detached")


def focused(page: Page, selector: str) -> bool:
    return bool(page.evaluate("s => document.activeElement.matches(s)", selector))


def press_until(page: Page, reached) -> None:
    for _ in range(40):
        page.keyboard.press("Tab")
        if reached():
            return
    pytest.fail("40 times Tab did not get there")


def test_controls_have_names(visit, fake_url):
    page = visit(fake_url, locale="zh-CN", viewport=DESKTOP)
    ask(page, "调试哪个方便?")
    expect(page.get_by_role("button", name="[1] 在模型定义和运行时")).to_have_count(1)
    page.get_by_role("button", name="[1] 在模型定义和运行时").click()
    page.locator("article mark").first.wait_for()
    expect(page.get_by_role("region", name="tensorflow和pytorch的联系与区别")).to_have_count(1)
    page.get_by_role("status").get_by_text("引文 [1] 已在文章中标出。").wait_for()
    expect(page.get_by_role("log", name="选型")).to_have_count(1)
    expect(page.get_by_role("heading", level=1)).to_have_text("选型")


@pytest.mark.parametrize("history", ["fast", "slow"])
def test_a_new_question_moves_to_the_top(visit, fake_url, history):
    page = visit(f"{fake_url}/?history={history}", viewport=PHONE)
    for number in range(3):
        ask(page, f"question {number}: which is easier to debug?")
        box = page.locator(".stChatMessage").nth(2 * number).bounding_box()
        assert box
        assert 40 <= box["y"] <= 140


def test_the_reader_stays_where_they_scrolled_in_the_article(visit, fake_url):
    page = visit(fake_url, viewport=DESKTOP)
    citations(ask(page, "which is easier to debug?")).first.click()
    page.locator("article mark").first.wait_for()
    settle(page)
    page.locator(".source .scroll").evaluate("node => { node.scrollTop = 0 }")
    page.locator(".st-key-lang button", has_text="中文").click()
    page.get_by_text("关闭原文").wait_for()
    settle(page)
    assert page.locator(".source .scroll").evaluate("node => node.scrollTop") == 0


def test_an_answer_that_is_stopped_can_be_asked_again(visit, fake_url):
    page = visit(fake_url, locale="zh-CN", viewport=DESKTOP)
    page.locator(".st-key-samples button").first.wait_for()
    box = page.get_by_test_id("stChatInputTextArea")
    box.fill("slow 调试哪个方便?")
    box.press("Enter")
    page.get_by_text("Half an answer").wait_for()
    page.locator(".st-key-lang button", has_text="English").click()
    page.get_by_text("The answer was interrupted.").wait_for()
    settle(page)
    page.get_by_role("button", name="Ask again").click()
    page.locator("[class*=st-key-cites-]").wait_for()
    settle(page)
    expect(page.locator(".stChatMessage")).to_have_count(2)


def test_a_need_that_is_left_out_or_weighed_flips_the_verdict_in_place(visit, real_url, pictures):
    page = visit(real_url, locale="zh-CN", viewport=DESKTOP)
    page.locator(".st-key-samples button").first.wait_for()
    answer = ask(page, TWO)
    badge = answer.locator(".stMarkdownBadge").first
    expect(badge).to_contain_text("视需求而定")
    phone = answer.locator(".needs li").nth(1)
    phone.get_by_role("button", name="更看重").click()
    answer.get_by_text("选 TensorFlow", exact=True).first.wait_for()
    settle(page)
    expect(page.get_by_role("status").get_by_text("选 TensorFlow")).to_have_count(1)
    expect(page.locator(".needs [data-action='1 up']")).to_be_focused()
    answer.locator("[data-testid=stExpander] summary").click()
    settle(page)
    page.screenshot(path=pictures / "weighed.png")
    pulls = [width(answer.locator(f".fill.{side}").first) for side in ("first", "second")]
    assert pulls[0] == pytest.approx(2 * pulls[1], rel=0.1)
    phone.get_by_role("button", name="去掉").click()
    answer.get_by_text("选 PyTorch", exact=True).first.wait_for()
    settle(page)
    expect(page.locator(".stChatMessage")).to_have_count(2)
    page.reload()
    page.get_by_text("选 PyTorch", exact=True).first.wait_for()
    settle(page)
    page.locator(".needs").get_by_role("button", name="恢复").click()
    page.get_by_text("视需求而定", exact=True).first.wait_for()


def test_a_quote_of_the_ledger_opens_the_article_which_leads_back_to_the_answer(visit, fake_url):
    page = visit(fake_url, viewport=DESKTOP)
    for question in ("which is easier to debug?", "and which is easier?", "brief which one?"):
        ask(page, question)
    first = page.locator(".stChatMessage").nth(1)
    first.locator("[data-testid=stExpander] summary").click()
    settle(page)
    first.locator(".quote").first.click()
    page.locator("article mark").first.wait_for()
    settle(page)
    expect(first.locator(".quote[aria-pressed=true]")).to_have_count(1)
    links = page.locator("article button")
    assert {link.inner_text() for link in links.all()} == {"1", "2", "3"}
    page.locator(".stMain").evaluate("node => { node.scrollTop = node.scrollHeight }")
    page.get_by_role("button", name="Cited by answer 1").first.click()
    settle(page)
    expect(first.locator(".stMarkdownBadge").first).to_be_in_viewport(ratio=1)


def test_a_refresh_a_second_tab_and_a_restart_lose_nothing(visit, ready_store, tmp_path, pictures):
    kept = {"XUANXING_HISTORY": f"sqlite:///{tmp_path / 'history.db'}"}
    port = free_port()
    with serving(APP, ready_store, port=port, **kept) as url:
        page = visit(url, locale="zh-CN", viewport=DESKTOP)
        page.locator(".st-key-samples button").first.wait_for()
        ask(page, ZH)
        answer = ask(page, "那初学者呢?")
        said = answer.inner_text()
        page.reload()
        page.locator("[class*=st-key-suggestions-]").wait_for()
        settle(page)
        expect(page.locator(".stChatMessage").nth(3)).to_have_text(said, use_inner_text=True)
        citations(page.locator(".stChatMessage").nth(1)).first.click()
        page.locator("article mark").first.wait_for()
        tab = page.context.new_page()
        tab.goto(url)
        tab.locator("[class*=st-key-open-] button").first.click()
        tab.locator(".stChatMessage").nth(3).wait_for()
        settle(tab)
        expect(tab.locator(".stChatMessage").nth(3)).to_have_text(said, use_inner_text=True)
        tab.screenshot(path=pictures / "conversations.png")
        place = page.url
        page.context.close()
    with serving(APP, ready_store, port=port, **kept) as url:
        page = visit(place, locale="zh-CN", viewport=DESKTOP)
        page.locator(".stChatMessage").nth(3).wait_for()
        settle(page)
        expect(page.locator(".stChatMessage").nth(3)).to_have_text(said, use_inner_text=True)
        follow = ask(page, "为什么?")
        expect(follow).to_contain_text("入门")
        page.context.close()


def test_a_question_is_edited_and_the_conversation_exported_shared_and_deleted(
    visit, fake_url, pictures
):
    page = visit(fake_url, locale="zh-CN", viewport=DESKTOP)
    page.locator(".st-key-samples button").first.wait_for()
    ask(page, "调试哪个方便?")
    ask(page, "部署呢?")
    page.get_by_role("button", name="修改问题").first.click()
    page.get_by_label("修改后的问题").fill("depends 入门呢?")
    page.get_by_label("修改后的问题").press("Control+Enter")
    page.get_by_role("button", name="重新提问").click()
    page.get_by_text("视需求而定", exact=True).first.wait_for()
    settle(page)
    expect(page.locator(".stChatMessage")).to_have_count(2)

    page.locator(".st-key-share button").first.click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Markdown").click()
    assert "depends 入门呢?" in Path(download.value.path()).read_text(encoding="utf-8")
    page.get_by_role("button", name="生成链接").click()
    link = page.locator(".stCode code")
    link.wait_for()
    settle(page)
    page.screenshot(path=pictures / "share.png")
    reader = visit(link.inner_text(), locale="zh-CN", viewport=DESKTOP)
    reader.get_by_text("只能读").wait_for()
    settle(reader)
    expect(reader.locator(".stChatMessage")).to_have_count(2)
    reader.screenshot(path=pictures / "shared.png")
    page.keyboard.press("Escape")

    page.locator("[class*=st-key-entry-open-] [class*=st-key-manage-] button").click()
    page.get_by_text("删除", exact=True).click()
    page.get_by_role("button", name="撤销").click()
    page.locator("[class*=st-key-open-] button").first.click()
    page.locator(".stChatMessage").nth(1).wait_for()


def test_the_settings_and_a_complaint(visit, fake_url, pictures):
    page = visit(fake_url, locale="zh-CN", viewport=DESKTOP)
    page.locator(".st-key-samples button").first.wait_for()
    ask(page, "调试哪个方便?")
    page.get_by_role("radiogroup", name="评价这个回答").wait_for()
    page.get_by_role("radio", name="回答得不好").click()
    page.get_by_role("radio", name="引文不对题").or_(
        page.get_by_role("button", name="引文不对题")
    ).first.click()
    page.get_by_role("button", name="提交").click()
    page.get_by_text("已记下").wait_for()
    settle(page)
    page.get_by_role("button", name="设置与状态").click()
    page.get_by_role("dialog").get_by_text("bundled").wait_for()
    settle(page)
    page.screenshot(path=pictures / "settings.png")
    assert violations(page) == []


def test_quick_input_gives_each_question_one_answer(visit, fake_url):
    page = visit(fake_url, locale="zh-CN", viewport=DESKTOP)
    page.locator(".st-key-samples button").first.wait_for()
    settle(page)
    page.locator(".st-key-samples button").first.dblclick()
    page.locator("[class*=st-key-suggestions-]").last.wait_for()
    settle(page)
    box = page.get_by_test_id("stChatInputTextArea")
    for number in range(3):
        box.fill(f"brief {number} 调试哪个方便?")
        box.press("Enter")
        page.get_by_text(f"brief {number}").first.wait_for()
    page.locator("[class*=st-key-suggestions-]").last.wait_for()
    settle(page)
    expect(page.locator("[class*=st-key-suggestions-]")).to_have_count(1)
    asked = page.locator(".stChatMessage [data-testid=stText]").all_inner_texts()
    assert len(asked) == len(set(asked))
    expect(page.locator(".stChatMessage")).to_have_count(2 * len(asked))


def test_an_answer_is_stopped_and_asked_again_at_once(visit, fake_url):
    page = visit(fake_url, locale="zh-CN", viewport=DESKTOP)
    page.locator(".st-key-samples button").first.wait_for()
    again = page.get_by_role("button", name="再问一次")
    reading = page.get_by_text("正在查原文")
    stop = page.get_by_role("button", name="停止")
    send(page, "hold 调试哪个方便?")
    reading.wait_for()
    expect(again).to_be_hidden()
    expect(stop).to_have_count(0)
    page.get_by_test_id("stChatInputStopButton").click()
    again.wait_for()
    expect(reading).to_be_hidden()
    expect(page.locator("[class*=st-key-suggestions-]")).to_have_count(0)
    # What another control has begun, the question box doesn't stop.
    again.click()
    reading.wait_for()
    expect(again).to_be_hidden()
    stop.click()
    again.wait_for()
    expect(stop).to_have_count(0)
    page.reload()
    page.get_by_text("回答中断了").wait_for()
    again.wait_for()
    expect(page.locator(".stChatMessage")).to_have_count(2)


def fake_app() -> ModuleType:
    path = Path(__file__).with_name("fake_app.py")
    spec = importlib.util.spec_from_file_location("xuanxing_fake_app", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


LIVE = "script, img, a, iframe, form, .katex, code, del, em, [data-testid=stIconMaterial]"


def test_a_hostile_question_and_answer_are_shown_and_not_obeyed(visit, fake_url):
    hostile = str(fake_app().HOSTILE)
    page = visit(fake_url, viewport=DESKTOP)
    answer = ask(page, f"hostile {hostile}")
    answer.locator("[data-testid=stExpander] summary").click()
    settle(page)
    assert page.locator(".stChatMessage").first.locator("[data-testid=stText]").inner_text() == (
        f"hostile {hostile}"
    )
    said = answer.locator(".stMarkdown").nth(1)
    for chip in answer.locator(".needs .need").all()[1:]:
        assert hostile in chip.inner_text()
    assert said.locator(LIVE).count() == 0
    for selector in ("script", "img", "a", "iframe", "form", ".katex"):
        assert page.locator(".stChatMessage").locator(selector).count() == 0
    shown = re.sub(r"\s+", " ", said.inner_text().replace(WORD_JOINER, ""))
    assert shown.count(hostile) == 5
    for place in (
        ".ledger th[role=rowheader]",
        "[class*=st-key-suggestion-]",
        "[class*=st-key-flip-]",
    ):
        text = answer.locator(place).first.inner_text().replace(WORD_JOINER, "")
        assert hostile in re.sub(r"\s+", " ", text)
    assert page.evaluate("window.hit") is None


def test_a_hostile_article_is_shown_and_not_obeyed(visit, fake_url, hostile_corpus):
    page = visit(f"{fake_url}/?corpus={hostile_corpus}", viewport=DESKTOP)
    citations(ask(page, "which one?")).first.click()
    page.locator("article mark").first.wait_for()
    settle(page)
    assert page.locator("article :is(script, img, a)").count() == 0
    assert "<script>window.hit=1</script>" in page.locator("article").inner_text()
    assert page.evaluate("window.hit") is None


@pytest.fixture
def hostile_corpus(corpus_folder: Path, tmp_path: Path) -> Path:
    """The second corpus, with live HTML in every place that a corpus has."""
    bad = "<script>window.hit=1</script><img src=https://evil.example/x onerror=window.hit=1>"
    for name in ("article.txt", "points.yaml", "corpus.toml"):
        text = (corpus_folder / name).read_text(encoding="utf-8")
        if name == "article.txt":
            first, rest = text.split("\n", 1)
            text = f"{first}\n\n{bad} [x](javascript:window.hit=1) $x$\n{rest}"
        elif name == "corpus.toml":
            text = re.sub(r"^(title|source) = .*", rf"\1 = '{bad}'", text, flags=re.MULTILINE)
        else:
            text = re.sub(r"label: \{.*\}", f'label: {{zh: "{bad}", en: "{bad}"}}', text)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path
