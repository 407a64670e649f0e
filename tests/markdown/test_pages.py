"""What a page holds, read from its Markdown."""

import pytest

from scripts.compute.problem import Problem
from scripts.markdown import bound, pages


def test_reading_time_counts_what_is_read_in_one_go(desk):
    page, _ = desk(
        "---\ntitle: a b c\n---\n# One two\n\n<details>\nno no\n</details>\n\n"
        "<div hidden>\nno\n</div>\nthree"
    )
    assert pages.words(page) == 3
    assert bound.check(*desk('*1*{ data-from="page.minutes" } ' + "word " * 200)) == []


def test_the_words_around_a_figure_are_read_and_a_widget_takes_a_minute(tmp_path):
    (tmp_path / "toy.md").write_text(
        '<figure class="figure" id="toy" data-widget="toy">\n<p class="figure-title">A title</p>\n'
        '<figcaption><p class="caption">Two words. <span class="more">Three more words.</span></p>'
        "<details><summary>Data</summary>no</details></figcaption></figure>\n"
    )
    page = tmp_path / "page.md"
    page.write_text('---\nkind: evidence\n---\n--8<-- "toy.md"\n')
    assert pages.words(page, tmp_path) == 7
    assert pages.minutes(page, tmp_path) == 1
    page.write_text('---\nkind: story\n---\n--8<-- "toy.md"\n' + "word " * 200)
    assert pages.words(page, tmp_path) == 204  # what is more is folded there
    assert pages.minutes(page, tmp_path) == 2


def test_links_of_which_git_made_text_files_are_named_with_what_to_do(tmp_path):
    assert pages.unlinked() == []
    (tmp_path / "figures").write_text("../figures")
    (tmp_path / "code").mkdir()
    (fault,) = pages.unlinked(tmp_path)
    assert "no link to figures/" in fault.says and "core.symlinks true" in fault.remedy


def test_a_page_that_is_not_utf_8_is_named_with_its_line(tmp_path):
    page = tmp_path / "page.md"
    page.write_bytes(b"One.\r\nCaf\xe9.\n")
    with pytest.raises(Problem, match=r"page\.md:2: byte 0xe9 is not UTF-8\.\nSave the file"):
        pages.read_text(page)
