"""Another processor gives the numbers on the pages: every experiment with other BLAS kernels.

OpenBLAS picks its kernels by the processor, and each adds up in another order. All of these run on
any processor with AVX2; a run is a process of its own, because the choice is made once.
"""

import os
import subprocess
import sys

import pytest

from scripts.building.experiment import discover
from scripts.compute.results import ROOT

KERNELS = ("Haswell", "Sandybridge", "Nehalem")
ASK = (
    "import numpy, threadpoolctl as t; print(*(i.get('architecture') for i in t.threadpool_info()))"
)


def with_kernel(kernel: str, *words: str) -> subprocess.CompletedProcess:
    """Run Python with these kernels."""
    environment = os.environ | {"OPENBLAS_CORETYPE": kernel}
    return subprocess.run(
        [sys.executable, *words], cwd=ROOT, env=environment, capture_output=True, text=True
    )


@pytest.mark.slow
@pytest.mark.parametrize("kernel", KERNELS)
@pytest.mark.parametrize("stem", discover())
def test_the_committed_numbers_come_out_with_other_kernels(stem, kernel):
    if kernel not in with_kernel(kernel, "-c", ASK).stdout.split():
        pytest.skip(f"this NumPy has no choice of kernels, or this processor cannot run {kernel}")
    done = with_kernel(kernel, "-m", "scripts.build", "--check", stem)
    assert done.returncode == 0, done.stdout + done.stderr
