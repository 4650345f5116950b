"""Asks a system every case. A system is anything that answers, such as an assistant."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol

from assistant.evals.cases import Case
from assistant.evals.form import form
from assistant.evals.outcomes import Outcome
from assistant.evals.variants import variants
from assistant.records import Answer, SearchResult
from ingest.errors import InputError
from ingest.records import Corpus, Language

_HITS = 10
_AGAIN: Mapping[Language, str] = {"zh": "所以到底选哪个?", "en": "So which one should it be?"}


class Talk(Protocol):
    """A conversation."""

    def ask(self, question: str) -> Answer:
        """Answers in the light of the earlier turns."""
        ...


class System(Protocol):
    """What can be evaluated."""

    @property
    def corpus(self) -> Corpus:
        """What it answers from."""
        ...

    def ask(self, question: str) -> Answer:
        """Answers one question."""
        ...

    def conversation(self) -> Talk:
        """Starts a conversation."""
        ...

    def search(self, query: str, limit: int = 5) -> tuple[SearchResult, ...]:
        """Passages, best first."""
        ...


def run_case(system: System, case: Case, *, vary: bool = True) -> Outcome:
    """Asks one case, and its variants with ``vary``."""
    answer, seconds = _asked(system, case.turns)
    hits = _hits(system, case)
    return Outcome(
        case=case,
        answer=answer,
        hits=hits,
        variants=dict(_varied(system, case, answer)) if vary else {},
        form=form(case, answer, hits, system.corpus),
        seconds=seconds,
    )


def _varied(system: System, case: Case, answer: Answer) -> Iterator[tuple[str, bool]]:
    """For each variant whether the answer stays the same.

    Beside the question in other clothes these are conversations: ``opening``, the question as
    the first turn of one; ``after another``, after a question about something else; ``again``,
    asked once more without its need, for a choice that has a verdict.
    """
    for name, question in variants(case, system.corpus):
        yield name, _same(_asked(system, (*case.turns[:-1], question))[0], answer)
    if len(case.turns) > 1:
        return
    talk = system.conversation()
    yield "opening", _same(talk.ask(case.question), answer)
    if case.kind == "choose" and answer.needs:
        yield "again", _same(talk.ask(_AGAIN[case.language]), answer)
    if answer.suggestions:
        talk = system.conversation()
        talk.ask(answer.suggestions[-1])
        yield "after another", _same(talk.ask(case.question), answer)


def run_cases(
    system: System,
    cases: Sequence[Case],
    *,
    vary: bool = True,
    workers: int = 1,
    progress: Callable[[int, int], None] | None = None,
) -> tuple[Outcome, ...]:
    """Asks all cases; the outcomes come in the order of their ids.

    Args:
        system: Must be safe to share between threads with more than one worker.
        cases: At least one.
        vary: Whether the variants of each question are asked too.
        workers: Threads. With more than one, the times say little.
        progress: Called with (done, total).

    Raises:
        InputError: There are no cases: nothing measured is no success.
    """
    if not cases:
        raise InputError("there are no cases to evaluate.", hint="Choose another split or file.")
    outcomes = []
    with ThreadPoolExecutor(max_workers=workers) as pool:
        running = pool.map(lambda case: run_case(system, case, vary=vary), cases)
        for done, outcome in enumerate(running, start=1):
            outcomes.append(outcome)
            if progress is not None:
                progress(done, len(cases))
    return tuple(sorted(outcomes, key=lambda outcome: outcome.case.id))


def _asked(system: System, turns: Sequence[str]) -> tuple[Answer, float]:
    if len(turns) == 1:
        began = time.perf_counter()
        answer = system.ask(turns[0])
    else:
        talk = system.conversation()
        for turn in turns[:-1]:
            talk.ask(turn)
        began = time.perf_counter()
        answer = talk.ask(turns[-1])
    return answer, time.perf_counter() - began


def _hits(system: System, case: Case) -> tuple[SearchResult, ...] | None:
    if len(case.turns) > 1 or not case.facts:
        return None
    return tuple(system.search(case.question, limit=_HITS))


def _same(one: Answer, other: Answer) -> bool:
    """Whether verdict, reason and spans are the same."""
    return (one.verdict, one.reason, [(c.start, c.end) for c in one.citations]) == (
        other.verdict,
        other.reason,
        [(c.start, c.end) for c in other.citations],
    )
