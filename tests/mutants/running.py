"""One evaluation of the product as it is, or with a fault in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import numpy as np

from assistant import Assistant
from assistant.evals import Case, run_cases
from ingest.encoders import Encoder, encoder_id
from ingest.records import Corpus
from ingest.store import Store
from tests.mutants.checks import Run, misfound
from tests.mutants.seeding import Fault

_ALL = 100


class BrokenRunError(Exception):
    """The run ended in an error, or a search found what isn't there."""


class RememberingEncoder:
    """Embeds every text once, over all faults; what it knows is kept in a file."""

    def __init__(self, encoder: Encoder, path: Path) -> None:
        self.identity = encoder_id(encoder)
        self._encoder, self._path = encoder, path
        self._known: dict[str, Any] = {}
        if path.is_file():
            with np.load(path, allow_pickle=False) as kept:
                if str(kept["identity"]) == self.identity:
                    self._known = dict(zip(kept["keys"].tolist(), kept["vectors"], strict=True))
        self._saved = len(self._known)
        self._new: dict[str, Any] = {}

    def encode_query(self, texts: list[str], /) -> Any:
        return self._embed("query", texts, self._encoder.encode_query)

    def encode_document(self, texts: list[str], /) -> Any:
        return self._embed("document", texts, self._encoder.encode_document)

    def news(self) -> dict[str, Any]:
        """What was embedded since this was asked last."""
        news, self._new = self._new, {}
        return news

    def learn(self, vectors: Mapping[str, Any]) -> None:
        """Takes over what another process has embedded."""
        self._known.update(vectors)

    def save(self) -> None:
        if len(self._known) == self._saved:
            return
        self._path.parent.mkdir(parents=True, exist_ok=True)
        np.savez(
            self._path,
            identity=np.array(self.identity),
            keys=np.array(list(self._known)),
            vectors=np.array(list(self._known.values()), dtype=np.float32),
        )
        self._saved = len(self._known)

    def _embed(self, role: str, texts: list[str], embed: Any) -> Any:
        keys = [f"{role}: {text}" for text in texts]
        new = {key: text for key, text in zip(keys, texts, strict=True) if key not in self._known}
        if new:
            found = dict(zip(new, np.asarray(embed(list(new.values()))), strict=True))
            self._known.update(found)
            self._new.update(found)
        return np.array([self._known[key] for key in keys])


def evaluate(
    fault: Fault | None,
    cases: Sequence[Case],
    corpus: Corpus,
    encoder: Encoder | str,
    store: Store | Path,
    *,
    vary: bool = True,
) -> Run:
    """Opens the assistant and asks all cases while the fault is seeded.

    Raises:
        MissingTargetError: The fault has nowhere to be seeded.
        BrokenRunError: The product failed.
    """
    with fault.seeded() if fault else nullcontext():
        try:
            assistant = Assistant(corpus.id, encoder=encoder, store=store).open()
            outcomes = run_cases(assistant, cases, vary=vary)
            hits = assistant.search(cases[0].question, limit=_ALL)
        except Exception as error:
            raise BrokenRunError(f"{type(error).__name__}: {error}") from error
    if wrong := next(misfound(hits, corpus, _ALL), None):
        raise BrokenRunError(wrong)
    return Run(outcomes)
