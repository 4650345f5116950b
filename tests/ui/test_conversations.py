"""Nothing is lost: kept conversations, and what can be done with them, without a browser."""

from __future__ import annotations

import shutil

import pytest
from streamlit.testing.v1 import AppTest

from assistant.history.export import from_json, to_json
from assistant.history.records import SavedConversation
from assistant.ui import APP
from tests.ui.kept import kept
from tests.ui.pages import BUSY, ask, keyed, labels, open_page, own, words


@pytest.fixture
def page() -> AppTest:
    return open_page()


def conversation(at: AppTest) -> str:
    given = at.query_params["c"]
    return given if isinstance(given, str) else given[0]


def questions(at: AppTest) -> list[str]:
    return [message.text[0].value for message in at.chat_message[::2]]


def saved(at: AppTest) -> SavedConversation:
    return kept().load("local", conversation(at))


def test_a_refresh_and_a_second_tab_show_the_same(page):
    ask(page, "调试哪个方便?")
    ask(page, "部署呢?")
    again = open_page(c=conversation(page))
    assert questions(again) == ["调试哪个方便?", "部署呢?"]
    assert words(again) == words(page)
    assert own(again, "ledger") == own(page, "ledger")
    ask(again, "入门呢?")
    page.run()
    assert questions(page) == ["调试哪个方便?", "部署呢?", "入门呢?"]


def test_only_its_owner_sees_a_conversation(page):
    ask(page, "调试哪个方便?")
    other = open_page(c=conversation(page), owner="somebody else")
    assert not other.chat_message
    assert "没有这个对话" in other.error[0].value
    assert not labels(other, "open-")
    assert "c" not in other.query_params


def test_conversations_are_listed_opened_and_searched(page):
    ask(page, "调试哪个方便?")
    page.button(key="new").click().run()
    ask(page, "部署呢?")
    assert labels(page, "open-") == ["部署呢?", "调试哪个方便?"]
    keyed(page, "open-", 1).click().run()
    assert questions(page) == ["调试哪个方便?"]
    page.text_input(key="search").set_value("部署").run()
    assert labels(page, "open-") == ["部署呢?"]
    page.text_input(key="search").set_value("<nothing>").run()
    assert not labels(page, "open-")
    assert r"\<nothing\>" in words(page)


def test_what_was_deleted_comes_back(page):
    ask(page, "调试哪个方便?")
    identity = conversation(page)
    kept().delete("local", identity)
    page.session_state["deleted"] = (identity, "调试哪个方便?")
    page.button(key="new").click().run()
    assert not labels(page, "open-")
    assert "已删除" in words(page)
    page.button(key="restore").click().run()
    assert labels(page, "open-") == ["调试哪个方便?"]
    assert not labels(page, "restore")


def test_a_conversation_is_renamed(page):
    ask(page, "调试哪个方便?")
    page.session_state["renaming"] = conversation(page)
    page.run()
    page.text_input(key=f"title-{conversation(page)}").set_value("我的 <b>选型</b>").run()
    assert labels(page, "open-") == [r"我的 \<b\>选型\</b\>"]


def test_an_edited_question_takes_the_place_of_its_turn_and_what_followed(page):
    ask(page, "调试哪个方便?")
    ask(page, "部署呢?")
    keyed(page, "icon-edit-").click().run()
    first = saved(page).turns[0].id
    page.text_area(key=f"edited-{first}").set_value("depends 入门呢?").run()
    page.button(key=f"send-{first}").click().run()
    assert not page.exception
    assert questions(page) == ["depends 入门呢?"]
    assert "视需求而定" in page.chat_message[1].markdown[0].value
    assert questions(open_page(c=conversation(page))) == ["depends 入门呢?"]


@pytest.mark.parametrize("text", ["", "   "])
def test_an_edit_that_leaves_nothing_changes_nothing(page, text):
    ask(page, "调试哪个方便?")
    keyed(page, "icon-edit-").click().run()
    turn = saved(page).turns[0].id
    page.text_area(key=f"edited-{turn}").set_value(text).run()
    page.button(key=f"send-{turn}").click().run()
    assert questions(page) == ["调试哪个方便?"]
    keyed(page, "icon-edit-").click().run()
    keyed(page, "cancel-").click().run()
    assert questions(page) == ["调试哪个方便?"]


def test_an_answer_is_given_again_in_its_place(page):
    ask(page, "调试哪个方便?")
    before = saved(page).turns[0].id
    keyed(page, "icon-again-").click().run()
    assert questions(page) == ["调试哪个方便?"]
    assert saved(page).turns[0].id != before


def test_a_thumb_down_asks_why_and_both_are_kept(page):
    ask(page, "调试哪个方便?")
    turn = saved(page).turns[0].id
    page.feedback(key=f"rated-{turn}").set_value(0).run()
    page.button_group(key=f"reason-{turn}").set_value("wrong_quote")
    page.text_input(key=f"comment-{turn}").set_value("第二句不对题")
    keyed(page, "FormSubmitter").click().run()
    assert not page.exception
    assert "已记下" in words(page)
    (rated,) = kept().rated("local")
    assert rated.turn.feedback is not None
    assert (rated.turn.feedback.reason, rated.turn.feedback.comment) == (
        "wrong_quote",
        "第二句不对题",
    )


def test_a_thumb_up_is_kept_and_taken_back(page):
    ask(page, "调试哪个方便?")
    turn = saved(page).turns[0].id
    page.feedback(key=f"rated-{turn}").set_value(1).run()
    (rated,) = kept().rated("local")
    assert rated.turn.feedback is not None
    assert rated.turn.feedback.rating == "up"
    page.feedback(key=f"rated-{turn}").set_value(None).run()
    assert not kept().rated("local")


def test_a_link_shows_the_conversation_to_read_and_ends_when_it_is_taken_back(page):
    ask(page, "调试哪个方便?")
    page.button(key="share-link").click().run()
    link = saved(page).link
    assert link
    assert f"?shared={link}" in page.code[0].value
    reader = open_page(shared=link, owner="somebody else")
    assert questions(reader) == ["调试哪个方便?"]
    assert not reader.chat_input
    assert not labels(reader, "icon-")
    keyed(reader, "cite-").click().run()
    assert own(reader, "article")["number"] == 1
    page.button(key="unshare").click().run()
    late = open_page(shared=link, owner="somebody else")
    assert "没有这个对话" in late.error[0].value
    reader.button(key="start-own").click().run()
    assert not reader.chat_message
    assert reader.chat_input


def test_an_export_can_be_imported(page):
    ask(page, "调试哪个方便?")
    whole = saved(page)
    assert {each.label for each in page.get("download_button")} == {
        "Markdown 文本",
        "可打印的网页",
        "JSON(可再导入)",
    }
    assert from_json(to_json(whole)).turns == whole.turns


def test_a_full_disk_stops_no_answer_and_is_told():
    page = open_page(history="full")
    ask(page, "调试哪个方便?")
    assert "**PyTorch。**" in page.chat_message[1].markdown[1].value
    assert "对话暂时没有保存" in page.error[0].value
    assert not labels(page, "share-link")


def test_whoever_asks_too_fast_is_told_how_long_to_wait():
    page = open_page(owner="hasty")
    ask(page, "调试哪个方便?")
    assert "请等 7 秒再问" in page.error[0].value
    assert not labels(page, "cite-")


def test_who_has_not_signed_in_sees_nothing(page):
    ask(page, "调试哪个方便?")
    stranger = open_page(owner="nobody", c=conversation(page))
    assert not stranger.chat_message
    assert not stranger.chat_input
    assert not labels(stranger, "open-")
    assert labels(stranger, "sign-in") == ["登录"]


def test_another_article_is_chosen_and_a_conversation_keeps_its_own(corpus_folder):
    page = open_page(also=str(corpus_folder))
    ask(page, "调试哪个方便?")
    page.selectbox(key="corpus").set_value("postgresql-vs-mysql").run()
    assert not page.chat_message
    ask(page, "which one?")
    assert own(page, "ledger")["options"] == ["PostgreSQL", "MySQL"]
    keyed(page, "open-", 1).click().run()
    assert not page.exception
    assert own(page, "ledger")["options"] == ["TensorFlow", "PyTorch"]
    assert page.selectbox(key="corpus").value == "tensorflow-vs-pytorch"


def test_the_settings_say_what_works(page):
    page.button(key="settings").click().run()
    assert not page.exception
    shown = {element.value for element in page.text}
    assert "没有:回答由原文的引语组成" in shown
    assert "bundled" in shown


@pytest.mark.usefixtures("served_here")
def test_the_users_own_articles_are_listed_beside_the_one_that_comes_along(
    answers_store, corpus_folder, tmp_path, monkeypatch
):
    shutil.copytree(corpus_folder, tmp_path / "mine" / "postgresql-vs-mysql")
    broken = tmp_path / "mine" / "broken"
    broken.mkdir()
    (broken / "corpus.toml").write_text("title = 1", encoding="utf-8")
    monkeypatch.setenv("XUANXING_STORE", str(answers_store))
    monkeypatch.setenv("XUANXING_CORPORA", str(tmp_path / "mine"))
    at = AppTest.from_file(str(APP), default_timeout=BUSY).run()
    assert not at.exception
    choice = at.selectbox(key="corpus")
    assert choice.options[0].startswith("tensorflow和pytorch")
    choice.set_value("postgresql-vs-mysql").run()
    ask(at, "which one is easier to replicate?")
    assert own(at, "ledger")["options"] == ["PostgreSQL", "MySQL"]
    at.button(key="settings").click().run()
    assert r"broken\: corpus\.toml\: title is 1" in words(at)


def test_who_signed_in_with_the_password_can_sign_out():
    assert not [each for each in _own_names(open_page()) if each.endswith("sign_out")]
    page = open_page(owner="password:somebody")
    assert own(page, "sign_out") == {"label": "退出登录", "path": "/sign-out"}


def _own_names(at: AppTest) -> list[str]:
    return [element.proto.component_name for element in at.get("bidi_component")]
