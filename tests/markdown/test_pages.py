"""What a page holds, read from its Markdown."""

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
