"""tests/ mirrors scripts/: every module has the file of tests that bears its name."""

import pytest

from scripts.compute.results import ROOT

ROOMS = (
    "building",
    "checking",
    "compute",
    "drawings",
    "experiments",
    "markdown",
    "models",
    "plotting",
)
# A module without a file of its own, and what tests it.
ELSEWHERE = {}


def modules() -> list[str]:
    """Every module of the rooms, as room/name."""
    found = [path for room in ROOMS for path in (ROOT / "scripts" / room).glob("*.py")]
    return sorted(f"{p.parent.name}/{p.stem}" for p in found if p.stem != "__init__")


@pytest.mark.parametrize("module", modules())
def test_a_module_has_its_file_of_tests_or_is_listed_with_what_tests_it(module):
    # The contract draws every drawing; what one claims is tested with the experiment it draws.
    room, name = module.replace("drawings/", "experiments/").split("/")
    own = (ROOT / "tests" / room / f"test_{name}.py").is_file()
    assert own != (module in ELSEWHERE), module


def test_what_is_tested_elsewhere_exists_and_is_little():
    assert set(ELSEWHERE) <= set(modules())
    assert len(ELSEWHERE) <= 3


def test_every_file_of_tests_in_a_room_belongs_to_a_module_of_that_room():
    packages = {"compute/datasets"}  # its loaders are a few lines each, tested together
    known = set(modules()) | packages
    for room in ROOMS:
        for path in (ROOT / "tests" / room).glob("test_*.py"):
            assert f"{room}/{path.stem.removeprefix('test_')}" in known, path
