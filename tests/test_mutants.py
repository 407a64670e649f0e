"""The tests see mistakes: a list of them is made in a copy of the project."""

import subprocess
import sys

import pytest

from scripts.compute.results import ROOT
from tests.mutants.__main__ import lost
from tests.mutants.mutants import MUTANTS, Mutant


def test_every_mutant_can_be_made_and_is_one():
    assert lost(MUTANTS) == []
    assert all(mutant.old != mutant.new for mutant in MUTANTS)
    assert len(set(MUTANTS)) == len(MUTANTS) >= 60


def test_a_mutant_whose_text_is_gone_is_named():
    (said,) = lost([Mutant("models/ridge", "no such line", "")])
    assert "scripts/models/ridge.py" in said and "'no such line' 0 times" in said
    assert lost([Mutant("models/no_such_module", "", "x")])


@pytest.mark.slow
def test_at_most_one_in_ten_survives():
    done = subprocess.run(
        [sys.executable, "-m", "tests.mutants"], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
