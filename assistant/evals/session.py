"""The part of an evaluation that runs where tests run, under pytest-xdist in the workers."""

from __future__ import annotations

from collections.abc import Generator

import pytest

from assistant.evals.collect import collectors
from assistant.evals.settings import OUTCOME
from assistant.evals.wire import send

SENT = "xuanxing_outcome"
"""The attribute of a test's report that carries an outcome to the process that reports."""


class Evaluation:
    """A plugin that is registered only where an option asks for it."""

    @pytest.hookimpl(wrapper=True)
    def pytest_make_collect_report(
        self, collector: pytest.Collector
    ) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
        """Adds the files of cases to what is collected."""
        report = yield
        if isinstance(collector, pytest.Session) and report.passed:
            report.result = [*(report.result or ()), *collectors(collector)]
        return report

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Attaches an outcome to the first report after it came about."""
        report = yield
        if OUTCOME in item.stash:
            vars(report)[SENT] = send(*item.stash[OUTCOME])
            del item.stash[OUTCOME]
        return report
