"""Files of a figure are written whole or not at all."""

import json
import re

import pytest

from scripts.building import experiment
from scripts.building.experiment import PART, draw, replace
from scripts.compute.problem import Problem


def test_writing_that_fails_half_way_leaves_every_file_as_it_was(tmp_path):
    (tmp_path / "a.svg").write_bytes(b"old")
    with pytest.raises(TypeError):
        replace(tmp_path, {"a.svg": b"new", "b.svg": None})
    assert {p.name: p.read_bytes() for p in tmp_path.iterdir()} == {"a.svg": b"old"}


@pytest.fixture
def result(published):
    return json.dumps(published("ridgeless_theory")).encode()


def drawn_with(page, result, monkeypatch):
    """Draw a figure whose drawing says that its page needs only this."""
    found = experiment.discover()["ridgeless_theory"]
    monkeypatch.setattr(found.drawing, "PAGE", page, raising=False)
    return draw(found, result)


def test_what_a_page_needs_of_a_large_result_is_a_file_that_its_figure_names(result, monkeypatch):
    whole = drawn_with({}, result, monkeypatch)
    assert not [name for name in whole if name.endswith(PART)]
    files = drawn_with({"ridgeless_theory": ("width", "quoted")}, result, monkeypatch)
    name = f"ridgeless_theory{PART}"
    data = json.loads(result)["data"]
    kept = {"width": data["width"], "quoted": data["quoted"]}
    assert set(files) - set(whole) == {name} and json.loads(files[name]) == {"data": kept}
    opening = re.search(r"<figure [^>]*>", files["ridgeless_theory.md"].decode())[0]
    assert f'data-result="{name}"' in opening and opening.count("data-stem=") == 1


def test_a_part_too_large_for_a_page_is_refused(result, monkeypatch):
    monkeypatch.setattr(experiment, "MOST_PAGE", 50)
    with pytest.raises(Problem, match=r"ridgeless_theory\.page\.txt would have"):
        drawn_with({"ridgeless_theory": ("width", "quoted")}, result, monkeypatch)
