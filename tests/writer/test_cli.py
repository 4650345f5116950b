"""The model by the command line and by the environment."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant.cli import main
from tests.writer import servers

GOOD = "TensorFlow Lite 就是专为移动和嵌入式设备准备的 [1]。PyTorch 由谷歌开发 [2]。"
ALSO = "相比之下，PyTorch 在移动端和嵌入式设备上的部署可能会比较复杂 [2]。"
QUESTION = "我要在手机上部署模型,应该用TF还是PyTorch?"


@pytest.fixture(autouse=True)
def _places(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XUANXING_STORE", str(store))
    monkeypatch.setenv("OPENAI_API_KEY", "sk-test-0123456789abcdef")


def test_ask_with_a_model(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with servers.serving(servers.says(GOOD, ALSO)) as provider:
        monkeypatch.setenv("XUANXING_LLM_BASE_URL", provider.url)
        assert main(["ask", "--llm", "openai:m", "--json", QUESTION]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["generated_by"] == "openai:m"
    assert said["rejected"] == [["PyTorch 由谷歌开发 [2]。", "unsupported"]]


def test_the_environment_names_a_model_and_a_failure_is_told(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with servers.serving(servers.refuses(401)) as provider:
        monkeypatch.setenv("XUANXING_LLM", "openai:m")
        monkeypatch.setenv("XUANXING_LLM_BASE_URL", provider.url)
        assert main(["ask", QUESTION]) == 0
    printed = capsys.readouterr()
    assert printed.out.startswith("**TensorFlow。**")
    assert "status 401" in printed.err
    assert "sk-test" not in printed.out + printed.err


@pytest.mark.parametrize(("model", "code"), [("", 2), ("nobody:m", 2), ("openai:", 2)])
def test_a_model_that_is_none_is_the_callers_mistake(
    model: str, code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["ask", "--llm", model, QUESTION]) == code
    assert capsys.readouterr().out == ""


def test_a_missing_key_is_told_in_one_line(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OPENAI_API_KEY")
    assert main(["ask", "--llm", "openai:m", QUESTION]) == 1
    assert capsys.readouterr().err.count("\n") == 1
