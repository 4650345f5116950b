"""What an answer says, and in which order: verdict, grounds, what speaks against it, what turns it.

The article is made up so that each of its quotes names whom and what it is about.
"""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from assistant import compose
from assistant.cite import Citer
from assistant.decide import DEPENDS, Settled, combine, settle
from assistant.draft import Draft
from assistant.records import Flip
from assistant.retrieve import Finding, Match
from ingest.records import EITHER, Article, Corpus, Evidence, Language, Option, Point

OPTIONS = (Option("alpha", "Alpha"), Option("beta", "Beta"), Option("gamma", "Gamma"))
WHO = {each.id: each.name for each in OPTIONS} | {EITHER: "Each of them"}
TOPICS = ("speed", "safety", "price", "docs", "plug-ins", "colour", "weight", "Alpha's menu")


def quote(option: str, topic: str) -> str:
    return f"{WHO[option]} does {topic} in a way"


TEXT = "\n".join(f"{quote(option, topic)}." for option in WHO for topic in TOPICS)


def evidence(option: str, topic: str) -> Evidence:
    start = TEXT.index(quote(option, topic))
    return Evidence(option, quote(option, topic), start, start + len(quote(option, topic)))


def point(
    topic: str, favours: str, *sides: str, aspect: str = "", comparative: bool = False
) -> Point:
    """A point with one quote for each of ``sides``."""
    return Point(
        id=f"{topic}-{favours}",
        aspect=aspect or topic,
        label={"zh": topic, "en": topic},
        favours=favours,
        comparative=comparative,
        evidence=tuple(evidence(side, topic) for side in sides),
        asks={"zh": (), "en": ()},
    )


def need(*scored: tuple[Point, float], relevance: float = 0.9) -> Settled:
    ranked = sorted(scored, key=lambda each: -each[1])
    matches = tuple(Match(each, score, relevance) for each, score in ranked)
    return settle(Finding(ranked[0][0].label["en"], matches, "filler", 0.1, 0.9))


def draft(*points: Point, options: int = 2, language: Language = "en") -> Draft:
    corpus = Corpus(
        id="demo",
        title="Demo",
        language="en",
        source="made up",
        retrieved="2026-11-23",
        note="",
        url=None,
        options=OPTIONS[:options],
        outsiders=(),
        article=Article("demo/article.txt", TEXT, "0" * 64, "utf-8"),
        passages=(),
        points=points,
    )
    return Draft(corpus, language, Citer(corpus))


def cited(made: Draft) -> list[str]:
    """The quotes in the order of their numbers; each number must stand in the text."""
    text = made.text()
    numbers = [citation.number for citation in made.citer.citations]
    assert {int(n) for n in re.findall(r"\[(\d+)\]", text)} == set(numbers)
    for citation in made.citer.citations:
        assert f"“{citation.quote}” [{citation.number}]" in text
    return [citation.quote for citation in made.citer.citations]


def chosen(
    *settled: Settled, avoid: bool = False, options: int = 2, language: Language = "en"
) -> Draft:
    made = draft(options=options, language=language)
    compose.choice(made, settled, combine(settled), avoid=avoid)
    return made


SPEED = point("speed", "alpha", "alpha", "beta")
SAFETY = point("safety", "beta", "beta", "alpha")
PRICE = point("price", EITHER, EITHER)


class TestChoice:
    def test_the_verdict_comes_first_then_its_grounds_then_the_rivals(self) -> None:
        made = chosen(need((SPEED, 1.0)))
        assert made.text().startswith("**Alpha.**\n\nOn speed ")
        assert cited(made) == [quote("alpha", "speed"), quote("beta", "speed")]

    def test_what_to_avoid_is_named_beside_what_to_take(self) -> None:
        text = chosen(need((SPEED, 1.0)), avoid=True).text()
        assert text.startswith("**The one to avoid is Beta; choose Alpha.**")

    def test_of_three_options_all_others_are_to_be_avoided(self) -> None:
        made = chosen(need((SPEED, 1.0)), avoid=True, options=3)
        assert made.text().startswith("**The one to avoid is Beta and Gamma; choose Alpha.**")

    def test_of_three_options_every_rival_with_a_quote_is_heard(self) -> None:
        full = point("speed", "beta", "alpha", "beta", "gamma")
        assert cited(chosen(need((full, 1.0)), options=3)) == [
            quote("beta", "speed"),
            quote("alpha", "speed"),
            quote("gamma", "speed"),
        ]

    def test_a_rivals_quote_that_compares_is_said_once(self) -> None:
        made = chosen(need((point("speed", "alpha", "beta", comparative=True), 1.0)))
        assert made.text().startswith("**Alpha.**")
        assert cited(made) == [quote("beta", "speed")]
        assert made.text().count("[1]") == 1

    def test_two_needs_for_one_option_are_one_verdict_with_both_grounds(self) -> None:
        made = chosen(need((SPEED, 1.0)), need((point("docs", "alpha", EITHER), 0.9)))
        assert made.text().startswith("**Alpha.**")
        assert "As for docs, " in made.text()
        assert cited(made)[-1] == quote(EITHER, "docs")

    @pytest.mark.parametrize(
        ("sides", "said"),
        [((EITHER,), [EITHER]), (("beta", "alpha"), ["alpha", "beta"])],
    )
    def test_where_neither_is_favoured_the_quotes_say_so(
        self, sides: tuple[str, ...], said: list[str]
    ) -> None:
        made = chosen(need((point("price", EITHER, *sides), 1.0)))
        assert made.text().startswith("**Either will do.**\n\nOn price the article favours neither")
        assert cited(made) == [quote(each, "price") for each in said]

    def test_silence_about_the_other_is_admitted(self) -> None:
        made = chosen(need((point("speed", "alpha", "alpha"), 1.0)))
        assert made.text().startswith("**Either will do.**")
        assert "about Beta the article does not say" in made.text()
        assert cited(made) == [quote("alpha", "speed")]

    def test_a_need_that_divides_the_article_gets_reasons_for_both(self) -> None:
        rival = point("weight", "beta", "beta", "alpha", aspect="speed")
        made = chosen(need((SPEED, 1.0), (rival, 0.98), (PRICE, 0.97)))
        assert made.text().startswith("**It depends.**\n\nOn speed there are reasons for both:")
        assert set(cited(made)) == {quote("alpha", "speed"), quote("beta", "weight")}

    def test_needs_that_disagree_say_which_need_asks_for_which(self) -> None:
        text = chosen(need((SPEED, 1.0)), need((SAFETY, 1.0))).text()
        assert text.startswith("**It depends: Alpha for speed, Beta for safety.**")
        assert "Your two needs pull in different directions." in text
        assert text.endswith(
            "If it can only be one: Alpha if speed comes first, Beta if safety comes first."
        )

    def test_a_reason_that_two_needs_share_is_told_once(self) -> None:
        made = chosen(need((SPEED, 1.0)), need((SPEED, 0.9)))
        assert made.text().count(quote("alpha", "speed")) == 1

    def test_a_need_that_either_meets_is_explained_but_decides_nothing(self) -> None:
        made = chosen(need((SPEED, 1.0)), need((SAFETY, 1.0)), need((PRICE, 1.0)))
        first, *_ = made.text().split("\n\n")
        assert first == "**It depends: Alpha for speed, Beta for safety.**"
        assert "These needs point different ways." in made.text()
        assert quote(EITHER, "price") in cited(made)

    @pytest.mark.parametrize("language", ["en", "zh"])
    @pytest.mark.parametrize("options", [2, 3])
    @pytest.mark.parametrize(
        "points",
        [
            (SPEED,),
            (PRICE,),
            (SPEED, SAFETY),
            (PRICE, SPEED),
            (point("speed", "alpha", "alpha"), SAFETY, PRICE),
        ],
    )
    def test_every_sentence_is_finished_in_both_languages(
        self, points: tuple[Point, ...], options: int, language: Language
    ) -> None:
        made = chosen(*(need((each, 1.0)) for each in points), options=options, language=language)
        assert not re.search(r"[{}]|,,|\.\.|。。| ,", made.text())
        assert made.text().startswith("**")
        assert made.citer.citations


class TestContrary:
    """One sentence for what the same aspect holds against the verdict, if it is close."""

    def told(self, other: Point, score: float = 0.9) -> bool:
        made = chosen(need((SPEED, 1.0), (other, score)))
        assert made.text().startswith("**Alpha.**")
        return "Against that, " in made.text()

    @pytest.mark.parametrize("side", ["beta", EITHER])
    def test_a_close_point_of_the_same_aspect_is_told(self, side: str) -> None:
        assert self.told(point("weight", side, side, "alpha", aspect="speed"))

    def test_a_distant_one_is_not(self) -> None:
        assert not self.told(point("weight", "beta", "beta", "alpha", aspect="speed"), 0.8)

    def test_another_aspect_is_not(self) -> None:
        assert not self.told(point("weight", "beta", "beta", "alpha"))

    def test_a_point_for_the_same_side_is_not(self) -> None:
        assert not self.told(point("weight", "alpha", "alpha", "beta", aspect="speed"))

    def test_a_point_without_a_quote_of_its_own_is_not(self) -> None:
        assert not self.told(point("weight", "beta", "alpha", aspect="speed", comparative=True))

    def test_a_quote_that_was_just_said_is_not_repeated(self) -> None:
        assert not self.told(point("speed", "beta", "beta", "alpha", aspect="speed"))


class TestGeneral:
    def general(self, *points: Point, options: int = 2) -> tuple[Draft, tuple[Flip, ...]]:
        made = draft(*points, options=options)
        return made, compose.general(made, [Match(each, 0.5, 0.9) for each in points])

    def test_each_option_is_offered_with_the_need_that_would_choose_it(self) -> None:
        made, flips = self.general(SPEED, SAFETY, PRICE)
        assert made.text().startswith("**It depends.**")
        assert cited(made) == [
            quote(EITHER, "price"),
            quote("alpha", "speed"),
            quote("beta", "safety"),
        ]
        assert [(each.condition, each.verdict) for each in flips] == [
            ("speed", "alpha"),
            ("safety", "beta"),
        ]
        assert [each.citations[0].number for each in flips] == [2, 3]

    def test_without_a_point_that_favours_none_the_nearest_one_is_the_guide(self) -> None:
        made, _ = self.general(SAFETY, SPEED)
        assert cited(made)[0] == quote("beta", "safety")

    def test_an_option_that_nothing_speaks_for_is_not_made_to_look_as_if(self) -> None:
        silent = point("docs", "gamma", "alpha", "beta")
        made, flips = self.general(SPEED, SAFETY, silent, options=3)
        assert [each.verdict for each in flips] == ["alpha", "beta"]
        assert "leans to Gamma" not in made.text()


class TestFlip:
    """What would turn the verdict: another need, for another option, with a quote not yet said."""

    def flips(self, *others: Point, verdict: str = "") -> tuple[Draft, tuple[Flip, ...]]:
        settled = [need((SPEED, 1.0), *((each, 0.5 - i / 10) for i, each in enumerate(others)))]
        made = draft()
        decided = verdict or combine(settled)
        compose.choice(made, settled, decided, avoid=False)
        return made, compose.flip(made, settled, decided)

    def test_the_nearest_need_for_another_option_is_named_and_quoted(self) -> None:
        docs = point("docs", "beta", "beta", "alpha")
        made, (found,) = self.flips(SAFETY, docs)
        assert (found.condition, found.verdict) == ("safety", "beta")
        assert made.text().endswith(
            "You would lean to Beta if safety mattered more to you: "
            f"“{quote('beta', 'safety')}” [{found.citations[0].number}]."
        )
        assert cited(made)[-1] == found.citations[0].quote == quote("beta", "safety")

    @pytest.mark.parametrize(
        "useless",
        [
            PRICE,
            point("docs", "alpha", "alpha", "beta"),
            point("docs", "beta", "beta", "alpha", aspect="speed"),
            point("Alpha's menu", "beta", "beta", "alpha"),
            point("docs", "beta", "alpha", comparative=True),
            point("docs", "beta", "beta"),
            point("speed", "beta", "beta", "alpha", aspect="docs"),
        ],
        ids=[
            "favours none",
            "favours the verdict",
            "same aspect",
            "its label is an option's own",
            "no quote of its own",
            "silence about the other",
            "already said",
        ],
    )
    def test_what_turns_nothing_is_passed_over(self, useless: Point) -> None:
        made, found = self.flips(useless)
        assert found == ()
        assert "mattered more" not in made.text()
        _, found = self.flips(useless, SAFETY)
        assert [each.condition for each in found] == ["safety"]

    @pytest.mark.parametrize("verdict", [EITHER, DEPENDS])
    def test_without_a_chosen_option_there_is_nothing_to_turn(self, verdict: str) -> None:
        _, found = self.flips(SAFETY, verdict=verdict)
        assert found == ()


class TestComparison:
    def test_both_sides_of_each_need_without_a_verdict(self) -> None:
        made = draft()
        compose.comparison(made, [need((SPEED, 1.0)), need((PRICE, 1.0))])
        assert cited(made) == [
            quote("alpha", "speed"),
            quote("beta", "speed"),
            quote(EITHER, "price"),
        ]
        assert "**" not in made.text()

    def test_all_three_options_have_their_say(self) -> None:
        made = draft(options=3)
        compose.comparison(made, [need((point("speed", "alpha", "gamma", "beta", "alpha"), 1.0))])
        assert cited(made) == [quote(each.id, "speed") for each in OPTIONS]


class TestOverview:
    def lines(self, *points: Point, alike: bool, options: int = 2) -> list[str]:
        made = draft(*points, options=options)
        compose.overview(made, alike=alike)
        cited(made)
        return [line.split(":")[0].removeprefix("- ") for line in made.text().splitlines()]

    def test_differences_are_the_points_on_which_each_option_has_a_quote(self) -> None:
        one_sided = point("docs", "alpha", "alpha")
        assert self.lines(SPEED, PRICE, one_sided, SAFETY, alike=False) == ["speed", "safety"]

    def test_of_three_options_none_may_be_left_out_of_a_difference(self) -> None:
        full = point("docs", "gamma", "alpha", "beta", "gamma")
        assert self.lines(SPEED, full, alike=False, options=3) == ["docs"]

    def test_what_they_share_is_what_is_said_of_all(self) -> None:
        apart = point("colour", EITHER, "alpha", "beta")
        assert self.lines(SPEED, PRICE, apart, point("docs", EITHER, EITHER), alike=True) == [
            "price",
            "docs",
        ]

    def test_an_aspect_or_a_quote_comes_once(self) -> None:
        same_aspect = point("weight", "beta", "alpha", "beta", aspect="speed")
        same_quotes = point("speed", "beta", "alpha", "beta", aspect="docs")
        assert self.lines(SPEED, same_aspect, same_quotes, SAFETY, alike=False) == [
            "speed",
            "safety",
        ]

    def test_it_is_short(self) -> None:
        points = [point(topic, "alpha", "alpha", "beta") for topic in TOPICS]
        assert self.lines(*points, alike=False) == list(TOPICS[:6])


class TestFact:
    def fact(self, about: Point, *options: str, asked: str = "how fast") -> Draft:
        made = draft()
        found = Finding(asked, (Match(about, 1.0, 0.9),), "filler", 0.1, 0.9)
        compose.fact(made, settle(found), options)
        return made

    def test_about_one_option_only_what_concerns_it_is_said(self) -> None:
        about = point("speed", "alpha", "alpha", "beta", EITHER)
        assert cited(self.fact(about, "beta")) == [quote("beta", "speed"), quote(EITHER, "speed")]

    @pytest.mark.parametrize("options", [(), ("alpha", "beta")])
    def test_about_none_or_all_each_has_its_say(self, options: tuple[str, ...]) -> None:
        assert cited(self.fact(SPEED, *options)) == [
            quote("alpha", "speed"),
            quote("beta", "speed"),
        ]

    def test_the_others_quote_is_said_too_where_it_alone_speaks_of_what_is_asked(self) -> None:
        # "Is it part of Beta?", where the article says that it is Alpha's.
        made = self.fact(SPEED, "beta", asked="alpha")
        assert cited(made) == [quote("alpha", "speed"), quote("beta", "speed")]

    def test_a_point_that_leaves_out_what_is_asked_is_no_better_for_its_option(self) -> None:
        about = point("speed", "alpha", "alpha")
        made = draft()
        matches = (Match(about, 1.0, 0.9), Match(point("docs", EITHER, "beta"), 0.9, 0.9))
        compose.fact(made, settle(Finding("speed", matches, "filler", 0.1, 0.9)), ("beta",))
        assert cited(made)[0] == quote("alpha", "speed")

    def test_what_the_article_does_not_say_of_an_option_is_admitted(self) -> None:
        made = self.fact(point("speed", "alpha", "alpha"), "beta")
        assert cited(made) == [quote("alpha", "speed")]
        assert made.text().endswith("About Beta the article says nothing on this.")
        assert "says nothing" not in self.fact(SPEED, "beta").text()

    def test_quotes_in_the_words_of_the_question_are_preferred(self) -> None:
        made = self.fact(SPEED, asked="beta")
        assert cited(made) == [quote("beta", "speed")]

    def facts(self, *options: str, behind: float, first: Point = SPEED) -> Draft:
        made = draft()
        matches = (Match(first, 1.0, 0.9), Match(point("docs", EITHER, "beta"), 1.0 - behind, 0.9))
        compose.fact(made, settle(Finding("how", matches, "filler", 0.1, 0.9)), options)
        return made

    def test_what_answers_it_as_well_is_said_too(self) -> None:
        close = self.facts(behind=0.1)
        assert cited(close)[-1] == quote("beta", "docs")
        assert "The article also says: " in close.text()
        assert quote("beta", "docs") not in cited(self.facts(behind=0.2))

    def test_a_point_about_the_option_asked_after_goes_before_one_that_is_not(self) -> None:
        about = point("speed", "alpha", "alpha")
        assert cited(self.facts("beta", behind=0.1, first=about)) == [quote("beta", "docs")]
        assert cited(self.facts("beta", behind=0.2, first=about)) == [quote("alpha", "speed")]

    def test_of_one_option_one_quote_is_enough(self) -> None:
        twice = replace(SPEED, evidence=(evidence("alpha", "speed"), evidence("alpha", "docs")))
        assert cited(self.fact(twice)) == [quote("alpha", "speed")]


class TestWhy:
    def why(
        self, about: Point, claimed: str | None = None, named: str | None = None
    ) -> tuple[str, list[str]]:
        made = draft()
        compose.why(made, need((about, 1.0)), claimed, named)
        return made.text(), cited(made)

    def test_a_claim_that_the_article_supports_gets_its_grounds(self) -> None:
        text, quotes = self.why(SPEED, "alpha", "alpha")
        assert text.startswith("The article's grounds: ")
        assert quotes == [quote("alpha", "speed")]

    def test_a_claim_against_the_article_is_contradicted_with_both_sides(self) -> None:
        text, quotes = self.why(SPEED, "beta", "beta")
        assert text.startswith("The article says the opposite. ")
        assert quotes == [quote("alpha", "speed"), quote("beta", "speed")]

    def test_a_claim_that_the_article_leaves_open_is_not_contradicted(self) -> None:
        text, quotes = self.why(point("price", EITHER, "alpha", "beta"), "beta", "beta")
        assert text.startswith("The article's grounds: ")
        assert quotes == [quote("beta", "price")]

    def test_what_is_said_to_be_worse_is_grounded_in_its_own_quotes(self) -> None:
        _, quotes = self.why(SPEED, "alpha", "beta")
        assert quotes == [quote("beta", "speed")]

    @pytest.mark.parametrize(
        ("about", "said"),
        [
            (SPEED, ["alpha"]),
            (point("speed", EITHER, "beta", "alpha"), ["alpha", "beta"]),
            (point("speed", EITHER, EITHER), [EITHER]),
            (point("speed", "alpha", "beta", comparative=True), ["beta"]),
        ],
        ids=["a side", "both sides", "said of all", "a rival's quote that compares"],
    )
    def test_without_a_claim_whoever_the_point_is_for(self, about: Point, said: list[str]) -> None:
        _, quotes = self.why(about)
        assert quotes == [quote(each, "speed") for each in said]


class TestLedger:
    def test_every_option_has_its_quotes_or_nothing(self) -> None:
        made = draft(options=3)
        settled = [need((point("speed", "alpha", "alpha", EITHER, "beta"), 1.0))]
        compose.choice(made, settled, combine(settled), avoid=False)
        (row,) = compose.rows(made, settled)
        shown = {option: [c.quote for c in found] for option, found in row.citations.items()}
        shared = quote(EITHER, "speed")
        assert shown == {
            "alpha": [quote("alpha", "speed"), shared],
            "beta": [shared, quote("beta", "speed")],
            "gamma": [shared],
        }
        assert [c.number for c in row.citations["alpha"]] == [1, None]
        assert (row.need, row.favours, row.relevance) == ("speed", "alpha", 0.9)

    def test_silence_is_an_empty_cell_and_favours_none(self) -> None:
        made = draft()
        (row,) = compose.rows(made, [need((point("speed", "alpha", "alpha"), 1.0))])
        assert row.citations["beta"] == ()
        assert row.favours == EITHER

    def test_a_point_that_two_needs_share_has_one_row(self) -> None:
        found = compose.rows(draft(), [need((SPEED, 1.0)), need((SAFETY, 1.0), (SPEED, 0.9))])
        assert [row.point for row in found] == ["speed-alpha", "safety-beta"]

    def test_what_hardly_answers_is_left_out_but_not_what_decided(self) -> None:
        found = compose.rows(draft(), [need((SPEED, 1.0), (PRICE, 0.9), relevance=0.4)])
        assert [row.point for row in found] == [SPEED.id]
