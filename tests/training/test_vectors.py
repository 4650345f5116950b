"""The vectors that come along are those of the texts that come along."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.build import embedded_as
from ingest.encoders import BUNDLED, Role, embed, encoder_id, load_encoder
from ingest.ready import read_ready
from tests.training.vectors import shipped

EVERY = 150


def test_none_is_missing_and_all_are_the_encoders() -> None:
    encoder = load_encoder(BUNDLED)
    for source in {source.ready: source for source in shipped()}.values():
        wanted = dict.fromkeys(map(embedded_as, source.records))
        ready = read_ready(source.ready, encoder_id(BUNDLED), wanted)
        assert ready.keys() == wanted.keys(), f"{source.name}: run `make vectors`"
        roles: tuple[Role, ...] = ("document", "query")
        for role in roles:
            texts = [text for kind, text in wanted if kind == role][::EVERY]
            for text, vector in zip(texts, embed(encoder, texts, role), strict=True):
                assert ready[role, text] == pytest.approx(vector, abs=1e-3), text


def test_none_is_left_over() -> None:
    sizes = {source.ready: Path(source.ready).stat().st_size for source in shipped()}
    for source in shipped():
        texts = len(set(map(embedded_as, source.records)))
        assert sizes[source.ready] < texts * (2 * 384 + 12) + 2000
