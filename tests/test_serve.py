"""Serving while one writes: an address that cannot be had is said before anything is built."""

import socket
import subprocess

import pytest

from scripts import serve
from scripts.compute.problem import Problem


def test_a_taken_port_is_named_before_anything_is_built(monkeypatch):
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: pytest.fail("it was built"))
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(Problem, match=f"127.0.0.1:{port} .*\nChoose another .* ADDRESS="):
            serve.main([f"127.0.0.1:{port}"])


@pytest.mark.parametrize("address", ["8000", "127.0.0.1", "a:http", "a:0", "a:99999", ":80"])
def test_what_is_no_address_is_named(address):
    with pytest.raises(Problem, match="is no address"):
        serve.parts(address)


def test_a_host_that_is_not_here_is_named():
    with pytest.raises(Problem, match="nothing can be served at"):
        serve.free("203.0.113.1", 8000)


def test_the_build_comes_first_and_its_failure_is_the_end(monkeypatch):
    asked = []

    def run(command, cwd):
        asked.append(command[2:])
        return subprocess.CompletedProcess(command, returncode=3)

    monkeypatch.setattr(subprocess, "run", run)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    assert serve.main([f"127.0.0.1:{port}"]) == 3
    assert asked == [["scripts.build"]]
