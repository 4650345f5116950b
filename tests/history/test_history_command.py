"""``xuanxing history`` and ``xuanxing chat --address``, as people type them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from assistant import ui
from assistant.cli import main
from assistant.history.records import Feedback, SavedTurn, new_id
from assistant.history.store import open_history
from tests.history.test_history_contract import answer

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    def typed(*arguments: str) -> tuple[int, str, str]:
        code = main(arguments)
        told = capsys.readouterr()
        return code, told.out, told.err

    return typed


@pytest.fixture
def key() -> str:
    """A conversation of this machine's user, its last answer rated."""
    history = open_history()
    key = new_id()
    turns = (SavedTurn("哪个好?\x1b[2J", answer=answer()), SavedTurn("why?", answer=answer()))
    for each in turns:
        history.save("local", key, "tensorflow-vs-pytorch", each)
    history.save("somebody", new_id(), "c", SavedTurn("private"))
    history.rate("local", key, turns[1].id, Feedback("down", "wrong_quote", "no"))
    history.close()
    return key


def test_list(run: Run, key: str) -> None:
    code, out, err = run("history", "list")
    assert (code, err) == (0, "")
    assert out.splitlines() == [line for line in out.splitlines() if line.startswith(key)]
    assert out.rstrip().endswith("哪个好?")
    code, out, _ = run("history", "list", "服務器", "--json")
    (found,) = json.loads(out)
    assert (found["id"], found["match"]) == (key, "哪个好?\x1b[2J")
    assert "\x1b" not in out
    assert run("history", "list", "nothing of this kind") == (0, "", "")


def test_show(run: Run, key: str) -> None:
    code, out, _ = run("history", "show", key, "--language", "zh")
    assert code == 0
    assert "> \\[1\\] “甲很适合小服务器”" in out
    assert "译文" in out
    assert "\x1b" not in out


def test_export_and_import(run: Run, key: str, tmp_path: Path) -> None:
    code, out, _ = run("history", "export", key)
    assert code == 0
    file = tmp_path / "c.json"
    file.write_text(out, encoding="utf-8")
    code, copy, _ = run("history", "import", str(file))
    assert code == 0
    assert copy.strip() != key
    again = run("history", "export", copy.strip())[1]
    assert {**json.loads(again), "id": key} == json.loads(out)
    assert run("history", "export", key, "--form", "html")[1].startswith("<!doctype html>")
    assert run("history", "export", key, "--form", "markdown")[1].startswith("# 哪个好?")


def test_feedback(run: Run, key: str) -> None:
    code, out, _ = run("history", "feedback")
    assert code == 0
    (case,) = yaml.safe_load(out)
    assert case["turns"][1] == "why?"
    assert run("history", "feedback", "--corpus", "nowhere")[0] == 2


@pytest.mark.parametrize(
    "arguments",
    [
        ["show", "0" * 32],
        ["export", "../x"],
        ["import", "nowhere.json"],
        ["list", "--limit", "0"],
        ["forget"],
        [],
    ],
)
def test_a_mistake_is_told_in_one_line(run: Run, arguments: list[str]) -> None:
    code, out, err = run("history", *arguments)
    assert (code, out) == (2, "")
    assert len(err.splitlines()) == 1


def test_a_file_that_is_no_export_is_a_mistake(run: Run, tmp_path: Path) -> None:
    (tmp_path / "x.json").write_bytes(b"\xff\xfe")
    assert run("history", "import", str(tmp_path / "x.json"))[0] == 2
    (tmp_path / "x.json").write_text("{}")
    assert run("history", "import", str(tmp_path / "x.json"))[0] == 2


def test_a_database_that_can_not_be_used_is_told(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XUANXING_HISTORY", "sqlite:////proc/nowhere/h.db")
    code, out, err = run("history", "list")
    assert (code, out) == (1, "")
    assert "XUANXING_HISTORY" in err


def test_a_damaged_file_is_told_of(run: Run, key: str) -> None:
    file = Path(str(open_history()))
    for each in file.parent.glob("history.db-*"):
        each.unlink()
    file.write_bytes(b"garbage" * 9000)
    code, out, err = run("history", "list")
    assert (code, out) == (0, "")
    assert "set aside in" in err
    assert len(list(file.parent.glob("history.damaged-*.db"))) == 1


def test_the_page_is_not_served_to_others_without_a_sign_in(run: Run) -> None:
    for address in ("0.0.0.0", "192.0.2.1", "::"):  # noqa: S104
        code, out, err = run("chat", "--headless", "--address", address)
        assert (code, out) == (2, "")
        assert "anybody could open the page" in err
        assert "XUANXING_PASSWORD" in err


@pytest.mark.parametrize(
    ("address", "password", "script", "hosts"),
    [
        ("127.0.0.1", "", ui.APP, 3),
        ("127.0.0.1", "correct horse battery", ui.GUARDED, 3),
        ("0.0.0.0", "correct horse battery", ui.GUARDED, 0),  # noqa: S104
    ],
)
def test_the_page_is_served_with_the_sign_in_that_its_address_needs(
    run: Run,
    monkeypatch: pytest.MonkeyPatch,
    address: str,
    password: str,
    script: Path,
    hosts: int,
) -> None:
    started: list[list[str]] = []

    def start(arguments: list[str], **_: object) -> None:
        started.append(arguments)
        raise KeyboardInterrupt  # enough is seen

    monkeypatch.setenv("XUANXING_PASSWORD", password)
    monkeypatch.setattr("subprocess.Popen", start)
    assert run("chat", "--headless", "--address", address)[0] == 130
    (arguments,) = started
    assert str(script) in arguments
    assert f"--server.address={address}" in arguments
    assert sum("allowedHosts" in each for each in arguments) == hosts
    assert password == "" or not any(password in each for each in arguments)
