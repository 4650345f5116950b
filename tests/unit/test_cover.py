"""Which needs count as covered, and which reason a refusal gives."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from assistant.analyse import Analysis
from assistant.cover import BORDER, cover
from assistant.records import Kind, Reason
from assistant.retrieve import Finding, Match
from ingest.records import EITHER, Evidence, Point

NEUTRAL = Analysis(
    question="q",
    language="en",
    kind="choose",
    choice_words=False,
    avoid=False,
    options=(),
    favoured=None,
    strangers=(),
    subjects=(),
    needs=("need",),
    context="need",
    focus=0,
    carried=0,
    hostile=False,
    follows=False,
    other=False,
    refers=False,
    adds=False,
    domain=False,
    between=True,
    states=False,
    together=False,
    resets=False,
    corrects=False,
    quantity=False,
    again=False,
    thanks=False,
    dropped=(),
    retracted=(),
    doubts=False,
    bare=False,
    holds=False,
    premises=(),
    task=False,
)
BOTH = ("alpha", "beta")


def asked(**changes: Any) -> Analysis:
    return replace(NEUTRAL, **changes)


def found(
    score: float,
    background: str = "off_topic.weather",
    similarity: float = 0.1,
    closeness: float = 0.1,
    *,
    aspect: str = "speed",
    favours: str = "alpha",
) -> Finding:
    point = Point(
        id=f"{aspect}-{favours}",
        aspect=aspect,
        label={"zh": aspect, "en": aspect},
        favours=favours,
        comparative=False,
        evidence=(Evidence(EITHER, "quote", 0, 5),),
        asks={"zh": (), "en": ()},
    )
    match = Match(point, score, 0.5)
    return Finding(f"{aspect} {score}", (match,), background, similarity, closeness)


FILLER = found(0.0, "filler")
COVERED = found(0.5)


def reason(analysis: Analysis, *findings: Finding) -> Reason | None:
    """The reason for a refusal, which comes without needs."""
    coverage = cover(analysis, findings)
    assert coverage.needs == ()
    return coverage.reason


class TestRefusals:
    @pytest.mark.parametrize("score", [0.0, 1.0])
    def test_instructions_are_refused_however_well_they_fit(self, score: float) -> None:
        assert reason(asked(hostile=True, strangers=("x",)), found(score)) == "unsafe"

    def test_what_reads_like_an_instruction_is_refused_beside_a_covered_need(self) -> None:
        assert reason(asked(), COVERED, found(0.0, "unsafe", 0.6)) == "unsafe"

    @pytest.mark.parametrize("finding", [found(0.0, "unsafe", 0.5), found(0.4, "unsafe", 1)])
    def test_only_what_is_clearly_one_and_nothing_else(self, finding: Finding) -> None:
        assert cover(asked(), [finding]).reason != "unsafe"

    def test_names_the_article_does_not_compare_are_refused_even_beside_a_covered_need(
        self,
    ) -> None:
        assert reason(asked(strangers=("Gamma",)), COVERED) == "unknown_option"

    @pytest.mark.parametrize("options", [("alpha",), BOTH])
    def test_a_named_option_makes_it_a_matter_of_the_article(self, options: tuple[str]) -> None:
        assert reason(asked(options=options), found(0.0)) == "not_in_article"

    @pytest.mark.parametrize(
        ("finding", "why"),
        [
            (found(0.0), "off_topic"),
            (found(0.0, closeness=0.9), "off_topic"),
            (found(0.0, "attribute.licence", 0.65), "not_in_article"),
            (found(0.0, "attribute.licence", 0.4), "off_topic"),
            (found(0.0, "attribute.licence", 0.4, 0.4), "not_in_article"),
        ],
        ids=[
            "about something else",
            "close, but like ordinary talk",
            "an attribute that products have",
            "hardly like one",
            "hardly like one, but close to the subject",
        ],
    )
    def test_without_a_name_its_nearest_neighbour_tells(self, finding: Finding, why: str) -> None:
        # Without a missing attribute in the question's own clause, the best clause decides.
        assert reason(asked(focus=5), finding) == why

    def test_a_comparison_of_what_the_article_lacks_is_no_overview(self) -> None:
        both = asked(kind="compare", options=BOTH)
        assert cover(both, [found(0.0)]).reason is None
        assert reason(both, found(0.0, "attribute.licence", 0.65)) == "not_in_article"

    def test_a_piece_of_work_is_refused_even_about_what_is_covered(self) -> None:
        assert reason(asked(task=True), COVERED) == "off_topic"
        assert reason(asked(task=True, options=("alpha",)), COVERED) == "not_in_article"

    def test_a_need_at_the_border_is_covered_and_one_below_is_not(self) -> None:
        assert cover(asked(), [found(0.12)]).reason is None
        assert reason(asked(), found(0.11)) == "off_topic"

    def test_the_missing_attribute_asked_about_outweighs_a_clause_that_is_barely_covered(
        self,
    ) -> None:
        missing = found(0.0, "attribute.licence", 0.65)
        assert reason(asked(focus=1), found(0.6), missing) == "not_in_article"
        assert cover(asked(focus=0), [found(0.6), missing]).reason is None
        assert cover(asked(focus=1), [found(0.7), missing]).reason is None


class TestNothingToGoBy:
    """Neither covered nor refused: the question is answered for the article as a whole."""

    @pytest.mark.parametrize("changes", [{"choice_words": True}, {"options": BOTH}])
    def test_a_bare_choice_is_no_refusal(self, changes: dict[str, Any]) -> None:
        assert reason(asked(**changes), FILLER) is None

    def test_small_talk_alone_is_refused(self) -> None:
        assert reason(asked(), FILLER) == "off_topic"
        assert reason(asked(options=("alpha",)), FILLER) == "not_in_article"

    def test_a_comparison_of_the_options_on_nothing_known_is_one_as_a_whole(self) -> None:
        assert reason(asked(kind="compare", options=BOTH), found(0.0)) is None
        assert reason(asked(kind="compare", options=("alpha",)), found(0.0)) == "not_in_article"
        assert reason(asked(options=BOTH), found(0.0)) == "not_in_article"


class TestNeeds:
    @pytest.mark.parametrize("kind", ["fact", "why"])
    def test_facts_and_grounds_are_about_one_thing(self, kind: Kind) -> None:
        best = found(0.9, aspect="price")
        assert cover(asked(kind=kind), [COVERED, best]).needs == (best,)

    @pytest.mark.parametrize("kind", ["choose", "compare"])
    def test_needs_of_their_own_are_kept_in_the_order_of_the_question(self, kind: Kind) -> None:
        needs = (found(0.85), found(0.9, aspect="price"), found(0.8, favours="beta"))
        assert cover(asked(kind=kind), needs).needs == needs

    def test_what_is_said_by_the_way_comes_after_the_main_need(self) -> None:
        aside, main = found(0.4), found(0.9, aspect="price")
        assert cover(asked(), [aside, main]).needs == (main, aside)

    @pytest.mark.parametrize("scores", [(0.6, 0.8), (0.8, 0.6)])
    def test_of_two_clauses_about_one_thing_the_better_is_kept(
        self, scores: tuple[float, float]
    ) -> None:
        (kept,) = cover(asked(), [found(score) for score in scores]).needs
        assert kept.best.score == 0.8

    @pytest.mark.parametrize(("best", "stray"), [(0.5, 0.19), (1.3, 0.45)])
    def test_a_stray_clause_is_no_need(self, best: float, stray: float) -> None:
        clear = found(best)
        assert cover(asked(), [found(stray, aspect="price"), clear]).needs == (clear,)

    @pytest.mark.parametrize("named", [{"options": ("alpha",)}, {"domain": True}])
    def test_a_question_that_names_what_is_chosen_may_be_weaker_still(
        self, named: dict[str, Any]
    ) -> None:
        faint = found(0.1)
        assert cover(asked(), [faint]).reason == "off_topic"
        assert cover(asked(**named), [faint]).needs == (faint,)
        assert cover(asked(), [faint], ongoing=True).needs == (faint,)

    def test_a_fact_is_not_covered_by_what_stands_around_it(self) -> None:
        fact = asked(kind="fact", options=("alpha",), focus=1)
        clauses = [found(0.6), found(0.02, aspect="price")]
        assert cover(fact, clauses).reason == "not_in_article"

    def test_a_covered_need_of_an_unknown_name_is_about_that_name(self) -> None:
        assert cover(asked(subjects=("gamma",)), [COVERED]).reason == "unknown_option"
        assert cover(asked(subjects=("gamma",)), [found(-0.2)]).reason == "off_topic"

    def test_a_single_need_may_be_weaker(self) -> None:
        weak = found(0.25)
        assert cover(asked(), [FILLER, weak]).needs == (weak,)


def test_an_added_need_that_is_not_covered_is_not_answered_by_the_carried_ones() -> None:
    carried, stray = found(0.6), found(-0.3)
    asked_for = asked(needs=("a", "b"), options=(), carried=1)
    assert reason(asked_for, carried, stray) == "off_topic"
    assert reason(replace(asked_for, options=BOTH), carried, stray) == "not_in_article"
    for fine in (found(0.5, aspect="ease"), found(-0.3, "filler", 0.5)):
        assert cover(asked_for, (carried, fine)).needs[0] == carried


def test_what_a_turn_adds_is_a_need_even_if_it_is_a_weak_one() -> None:
    weak = found(BORDER, aspect="price", favours="beta")
    assert cover(asked(options=BOTH), [COVERED, weak]).needs == (COVERED,)
    added = cover(asked(options=BOTH, carried=1), [COVERED, weak], ongoing=True)
    assert added.needs == (COVERED, weak)


def test_a_question_tied_to_nothing_must_be_nearer() -> None:
    assert cover(asked(), [found(0.19)]).reason is None
    assert reason(asked(between=False), found(0.19)) == "off_topic"
    assert cover(asked(between=False), [found(0.19)], ongoing=True).reason is None
    assert cover(asked(between=False), [found(0.3)]).reason is None
    assert cover(asked(between=False, states=True), [found(0.13)]).reason is None


def test_an_attribute_named_by_its_own_terms_is_missing() -> None:
    named = replace(found(0.5), missing=0.5)
    assert reason(asked(options=BOTH), named) == "not_in_article"
    assert cover(asked(options=BOTH), [replace(found(0.9), missing=0.5)]).reason is None


def test_a_word_left_over_ranks_behind_a_clause_that_says_something() -> None:
    clause = replace(found(0.5, aspect="price"), need="a clause that says something")
    word = replace(found(0.6, aspect="speed"), need="so")
    assert cover(asked(kind="fact"), [word, clause]).needs == (clause,)


@pytest.mark.parametrize(
    ("quote", "reason"),
    [
        ("It needs 12 machines", None),
        ("Most are productive within a week", None),
        ("It needs many machines", "not_in_article"),
    ],
)
def test_what_asks_for_a_number_is_answered_by_a_number_or_a_time(
    quote: str, reason: Reason | None
) -> None:
    point = replace(COVERED.best.point, evidence=(Evidence(EITHER, quote, 0, len(quote)),))
    finding = replace(COVERED, matches=(Match(point, 0.9, 0.9),))
    assert cover(asked(kind="fact", quantity=True), [finding]).reason == reason
    assert cover(asked(kind="fact"), [finding]).reason is None
