"""Files of a figure are written whole or not at all."""

import pytest

from scripts.building.experiment import replace


def test_writing_that_fails_half_way_leaves_every_file_as_it_was(tmp_path):
    (tmp_path / "a.svg").write_bytes(b"old")
    with pytest.raises(TypeError):
        replace(tmp_path, {"a.svg": b"new", "b.svg": None})
    assert {p.name: p.read_bytes() for p in tmp_path.iterdir()} == {"a.svg": b"old"}
