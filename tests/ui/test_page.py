"""The page without a browser: every state of it, drawn by Streamlit's own test runner."""

import logging

import pytest
from streamlit.testing.v1 import AppTest

from assistant.ui import APP
from tests.ui.pages import BUSY, FAKE_APP, ask, keyed, labels, open_page, own, words


@pytest.fixture
def page() -> AppTest:
    return open_page()


def article_shown(at: AppTest) -> bool:
    return bool(labels(at, "close"))


def test_the_first_screen_says_what_this_is_and_suggests_questions(page):
    assert "《tensorflow和pytorch的联系与区别》" in words(page)
    assert r"2026\-11\-23" in words(page)
    assert "The index has been rebuilt" in words(page)
    assert len(labels(page, "sample-")) == 6
    assert not page.chat_message


def test_a_suggested_question_is_asked_by_its_button(page):
    suggested = page.button(key="sample-2")
    suggested.click().run()
    assert not page.exception
    question, answer = page.chat_message
    assert suggested.label.endswith(question.text[0].value)
    assert "**PyTorch。**" in answer.markdown[1].value
    assert not labels(page, "sample-")


def test_an_answer_has_a_verdict_citations_ledger_and_what_to_ask_next(page):
    ask(page, "调试哪个方便?")
    _, answer = page.chat_message
    assert answer.markdown[0].value == ":green-badge[:material/check_circle: 选 PyTorch]"
    assert r":blue[\[1\]]" in answer.markdown[1].value
    assert [label[:5] for label in labels(page, "cite-")] == [r"\[1\]", r"\[2\]"]
    table = own(page, "ledger")
    assert table["options"] == ["TensorFlow", "PyTorch"]
    first, second = table["rows"]
    assert (first["side"], first["pull"], first["lean"]) == (1, 1.0, "明显偏向 PyTorch")
    assert [quote["number"] for cell in first["cells"] for quote in cell] == [2, 1]
    assert first["cells"][1][0]["text"].startswith("在模型定义和运行时")
    assert (second["side"], second["lean"], second["cells"]) == (None, "不分高下", [[]])
    assert table["silent"] == "文章没有说"
    assert labels(page, "flip-") == [r"更看重动态图的灵活性 → 视需求而定"]
    assert len(labels(page, "suggestion-")) == 1


@pytest.mark.parametrize(
    ("question", "badge"),
    [
        ("either 都行", ":orange-badge[:material/balance: 都可以]"),
        ("depends 看情况", ":orange-badge[:material/alt_route: 视需求而定]"),
        ("fact 是什么", ":blue-badge[:material/menu_book: 文中的说法]"),
        ("今天天气怎么样", ":gray-badge[:material/block: 与本文无关]"),
    ],
)
def test_every_verdict_says_itself_in_words_with_an_icon(page, question, badge):
    ask(page, question)
    assert page.chat_message[1].markdown[0].value == badge


def test_a_refusal_has_no_citations_and_no_ledger(page):
    ask(page, "今天天气怎么样")
    assert page.chat_message[1].markdown[1].value == "这篇文章不谈天气。"
    assert not labels(page, "cite-")
    assert not page.expander


def test_choosing_a_citation_opens_the_article_and_again_closes_it(page):
    ask(page, "调试哪个方便?")
    keyed(page, "cite-").click().run()
    assert article_shown(page)
    assert own(page, "article")["number"] == 1
    keyed(page, "cite-", 1).click().run()
    assert own(page, "article")["number"] == 2
    assert [q["chosen"] for row in own(page, "ledger")["rows"][:1] for c in row["cells"] for q in c]
    keyed(page, "cite-", 1).click().run()
    assert not article_shown(page)
    keyed(page, "cite-").click().run()
    page.button(key="close").click().run()
    assert not page.exception
    assert not article_shown(page)


def test_an_open_article_follows_the_newest_answer(page):
    ask(page, "调试哪个方便?")
    keyed(page, "cite-", 1).click().run()
    ask(page, "部署呢?")
    shown = own(page, "article")
    assert shown["number"] == 1
    assert shown["token"].startswith(page.session_state["session"].recorder.turns[1].id)
    ask(page, "今天天气怎么样")
    assert not article_shown(page)


def test_the_conversation_survives_reruns_and_no_answer_comes_twice(page):
    ask(page, "调试哪个方便?")
    ask(page, "brief 部署呢?")
    before = words(page)
    page.run()
    assert words(page) == before
    assert len(page.chat_message) == 4
    assert len(labels(page, "flip-")) == 1


def test_what_would_change_the_verdict_is_asked_by_its_button(page):
    ask(page, "调试哪个方便?")
    keyed(page, "flip-").click().run()
    assert page.chat_message[2].text[0].value == "如果更看重动态图的灵活性呢?"


def test_a_new_conversation_begins_empty(page):
    ask(page, "调试哪个方便?")
    page.button(key="new").click().run()
    assert not page.exception
    assert not page.chat_message
    assert labels(page, "sample-")


def test_an_error_is_a_sentence_with_its_remedy(page):
    ask(page, "busy")
    assert page.error[0].value == "另一个程序正在建立索引。\n\n过一会儿再试。"
    details = next(each for each in page.expander if each.label == "详细信息")
    assert details.text[0].value == "the index is being built. Ask again in a minute."
    keyed(page, "again-").click().run()
    assert not page.exception
    assert len(page.chat_message) == 2


def test_an_unforeseen_error_tells_the_visitor_nothing_and_the_log_everything(page, monkeypatch):
    # Not by caplog: servers that other tests start in this process set up logging anew.
    logged: list[str] = []
    monkeypatch.setattr(
        logging.getLogger("assistant.ui.session"),
        "error",
        lambda message, *, exc_info: logged.append(f"{message} {exc_info}"),
    )
    ask(page, "crash")
    assert "程序出错了" in page.error[0].value
    assert "secret" not in words(page)
    assert "secret detail" in logged[0]


def test_a_stream_without_an_answer_is_an_error(page):
    ask(page, "cut")
    assert "程序出错了" in page.error[0].value


def test_a_turn_that_was_stopped_can_be_asked_again(page):
    ask(page, "调试哪个方便?")
    page.session_state["session"].recorder.ask("部署呢?")
    page.run()
    assert "回答中断了。" in words(page)
    keyed(page, "again-").click().run()
    assert not page.exception
    assert len(page.chat_message) == 4
    assert "**PyTorch。**" in page.chat_message[3].markdown[1].value


def test_a_changed_article_is_not_marked_at_the_wrong_place(page):
    ask(page, "moved 调试")
    assert "可能已经过时" in page.warning[0].value
    keyed(page, "cite-").click().run()
    assert article_shown(page)
    assert not page.exception


def test_text_of_others_stays_text(page):
    question = "hostile <b>x</b> [a](https://evil.example) \x00\u202e $x$"
    ask(page, question)
    assert page.chat_message[0].text[0].value == "hostile <b>x</b> [a](https://evil.example)  $x$"
    for element in (*page.markdown, *page.caption):
        assert "](http" not in element.value.replace(r"\]", "")
        assert not element.allow_html
    for label in (*labels(page, "suggestion-"), *labels(page, "flip-")):
        assert r"\<script\>" in label


def test_a_long_question_is_answered_and_shown_cut(page):
    ask(page, "长" * 100_000)
    assert len(page.chat_message[0].text[0].value) <= 2000


def test_english_and_the_switch_to_chinese():
    at = AppTest.from_file(str(FAKE_APP), default_timeout=BUSY).run()
    assert not at.exception
    assert "It knows one article" in words(at)
    ask(at, "which is easier to debug?")
    assert "Choose PyTorch" in at.chat_message[1].markdown[0].value
    quote = own(at, "ledger")["rows"][0]["cells"][0][0]
    assert quote["original"].startswith("在静态图中")
    assert quote["text"].startswith("needs you to define")
    at.segmented_control(key="lang").set_value("zh").run()
    assert not at.exception
    assert "选 PyTorch" in at.chat_message[1].markdown[0].value
    assert len(at.chat_message) == 2


def test_a_broken_corpus_is_a_sentence_and_can_be_tried_again():
    at = AppTest.from_file(str(FAKE_APP), default_timeout=BUSY)
    at.query_params["corpus"] = "broken"
    at.run()
    assert not at.exception
    assert "Another process is building" in at.error[0].value
    at.query_params["corpus"] = "tensorflow-vs-pytorch"
    at.button(key="retry").click().run()
    assert not at.error
    assert labels(at, "sample-")


def test_another_comparison(corpus_folder):
    at = AppTest.from_file(str(FAKE_APP), default_timeout=BUSY)
    at.query_params["corpus"] = str(corpus_folder)
    ask(at.run(), "which one?")
    assert own(at, "ledger")["options"] == ["PostgreSQL", "MySQL"]


def test_a_page_that_anybody_could_open_refuses(monkeypatch):
    monkeypatch.delenv("XUANXING_PASSWORD", raising=False)
    at = AppTest.from_file(str(APP), default_timeout=BUSY).run()
    assert not at.exception
    assert "anybody could open the page" in at.error[0].value
    assert not at.chat_input
