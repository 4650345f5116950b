"""What the adapter was trained on, that it is what that training makes, and what it does."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from assistant import Assistant
from assistant.adapter import COEFFICIENTS, adapted
from ingest.corpora import list_corpora, load_corpus
from ingest.encoders import load_encoder
from ingest.testing import FakeEncoder, MemoryStore
from tests.training.adapter import RANK, Task, digest, fit, hits, save, tasks_of
from tests.training.situations import LANGUAGES, bare, comparison, paths, read

pytestmark = pytest.mark.no_cover  # long and covered elsewhere: measuring takes as long again

DATA = Path(__file__).parents[1] / "data"
COMPARISONS = {path.stem: read(path) for path in paths()}


def test_there_are_many_comparisons_of_many_criteria() -> None:
    assert len(COMPARISONS) >= 150
    for name, each in COMPARISONS.items():
        assert len(each["options"]) == 2, name
        assert len(each["criteria"]) >= 12, name
        for criterion in each["criteria"]:
            for language in LANGUAGES:
                assert criterion["says"][language], name
                assert len(criterion["asks"][language]) >= 2, name
                assert len(criterion["situations"][language]) >= 2, name


def test_nothing_that_a_corpus_compares_is_trained_on() -> None:
    folders: list[str | Path] = [*list_corpora(), *(p for p in DATA.iterdir() if p.is_dir())]
    names = {
        name.casefold()
        for folder in folders
        for option in load_corpus(folder).options
        for name in (option.name, *option.aliases)
    }
    compared = {
        str(option).casefold() for each in COMPARISONS.values() for option in each["options"]
    }
    assert not names & compared


def test_hardly_a_situation_is_told_twice() -> None:
    count = Counter(
        text
        for each in COMPARISONS.values()
        for criterion in each["criteria"]
        for language in LANGUAGES
        for text in criterion["situations"][language]
    )
    assert count.total() > 12_000
    assert sum(number > 1 for number in count.values()) < 0.005 * count.total()


def test_a_need_is_read_as_the_assistant_reads_it() -> None:
    assert bare("Which is better for real-time games, Foo or Bar?", ("Foo", "Bar")) == (
        "real-time games"
    )


def test_the_coefficients_are_of_these_situations() -> None:
    """If this fails: python -m tests.training"""
    with np.load(COEFFICIENTS) as kept:
        assert str(kept["situations"]) == digest()
        assert kept["into"].shape == (384, RANK)
        assert kept["out"].shape == (RANK, 384)


@pytest.mark.parametrize("shape", [(384,), (5, 384)])
def test_what_is_adapted_stays_of_unit_length(shape: tuple[int, ...]) -> None:
    vectors = np.random.default_rng(0).normal(size=shape).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=-1, keepdims=True)
    found = adapted(vectors)
    assert found.shape == shape
    assert found.dtype == np.float32
    assert np.allclose(np.linalg.norm(found, axis=-1), 1, atol=1e-5)
    assert not np.allclose(found, vectors, atol=1e-2)
    assert not adapted(np.zeros(shape, dtype=np.float32)).any()


def made_up(seed: int) -> Task:
    """Criteria told by a few directions; needs by others, which go along with them."""
    chance = torch.Generator().manual_seed(seed)
    rule = torch.Generator().manual_seed(99)
    along = torch.randn(16, 16, generator=rule)
    kinds = torch.randn(6, 16, generator=chance)
    owners = torch.arange(6).repeat(4)

    def noisy(vectors: torch.Tensor) -> torch.Tensor:
        noise = torch.randn(24, 16, generator=chance) * 0.3
        return torch.nn.functional.normalize(vectors[owners] + noise, dim=-1)

    return Task((noisy(kinds @ along), owners), (noisy(kinds), owners), (noisy(kinds), owners), 6)


def test_training_finds_what_needs_have_in_common_and_is_repeatable(tmp_path: Path) -> None:
    tasks = [made_up(seed) for seed in range(30)]
    fitted = fit(tasks[5:], epochs=60)
    assert hits(tasks[:5], fitted) > hits(tasks[:5]) + 0.2
    assert torch.equal(fit(tasks[5:], epochs=60).out, fitted.out)
    save(fitted, tmp_path / "some.npz")
    with np.load(tmp_path / "some.npz") as kept:
        assert np.allclose(kept["out"], fitted.out.detach().numpy(), atol=1e-3)


def test_only_vectors_of_the_bundled_encoder_are_adapted(corpus_folder: Path) -> None:
    assistant = Assistant(corpus_folder, FakeEncoder(), MemoryStore()).open()
    assert assistant._opened is not None
    halves = assistant._opened.engine.retriever._asks
    half = halves.shape[1] // 2
    assert np.array_equal(halves[:, :half], halves[:, half:])


def test_situations_are_embedded_and_centred_by_language() -> None:
    first = comparison(paths()[0])
    few = replace(first, criteria=first.criteria[:3])
    encoder = load_encoder("bundled")
    (task,) = tasks_of([few], encoder)
    assert task.needs[0].shape == (sum(len(c.needs) for c in few.criteria), 384)
    assert torch.allclose(task.needs[0].norm(dim=1), torch.ones(len(task.needs[0])), atol=1e-5)
    assert 0 < hits([task]) < 1
