"""Everything that the README shows is run, and gives what the README says."""

from __future__ import annotations

import doctest
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import anyio
import pytest
from mcp import Client, StdioServerParameters

from assistant import Answer, Assistant
from tests.plugins.running import running

ROOT = Path(__file__).parents[2]
QUESTION = "我要在手机上部署模型,应该用TF还是PyTorch?"
README = (ROOT / "README.md").read_text(encoding="utf-8")


@dataclass(frozen=True)
class Block:
    """A fenced block, and the name of the file that it shows, if a comment gives one."""

    language: str
    text: str
    file: str | None
    line: int


def _blocks() -> list[Block]:
    fence = re.compile(r"(?:<!-- (\S+) -->\n)?^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
    return [
        Block(found[2], found[3], found[1], README.count("\n", 0, found.start(2)) + 1)
        for found in fence.finditer(README)
    ]


BLOCKS = _blocks()


def of(language: str) -> list[Block]:
    return [block for block in BLOCKS if block.language == language]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with every file that the README shows."""
    for block in BLOCKS:
        if block.file:
            path = tmp_path / block.file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block.text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture(autouse=True)
def _store(
    assistant: Assistant, answers_store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A copy, since the README builds an index of its own; most of it needn't be embedded again.
    shutil.copytree(answers_store, tmp_path / "store")
    monkeypatch.setenv("XUANXING_STORE", str(tmp_path / "store"))


def test_every_block_is_of_a_kind_that_is_checked() -> None:
    assert {block.language for block in BLOCKS if not block.file} == {
        *("console", "json", "pycon", "python", "sh")
    }


@pytest.fixture
def server() -> Iterator[str]:
    """The address of ``xuanxing serve``."""
    with running("serve") as started:
        yield started.url


def test_python_sessions(server: str) -> None:
    # One after the other, as a reader types them.
    parser = doctest.DocTestParser()
    runner = doctest.DocTestRunner()
    names: dict[str, object] = {}
    for block in of("pycon"):
        text = block.text.replace("http://127.0.0.1:8000/v1", server)
        session = parser.get_doctest(text, names, "README.md", "README.md", block.line)
        said: list[str] = []
        runner.run(session, out=said.append, clear_globs=False)
        names |= session.globs
        assert said == [], "".join(said)


def test_python_files_are_tests_that_pass(folder: Path) -> None:
    (block,) = of("python")
    (folder / "test_readme_example.py").write_text(block.text, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(folder)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert "2 passed" in done.stdout, done.stdout


@pytest.mark.parametrize("block", of("console"), ids=lambda block: f"line {block.line}")
def test_commands_print_what_is_shown(folder: Path, block: Block) -> None:
    scripts = str(Path(sys.executable).parent)
    path = os.pathsep.join((scripts, os.environ["PATH"]))
    shell = shutil.which("bash") or pytest.fail("the README's commands are for a shell")
    for shown in re.split(r"^\$ ", block.text, flags=re.MULTILINE)[1:]:
        command, _, expected = shown.partition("\n")
        done = subprocess.run(
            [shell, "-o", "pipefail", "-c", command],
            cwd=folder,
            env={**os.environ, "PATH": path},
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert (done.returncode, done.stderr) == (0, ""), command
        # As in doctests, "..." stands for anything.
        pattern = ".*".join(map(re.escape, expected.split("...")))
        assert re.fullmatch(pattern, done.stdout, re.DOTALL), f"{command}\n{done.stdout}"


def test_clients_can_start_what_they_are_told_to(assistant: Assistant) -> None:
    (block,) = of("json")
    (server,) = json.loads(block.text)["mcpServers"].values()
    scripts = str(Path(sys.executable).parent)
    path = os.pathsep.join((scripts, os.environ["PATH"]))
    command = StdioServerParameters(
        command=shutil.which(server["command"], path=path) or server["command"],
        args=server["args"],
        env={**os.environ, "PATH": path},
    )

    async def call() -> Answer:
        async with Client(command) as client:
            result = await client.call_tool("ask", {"question": QUESTION})
            return Answer.from_dict(result.structured_content or {})

    # A thread of its own: a browser test in the same process may have left a loop running here.
    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(anyio.run, call).result() == assistant.ask(QUESTION)


def test_make_has_what_is_told() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = re.findall(r"^(\w+):", makefile, re.MULTILINE)
    shown = "".join(block.text for block in of("sh"))
    told = re.findall(r"^make (\w+)", shown, re.MULTILINE)
    assert told == ["chat", "test"]
    assert set(told) <= set(targets)


def test_installed_extras_exist() -> None:
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    for extra in re.findall(r'pip install "\.\[([\w-]+)\]"', README):
        assert re.search(rf"^{extra} = \[", project, re.MULTILINE)


def test_links_to_files_lead_somewhere() -> None:
    targets = re.findall(r"\]\((?!https?://)([^)#]+)\)", README)
    assert targets
    assert [target for target in targets if not (ROOT / target).exists()] == []


def test_figures_are_right(assistant: Assistant) -> None:
    from assistant.analyse import MAX_QUESTION

    assert f"{len(assistant.corpus.points)} points" in README
    assert f"{MAX_QUESTION:,} characters" in README
