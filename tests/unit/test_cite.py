"""Numbers and quotes: what doesn't stand in the article never leaves the house."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.cite import CitationError, Citer, verify
from assistant.records import Answer, Citation, Flip, LedgerRow
from ingest.errors import XuanxingError
from ingest.records import Article, Corpus, Dropped, Evidence, Option

TEXT = "Alpha is quick. Beta is calm. Alpha is quick.\nComments\nBeta eats disks."
QUICK, CALM = "Alpha is quick.", "Beta is calm."


def corpus(text: str = TEXT, dropped: tuple[Dropped, ...] = ()) -> Corpus:
    return Corpus(
        id="alpha-vs-beta",
        title="Alpha or Beta",
        language="en",
        source="made up",
        retrieved="2026-11-23",
        note="",
        url="https://example.org/alpha",
        options=(Option("alpha", "Alpha"), Option("beta", "Beta")),
        outsiders=(),
        article=Article("alpha-vs-beta/article.txt", text, "0" * 64, "utf-8", dropped),
        passages=(),
        points=(),
    )


def evidence(quote: str, start: int | None = None, option: str = "alpha") -> Evidence:
    at = TEXT.index(quote) if start is None else start
    return Evidence(option, quote, at, at + len(quote), "Speed", "gloss")


COMMENTS = Dropped(TEXT.index("Comments"), len(TEXT), "comments")


def answer(*citations: Citation, text: str = "So [1].") -> Answer:
    return Answer("q", "alpha", text, "en", citations=citations)


def test_numbers_follow_the_order_of_citing_and_a_span_keeps_its_number() -> None:
    citer = Citer(corpus())
    first, second = citer.cite(evidence(CALM)), citer.cite(evidence(QUICK))
    assert (first.number, second.number) == (1, 2)
    assert citer.cite(evidence(CALM, option="beta")).number == 1
    assert citer.citations == (first, second)
    again = citer.cite(evidence(QUICK, TEXT.rindex(QUICK)))
    assert again.number == 3, "the same words elsewhere are another span"


def test_a_citation_carries_where_it_comes_from() -> None:
    cited = Citer(corpus()).cite(evidence(QUICK))
    assert cited == Citation(
        number=1,
        quote=QUICK,
        document="alpha-vs-beta/article.txt",
        sha256="0" * 64,
        start=0,
        end=len(QUICK),
        heading="Speed",
        gloss="gloss",
        option="alpha",
        url="https://example.org/alpha",
    )


def test_a_quote_has_a_number_only_once_it_is_cited() -> None:
    citer = Citer(corpus())
    assert citer.quote(evidence(QUICK)).number is None
    assert not citer.has(evidence(QUICK))
    assert citer.citations == ()
    citer.cite(evidence(QUICK))
    assert citer.quote(evidence(QUICK)).number == 1
    assert citer.has(evidence(QUICK))


def test_a_right_answer_passes_as_it_is() -> None:
    right = answer(Citer(corpus()).cite(evidence(QUICK)))
    assert verify(right, corpus(dropped=(COMMENTS,))) is right


@given(st.integers(-20, 120), st.integers(-20, 120))
def test_a_wrong_offset_is_refused(start: int, end: int) -> None:
    cited = replace(Citer(corpus()).cite(evidence(CALM)), start=start, end=end)
    if (start, end) == (TEXT.index(CALM), TEXT.index(CALM) + len(CALM)):
        assert verify(answer(cited), corpus()) == answer(cited)
    elif TEXT[start:end] != CALM:
        with pytest.raises(CitationError, match="Beta is calm"):
            verify(answer(cited), corpus())


@pytest.mark.parametrize("quote", ["Beta is  calm.", "beta is calm.", "Beta is not calm."])
def test_altered_words_are_refused(quote: str) -> None:
    cited = replace(Citer(corpus()).cite(evidence(CALM)), quote=quote)
    with pytest.raises(CitationError):
        verify(answer(cited), corpus())


@pytest.mark.parametrize("quote", ["Beta eats disks.", "quick.\nComments"])
def test_a_quote_from_a_dropped_part_is_refused(quote: str) -> None:
    cited = Citer(corpus()).cite(evidence(quote))
    assert verify(answer(cited), corpus()) == answer(cited)
    with pytest.raises(CitationError, match="no article"):
        verify(answer(cited), corpus(dropped=(COMMENTS,)))


def test_quotes_in_the_ledger_and_in_flips_are_checked_too() -> None:
    right = Citer(corpus()).cite(evidence(QUICK))
    wrong = replace(right, number=None, start=3, end=9)
    row = LedgerRow("speed", "speed", "speed", "fast", 1.0, "alpha", {"alpha": (wrong,)})
    for bad in (
        replace(answer(right), ledger=(row,)),
        replace(answer(right), flips=(Flip("calm", "beta", (wrong,)),)),
    ):
        with pytest.raises(CitationError):
            verify(bad, corpus())


@pytest.mark.parametrize("number", [None, 0, 2])
def test_numbers_that_do_not_count_from_one_are_refused(number: int | None) -> None:
    cited = replace(Citer(corpus()).cite(evidence(QUICK)), number=number)
    with pytest.raises(CitationError, match="numbered"):
        verify(answer(cited, text="So [0] [1] [2]."), corpus())


def test_a_number_that_the_text_never_uses_is_refused() -> None:
    citer = Citer(corpus())
    cited = (citer.cite(evidence(QUICK)), citer.cite(evidence(CALM)))
    with pytest.raises(CitationError, match=r"\[2\]"):
        verify(answer(*cited), corpus())


def test_the_error_is_typed_and_no_mistake_of_the_caller() -> None:
    assert issubclass(CitationError, XuanxingError)
    assert not issubclass(CitationError, ValueError)
