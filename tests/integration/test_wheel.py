"""The wheel as somebody gets it: installed outside the checkout and used without network."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
QUESTION = "我要在手机上部署模型,应该用TF还是PyTorch?"


def run(*command: str | Path, cwd: Path) -> str:
    """What the command printed; its complaint, if it fails."""
    result = subprocess.run(
        command, cwd=cwd, capture_output=True, encoding="utf-8", check=False, timeout=240
    )
    assert result.returncode == 0, result.stderr or result.stdout
    return result.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "-o", folder, ROOT, cwd=folder)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def environment(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment with nothing but the wheel; its dependencies are those that run this test.

    A path in a ``.pth`` file lends the packages there, not their ``.pth`` files, so the editable
    install of the checkout is not lent with them.
    """
    folder = tmp_path_factory.mktemp("elsewhere") / "env"
    venv.create(folder, with_pip=False, symlinks=os.name != "nt")
    python = folder / "bin" / "python"
    run(
        *(sys.executable, "-m", "pip", "--python", python, "install"),
        *("--quiet", "--no-deps", "--no-index", wheel),
        cwd=folder,
    )
    site = run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=folder)
    lent = dict.fromkeys((sysconfig.get_path("purelib"), sysconfig.get_path("platlib")))
    (Path(site.strip()) / "lent.pth").write_text("\n".join(lent) + "\n", encoding="utf-8")
    return folder


def test_wheel_carries_code_and_corpora_and_nothing_else(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    expected = {
        path.relative_to(ROOT).as_posix()
        for package in ("assistant", "corpus", "ingest")
        for path in (ROOT / package).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert {name for name in names if ".dist-info/" not in name} == expected


def test_articles_are_packed_byte_for_byte(wheel: Path) -> None:
    packed = zipfile.ZipFile(wheel)
    articles = list((ROOT / "corpus").glob("*/article.txt"))
    assert articles
    for article in articles:
        assert packed.read(article.relative_to(ROOT).as_posix()) == article.read_bytes()


def test_wheel_answers_outside_the_checkout(
    environment: Path, answers_store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XUANXING_STORE", str(answers_store))  # the index is the same
    python = environment / "bin" / "python"
    where = run(python, "-c", "import assistant, ingest; print(assistant.__file__)", cwd=tmp_path)
    assert Path(where.strip()).is_relative_to(environment)

    answer = json.loads(run(python, "-m", "assistant", "ask", QUESTION, "--json", cwd=tmp_path))
    assert answer["verdict"] == "tensorflow"
    assert "TensorFlow Lite专门用于移动和嵌入式设备" in answer["citations"][0]["quote"]


def test_wheel_installs_the_command(environment: Path, tmp_path: Path) -> None:
    listed = run(environment / "bin" / "xuanxing", "corpus", "list", cwd=tmp_path)
    assert "tensorflow-vs-pytorch" in listed


EXAMPLE = f"""\
from assistant.evals import assert_cites

def test_right(assistant):
    answer = assistant.ask({QUESTION!r})
    assert_cites(answer, "TensorFlow Lite专门用于移动和嵌入式设备")

def test_wrong(ask, assert_verdict):
    assert_verdict(ask({QUESTION!r}), "pytorch")
"""


def test_wheel_brings_a_pytest_plugin(
    environment: Path, answers_store: Path, tmp_path: Path
) -> None:
    (tmp_path / "test_mine.py").write_text(EXAMPLE, encoding="utf-8")
    done = subprocess.run(
        [
            *(environment / "bin" / "python", "-m", "pytest", "-p", "no:cacheprovider"),
            *("--disable-socket", "--allow-unix-socket", f"--xuanxing-store={answers_store}"),
        ],
        cwd=tmp_path,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=240,
    )
    assert "1 failed, 1 passed" in done.stdout, done.stdout + done.stderr
    for told in (
        "expected pytorch, got tensorflow",
        f"question  {QUESTION}",
        "expected  pytorch",
        "[1] tensorflow: “TensorFlow Lite专门用于移动和嵌入式设备",
        "ledger    ",
        "favours tensorflow",
    ):
        assert told in done.stdout, f"{told}\n{done.stdout}"
