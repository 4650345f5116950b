"""Fits ``assistant/adapter.npz``: how people put their needs, learned on made-up situations.

A residual linear map of low rank is added to the frozen, centred vectors of the bundled encoder.
Its loss is InfoNCE (Oord et al. 2018, "Representation Learning with Contrastive Predictive
Coding") over the criteria of one comparison, with the score that the retriever uses: the best of
a criterion's asks, and to a lesser part the best of what is said of it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.nn import Parameter
from torch.nn.functional import cross_entropy, dropout, normalize

from assistant.background import load_background
from assistant.text import detect_language
from ingest.encoders import Encoder, Role, embed
from ingest.records import Vectors
from tests.training.situations import Comparison, paths

SEED = 0
RANK = 64
EPOCHS = 12
RATE = 1e-3
DECAY = 0.1
DROPOUT = 0.5
TEMPERATURE = 0.08
ASKS = 0.5
"""What the asks count as questions themselves, beside the needs of situations."""
DOCUMENT = 0.6


@dataclass(frozen=True, slots=True)
class Task:
    """A comparison as centred vectors; each comes with the number of its criterion."""

    needs: tuple[Tensor, Tensor]
    asks: tuple[Tensor, Tensor]
    says: tuple[Tensor, Tensor]
    criteria: int


class Adapter(torch.nn.Module):
    """The residual map; starts as no change."""

    def __init__(self, dimension: int) -> None:
        super().__init__()
        self.into = Parameter(torch.randn(dimension, RANK) * 0.05)
        self.out = Parameter(torch.zeros(RANK, dimension))

    def forward(self, vectors: Tensor) -> Tensor:
        """Vectors of the same shape and of unit length."""
        return normalize(vectors + (vectors @ self.into) @ self.out, dim=-1)


def digest() -> str:
    """Of all situations: the coefficients tell which ones they were fitted on."""
    found = hashlib.sha256()
    for path in paths():
        found.update(path.read_bytes())
    return found.hexdigest()


def tasks_of(comparisons: Sequence[Comparison], encoder: Encoder) -> list[Task]:
    """Embeds everything and centres it by language, as the retriever does."""
    ordinary = [record.text for record in load_background()]
    asks = [ask for each in comparisons for c in each.criteria for ask in c.asks]
    questions = _Space([*asks, *ordinary], encoder, "query")
    says = [text for each in comparisons for c in each.criteria for text in c.says]
    documents = _Space(says, encoder, "document")
    return [
        Task(
            needs=questions.of([c.needs for c in each.criteria]),
            asks=questions.of([c.asks for c in each.criteria]),
            says=documents.of([c.says for c in each.criteria]),
            criteria=len(each.criteria),
        )
        for each in comparisons
    ]


class _Space:
    """Vectors moved by the mean of their language."""

    def __init__(self, texts: Sequence[str], encoder: Encoder, role: Role) -> None:
        self._encoder, self._role = encoder, role
        vectors = self._embed(texts)
        languages = np.array([_language(text) for text in texts])
        self._means = {each: vectors[languages == each].mean(axis=0) for each in set(languages)}

    def of(self, groups: Sequence[Sequence[str]]) -> tuple[Tensor, Tensor]:
        """The vectors of all texts, and which group each is of."""
        texts = [text for group in groups for text in group]
        owners = [number for number, group in enumerate(groups) for _ in group]
        moved = self._embed(texts) - np.array([self._means[_language(text)] for text in texts])
        vectors = torch.tensor(moved / np.linalg.norm(moved, axis=1, keepdims=True))
        return vectors.float(), torch.tensor(owners)

    def _embed(self, texts: Sequence[str]) -> Vectors:
        return embed(self._encoder, texts, self._role)


def _language(text: str) -> str:
    return detect_language(text) or "en"


def fit(tasks: Sequence[Task], epochs: int = EPOCHS) -> Adapter:
    """The same for the same tasks on one kind of machine."""
    torch.manual_seed(SEED)
    adapter = Adapter(tasks[0].needs[0].shape[1])
    optimizer = torch.optim.AdamW(adapter.parameters(), lr=RATE, weight_decay=DECAY)
    for _ in range(epochs):
        for place in torch.randperm(len(tasks)).tolist():
            loss = _loss(adapter, tasks[place])
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimizer.step()
    return adapter


def hits(tasks: Sequence[Task], adapter: Adapter | None = None) -> float:
    """The share of needs whose criterion comes first, 0..1; without an adapter, as they are."""
    tried = Adapter(tasks[0].needs[0].shape[1]) if adapter is None else adapter
    with torch.no_grad():
        found = [_scores(tried, task, tried(task.needs[0])).argmax(1) for task in tasks]
    right = [first == task.needs[1] for first, task in zip(found, tasks, strict=True)]
    return float(torch.cat(right).float().mean())


def save(adapter: Adapter, path: Path) -> None:
    """Writes the coefficients in half precision, and what they were fitted on."""
    np.savez_compressed(
        path,
        into=adapter.into.detach().numpy().astype(np.float16),
        out=adapter.out.detach().numpy().astype(np.float16),
        situations=np.array(digest()),
    )


def _loss(adapter: Adapter, task: Task) -> Tensor:
    needs, criteria = task.needs
    asks, owners = task.asks
    asked = adapter(_thinned(needs))
    loss = cross_entropy(_scores(adapter, task, asked) / TEMPERATURE, criteria)
    others = adapter(_thinned(asks))
    own = torch.eye(len(asks), dtype=torch.bool)
    return loss + ASKS * cross_entropy(
        _scores(adapter, task, others, without=own) / TEMPERATURE, owners
    )


def _thinned(vectors: Tensor) -> Tensor:
    return normalize(dropout(vectors, DROPOUT), dim=-1)


def _scores(
    adapter: Adapter, task: Task, questions: Tensor, without: Tensor | None = None
) -> Tensor:
    similar = questions @ adapter(task.asks[0]).T
    if without is not None:
        similar = similar.masked_fill(without, -1.0)
    said = questions @ adapter(task.says[0]).T
    return _best(similar, task.asks[1], task.criteria) + DOCUMENT * _best(
        said, task.says[1], task.criteria
    )


def _best(similar: Tensor, owners: Tensor, count: int) -> Tensor:
    found = torch.full((similar.shape[0], count), -1.0)
    return found.scatter_reduce(1, owners.expand_as(similar), similar, "amax")
