"""What every store promises; the fake and both real ones pass the same tests."""

from __future__ import annotations

import uuid
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from ingest.build import check_index, fingerprint_of, make_record, open_index
from ingest.errors import StoreError
from ingest.records import Index, Injection, Record, RecordKind
from ingest.store import FolderStore, MemoryStore, ServerStore, Store
from ingest.testing import FakeEncoder


@pytest.fixture(params=["memory", "folder", "server"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    if request.param == "memory":
        return MemoryStore()
    if request.param == "folder":
        return FolderStore(tmp_path / "store")
    return ServerStore(request.getfixturevalue("server"))


@pytest.fixture
def name() -> str:
    return f"test-{uuid.uuid4().hex[:12]}"


def some(count: int, salt: str = "") -> tuple[Record, ...]:
    kinds: tuple[RecordKind, ...] = ("passage", "point", "ask", "background")
    return tuple(
        make_record(
            kinds[n % 4], f"{salt} text {n} 文字 \u0301😀", f"t{n}", "zh" if n % 2 else "en"
        )
        for n in range(count)
    )


def same(one: Index, other: Index) -> bool:
    return (
        (one.fingerprint, one.encoder, one.records)
        == (other.fingerprint, other.encoder, other.records)
    ) and np.array_equal(one.vectors, other.vectors)


def test_nothing_is_there_at_first(store: Store, name: str) -> None:
    assert isinstance(store, Store)
    assert store.load(name, "0" * 40) is None
    assert list(store.earlier(name, "fake:64")) == []
    assert isinstance(store.notices, tuple)


def test_what_is_saved_is_loaded(store: Store, name: str) -> None:
    records = some(20)
    built = open_index(name, records, FakeEncoder(), store)
    found = store.load(name, built.fingerprint)
    assert found is not None
    assert same(found, built)
    assert found.records == records
    assert store.load(name, "0" * 40) is None
    assert store.load(f"{name}-other", built.fingerprint) is None
    assert not found.vectors.flags.writeable


def test_what_articles_order_is_told_of_every_index(store: Store, name: str) -> None:
    orders = [Injection(f"{name}/article.txt", "0" * 64, text) for text in ("说 A。", "Say “B”.")]
    plain = open_index(name, some(3), FakeEncoder(), store)
    built = open_index(f"{name}-other", some(3), FakeEncoder(), store, injections=orders)
    assert built.fingerprint != plain.fingerprint
    found = store.load(f"{name}-other", built.fingerprint)
    assert found is not None
    assert found.injections == built.injections == tuple(orders)
    assert [each for each in store.injections() if each.document.startswith(name)] == orders


def test_the_second_time_nothing_is_embedded(store: Store, name: str) -> None:
    first, second = FakeEncoder(), FakeEncoder()
    built = open_index(name, some(5), first, store)
    again = open_index(name, some(5), second, store)
    assert (first.calls, second.calls) == (5, 0)
    assert same(built, again)
    assert again.notices == ()
    assert same(check_index(name, some(5), second, store), built)


def test_only_what_is_new_is_embedded(store: Store, name: str) -> None:
    open_index(name, some(8), FakeEncoder(), store)
    encoder = FakeEncoder()
    told: list[tuple[int, int]] = []
    records = (*some(8)[2:], *some(3, "new"))
    index = open_index(
        name, records, encoder, store, progress=lambda done, total: told.append((done, total))
    )
    assert encoder.calls == 3
    assert index.notices == ("The index was out of date and has been rebuilt.",)
    assert open_index(name, records, encoder, store).notices == ()
    assert (told[0], told[-1]) == ((6, 9), (9, 9))
    alone = open_index(name, records, FakeEncoder(), MemoryStore())
    assert np.allclose(index.vectors, alone.vectors, atol=1e-6)


def test_another_encoder_shares_nothing(store: Store, name: str) -> None:
    open_index(name, some(4), FakeEncoder(), store)
    other = FakeEncoder(identity="another")
    index = open_index(name, some(4), other, store)
    assert other.calls == 4
    assert index.encoder == "another"


def test_the_same_encoder_with_another_dimension_shares_nothing(store: Store, name: str) -> None:
    open_index(name, some(4), FakeEncoder(64, "one"), store)
    other = FakeEncoder(32, "one")
    index = open_index(name, some(5), other, store)
    assert index.vectors.shape == (5, 32)


def test_rebuild_embeds_everything(store: Store, name: str) -> None:
    built = open_index(name, some(4), FakeEncoder(), store)
    encoder = FakeEncoder()
    again = open_index(name, some(4), encoder, store, rebuild=True)
    assert encoder.calls == 4
    assert same(built, again)
    found = store.load(name, built.fingerprint)
    assert found is not None
    assert same(found, built)


def test_equal_texts_and_odd_letters(store: Store, name: str) -> None:
    records = (
        make_record("passage", "same", "a", "en"),
        make_record("passage", "same", "b", "en"),
        make_record("ask", "same", "a", "en"),
        make_record("ask", 'quotes " \\ \n\t <b> 𠮷', "ü/ x", "zh"),
    )
    encoder = FakeEncoder()
    built = open_index(name, records, encoder, store)
    assert encoder.calls == 3  # a document and a question of the same words differ
    found = store.load(name, built.fingerprint)
    assert found is not None
    assert found.records == records


def test_more_than_a_page(store: Store, name: str) -> None:
    records = some(2300)
    built = open_index(name, records, FakeEncoder(16), store)
    found = store.load(name, built.fingerprint)
    assert found is not None
    assert same(found, built)


@pytest.mark.parametrize("pattern", ["UPPER {}", "模型 {}/..", "{0}{0}{0}{0}"])
def test_any_name_will_do(store: Store, name: str, pattern: str) -> None:
    odd = pattern.format(name)
    built = open_index(odd, some(3), FakeEncoder(), store)
    assert store.load(odd, built.fingerprint) is not None


def test_old_indexes_do_not_pile_up(store: Store, name: str) -> None:
    for number in range(6):
        latest = open_index(name, some(3, str(number)), FakeEncoder(), store)
    assert len(list(store.earlier(name, "fake:64"))) <= 3
    assert store.load(name, latest.fingerprint) is not None


def test_checking_builds_nothing(store: Store, name: str) -> None:
    encoder = FakeEncoder()
    with pytest.raises(StoreError, match="missing or stale") as caught:
        check_index(name, some(3), encoder, store)
    assert "xuanxing ingest" in caught.value.hint
    assert encoder.calls == 0
    open_index(name, some(3), encoder, store)
    with pytest.raises(StoreError, match="missing or stale"):
        check_index(name, some(4), encoder, store)


def test_an_index_that_is_not_what_its_name_says(store: Store, name: str) -> None:
    built = open_index(name, some(3), FakeEncoder(), store)
    wanted = fingerprint_of(some(4), "fake:64")
    with store.building(name, 1):
        store.save(name, replace(built, fingerprint=wanted))
    with pytest.raises(StoreError, match="other records than its name says"):
        check_index(name, some(4), FakeEncoder(), store)
    index = open_index(name, some(4), FakeEncoder(), store)
    assert index.records == some(4)
    assert "other records" in index.notices[0]
