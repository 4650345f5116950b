"""Whether the evaluation notices: by what it offers to anybody who runs it, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from assistant.evals import assert_verbatim, measure
from assistant.evals.baseline import Baseline, changes, losses
from assistant.evals.metrics import Report
from assistant.evals.outcomes import Outcome
from assistant.records import Answer, SearchResult
from ingest.records import Corpus

_NUMBER = re.compile(r"\[(\d+)\]")
_HITS = 10


@dataclass(frozen=True)
class Run:
    """Everything that one evaluation brought."""

    outcomes: tuple[Outcome, ...]


@dataclass(frozen=True)
class Verdict:
    """What was noticed of a run.

    Attributes:
        flaws: What no answer may ever be, such as a citation that isn't verbatim.
        losses: Metrics that got worse beyond chance.
        changed: How many outcomes differ from the sound run's in any way.
        nearest: The metrics that lost most cases, though within chance.
    """

    flaws: tuple[str, ...]
    losses: tuple[str, ...]
    changed: int
    nearest: tuple[str, ...] = ()

    @property
    def caught(self) -> bool:
        """Whether anybody would have noticed."""
        return bool(self.flaws or self.losses)

    def __str__(self) -> str:
        noticed = [*self.flaws, *self.losses]
        if not noticed:
            nearly = "; ".join(self.nearest)
            return f"nothing; {self.changed} outcomes changed; {nearly}"
        more = f" (and {len(noticed) - 1} more)" if noticed[1:] else ""
        return f"{noticed[0]}{more}"


def report_of(outcomes: Sequence[Outcome], corpus: Corpus, encoder: str) -> Report:
    """The figures of a run."""
    options = [option.id for option in corpus.options]
    return measure(outcomes, options, corpus=corpus.id, encoder=encoder)


def judged(run: Run, sound: Run, baseline: Baseline, corpus: Corpus) -> Verdict:
    """What is noticed of a run beside the sound one.

    Args:
        run: What is judged.
        sound: The sound one, only to count what differs.
        baseline: What the product keeps of the sound run.
        corpus: As it is without any fault.
    """
    report = report_of(run.outcomes, corpus, baseline.encoder)
    moved = [each for each in changes(report, baseline) if each.worse > each.better]
    moved.sort(key=lambda each: each.better - each.worse)
    return Verdict(
        flaws=tuple(flaw for outcome in run.outcomes for flaw in flaws(outcome, corpus)),
        losses=tuple(losses(report, baseline)),
        nearest=tuple(f"{each.name} +{each.better} -{each.worse}" for each in moved[:3]),
        changed=sum(
            a.to_dict() != b.to_dict() for a, b in zip(run.outcomes, sound.outcomes, strict=True)
        ),
    )


def flaws(outcome: Outcome, corpus: Corpus) -> Iterator[str]:
    """What must never be, whatever was asked."""
    answer = outcome.answer
    found: list[Callable[[Answer], Iterator[str]]] = [_unsound, _misnumbered]
    for look in found:
        for flaw in look(answer):
            yield f"{outcome.case.id}: {flaw}"
    if not answer.abstained:
        try:
            assert_verbatim(answer, corpus)
        except AssertionError as error:
            yield f"{outcome.case.id}: {str(error).partition(chr(10))[0]}"
    for flaw in misfound(outcome.hits or (), corpus, _HITS):
        yield f"{outcome.case.id}: {flaw}"


def _unsound(answer: Answer) -> Iterator[str]:
    if answer.abstained and (answer.verdict or answer.citations or not answer.reason):
        yield f"a refusal with verdict {answer.verdict}, {len(answer.citations)} citations"
    if not 0 <= answer.confidence <= 1:
        yield f"confidence is {answer.confidence:g}"
    if any(flip.verdict == answer.verdict for flip in answer.flips):
        yield f"what would change the verdict leads to {answer.verdict} again"
    for flip in answer.flips:
        if any(citation.option != flip.verdict for citation in flip.citations):
            yield f"what would change the verdict to {flip.verdict} quotes another option"


def _misnumbered(answer: Answer) -> Iterator[str]:
    numbers = [citation.number for citation in answer.citations]
    if numbers != list(range(1, len(numbers) + 1)):
        yield f"citations are numbered {numbers}"
    told = {int(number) for number in _NUMBER.findall(answer.text)}
    if told != set(numbers):
        yield f"the text refers to {sorted(told)} of {len(numbers)} citations"
    if len({(c.start, c.end) for c in answer.citations}) < len(numbers):
        yield "a quote is cited twice"


def misfound(hits: Sequence[SearchResult], corpus: Corpus, limit: int) -> Iterator[str]:
    """What must never be of a search's results."""
    article = corpus.article
    if len(hits) > limit:
        yield f"{len(hits)} passages were found, at most {limit} were asked for"
    if [hit.rank for hit in hits] != list(range(1, len(hits) + 1)):
        yield "passages are ranked out of order"
    if any(a.similarity < b.similarity for a, b in pairwise(hits)):
        yield "passages are not sorted by similarity"
    for hit in hits:
        if hit.sha256 != article.sha256 or article.text[hit.start : hit.end] != hit.text:
            yield f"a passage is not the article's: {hit.text[:40]!r}"
        if any(hit.start < each.end and each.start < hit.end for each in article.dropped):
            yield f"a passage is no part of the article: {hit.text[:40]!r}"
