"""Faults in telling the options apart."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from tests.mutants.seeding import fault, other, sides, with_evidence, with_points

_LOAD = "assistant.opening:load_corpus"
_FIND = "assistant.options:OptionNames.find"


@fault("options", "assistant.engine:combine")
def swapped_verdict(combine: Any) -> Any:
    """The verdict names the other option."""
    return lambda settled, *weights: other(combine(settled, *weights))


@fault("options", "assistant.engine:combine")
def first_option_always(combine: Any) -> Any:
    """Every choice goes to the option that the corpus names first."""
    return lambda settled, *weights: sides()[0]


@fault("options", "assistant.engine:Engine._compose")
def first_named_wins(compose: Any) -> Any:
    """A choice goes to the option that the question names first."""

    def mutated(self: Any, analysis: Any, *rest: Any) -> Any:
        answer = compose(self, analysis, *rest)
        if answer.verdict in sides() and analysis.options:
            return replace(answer, verdict=analysis.options[0])
        return answer

    return mutated


@fault("options", "assistant.draft:Draft.name")
def swapped_names(name: Any) -> Any:
    """The text calls each option by the other one's name."""
    return lambda self, option: name(self, other(option))


@fault("options", _LOAD)
def swapped_evidence(load: Any) -> Any:
    """Quotes are held to be about the other option."""
    return lambda place: with_evidence(load(place), lambda e: replace(e, option=other(e.option)))


@fault("options", _LOAD)
def swapped_favours(load: Any) -> Any:
    """Points speak for the other option."""
    return lambda place: with_points(load(place), lambda p: replace(p, favours=other(p.favours)))


@fault("options", _FIND)
def swapped_mentions(find: Any) -> Any:
    """A question that names one option is taken to name the other."""

    def mutated(self: Any, text: str) -> Any:
        found = find(self, text)
        return replace(found, options=tuple(map(other, found.options)))

    return mutated


@fault("options", _FIND)
def mentions_left_in(find: Any) -> Any:
    """Named options aren't taken out of the need that is looked up."""
    return lambda self, text: replace(find(self, text), masked=text)


@fault("options", _LOAD)
def lost_aliases(load: Any) -> Any:
    """Options are known by their full names alone."""

    def mutated(place: Any) -> Any:
        corpus = load(place)
        return replace(corpus, options=tuple(replace(o, aliases=()) for o in corpus.options))

    return mutated


@fault("options", "assistant.options:OptionNames.strangers")
def strangers_never(strangers: Any) -> Any:
    """Names that the corpus doesn't compare go unnoticed."""
    return lambda self, masked, *, choosing: ()


@fault("options", "assistant.options:OptionNames.strangers")
def strangers_always(strangers: Any) -> Any:
    """Any Latin word is taken for the name of something that isn't compared."""

    def mutated(self: Any, masked: str, *, choosing: bool) -> Any:
        words = re.findall(r"[a-z]{4,}", masked)
        return tuple(words[:1]) or strangers(self, masked, choosing=choosing)

    return mutated


@fault("options", _LOAD)
def outsiders_forgotten(load: Any) -> Any:
    """The corpus's list of well-known alternatives is lost."""
    return lambda place: replace(load(place), outsiders=())


@fault(
    "options", "assistant.refuse:WORDING", "assistant.draft:WORDING", "assistant.suggest:WORDING"
)
def swapped_languages(wording: Any) -> Any:
    """Chinese questions are answered in English words, English ones in Chinese."""
    return {"zh": wording["en"], "en": wording["zh"]}


@fault("options", "assistant.engine:Engine._language")
def flipped_language(language: Any) -> Any:
    """The whole answer is in the other language than the question."""
    return lambda self, *given: "en" if language(self, *given) == "zh" else "zh"


@fault("options", "assistant.engine:Engine._language")
def article_language(language: Any) -> Any:
    """Every answer is in the article's language."""
    return lambda self, *given: self.corpus.language


@fault("options", "assistant.options:OptionNames.correct")
def typos_uncorrected(correct: Any) -> Any:
    """Mistyped words of a need are looked up as they are."""
    return lambda self, text: text


@fault("options", "assistant.options:OptionNames._closest")
def mistyped_options(closest: Any) -> Any:
    """An option's name with a slip in it isn't recognised."""
    return lambda self, word: None
