"""The pytest plugin ``xuanxing``: its options and its marker.

pytest loads this in every run of everybody who has the package installed, so nothing but pytest
itself is imported here. What is used is loaded when it is used, by the modules registered below.
"""

from __future__ import annotations

import pytest

_MARKER = (
    "xuanxing_cases(*paths, split): parametrises the fixture case by the cases in these files and "
    "folders, relative to the test's; split is 'dev', 'test' or None for all, "
    "and what --xuanxing-split says if left out"
)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Adds the options, each with the prefix ``--xuanxing-``."""
    group = parser.getgroup("xuanxing", "evaluation of cited answers")
    group.addoption(
        "--xuanxing-cases",
        action="append",
        default=[],
        metavar="PATH",
        help="run the cases of this file or folder, each as one test (repeatable); "
        "where no tests are named besides, nothing else is run",
    )
    group.addoption(
        "--xuanxing-split",
        choices=("dev", "test", "all"),
        default="dev",
        help="which cases to run (dev); test is for measuring alone, never for tuning",
    )
    group.addoption(
        "--xuanxing-report",
        metavar="DIR",
        help="write report.json, report.md, report.html and latency.json there",
    )
    group.addoption(
        "--xuanxing-min",
        action="append",
        default=[],
        metavar="METRIC=VALUE",
        help="fail the run if a figure is below this, such as verdict=0.9 or verdict:zh=0.9 "
        "(repeatable); a missed case is then expected to fail (xfail)",
    )
    group.addoption(
        "--xuanxing-baseline",
        metavar="FILE",
        help="fail the run if a figure is significantly worse than in this earlier one; "
        "a missed case is then expected to fail (xfail)",
    )
    group.addoption(
        "--xuanxing-update-baseline",
        action="store_true",
        help="write the baseline anew instead of comparing with it",
    )
    group.addoption(
        "--xuanxing-corpus",
        metavar="ID",
        help="id or folder of the corpus to answer from; "
        "if left out, that which the cases of --xuanxing-cases lie in, or $XUANXING_CORPUS",
    )
    group.addoption(
        "--xuanxing-encoder", metavar="NAME", help="bundled, or a sentence-transformers model"
    )
    group.addoption("--xuanxing-store", metavar="PLACE", help="folder or http://host:port")


def pytest_configure(config: pytest.Config) -> None:
    """Registers the marker, the fixtures, and, where an option asks for it, the evaluation."""
    from assistant.evals import fixtures

    config.addinivalue_line("markers", _MARKER)
    config.pluginmanager.register(fixtures, "xuanxing-fixtures")
    option = config.option
    measured = (option.xuanxing_report, option.xuanxing_min, option.xuanxing_baseline)
    if not (option.xuanxing_cases or option.xuanxing_update_baseline or any(measured)):
        return
    from assistant.threads import share_cores

    share_cores()
    from assistant.evals.session import Evaluation

    config.pluginmanager.register(Evaluation(), "xuanxing-evaluation")
    if not hasattr(config, "workerinput"):  # as pytest-xdist marks its workers
        from assistant.evals.deciding import Decision

        config.pluginmanager.register(Decision(config), "xuanxing-decision")
    if option.xuanxing_cases and config.args_source is not config.ArgsSource.ARGS:
        config.args = []  # nobody named tests, so the cases are all that is wanted
