"""``make mutants``: does the evaluation notice when the product is broken?

Each fault is seeded alone; then the fast evaluation runs (both languages, the development split,
with the variants of every question). A fault is caught if a user would have noticed it: a metric
got worse beyond chance, an answer is what it must never be, or an error ended the run.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

os.environ.setdefault("OMP_WAIT_POLICY", "passive")

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

ENOUGH = 0.95


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__)
    parser.add_argument("--only", nargs="+", metavar="ID", help="these faults or groups")
    parser.add_argument("--vectors", type=Path, default=Path("build/mutants.npz"), metavar="FILE")
    options = parser.parse_args(arguments)
    chosen = [
        each
        for each in FAULTS.values()
        if not options.only or {each.id, each.group} & set(options.only)
    ]
    if not chosen:
        parser.error(f"there is no fault {options.only[0]!r}")
    for each in FAULTS.values():
        each.places()  # whatever was moved in the product must be moved here too

    settings = IngestSettings.from_env()
    corpus = load_corpus(settings.corpus)
    cases = [case for case in load_cases([cases_of(corpus.id)], corpus) if case.split == "dev"]
    encoder = RememberingEncoder(load_encoder(settings.encoder), options.vectors)
    sound = evaluate(None, cases, corpus, encoder, MemoryStore())
    encoder.save()
    baseline = baseline_of(sound.outcomes, corpus, encoder.identity)
    again = judged(evaluate(None, cases, corpus, encoder, MemoryStore()), sound, baseline, corpus)
    _say(f"{len(cases)} cases; the product as it is, twice: noticed {again}")
    if again.caught or again.changed:
        _say("a false alarm: nothing below would mean anything")
        return 1
    caught = 0
    for each in chosen:
        began = time.perf_counter()
        verdict = _tried(each, sound, baseline, corpus, encoder)
        caught += verdict.caught
        mark = "caught" if verdict.caught else "MISSED"
        _say(f"{mark}  {each.group}/{each.id}: {each.about}")
        _say(f"        {verdict}  [{time.perf_counter() - began:.0f} s]")
        encoder.save()
    after = judged(evaluate(None, cases, corpus, encoder, MemoryStore()), sound, baseline, corpus)
    if after.changed:
        _say(f"the product or its data changed meanwhile: {after.changed} outcomes; run it again")
        return 1
    share = caught / len(chosen)
    _say(f"caught {caught}/{len(chosen)} = {share:.1%}")
    return 0 if share >= ENOUGH else 1


def baseline_of(sound: Sequence[Outcome], corpus: Corpus, encoder: str) -> Baseline:
    """What the product keeps of a run, written and read as a user would have it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "baseline.json")
        write_baseline(report_of(sound, corpus, encoder), path)
        return load_baseline(path)


def _tried(
    fault: Fault,
    sound: Run,
    baseline: Baseline,
    corpus: Corpus,
    encoder: RememberingEncoder,
) -> Verdict:
    cases = [outcome.case for outcome in sound.outcomes]
    try:
        run = evaluate(fault, cases, corpus, encoder, MemoryStore())
    except BrokenRunError as error:
        return Verdict((str(error).partition("\n")[0],), (), len(cases))
    return judged(run, sound, baseline, corpus)


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
