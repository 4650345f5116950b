"""How many mutants the check lets through, and how many faithful sentences it turns away."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import cache

from assistant.writer.grounds import Context
from assistant.writer.nearness import Nearness
from assistant.writer.sentences import Sentence, canonical
from assistant.writer.verify import Fault, Verifier
from ingest.encoders import load_encoder
from tests.writer.material import REPLY, Sample, answers, corpus_of

Judged = tuple[Sample, Fault | None]
"""A sample with what is wrong with it; ``None`` where it would be shown."""


@cache
def verifier_of(answer: str) -> Verifier:
    corpus = corpus_of(answer)
    return _verifiers().setdefault(
        corpus.id, Verifier(corpus, Nearness(corpus, load_encoder("bundled")))
    )


@cache
def _verifiers() -> dict[str, Verifier]:
    return {}


def judge(samples: Iterable[Sample]) -> list[Judged]:
    """Each sentence by itself; those of a reply one after the other, as they are written."""
    found: list[Judged] = []
    contexts: dict[str, Context] = {}
    for sample in samples:
        verifier = verifier_of(sample.answer)
        grounds = verifier.grounds(answers()[sample.answer])
        context = contexts.setdefault(sample.answer, Context()) if sample.kind == REPLY else None
        sentence = Sentence(canonical(sample.sentence))
        found.append((sample, verifier.check(sentence, grounds, context)))
    return found


def rejected(judged: Iterable[Judged], *, held_out: bool | None = None) -> tuple[int, int]:
    """(rejected, all), of one half or of both."""
    counts = Counter(
        fault is not None
        for sample, fault in judged
        if held_out is None or sample.held_out is held_out
    )
    return counts[True], counts.total()
