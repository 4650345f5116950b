"""Vectors that come along: used where they are of the same text and encoder, else as if absent."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest

from ingest.build import embedded_as, make_record, open_index
from ingest.ready import FILE, read_ready, write_ready
from ingest.records import Record, Vectors
from ingest.store import MemoryStore
from ingest.testing import FakeEncoder

DIMENSION = 8
ENCODER = f"fake:{DIMENSION}"


def some(count: int) -> tuple[Record, ...]:
    return tuple(make_record("ask", f"question {n}", f"t{n}", "en") for n in range(count))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    index = open_index("demo", some(5), FakeEncoder(DIMENSION), MemoryStore())
    texts = map(embedded_as, index.records)
    write_ready(tmp_path / FILE, index.encoder, dict(zip(texts, index.vectors, strict=True)))
    return tmp_path / FILE


class Counting(FakeEncoder):
    """Counts what it embeds."""

    def __init__(self) -> None:
        super().__init__(DIMENSION)
        self.texts: list[str] = []

    def encode_query(self, texts: Sequence[str]) -> Vectors:
        self.texts += texts
        return super().encode_query(texts)


def test_only_what_is_new_is_embedded(file: Path) -> None:
    encoder = Counting()
    told: list[tuple[int, int]] = []
    index = open_index(
        "demo", some(7), encoder, MemoryStore(), ready=file, progress=lambda *n: told.append(n)
    )
    assert encoder.texts == ["question 5", "question 6"]
    assert told[0] == (5, 7)
    expected = open_index("demo", some(7), FakeEncoder(DIMENSION), MemoryStore())
    assert index.vectors == pytest.approx(expected.vectors, abs=1e-3)
    assert np.linalg.norm(index.vectors, axis=1) == pytest.approx(1, abs=1e-6)
    assert index.notices == ()


def test_a_rebuild_embeds_everything(file: Path) -> None:
    encoder = Counting()
    open_index("demo", some(5), encoder, MemoryStore(), ready=file, rebuild=True)
    assert len(encoder.texts) == 5


def test_the_same_text_in_another_role_is_another(file: Path) -> None:
    assert set(read_ready(file, ENCODER, [("query", "question 1")])) == {("query", "question 1")}
    assert read_ready(file, ENCODER, [("document", "question 1")]) == {}


def test_another_encoders_are_of_no_use(file: Path, caplog: pytest.LogCaptureFixture) -> None:
    assert read_ready(file, "fake:9", [("query", "question 1")]) == {}
    assert read_ready(file.with_name("none.npz"), ENCODER, [("query", "question 1")]) == {}
    assert not caplog.records


def _cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-200])


def _text(file: Path) -> None:
    file.write_text("no vectors", encoding="utf-8")


def _empty(file: Path) -> None:
    file.write_bytes(b"")


def _other(file: Path) -> None:
    np.savez(file, encoder=np.array(ENCODER))


def _unequal(file: Path) -> None:
    with np.load(file) as kept:
        parts = dict(kept)
    np.savez(file, **parts | {"vectors": parts["vectors"][1:]})


def _not_a_number(file: Path) -> None:
    with np.load(file) as kept:
        parts = dict(kept)
    np.savez(file, **parts | {"vectors": parts["vectors"] * np.nan})


@pytest.mark.parametrize("damage", [_cut, _text, _empty, _other, _unequal, _not_a_number])
def test_damage_costs_time_and_no_answer(
    file: Path, damage: Callable[[Path], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr("ingest.ready._log.warning", lambda text, *args: told.append(text % args))
    damage(file)
    encoder = Counting()
    open_index("demo", some(5), encoder, MemoryStore(), ready=file)
    assert len(encoder.texts) == 5
    assert str(file) in told[0]


def test_the_same_vectors_make_the_same_bytes(file: Path, tmp_path: Path) -> None:
    vectors = read_ready(file, ENCODER, map(embedded_as, some(5)))
    again = tmp_path / "again.npz"
    write_ready(again, ENCODER, dict(reversed(vectors.items())))
    assert again.read_bytes() == file.read_bytes()
