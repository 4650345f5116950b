"""A model's text becomes the same sentences, however it arrives."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from assistant.writer.sentences import MOST, Sentence, Sentences, sentences

PIECES = st.sampled_from(
    [
        "PyTorch is easier", "专门用于移动设备", " [1]", "[1, 2]", "【1】", "［2］", "[1-3]", "[^1]", "[", "]",
        ". ", "。", "!", "?", "\n", "\n\n", "- ", "1. ", "2.x", "e.g. ", "“", "”", '"', "「", "」", "(", ")",
        "```\ncode. here\n```", "`a. b`", "``", "`", " ", "**", "<think>", "</think>", "【1†source】", "†", "x",
    ]
)  # fmt: skip
TEXTS = st.lists(PIECES, max_size=25).map("".join)


def texts(text: str) -> list[str]:
    return [each.text for each in sentences(text)]


@given(TEXTS | st.text(max_size=60), st.data())
@example("A [1", None).via("a bracket that never closes")
def test_any_chunking_gives_the_same_sentences(text: str, data: st.DataObject | None) -> None:
    whole = sentences(text)
    stream = Sentences()
    found: list[Sentence] = []
    rest = text
    while rest:
        size = data.draw(st.integers(1, 8)) if data else 1
        found += stream.feed(rest[:size])
        rest = rest[size:]
    found += stream.close()
    assert tuple(found) == whole


@given(TEXTS | st.text(max_size=60))
def test_nothing_but_blanks_and_thoughts_is_lost(text: str) -> None:
    if "<think>" not in text:
        kept = "".join(each.text for each in sentences(text))
        letters = [c for c in text if c.isalpha()]
        assert [c for c in kept if c.isalpha()] == [c for c in letters if c != "至"] or "†" in text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One [1]. Two [2].", ["One [1].", "Two [2]."]),
        ("One. [1] Two.[2]", ["One. [1]", "Two.[2]"]),
        ("第一句[1]。第二句。[2]第三句", ["第一句[1]。", "第二句。[2]", "第三句"]),
        ("It is 2.x and Node.js, e.g. here [1]. Next", ["It is 2.x and Node.js, e.g. here [1].", "Next"]),
        ("It says “One. Two.” [1]. Next", ["It says “One. Two.” [1].", "Next"]),
        ('他说"一。二。" [1]。三', ['他说"一。二。" [1]。', "三"]),
        ("- one [1]\n- two [2]\n1. three", ["- one [1]", "- two [2]", "1. three"]),
        ("A。\n\n```\nx. y\n```\nB", ["A。", "```\nx. y\n```", "B"]),
        ("Really?! Yes.", ["Really?!", "Yes."]),
        ("<think>No. Well.</think>Yes [1].", ["Yes [1]."]),
        ("<think>never ends. At all", []),
        ("", []),
        (" \n ", []),
    ],
)  # fmt: skip
def test_sentences(text: str, expected: list[str]) -> None:
    assert texts(text) == expected


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("【1】", "[1]"),
        ("［1］", "[1]"),
        ("[１]", "[1]"),
        ("[1, 2]", "[1][2]"),
        ("[1，3]", "[1][3]"),
        ("[1-3]", "[1][2][3]"),
        ("[1–2]", "[1][2]"),
        ("[^2]", "[2]"),
        ("[1][2]", "[1][2]"),
        ("【3†source】", "[3]"),
        ("[3-1]", "[3]"),
    ],
)
def test_numbers_in_every_dress(written: str, read: str) -> None:
    assert texts(f"A{written}.") == [f"A{read}."]


def test_a_range_without_end_keeps_its_first_numbers() -> None:
    (sentence,) = sentences("A [1-999999].")
    assert sentence.numbers[:3] == (1, 2, 3)
    assert len(sentence.numbers) < 50


def test_a_sentence_comes_as_soon_as_the_next_one_begins() -> None:
    stream = Sentences()
    assert [s.text for s in stream.feed("One [1]. ")] == []
    assert [s.text for s in stream.feed("[")] == []
    assert [s.text for s in stream.feed("2] T")] == ["One [1]. [2]"]


def test_paragraphs_are_told_apart() -> None:
    assert [s.breaks for s in sentences("A。B。\n- C\n\nD")] == [0, 0, 1, 2]


def test_a_sentence_that_never_ends_is_cut() -> None:
    found = sentences("x" * (2 * MOST + 10))
    assert [len(each.text) for each in found] == [MOST, MOST, 10]


def test_code_is_marked() -> None:
    assert [each.code for each in sentences("A.\n```\nrm -rf\n```\nB.")] == [False, True, False]
