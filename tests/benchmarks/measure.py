"""The measures. Each compares ours with the recipe in one run, turn by turn."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from assistant import Assistant
from assistant.evals import Case, System, measure, run_cases
from assistant.evals.cases import Span
from ingest.encoders import embed, encoder_id, load_encoder
from ingest.records import Vectors
from tests.benchmarks.baselines import BestPassage, PlainRecipe
from tests.benchmarks.recipe import Recipe

ROOT = Path(__file__).parents[2]
QUESTION = "我要在手机上部署模型,应该用TF还是PyTorch?"
Figures = dict[str, Any]

# The peak of a process's own memory. getrusage() would count that of the parent before exec.
_PEAK = """
import atexit, pathlib, re, resource, sys
def _peak():
    status = pathlib.Path("/proc/self/status")
    if status.exists():
        peak = int(re.search(r"VmHWM:\\s+(\\d+)", status.read_text())[1]) / 1024
    else:
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(f"peak {peak:.1f}", file=sys.stderr)
atexit.register(_peak)
"""
_FRESH = {
    "command line": (
        "from assistant.cli import main; sys.exit(main(['ask', {question!r}, '--json']))"
    ),
    "python": (
        "from assistant import Assistant; import json; "
        "print(json.dumps(Assistant().ask({question!r}).to_dict()))"
    ),
    "recipe": (
        "import runpy; sys.argv[1:] = [{article!r}, {folder!r}, {question!r}]; "
        "runpy.run_module('tests.benchmarks.recipe', run_name='__main__')"
    ),
}
_EVALUATED = (
    "passed",
    "choice",
    "first citation",
    "some citation",
    "citation precision",
    "fact recall",
    "polarity",
    "two needs",
    "follow-up",
    "refused",
    "reason",
    "false refusal",
)
_IMPORTS = {
    "python alone": "pass",
    "import assistant": "import assistant",
    "import assistant.cli": "import assistant.cli",
    "from assistant import Assistant": "from assistant import Assistant",
    "recipe": "import tests.benchmarks.recipe",
}


class TimedEncoder:
    """The bundled encoder with a clock: how long it has been at work since it was asked last."""

    def __init__(self) -> None:
        self._encoder = load_encoder("bundled")
        self.identity = encoder_id("bundled")
        self._seconds = 0.0

    def encode_query(self, texts: list[str]) -> Vectors:
        return self._timed(self._encoder.encode_query, texts)

    def encode_document(self, texts: list[str]) -> Vectors:
        return self._timed(self._encoder.encode_document, texts)

    def taken(self) -> float:
        seconds, self._seconds = self._seconds, 0.0
        return seconds

    def _timed(self, method: Callable[[list[str]], Vectors], texts: list[str]) -> Vectors:
        began = time.perf_counter()
        vectors = method(texts)
        self._seconds += time.perf_counter() - began
        return vectors


def fresh(repeats: int, article: Path, folder: Path) -> Figures:
    """The first answer of a new process whose index exists: seconds from start to end, and MB."""
    values = {"question": QUESTION, "article": str(article), "folder": str(folder)}
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in _FRESH}
    for _ in range(repeats):
        for name, code in _FRESH.items():
            began = time.perf_counter()
            done = _python(_PEAK + code.format(**values))
            seconds = time.perf_counter() - began
            json.loads(done.stdout)
            taken[name].append((seconds, float(done.stderr.split()[-1])))
    return {
        name: {
            "seconds": round(statistics.median(seconds for seconds, _ in each), 3),
            "fastest": round(min(seconds for seconds, _ in each), 3),
            "slowest": round(max(seconds for seconds, _ in each), 3),
            "peak_mb": round(max(peak for _, peak in each), 1),
        }
        for name, each in taken.items()
    }


def imports(repeats: int) -> Figures:
    """Seconds from the start of a process to its end, with one import in it."""
    taken: dict[str, list[float]] = {name: [] for name in _IMPORTS}
    for _ in range(repeats):
        for name, code in _IMPORTS.items():
            began = time.perf_counter()
            _python(code)
            taken[name].append(time.perf_counter() - began)
    return {name: round(statistics.median(each), 3) for name, each in taken.items()}


def _python(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={**os.environ, "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        check=True,
    )


def warm(cases: Sequence[Case], recipe: Recipe, rounds: int) -> Figures:
    """Milliseconds of an answer in a running process, and what is not the encoder's."""
    encoder = TimedEncoder()
    ours = Assistant(encoder=encoder).open()
    taken: dict[str, list[float]] = {}

    def timed(name: str, call: Callable[..., object], *arguments: object) -> float:
        began = time.perf_counter()
        call(*arguments)
        milliseconds = (time.perf_counter() - began) * 1000
        taken.setdefault(name, []).append(milliseconds)
        return milliseconds

    for case in cases[:3]:  # warms up
        ours.ask(case.question)
        recipe.ask(case.question)
    for _ in range(rounds):
        for case in cases:
            question = case.question
            alone = timed("embedding the question", embed, encoder, [question], "query")
            encoder.taken()
            asked = timed("ours: ask", ours.ask, question)
            own = asked - encoder.taken() * 1000
            taken.setdefault("ours: ask, without its embedding", []).append(own)
            taken.setdefault("ours: ask, beyond the question's", []).append(asked - alone)
            timed("ours: search", ours.search, question)
            timed("recipe: search", recipe.search, question, 4)
            timed("recipe: ask", recipe.ask, question)
    return {name: _percentiles(each) for name, each in taken.items()}


def _percentiles(values: Sequence[float]) -> Figures:
    ranked = sorted(values)
    return {
        "p50": round(statistics.median(ranked), 2),
        "p95": round(ranked[int(0.95 * (len(ranked) - 1))], 2),
    }


def retrieval(cases: Sequence[Case], recipe: Recipe) -> Figures:
    """The share of questions for which what was wanted came first, or among the first five.

    A chunk of the recipe is several times as long as a passage of ours, and so likelier to hold
    what was wanted; ``characters`` tells how much text the first five are.
    """
    ours = Assistant()
    systems: dict[str, Callable[[str], list[tuple[int, int]]]] = {
        "ours": lambda q: [(hit.start, hit.end) for hit in ours.search(q, limit=5)],
        "recipe": lambda q: recipe.search(q, 5),
    }
    figures: Figures = {"questions": len(cases)}
    for name, search in systems.items():
        found = [(case, search(case.question)) for case in cases]
        figures[name] = {
            "hit@1": _share(_holds(case, spans[0]) for case, spans in found),
            "hit@5": _share(any(_holds(case, span) for span in spans) for case, spans in found),
            "characters": round(
                statistics.mean(sum(end - start for start, end in spans) for _, spans in found)
            ),
        } | {
            f"hit@1 {language}": _share(
                _holds(case, spans[0]) for case, spans in found if case.language == language
            )
            for language in ("zh", "en")
        }
    answers = [(case, ours.ask(case.question)) for case in cases]
    figures["ours"]["first citation"] = _share(
        bool(answer.citations)
        and _holds(case, (answer.citations[0].start, answer.citations[0].end))
        for case, answer in answers
    )
    return figures


def _holds(case: Case, span: tuple[int, int]) -> bool:
    """Whether a span holds a fact that the case asks for."""
    return any(Span(*span).meets(each) for fact in case.facts for each in fact)


def evaluation(cases: Sequence[Case], recipe: Recipe) -> Figures:
    """The product's own evaluation of ours, and of two systems that paste what they find."""
    ours = Assistant()
    systems: dict[str, System] = {
        "ours": ours,
        "best passage": BestPassage(ours),
        "recipe": PlainRecipe(recipe, ours.corpus),
    }
    options = [option.id for option in ours.corpus.options]
    figures: Figures = {"cases": len(cases)} | {name: {} for name in _EVALUATED}
    for system, answering in systems.items():
        report = measure(run_cases(answering, cases, vary=False), options)
        for metric in report.metrics:
            if metric.slice == "all" and metric.name in _EVALUATED:
                figures[metric.name][system] = f"{metric.value:.3f}"
    return {name: row for name, row in figures.items() if row}


def _share(hits: Any) -> float | None:
    found = list(hits)
    return round(sum(found) / len(found), 3) if found else None


def long_question(repeats: int) -> Figures:
    """Milliseconds to refuse a question of a million characters in a running process."""
    ours = Assistant().open()
    question = "手机部署" * 250_000
    taken = []
    for _ in range(repeats):
        began = time.perf_counter()
        answer = ours.ask(question)
        taken.append((time.perf_counter() - began) * 1000)
    return {"reason": answer.reason, "slowest": round(max(taken), 2)}
