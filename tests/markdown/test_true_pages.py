"""A page that is not true does not build."""

import re

import pytest
from markdown import Markdown
from mkdocs.exceptions import BuildError

from scripts.markdown import pages, true_pages

PAGES = pages.pages()


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.stem)
def test_the_file_of_a_page_is_known_by_its_text(page):
    text = re.sub(r"\A---\n.*?\n---\n", "", page.read_text("utf-8"), flags=re.DOTALL)
    assert true_pages.source(text) == page


def test_a_page_that_is_not_true_does_not_build(tmp_path, monkeypatch):
    page = tmp_path / "page.md"
    page.write_text('Best is *7*{ data-from="capacity_sweep.best_degree" }.\n')
    monkeypatch.setattr(true_pages, "pages", lambda docs=None: [page])
    with pytest.raises(BuildError, match=r"page\.md:1.*'7' should be '6'"):
        Markdown(extensions=["scripts.markdown.true_pages"]).convert(page.read_text())
