"""Tests of the built site need one that is there and is not older than its pages."""

import os

import needed


def test_a_site_that_is_missing_or_stale_is_said_with_what_to_do(tmp_path):
    page, index = tmp_path / "docs" / "fit.md", tmp_path / "build" / "site" / "index.html"
    for path in (page, index):
        path.parent.mkdir(parents=True)
    page.write_text("One.")
    assert needed.no_site(tmp_path).startswith("there is no built site: build it with")
    index.write_text("One.")
    os.utime(page, (1, 1))
    assert needed.no_site(tmp_path) == ""
    os.utime(index, (0, 0))
    assert "is older than docs/fit.md: build it with" in needed.no_site(tmp_path)
