"""An answer as Markdown that other people's programs render."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from assistant.footnotes import footnotes, inert, inert_pieces, readable
from assistant.records import Answer, Citation

ACTIVE = {"link_open", "image", "html_inline", "html_block"}
HOSTILE = st.lists(
    st.sampled_from(
        [
            *("[", "]", "(", ")", "!", "<", ">", ":", "//", "/", "@", "\\", "\n", " ", "a", "[1]"),
            *("javascript:", "data:", "http", "https://evil.example", "www.", "</script>", "<img"),
            *("x.png", "字", "`", "*", "\x00", "\u202e", "\ud800"),
        ]
    ),
    max_size=20,
).map("".join)


def kinds(markdown: str) -> set[str]:
    """What a renderer that allows everything makes of it."""
    tokens = MarkdownIt("commonmark", {"html": True}).parse(markdown)
    return {token.type for outer in tokens for token in (outer, *(outer.children or ()))}


def cited(quote: str = "a quote", **given: str | None) -> Citation:
    return Citation(
        **{
            "number": 1,
            "quote": quote,
            "document": "corpus/article.txt",
            "sha256": "0" * 64,
            "start": 0,
            "end": len(quote),
            "heading": "Speed",
            "gloss": None,
            "option": "a",
            **given,
        }  # type: ignore[arg-type]
    )


@given(HOSTILE)
@example("![x](https://evil.example/x.png)")
@example("[x]\n\n[x]: https://evil.example")
@example("\\<img src=x>")
def test_nothing_of_others_becomes_active(text: str) -> None:
    answer = Answer("q", None, text, "en", citations=(cited(text),), warnings=(text,))
    shown = readable(answer)
    assert not kinds(shown) & ACTIVE
    assert "://" not in shown
    assert "www." not in shown
    shown.encode()


@given(st.lists(HOSTILE))
def test_pieces_are_as_harmless_as_the_whole(pieces: list[str]) -> None:
    assert "".join(inert_pieces(iter(pieces))) == inert("".join(pieces))


@pytest.mark.parametrize(
    "text", ["**A.** It is “fast” [1][2], *e.g.* <5 ms at 10:30.", "- 一\n- 二"]
)
def test_what_an_answer_is_written_with_stays(text: str) -> None:
    assert inert(text) == text


def test_a_quote_stands_with_number_place_and_translation() -> None:
    answer = Answer("q", "a", "Yes [1].", "en", citations=(cited("引文", gloss="a quote"),))
    assert readable(answer) == (
        "Yes [1].\n\n**Quotes**\n\n- [1] “引文” (Translation: a quote), corpus/article.txt › Speed"
    )
    chinese = replace(answer, text="是 [1]。", language="zh")
    assert footnotes(chinese) == "\n\n**引文**\n\n- [1] “引文”, corpus/article.txt › Speed"


def test_a_refusal_has_no_footnotes_and_a_warning_is_told() -> None:
    refusal = Answer("q", None, "Not in the article.", "en", abstained=True)
    assert readable(refusal) == "Not in the article."
    told = replace(refusal, warnings=("the index was rebuilt.",), stale=True)
    assert footnotes(told) == (
        "\n\n*Note: the index was rebuilt.*"
        "\n\n*Note: the article has changed since its index was built.*"
    )
