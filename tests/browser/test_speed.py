"""How soon a page is there on a slow phone: recorded, with room for a slow machine."""

import json
import os
from pathlib import Path

import pytest

from tests.browser.test_pages import CHAPTERS, PAGES

pytestmark = [pytest.mark.browser, pytest.mark.slow]

RECORD = Path(__file__).parents[2] / "build" / "speed.json"
# What Lighthouse calls slow 4G, and a processor four times as slow as this one.
NETWORK = {"offline": False, "latency": 150, "downloadThroughput": 2e5, "uploadThroughput": 9e4}
WATCH = """
window.speed = { painted: 0, largest: 0, blocked: 0, longest: 0 };
const watch = (type, seen) => {
  const all = new PerformanceObserver((list) => list.getEntries().forEach(seen));
  all.observe({ type, buffered: true });
};
watch("paint", ({ name, startTime }) => {
  if (name === "first-contentful-paint") speed.painted = startTime;
});
watch("largest-contentful-paint", ({ startTime }) => { speed.largest = startTime; });
watch("longtask", ({ duration }) => {
  speed.longest = Math.max(speed.longest, duration);
  speed.blocked += duration - 50;
});
"""


@pytest.mark.parametrize("path", PAGES)
def test_how_soon_a_page_is_there_is_recorded(open_page, address, path):
    page = open_page(375, height=667)
    page.add_init_script(WATCH)
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", NETWORK)
    session.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    page.goto(address + path)
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(1000)
    speed = {name: round(value) for name, value in page.evaluate("window.speed").items()}
    known = json.loads(RECORD.read_text()) if RECORD.exists() else {}
    speed["load"] = round(os.getloadavg()[0], 1) if hasattr(os, "getloadavg") else None
    RECORD.write_text(json.dumps(known | {path: speed}, indent=1) + "\n")
    assert 0 < speed["painted"] <= speed["largest"] <= 15_000, speed
    assert speed["blocked"] <= (6_000 if path in CHAPTERS else 4_000), speed
