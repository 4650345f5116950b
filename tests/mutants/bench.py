"""The product as it is, and how a fault in it compares."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from assistant.evals import Outcome, cases_of, load_cases
from assistant.evals.baseline import Baseline, load_baseline, write_baseline
from ingest.corpora import load_corpus
from ingest.encoders import load_encoder
from ingest.records import Corpus
from ingest.settings import IngestSettings
from ingest.store import MemoryStore
from tests.mutants.catalogue import FAULTS
from tests.mutants.checks import Run, Verdict, judged, report_of
from tests.mutants.running import BrokenRunError, RememberingEncoder, evaluate
from tests.mutants.seeding import Fault


@dataclass(frozen=True)
class Trial:
    """What came of one fault, and the vectors that it needed and nobody knew before."""

    verdict: Verdict
    seconds: float = 0.0
    vectors: Mapping[str, Any] = field(default_factory=dict)


class Bench:
    """The cases, the sound product's outcomes, and what its evaluation keeps of them."""

    def __init__(self, vectors: Path) -> None:
        settings = IngestSettings.from_env()
        self.corpus = load_corpus(settings.corpus)
        every = load_cases([cases_of(self.corpus.id)], self.corpus)
        self.cases = [case for case in every if case.split == "dev"]
        self.encoder = RememberingEncoder(load_encoder(settings.encoder), vectors)
        self.sound = self._run(None)
        self.baseline = baseline_of(self.sound.outcomes, self.corpus, self.encoder.identity)

    def again(self) -> Verdict:
        """The sound product beside itself: nothing may be noticed."""
        return self._judged(self._run(None))

    def tried(self, fault: Fault) -> Trial:
        """Seeds a fault, evaluates, and puts things right again.

        The cases are asked without the variants of their questions first, which takes a quarter
        of the time, and the variants are then taken to be as ever. What is noticed so is noticed
        with them too: a metric that didn't change makes the correction for many no milder.
        """
        began = time.perf_counter()
        try:
            plain = self._run(fault, vary=False)
            as_ever = [
                replace(outcome, variants=sound.variants)
                for outcome, sound in zip(plain.outcomes, self.sound.outcomes, strict=True)
            ]
            verdict = self._judged(Run(tuple(as_ever)))
            if not verdict.caught:
                verdict = self._judged(self._run(fault))
        except BrokenRunError as error:
            verdict = Verdict((str(error).partition("\n")[0],), (), len(self.cases))
        return Trial(verdict, time.perf_counter() - began, self.encoder.news())

    def _run(self, fault: Fault | None, *, vary: bool = True) -> Run:
        return evaluate(fault, self.cases, self.corpus, self.encoder, MemoryStore(), vary=vary)

    def _judged(self, run: Run) -> Verdict:
        return judged(run, self.sound, self.baseline, self.corpus)


def baseline_of(sound: Sequence[Outcome], corpus: Corpus, encoder: str) -> Baseline:
    """What the product keeps of a run, written and read as a user would have it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "baseline.json")
        write_baseline(report_of(sound, corpus, encoder), path)
        return load_baseline(path)


def trials(faults: Sequence[Fault], bench: Bench, vectors: Path, jobs: int) -> Iterator[Trial]:
    """Each fault's, in order; with several jobs in processes with benches of their own."""
    if jobs == 1:
        yield from map(bench.tried, faults)
        return
    # Spawned, not forked: the encoder's threads don't live through a fork.
    with ProcessPoolExecutor(jobs, get_context("spawn"), _set_up, (vectors,)) as pool:
        yield from pool.map(_tried, [fault.id for fault in faults])


_benches: list[Bench] = []
"""That of a process which tries faults."""


def _set_up(vectors: Path) -> None:
    _benches.append(Bench(vectors))


def _tried(fault: str) -> Trial:
    return _benches[0].tried(FAULTS[fault])
