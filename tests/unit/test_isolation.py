"""The suite keeps its promises: no network, nobody's home."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from platformdirs import user_data_path
from pytest_socket import SocketConnectBlockedError


def test_no_address_but_loopback_can_be_reached() -> None:
    with pytest.raises(SocketConnectBlockedError), pytest.warns(match="192.0.2.1"):
        socket.create_connection(("192.0.2.1", 80))  # an address that is nobody's, by RFC 5737
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname()).close()


def test_a_lookup_is_refused_and_noted(lookups: list[str]) -> None:
    with pytest.raises(socket.gaierror):
        socket.getaddrinfo("example.invalid", 80)
    assert lookups == ["example.invalid"]
    lookups.clear()  # what is left makes the test fail


def test_data_of_a_user_goes_to_a_home_of_the_test(home: Path) -> None:
    assert user_data_path("xuanxing").is_relative_to(home)
    assert Path(os.environ["XUANXING_STORE"]).is_relative_to(home)
    assert list(home.iterdir()) == []


@given(st.integers())
def test_isolation_gets_along_with_generated_examples(number: int) -> None:
    assert int(str(number)) == number
