"""What holds for the whole project: where imports point and what they weigh, what code knows."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from importlinter.cli import lint_imports
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[2]
PACKAGES = ("assistant", "corpus", "ingest")
HEAVY = (
    "chromadb",
    "langgraph",
    "mcp",
    "onnxruntime",
    "opentelemetry",
    "pandas",
    "prometheus_client",
    "sentence_transformers",
    "starlette",
    "streamlit",
    "torch",
    "transformers",
    "uvicorn",
)


def run_python(code: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=cwd,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )


def test_imports_point_one_way() -> None:
    assert lint_imports(str(ROOT / "pyproject.toml"), no_cache=True, no_logo=True) == 0


def test_every_package_of_the_assistant_is_protected() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = project["tool"]["importlinter"]["contracts"]
    protected = [m for c in contracts if c["type"] == "protected" for m in c["protected_modules"]]
    found = (ROOT / "assistant").glob("*/__init__.py")
    assert sorted(protected) == sorted(f"assistant.{file.parent.name}" for file in found)


@pytest.mark.parametrize(
    ("module", "statement", "broken"),
    [
        ("ingest/load.py", "import assistant.records", "ingest knows nothing"),
        ("ingest/records.py", "import ingest.load", "Records and errors of ingest"),
        ("assistant/records.py", "import assistant.analyse", "Records of the assistant"),
        ("assistant/brand_new.py", "import assistant.cli", "Neither the core"),
        ("assistant/cli/brand_new.py", "import assistant.ui", "Neither the core"),
        ("ingest/sentences.py", "import ingest.split", "No circles"),
    ],
)
def test_an_import_against_the_direction_is_noticed(
    tmp_path: Path, module: str, statement: str, broken: str
) -> None:
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for package in PACKAGES:
        shutil.copytree(
            ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__")
        )
    with (tmp_path / module).open("a", encoding="utf-8") as file:
        file.write(f"\n{statement}\n")
    command = (
        "from importlinter.cli import lint_imports as run; raise SystemExit(run(no_cache=True))"
    )
    result = run_python(command, cwd=tmp_path)
    assert result.returncode == 1, result.stderr
    assert broken in result.stdout.partition("Broken contracts")[2]


@pytest.mark.parametrize(
    "module", ["assistant", "assistant.cli", "assistant.plugins", "ingest.build"]
)
def test_importing_loads_nothing_heavy(module: str) -> None:
    code = f"import sys, {module}; print(*sorted(sys.modules.keys() & set({HEAVY})))"
    result = run_python(code, cwd=ROOT)
    assert result.returncode == 0, result.stderr
    assert result.stdout.split() == []


def _names() -> set[str]:
    """Every name of every option of the corpora that ship, but for those that may be a word."""
    names: set[str] = set()
    for file in (ROOT / "corpus").glob("*/corpus.toml"):
        for option in tomllib.loads(file.read_text(encoding="utf-8"))["options"]:
            names |= {option["id"], option["name"], *option["aliases"]}
    return {name for name in names if len(name) >= 5 or not name.isascii()}


@pytest.mark.parametrize("package", ["assistant", "ingest"])
def test_code_knows_no_option(package: str) -> None:
    names = _names()
    assert {"TensorFlow", "PyTorch", "torch"} <= names
    # Letters of one script end a name, so that "torch框架" counts and "torched" doesn't.
    pattern = re.compile(
        rf"(?<![a-z0-9])(?:{'|'.join(map(re.escape, sorted(names)))})(?![a-z0-9])", re.IGNORECASE
    )
    found = [
        f"{path.relative_to(ROOT)}:{number}: {match.group()}"
        for path in sorted((ROOT / package).rglob("*"))
        if path.is_file() and path.suffix != ".npz" and "__pycache__" not in path.parts
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if (match := pattern.search(line))
    ]
    assert found == []


def test_the_lock_pins_all_that_is_asked_for_and_names_no_place() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    asked = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    pins = [line for line in lock.splitlines() if not line.startswith("#")]
    assert {Requirement(line).name for line in asked} <= {Requirement(pin).name for pin in pins}
    assert all(re.match(r"[a-z0-9-]+==[^ ]+( ; [^@]+)?$", pin) for pin in pins)
