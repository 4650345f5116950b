"""Every state of the page, by Streamlit's own test runner.

Empty, streaming, answered, abstained, error, store down, model down. But for the ones that a real
assistant never shows long enough, it is the real page with a real assistant.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from assistant.ui import APP
from tests.ui.conftest import free_port
from tests.ui.pages import BUSY, ask, labels, open_page, own, words
from tests.writer import servers

ZH = "我要在手机上部署模型,应该用TF还是PyTorch?"
QUOTE = "TensorFlow Lite专门用于移动和嵌入式设备"
MODEL = "openai:some-model"


@pytest.fixture(autouse=True)
def _real(ready_store: Path, served_here: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XUANXING_STORE", str(ready_store))
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)


def real_page(language: str = "zh") -> AppTest:
    at = AppTest.from_file(str(APP), default_timeout=BUSY)
    at.session_state["lang"] = language
    at.run()
    assert not at.exception
    return at


def use_model(monkeypatch: pytest.MonkeyPatch, url: str = "") -> None:
    monkeypatch.setenv("XUANXING_LLM", MODEL)
    monkeypatch.setenv("XUANXING_LLM_RETRIES", "0")
    if url:
        monkeypatch.setenv("XUANXING_LLM_BASE_URL", url)


def nowhere() -> str:
    """An address at which nothing listens."""
    return f"http://127.0.0.1:{free_port()}/v1"


def settings(at: AppTest) -> AppTest:
    at.button(key="settings").click().run()
    assert not at.exception
    return at


def shown(at: AppTest) -> list[str]:
    return [element.value for element in at.text]


def test_state_empty() -> None:
    at = real_page()
    assert not at.chat_message
    assert "只依据一篇文章" in words(at)
    assert labels(at, "sample-")
    assert at.chat_input[0].placeholder == "说说你要做什么、用在哪里"


def test_state_streaming() -> None:
    at = ask(open_page(), "pause 调试哪个方便?")
    badge, text = (element.value for element in at.chat_message[1].markdown)
    assert badge == r":gray-badge[:material/hourglass_top: 正在查原文…]"
    assert text.startswith("**PyTorch。**")
    assert not labels(at, "cite-")
    # Hidden by the stylesheet as long as the run goes on.
    assert labels(at, "again-") == ["再问一次"]


def test_state_answered() -> None:
    at = ask(real_page(), ZH)
    badge, text, *_ = (element.value for element in at.chat_message[1].markdown)
    assert badge.endswith("选 TensorFlow]")
    assert QUOTE in text
    assert labels(at, "cite-")
    assert labels(at, "suggestion-")
    assert own(at, "ledger")["options"] == ["TensorFlow", "PyTorch"]


@pytest.mark.parametrize(
    ("question", "badge", "said"),
    [
        ("今天天气怎么样?", "与本文无关", ""),
        ("JAX和PyTorch哪个更适合科研?", "文章没有谈到", "JAX"),
        ("TensorFlow哪一年发布的?", "文章没有写", ""),
    ],
)
def test_state_abstained(question: str, badge: str, said: str) -> None:
    at = ask(real_page(), question)
    first, text, *_ = (element.value for element in at.chat_message[1].markdown)
    assert first == f":gray-badge[:material/block: {badge}]"
    assert said in text
    assert not labels(at, "cite-")
    assert not at.expander
    assert not at.error


def test_state_error() -> None:
    at = ask(open_page(), "busy 调试哪个方便?")
    assert at.error[0].value == "另一个程序正在建立索引。\n\n过一会儿再试。"
    assert labels(at, "again-") == ["再问一次"]
    assert at.chat_input


def test_state_store_down(monkeypatch: pytest.MonkeyPatch, ready_store: Path) -> None:
    monkeypatch.setenv("XUANXING_STORE", nowhere().removesuffix("/v1"))
    at = real_page()
    assert at.error[0].value.startswith("索引读不了或写不了。")
    assert "127.0.0.1" in at.expander[0].text[0].value
    assert not at.chat_input
    settings(at)
    assert "不可用" in words(at)
    assert "没有试" not in words(at), "without a model there is none to be tried"
    monkeypatch.setenv("XUANXING_STORE", str(ready_store))
    at = real_page()
    assert labels(at, "sample-")


def test_state_model_down(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = ask(real_page(), ZH).chat_message[1].markdown[1].value
    use_model(monkeypatch, nowhere())
    at = ask(_reopened(), ZH)
    assert at.chat_message[1].markdown[1].value == plain
    (note,) = (c.value for c in at.chat_message[1].caption if "语言模型" in c.value)
    assert "没有给出回答" in note
    assert "请检查它是否在运行" in note
    assert not at.error
    settings(at)
    assert MODEL in shown(at)
    assert "不可用" in words(at)
    assert r"openai\:some\-model 没有给出回答" in words(at)
    assert words(at).count("请检查它是否在运行") == 2


def test_state_model_down_in_english(monkeypatch: pytest.MonkeyPatch) -> None:
    use_model(monkeypatch, nowhere())
    at = ask(real_page("en"), "Which one for an on-device model in our Android app?")
    (note,) = (c.value for c in at.chat_message[1].caption if "language model" in c.value)
    assert "the wording is our own" in note
    assert "Check that it runs" in note


def test_state_model_down_from_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    use_model(monkeypatch)
    at = real_page()
    assert "用不了" in words(at)
    assert r"OPENAI\_API\_KEY" in words(at)
    ask(at, ZH)
    assert QUOTE in at.chat_message[1].markdown[1].value
    assert any("用不了" in each.value for each in at.chat_message[1].caption)
    settings(at)
    assert MODEL in shown(at)
    assert "不可用" in words(at)


def test_a_model_that_works_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    good = "TensorFlow Lite 就是专为移动和嵌入式设备准备的 [1]。"
    also = "相比之下，PyTorch 在移动端和嵌入式设备上的部署可能会比较复杂 [2]。"
    bad = "TensorFlow 自2015年起免费 [1]。"
    with servers.serving(servers.says(good, bad, also)) as provider:
        use_model(monkeypatch, provider.url)
        at = ask(real_page(), ZH)
        assert good.removesuffix(" [1]。") in at.chat_message[1].markdown[1].value
        (note,) = (c.value for c in at.chat_message[1].caption if "措辞" in c.value)
        assert "some" in note
        assert "有 1 句没有依据" in note
        settings(at)
        assert "不可用" not in words(at)
        asked = len(provider.asked)
        settings(at)
        assert len(provider.asked) == asked, "a look at the settings costs no call each time"


def _reopened() -> AppTest:
    """The page of a server that was started anew."""
    import streamlit as st

    st.cache_resource.clear()
    return real_page()
