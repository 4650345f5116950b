"""``python -m tests.training``: fits the adapter anew; first on a part, to see what it does."""

from __future__ import annotations

import random
import sys
from pathlib import Path

from assistant.adapter import COEFFICIENTS
from ingest.encoders import load_encoder
from tests.mutants.running import RememberingEncoder
from tests.training.adapter import SEED, fit, hits, save, tasks_of
from tests.training.situations import comparison, paths

HELD_OUT = 24
VECTORS = Path(__file__).parents[2] / "build" / "training.npz"


def main() -> int:
    """About ten minutes on two cores, nearly all of it embedding; a second run takes one."""
    encoder = RememberingEncoder(load_encoder("bundled"), VECTORS)
    comparisons = [comparison(path) for path in paths()]
    random.Random(SEED).shuffle(comparisons)  # noqa: S311 - to be repeated, not to be secret
    tasks = tasks_of(comparisons, encoder)
    encoder.save()
    held, others = tasks[:HELD_OUT], tasks[HELD_OUT:]
    part = fit(others)
    print(f"{len(tasks)} comparisons, {sum(len(task.needs[0]) for task in tasks)} needs")
    print(f"first right, {HELD_OUT} held out: {hits(held):.3f} as they are, {hits(held, part):.3f}")
    save(fit(tasks), COEFFICIENTS)
    print(f"all of them: {COEFFICIENTS}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
