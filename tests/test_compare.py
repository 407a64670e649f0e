"""What another engine would lose is counted, and what README does not know of is an error."""

import pytest

from scripts import compare
from scripts.compute.problem import Problem


@pytest.fixture
def sites(tmp_path):
    """Two folders, and a function that writes a page into one of them."""

    def write(name, page):
        folder = tmp_path / name
        folder.mkdir(exist_ok=True)
        (folder / "index.html").write_text(page)
        return str(folder)

    return write


def test_what_is_lost_is_named(sites, capsys):
    one = sites("one", '<article><em data-origin="x">5</em><em data-origin="x">6</em></article>')
    other = sites("other", '<article><em data-origin="x">5</em><em>6</em></article>')
    with pytest.raises(Problem, match="fewer bound numbers"):
        compare.main([one, other])
    assert "bound numbers               2      1  less\n" in capsys.readouterr().out
    assert compare.main([other, one]) == 0


def test_what_readme_says_is_lost_is_no_error(sites):
    one = sites("one", '<div class="jupyter-wrapper"></div>')
    assert compare.main([one, sites("other", "<p>No notebook</p>")]) == 0


def test_a_folder_without_a_site_is_named(tmp_path):
    with pytest.raises(Problem, match="no built site"):
        compare.main([str(tmp_path), str(tmp_path)])


def test_the_parts_that_are_counted_are_in_the_site(site):
    found = compare.counts(site)
    assert [name for name in (*compare.PARTS, *compare.FILES) if not found[name]] == []
