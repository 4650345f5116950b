"""Metrics that the evaluation lacks, for the faults that it doesn't notice without them.

To be moved to :mod:`assistant.evals.metrics`; what is here never counts as caught.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from assistant.evals import Case, Outcome, System
from assistant.evals.cases import Span
from assistant.evals.metrics import judge
from assistant.evals.runner import _same
from assistant.evals.significance import LEVEL, holm, loss
from assistant.records import Citation
from assistant.text import detect_language
from ingest.records import Corpus
from ingest.split import SEPARATOR

Judge = Callable[[Outcome, Corpus], bool | float | None]
_HAN = re.compile(r"[\u3400-\u9fff]")
_LATIN = re.compile(r"[A-Za-z][A-Za-z.]+")


def language(outcome: Outcome, _corpus: Corpus) -> bool:
    """Whether the answer is in the question's language, in name and in fact."""
    answer = outcome.answer
    return outcome.case.language == answer.language == detect_language(answer.text)


def headline(outcome: Outcome, corpus: Corpus) -> bool | None:
    """Whether the first paragraph says what the verdict is, and nothing else.

    Where the question may ask what to avoid, :func:`polarity` looks closer.
    """
    if outcome.answer.verdict is None or outcome.case.kind == "polarity":
        return None
    named = _headed_by(outcome, corpus)
    if outcome.answer.verdict not in {option.id for option in corpus.options}:
        return len(named) != 1
    return named == [outcome.answer.verdict]


def polarity(outcome: Outcome, corpus: Corpus) -> bool | None:
    """Whether nobody can take the option to choose for the one to avoid.

    A bare name would do just that, so the first paragraph names both, the one to choose last.
    Takes the place of the metric of this name.
    """
    if outcome.case.kind != "polarity" or not outcome.case.answerable:
        return None
    if outcome.answer.verdict not in {option.id for option in corpus.options}:
        return outcome.passed
    named = _headed_by(outcome, corpus)
    return outcome.passed and len(named) > 1 and named[-1] == outcome.answer.verdict


def _headed_by(outcome: Outcome, corpus: Corpus) -> list[str]:
    """The options that the first paragraph names, in the order of their last mention."""
    first = outcome.answer.text.partition("\n\n")[0]
    places = {option.id: first.rfind(option.name) for option in corpus.options}
    return sorted((each for each in places if places[each] >= 0), key=places.__getitem__)


def heading(outcome: Outcome, corpus: Corpus) -> float | None:
    """The share of the citations whose heading stands above them in the article."""
    return _share(_headed(citation, corpus) for citation in outcome.answer.citations)


def _headed(citation: Citation, corpus: Corpus) -> bool:
    above = corpus.article.text[: citation.start]
    return bool(citation.heading) and all(p in above for p in citation.heading.split(SEPARATOR))


def gloss(outcome: Outcome, _corpus: Corpus) -> float | None:
    """The share of the Chinese quotes of English answers with a translation.

    Names are not translated: those in the quote must be in it too.
    """
    if outcome.case.language != "en":
        return None
    return _share(
        bool(c.gloss) and {w.lower() for w in _LATIN.findall(c.quote)} <= _words(c.gloss or "")
        for c in outcome.answer.citations
        if _HAN.search(c.quote)
    )


def _words(text: str) -> set[str]:
    return {word.lower() for word in _LATIN.findall(text)}


def ledger(outcome: Outcome, corpus: Corpus) -> bool | None:
    """Whether a row of the ledger speaks for the verdict."""
    answer = outcome.answer
    if answer.verdict not in {option.id for option in corpus.options}:
        return None
    return any(row.favours == answer.verdict for row in answer.ledger)


def both_sides(outcome: Outcome, corpus: Corpus) -> bool | None:
    """Whether a choice also quotes what its point says of the other options, if it does."""
    answer = outcome.answer
    others = {option.id for option in corpus.options} - {answer.verdict}
    row = next((row for row in answer.ledger if row.favours == answer.verdict), None)
    if row is None or len(others) == len(corpus.options):
        return None
    own = {(c.start, c.end) for c in row.citations[str(answer.verdict)]}
    quotes = [c for other in others for c in row.citations[other] if (c.start, c.end) not in own]
    cited = {(c.start, c.end) for c in answer.citations}
    return any((c.start, c.end) in cited for c in quotes) if quotes else None


def tightness(outcome: Outcome, _corpus: Corpus) -> float | None:
    """How much of the first passage that holds a fact is that fact: long ones hold anything."""
    facts = [span for fact in outcome.case.facts for span in fact]
    for hit in outcome.hits or ():
        if any(Span(hit.start, hit.end).meets(span) for span in facts):
            shared = [min(hit.end, s.end) - max(hit.start, s.start) for s in facts]
            return max(shared) / (hit.end - hit.start)
    return None


def sureness(outcome: Outcome, _corpus: Corpus) -> float:
    """One minus Brier's score: how near the confidence is to being right (1) or wrong (0)."""
    return 1 - (outcome.answer.confidence - outcome.passed) ** 2


PROPOSED: tuple[Judge, ...] = (
    language,
    headline,
    polarity,
    heading,
    gloss,
    ledger,
    both_sides,
    tightness,
    sureness,
)


def doubt(outcomes: Sequence[Outcome]) -> dict[str, float]:
    """For each wrong answer the share of the right ones that are surer; ties count half.

    The mean is the area under the ROC curve: 0.5 if the confidence says nothing.
    """
    right = [outcome.answer.confidence for outcome in outcomes if outcome.passed]
    return {
        outcome.case.id: sum((sure > own) + (sure == own) / 2 for sure in right) / len(right)
        for outcome in outcomes
        if not outcome.passed and right
        for own in (outcome.answer.confidence,)
    }


_AGAIN = {"zh": "所以到底选哪个?", "en": "So which one should it be?"}
Talked = dict[str, dict[str, bool]]


def talked(system: System, cases: Sequence[Case]) -> Talked:
    """Variants of a question that are conversations: whether the answer stays the same.

    * ``opening``: asked as the first turn of a conversation;
    * ``after another``: asked after a question about something else;
    * ``again``: asked, and then "so which one?", for a choice that got a verdict.
    """
    found: Talked = {"opening": {}, "after another": {}, "again": {}}
    single = [case for case in cases if len(case.turns) == 1]
    for number, case in enumerate(single):
        alone = system.ask(case.question)
        talk = system.conversation()
        found["opening"][case.id] = _same(talk.ask(case.question), alone)
        if case.kind == "choose" and alone.verdict is not None:
            found["again"][case.id] = _same(talk.ask(_AGAIN[case.language]), alone)
        for other in (*single[number + 1 :], *single[:number]):
            if (other.language, other.kind) == (case.language, "choose") and not set(
                other.aspects
            ) & set(case.aspects):
                talk = system.conversation()
                talk.ask(other.question)
                found["after another"][case.id] = _same(talk.ask(case.question), alone)
                break
    return found


def would_notice(
    outcomes: Sequence[Outcome],
    sound: Sequence[Outcome],
    corpus: Corpus,
    talks: tuple[Talked, Talked],
) -> Iterator[str]:
    """What these metrics, or half of the 5 % spent on ``passed`` alone, would have noticed."""
    pairs = {
        f"proposed {each.__name__}": [
            (was, now)
            for before, after in zip(sound, outcomes, strict=True)
            if (was := each(before, corpus)) is not None
            and (now := each(after, corpus)) is not None
        ]
        for each in PROPOSED
    }
    was_sure, sure = doubt(sound), doubt(outcomes)
    shared = sorted(was_sure.keys() & sure.keys())
    pairs["proposed doubt"] = [(was_sure[case], sure[case]) for case in shared]
    for name, earlier in talks[1].items():
        later = talks[0].get(name, {})
        shared = sorted(earlier.keys() & later.keys())
        pairs[f"proposed invariance {name}"] = [(earlier[case], later[case]) for case in shared]
    found = {
        name: loss(
            [float(now) - float(was) for was, now in each],
            shares={value for pair in each for value in pair} <= {0, 1},
        )
        for name, each in pairs.items()
        if each
    }
    count = len(judge(sound))
    corrected = holm({**found, **{f"existing {n}": 1.0 for n in range(count)}})
    for name in found:
        if corrected[name] <= LEVEL:
            was, now = (
                sum(map(float, side)) / len(side) for side in zip(*pairs[name], strict=True)
            )
            yield f"{name} went from {was:.3f} to {now:.3f} (p = {corrected[name]:.2g})"
    gains = [float(b.passed) - float(a.passed) for a, b in zip(sound, outcomes, strict=True)]
    if (p := loss(gains, shares=True)) <= LEVEL / 2:
        yield f"proposed primary: passed {sum(gains):+.0f} cases (p = {p:.2g} <= {LEVEL / 2})"


def _share(judged: Iterator[bool]) -> float | None:
    values = list(judged)
    return sum(values) / len(values) if values else None
