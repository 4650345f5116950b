"""Spans for each step: none unless asked for, and no content in them unless that is asked for."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from opentelemetry import trace
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from assistant import Assistant
from ingest.errors import EncoderError, SettingsError
from ingest.testing import FakeEncoder, MemoryStore
from ingest.tracing import VARIABLE

QUESTION = "which one for an on-device model in our Android app?"
STEPS = ("analyse", "resolve", "embed", "retrieve", "cover", "compose", "verify", "answer")


@pytest.fixture
def spans(monkeypatch: pytest.MonkeyPatch) -> Iterator[InMemorySpanExporter]:
    exporter = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    monkeypatch.setattr(trace, "get_tracer", provider.get_tracer)
    yield exporter
    provider.shutdown()


def everything(spans: tuple[ReadableSpan, ...]) -> str:
    return "".join(span.to_json() for span in spans)


def test_there_are_none_by_default(assistant: Assistant, spans: InMemorySpanExporter) -> None:
    assistant.ask(QUESTION)
    assert spans.get_finished_spans() == ()


def test_each_step_has_one_without_content(
    assistant: Assistant, spans: InMemorySpanExporter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, "on")
    answer = assistant.ask(QUESTION)
    found = spans.get_finished_spans()
    assert {f"xuanxing.{step}" for step in STEPS} == {span.name for span in found}
    root = found[-1]
    assert root.attributes is not None
    assert root.attributes["xuanxing.verdict"] == answer.verdict
    assert root.attributes["xuanxing.citations"] == len(answer.citations)
    assert root.context is not None
    assert {span.parent.span_id for span in found[:-1] if span.parent} >= {root.context.span_id}
    shown = everything(found)
    for content in (QUESTION, "Android", answer.citations[0].quote, answer.text):
        assert content not in shown


def test_content_is_added_when_asked_for(
    assistant: Assistant, spans: InMemorySpanExporter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, "content")
    answer = assistant.ask(QUESTION)
    attributes = spans.get_finished_spans()[-1].attributes
    assert attributes is not None
    assert attributes["xuanxing.question"] == QUESTION
    assert attributes["xuanxing.text"] == answer.text


def test_a_failure_shows_its_type_and_not_its_message(
    corpus_folder: Path, spans: InMemorySpanExporter, monkeypatch: pytest.MonkeyPatch
) -> None:
    encoder = FakeEncoder()
    opened = Assistant(corpus=corpus_folder, encoder=encoder, store=MemoryStore()).open()
    monkeypatch.setenv(VARIABLE, "on")
    monkeypatch.setattr(encoder, "encode_query", lambda texts: 1 / 0 if texts else texts)
    with pytest.raises(EncoderError):
        opened.ask("Which one for a secret plan?")
    root = spans.get_finished_spans()[-1]
    assert root.status.status_code is trace.StatusCode.ERROR
    assert root.attributes is not None
    assert root.attributes["error.type"] == "EncoderError"
    assert "division" not in everything(spans.get_finished_spans())


def test_an_unknown_setting_is_refused(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, "loud")
    with pytest.raises(SettingsError, match=f"{VARIABLE} is 'loud'"):
        assistant.ask(QUESTION)


def test_it_costs_no_import_when_off(assistant: Assistant, answers_store: Path) -> None:
    assert assistant.corpus.options
    code = (
        "import sys; from assistant import Assistant; "
        f"Assistant(store={str(answers_store)!r}).ask('初学者学哪个好'); "
        "print('opentelemetry' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True
    )
    assert done.stdout == "False\n"
