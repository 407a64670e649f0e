"""What a test does when this machine lacks what it needs."""

import os

import pytest


def missing(what: str, remedy: str) -> None:
    """What a test needs is not here: a failure in CI, elsewhere a skip that says what to do."""
    if os.environ.get("CI"):
        pytest.fail(f"{what}: {remedy}")
    pytest.skip(f"{what}: {remedy}")
