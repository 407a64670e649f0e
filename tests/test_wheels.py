"""Whoever builds compiles nothing: each pinned package has a wheel, with its hash, for each system.

Asks a package index and installs nothing.
"""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SYSTEMS = ("linux", "macos", "x86_64-apple-darwin", "windows")
FILES = sorted(path.name for path in ROOT.glob("requirements*.txt"))


@pytest.mark.slow
@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("python", ["3.11", "3.12", "3.13", "3.14"])
@pytest.mark.parametrize("system", SYSTEMS)
def test_every_package_has_a_wheel_with_its_hash(system, python, name, tmp_path):
    uv = Path(sys.executable).with_name("uv")
    where = ["--python-platform", system, "--python-version", python, "--target", tmp_path / "none"]
    what = ["--only-binary", ":all:", "--require-hashes", "--requirement", ROOT / name]
    command = [uv, "pip", "install", "--dry-run", *where, *what]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, f"{name}: {done.stderr}"
    assert "Would install" in done.stderr
