"""The ladder of the home page."""

import re

from scripts.building import ladder


def test_the_ladder_climbs_from_the_cake_line_to_the_largest_disclosed(published):
    text = ladder.page().decode()
    data = published("parameter_count")["data"]
    assert re.findall(r"<span>(.*?)</span>", text) == data["ladder_name"]
    places = [float(p) for p in re.findall(r'cx="([\d.]+)%"', text)]
    assert places == sorted(places) and places[-1] == 98
    assert [ladder.spoken(n) for n in (2, 40_010, 66_362_880, 174_604_259_328)] == [
        "2",
        "40,010",
        "66.4 million",
        "175 billion",
    ]
    assert data["ladder_name"][-1] == "Kimi K3" and "2.8 trillion" in text
