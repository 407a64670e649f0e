"""How a page is measured in a browser: one load of it serves all gates of test_gates.py."""

from importlib.resources import files

AXE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
# How far things move by themselves, from the first painting on.
SHIFTS = """
window.shifts = [];
new PerformanceObserver((list) => {
  for (const { hadRecentInput, value, sources } of list.getEntries()) {
    if (hadRecentInput) continue;
    const nodes = sources.map(({ node }) => (node?.outerHTML ?? String(node?.data)).slice(0, 80));
    window.shifts.push([value, Math.round(scrollY), ...nodes.slice(0, 3)]);
  }
}).observe({ type: "layout-shift", buffered: true });
"""
# Nothing covered, every fold open, every slider turned, the first button of every widget pressed.
IN_USE = """() => {
  for (const button of document.querySelectorAll(".cover button")) button.click();
  for (const fold of document.querySelectorAll(":is(.page, .colophon) details")) fold.open = true;
  for (const slider of document.querySelectorAll(".widget input[type=range]")) {
    slider.stepUp();
    slider.dispatchEvent(new Event("input", { bubbles: true }));
  }
  for (const widget of document.querySelectorAll(".widget")) {
    widget.querySelector("button.act:not([aria-disabled=true])")?.click();
  }
}"""
FOUND = """async (rules) => {
  const { violations } = await axe.run(document, { runOnly: rules, resultTypes: ["violations"] });
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)}\\n${failureSummary}`));
}"""
TWICE = """() => {
  const ids = [...document.querySelectorAll("[id]")].map(({ id }) => id);
  return ids.filter((id, i) => ids.indexOf(id) !== i);
}"""


def barriers(page) -> list[str]:
    """What axe-core finds wrong with a page as it is now, one text for each element."""
    page.evaluate(AXE)
    return page.evaluate(FOUND, list(RULES))


class Weighed:
    """What a page has asked for so far, as (bytes, address), largest first.

    Bytes are those of the bodies as they came, packed: headers are each server's own.
    """

    def __init__(self, page):
        self.addresses, self.headers, self.bytes = {}, {}, {}
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.on("Network.requestWillBeSent", self.asked)
        session.on("Network.responseReceived", self.began)
        session.on("Network.loadingFinished", self.came)

    def asked(self, event):
        self.addresses[event["requestId"]] = event["request"]["url"]

    def began(self, event):
        self.headers[event["requestId"]] = event["response"]["encodedDataLength"]

    def came(self, event):
        which = event["requestId"]
        if self.addresses.get(which, "").startswith("http"):
            self.bytes[which] = event["encodedDataLength"] - self.headers[which]

    def parts(self, index=False) -> list[tuple[int, str]]:
        """The search index, or all the rest."""
        parts = ((size, self.addresses[which]) for which, size in self.bytes.items())
        return sorted((p for p in parts if ("search_index" in p[1]) == index), reverse=True)

    def total(self, index=False) -> int:
        """Bytes of it."""
        return sum(size for size, _ in self.parts(index))
