"""CITATION.cff is read once, and gains the addresses that are known."""

import yaml

from scripts.building import citing


def test_authors_and_subtitle_are_those_of_the_file():
    said = yaml.safe_load(citing.FILE.read_text(encoding="utf-8"))
    assert citing.authors().split(", ") == [author["name"] for author in said["authors"]]
    assert said["title"].endswith(": " + citing.subtitle()) and citing.subtitle()


def test_only_known_addresses_are_added():
    plain = citing.FILE.read_text(encoding="utf-8")
    assert citing.with_addresses(None, None) == plain
    said = yaml.safe_load(citing.with_addresses("https://example.org/a/", "https://example.org/b"))
    assert said["url"] == "https://example.org/a/"
    assert said["repository-code"] == "https://example.org/b"
    assert "repository-code" not in yaml.safe_load(citing.with_addresses("https://a.org/", None))
