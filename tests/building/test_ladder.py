"""The ladder of the home page."""

import re

import pytest

from scripts.building import ladder
from scripts.compute.problem import Problem


def test_the_ladder_climbs_from_the_cake_line_to_gpt_3_and_answers_no_guess(published):
    text = ladder.page().decode()
    data = published("parameter_count")["data"]
    names = re.findall(r"<span>(.*?)</span>", text)
    assert names == [
        *("cake line", "digit reader", "widest digit reader"),
        *("DistilBERT", "GPT-2", "GPT-3"),
    ]
    assert data["ladder_name"][-1] == "Kimi K3"  # the figure of chapter 1 goes on to it
    assert data["ladder_count"][-1] == max(data["ladder_count"])
    places = [float(p) for p in re.findall(r'cx="([\d.]+)%"', text)]
    assert places == sorted(places) and places[-1] == 98
    assert [ladder.spoken(n) for n in (2, 40_010, 66_362_880, 174_604_259_328)] == [
        "2",
        "40,010",
        "66.4 million",
        "175 billion",
    ]
    assert "175 billion" in text and "trillion" not in text


def test_each_rung_is_ten_times_as_high_as_the_one_below_and_the_last_is_one_of_them():
    assert ladder.rungs([2, 7, 20, 199, 200, 1999, 5000]) == [0, 2, 4, 6]
    with pytest.raises(Problem, match="less than ten times the rung below"):
        ladder.rungs([2, 20, 21])
