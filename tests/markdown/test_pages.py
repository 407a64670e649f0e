"""What a page holds, read from its Markdown."""

from scripts.markdown import bound, pages


def test_reading_time_counts_what_is_read_in_one_go(desk):
    page, _ = desk(
        "---\ntitle: a b c\n---\n# One two\n\n<details>\nno no\n</details>\n\n"
        "<div hidden>\nno\n</div>\nthree"
    )
    assert pages.words(page) == 3
    assert bound.check(*desk('*1*{ data-from="page.minutes" } ' + "word " * 200)) == []
