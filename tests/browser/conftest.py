import pytest


@pytest.fixture
def visit(browser, address):
    """Open a page and return it, with everything it asked for and complained about."""
    contexts = []

    def go(path, width=1280, theme="light", **settings):
        context = browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme=theme, **settings
        )
        contexts.append(context)
        page = context.new_page()
        page.asked, page.failed, page.complaints = [], [], []
        page.on("request", lambda request: page.asked.append(request.url))
        page.on("response", lambda r: page.failed.append(r.url) if r.status >= 400 else None)
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.on("console", lambda m: page.complaints.append(m.text) if m.type == "error" else None)
        page.goto(address + path)
        page.wait_for_load_state("networkidle")
        return page

    yield go
    for context in contexts:
        context.close()
