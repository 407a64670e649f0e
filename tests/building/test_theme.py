"""What the theme's pages lack is mended once, and only where it is."""

from scripts.building.theme import mended


def test_menu_and_search_are_buttons_with_names():
    label = '<label class="md-header__button md-icon" for="__search"><svg></svg></label>'
    page = mended(label + '<label class="md-overlay" for="__drawer"></label>')
    assert page == (
        '<button type="button" class="md-header__button md-icon" data-opens="__search" '
        'aria-label="Search" aria-expanded="false"><svg></svg></button>'
        '<label class="md-overlay" for="__drawer"></label>'
    )


def test_the_tab_of_the_page_is_named_and_no_other():
    tab = '<li class="md-tabs__item{}">\n<a href="{}">x</a></li>'
    page = tab.format("", "one") + tab.format(" md-tabs__item--active", "two") + tab.format("", "3")
    assert mended(page) == page.replace('<a href="two"', '<a aria-current="page" href="two"')


def test_what_is_no_valid_html_is_taken_out():
    page = '<input class="md-toggle" type="checkbox" autocomplete="off"><nav tabindex="">x</nav>'
    assert mended(page) == '<input class="md-toggle" type="checkbox"><nav>x</nav>'
    field = '<input class="own" autocomplete="off"><pre tabindex="0">x</pre>'
    assert mended(field) == field


def test_a_mended_page_stays_as_it_is(site):
    for path in site.glob("*.html"):
        page = path.read_text(encoding="utf-8")
        assert mended(page) == page, path.name
