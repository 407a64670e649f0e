"""A number is written as the pages write it, and a name as it is."""

import doctest

import pytest

from scripts.plotting import fragment, quoted
from scripts.plotting.quoted import THIN, like, written


def test_its_examples_are_true():
    assert doctest.testmod(quoted).failed == 0


@pytest.mark.parametrize(
    ("value", "spec", "text"),
    [
        (0.344, ".0%", f"34{THIN}%"),
        (-0.344, ".1%", f"−34.4{THIN}%"),
        (59049, ",", "59,049"),
        ("100 % rye", "", "100 % rye"),
        ("five", ".0%", "five"),
    ],
)
def test_a_format_gives_the_signs_of_the_pages(value, spec, text):
    assert written(value, spec) == text


@pytest.mark.parametrize(
    ("value", "text", "says"),
    [
        (5.678, "1.23", "5.68"),
        (0.3449, "30 %", f"34{THIN}%"),
        (0.3449, f"30.0{THIN}%", f"34.5{THIN}%"),
        (-0.25, "0.1", "−0.2"),
        (4321.04, "4300", "4321"),
        (4321.04, "4,300", "4,321"),
        (43210.4, "4300", "43,210"),
        ("five", "four", "five"),
    ],
)
def test_a_value_has_the_decimals_and_commas_of_what_stands_there(value, text, says):
    assert like(value, text) == says


RESULT = {
    "provenance": {"stem": "s", "config": {}},
    "data": {"quoted": {"name": "DeepSeek-V4-Pro", "change": -0.25}},
}


def test_a_hyphen_in_a_name_stays_a_hyphen_and_a_number_gets_a_minus_sign():
    assert written("DeepSeek-V4-Pro", "") == "DeepSeek-V4-Pro"
    assert written(-1.5, ".1f") == "−1.5"
    assert written(-0.25, ".0%") == "−25\u202f%"
    assert like("GPT-3", "GPT-2") == "GPT-3"
    assert like(-2.0, "3.0") == "−2.0"


@pytest.mark.parametrize("bound", [False, True])
def test_so_it_is_in_captions_and_in_descriptions(bound):
    values = {"quoted": RESULT["data"]["quoted"], "config": {}}
    said = fragment.fill("{quoted.name} fell by {quoted.change:.0%}", values, "s", bound)
    assert "DeepSeek-V4-Pro" in said
    assert "−25" in said and "-25" not in said


def test_things_with_a_name_are_all_listed_and_of_numbers_thirty():
    many = 3 * fragment.MOST_ROWS
    data = {"name": [f"m-{i}" for i in range(many)], "x": list(range(many))}
    named = fragment._table("a", "name = model; x = size.", data, "s", "Sizes")
    assert named.count("<tr><td>") == many and "<td>m-1</td>" in named and " rows." not in named
    numbers = fragment._table("a", "x = size.", data, "s", "Sizes")
    assert numbers.count("<tr><td>") == fragment.MOST_ROWS
    assert f"{fragment.MOST_ROWS} of {many} rows." in numbers
