"""What a question asks for, before anything is looked up.

A pure function of the question and the corpus's names: which options are named, what kind of
answer is wanted, and the need X split into the parts that are looked up one by one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from assistant import phrases
from assistant.hostile import is_hostile
from assistant.options import OptionNames
from assistant.phrases import MARK
from assistant.records import Kind
from assistant.text import clean, detect_language, fold, weight_of
from ingest.records import Language
from ingest.tracing import traced

MAX_QUESTION = 2000
"""Characters of a question that are read; more is refused as ``too_long``."""
_ONLY_VERSION = re.compile(r"v?\d[\d.x]*")
_VERSION = re.compile(rf"{MARK} [\d.x]+ ")
_SHORT = 24
"""The weight up to which a question may be no more than a wish to hear the last answer again."""
_BARE = 5
"""The weight up to which what states nothing is no more than a thing."""
MAX_NEEDS = 24
"""Clauses that are looked up; a longer question's later clauses are left out."""


@dataclass(frozen=True, slots=True)
class Analysis:
    """A question, understood as far as words alone tell.

    Attributes:
        question: The cleaned question, fit to show.
        language: Of the answer; ``None`` where the question gives no hint.
        kind: What is asked for.
        choice_words: Whether a choice is asked for in words, not only by default.
        avoid: The question asks for the option *not* to take.
        options: Ids of the options named, in order.
        favoured: The option that it says is ahead; the one that it names, if it names just one.
        strangers: Names in the place of an option that the corpus doesn't compare.
        subjects: Unknown names that it is about, which may be such options.
        needs: What the choice is for, or what is asked about, without framing words.
        context: The whole question: as it was asked for a fact or a reason, which name what they
            are about; else without framing words and options, empty if nothing is left.
        focus: Index of the need that is asked about.
        carried: How many of the needs, at their front, are those of earlier turns.
        hostile: It tries to instruct or to break the assistant.
        follows: It leans on what was said before.
        other: It asks after the option that was not spoken of last.
        refers: It asks after the option that was spoken of last.
        adds: It adds a need to the earlier ones.
        domain: It names the kind of thing that is chosen, such as a framework.
        between: It chooses between things that it leaves unsaid ("which one"), as the reader of a
            comparison does.
        states: It states something and asks nothing.
        together: It asks to take all needs so far together.
        resets: It asks to forget what was said before.
        doubts: It holds against an answer what other people say.
        bare: It is a thing or two without a verb ("community"), which asks for that too.
        holds: It asks whether the last choice holds with what it adds.
        corrects: It takes back what was said last.
        again: It asks for the last answer once more.
        thanks: It is nothing but thanks.
        dropped: What it says is of no matter.
        retracted: Of its needs those that, after others, it only names to take them back ("if it
            weren't for X"); by itself it is about them.
        premises: What it takes for granted about an option, each as written and as looked up.
        quantity: It asks for a number or a time.
        task: It asks for a piece of work, such as a text, rather than for an answer.
    """

    question: str
    language: Language | None
    kind: Kind
    choice_words: bool
    avoid: bool
    options: tuple[str, ...]
    favoured: str | None
    strangers: tuple[str, ...]
    subjects: tuple[str, ...]
    needs: tuple[str, ...]
    context: str
    focus: int
    carried: int
    hostile: bool
    follows: bool
    other: bool
    refers: bool
    adds: bool
    domain: bool
    between: bool
    states: bool
    together: bool
    resets: bool
    doubts: bool
    bare: bool
    holds: bool
    corrects: bool
    again: bool
    thanks: bool
    dropped: tuple[str, ...]
    retracted: tuple[str, ...]
    premises: tuple[tuple[str, str], ...]
    quantity: bool
    task: bool


@traced("analyse")
def analyse(question: str, names: OptionNames) -> Analysis:
    """Reads a question of at most :data:`MAX_QUESTION` characters."""
    shown = clean(question)
    mentions = names.find(fold(question))
    masked = names.correct(mentions.masked)
    kind, choice_words = _kind(masked, alone=len(mentions.options) == 1)
    choosing = kind in {"choose", "compare"}
    strangers = names.strangers(masked, choosing=choosing)
    needs: list[str] = []
    dropped: list[str] = []
    retracted: list[str] = []
    focus = 0
    for (clause, asked), (following, _) in pairwise([*_clauses(masked), ("", False)]):
        if phrases.RESETS.search(clause):
            continue
        if kind == "compare":
            clause = phrases.DIFFER.sub(" ", clause)  # noqa: PLW2901 - the same clause, less
        if phrases.DISCLAIM.search(clause) or _is_denied(clause, following):
            told = phrases.HEARSAY.sub(" ", clause)
            bare = phrases.NOT.sub(" ", phrases.DISCLAIM.sub(" ", told), count=1)
            # "there is no need for X" is gone as a whole, and X with it.
            dropped.append(strip_marks(bare) or strip_marks(phrases.RETRACTS.sub(" ", clause)))
            continue
        taken_back = phrases.RETRACTS.search(clause) is not None
        for part in _parts(phrases.SUMS_UP.sub(" ", phrases.HEARSAY.sub(" ", clause))):
            need = strip_marks(_masked(phrases.RETRACTS.sub(" ", part), strangers))
            if taken_back and need:
                retracted.append(need)
            if need and need not in needs and not _ONLY_VERSION.fullmatch(need):
                needs.append(need)
                if asked or phrases.INTERROGATIVE.search(part):
                    focus = len(needs) - 1
    return Analysis(
        question=shown,
        language=_asked_language(masked) or detect_language(masked, names.terms),
        kind=kind,
        choice_words=choice_words,
        avoid=phrases.AVOID.search(phrases.SPARED.sub(" ", masked)) is not None,
        options=mentions.options,
        favoured=_favoured(masked, mentions.options),
        strangers=strangers,
        subjects=names.subjects(masked, shown, choosing=choosing),
        needs=tuple(needs[:MAX_NEEDS]),
        context=(
            strip_marks(_VERSION.sub(MARK, masked)) if choosing else names.correct(fold(question))
        ),
        focus=min(focus, MAX_NEEDS - 1),
        carried=0,
        hostile=is_hostile(masked),
        follows=phrases.FOLLOWS.search(phrases.EXPLETIVE.sub(" ", masked)) is not None,
        other=phrases.OTHER.search(masked) is not None,
        refers=phrases.IT.search(phrases.EXPLETIVE.sub(" ", masked)) is not None,
        adds=phrases.ADDS.search(masked) is not None,
        domain=phrases.DOMAIN.search(masked) is not None,
        between=phrases.BETWEEN.search(masked) is not None,
        states=not (choice_words or "?" in masked or phrases.ASKS.search(masked)),
        together=phrases.TOGETHER.search(masked) is not None,
        resets=phrases.RESETS.search(masked) is not None,
        doubts=phrases.HEARSAY.search(masked) is not None and not (choice_words or "?" in masked),
        bare=_is_bare(masked),
        holds=phrases.HOLDS.search(masked) is not None,
        corrects=phrases.CORRECTS.search(masked) is not None,
        again=phrases.AGAIN.search(masked) is not None and weight_of(masked) <= _SHORT,
        thanks=phrases.THANKS.fullmatch(masked.strip()) is not None,
        dropped=tuple(need for need in dropped if need),
        retracted=tuple(retracted),
        premises=tuple(_premises(shown, names)),
        quantity=kind == "fact" and phrases.QUANTITY.search(masked) is not None,
        task=kind in {"choose", "fact"}
        and not choice_words
        and phrases.TASK.search(masked) is not None,
    )


def _is_bare(masked: str) -> bool:
    """Whether it is a word or two and states nothing."""
    plain = strip_marks(masked)
    words = plain.split()
    return bool(words) and weight_of(plain) <= _BARE and not phrases.TELLS.search(masked)


def ask_text(ask: str, names: OptionNames) -> str:
    """What of a corpus's ask is embedded: its need, as a question's need is.

    An ask that names one option keeps the name: it is about that option, not about a choice.
    """
    mentions = names.find(fold(ask))
    if len(mentions.options) == 1:
        return fold(ask)
    return strip_marks(mentions.masked) or fold(ask)


def strip_marks(clause: str) -> str:
    """A clause's need: framing off at its ends, then the options named in it taken out."""
    bare = phrases.strip_framing(clause)
    if MARK in bare:
        pieces = [phrases.strip_framing(piece) for piece in bare.split(MARK)]
        bare = " ".join(piece for piece in pieces if piece)
    return " ".join(bare.split())


def _clauses(masked: str) -> list[tuple[str, bool]]:
    """Clauses, and for each whether a question is asked in it or ends with it."""
    clauses: list[tuple[str, bool]] = []
    start = 0
    for match in phrases.BREAKS.finditer(masked):
        clauses.append((masked[start : match.start()], "?" in match.group()))
        start = match.start() if match.group()[0].isalpha() else match.end()
    clauses.append((masked[start:], False))
    return [(clause, asked) for clause, asked in clauses if clause.strip()]


def _parts(clause: str) -> list[str]:
    """A clause, or its two halves where an "and" joins two things that can each be a need."""
    for match in phrases.JOINS.finditer(clause):
        halves = [clause[: match.start()], clause[match.end() :]]
        if (
            all(weight_of(strip_marks(half)) >= _HALF for half in halves)
            and MARK not in (clause[max(0, match.start() - 2) : match.end() + 2])
        ):
            return [halves[0], *_parts(halves[1])]
    return [clause]


_HALF = 2
"""The weight that half a clause must have to be a need of its own."""


def _is_denied(clause: str, following: str) -> bool:
    return bool(phrases.NOT.match(clause) and phrases.BUT.match(following))


def _masked(text: str, strangers: tuple[str, ...]) -> str:
    for name in strangers:
        text = text.replace(fold(name), MARK)
    return text


def _premises(shown: str, names: OptionNames) -> Iterator[tuple[str, str]]:
    for match in phrases.PREMISE.finditer(shown):
        said = next(group for group in match.groups() if group).strip()
        mentions = names.find(fold(said))
        need = strip_marks(mentions.masked)
        if mentions.options and need:
            yield said, need


def _asked_language(masked: str) -> Language | None:
    if phrases.ENGLISH.search(masked):
        return "en"
    return "zh" if phrases.CHINESE.search(masked) else None


def _favoured(masked: str, options: tuple[str, ...]) -> str | None:
    """Of "A is easier than B" it is A, of "A不如B" it is B."""
    if len(options) != 2 or masked.count(MARK) != 2:
        return options[0] if len(options) == 1 else None
    found = phrases.LESSER.search(masked)
    if found is None:
        return options[0]
    behind = found.start() if found.group().startswith(MARK) else found.end() - 1
    return options[1 - masked[:behind].count(MARK)]


def _kind(masked: str, *, alone: bool) -> tuple[Kind, bool]:
    """What is asked for, and whether a choice is asked for in words.

    Args:
        masked: The folded question with its options masked.
        alone: Whether one option only is named: without a word of choosing, it is what the
            question is about.
    """
    placed = phrases.PLACE.search(masked) is not None
    about = phrases.ABOUT.search(masked) is not None
    masked = phrases.ABOUT.sub(" ", phrases.PLACE.sub(" ", masked))
    chooses = phrases.CHOOSE.search(masked) is not None
    if phrases.WHY.search(masked) and not phrases.CHOOSE.search(_after_last_why(masked)):
        return "why", chooses
    if phrases.DIFFER.search(masked) and not phrases.DECIDE.search(masked):
        return "compare", False
    if chooses:
        return "choose", True
    if phrases.ELLIPSIS.search(masked) and not (about or alone):
        return "choose", False
    if placed or (about and MARK in masked) or alone or phrases.FACT.search(masked):
        return "fact", False
    return "choose", False


def _after_last_why(masked: str) -> str:
    """The sentences after the last one with a "why": a choice asked there is what is asked."""
    sentences = phrases.SENTENCES.split(masked)
    last = max(i for i, each in enumerate(sentences) if phrases.WHY.search(each))
    return " ".join(sentences[last + 1 :])
