import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from assistant.ui.inert import WORD_JOINER, clip, inert, literal, visible

SEEN_LATER = [":smile:", ":material/home:", "https://a.example", "www.a.example", "a@b.example"]


def shown(markdown: str) -> str:
    """What is left when Markdown's escapes have been read."""
    return re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", markdown).replace(WORD_JOINER, "")


@given(st.text())
@example("[a](b) ![c](d) <e> $f$ :red[g] `h` *i* _j_ ~k~ | # - 1. \\ &amp;")
def test_literal_shows_the_text_on_one_line(text):
    line = re.sub(r"\s+", " ", visible(text)).strip()
    assert shown(literal(text)) == line.replace(WORD_JOINER, "")


@given(st.text())
def test_literal_leaves_no_special_character_bare(text):
    bare = re.sub(r"\\.", "", literal(text))
    assert not re.search(r"[\[\]<>$:`*_~|#!()&@\\]", bare)


@pytest.mark.parametrize("found", SEEN_LATER)
@pytest.mark.parametrize("escape", [literal, inert])
def test_what_is_looked_for_in_plain_text_is_broken_up(escape, found):
    text = re.sub(r"\\(.)", r"\1", escape(f"x {found} y"))
    assert found not in text
    assert found in text.replace(WORD_JOINER, "")


def test_ordinary_text_has_no_joiners():
    text = "部署: TensorFlow Lite, 1.x (2:1) – 见[1]; e.g. C++ -> x"
    assert literal(text.replace("->", "to")).count(WORD_JOINER) == 0


def test_an_answer_keeps_paragraphs_lists_emphasis_and_its_own_escapes():
    answer = "**选 A。**\n\n- 一\n- 二\n\n1. 三\n\n*译文* \\*\n> 引"
    assert inert(answer) == answer


def test_citation_numbers_are_set_apart():
    assert inert("甲 [12]、[3]。") == r"甲 :blue[\[12\]]、:blue[\[3\]]。"
    assert inert("[1](https://a.example)").startswith(r":blue[\[1\]]\(")


def test_emphasis_that_has_not_ended_yet_is_closed():
    assert inert("**视阶段") == "**视阶段**"
    assert inert("**甲**\n\n**乙") == "**甲**\n\n**乙**"


def test_controls_and_overrides_of_direction_are_not_shown():
    assert visible("a\x00b\x1b[31mc\u202ed\ud800e\u2066f\ttab\n") == "ab[31mcdef\ttab\n"
    assert visible("👩‍💻") == "👩‍💻"


def test_clip():
    assert clip("a  b\nc", 10) == "a b c"
    assert clip("abcdefgh", 5) == "abcd…"
