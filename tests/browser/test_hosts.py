"""The site on servers that are not like ours, and inside the pages of others."""

import pytest
from hosts import ForAnyone, Plain, WithoutHtml
from playwright.sync_api import expect

from scripts.building import chromium
from tests.browser.conftest import show_all
from tests.browser.test_widgets import PAGE, WIDGETS, live

pytestmark = pytest.mark.browser
KNOWN = {"", ".html", ".css", ".js", ".svg", ".json", ".png", ".woff2", ".xml", ".txt"}
GIVEN = {
    ".bin",
    ".csv",
    ".ipynb",
    ".py",
    ".gz",
    ".npz",
    ".map",
    ".md",
    ".bib",
    ".ico",
    ".cff",
}


@pytest.fixture
def on(site, open_page):
    """Open a page of the site at a host of that kind."""
    hosts = []

    def go(kind, path, **settings):
        host = chromium.served(site, kind)
        hosts.append(host)
        page = open_page(**settings)
        page.goto(f"{host.__enter__()}repo/{path}")
        page.wait_for_load_state("networkidle")
        return page

    yield go
    for host in hosts:
        host.__exit__(None, None, None)


def test_no_module_has_a_name_that_a_server_may_not_know(site):
    kinds = {p.suffix for p in site.rglob("*") if p.is_file()}
    assert ".mjs" not in kinds and kinds <= KNOWN | GIVEN


@pytest.mark.parametrize("name", WIDGETS)
def test_a_host_that_knows_few_kinds_of_files_loses_no_widget(on, name):
    page = on(Plain, f"{PAGE[name]}#{name}")
    show_all(page)
    figure = live(page, name)
    expect(figure.locator(".widget-failed")).to_have_count(0)
    assert page.complaints == [] and page.failed == []


def test_a_host_that_cuts_html_from_addresses(on):
    page = on(WithoutHtml, "index.html")
    page.locator(".md-content a[href*='capacity']").first.click()
    page.wait_for_url("**/capacity*")
    page.locator("#double_descent .cover button").click()
    assert live(page, "double_descent").locator("input[type=range]").first.is_visible()
    assert page.complaints == [] and page.failed == []


ALLOWED = {
    "plain": "",
    "as a platform does": "sandbox='allow-scripts allow-same-origin'",
    "without an origin": "sandbox='allow-scripts'",
}


@pytest.mark.parametrize("sandbox", ALLOWED)
@pytest.mark.parametrize("path", ["index.html", "capacity.html", "takeaway.html"])
def test_in_a_frame_of_another_site(on, open_page, tmp_path, sandbox, path):
    inside = on(ForAnyone, path).url
    attributes = ALLOWED[sandbox]
    (tmp_path / "index.html").write_text(
        f"<iframe {attributes} width=800 height=700 src='{inside}'></iframe>"
    )
    page = open_page()
    with chromium.served(tmp_path) as platform:
        page.goto(platform)
        page.wait_for_load_state("networkidle")
    frame = page.frames[-1]
    frame.evaluate("document.querySelectorAll('.cover button').forEach((b) => b.click())")
    figures = frame.locator("figure[data-widget]:not(details figure)")
    assert figures.count()
    for figure in figures.all():
        figure.scroll_into_view_if_needed()
        figure.locator(".widget").first.wait_for(state="attached")
    assert page.complaints == []
