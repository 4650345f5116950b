"""A real model behind the same door, where it is installed; `make llm-small` asks it sixty times."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.writer import small_model


@pytest.mark.skipif(small_model.weights() is None, reason="make llm-small installs the model")
def test_nothing_unsupported_is_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, store: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    assert small_model.main(2, small_model.weights(), store) == 0
    assert (tmp_path / small_model.REPORT).is_file()
