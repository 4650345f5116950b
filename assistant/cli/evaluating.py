"""``xuanxing eval``: hands the evaluation what was typed and what writes to the terminal."""

from __future__ import annotations

from argparse import Namespace
from importlib import import_module
from typing import TYPE_CHECKING, Any

from assistant.cli.terminal import emit, progress_bar, tame, tell, to_json
from assistant.threads import share_cores

if TYPE_CHECKING:
    from ingest.settings import IngestSettings


def evaluate(options: Namespace, settings: IngestSettings) -> int:
    """Runs an evaluation; 1 when a minimum is missed or something got worse."""
    share_cores()
    # By name: the edges of the package start each other, but never import each other.
    evals: Any = import_module("assistant.evals.command")
    request = evals.Request(
        settings=settings,
        cases=options.cases,
        split=options.split,
        minimums=options.minimums,
        report=options.report,
        baseline=options.baseline,
        update_baseline=options.update_baseline,
        json=options.json,
        variants=options.variants,
        workers=options.workers,
    )
    console = evals.Console(
        show=lambda text: emit(tame(text)),
        show_json=lambda data: emit(to_json(data, indent=1)),
        tell=tell,
        progress=progress_bar,
    )
    code: int = evals.evaluate(request, console)
    return code
