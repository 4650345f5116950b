"""The stated rule: silence is no argument, a close race is no verdict."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.decide import CLOSE, DEPENDS, HALVING, Settled, combine, leaning, pull, settle
from assistant.retrieve import Finding, Match
from ingest.records import EITHER, Evidence, Point


def point(
    favours: str, *sides: str, comparative: bool = False, name: str = "", aspect: str = "speed"
) -> Point:
    return Point(
        id=name or f"for-{favours}",
        aspect=aspect,
        label={"zh": "速度", "en": "speed"},
        favours=favours,
        comparative=comparative,
        evidence=tuple(Evidence(side, "quote", 0, 5) for side in sides),
        asks={"zh": (), "en": ()},
    )


ALPHA = point("alpha", "alpha", "beta")
BETA = point("beta", "alpha", "beta")
NEITHER = point(EITHER, EITHER)


def finding(*scored: tuple[Point, float]) -> Finding:
    ranked = sorted(scored, key=lambda each: -each[1])
    return Finding("need", tuple(Match(p, s, 0.9) for p, s in ranked), "filler", 0.1, 0.9)


@pytest.mark.parametrize(
    ("given", "side"),
    [
        (point("alpha", "alpha"), EITHER),
        (point("alpha", "beta"), EITHER),
        (point("alpha", "alpha", comparative=True), "alpha"),
        (point("alpha", "alpha", "beta"), "alpha"),
        (point("alpha", EITHER), "alpha"),
        (point(EITHER, "alpha", "beta", comparative=True), EITHER),
    ],
)
def test_whom_a_point_speaks_for(given: Point, side: str) -> None:
    assert leaning(given) == side


def test_one_sided_silence_is_no_verdict() -> None:
    assert settle(finding((point("alpha", "alpha"), 1.0))).verdict == EITHER


def test_one_sided_evidence_that_compares_counts() -> None:
    assert settle(finding((point("alpha", "alpha", comparative=True), 1.0))).verdict == "alpha"


def test_the_best_point_decides_and_comes_first() -> None:
    settled = settle(finding((ALPHA, 1.0), (BETA, 0.7), (NEITHER, 0.9)))
    assert settled.verdict == "alpha"
    assert settled.matches[0].point is ALPHA
    assert {match.point.id for match in settled.matches} == {"for-alpha", "for-beta", "for-either"}
    assert 0.5 < settled.margin < 1


def test_alone_it_has_the_whole_weight() -> None:
    assert settle(finding((ALPHA, 1.0))).margin == 1


@pytest.mark.parametrize(("behind", "verdict"), [(0.0, DEPENDS), (0.02, DEPENDS), (0.1, "alpha")])
def test_close_sides_depend(behind: float, verdict: str) -> None:
    assert (2 ** (-behind / HALVING) >= CLOSE) == (verdict == DEPENDS)
    assert settle(finding((ALPHA, 1.0), (BETA, 1.0 - behind))).verdict == verdict


def needs(**verdicts: str) -> list[Settled]:
    return [
        Settled(replace(finding((ALPHA, 1.0)), need=need), verdict, (), 1.0)
        for need, verdict in verdicts.items()
    ]


@pytest.mark.parametrize(
    ("weights", "verdict"),
    [
        ({}, DEPENDS),
        ({"speed": 2.0}, "alpha"),
        ({"speed": 0.5}, "beta"),
        ({"price": 2.0, "speed": 1.7}, DEPENDS),
        ({"taste": 5.0}, DEPENDS),
    ],
)
def test_a_need_with_clearly_more_weight_wins(weights: dict[str, float], verdict: str) -> None:
    settled = needs(speed="alpha", price="beta", taste=EITHER)
    assert combine(settled, weights) == verdict


def test_many_needs_of_one_side_do_not_outweigh_a_weightier_one() -> None:
    settled = needs(a="alpha", b="alpha", c="alpha", d="beta")
    assert combine(settled) == DEPENDS
    assert combine(settled, {"d": 2.0}) == "beta"


@given(
    st.lists(st.sampled_from(["alpha", "beta", EITHER, DEPENDS]), min_size=1, max_size=5),
    st.floats(0.1, 10),
)
def test_equal_weights_change_nothing(verdicts: list[str], weight: float) -> None:
    settled = needs(**{f"n{i}": verdict for i, verdict in enumerate(verdicts)})
    equal = {each.finding.need: weight for each in settled}
    assert combine(settled, equal) == combine(settled)


def test_a_match_pulls_less_the_further_it_stays_behind() -> None:
    found = finding((ALPHA, 1.0), (BETA, 1.0 - HALVING), (NEITHER, 1.0))
    pulls = {match.point.id: pull(found, match) for match in found.matches}
    assert pulls["for-alpha"] == 1
    assert pulls["for-beta"] == pytest.approx(0.5)
    assert 0 < pulls["for-either"] < 1


def test_saying_a_thing_twice_does_not_win() -> None:
    twice = point("beta", "alpha", "beta", name="again")
    assert settle(finding((ALPHA, 1.0), (BETA, 0.85), (twice, 0.85))).verdict == "alpha"


def test_a_far_better_point_that_favours_none_wins() -> None:
    assert settle(finding((NEITHER, 1.0), (ALPHA, 0.7))).verdict == EITHER
    assert settle(finding((NEITHER, 1.0), (ALPHA, 0.95))).verdict == "alpha"


def test_points_far_behind_have_no_say() -> None:
    settled = settle(finding((ALPHA, 1.0), (BETA, 0.5)))
    assert [match.point for match in settled.matches] == [ALPHA]


def test_the_order_of_equals_does_not_matter() -> None:
    one = settle(finding((ALPHA, 1.0), (BETA, 1.0)))
    other = settle(finding((BETA, 1.0), (ALPHA, 1.0)))
    assert one.verdict == other.verdict == DEPENDS


@pytest.mark.parametrize(
    ("points", "verdict"),
    [
        ((ALPHA,), "alpha"),
        ((ALPHA, NEITHER), "alpha"),
        ((NEITHER, ALPHA), "alpha"),
        ((NEITHER, NEITHER), EITHER),
        ((ALPHA, BETA), DEPENDS),
        ((BETA, NEITHER, ALPHA), DEPENDS),
        ((ALPHA, ALPHA), "alpha"),
        ((), EITHER),
    ],
)
def test_needs_combine(points: tuple[Point, ...], verdict: str) -> None:
    assert combine([settle(finding((each, 1.0))) for each in points]) == verdict
