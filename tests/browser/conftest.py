import re
from collections import defaultdict
from urllib.parse import urlsplit

import pytest


def of_this_server(route):
    """The list of pages with the port they are served at here.

    The theme follows a link without loading the page anew only if it finds it in this list, and it
    mends the host of the addresses there, not their port.
    """
    port = urlsplit(route.request.url).port
    listed = re.sub(r"(//127\.0\.0\.1):\d+/", rf"\1:{port}/", route.fetch().text())
    route.fulfill(body=listed, content_type="application/xml")


def show_all(page):
    """Press every "Just show me" of a page."""
    page.locator(".cover button").evaluate_all("buttons => buttons.forEach((b) => b.click())")
    page.evaluate("document.activeElement.blur()")


def pytest_collection_modifyitems(items):
    """Let cases take turns: a browser test tried in many ways is tried in a fifth of them now.

    Each test begins with another; all ways of all tests belong to the long tier. One that is marked
    `one_of_each("path")` is tried in one way for every path instead.
    """
    tests = defaultdict(list)
    for item in items:
        if item.get_closest_marker("browser") and hasattr(item, "callspec"):
            each = item.get_closest_marker("one_of_each")
            one = each and item.callspec.params[each.args[0]]
            tests[item.path, item.originalname, one].append(item)
    for turn, ((*_, one), ways) in enumerate(tests.items()):
        period = len(ways) if one else 5
        for i, way in enumerate(ways):
            if i % period != turn % min(period, len(ways)):
                way.add_marker(pytest.mark.slow)


@pytest.fixture
def open_page(browser):
    """An empty page in a fresh context, with everything it will ask for and complain about."""
    contexts = []

    def go(width=1280, theme="light", height=900, **settings):
        context = browser.new_context(
            viewport={"width": width, "height": height}, color_scheme=theme, **settings
        )
        contexts.append(context)
        context.route("**/sitemap.xml", of_this_server)
        page = context.new_page()
        page.asked, page.failed, page.complaints = [], [], []
        page.on("request", lambda request: page.asked.append(request.url))
        page.on("response", lambda r: page.failed.append(r.url) if r.status >= 400 else None)
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.on("console", lambda m: page.complaints.append(m.text) if m.type == "error" else None)
        return page

    yield go
    for context in contexts:
        context.unroute_all(behavior="ignoreErrors")
        context.close()


@pytest.fixture
def visit(open_page, address):
    """Open a page of the site; figures that wait for a guess are shown, unless ``covered``."""

    def go(path, width=1280, theme="light", covered=False, **settings):
        page = open_page(width, theme, **settings)
        page.goto(address + path)
        page.wait_for_load_state("networkidle")
        if not covered:
            show_all(page)
        return page

    return go
