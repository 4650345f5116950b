"""``xuanxing eval``: real streams, real exit codes, the real assistant on a few cases."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from assistant import Assistant
from assistant.cli import main
from assistant.cli.terminal import progress_bar
from assistant.evals import command
from assistant.evals.memo import RememberingEncoder
from ingest.settings import IngestSettings
from ingest.testing import FakeEncoder

CASES = """
- id: phones-zh
  language: zh
  kind: choose
  turns: ["我要在手机上部署模型,应该用TF还是PyTorch?"]
  verdict: tensorflow
  facts: [["TensorFlow Lite专门用于移动和嵌入式设备"]]
- id: phones-en
  language: en
  kind: choose
  turns: ["which one for an on-device model in our Android app?"]
  verdict: {verdict}
  facts: [["TensorFlow Lite专门用于移动和嵌入式设备"]]
- id: weather
  language: zh
  kind: refusal
  turns: ["今天天气怎么样"]
  reason: off_topic
"""


@dataclass
class Result:
    code: int
    out: str
    err: str


Cli = Callable[..., Result]


@pytest.fixture
def folder(
    assistant: Assistant, answers_store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """A folder with cases that are answered right, and with one of which the label is wrong."""
    monkeypatch.setenv("XUANXING_STORE", str(answers_store))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "good.yaml").write_text(CASES.format(verdict="tensorflow"), encoding="utf-8")
    (tmp_path / "bad.yaml").write_text(CASES.format(verdict="pytorch"), encoding="utf-8")
    return tmp_path


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str], folder: Path) -> Cli:
    """Evaluates in this process, every split and without variants unless told otherwise."""

    def run(*arguments: str, plain: bool = True) -> Result:
        given = [*arguments, *(["--split", "all", "--no-variants"] if plain else [])]
        code = main(["eval", *given])
        out, err = capsys.readouterr()
        return Result(code, out, err)

    return run


def test_prints_a_table_and_nothing_else(cli: Cli) -> None:
    found = cli("good.yaml")
    assert (found.code, found.err) == (0, "")
    assert found.out.startswith("tensorflow-vs-pytorch, bundled, 3 cases (test)\n")
    assert "\npassed   " in found.out
    assert "\nan answer took 0." in found.out
    assert "invariance" not in found.out


def test_variants_are_asked_too(cli: Cli, folder: Path) -> None:
    found = cli("good.yaml", "--split", "all", plain=False)
    assert "\ninvariance traditional " in found.out


def test_json_is_the_report_and_the_same_each_time(cli: Cli, folder: Path) -> None:
    found = cli("good.yaml", "--json", "--report", "out")
    assert (found.code, found.err) == (0, "")
    printed = json.loads(found.out)
    kept = json.loads((folder / "out" / "report.json").read_bytes())
    assert printed == {**kept, "missed": [], "losses": []}
    assert str(folder) not in found.out
    for workers in ("1", "2"):
        again = cli("good.yaml", "--json", "--report", f"out{workers}", "--workers", workers)
        assert again.out == found.out
        for name in ("report.json", "report.html", "report.md"):
            first = (folder / "out" / name).read_bytes()
            assert (folder / f"out{workers}" / name).read_bytes() == first


def test_a_missed_minimum_takes_a_line_and_code_1(cli: Cli) -> None:
    assert cli("bad.yaml", "--min", "verdict=0.5", "--min", "verdict:zh=1").code == 0
    found = cli("bad.yaml", "--min", "verdict=0.9", "--min", "hit@9=0.9", "--json")
    assert found.code == 1
    first, second = found.err.splitlines()
    assert first == "xuanxing: verdict is 0.5 over 2 cases, below its minimum of 0.9."
    assert second.startswith("xuanxing: there is no metric 'hit@9'. Choose of passed, ")
    assert [f"xuanxing: {each}" for each in json.loads(found.out)["missed"]] == [first, second]


def test_a_baseline_is_written_when_asked_for_and_compared(cli: Cli, folder: Path) -> None:
    assert cli("good.yaml", "--baseline", "kept.json").code == 2
    written = cli("good.yaml", "--baseline", "kept.json", "--update-baseline")
    assert (written.code, written.err) == (0, "")
    before = (folder / "kept.json").read_bytes()
    found = cli("bad.yaml", "--baseline", "kept.json")
    assert found.code == 0  # one case of three may be chance
    assert "1 case lost\n  phones-en  decision" in found.out
    assert (folder / "kept.json").read_bytes() == before
    again = cli("bad.yaml", "--baseline", "kept.json", "--update-baseline")
    assert (again.code, "1 case lost" in again.out) == (0, True)
    assert (folder / "kept.json").read_bytes() != before


def test_a_missed_minimum_keeps_the_baseline(cli: Cli, folder: Path) -> None:
    found = cli("bad.yaml", "--baseline", "b.json", "--update-baseline", "--min", "verdict=1")
    assert found.code == 1
    assert not (folder / "b.json").exists()


def test_a_report_serves_as_baseline(cli: Cli) -> None:
    cli("good.yaml", "--report", "out")
    found = cli("good.yaml", "--baseline", "out/report.json")
    assert "compared with the baseline over 3 cases: no difference" in found.out


def test_a_significant_loss_takes_code_1(cli: Cli, folder: Path) -> None:
    # The same questions many times, first with the right labels, then with wrong ones.
    for name, verdict in (("many", "tensorflow"), ("lost", "pytorch")):
        items = [
            CASES.format(verdict=verdict).replace("id: ", f"id: n{number}-") for number in range(15)
        ]
        (folder / f"{name}.yaml").write_text("".join(items), encoding="utf-8")
    cli("many.yaml", "--baseline", "b.json", "--update-baseline")
    found = cli("lost.yaml", "--baseline", "b.json", "--json")
    assert found.code == 1
    assert "xuanxing: verdict went from 1.000 to 0.500 over 30 cases" in found.err
    assert len(json.loads(found.out)["losses"]) == len(found.err.splitlines())
    accepted = cli("lost.yaml", "--baseline", "b.json", "--update-baseline")
    assert (accepted.code, accepted.err) == (0, "")
    assert "significant loss" in accepted.out


def test_a_baseline_of_other_cases_can_be_replaced(cli: Cli, folder: Path) -> None:
    (folder / "other.yaml").write_text(
        CASES.format(verdict="tensorflow").replace("id: ", "id: other-"), encoding="utf-8"
    )
    cli("good.yaml", "--baseline", "b.json", "--update-baseline")
    found = cli("other.yaml", "--baseline", "b.json")
    assert (found.code, found.out) == (2, "")
    assert "no case in common" in found.err
    replaced = cli("other.yaml", "--baseline", "b.json", "--update-baseline")
    assert replaced.code == 0
    assert cli("other.yaml", "--baseline", "b.json").code == 0


@pytest.mark.parametrize(
    "arguments",
    [
        ["nowhere.yaml"],
        ["good.yaml", "--min", "verdict"],
        ["good.yaml", "--min", "verdict=2"],
        ["good.yaml", "--min", ""],
        ["good.yaml", "--baseline", "good.yaml"],
        ["good.yaml", "--baseline", "good.yaml", "--update-baseline"],
        ["good.yaml", "--update-baseline"],
        ["good.yaml", "--workers", "0"],
        ["good.yaml", "--corpus", "nowhere"],
        ["good.yaml", "good.yaml/../bad.yaml"],
    ],
)
def test_mistakes_take_one_line_and_nothing_is_asked(
    cli: Cli, arguments: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command, "run_cases", lambda *_, **__: pytest.fail("it was asked"))
    found = cli(*arguments)
    assert (found.code, found.out, found.err.count("\n")) == (2, "", 1)


def test_an_empty_split_is_a_mistake(cli: Cli, folder: Path) -> None:
    text = CASES.format(verdict="tensorflow").partition("- id: phones-en")[0]
    (folder / "one.yaml").write_text(text, encoding="utf-8")
    codes = {split: cli("one.yaml", "--split", split, plain=False) for split in ("dev", "test")}
    assert sorted(found.code for found in codes.values()) == [0, 2]
    (empty,) = (found for found in codes.values() if found.code)
    assert "--split all" in empty.err


def test_without_cases_those_of_the_corpus_are_asked(
    cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[Any] = []

    def stop(_: object, cases: Any, **__: object) -> Any:
        seen.extend(cases)
        raise KeyboardInterrupt

    monkeypatch.setattr(command, "run_cases", stop)
    assert cli(plain=False).code == 130
    assert len(seen) > 100
    assert {case.split for case in seen} == {"dev"}


def test_without_the_extra_it_says_what_to_install(
    cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command, "find_spec", lambda _: None)
    found = cli("good.yaml")
    assert (found.code, found.out) == (1, "")
    assert "pip install 'xuanxing[eval]'" in found.err


def test_the_bar_is_for_terminals_only(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    found = cli("good.yaml")
    assert "Asking" in found.err
    assert "Asking" not in found.out


def test_a_folder_of_an_encoder_is_told_without_its_path(tmp_path: Path) -> None:
    (tmp_path / "model").mkdir()
    assert command._encoder_name(str(tmp_path / "model")) == "model"
    assert command._encoder_name("bundled") == "bundled"
    assert command._encoder_name("BAAI/bge-m3") == "BAAI/bge-m3"


def test_notices_of_the_index_go_to_standard_error(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command, "load_encoder", lambda _: FakeEncoder())
    told: list[str] = []
    shown: list[Any] = []
    (folder / "file").write_text("in the way", encoding="utf-8")
    console = command.Console(shown.append, shown.append, told.append, progress_bar)
    settings = IngestSettings(store=str(folder / "file"))
    request = command.Request(settings, cases=["good.yaml"], split="all", variants=False)
    assert command.evaluate(request, console) == 0
    assert "memory" in " ".join(told)
    assert "memory" not in "".join(shown)


def test_cores_are_shared_with_whatever_else_runs(
    cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OMP_WAIT_POLICY")
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "3")
    cli("good.yaml")
    assert os.environ["OMP_WAIT_POLICY"] == "passive"
    assert os.environ["OPENBLAS_NUM_THREADS"] == "3"  # as the user has set it


class TestMemo:
    def test_nothing_is_embedded_twice(self) -> None:
        inner = FakeEncoder(identity="mine")
        memo = RememberingEncoder(inner)
        first = memo.encode_query(["a", "b"])
        assert inner.calls == 2
        assert np.array_equal(memo.encode_query(["b", "a", "b"]), first[[1, 0, 1]])
        assert inner.calls == 2
        assert np.array_equal(first, np.vstack([inner.encode_query([each]) for each in "ab"]))
        assert memo.encode_query([]).shape == inner.encode_query([]).shape
        assert memo.identity == "mine"
        assert np.array_equal(memo.encode_document(["a"]), inner.encode_document(["a"]))
