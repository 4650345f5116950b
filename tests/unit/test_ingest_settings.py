"""Settings come from arguments or the environment, and are checked."""

from __future__ import annotations

import pytest

from ingest.errors import SettingsError
from ingest.settings import IngestSettings


def test_defaults() -> None:
    settings = IngestSettings.from_env({})
    assert (settings.encoder, settings.store, settings.lock_wait) == ("bundled", None, 120.0)
    assert settings.corpus


def test_the_environment_and_arguments_before_it() -> None:
    env = {
        "XUANXING_STORE": " /somewhere ",
        "XUANXING_ENCODER": "BAAI/bge-m3",
        "XUANXING_CORPUS": "",
        "XUANXING_LOCK_WAIT": "2.5",
    }
    settings = IngestSettings.from_env(env, encoder="bundled", store=None)
    assert settings.encoder == "bundled"
    assert settings.store == "/somewhere"
    assert settings.lock_wait == 2.5
    assert settings.corpus == IngestSettings().corpus


def test_the_process_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XUANXING_CORPUS", "mine")
    assert IngestSettings.from_env().corpus == "mine"


@pytest.mark.parametrize("value", ["soon", "-1", "nan", "inf", "1e9"])
def test_a_wrong_value_names_the_variable(value: str) -> None:
    with pytest.raises(SettingsError, match=f"XUANXING_LOCK_WAIT is '{value}'") as caught:
        IngestSettings.from_env({"XUANXING_LOCK_WAIT": value})
    assert caught.value.hint


def test_a_wrong_argument_is_named() -> None:
    with pytest.raises(SettingsError, match=r"^lock_wait is '-5'"):
        IngestSettings.from_env({}, lock_wait=-5)
    with pytest.raises(SettingsError, match=r"^colour is 'red'"):
        IngestSettings.from_env({}, colour="red")
