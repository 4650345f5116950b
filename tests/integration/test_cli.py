"""The command as people and scripts use it: real streams, real exit codes, real processes."""

from __future__ import annotations

import io
import json
import os
import pty
import re
import shutil
import signal
import subprocess
import sys
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import closing, redirect_stdout
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from assistant import Assistant
from assistant.cli import main, show, terminal
from assistant.cli.terminal import Look
from assistant.records import Answer, Citation
from ingest.encoders import encoder_id
from ingest.errors import StoreError
from ingest.testing import FakeEncoder

MOBILE = "我要在手机上部署模型,应该用TF还是PyTorch?"
MOBILE_EN = "which one for an on-device model in our Android app?"
LITE = "TensorFlow Lite专门用于移动和嵌入式设备"
HOSTILE = "a\x1b]0;owned\x07b\x9bc\u202ed\x00e\x7ff\u2066g\rh\ud800i"
ROOT = Path(__file__).parents[2]


@dataclass
class Result:
    code: int
    out: str
    err: str


Cli = Callable[..., Result]


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Cli:
    """Runs a command in this process."""

    def run(*arguments: str | Path, stdin: bytes = b"") -> Result:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        code = 0
        try:
            code = main([str(each) for each in arguments])
        except SystemExit as leaving:
            code = int(leaving.code or 0)
        out, err = capsys.readouterr()
        return Result(code, out, err)

    return run


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Indexes are built with an encoder that takes no time."""
    stand_in = FakeEncoder(384, identity=encoder_id("bundled"))
    monkeypatch.setattr("ingest.encoders.BundledEncoder", lambda: stand_in)


@pytest.fixture
def real(assistant: Assistant, answers_store: Path, monkeypatch: pytest.MonkeyPatch) -> Assistant:
    """The index that all tests share."""
    monkeypatch.setenv("XUANXING_STORE", str(answers_store))
    return assistant


def start(*arguments: str, **settings: Any) -> subprocess.Popen[bytes]:
    """The command in a process of its own; it ends when the test leaves the ``with``."""
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    return subprocess.Popen(
        [sys.executable, "-m", "assistant", *arguments], cwd=ROOT, **{**pipes, **settings}
    )


@pytest.mark.usefixtures("real")
class TestAsk:
    def test_json_is_the_answer(self, cli: Cli, assistant: Assistant) -> None:
        found = cli("ask", MOBILE, "--json")
        assert (found.code, found.err) == (0, "")
        assert json.loads(found.out) == assistant.ask(MOBILE).to_dict()
        answer = Answer.from_dict(json.loads(found.out))
        assert answer.verdict == "tensorflow"
        assert LITE in answer.citations[0].quote
        assert json.loads(found.out) == answer.to_dict()

    def test_text_shows_original_heading_and_translation(self, cli: Cli) -> None:
        found = cli("ask", MOBILE_EN)
        assert (found.code, found.err) == (0, "")
        assert found.out.startswith("**TensorFlow")
        assert f"[1] “{LITE}” (部署 › TensorFlow)\n    Translation: TensorFlow Lite" in found.out
        assert found.out.endswith("\nSource: tensorflow-vs-pytorch/article.txt\n")

    def test_a_chinese_answer_needs_no_translation(self, cli: Cli) -> None:
        found = cli("ask", MOBILE)
        assert "Translation" not in found.out
        assert found.out.endswith("\n出处:tensorflow-vs-pytorch/article.txt\n")

    def test_a_refusal_is_an_answer(self, cli: Cli) -> None:
        found = cli("ask", "今天天气怎么样")
        assert (found.code, found.err) == (0, "")
        assert "出处" not in found.out
        assert json.loads(cli("ask", "今天天气怎么样", "--json").out)["reason"] == "off_topic"

    def test_words_without_quotes_are_one_question(self, cli: Cli) -> None:
        loose = cli("ask", "--json", *MOBILE_EN.split())
        assert loose.out == cli("ask", MOBILE_EN, "--json").out

    @pytest.mark.parametrize("arguments", [["ask"], ["ask", "-"]])
    @pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
    def test_reads_standard_input(self, cli: Cli, arguments: list[str], mark: bytes) -> None:
        found = cli(*arguments, stdin=mark + f"{MOBILE}\n".encode())
        assert found.out == cli("ask", MOBILE).out

    def test_a_line_an_answer(self, cli: Cli) -> None:
        found = cli("ask", "--jsonl", stdin=f"{MOBILE}\r\n\n今天天气怎么样".encode())
        answers = [json.loads(line) for line in found.out.splitlines()]
        assert [(each["verdict"], each["reason"]) for each in answers] == [
            ("tensorflow", None),
            (None, "empty"),
            (None, "off_topic"),
        ]

    def test_answers_come_before_the_next_question(self) -> None:
        with start("ask", "--jsonl") as process:
            assert process.stdin is not None
            assert process.stdout is not None
            for question, verdict in ((MOBILE, "tensorflow"), ("初学者学哪个好", "pytorch")):
                process.stdin.write(f"{question}\n".encode())
                process.stdin.flush()
                assert json.loads(process.stdout.readline())["verdict"] == verdict
            process.stdin.close()
            assert process.wait(60) == 0

    @pytest.mark.parametrize("size", [9_000, 1_000_000, 5_000_000])
    def test_too_long_is_refused(self, cli: Cli, size: int) -> None:
        question = "部" * (size // 3)
        if size < 3_000_000:
            answer = json.loads(cli("ask", question, "--json").out)
            assert (answer["reason"], len(answer["question"]) < 1000) == ("too_long", True)
        answer = json.loads(cli("ask", "--json", stdin=question.encode()).out)
        assert (answer["reason"], len(answer["question"]) < 1000) == ("too_long", True)

    def test_a_line_without_end_is_one_question(self, cli: Cli) -> None:
        found = cli("ask", "--jsonl", stdin=b"a" * 5_000_000 + f"\n{MOBILE}\n".encode())
        answers = [json.loads(line) for line in found.out.splitlines()]
        assert [each["reason"] for each in answers] == ["too_long", None]

    def test_another_encoding_is_named(self, cli: Cli) -> None:
        found = cli("ask", stdin=MOBILE.encode("gb18030"))
        assert (found.code, found.out) == (2, "")
        assert "not UTF-8: byte 0 is 0xce" in found.err
        found = cli("ask", "--jsonl", stdin=f"{MOBILE}\n".encode() + MOBILE.encode("gb18030"))
        assert found.code == 2
        assert len(found.out.splitlines()) == 1
        assert "line 2 of standard input" in found.err

    def test_nothing_steers_the_terminal(self, cli: Cli) -> None:
        for form in ([], ["--json"]):
            found = cli("ask", f"{HOSTILE} {MOBILE}", *form)
            assert found.code == 0
            assert steering(found.out) == set()


@pytest.mark.usefixtures("real")
class TestSearch:
    def test_json_has_offsets(self, cli: Cli) -> None:
        found = cli("search", "手机", "--limit", "3", "--json")
        hits = json.loads(found.out)
        article = (ROOT / "corpus/tensorflow-vs-pytorch/article.txt").read_text(encoding="utf-8")
        assert [hit["rank"] for hit in hits] == [1, 2, 3]
        assert all(article[hit["start"] : hit["end"]] == hit["text"] for hit in hits)
        assert hits == sorted(hits, key=lambda hit: -hit["similarity"])

    def test_text_shows_where_it_stands(self, cli: Cli) -> None:
        found = cli("search", "手机", "部署")
        assert len(re.findall(r"^ \d  \d\.\d{3}  ", found.out, re.MULTILINE)) == 5
        assert re.search(r"部署 › PyTorch · tensorflow-vs-pytorch/article.txt \d+–\d+", found.out)

    @pytest.mark.parametrize("limit", ["0", "-1", "101", "x", "1.5", "9" * 40])
    def test_limit_is_checked(self, cli: Cli, limit: str) -> None:
        found = cli("search", "手机", f"--limit={limit}")
        assert (found.code, found.out, found.err.count("\n")) == (2, "", 1)
        assert "1 to 100" in found.err

    def test_empty_is_a_mistake(self, cli: Cli) -> None:
        assert cli("search", " ").code == 2


@pytest.mark.usefixtures("quick")
class TestIngest:
    def test_builds_then_has_nothing_to_do_then_checks(self, cli: Cli, home: Path) -> None:
        missing = cli("ingest", "--check")
        assert (missing.code, missing.out, missing.err.count("\n")) == (1, "", 1)
        assert "missing" in missing.err
        assert not (home / "store").exists()

        built = cli("ingest")
        assert (built.code, built.err) == (0, "")
        assert re.fullmatch(
            rf"tensorflow-vs-pytorch: \d+ records built and verified in \d+\.\d s, "
            rf"kept in {re.escape(str(home / 'store'))}\n",
            built.out,
        )
        assert " up to date in " in cli("ingest").out
        assert " checked in " in cli("ingest", "--check").out
        assert " built and verified in " in cli("ingest", "--rebuild").out

    def test_an_assistant_finds_what_was_built(
        self, cli: Cli, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        cli("ingest")

        def refuse(*_: object) -> None:
            pytest.fail("it was built again")

        monkeypatch.setattr("ingest.build._vectors", refuse)
        assert cli("ask", MOBILE).code == 0

    def test_damage_is_found_and_mended(self, cli: Cli, home: Path) -> None:
        cli("ingest")
        for file in (home / "store").rglob("*"):
            if file.is_file() and file.stat().st_size > 1000:
                file.write_bytes(b"\0" * 100)
        broken = cli("ingest", "--check")
        assert (broken.code, broken.out) == (1, "")
        mended = cli("ingest")
        assert mended.code == 0
        assert "damaged" in mended.err
        assert cli("ingest", "--check").code == 0

    def test_a_place_that_keeps_nothing_is_a_failure(self, cli: Cli, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("in the way", encoding="utf-8")
        found = cli("ingest", "--store", tmp_path / "file")
        assert (found.code, found.out, found.err.count("\n")) == (1, "", 1)
        assert "not kept" in found.err

    @pytest.mark.parametrize("option", ["--show-dropped", "--verbose"])
    def test_lists_what_was_left_out(self, cli: Cli, option: str) -> None:
        found = cli("ingest", option)
        assert re.search(r"^left out \d+–\d+, page furniture from line 50", found.out, re.MULTILINE)
        assert "评论 添加红包" in found.out

    def test_a_folder_of_ones_own(self, cli: Cli, corpus_folder: Path) -> None:
        found = cli("ingest", corpus_folder, "--show-dropped")
        assert found.out.startswith("postgresql-vs-mysql: ")
        assert cli("ask", "--corpus", corpus_folder, "mysql?", "--json").code == 0
        assert cli("search", "--corpus", corpus_folder, "replication").out

    def test_a_broken_corpus_is_the_callers_mistake(
        self, cli: Cli, corpus_folder: Path, tmp_path: Path
    ) -> None:
        broken = tmp_path / "broken"
        shutil.copytree(corpus_folder, broken)
        with (broken / "points.yaml").open("a", encoding="utf-8") as file:
            file.write("\n- id: nonsense\n  colour: red\n")
        found = cli("ingest", broken)
        assert (found.code, found.out, found.err.count("\n")) == (2, "", 1)
        assert "points.yaml" in found.err

    def test_rebuild_and_check_exclude_each_other(self, cli: Cli) -> None:
        assert cli("ingest", "--rebuild", "--check").code == 2


class TestCorpus:
    def test_list(self, cli: Cli) -> None:
        assert cli("corpus", "list").out.startswith("tensorflow-vs-pytorch  TensorFlow, PyTorch  ")
        (row,) = json.loads(cli("corpus", "list", "--json").out)
        assert row["options"] == ["TensorFlow", "PyTorch"]

    def test_list_with_the_users_own(
        self, cli: Cli, corpus_folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("XUANXING_CORPORA", str(corpus_folder.parent))
        found = [row["id"] for row in json.loads(cli("corpus", "list", "--json").out)]
        assert found[0] == "tensorflow-vs-pytorch"
        assert corpus_folder.name in found

    def test_show(self, cli: Cli) -> None:
        shown = cli("corpus", "show").out
        assert f"    tensorflow: “{LITE}”" in shown
        assert "红包" not in shown

    def test_show_json_has_every_point_and_no_text(self, cli: Cli) -> None:
        found = cli("corpus", "show", "tensorflow-vs-pytorch", "--json")
        data = json.loads(found.out)
        assert data["id"] == "tensorflow-vs-pytorch"
        assert "text" not in data["article"]
        assert "红包" not in found.out

    def test_show_of_a_folder(self, cli: Cli, corpus_folder: Path) -> None:
        assert "id         postgresql-vs-mysql" in cli("corpus", "show", corpus_folder).out

    def test_an_unknown_one(self, cli: Cli) -> None:
        found = cli("corpus", "show", "vue-vs-react")
        assert (found.code, found.out, found.err.count("\n")) == (2, "", 1)
        assert "'vue-vs-react'" in found.err


class TestChat:
    def test_hands_over_what_was_given(self, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
        seen: list[Any] = []

        def launch(
            port: int | None, *, address: str, headless: bool, environment: dict[str, str]
        ) -> int:
            seen.extend((port, address, headless, environment))
            return 0

        monkeypatch.setattr("assistant.ui.launch", launch)
        assert cli("chat", "--port", "8600", "--headless", "--store", "here").code == 0
        assert seen == [8600, "127.0.0.1", True, {"XUANXING_STORE": "here"}]

    def test_a_corpus_that_is_none_shows_at_once(self, cli: Cli) -> None:
        assert cli("chat", "--corpus", "nowhere").code == 2

    @pytest.mark.parametrize("port", ["0", "65536", "http", "-5", "¹"])
    def test_port_is_checked(self, cli: Cli, port: str) -> None:
        found = cli("chat", f"--port={port}")
        assert (found.code, found.err.count("\n")) == (2, 1)
        assert "is not a port" in found.err


class TestMistakes:
    @pytest.mark.parametrize(
        "arguments",
        [
            [],
            ["sing"],
            ["ask", "--loud"],
            ["corpus"],
            ["ask", "--json", "--jsonl"],
            ["ask", "--jsonl", "a question"],
            ["ask", "a question", "--corpus", ""],
            ["ask", "a question", "--encoder", " "],
            ["ask", "a question", "--store", "ftp://somewhere"],
            ["ingest", "\x1b[31m\nnowhere"],
            ["--ver"],
        ],
    )
    def test_take_one_line_and_code_2(self, cli: Cli, arguments: list[str]) -> None:
        found = cli(*arguments)
        assert (found.code, found.out) == (2, "")
        assert re.fullmatch(r"xuanxing: [^\n]+\n", found.err)
        assert steering(found.err) == set()

    def test_verbose_adds_the_traceback(self, cli: Cli) -> None:
        found = cli("corpus", "show", "nowhere", "--verbose")
        assert found.code == 2
        assert found.err.startswith("Traceback")
        assert found.err.splitlines()[-1].startswith("xuanxing: there is no corpus")

    @pytest.mark.parametrize(
        ("error", "told"),
        [
            (StoreError("the disk is gone.", hint="Buy one."), "the disk is gone. Buy one.\n"),
            (RuntimeError("two\nlines"), "RuntimeError: two lines. --verbose shows where"),
            (MemoryError(), "MemoryError. --verbose"),
        ],
    )
    def test_other_failures_are_code_1(
        self, cli: Cli, monkeypatch: pytest.MonkeyPatch, error: Exception, told: str
    ) -> None:
        def fail(*_: object, **__: object) -> None:
            raise error

        monkeypatch.setattr("assistant.chain.open_assistant", fail)
        found = cli("ask", "a question")
        assert (found.code, found.out, found.err.count("\n")) == (1, "", 1)
        assert found.err.startswith(f"xuanxing: {told}")

    @pytest.mark.parametrize(
        ("leaving", "code"),
        [(KeyboardInterrupt(), 128 + signal.SIGINT), (BrokenPipeError(), 128 + signal.SIGPIPE)],
    )
    def test_whoever_leaves_hears_nothing(
        self, cli: Cli, monkeypatch: pytest.MonkeyPatch, leaving: BaseException, code: int
    ) -> None:
        def leave(*_: object, **__: object) -> None:
            raise leaving

        monkeypatch.setattr("assistant.chain.open_assistant", leave)
        assert cli("ask", "a question") == Result(code, "", "")

    @pytest.mark.parametrize(
        ("typed", "told"),
        [
            (os.fsencode("部署").decode("ascii", "surrogateescape"), "'部署'"),
            ("部署", "'部署'"),
            ("\udcce", "'\\udcce'"),
            ("\ud800", "'\\ud800'"),
        ],
        ids=["utf-8 under another locale", "utf-8", "another encoding", "no text at all"],
    )
    def test_an_argument_is_told_as_it_was_typed(
        self,
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
        typed: str,
        told: str,
    ) -> None:
        monkeypatch.setattr(sys, "argv", ["xuanxing", "corpus", "show", typed])
        assert main() == 2
        out, err = capsys.readouterr()
        assert (out, err.count("\n")) == ("", 1)
        assert told in err


class TestHelp:
    def test_version(self, cli: Cli) -> None:
        assert re.fullmatch(r"xuanxing \d+\.\d+\.\d+\n", cli("--version").out)

    @pytest.mark.parametrize(
        "command",
        [[], ["ask"], ["search"], ["ingest"], ["chat"], ["corpus"], ["corpus", "show"]],
    )
    def test_help(self, cli: Cli, command: list[str]) -> None:
        found = cli(*command, "--help")
        assert (found.code, found.err) == (0, "")
        assert found.out.startswith(f"usage: {' '.join(['xuanxing', *command])} [-h]")

    def test_help_loads_little(self) -> None:
        code = (
            "import sys\nfrom assistant.cli import main\n"
            "try: main(['ask', '--help'])\nexcept SystemExit: pass\n"
            "print(sys.modules.keys() & {'numpy', 'pydantic', 'rich', 'yaml'}, file=sys.stderr)"
        )
        command = [sys.executable, "-c", code]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
        assert done.stderr.strip() == b"set()"


@pytest.mark.usefixtures("real")
class TestProcess:
    @pytest.mark.parametrize(
        "locale",
        [
            {"LANG": "C", "LC_ALL": "C"},
            {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
            {"PYTHONIOENCODING": "latin-1"},
        ],
    )
    def test_speaks_utf8_whatever_the_locale(self, locale: dict[str, str]) -> None:
        with start("ask", MOBILE, "--json", env={**os.environ, **locale}) as process:
            out, err = process.communicate(timeout=60)
        answer = json.loads(out.decode("utf-8"))
        assert (answer["question"][:8], answer["verdict"]) == ("我要在手机上部署", "tensorflow")
        assert err == b""

    def test_a_reader_that_leaves_is_no_error(self) -> None:
        with start("ask", "--jsonl") as process:
            assert process.stdin is not None
            assert process.stdout is not None
            assert process.stderr is not None
            process.stdout.close()
            process.stdin.write(f"{MOBILE}\n".encode() * 3)
            process.stdin.close()
            assert process.wait(60) == 128 + signal.SIGPIPE
            assert process.stderr.read() == b""

    def test_interrupted_without_a_word(self) -> None:
        # A shell's background jobs ignore Ctrl-C, and so would the command that such a job starts.
        before = signal.signal(signal.SIGINT, signal.default_int_handler)
        try:
            started = start("ask", "--jsonl")
        finally:
            signal.signal(signal.SIGINT, before)
        with started as process:
            assert process.stdin is not None
            assert process.stdout is not None
            assert process.stderr is not None
            process.stdin.write(f"{MOBILE}\n".encode())
            process.stdin.flush()
            process.stdout.readline()  # it is up, and waits for the next question
            process.send_signal(signal.SIGINT)
            assert process.wait(60) == 128 + signal.SIGINT
            assert process.stderr.read() == b""

    @pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full, as Linux has it")
    @pytest.mark.parametrize("arguments", [["ask", MOBILE], ["--version"], ["--help"]])
    def test_a_full_disk_is_told(self, arguments: list[str]) -> None:
        with Path("/dev/full").open("wb") as full, start(*arguments, stdout=full) as process:
            _, err = process.communicate(timeout=60)
        assert process.returncode == 1
        assert re.fullmatch(rb"xuanxing: the result can't be written: [^\n]+\n", err)


@pytest.mark.usefixtures("real")
class TestTerminal:
    def test_wraps_and_sets_type(self) -> None:
        out = on_terminal("ask", MOBILE, columns=50)
        assert out.startswith("\x1b[1mTensorFlow")
        lines = re.sub(r"\x1b\[\d+m", "", out).splitlines()
        assert max(map(terminal.cells, lines)) <= 50
        assert "".join(lines).replace(" ", "").count(LITE.replace(" ", "")) == 2

    @pytest.mark.parametrize("setting", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
    def test_plain_where_asked_for(self, setting: dict[str, str]) -> None:
        assert "\x1b" not in on_terminal("ask", MOBILE, columns=50, **setting)

    def test_no_bar_where_nothing_is_built(self) -> None:
        assert "\x1b" not in on_terminal("search", "手机", columns=50)


class TestOutput:
    def test_a_reader_that_has_gone_is_no_error(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        reading, writing = os.pipe()
        os.close(reading)
        with os.fdopen(writing, "w") as pipe:  # what is left in it goes nowhere when it is closed
            monkeypatch.setattr(sys, "stdout", pipe)
            assert main(["corpus", "list"]) == 128 + signal.SIGPIPE
        assert capsys.readouterr().err == ""

    @pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full, as Linux has it")
    def test_a_full_disk_is_a_failure_in_one_line(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        with Path("/dev/full").open("w", encoding="utf-8") as full:
            monkeypatch.setattr(sys, "stdout", full)
            assert main(["corpus", "list"]) == 1
        assert re.fullmatch(
            r"xuanxing: the result can't be written: [^\n]+\n", capsys.readouterr().err
        )

    def test_a_caller_may_catch_it(self) -> None:
        with redirect_stdout(io.StringIO()) as caught:
            assert main(["corpus", "list"]) == 0
        assert caught.getvalue().startswith("tensorflow-vs-pytorch")

    @pytest.mark.parametrize(
        ("environment", "look"),
        [
            ({"COLUMNS": "50"}, Look(50, styled=True)),
            ({"COLUMNS": "5"}, Look(20, styled=True)),
            ({"COLUMNS": "500"}, Look(100, styled=True)),
            ({"COLUMNS": "50", "NO_COLOR": "1"}, Look(50)),
            ({"COLUMNS": "50", "TERM": "dumb"}, Look(50)),
        ],
    )
    def test_a_terminal_is_filled_to_a_width_that_reads_well(
        self,
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
        environment: dict[str, str],
        look: Look,
    ) -> None:
        monkeypatch.delenv("NO_COLOR", raising=False)
        for name, value in ({"TERM": "xterm"} | environment).items():
            monkeypatch.setenv(name, value)
        assert terminal.look() == Look()
        monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
        assert terminal.look() == look


@pytest.mark.usefixtures("quick")
def test_the_bar_is_for_terminals_only(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli("ingest").err == ""
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    found = cli("ingest", "--rebuild")
    assert "Embedding tensorflow-vs-pytorch" in found.err
    assert "Embedding" not in found.out


@pytest.mark.usefixtures("real")
def test_a_question_at_the_terminal_ends_with_its_line(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    typed = io.TextIOWrapper(io.BytesIO(f"{MOBILE}\nsomething else\n".encode()))
    monkeypatch.setattr(typed, "isatty", lambda: True)
    monkeypatch.setattr(sys, "stdin", typed)
    assert main(["ask"]) == 0
    out, err = capsys.readouterr()
    assert out.startswith("**TensorFlow")
    assert err == "xuanxing: type the question and press Enter.\n"


@pytest.mark.usefixtures("quick")
def test_notices_go_to_standard_error(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    for command in ("ask", "search"):
        found = cli(command, MOBILE, "--store", tmp_path / "file")
        assert found.code == 0
        assert "memory" in found.err
        assert "memory" not in found.out


# What is shown, on its own.


def steering(text: str) -> set[str]:
    """What in a text a terminal would obey rather than show."""
    return {
        character
        for character in text
        if character != "\n"
        and (
            unicodedata.category(character) in {"Cc", "Cs", "Zl", "Zp"}
            or unicodedata.bidirectional(character)
            in {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
            or character in "\u200e\u200f\u061c"
        )
    }


def cited(**changes: Any) -> Citation:
    plain = Citation(1, "q", "d", "0", 0, 1, heading="h", gloss=None, option="either")
    return replace(plain, **changes)


def test_a_hostile_article_stays_text() -> None:
    cited_ = cited(quote=HOSTILE, document=HOSTILE, heading=HOSTILE, gloss=HOSTILE, url=HOSTILE)
    answer = Answer("q", None, HOSTILE, "en", citations=(cited_,))
    for look in (Look(), Look(30), Look(30, styled=True)):
        assert steering(show.answer(answer, look)) == set()


def test_a_citation_shows_only_what_it_has() -> None:
    answer = Answer("q", None, "t [1]", "en", citations=(cited(heading="", url="https://e.org/"),))
    assert show.answer(answer, Look()) == "t [1]\n\n[1] “q”\n\nSource: d <https://e.org/>"


def test_markdown_becomes_type_on_a_terminal_only() -> None:
    answer = Answer("q", None, "**Take it.** It's 2 * 3 * 4.\n\n*Translated.*", "en")
    assert show.answer(answer, Look()) == answer.text
    assert show.answer(answer, Look(80, styled=True)) == (
        "\x1b[1mTake it.\x1b[22m It's 2 * 3 * 4.\n\n\x1b[3mTranslated.\x1b[23m"
    )


@given(st.text(), st.integers(20, 60), st.sampled_from(["", "    "]))
def test_wrapping_loses_nothing_and_keeps_the_width(text: str, width: int, indent: str) -> None:
    tamed = terminal.tame(text)
    wrapped = terminal.wrap(tamed, width, indent)
    assert "".join(wrapped.split()) == "".join(tamed.split())
    for line in wrapped.split("\n"):
        # A word may be longer than a line, and is left whole.
        assert terminal.cells(line.rstrip()) <= width or len(line.split()) <= 1


@given(st.text("部署,。“”()模型 abc[1]**", max_size=200), st.integers(20, 40))
def test_lines_begin_with_no_closing_mark(text: str, width: int) -> None:
    assume(not re.search(r"(?:^|\s)[,。)]", text))  # a mark that closes nothing
    for line in terminal.wrap(text, width).split("\n")[1:]:
        assert not line.startswith((",", "。", ")"))


@given(st.text(st.characters()))
def test_tame_text_steers_nothing(text: str) -> None:
    assert steering(terminal.tame(text)) == set()


@given(st.text(st.characters()))
def test_json_is_tame_and_complete(text: str) -> None:
    written = terminal.to_json({text: text})
    assert steering(written) == set()
    assert json.loads(written) == {text: text}


def on_terminal(*arguments: str, columns: int, **environment: str) -> str:
    """What the command writes to a terminal of its own."""
    main_end, command_end = pty.openpty()
    settings = {"TERM": "xterm", "COLUMNS": str(columns), **environment}
    kept = {name: value for name, value in os.environ.items() if name != "NO_COLOR"}
    with start(*arguments, stdout=command_end, env={**kept, **settings}) as process:
        os.close(command_end)
        with closing(os.fdopen(main_end, "rb", buffering=0)) as screen:
            written = b"".join(_chunks(screen))
        assert process.wait(60) == 0
    return written.decode().replace("\r\n", "\n")


def _chunks(screen: io.FileIO) -> Iterator[bytes]:
    while True:
        try:
            chunk = screen.read(4096)
        except OSError:  # Linux reports a terminal that nobody holds any more this way
            return
        if not chunk:
            return
        yield chunk
