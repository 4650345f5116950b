"""Conversations as files: JSON that comes back, Markdown and HTML in which nothing is alive."""

from __future__ import annotations

import json
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from assistant.history.export import from_json, to_json, to_markdown
from assistant.history.printable import to_html
from assistant.history.records import Feedback, Problem, SavedConversation, SavedTurn, new_id, now
from assistant.records import Answer, Citation
from assistant.resolve import Memory
from ingest.errors import InputError
from ingest.records import Language
from tests.history.test_history_contract import answer

HOSTILE = (
    "<script>hit()</script><img src=x onerror='hit()'> <b onmouseover=hit()>b</b> "
    "[a](https://evil.example/a) ![b](https://evil.example/b.png) <https://evil.example/c> "
    "https://evil.example/d [e]: https://evil.example/e [1](javascript:hit()) [1]: data:x "
    "[1][1] &lt;i&gt; `code` ``` ~~~ # * _ \u202e \x00 \x1b[31m </section></style>\"'"
)
FREE = st.text(max_size=60) | st.lists(
    st.sampled_from([*"[]()<>!\\*_`#&\"'=/ \n", "[1]", "http://x.y", "<b>", "&lt;", "\ud800"]),
    max_size=12,
).map("".join)
ELEMENTS = {
    *("html", "head", "meta", "title", "style", "body", "h1", "h2", "p", "time", "section"),
    *("div", "ol", "ul", "li", "a", "strong", "em", "br"),
}
ATTRIBUTES = {"lang", "charset", "http-equiv", "content", "name", "class", "datetime", "id", "href"}
ATTRIBUTES |= {"aria-label", "start"}


def hostile(text: str = HOSTILE) -> SavedConversation:
    cited = Citation(1, text, text, "0" * 64, 0, 3, text, text, "a", text)
    given = Answer(text, "a", text + " [1] [2]", "zh", citations=(cited,), stale=True)
    turns = (
        SavedTurn(text, answer=given),
        SavedTurn(text, problem=Problem(text, text)),
        SavedTurn(text),
    )
    return SavedConversation(new_id(), text, text, now(), now(), turns)


def plain() -> SavedConversation:
    turns = (
        SavedTurn("哪个好?", answer=answer(), memory=Memory(needs=("小",), language="zh")),
        SavedTurn("坏了", problem=Problem("no", "again"), feedback=Feedback("down", "other", "嗯")),
        SavedTurn("没答"),
    )
    return SavedConversation(new_id(), "题目", "a-vs-b", now(), now(), turns, version=7, link="x")


class Page(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def test_json_comes_back_as_it_was() -> None:
    given = plain()
    text = to_json(given)
    assert from_json(text) == replace(given, version=0, link=None)
    assert "哪个好" in text  # people may read it too
    data = json.loads(text)
    assert (data["format"], data["version"]) == ("xuanxing/conversation", 1)
    assert "owner" not in data
    assert "link" not in data


@given(FREE, FREE)
def test_any_text_comes_back_from_json(question: str, reply: str) -> None:
    given = hostile(question)
    first = replace(given.turns[0], answer=replace(answer(reply), question=question))
    once = from_json(to_json(replace(given, title="t", corpus="c", turns=(first,))))
    assert from_json(to_json(once)) == once
    if not any("\ud800" <= each <= "\udfff" for each in question + reply):
        assert once.turns == (first,)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"format": "x"}, "format"),
        ({"version": 2}, "version"),
        ({"id": "../x"}, "id"),
        ({"id": "x" * 65}, "id"),
        ({"title": 3}, "title"),
        ({"title": "x" * 256}, "title"),
        ({"created": "2026-11-23T12:00:00"}, "created"),  # of which time zone?
        ({"turns": None}, "turns"),
        ({"turns": [{}]}, "turns.0"),
    ],
)
def test_another_file_is_refused_by_what_is_wrong_in_it(
    change: dict[str, object], message: str
) -> None:
    data = {**json.loads(to_json(plain())), **change}
    with pytest.raises(InputError, match=rf"no exported conversation: {message}"):
        from_json(json.dumps(data))


@pytest.mark.parametrize("text", ["", "[]", "null", "{", "\x00", "[" * 100_000])
def test_no_json_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="no exported conversation"):
        from_json(text)


def test_a_wrong_type_deep_in_an_answer_is_refused() -> None:
    data = json.loads(to_json(plain()))
    data["turns"][0]["answer"]["citations"][0]["start"] = "three"
    with pytest.raises(InputError, match=r"turns\.0\.answer\.citations\.0\.start"):
        from_json(json.dumps(data))


def test_a_file_with_a_turn_twice_or_of_great_size_is_refused() -> None:
    data = json.loads(to_json(plain()))
    data["turns"].append(data["turns"][0])
    with pytest.raises(InputError, match="same id"):
        from_json(json.dumps(data))
    with pytest.raises(InputError, match="larger than 32 MiB"):
        from_json(" " * (33 * 1024 * 1024))


@pytest.mark.parametrize(("language", "translation"), [("zh", "译文"), ("en", "Translation")])
def test_markdown_reads_well(language: Language, translation: str) -> None:
    lines = to_markdown(plain(), language).splitlines()
    assert lines[0] == "# 题目"
    assert "## 哪个好?" in lines
    assert "**甲。** 甲很适合 [1]" in lines
    assert "> \\[1\\] “甲很适合小服务器”" in lines
    assert f"> {translation}: “A fits”" in lines
    assert "> 部署 · a\\.txt 3–11" in lines


def test_markdown_of_hostile_text_is_only_text() -> None:
    check_markdown(to_markdown(hostile(), "en"))


@given(FREE)
def test_markdown_of_any_text_is_only_text(text: str) -> None:
    check_markdown(to_markdown(hostile(text), "zh"))


def check_markdown(text: str) -> None:
    dead = {"heading_open", "paragraph_open", "blockquote_open", "inline", "hr"}
    dead |= {"bullet_list_open", "ordered_list_open", "list_item_open"}
    spans = {"text", "text_special", "softbreak", "hardbreak", "strong_open", "em_open"}
    tokens = MarkdownIt("commonmark").parse(text)
    for token in tokens:
        assert token.type.endswith("_close") or token.type in dead, token
        for span in token.children or ():
            assert span.type.endswith("_close") or span.type in spans, span
    questions = [token for token in tokens if token.type == "heading_open" and token.tag == "h2"]
    assert len(questions) >= 3


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_printable_page_shows_every_quote_with_its_translation(language: Language) -> None:
    page = Page(to_html(plain(), language))
    for text in ("题目", "哪个好?", "甲很适合小服务器", "A fits", "部署 · a.txt 3–11", "no again"):
        assert text in page.text
    assert ("a", {"href": "#t1-c1"}) in page.elements
    assert any(found.get("id") == "t1-c1" for _, found in page.elements)
    assert ("strong", {}) in page.elements
    assert page.elements[0] == ("html", {"lang": language})


def test_the_printable_page_of_hostile_text_is_only_text() -> None:
    page = to_html(hostile(), "zh")
    check_page(page)
    assert "hit()" in Page(page).text
    assert "\u202e" not in page
    assert "\x1b" not in page


@given(FREE)
def test_the_printable_page_of_any_text_is_only_text(text: str) -> None:
    check_page(to_html(hostile(text), "en"))


def check_page(text: str) -> None:
    page = Page(text)
    assert {tag for tag, _ in page.elements} <= ELEMENTS
    for tag, attributes in page.elements:
        assert attributes.keys() <= ATTRIBUTES, (tag, attributes)
        if "href" in attributes:
            assert str(attributes["href"]).startswith("#t")
    assert sum(tag == "style" for tag, _ in page.elements) == 1
    assert sum(tag == "h2" for tag, _ in page.elements) == 3
    text.encode()  # it can be written
