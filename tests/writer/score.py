"""How many mutants the check lets through, and how many faithful sentences it turns away."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable

from assistant.writer.nearness import Nearness
from assistant.writer.sentences import Sentence, canonical
from assistant.writer.verify import Verifier
from ingest.encoders import load_encoder
from tests.writer.material import Sample, answers, corpus_of, rewordings
from tests.writer.mutants import mutants


def judge(samples: Iterable[Sample]) -> list[tuple[Sample, str | None]]:
    """Each sample with what is wrong with it; ``None`` where it would be shown."""
    verifiers: dict[str, Verifier] = {}
    found: list[tuple[Sample, str | None]] = []
    for sample in samples:
        answer = answers()[sample.answer]
        corpus = corpus_of(sample.answer)
        if corpus.id not in verifiers:
            verifiers[corpus.id] = Verifier(corpus, Nearness(corpus, load_encoder("bundled")))
        verifier = verifiers[corpus.id]
        sentence = Sentence(canonical(sample.sentence))
        found.append((sample, verifier.check(sentence, verifier.grounds(answer))))
    return found


def shares(samples: Iterable[Sample]) -> dict[str, tuple[int, int]]:
    """(rejected, all) of the halves ``dev`` and ``held out``."""
    counts: Counter[tuple[str, bool]] = Counter()
    for sample, fault in judge(samples):
        counts["held out" if sample.held_out else "dev", fault is not None] += 1
    return {
        half: (counts[half, True], counts[half, True] + counts[half, False])
        for half in ("dev", "held out")
    }
