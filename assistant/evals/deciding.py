"""The part of an evaluation that runs once: it takes the outcomes, reports them, and decides."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from assistant.evals.baseline import load_baseline, losses, missed, parse_minimum, write_baseline
from assistant.evals.judgements import MissingExtraError
from assistant.evals.metrics import Report, measure
from assistant.evals.report import table, write_report
from assistant.evals.session import SENT
from assistant.evals.settings import places
from assistant.evals.wire import Sent, receive
from ingest.errors import InputError, XuanxingError
from ingest.settings import IngestSettings

if TYPE_CHECKING:
    from _pytest.terminal import TerminalReporter


class Decision:
    """A plugin of the process that the run's exit status is of."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._option = config.option
        self._sent: dict[str, Sent] = {}
        self._lines: list[str] = []
        self._failures: list[str] = []
        if self._option.xuanxing_update_baseline and not self._option.xuanxing_baseline:
            raise pytest.UsageError("--xuanxing-update-baseline needs --xuanxing-baseline FILE.")
        try:
            self._minimums = [parse_minimum(each) for each in self._option.xuanxing_min]
            compares = self._option.xuanxing_baseline and not self._option.xuanxing_update_baseline
            self._baseline = load_baseline(self._file("baseline")) if compares else None
            self._encoder = IngestSettings.from_env(encoder=places(config)["encoder"]).encoder
        except InputError as error:
            raise pytest.UsageError(str(error)) from error

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Takes an outcome; a case may be asked by several tests, but of one system only."""
        if SENT not in vars(report):
            return
        sent = receive(vars(report)[SENT])
        name = sent.outcome.case.id
        if self._sent.setdefault(name, sent).same != sent.same:
            self._failures.append(
                f"the case {name!r} was asked twice and answered differently. "
                "Ask one system in a run."
            )

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Reports, and fails the run where the figures do."""
        codes = pytest.ExitCode
        if self._option.collectonly:
            return
        ended = session.exitstatus in {codes.OK, codes.TESTS_FAILED, codes.NO_TESTS_COLLECTED}
        if not ended or session.shouldstop or session.shouldfail:
            self._lines.append("The run was cut short, so nothing is measured.")
            return
        try:
            self._finish(passed=session.exitstatus == codes.OK)
        except MissingExtraError as error:
            # Cases alone need no figures; where some were asked for, there are none to pass.
            demanded = self._option.xuanxing_report or self._minimums
            said = self._failures if demanded or self._option.xuanxing_baseline else self._lines
            said.append(str(error))
        except XuanxingError as error:
            self._failures.append(str(error))
        if self._failures and session.exitstatus == codes.OK:
            session.exitstatus = codes.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: TerminalReporter) -> None:
        """Shows the table, and what failed."""
        shown = self._lines if self._config.option.verbose >= 0 else []
        if shown or self._failures:
            terminalreporter.section("evaluation")
        for line in shown:
            terminalreporter.write_line(line)
        for failure in dict.fromkeys(self._failures):
            terminalreporter.write_line(f"FAILED {failure}", red=True)

    def _file(self, option: str) -> Path:
        given = Path(self._config.getoption(f"xuanxing_{option}")).expanduser()
        return self._config.invocation_params.dir / given

    def _finish(self, *, passed: bool) -> None:
        report = self._measured()
        self._lines.append(table(report))
        if self._option.xuanxing_report:
            write_report(report, self._file("report"))
            self._lines.append(f"\nThe report is in {self._option.xuanxing_report}.")
        self._failures.extend(self._judged(report))
        if self._option.xuanxing_update_baseline:
            if self._failures or not passed:
                raise InputError(
                    "the baseline is left as it was, since the run failed.",
                    hint="Mend that first, or lower the minimums.",
                )
            write_baseline(report, self._file("baseline"))
            self._lines.append(f"The baseline {self._option.xuanxing_baseline} is updated.")

    def _measured(self) -> Report:
        if not self._sent:
            raise InputError(
                "no case was run, so nothing is measured.", hint="Choose another split or file."
            )
        about = {(sent.corpus, sent.options) for sent in self._sent.values()}
        if len(about) > 1:
            raise InputError("the cases are of several corpora.", hint="Run them one by one.")
        ((corpus, options),) = about
        outcomes = [self._sent[name].outcome for name in sorted(self._sent)]
        return measure(outcomes, options, corpus=corpus, encoder=self._encoder)

    def _judged(self, report: Report) -> Iterator[str]:
        yield from missed(report, self._minimums)
        if self._baseline is not None:
            yield from losses(report, self._baseline)
