"""Cleaning and folding: nothing a person can type may break them, and nothing is lost."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from assistant.text import clean, detect_language, fold, has_content, is_han, simplify, terms, words

# Lone surrogates, NUL, escapes and directional marks included.
ANYTHING = st.text(
    st.one_of(
        st.characters(),
        st.characters(categories=["Cc", "Cf", "Cs"]),
        st.sampled_from("\x00\x1b[]m;\x07\u202e\u200b\ufeff\ufffcＴＦ還İßﷺ"),
    )
)


@given(ANYTHING)
@example("\x1b")
@example("\x1b]0;title")
@example("\x1b[31")
@example("\ud800\udc00")
def test_cleaned_text_has_nothing_invisible_and_stays_as_it_is(text: str) -> None:
    cleaned = clean(text)
    assert not {unicodedata.category(each) for each in cleaned} & {"Cc", "Cf", "Cs", "Co", "Cn"}
    assert cleaned == cleaned.strip()
    assert "  " not in cleaned
    assert clean(cleaned) == cleaned
    cleaned.encode("utf-8")


@given(ANYTHING)
def test_folded_text_has_nothing_invisible_and_can_be_taken_apart(text: str) -> None:
    folded = fold(text)
    assert not {unicodedata.category(each) for each in folded} & {"Cc", "Cf", "Cs"}
    assert all(words(folded))
    assert all(terms(folded))
    assert detect_language(folded) in {"zh", "en", None}
    assert isinstance(has_content(folded), bool)


@given(st.text(st.characters(max_codepoint=0x7F)))
def test_folding_ascii_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(st.sampled_from("零基础学习哪个好手机上部署模型科研论文用更适合还是，。？TFx ")))
def test_folding_simplified_chinese_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("前\x00后", "前 后"),
        ("a\x00b", "a b"),
        ("a\r\n\tb", "a b"),
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b]0;title\x07text", "text"),
        ("\x1b]8;;link\x1b\\text", "text"),
        ("\u202eabc\u202c", "abc"),
        ("a\u200bb\ufeff", "ab"),
        ("a\ud800b", "a\ufffdb"),
        ("ＴＦ　２．０", "TF 2.0"),
        ("①㎏ﬁ", "1kgfi"),
        ("  a   b  ", "a b"),
        ("", ""),
    ],
)
def test_clean(text: str, expected: str) -> None:
    assert clean(text) == expected


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("應該學哪個", "应该学哪个"),
        ("初學者學哪個好", "初学者学哪个好"),
        ("ＰｙＴｏｒｃｈ", "pytorch"),
        ("PyTorch", "PYTORCH"),
        ("在手機上", "在手机上"),
    ],
)
def test_forms_that_compare_equal(text: str, same: str) -> None:
    assert fold(text) == fold(same)


def test_simplified_wording_is_not_taken_for_taiwanese() -> None:
    assert simplify("程序员和信息") == "程序员和信息"
    assert simplify("這個程式") == "这个程序"


def test_simplify_leaves_text_without_han_characters_alone() -> None:
    assert simplify("Straße ﬁ") == "Straße ﬁ"


@pytest.mark.parametrize("text", ["", " ", "?!", "。，、", "\u200b", "…—", "🙂"])
def test_no_content(text: str) -> None:
    assert not has_content(clean(text))


@pytest.mark.parametrize("text", ["a", "学", "7", "é?"])
def test_content(text: str) -> None:
    assert has_content(clean(text))


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("初学者学哪个好", "zh"),
        ("which is better", "en"),
        ("用 alpha 还是 beta 部署 model", "zh"),
        ("what does 部署 mean in this article", "en"),
        ("123 ?!", None),
        ("", None),
    ],
)
def test_language(text: str, language: str | None) -> None:
    assert detect_language(text) == language


def test_names_say_nothing_about_the_language() -> None:
    assert detect_language("alpha beta", frozenset({"alpha", "beta"})) is None
    assert detect_language("alpha beta 学", frozenset({"alpha", "beta"})) == "zh"


def test_words_and_terms() -> None:
    assert list(words("c++ 部署模型 tf-2.x f# don't")) == [
        "c++",
        "部署模型",
        "tf-2.x",
        "f#",
        "don't",
    ]
    assert [is_han(word) for word in words("部署 ab")] == [True, False]
    assert terms("部署模型 phones gas") == ("部署", "署模", "模型", "phone", "gas")
    assert terms("学") == ("学",)
    assert terms("class status bus") == ("class", "status", "bus")
