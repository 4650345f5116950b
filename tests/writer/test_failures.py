"""Whatever a provider does, the answer arrives, in our own words where need be."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest

from assistant.records import Answer
from assistant.settings import Settings
from assistant.writer import Writer, load_model
from assistant.writer.reading import Patience
from tests.writer import servers
from tests.writer.material import corpus_of

KEY = "sk-test-0123456789abcdef"
GOOD = "TensorFlow Lite 就是专为移动和嵌入式设备准备的 [1]。"
ALSO = "相比之下，PyTorch 在移动端和嵌入式设备上的部署可能会比较复杂 [2]。"

Act = Callable[[BaseHTTPRequestHandler], None]


@pytest.fixture(autouse=True)
def _key(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """A key in the provider's own variable, which no log may repeat."""
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    with caplog.at_level(logging.DEBUG, logger="assistant"):
        yield
    ours = [record for record in caplog.records if record.name.startswith(("assistant", "ingest"))]
    assert KEY not in "".join(record.getMessage() for record in ours)


def ask(settled: Answer, url: str, slept: list[float] | None = None, **patience: Any) -> Answer:
    settings = Settings(llm_base_url=url)
    naps: list[float] = [] if slept is None else slept
    given: dict[str, Any] = {"silence": 10.0, "whole": 20.0, "retries": 2} | patience
    model = load_model("openai:some-model", settings)
    writer = Writer(
        model, corpus_of("tf-01"), settings, patience=Patience(**given, sleep=naps.append)
    )
    answer = writer.write(settled)
    assert KEY not in repr(writer) + repr(model) + repr(answer)
    assert (answer.verdict, answer.citations) == (settled.verdict, settled.citations)
    return answer


def test_a_good_reply_words_the_answer(settled: Answer) -> None:
    with servers.serving(servers.says(GOOD[:9], GOOD[9:], ALSO)) as provider:
        answer = ask(settled, provider.url)
    assert answer.generated_by == "openai:some-model"
    assert GOOD in answer.text
    assert answer.warnings == ()
    assert provider.keys == [f"Bearer {KEY}"]


@pytest.mark.parametrize(
    ("act", "told"),
    [
        pytest.param(servers.refuses(401, '{"error": {"message": "bad key sk-test-0123456789abcdef"}}'), "status 401", id="bad key"),
        pytest.param(servers.refuses(400), "status 400", id="bad request"),
        pytest.param(servers.refuses(500), "status 500", id="server error"),
        pytest.param(servers.refuses(429, retry_after="3600"), "status 429", id="come back in an hour"),
        pytest.param(servers.cut_after(), "Error", id="cut before a word"),
        pytest.param(servers.says(), "", id="empty"),
        pytest.param(servers.says("", " ", "\n"), "", id="blank"),
        pytest.param(servers.sends(b'data: {"choices": [{"del', "text/event-stream"), "", id="malformed"),
        pytest.param(servers.sends(b"<html><body>Welcome</body></html>", "text/html"), "", id="a web page"),
        pytest.param(servers.sends(b"\x00\xff\xfe" * 99, "application/octet-stream"), "", id="bytes"),
        pytest.param(servers.says(*["x" * 10_000] * 110), "without end", id="a megabyte"),
        pytest.param(servers.says("TensorFlow 自2015年起免费 [1]。"), "", id="unsupported"),
    ],
)  # fmt: skip
def test_our_own_answer_stands_in(act: Act, told: str, settled: Answer) -> None:
    with servers.serving(act) as provider:
        answer = ask(settled, provider.url)
    assert answer.text == settled.text
    assert answer.generated_by == "deterministic"
    assert len(answer.warnings) == 1
    assert told in answer.warnings[0]


def test_a_server_that_says_nothing_is_not_waited_for(settled: Answer) -> None:
    with servers.serving() as provider:
        provider.acts.append(servers.hangs(provider.done))
        answer = ask(settled, provider.url, silence=0.4)
    assert answer.text == settled.text
    assert "no reply in time" in answer.warnings[0]
    assert len(provider.asked) == 1


def test_a_server_that_trickles_is_stopped_at_the_deadline(settled: Answer) -> None:
    with servers.serving() as provider:

        def trickle(handler: BaseHTTPRequestHandler) -> None:
            servers.head(handler)
            while not provider.done.wait(0.05):
                handler.wfile.write(servers.chunk("没完没了"))
                handler.wfile.flush()

        provider.acts.append(trickle)
        answer = ask(settled, provider.url, whole=0.6)
    assert answer.text == settled.text


def test_a_server_that_is_not_there(settled: Answer) -> None:
    slept: list[float] = []
    with servers.serving(servers.says()) as provider:
        pass
    answer = ask(settled, provider.url, slept)
    assert answer.text == settled.text
    assert len(slept) == 2


def test_what_may_pass_is_tried_again_when_asked_to(settled: Answer) -> None:
    slept: list[float] = []
    acts = servers.refuses(429, retry_after="2"), servers.refuses(503), servers.says(GOOD, ALSO)
    with servers.serving(*acts) as provider:
        answer = ask(settled, provider.url, slept)
    assert GOOD in answer.text
    assert slept == [2.0, 1.0]


def test_retry_after_may_be_a_date(settled: Answer) -> None:
    slept: list[float] = []
    soon = format_datetime(datetime.now(UTC) + timedelta(seconds=9), usegmt=True)
    with servers.serving(
        servers.refuses(429, retry_after=soon), servers.says(GOOD, ALSO)
    ) as provider:
        answer = ask(settled, provider.url, slept)
    assert GOOD in answer.text
    assert 0 < slept[0] <= 9


@pytest.mark.parametrize("status", [400, 401, 403, 404, 422])
def test_what_will_not_pass_is_not_tried_again(status: int, settled: Answer) -> None:
    with servers.serving(servers.refuses(status)) as provider:
        ask(settled, provider.url)
    assert len(provider.asked) == 1


def test_a_cut_reply_keeps_what_was_whole(settled: Answer) -> None:
    with servers.serving(servers.cut_after(GOOD, ALSO, "而且它")) as provider:
        answer = ask(settled, provider.url)
    assert GOOD in answer.text
    assert ALSO in answer.text
    assert "而且它" not in answer.text
    assert answer.generated_by == "openai:some-model"
    assert "中断" in answer.warnings[0]
    assert len(provider.asked) == 1


def test_the_model_gets_question_quotes_and_draft_as_material(settled: Answer) -> None:
    with servers.serving(servers.says(GOOD, ALSO)) as provider:
        ask(settled, provider.url)
    (asked,) = provider.asked
    prompt = asked["messages"][-1]["content"]
    assert settled.question in prompt
    assert all(citation.quote in prompt for citation in settled.citations)
    assert asked["stream"] is True


@pytest.mark.parametrize(
    "text", ["x" * 19_000, "a. " * 6_000, "“" * 19_000, "[1" * 9_000, "\n- " * 6_000]
)
def test_a_long_reply_of_single_letters_takes_no_longer_than_agreed(
    text: str, settled: Answer
) -> None:
    from langchain_core.language_models import FakeListChatModel

    from assistant.writer import ChatModel

    model = ChatModel("letters", FakeListChatModel(responses=[text]))
    answer = Writer(model, corpus_of("tf-01"), Settings()).write(settled)
    assert answer.text == settled.text
