"""``make mutants``: does the evaluation notice when the product is broken?

Each fault is seeded alone; then the fast evaluation runs (both languages, the development split,
with the variants of every question). A fault is caught if a user would have noticed it: a metric
got worse beyond chance, an answer is what it must never be, or an error ended the run.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

os.environ.setdefault("OMP_WAIT_POLICY", "passive")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from tests.mutants.bench import Bench, trials
from tests.mutants.catalogue import FAULTS

ENOUGH = 0.95


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__)
    parser.add_argument("--only", nargs="+", metavar="ID", help="these faults or groups")
    parser.add_argument("--vectors", type=Path, default=Path("build/mutants.npz"), metavar="FILE")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="processes (all)")
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

    bench = Bench(options.vectors)
    bench.encoder.save()
    again = bench.again()
    _say(f"{len(bench.cases)} cases; the product as it is, twice: noticed {again}")
    if again.caught or again.changed:
        _say("a false alarm: nothing below would mean anything")
        return 1
    caught = 0
    tried = trials(chosen, bench, options.vectors, max(1, min(options.jobs, len(chosen))))
    for each, trial in zip(chosen, tried, strict=True):
        caught += trial.verdict.caught
        mark = "caught" if trial.verdict.caught else "MISSED"
        _say(f"{mark}  {each.group}/{each.id}: {each.about}")
        _say(f"        {trial.verdict}  [{trial.seconds:.0f} s]")
        bench.encoder.learn(trial.vectors)
        bench.encoder.save()
    if changed := bench.again().changed:
        _say(f"the product or its data changed meanwhile: {changed} outcomes; run it again")
        return 1
    share = caught / len(chosen)
    _say(f"caught {caught}/{len(chosen)} = {share:.1%}")
    return 0 if share >= ENOUGH else 1


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
