"""Assertions pass where they should, and their messages tell a reader why they don't."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from assistant import Answer, Assistant, Citation, evals
from assistant.evals import (
    assert_abstains,
    assert_cites,
    assert_invariant,
    assert_outcome,
    assert_verbatim,
    assert_verdict,
)
from assistant.evals.cases import Case, Span
from assistant.evals.outcomes import Outcome
from ingest.errors import InputError

QUESTION = "The garden lies on a steep slope, Alpha or Beta?"
SLOPES = "Beta climbs steep slopes better than Alpha."


@pytest.fixture(scope="module")
def answer(garden: Assistant) -> Answer:
    return garden.ask(QUESTION)


@pytest.fixture(scope="module")
def refusal(garden: Assistant) -> Answer:
    return garden.ask("?!")


def told(failed: pytest.ExceptionInfo[AssertionError], *parts: str) -> None:
    message = str(failed.value)
    assert [part for part in parts if part not in message] == [], message


def test_all_that_is_promised_is_there() -> None:
    assert [name for name in evals.__all__ if not hasattr(evals, name)] == []
    assert sorted(evals.__all__) == evals.__all__
    with pytest.raises(AttributeError, match="no attribute 'assert_luck'"):
        evals.assert_luck  # noqa: B018


def test_verdict(answer: Answer, refusal: Answer) -> None:
    assert_verdict(answer, "beta")
    assert_verdict(answer, "alpha", "beta")
    with pytest.raises(AssertionError) as failed:
        assert_verdict(answer, "alpha", None)
    told(failed, "expected alpha or no verdict, got beta", QUESTION, f"[1] beta: “{SLOPES}”")
    told(failed, "ledger    slopes/slopes", "favours beta", "alpha: the article does not say")
    with pytest.raises(AssertionError) as failed:
        assert_verdict(refusal, None)
    told(failed, "expected no verdict, got refusal: empty", "ledger    empty")


@pytest.mark.parametrize(
    "clause",
    [
        SLOPES,
        "climbs steep slopes",
        f"Beta\n\n{SLOPES}\n",
        "slopes better than Alpha.\n",
        "ta\n\nBeta climbs steep slo",
    ],
)
def test_a_clause_is_cited_if_half_of_it_or_of_the_quote_is(answer: Answer, clause: str) -> None:
    assert_cites(answer, clause)
    assert_cites(answer, SLOPES, clause)


def test_a_clause_that_is_not_cited_is_named(answer: Answer, garden: Assistant) -> None:
    for clause in ("It is quiet.", "longer than Beta. It is quiet.\n\nBeta\n\nBeta"):
        with pytest.raises(AssertionError) as failed:
            assert_cites(replace(answer, citations=answer.citations[:1]), SLOPES, clause)
        told(
            failed, "not cited: “It is quiet" if clause[0] == "I" else "not cited", "got       beta"
        )
    with pytest.raises(AssertionError) as failed:
        assert_cites(answer, "Beta climbs stairs", corpus=garden.corpus)
    told(failed, "nor is it in the article: copy a clause exactly")
    with pytest.raises(InputError, match="a clause is empty"):
        assert_cites(answer, SLOPES, " ")


def test_a_refusal_cites_nothing(refusal: Answer) -> None:
    with pytest.raises(AssertionError, match="not cited"):
        assert_cites(refusal, SLOPES)


def test_verbatim_of_the_corpora_that_come_along(assistant: Assistant) -> None:
    answer = assistant.ask("我要在手机上部署模型,应该用TF还是PyTorch?")
    assert_verbatim(answer)
    assert_verbatim(answer, assistant.corpus)
    assert_verbatim(answer, assistant.corpus.id)


def test_verbatim_of_other_corpora(
    answer: Answer, refusal: Answer, garden_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert_verbatim(answer, garden_folder)
    with pytest.raises(InputError, match=r"is not known\. Pass corpus="):
        assert_verbatim(answer)
    monkeypatch.setenv("XUANXING_CORPUS", str(garden_folder))
    assert_verbatim(answer)
    with pytest.raises(AssertionError, match="nothing is cited"):
        assert_verbatim(refusal)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"start": 3}, "characters 3 to"),
        ({"quote": SLOPES.replace("steep", "deep")}, " are “"),
        ({"quote": "", "start": 0, "end": 0}, "characters 0 to 0"),
        ({"sha256": "0" * 64}, "its sha256 is not that of the article"),
        ({"document": "elsewhere.txt"}, "it cites elsewhere.txt, not made-"),
    ],
)
def test_what_is_not_verbatim_is_shown(
    answer: Answer, garden: Assistant, changes: dict[str, object], why: str
) -> None:
    def spoilt(citation: Citation) -> Citation:
        return replace(citation, **changes)  # type: ignore[arg-type]

    row = answer.ledger[0]
    cells = {option: tuple(map(spoilt, quotes)) for option, quotes in row.citations.items()}
    for other in (
        replace(answer, citations=tuple(map(spoilt, answer.citations))),
        replace(answer, ledger=(replace(row, citations=cells),)),
        replace(
            answer,
            flips=tuple(
                replace(each, citations=tuple(map(spoilt, each.citations))) for each in answer.flips
            ),
        ),
    ):
        if other == answer:
            continue  # nothing would change this verdict
        with pytest.raises(AssertionError) as failed:
            assert_verbatim(other, garden.corpus)
        told(failed, "not verbatim: ", why)


def test_clutter_is_not_the_articles_own_words(assistant: Assistant) -> None:
    corpus = assistant.corpus
    clutter = corpus.article.dropped[0]
    quote = corpus.article.text[clutter.start : clutter.end]
    document, digest = corpus.article.document, corpus.article.sha256
    cited = Citation(1, quote, document, digest, clutter.start, clutter.end, "", None, "either")
    with pytest.raises(AssertionError, match="this part of the file is not the article's"):
        assert_verbatim(Answer("q", None, "[1]", "zh", (cited,)), corpus)


def test_abstains(answer: Answer, refusal: Answer) -> None:
    assert_abstains(refusal)
    assert_abstains(refusal, "empty")
    with pytest.raises(AssertionError) as failed:
        assert_abstains(refusal, "off_topic")
    told(failed, "expected refusal: off_topic, got refusal: empty")
    with pytest.raises(AssertionError) as failed:
        assert_abstains(answer)
    told(failed, "expected a refusal, got beta", "ledger    slopes/slopes")
    with pytest.raises(InputError, match="Did you mean 'off_topic'"):
        assert_abstains(refusal, "offtopic")  # type: ignore[arg-type]


def test_invariant(garden: Assistant) -> None:
    assert_invariant(garden, QUESTION)
    assert_invariant(garden, QUESTION, "花园在陡坡上,选Alpha还是Beta?")
    with pytest.raises(AssertionError) as failed:
        assert_invariant(garden, QUESTION, "?!")
    told(failed, "put as “?!”: the verdict and the reason and the citations changed")
    told(failed, f"as for “{QUESTION}”", "got       refusal: empty")
    with pytest.raises(InputError, match="Give other questions"):
        assert_invariant(garden, "好")


def test_a_variant_that_is_answered_otherwise_is_named(garden: Assistant) -> None:
    class Moody:
        corpus = garden.corpus
        conversation = garden.conversation
        search = garden.search

        def ask(self, question: str) -> Answer:
            answer = garden.ask(question)
            return replace(answer, verdict="alpha") if question.isupper() else answer

    with pytest.raises(AssertionError) as failed:
        assert_invariant(Moody(), QUESTION)
    told(failed, f"upper-case “{QUESTION.upper()}”: the verdict changed")


def test_outcome(answer: Answer, garden: Assistant) -> None:
    text = garden.corpus.article.text
    at = text.index("It is quiet.")
    slopes, quiet = Span(text.index(SLOPES), len(text)), Span(at, at + len("It is quiet."))
    case = Case(
        id="en-one",
        language="en",
        kind="choose",
        role="",
        style="",
        turns=("Hello", QUESTION),
        verdicts=("beta",),
        facts=((slopes,),),
        also=(),
        reasons=(),
        pair=None,
        aspects=(),
        split="dev",
    )
    assert_outcome(Outcome(case, answer))
    with pytest.raises(AssertionError) as failed:
        assert_outcome(Outcome(replace(case, facts=((quiet,),)), answer), garden.corpus)
    told(failed, "en-one: expected beta, got beta without a right citation; lost by ledger")
    told(failed, "question  Hello\n", QUESTION, "“It is quiet.”", "lost by   ledger")
    with pytest.raises(AssertionError) as failed:
        assert_outcome(Outcome(replace(case, facts=((quiet,),)), answer))
    told(failed, f"characters {quiet.start}–{quiet.end}")
    with pytest.raises(AssertionError) as failed:
        assert_outcome(Outcome(replace(case, facts=((quiet,),)), answer, hits=()))
    told(failed, "lost by   retrieval", "found     nothing")
    refused = replace(case, facts=(), verdicts=(None,), reasons=("off_topic",))
    with pytest.raises(AssertionError) as failed:
        assert_outcome(Outcome(refused, answer))
    told(failed, "expected refusal: off_topic, got beta; lost by")
