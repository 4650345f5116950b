"""A small corpus of alpha and beta, and an assistant for it that needs no model and no disk."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from assistant import Assistant

ARTICLE = """Alpha or Beta for your garden?

Alpha

Alpha runs for nine hours on one charge, longer than Beta. It is quiet.

Beta

Beta climbs steep slopes better than Alpha.
"""
CHARGE = "Alpha runs for nine hours on one charge, longer than Beta."
SLOPES = "Beta climbs steep slopes better than Alpha."
POINTS: list[dict[str, Any]] = [
    {
        "id": "charge",
        "favours": "alpha",
        "evidence": {"alpha": CHARGE},
        "asks": {"en": ["it must run all day on one charge"], "zh": ["一次充电要用一整天"]},
    },
    {
        "id": "slopes",
        "favours": "beta",
        "evidence": {"beta": SLOPES},
        "asks": {"en": ["the garden lies on a steep slope"], "zh": ["花园在陡坡上"]},
    },
]


@pytest.fixture(scope="session")
def garden_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from assistant.evals.corpora import write_corpus

    return write_corpus(tmp_path_factory.mktemp("garden"), ARTICLE, ["Alpha", "Beta"], POINTS)


@pytest.fixture(scope="session")
def garden(garden_folder: Path) -> Assistant:
    from assistant import Assistant
    from ingest.testing import FakeEncoder, MemoryStore

    return Assistant(garden_folder, FakeEncoder(), MemoryStore()).open()
