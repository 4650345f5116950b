"""Passages: the smallest spans worth citing, at the right offsets, whatever the text."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ingest.clean import clean
from ingest.corpora import load_corpus
from ingest.records import Dropped, Passage
from ingest.sentences import MAX_PASSAGE
from ingest.split import split


def texts(text: str) -> list[str]:
    return [passage.text for passage in split(text)]


def check(text: str, passages: tuple[Passage, ...]) -> None:
    last = 0
    for passage in passages:
        assert text[passage.start : passage.end] == passage.text
        assert passage.text == passage.text.strip()
        assert any(letter.isalnum() for letter in passage.text)
        assert len(passage.text) <= MAX_PASSAGE
        assert passage.start >= last
        last = passage.end
    assert len({passage.id for passage in passages}) == len(passages)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("甲快。乙稳!丙呢?", ["甲快。", "乙稳!", "丙呢?"]),
        ("It is fast. It is small! Is it?", ["It is fast.", "It is small!", "Is it?"]),
        ("甲 2.x允许动态图。乙不行。", ["甲 2.x允许动态图。", "乙不行。"]),
        ("Version 8.0 is out. Use it.", ["Version 8.0 is out.", "Use it."]),
        ("See e.g. the manual. Done.", ["See e.g. the manual.", "Done."]),
        ("See e.g. The Manual. Done.", ["See e.g. The Manual.", "Done."]),
        ("It is A vs. B here. Done.", ["It is A vs. B here.", "Done."]),
        ("Dr. Smith and J. Doe agree. So do we.", ["Dr. Smith and J. Doe agree.", "So do we."]),
        ("Use node.js or a.b.c now. Fine.", ["Use node.js or a.b.c now.", "Fine."]),
        (
            "Read https://a.example/x?y=1.5 first. Then go.",
            ["Read https://a.example/x?y=1.5 first.", "Then go."],
        ),
        ("It costs 3.50 today. Good.", ["It costs 3.50 today.", "Good."]),
        ("Tools, etc. Then more.", ["Tools, etc.", "Then more."]),
        ("它支持多种模型.然后可以部署.很好", ["它支持多种模型.", "然后可以部署.", "很好"]),
        ("用Keras.它很简单。", ["用Keras.", "它很简单。"]),
        ("“甲快。”他说。", ["“甲快。”", "他说。"]),
        ('He said "it works." Then he left.', ['He said "it works."', "Then he left."]),
        ("他想……还是算了。好。", ["他想……还是算了。", "好。"]),
        ("Wait... what? Yes.", ["Wait... what?", "Yes."]),
        ("好吗?!好。", ["好吗?!", "好。"]),
        ("在很多情况下,它更快;但也更难。", ["在很多情况下,它更快;但也更难。"]),
        ("- fast\n- small\n* cheap\n• new", ["fast", "small", "cheap", "new"]),
        ("1. fast\n2. small\n3. cheap", ["fast", "small", "cheap"]),
        ("1、快\n2、小\n3、省", ["快", "小", "省"]),
        ("(1) fast\n(2) small\n① new", ["fast", "small", "new"]),
        ("> quoted words.", ["quoted words."]),
        ("3.5 is a number. 7 is one too.", ["3.5 is a number.", "7 is one too."]),
        ("-5 degrees is cold.", ["-5 degrees is cold."]),
        ("---\n\n***\n\n???", []),
        ("", []),
        ("one two", ["one two"]),
        ("10:30 is early, 1:1 is even.", ["10:30 is early, 1:1 is even."]),
        ("😀 nice. 😀", ["😀 nice."]),
        ("100 users can share it. 7 do.", ["100 users can share it.", "7 do."]),
        ("Is a!b code? Yes.", ["Is a!b code?", "Yes."]),
        ("甲快\uff01乙稳\uff1f丙小。", ["甲快\uff01", "乙稳\uff1f", "丙小。"]),
        ("甲快\uff0c但更难\uff1b乙稳。", ["甲快\uff0c但更难\uff1b乙稳。"]),
        ("(\uff08甲快。\uff09乙稳。", ["(\uff08甲快。\uff09", "乙稳。"]),
        ("\uff081\uff09快\n\uff082\uff09小", ["快", "小"]),
        ("比例是10\uff1a30。", ["比例是10\uff1a30。"]),
    ],
)
def test_sentences_and_bullets(text: str, expected: list[str]) -> None:
    assert texts(text) == expected
    check(text, split(text))


def headings(text: str) -> list[tuple[str, str]]:
    return [(passage.heading, passage.text) for passage in split(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# Speed\nIt is fast.", [("Speed", "It is fast.")]),
        (
            "Title\n\nIt is fast and small.\n\nLast",
            [("Title", "It is fast and small."), ("Title", "Last")],
        ),
        ("Which one to choose?\n\nIt depends.", [("Which one to choose?", "It depends.")]),
        (
            "Intro words here.\n\nWhat now?\n\nIt depends on you.",
            [("", "Intro words here."), ("What now?", "It depends on you.")],
        ),
        (
            "1.速度:\n\n甲: 很快。也小。\n乙: 较慢。",
            [("速度 › 甲", "很快。"), ("速度 › 甲", "也小。"), ("速度 › 乙", "较慢。")],
        ),
        (
            "1.框架: 两者都开源。\n2.社区: 都很大。",
            [("框架", "两者都开源。"), ("社区", "都很大。")],
        ),
        (
            "T\n\n相同点:\n\n1.甲: 快。\n2.乙: 稳。\n\n尽管如此,仍有差异。",
            [("相同点 › 甲", "快。"), ("相同点 › 乙", "稳。"), ("T", "尽管如此,仍有差异。")],
        ),
        ("一、背景\n\n甲很快。\n\n二、结论\n\n选甲。", [("背景", "甲很快。"), ("结论", "选甲。")]),
        (
            "1. Speed\n\nIt is fast.\n\n2. Size\n\nIt is small.",
            [("Speed", "It is fast."), ("Size", "It is small.")],
        ),
        (
            "Why:\n\n1. fast\n2. small\n\nSo choose it.",
            [("Why", "fast"), ("Why", "small"), ("", "So choose it.")],
        ),
        (
            "速度\uff1a\n\n甲\uff1a很快\uff0c也小。\n\n尺寸\uff1a\n\n乙\uff1a很大。",
            [("速度 › 甲", "很快\uff0c也小。"), ("尺寸 › 乙", "很大。")],
        ),
        (
            "Text is here.\n\n2.1 Speed\n\nIt is fast.",
            [("", "Text is here."), ("Speed", "It is fast.")],
        ),
        (".甲: 很快。", [("甲", "很快。")]),
        (
            "Text one is here.\n\nPart\n\nSection\n\n- A: fast.\n",
            [("", "Text one is here."), ("Section › A", "fast.")],
        ),
        ("**甲**: 很快。", [("甲", "很快。")]),
        (
            "```python\nkey: value\n# not a heading\n```\nDone.",
            [("", "key: value"), ("", "# not a heading"), ("", "Done.")],
        ),
        ("Setext\n======\n\nWords follow here.", [("Setext", "Words follow here.")]),
    ],
)
def test_headings_are_context_and_no_passages(text: str, expected: list[tuple[str, str]]) -> None:
    assert headings(text) == expected
    check(text, split(text))


def test_hard_wrapped_paragraphs_are_put_together() -> None:
    text = (
        "The first database suits queries that join many tables and\n"
        "aggregate a lot; the second one, which came later, is used by\n"
        "Wikis everywhere. It is quick.\n\nNext paragraph."
    )
    assert texts(text) == [text[: text.index(" It is")], "It is quick.", "Next paragraph."]
    assert texts("甲适合复杂的查询,\n乙适合简单的。") == ["甲适合复杂的查询,\n乙适合简单的。"]


def test_repeated_sentences_have_their_own_offsets() -> None:
    text = "甲快。乙稳。甲快。\n甲快。"
    passages = split(text)
    check(text, passages)
    assert [each.start for each in passages if each.text == "甲快。"] == [0, 6, 10]


def test_dropped_stretches_give_no_passage() -> None:
    text = "甲快。\n评论\n乙稳。\n丙小。"
    assert [each.text for each in split(text, [Dropped(4, 11, "")])] == ["甲快。", "丙小。"]
    assert split(text, [Dropped(0, len(text), "")]) == ()


@pytest.mark.parametrize("unit", ["x", "字", "word ", "词语,", "a.b", "1,5", "..", "1.", "- "])
def test_one_endless_line(unit: str) -> None:
    text = unit * (200_000 // len(unit))
    passages = split(text, clean(text))
    check(text, passages)
    joined = "".join(each.text for each in passages)
    letters = sum(letter.isalnum() for letter in text)
    assert sum(letter.isalnum() for letter in joined) >= letters - 3  # a marker may go


def test_endless_lines_are_cut_at_clauses() -> None:
    passages = split("这是一个很长的句子," * 200)
    assert all(each.text.endswith(",") for each in passages)
    assert all(each.text.endswith("\uff0c") for each in split("这是一个很长的句子\uff0c" * 200))
    assert all(each.text.endswith("word") for each in split("word " * 1000))


def test_ids_are_stable_and_depend_on_place_and_text() -> None:
    before, after = split("甲快。乙稳。"), split("甲快。乙稳。丙小。")
    assert before == after[:2]
    assert split("甲快。")[0].id != split("乙快。")[0].id


PIECES = st.sampled_from(
    [
        *["甲快", "。", ",", ".", "!", "?", "\n", "\n\n", "\r\n", " ", "- ", "1.", "2、", "# "],
        *[":", ": ", "vs.", "e.g.", "2.x", "word", "Word", "…", "”", ")", "```", "😀"],
        *["\uff0c", "\uff1a", "\uff01", "\u3000", "\x85", "\u2028", "e\u0301", "字" * 700],
    ]
)


@given(st.one_of(st.text(), st.lists(PIECES).map("".join)), st.data())
@example("1.", None)
def test_every_passage_equals_the_text_at_its_offsets(
    text: str, data: st.DataObject | None
) -> None:
    check(text, split(text))
    if data and text:
        start = data.draw(st.integers(0, len(text) - 1))
        end = data.draw(st.integers(start + 1, len(text)))
        passages = split(text, [Dropped(start, end, "")])
        check(text, passages)
        assert not any(each.start < end and start < each.end for each in passages)


@given(st.lists(st.from_regex(r"[甲乙丙]{1,9}[。!]", fullmatch=True), min_size=1))
def test_no_sentence_is_lost(sentences: list[str]) -> None:
    assert texts("".join(sentences)) == sentences


def test_every_passage_of_the_article_that_comes_with_the_product() -> None:
    corpus = load_corpus("tensorflow-vs-pytorch")
    text = corpus.article.text
    check(text, corpus.passages)
    end = text.index("\n评论\n")
    assert all(each.end <= end for each in corpus.passages)
    assert len(corpus.passages) == 37
    tail = text[end:].split()
    assert not any(line in each.text for each in corpus.passages for line in tail if len(line) > 3)
