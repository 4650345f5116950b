"""What people thought of answers becomes cases that the evaluation itself can read."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from assistant.evals.cases import Case, CaseError, load_cases
from assistant.history.feedback import GAP, to_cases
from assistant.history.records import COMPLAINTS, Feedback, RatedTurn, SavedTurn, new_id
from assistant.records import Answer
from tests.history.test_history_contract import answer

if TYPE_CHECKING:
    from assistant import Assistant


def rated(given: Answer, feedback: Feedback, *earlier: str) -> RatedTurn:
    turn = SavedTurn(given.question, answer=given, feedback=feedback)
    return RatedTurn(new_id(), given.corpus, turn, earlier)


def load(text: str, folder: Path, assistant: Assistant) -> tuple[Case, ...]:
    (folder / "feedback.yaml").write_text(text, encoding="utf-8")
    return load_cases([folder / "feedback.yaml"], assistant.corpus)


def test_a_liked_answer_is_a_case_that_holds(database_assistant: Assistant, tmp_path: Path) -> None:
    good = database_assistant.ask("Which one for a small team?")
    refusal = database_assistant.ask("Is MongoDB faster than MySQL?")
    assert good.citations
    assert refusal.reason
    text = to_cases(
        [rated(good, Feedback("up", comment="yes\n- id: x")), rated(refusal, Feedback("up"), "Hi")]
    )
    one, two = load(text, tmp_path, database_assistant)
    assert one.turns == (good.question,)
    assert one.verdicts == (good.verdict,)
    article = database_assistant.corpus.article.text
    quotes = {article[span.start : span.end] for fact in one.facts for span in fact}
    assert quotes == {each.quote for each in good.citations}
    assert one.kind == good.kind
    assert (two.kind, two.reasons, two.facts) == ("refusal", (refusal.reason,), ())
    assert two.turns == ("Hi", refusal.question)
    assert GAP not in "".join(line for line in text.splitlines() if not line.startswith("#"))


@pytest.mark.parametrize(
    ("reason", "gap"),
    [
        ("wrong_verdict", "verdict"),
        ("wrong_quote", "facts"),
        ("should_have_refused", "reason"),
        ("unclear", "facts"),
        ("other", "facts"),
        (None, "facts"),
    ],
)
def test_a_disliked_answer_is_no_case_until_somebody_fills_its_gap(
    database_assistant: Assistant, tmp_path: Path, reason: str | None, gap: str
) -> None:
    given = database_assistant.ask("Which one for a small team?")
    text = to_cases([rated(given, Feedback("down", reason))])  # type: ignore[arg-type]
    with pytest.raises(CaseError, match=GAP):
        load(text, tmp_path, database_assistant)
    (case,) = yaml.safe_load(text)
    filled = {"verdict": "mysql", "facts": [[given.citations[0].quote]], "reason": "off_topic"}
    assert GAP in str(case[gap])
    case[gap] = filled[gap]
    (done,) = load(yaml.safe_dump([case]), tmp_path, database_assistant)
    assert done.kind == ("refusal" if reason == "should_have_refused" else given.kind)


def test_a_refusal_that_should_have_been_an_answer(
    database_assistant: Assistant, tmp_path: Path
) -> None:
    given = database_assistant.ask("Is MongoDB faster than MySQL?")
    text = to_cases([rated(given, Feedback("down", "should_have_answered"))])
    (case,) = yaml.safe_load(text)
    assert (case["verdict"], case["facts"], case["reason"]) == (GAP, [[GAP]], None)
    with pytest.raises(CaseError, match=GAP):
        load(text, tmp_path, database_assistant)


def test_without_feedback_there_is_an_empty_list() -> None:
    assert yaml.safe_load(to_cases([])) == []
    unanswered = RatedTurn("c", "c", SavedTurn("q", feedback=Feedback("up")))
    assert yaml.safe_load(to_cases([unanswered])) == []


NASTY = st.text(max_size=30) | st.sampled_from(
    [
        "\n- id: x",
        "\u2028- id: x",
        "\x85x: y",
        "'",
        '"',
        "{a: b}",
        "# x",
        "&a *a",
        "}",
        "!!python/x",
    ]
)


@given(
    question=NASTY,
    comment=NASTY,
    quote=NASTY,
    reason=st.sampled_from([None, *COMPLAINTS]),
    rating=st.sampled_from(["up", "down"]),
)
def test_whatever_people_write_stays_in_its_place(
    question: str, comment: str, quote: str, reason: None, rating: str
) -> None:
    one = replace(answer().citations[0], quote=quote)
    given = replace(answer(), question=question, citations=(one,))
    feedback = Feedback(rating, reason, comment)  # type: ignore[arg-type]
    each = rated(given, feedback, question)
    cases = yaml.safe_load(to_cases([each, each]))
    assert len(cases) == 2
    for case in cases:
        assert set(case) == {
            *("id", "language", "kind", "style", "turns", "verdict", "facts", "reason")
        }
        assert len(case["turns"]) == 2
