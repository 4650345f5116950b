"""What ``xuanxing eval`` does: asks the cases, measures, reports, compares."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal

from assistant.chain import Assistant
from assistant.evals.baseline import (
    Baseline,
    comparison,
    load_baseline,
    losses,
    missed,
    parse_minimum,
    write_baseline,
)
from assistant.evals.cases import Case, Split, cases_of, load_cases
from assistant.evals.judgements import MissingExtraError
from assistant.evals.memo import RememberingEncoder
from assistant.evals.metrics import Report, measure
from assistant.evals.outcomes import Outcome
from assistant.evals.report import data, latency, table, write_report
from assistant.evals.runner import run_cases
from assistant.evals.tables import rounded
from ingest.corpora import load_corpus
from ingest.encoders import BUNDLED, load_encoder
from ingest.errors import InputError
from ingest.records import Corpus
from ingest.settings import IngestSettings

Progress = Callable[[int, int], None]
_MISSED = 1


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked for.

    Attributes:
        settings: Corpus, encoder and store.
        cases: Files and folders; without any the corpus's own cases.
        minimums: As they were typed.
        report: The folder to write reports to.
        variants: Whether the variants of every question are asked too.
        workers: Threads. The outcomes are the same with any number.
    """

    settings: IngestSettings
    cases: Sequence[str] = ()
    split: Split | Literal["all"] = "dev"
    minimums: Sequence[str] = ()
    report: str | None = None
    baseline: str | None = None
    update_baseline: bool = False
    json: bool = False
    variants: bool = True
    workers: int = 1


@dataclass(frozen=True, slots=True)
class Console:
    """Where results, notices and progress go; the edges of the package don't import each other."""

    show: Callable[[str], None]
    show_json: Callable[[Any], None]
    tell: Callable[[str], None]
    progress: Callable[[str], AbstractContextManager[Progress | None]]


@dataclass(frozen=True, slots=True)
class _Compared:
    text: str = ""
    losses: Sequence[str] = ()


def evaluate(request: Request, console: Console) -> int:
    """Runs an evaluation.

    Returns:
        0, or 1 when a minimum is missed or something got worse than the baseline.

    Raises:
        InputError: A case, minimum or baseline can't be used; found before anything is asked,
            but for a baseline that has no case in common with this run.
        MissingExtraError: The extra ``eval`` isn't installed.
    """
    # Whatever may be a mistake comes first: nobody should wait a minute to be told.
    if find_spec("ir_measures") is None:
        raise MissingExtraError(
            "ir-measures is not installed.", hint="Install it: pip install 'xuanxing[eval]'"
        )
    minimums = [parse_minimum(text) for text in request.minimums]
    baseline = _baseline(request)
    corpus = load_corpus(request.settings.corpus)
    cases = _cases(request, corpus)
    outcomes = _ask(request, cases, console)
    report = measure(
        outcomes,
        [option.id for option in corpus.options],
        corpus=corpus.id,
        encoder=_encoder_name(request.settings.encoder),
    )
    if request.report is not None:
        write_report(report, Path(request.report))
    compared = _compare(report, baseline, request, console)
    below = missed(report, minimums)
    _show(report, compared, below, request, console)
    failed = [*below, *([] if request.update_baseline else compared.losses)]
    for sentence in failed:
        console.tell(sentence)
    if request.update_baseline and request.baseline is not None and not failed:
        write_baseline(report, request.baseline)
    return _MISSED if failed else 0


def _baseline(request: Request) -> Baseline | None:
    if request.baseline is None:
        if request.update_baseline:
            raise InputError(
                "--update-baseline lacks a file.", hint="Name the one to write: --baseline FILE."
            )
        return None
    if request.update_baseline and not Path(request.baseline).exists():
        return None
    return load_baseline(request.baseline)


def _cases(request: Request, corpus: Corpus) -> list[Case]:
    paths = request.cases or [str(cases_of(request.settings.corpus))]
    found = load_cases(paths, corpus)
    chosen = [case for case in found if request.split in {case.split, "all"}]
    if not chosen:
        raise InputError(
            f"none of {len(found)} cases is in the split {request.split!r}.",
            hint="Choose another: --split all takes every case.",
        )
    return chosen


def _ask(request: Request, cases: Sequence[Case], console: Console) -> tuple[Outcome, ...]:
    settings = request.settings
    encoder = RememberingEncoder(load_encoder(settings.encoder))
    with console.progress("Building the index") as progress:
        assistant = Assistant(settings.corpus, encoder, settings.store, progress=progress).open()
    for notice in assistant.notices:
        console.tell(notice)
    with console.progress("Asking") as progress:
        return run_cases(
            assistant, cases, vary=request.variants, workers=request.workers, progress=progress
        )


def _encoder_name(spec: str) -> str:
    """The encoder as it was named, of a folder its last part: reports tell no paths."""
    name = spec.strip()
    return Path(name).resolve().name if name != BUNDLED and Path(name).is_dir() else name


def _compare(
    report: Report, baseline: Baseline | None, request: Request, console: Console
) -> _Compared:
    if baseline is None:
        return _Compared()
    try:
        return _Compared(comparison(report, baseline), losses(report, baseline))
    except InputError as error:
        if not request.update_baseline:
            raise
        console.tell(error.message)  # and the baseline is replaced, as was asked for
        return _Compared()


def _show(
    report: Report, compared: _Compared, below: Sequence[str], request: Request, console: Console
) -> None:
    if request.json:
        judged = {"missed": list(below), "losses": list(compared.losses)}
        console.show_json(rounded({**data(report), **judged}))
        return
    blocks = [table(report), compared.text]
    took = latency(report.outcomes)
    beside = f", with {request.workers} asked at once" if request.workers > 1 else ""
    blocks.append(f"an answer took {took['p50']:.3f} s (median), {took['p95']:.3f} s (p95){beside}")
    if request.report is not None:
        blocks.append(f"written to {request.report}: report.html, .md, .json, latency.json")
    console.show("\n\n".join(block for block in blocks if block))
