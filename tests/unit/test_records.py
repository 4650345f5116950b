"""Answers as data: what goes out as JSON comes back the same, and nothing else is let in."""

from __future__ import annotations

import json
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.records import Answer, Citation, Flip, LedgerRow, Reason
from ingest.errors import InputError, XuanxingError

REASONS: tuple[Reason, ...] = get_args(Reason)
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
SHARE = st.floats(0, 1)
CITATIONS = st.builds(
    Citation,
    number=st.none() | st.integers(1, 9),
    quote=TEXT,
    document=TEXT,
    sha256=TEXT,
    start=st.integers(0, 99),
    end=st.integers(0, 99),
    heading=TEXT,
    gloss=st.none() | TEXT,
    option=TEXT,
    url=st.none() | TEXT,
)
SEVERAL = st.lists(CITATIONS, max_size=2).map(tuple)
ROWS = st.builds(
    LedgerRow,
    aspect=TEXT,
    point=TEXT,
    label=TEXT,
    need=TEXT,
    relevance=SHARE,
    favours=TEXT,
    citations=st.dictionaries(TEXT, SEVERAL, max_size=2),
)
FLIPS = st.builds(Flip, condition=TEXT, verdict=TEXT, citations=SEVERAL)
ANSWERS = st.builds(
    Answer,
    question=TEXT,
    verdict=st.none() | TEXT,
    text=TEXT,
    language=st.sampled_from(["zh", "en"]),
    citations=SEVERAL,
    abstained=st.booleans(),
    reason=st.none() | st.sampled_from(REASONS),
    kind=st.sampled_from(["choose", "compare", "fact", "why"]),
    needs=st.lists(TEXT, max_size=2).map(tuple),
    ledger=st.lists(ROWS, max_size=2).map(tuple),
    flips=st.lists(FLIPS, max_size=2).map(tuple),
    confidence=SHARE,
    stale=st.booleans(),
    corpus=TEXT,
    warnings=st.lists(TEXT, max_size=2).map(tuple),
    generated_by=TEXT,
    suggestions=st.lists(TEXT, max_size=2).map(tuple),
    rejected=st.lists(st.tuples(TEXT, TEXT), max_size=2).map(tuple),
)


@given(ANSWERS)
def test_an_answer_survives_json(answer: Answer) -> None:
    assert Answer.from_dict(json.loads(json.dumps(answer.to_dict()))) == answer


def test_the_dict_holds_every_field_of_the_contract() -> None:
    data = Answer("q", None, "t", "en").to_dict()
    assert set(data) >= {
        "abstained",
        "citations",
        "confidence",
        "flips",
        "language",
        "ledger",
        "reason",
        "stale",
        "text",
        "verdict",
    }


def test_an_unknown_field_is_refused_by_name() -> None:
    with pytest.raises(InputError, match="'mood'") as caught:
        Answer.from_dict({**Answer("q", None, "t", "en").to_dict(), "mood": 1})
    assert caught.value.hint


@pytest.mark.parametrize(
    "change",
    [
        {"citations": [{"quote": "only"}]},
        {"citations": 7},
        {"ledger": [{"aspect": "a"}]},
        {"ledger": [{"aspect": "a", "citations": []}]},
        {"flips": [{}]},
        {"needs": None},
    ],
)
def test_a_malformed_answer_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(InputError) as caught:
        Answer.from_dict({**Answer("q", None, "t", "en").to_dict(), **change})
    assert isinstance(caught.value, ValueError)
    assert isinstance(caught.value, XuanxingError)


@pytest.mark.parametrize("key", ["question", "verdict", "text", "citations", "ledger"])
def test_a_missing_field_is_refused(key: str) -> None:
    data = Answer("q", None, "t", "en").to_dict()
    del data[key]
    with pytest.raises(InputError):
        Answer.from_dict(data)


def test_records_are_frozen() -> None:
    with pytest.raises(AttributeError):
        Answer("q", None, "t", "en").text = "other"  # type: ignore[misc]
