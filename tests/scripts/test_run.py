import os
import socket

import pytest

from scripts.run import check_address, own_names


def test_free_port_is_accepted():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    assert check_address("127.0.0.1", str(port)) == port


def test_taken_port_is_refused_with_the_way_out():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        with pytest.raises(SystemExit) as refusal:
            check_address("127.0.0.1", str(port))
    assert f"Port {port} of 127.0.0.1 is taken by another program" in str(refusal.value)
    assert f"make run PORT={port + 10}" in str(refusal.value)


@pytest.mark.parametrize("port", ["", "0", "65536", "восемь", "-1", "80.5"])
def test_nonsense_instead_of_a_port_is_refused(port):
    with pytest.raises(SystemExit, match="is not a port number"):
        check_address("127.0.0.1", port)


def test_address_of_another_machine_is_refused():
    with pytest.raises(SystemExit, match=r"Cannot listen on HOST=192\.0\.2\.1"):
        check_address("192.0.2.1", "18000")


def test_unknown_name_is_refused():
    with pytest.raises(SystemExit, match=r"Cannot listen on HOST=no\.such\.invalid"):
        check_address("no.such.invalid", "18000")


def test_portal_for_this_machine_answers_to_its_own_names_only():
    assert own_names("127.0.0.1") == ["127.0.0.1", "localhost", "[::1]"]
    assert own_names("localhost") == ["127.0.0.1", "localhost", "[::1]"]


def test_portal_with_a_name_answers_to_it_too():
    assert own_names("ready.local")[-1] == "ready.local"
    assert own_names("::1") == ["127.0.0.1", "localhost", "[::1]"]


def test_portal_open_to_others_answers_to_the_machine_name(monkeypatch):
    def no_way_out(self, address) -> None:
        raise OSError("Network is unreachable")

    monkeypatch.setattr(socket.socket, "connect", no_way_out)
    assert os.uname().nodename in own_names("0.0.0.0")  # noqa: S104 -- compared with
