"""What readers meet of a result is found on pages and in the words of figures."""

import json

from scripts import build
from scripts.building import quotes
from scripts.building.experiment import discover
from scripts.compute import results


def test_every_key_that_is_quoted_is_there_and_most_come_from_pages():
    found = quotes.quoted()
    for stem in discover():
        data = json.loads((results.FIGURES / f"{stem}.json").read_bytes())["data"]
        assert found[stem] and found[stem] <= set(data["quoted"]), stem


def test_a_caption_counts_as_a_page_does(tmp_path, monkeypatch):
    page = tmp_path / "page.md"
    page.write_text("*5*{ data-from=\"cake_tree.a\" } <em data-from='cake_tree.b'>6</em> `*7*`")
    (tmp_path / "cake_tree.py").write_text('"""Title: {quoted.c} of {quoted.d_1:.0%}."""')
    monkeypatch.setattr(quotes, "pages", lambda: [page])
    monkeypatch.setattr(quotes, "DRAWINGS", tmp_path)
    monkeypatch.setattr(quotes, "discover", lambda: ["cake_tree"])
    assert quotes.quoted() == {"cake_tree": {"a", "b", "c", "d_1"}}


def test_numbers_inside_of_others_have_names_too():
    assert quotes.names({"x": [1], "quoted": {"y": 2, "deep": {"z": 3}}}) == {"x", "y", "z"}


def test_a_check_names_what_it_does_not_compare(monkeypatch):
    one = discover()["cake_tree"]
    data = json.loads(one.result_file.read_bytes())["data"]
    quoted, silent = (
        next(iter(quotes.quoted()["cake_tree"])),
        next(k for k in data if k != "quoted"),
    )
    monkeypatch.setattr(quotes, "quoted", lambda: {"cake_tree": {quoted}})
    monkeypatch.setattr(one.module, "TOLERANCE", {"default": 0.1})
    assert build.agreement(one) == "agrees"
    chance = {"default": 0.1, quoted: "it is chance", silent: "it is a vote"}
    monkeypatch.setattr(one.module, "TOLERANCE", chance)
    assert build.agreement(one) == (
        f"agrees; not compared: {quoted} (it is chance); 1 that no page quotes (it is a vote)"
    )
