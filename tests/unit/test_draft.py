"""Sentences that hold for any corpus, also one whose evidence is lopsided."""

from __future__ import annotations

import pytest

from assistant.draft import spokesman
from ingest.records import EITHER, Evidence, Point


def point(*sides: str) -> Point:
    return Point(
        id="p",
        aspect="a",
        label={"zh": "速度", "en": "speed"},
        favours="alpha",
        comparative=True,
        evidence=tuple(Evidence(side, side, 0, len(side)) for side in sides),
        asks={"zh": (), "en": ()},
    )


@pytest.mark.parametrize(
    ("sides", "speaker"),
    [(("beta", "alpha"), "alpha"), (("beta", EITHER), EITHER), (("beta",), "beta")],
)
def test_someone_speaks_for_every_favourite(sides: tuple[str, ...], speaker: str) -> None:
    assert spokesman(point(*sides), "alpha").option == speaker
