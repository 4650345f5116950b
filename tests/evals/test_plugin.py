"""The plugin as others use it: pytest run inside pytest, with a small corpus and a fake encoder."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import ir_measures  # noqa: F401
import opencc  # noqa: F401
import pytest

# What the inner runs import must stay imported between them: they share this process, and
# compiled modules can't be loaded twice.
import assistant.evals.deciding
import assistant.evals.scripted  # noqa: F401
from assistant.evals.corpora import write_corpus
from ingest.errors import CorpusError

pytest_plugins = ["pytester"]

ARTICLE = """Alpha or Beta for your garden?

Alpha

Alpha runs for nine hours on one charge, longer than Beta.

Beta

Beta climbs steep slopes better than Alpha.
"""
CHARGE, SLOPES = (line for line in ARTICLE.splitlines() if line.endswith("."))
POINTS = [
    {
        "id": "charge",
        "favours": "alpha",
        "evidence": {"alpha": CHARGE},
        "asks": {"en": ["it must run all day on one charge"], "zh": ["一次充电要用一整天"]},
    },
    {
        "id": "slopes",
        "favours": "beta",
        "evidence": {"beta": SLOPES},
        "asks": {"en": ["the garden lies on a steep slope"], "zh": ["花园在陡坡上"]},
    },
]


def case(name: str, kind: str, *turns: str, **more: Any) -> dict[str, Any]:
    return {"id": name, "language": name[:2], "kind": kind, "turns": list(turns), **more}


# Which split a case is in follows from its id.
CASES = [
    case("zh-slope-001", "choose", "花园在陡坡上,用哪个?", verdict="beta", facts=[[SLOPES]]),
    case(
        "en-slope-002",
        "choose",
        "The garden lies on a steep slope, Alpha or Beta?",
        verdict="beta",
        facts=[["climbs steep slopes"]],
    ),
    case("en-empty-002", "refusal", "?!", reason="empty"),
    case(
        "en-talk-001",
        "follow_up",
        "It must run all day on one charge, Alpha or Beta?",
        "And if the garden lies on a steep slope?",
        verdict=["beta", "depends", "either", "alpha"],
        facts=[[SLOPES], [CHARGE]],
    ),
]
HIDDEN = case(  # of the split test
    "en-charge-001",
    "choose",
    "It must run all day on one charge",
    verdict="alpha",
    facts=[[CHARGE]],
)
MISSED = case(
    "en-hidden-001",
    "choose",
    "It must run all day on one charge, which one?",
    verdict="beta",
    facts=[[SLOPES]],
)
NAMES = [
    "choose-en-en-slope-002",
    "choose-zh-zh-slope-001",
    "follow_up-en-en-talk-001",
    "refusal-en-en-empty-002",
]
CONFTEST = """
import os
import random

import pytest
from assistant import Assistant
from ingest.testing import FakeEncoder, MemoryStore


@pytest.fixture(scope="session")
def assistant():
    return Assistant({corpus!r}, FakeEncoder(), MemoryStore()).open()


def pytest_collection_modifyitems(items):
    if "SHUFFLED" in os.environ:
        random.Random(os.environ["SHUFFLED"]).shuffle(items)
"""
Run = Callable[..., pytest.RunResult]


@pytest.fixture
def corpus(pytester: pytest.Pytester) -> Path:
    folder = pytester.mkdir("corpora")
    return write_corpus(folder, ARTICLE, ["Alpha", "Beta"], POINTS, cases=[*CASES, HIDDEN])


@pytest.fixture
def cases(corpus: Path) -> Path:
    return corpus / "cases" / "cases.yaml"


@pytest.fixture
def run(pytester: pytest.Pytester, corpus: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs pytest with no plugin but ours and, for -n, xdist.

    So an inner run leaves alone how this one guards the network.
    """
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    monkeypatch.setenv("COLUMNS", "200")
    pytester.makeconftest(CONFTEST.format(corpus=str(corpus)))
    pytester.makeini("[pytest]\nmarkers = slow\naddopts = --strict-markers")

    def run(*arguments: str | Path) -> pytest.RunResult:
        plugins = ("-p", "xuanxing", "-p", "xdist", "-p", "no:cacheprovider")
        return pytester.runpytest(*plugins, f"--rootdir={pytester.path}", *arguments)

    return run


@pytest.fixture
def missed(cases: Path) -> Path:
    """A file with one more case, which expects the wrong verdict."""
    import yaml

    path = cases.with_name("missed.yaml")
    path.write_text(yaml.safe_dump([MISSED]), encoding="utf-8")
    return path


def passed_names(result: pytest.RunResult) -> list[str]:
    lines = [line.split(" ")[0] for line in result.outlines if " PASSED" in line]
    return sorted(line.rpartition("::")[2] for line in lines)


def said(result: pytest.RunResult) -> list[str]:
    """All but the time it took and the names of the plugins."""
    return [
        line for line in result.outlines if " passed in " not in line and "plugins:" not in line
    ]


# Unused


def test_loading_the_plugin_imports_pytest_alone() -> None:
    code = (
        "import sys, pytest; before = set(sys.modules)\n"
        "import assistant.evals.pytest_plugin, assistant.evals.fixtures\n"
        "print(*sorted({name.split('.')[0] for name in set(sys.modules) - before}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True
    )
    assert set(done.stdout.split()) <= {"__future__", "assistant"} | sys.stdlib_module_names


def test_a_run_that_does_not_use_it_sees_and_loads_nothing(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")  # others load what they like
    pytester.makepyfile(
        """
        import sys

        HEAVY = {"chromadb", "langchain_core", "numpy", "pydantic", "yaml"}

        def test_nothing_is_loaded():
            assert not sys.modules.keys() & HEAVY
            assert not {each for each in sys.modules if each.startswith("ingest")}
        """
    )
    used = pytester.runpytest_subprocess("-p", "xuanxing")
    used.assert_outcomes(passed=1)
    without = pytester.runpytest_subprocess()
    assert said(used) == said(without)


def test_help_tells_of_options_and_marker(run: Run) -> None:
    run("--markers").stdout.fnmatch_lines(["@pytest.mark.xuanxing_cases(*"])
    shown = run("--help").stdout.str()
    for name in ("cases", "split", "report", "min", "baseline", "corpus", "encoder", "store"):
        assert f"--xuanxing-{name}" in shown


# Fixtures


def test_fixtures_ask_talk_and_search(pytester: pytest.Pytester, run: Run) -> None:
    pytester.makepyfile(
        """
        def test_ask(ask, assert_verdict, assert_verbatim, assistant):
            answer = ask("The garden lies on a steep slope, Alpha or Beta?")
            assert_verdict(answer, "beta")
            assert_verbatim(answer, assistant.corpus)

        def test_conversation(conversation):
            talk = conversation("The garden lies on a steep slope, Alpha or Beta?", "Why?")
            talk.ask("And which one runs all day on one charge?")
            assert len(talk.turns) == 3

        def test_retriever(retriever):
            assert "steep slopes" in retriever.invoke("steep slopes")[0].page_content

        def test_refusal(ask, assert_abstains, assert_invariant, assistant):
            assert_abstains(ask("?"), "empty")
            assert_invariant(assistant, "?", "!")
        """
    )
    run().assert_outcomes(passed=4)


def test_make_corpus_gives_a_corpus_to_ask_of(
    pytester: pytest.Pytester, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    import ingest.encoders
    from ingest.testing import FakeEncoder

    monkeypatch.setattr(ingest.encoders, "load_encoder", lambda _: FakeEncoder())
    pytester.makepyfile(
        """
        POINTS = [{
            "favours": "gamma",
            "evidence": {"gamma": "Gamma swims better than Delta."},
            "asks": {"en": ["it must swim"]},
        }]

        def test_made(make_corpus, ask, conversation, assert_cites):
            article = "Gamma or Delta?\\n\\nGamma swims better than Delta.\\n\\nDelta walks.\\n"
            folder = make_corpus(article, {"gamma": ["Gamma", "G1"], "delta": []}, POINTS)
            assert folder == make_corpus(article, {"gamma": ["Gamma", "G1"], "delta": []}, POINTS)
            answer = ask("It must swim, Gamma or Delta?", corpus=folder)
            assert_cites(answer, "Gamma swims", corpus=folder)
            assert conversation("It must swim", corpus=folder).turns[0].corpus == answer.corpus
        """
    )
    run().assert_outcomes(passed=1)


def test_make_corpus_takes_yaml_and_tells_what_is_wrong(tmp_path: Path) -> None:
    import yaml

    folder = write_corpus(tmp_path, ARTICLE, ["Alpha", "Beta"], POINTS, outsiders=["Gamma"])
    text = (folder / "points.yaml").read_text(encoding="utf-8")
    assert yaml.safe_load(text)[0]["aspect"] == "charge"
    again = write_corpus(tmp_path, ARTICLE, ["Alpha", "Beta"], text, outsiders=["Gamma"])
    assert again == folder
    with pytest.raises(CorpusError, match=r"no id can be made of the option '甲'.*a mapping"):
        write_corpus(tmp_path, ARTICLE, ["甲", "Beta"], POINTS)
    with pytest.raises(CorpusError, match="not found"):
        write_corpus(tmp_path, "Alpha or Beta?\n\nNo more.\n", ["Alpha", "Beta"], POINTS)


def test_scripted_llm_replies_in_order_and_ends(pytester: pytest.Pytester, run: Run) -> None:
    pytester.makepyfile(
        """
        import pytest

        def test_script(scripted_llm):
            llm = scripted_llm("one", "two words")
            assert llm.invoke("a").content == "one"
            assert "".join(each.content for each in llm.stream("b")) == "two words"
            assert [call[0].content for call in llm.asked] == ["a", "b"]
            with pytest.raises(ValueError, match="2 replies, and one more"):
                llm.invoke("c")

        def test_no_script(scripted_llm):
            with pytest.raises(ValueError, match="script is empty"):
                scripted_llm()
        """
    )
    run().assert_outcomes(passed=2)


# The marker


MARKED = """
import pytest

@pytest.mark.xuanxing_cases({arguments})
def test_case(outcome, assert_outcome):
    assert_outcome(outcome)
"""


def test_marker_makes_a_test_of_each_case(pytester: pytest.Pytester, run: Run, cases: Path) -> None:
    folder = pytester.mkdir("sub")
    (folder / "mine.yaml").write_bytes(cases.read_bytes())
    path = folder / "test_it.py"
    path.write_text(MARKED.format(arguments='"mine.yaml"'), encoding="utf-8")
    corpus = f"--xuanxing-corpus={cases.parent.parent}"
    result = run("-v", corpus, path)
    result.assert_outcomes(passed=4)
    assert passed_names(result) == [f"test_case[{name}]" for name in NAMES]
    assert "evaluation" not in result.stdout.str()

    run(corpus, "--xuanxing-split=all", path).assert_outcomes(passed=5)
    for arguments, number in (("split=None", 5), ("split='test'", 1), ("split='dev'", 4)):
        path.write_text(MARKED.format(arguments=f"'mine.yaml', {arguments}"), encoding="utf-8")
        run(corpus, path).assert_outcomes(passed=number)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ("'a.yaml', spilt='dev'", "has no argument 'spilt'*split='dev'*"),
        ("'a.yaml', split='train'", "split is 'train'*"),
        ("", "names no file*"),
        ("3", "3 is no path*"),
        ("'nowhere.yaml'", "*nowhere.yaml can't be read*"),
        ("'bad.yaml'", "*bad.yaml: one: there is no key 'verdct'. Did you mean 'verdict'*"),
        ("'cases.yaml', split='test'", "*there is no case of this split*"),
        ("'cases.yaml', 'other.yaml'", "*the id 'zh-slope-001' stands twice*"),
    ],
)
def test_marker_refuses_what_it_cannot_use(
    pytester: pytest.Pytester, run: Run, corpus: Path, arguments: str, told: str
) -> None:
    import yaml

    (pytester.path / "bad.yaml").write_text(
        yaml.safe_dump([case("one", "fact", "?") | {"language": "en", "verdct": "a"}])
    )
    for name in ("cases.yaml", "other.yaml"):
        (pytester.path / name).write_text(yaml.safe_dump(CASES))
    pytester.makepyfile(MARKED.format(arguments=arguments))
    result = run(f"--xuanxing-corpus={corpus}")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines([f"*{told}"])


def test_case_and_marker_need_each_other(pytester: pytest.Pytester, run: Run) -> None:
    pytester.makepyfile(test_a="def test_unmarked(case):\n    pass\n")
    result = run()
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["which cases? Mark the test with *"])
    pytester.makepyfile(
        test_a="""
        import pytest

        @pytest.mark.xuanxing_cases("cases.yaml")
        def test_careless():
            pass
        """
    )
    run().stdout.fnmatch_lines(["*asks for the fixture case, or outcome*"])


def test_cases_of_another_article_are_not_asked(
    pytester: pytest.Pytester, run: Run, tmp_path: Path
) -> None:
    other = write_corpus(
        tmp_path, ARTICLE + "\nMore.\n", ["Alpha", "Beta"], POINTS, cases=CASES[:1]
    )
    result = run("--xuanxing-cases", other / "cases")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*the cases are about made-*, and the assistant answers from*"])


def test_two_markers_add_up_unless_an_id_stands_for_two_cases(
    pytester: pytest.Pytester, run: Run, corpus: Path
) -> None:
    import yaml

    (pytester.path / "a.yaml").write_text(yaml.safe_dump(CASES[:2]))
    (pytester.path / "b.yaml").write_text(yaml.safe_dump(CASES[1:3]))
    marked = MARKED.format(arguments="'a.yaml'")
    two = marked.replace("def test", "@pytest.mark.xuanxing_cases('b.yaml')\ndef test")
    pytester.makepyfile(two)
    run(f"--xuanxing-corpus={corpus}").assert_outcomes(passed=3)
    (pytester.path / "b.yaml").write_text(yaml.safe_dump([{**CASES[1], "role": "other"}]))
    result = run(f"--xuanxing-corpus={corpus}")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*two cases have the id 'en-slope-002'*"])


# The option


def test_option_runs_cases_without_any_test_file(
    pytester: pytest.Pytester, run: Run, cases: Path
) -> None:
    pytester.makepyfile("def test_other():\n    pass\n")
    result = run("-v", "--xuanxing-cases", cases)
    result.assert_outcomes(passed=4)
    assert passed_names(result) == NAMES
    result.stdout.fnmatch_lines(["*== evaluation ==*", "*4 cases (dev)*", "passed*1.000*"])
    both = run("--xuanxing-cases", cases, "--xuanxing-cases", cases.parent, pytester.path)
    both.assert_outcomes(passed=5)
    run("--xuanxing-cases", cases, "--xuanxing-split=all").assert_outcomes(passed=5)
    some = run("-q", "--xuanxing-cases", cases, "-k", "zh-slope")
    assert "1 passed, 3 deselected" in some.stdout.str()
    assert "evaluation" not in some.stdout.str()


def test_fixtures_of_every_scope_work_in_cases(
    pytester: pytest.Pytester, run: Run, cases: Path
) -> None:
    conftest = pytester.path / "conftest.py"
    scopes = "".join(
        f"@pytest.fixture(autouse=True, scope='{scope}')\ndef _{scope}():\n    yield\n\n"
        for scope in ("session", "package", "module", "class", "function")
    )
    conftest.write_text(f"{conftest.read_text()}\n\n{scopes}")
    run("--xuanxing-cases", cases).assert_outcomes(passed=4)


def test_a_missed_case_tells_why(run: Run, missed: Path) -> None:
    result = run("--xuanxing-cases", missed)
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        [
            "*_ choose-en-en-hidden-001 _*",
            "en-hidden-001: expected beta, got alpha*; lost by *",
            "*question  It must run all day on one charge, which one?",
            "*expected  beta",
            f"*“{SLOPES}”",
            "*got*alpha*",
            f"*[[]1[]] alpha: “{CHARGE}”",
            "*ledger*charge/charge*favours alpha*",
            "*lost by*",
            "FAILED *cases/missed.yaml::choose-en-en-hidden-001 - *expected beta, got alpha*",
        ]
    )
    assert "Traceback" not in result.stdout.str()
    assert "def _passes" not in result.stdout.str()


def test_files_that_cannot_be_used_are_refused(
    pytester: pytest.Pytester, run: Run, cases: Path, tmp_path: Path
) -> None:
    copy = cases.with_name("copy.yaml")
    copy.write_bytes(cases.read_bytes())
    result = run("--xuanxing-cases", cases, "--xuanxing-cases", copy)
    result.stdout.fnmatch_lines(["*the id 'zh-slope-001' stands in cases.yaml too*"])
    assert result.ret != 0
    result = run("--xuanxing-cases", "nowhere.yaml")
    result.stdout.fnmatch_lines(["*nowhere.yaml can't be read*"])
    assert result.ret != 0
    other = write_corpus(tmp_path, ARTICLE + "\n", ["Alpha", "Beta"], POINTS, cases=CASES[:1])
    result = run("--xuanxing-cases", cases, "--xuanxing-cases", other / "cases")
    result.stderr.fnmatch_lines(["ERROR: the cases are of several corpora: *"])
    assert result.ret == pytest.ExitCode.USAGE_ERROR


# Figures


def test_ten_runs_give_the_same_bytes(
    run: Run, cases: Path, missed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: set[bytes] = set()
    seconds = set()
    for number in range(10):
        monkeypatch.setenv("SHUFFLED", str(number))
        folder = tmp_path / f"report-{number}"
        extra = ("-n", "2") if number in {4, 7} else ()
        # xdist wants one order in all workers, and hands the tests out in another one.
        run(*extra, "--xuanxing-cases", cases.parent, "--xuanxing-report", folder).assert_outcomes(
            passed=4, failed=1
        )
        written.add((folder / "report.json").read_bytes())
        seconds.add((folder / "latency.json").read_bytes())
    (report,) = written
    assert len(seconds) > 1
    assert [each["id"] for each in json.loads(report)["outcomes"]] == [
        *("en-empty-002", "en-hidden-001", "en-slope-002", "en-talk-001", "zh-slope-001")
    ]
    assert {each.name for each in folder.iterdir()} == {
        *("report.json", "report.md", "report.html", "latency.json")
    }


def test_report_of_marked_tests(
    pytester: pytest.Pytester, run: Run, cases: Path, tmp_path: Path
) -> None:
    # Two tests of the same cases count each case once.
    marked = MARKED.format(arguments=repr(str(cases)))
    pytester.makepyfile(marked + marked[15:].replace("test_case", "test_again"))
    report = tmp_path / "out" / "report.json"
    run(f"--xuanxing-corpus={cases.parent.parent}", f"--xuanxing-report={report.parent}")
    assert json.loads(report.read_text(encoding="utf-8"))["cases"] == 4


def test_minimums_decide_and_missed_cases_are_expected_to_fail(
    run: Run, cases: Path, missed: Path
) -> None:
    arguments = ("--xuanxing-cases", cases.parent)
    reached = run(*arguments, "--xuanxing-min=passed=0.8", "--xuanxing-min=passed:zh=1", "-rx")
    reached.assert_outcomes(passed=4, xfailed=1)
    assert reached.ret == pytest.ExitCode.OK
    reached.stdout.fnmatch_lines(["XFAIL*en-hidden-001 - *expected beta, got alpha*"])
    beyond = run(*arguments, "--xuanxing-min=passed=0.9", "-n", "2")
    beyond.assert_outcomes(passed=4, xfailed=1)
    assert beyond.ret == pytest.ExitCode.TESTS_FAILED
    beyond.stdout.fnmatch_lines(["FAILED passed is 0.8*below its minimum of 0.9*"])


def test_what_is_not_measured_is_no_success(run: Run, cases: Path) -> None:
    result = run("--xuanxing-cases", cases, "--xuanxing-min=polarity=0.1")
    result.assert_outcomes(passed=4)
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines(["FAILED there is no metric 'polarity'*"])
    result = run("--xuanxing-cases", cases, "--xuanxing-min=passed:zh/why=0.1")
    assert result.ret == pytest.ExitCode.TESTS_FAILED


def test_a_run_without_cases_is_no_success(pytester: pytest.Pytester, run: Run) -> None:
    pytester.makepyfile("def test_other():\n    pass\n")
    result = run("--xuanxing-min=passed=0.1")
    result.assert_outcomes(passed=1)
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines(["FAILED no case was run*"])


def test_without_failures_runxfail_fails_again(run: Run, missed: Path) -> None:
    run("--xuanxing-cases", missed, "--xuanxing-min=passed=0", "--runxfail").assert_outcomes(
        failed=1
    )


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--xuanxing-min=passed"], "*metric=value*"),
        (["--xuanxing-min=passed=2"], "*Give 0 to 1*"),
        (["--xuanxing-baseline=none.json"], "*none.json can't be read*"),
        (["--xuanxing-update-baseline"], "*needs --xuanxing-baseline*"),
        (["--xuanxing-encoder= ", "--xuanxing-report=a"], "*--xuanxing-encoder is empty*"),
        (["--xuanxing-split=train"], "*invalid choice*"),
    ],
)
def test_options_that_make_no_sense_are_refused(run: Run, arguments: list[str], told: str) -> None:
    result = run(*arguments)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines([told])


def test_a_baseline_is_written_when_asked_and_compared_with(
    run: Run, cases: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    baseline = tmp_path / "baseline.json"
    arguments = ("--xuanxing-cases", cases, f"--xuanxing-baseline={baseline}")
    assert run(*arguments, "--xuanxing-update-baseline").ret == pytest.ExitCode.OK
    kept = baseline.read_bytes()
    assert run(*arguments).ret == pytest.ExitCode.OK
    assert baseline.read_bytes() == kept

    # Five cases are too few for a significant loss.
    monkeypatch.setattr("assistant.evals.deciding.losses", lambda *_: ["verdict fell."])
    worse = run(*arguments)
    worse.assert_outcomes(passed=4)
    assert worse.ret == pytest.ExitCode.TESTS_FAILED
    worse.stdout.fnmatch_lines(["FAILED verdict fell."])


def test_a_failed_run_leaves_the_baseline_alone(run: Run, cases: Path, tmp_path: Path) -> None:
    baseline = tmp_path / "baseline.json"
    result = run(
        *("--xuanxing-cases", cases, f"--xuanxing-baseline={baseline}"),
        *("--xuanxing-update-baseline", "--xuanxing-min=polarity=1"),
    )
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines(["FAILED the baseline is left as it was*"])
    assert not baseline.exists()


def test_a_run_cut_short_measures_nothing(run: Run, cases: Path, missed: Path) -> None:
    report = cases.parent.parent / "out"
    result = run("-x", "--xuanxing-cases", missed, f"--xuanxing-report={report}")
    result.stdout.fnmatch_lines(["The run was cut short, so nothing is measured."])
    assert not report.exists()
    shown = run("--collect-only", "-q", "--xuanxing-cases", cases, f"--xuanxing-report={report}")
    assert [line.rpartition("::")[2] for line in shown.outlines if "::" in line] == [
        "choose-zh-zh-slope-001",
        "choose-en-en-slope-002",
        "refusal-en-en-empty-002",
        "follow_up-en-en-talk-001",
    ]
    assert not report.exists()


def test_two_answers_to_one_case_are_not_averaged(
    pytester: pytest.Pytester, run: Run, cases: Path
) -> None:
    pytester.makepyfile(
        f"""
        import pytest
        from assistant.records import Answer

        class Careless:
            def __init__(self, assistant):
                self.corpus = assistant.corpus
                self.search = assistant.search

            def ask(self, question):
                return Answer(question, None, "?", "en")

            def conversation(self):
                return self

        class TestOurs:
            @pytest.mark.xuanxing_cases({str(cases)!r})
            def test_case(self, outcome):
                pass

        class TestCareless:
            @pytest.fixture
            def assistant(self, assistant):
                return Careless(assistant)

            @pytest.mark.xuanxing_cases({str(cases)!r})
            def test_case(self, outcome):
                assert not outcome.passed
        """
    )
    result = run(f"--xuanxing-corpus={cases.parent.parent}", "--xuanxing-min=passed=0")
    result.assert_outcomes(passed=8)
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines(["FAILED the case 'en-slope-002' was asked twice*"])


def test_without_the_extra_cases_still_run(
    run: Run, cases: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "ir_measures", None)
    plain = run("--xuanxing-cases", cases)
    plain.assert_outcomes(passed=4)
    assert plain.ret == pytest.ExitCode.OK
    plain.stdout.fnmatch_lines(["*pip install 'xuanxing[[]eval[]]'*"])
    demanded = run("--xuanxing-cases", cases, "--xuanxing-min=passed=0")
    assert demanded.ret == pytest.ExitCode.TESTS_FAILED
    demanded.stdout.fnmatch_lines(["FAILED ir-measures is not installed*"])
