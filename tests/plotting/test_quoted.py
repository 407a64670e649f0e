"""A number is written as the pages write it."""

import doctest

import pytest

from scripts.plotting import quoted
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
