"""The evaluation: cases with gold labels, metrics, reports, and a pytest plugin.

Deterministic, offline and exact: whatever is judged is compared with what people wrote down
beforehand, never by a model.

from assistant.evals import assert_cites, load_cases, measure, run_cases
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from assistant.evals.asserts import (
        assert_abstains,
        assert_cites,
        assert_invariant,
        assert_outcome,
        assert_verbatim,
        assert_verdict,
    )
    from assistant.evals.cases import Case, CaseError, cases_of, load_cases
    from assistant.evals.metrics import Metric, Report, measure
    from assistant.evals.outcomes import Outcome
    from assistant.evals.runner import System, run_case, run_cases

__all__ = [
    "Case",
    "CaseError",
    "Metric",
    "Outcome",
    "Report",
    "System",
    "assert_abstains",
    "assert_cites",
    "assert_invariant",
    "assert_outcome",
    "assert_verbatim",
    "assert_verdict",
    "cases_of",
    "load_cases",
    "measure",
    "run_case",
    "run_cases",
]

_HOMES = {
    "Case": "cases",
    "CaseError": "cases",
    "Metric": "metrics",
    "Outcome": "outcomes",
    "Report": "metrics",
    "System": "runner",
    "assert_abstains": "asserts",
    "assert_cites": "asserts",
    "assert_invariant": "asserts",
    "assert_outcome": "asserts",
    "assert_verbatim": "asserts",
    "assert_verdict": "asserts",
    "cases_of": "cases",
    "load_cases": "cases",
    "measure": "metrics",
    "run_case": "runner",
    "run_cases": "runner",
}


def __getattr__(name: str) -> Any:
    """Loads a public name when it is first used; pytest imports this package in every run."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
