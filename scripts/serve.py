"""Serve the site while you write: build what is stale, then MkDocs, which builds a page you save.

The address is tried first: one that is taken is said before anything is built.
"""

import argparse
import socket
import subprocess
import sys

from scripts.compute.problem import Problem, exit_code
from scripts.compute.results import ROOT

ADDRESS = "127.0.0.1:8000"


def parts(address: str) -> tuple[str, int]:
    """Host and port of an address, or a `Problem`."""
    host, _, port = address.rpartition(":")
    if not host or not port.isdecimal() or not 0 < int(port) < 65536:
        raise Problem(f"{address!r} is no address.\nWrite a host and a port, like {ADDRESS}.")
    return host, int(port)


def free(host: str, port: int) -> None:
    """Raise a `Problem` if nothing can be served there."""
    try:
        family, _, _, _, where = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind(where)
            trial.listen(1)
    except OSError as error:
        raise Problem(
            f"nothing can be served at {host}:{port} ({error.strerror or error}).\n"
            f"Choose another address: `make serve ADDRESS={host}:{port % 65535 + 1}`, "
            f"or `python -m scripts.serve {host}:{port % 65535 + 1}`."
        ) from None


def main(argv: list[str] | None = None) -> int:
    """Build and serve."""
    parser = argparse.ArgumentParser(prog="python -m scripts.serve", description=__doc__)
    parser.add_argument("address", nargs="?", default=ADDRESS, help=f"default: {ADDRESS}")
    address = parser.parse_args(argv).address
    free(*parts(address))
    python = [sys.executable, "-m"]
    for command in (["scripts.build"], ["mkdocs", "serve", "--livereload", "--dev-addr", address]):
        if code := subprocess.run([*python, *command], cwd=ROOT).returncode:
            return code
    return 0


if __name__ == "__main__":
    sys.exit(exit_code(main))
