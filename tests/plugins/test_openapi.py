"""The endpoint keeps to its own description, whatever is sent."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis import GenerationMode

from assistant import Assistant
from assistant.plugins.openai_api import Limits, build_app
from ingest.testing import FakeEncoder, MemoryStore


@pytest.fixture(scope="module")
def schema(corpus_folder: Path) -> Any:
    assistant = Assistant(corpus=corpus_folder, encoder=FakeEncoder(), store=MemoryStore()).open()
    return schemathesis.openapi.from_asgi(
        "/openapi.json", build_app(assistant, Limits(rate=0)), headers={"host": "localhost"}
    )


OPERATIONS = ("answer", "list_models", "read_model", "health", "metrics")


def test_every_path_is_described(schema: Any) -> None:
    found = {result.ok().definition.raw["operationId"] for result in schema.get_all_operations()}
    assert found == set(OPERATIONS)


@pytest.mark.parametrize(
    ("name", "mode"),
    [
        *((name, GenerationMode.POSITIVE) for name in OPERATIONS),
        *((name, GenerationMode.NEGATIVE) for name in ("answer", "read_model")),
    ],
)
def test_it_keeps_to_its_description(schema: Any, name: str, mode: GenerationMode) -> None:
    operation = schema.find_operation_by_id(name)

    @seed(1)
    @settings(
        max_examples=60 if name == "answer" else 15,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
        database=None,
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def check(case: Any) -> None:
        case.call_and_validate()

    check()
