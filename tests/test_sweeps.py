"""What the sliders along a curve say and mark, in every state, worked out again from the results.

The page's modules format in JavaScript; here the numbers are read from the committed files and
rounded by decimal arithmetic.
"""

import json
import re
from decimal import ROUND_HALF_DOWN, ROUND_HALF_UP, Decimal
from functools import cache

import pytest

from scripts.compute.results import ROOT
from tests.javascript import answered

STEMS = ("double_descent", "early_stopping", "learning_curve", "label_noise", "human_feedback")
SCRIPT = """
import { readFileSync } from "node:fs";
import { states } from "./docs/js/lib/sweep.js";
const told = JSON.parse(readFileSync(0));
const { setting: settingOf } = await import(`./docs/js/widgets/${told.stem}.js`);
const setting = settingOf(told.data);
const text = (state) => setting.describe(state).map((piece) => piece.strong ?? piece).join("");
const strong = (state) => setting.describe(state).flatMap((piece) => piece.strong ?? []);
const dots = (state) => setting.marks(state).filter(({ dot }) => dot).map(({ dot }) => dot);
const all = states(setting).map((state) => ({
  state, text: text(state), strong: strong(state), dots: dots(state), spoken: setting.spoken(state),
}));
console.log(JSON.stringify(all));
"""


@cache
def result(stem: str) -> dict:
    """The published data, numbers as they are written there."""
    text = (ROOT / "figures" / f"{stem}.json").read_text(encoding="utf-8")
    return json.loads(text, parse_float=Decimal)["data"]


@cache
def said(stem: str) -> list[dict]:
    """All states of a widget: what it says, its bold values, its dots."""
    text = (ROOT / "figures" / f"{stem}.json").read_text(encoding="utf-8")
    return answered(SCRIPT, {"stem": stem, "data": json.loads(text)["data"]})


def shares(value: Decimal, places: int) -> set[str]:
    """How a share may be written: two ways where it lies exactly between them."""
    if places and 0 < value < Decimal("0.0005"):
        return {"under 0.1\u202f%"}
    unit = Decimal(1).scaleb(-places if value else 0)
    ways = (ROUND_HALF_UP, ROUND_HALF_DOWN)
    return {f"{(100 * value).quantize(unit, way)}\u202f%" for way in ways}


def expected(stem: str, state: dict) -> tuple[set[str], int, list[tuple]]:
    """The slider's value, the digits after the point, and (x, y) of every dot."""
    data, at = result(stem), state["at"]
    if stem == "double_descent":
        q = state["noise"]
        if state["brake"]:
            x = data["ridge_width"][at]
            return {f"{x:,}"}, 1, [(x, data["ridge_test_error_mean"][q][at])]
        x = data["width"][at]
        roles = ("train_error_mean", "test_error_mean")
        return {f"{x:,}"}, 1, [(x, data[role][q][at]) for role in roles]
    if stem == "early_stopping":
        x = data["step"][at]
        roles = ("train_error_mean", "test_error_mean")
        return {f"{x:,}"}, 1, [(x, data[role][state["noise"]][at]) for role in roles]
    if stem == "learning_curve":
        x, kind = data["n_train"][at], ("ridgeless", "tuned")[state["brake"]]
        return {f"{x:,}"}, 1, [(x, data[f"{kind}_error_mean"][state["knobs"]][at])]
    if stem == "label_noise":
        x, kind = data["noise"][at], ("minnorm", "tuned")[state["brake"]]
        value = shares(Decimal(x), 0) if x else {"none"}
        return value, 0, [(x, data[f"{kind}_accuracy_mean"][state["knobs"] + 1][at])]
    x, q = data["kl"][at], state["comparisons"]
    value = {f"{x.normalize():f}"} if x else set()
    return value, 0, [(x, data[name][q][at]) for name in ("promised_rate", "win_rate")]


@pytest.mark.parametrize("stem", STEMS)
def test_the_numbers_in_bold_are_those_of_the_result(stem):
    assert len(said(stem)) >= 80
    for told in said(stem):
        value, places, dots = expected(stem, told["state"])
        if value:
            assert told["strong"][0] in value, told["text"]
        shown = told["strong"][1 if value else 0 :]
        assert shown, told["text"]
        known = [shares(Decimal(y), places) for _, y in dots]
        for number in shown:
            assert any(number in ways for ways in known), told["text"]
        assert any(way in told["spoken"] for way in known[-1]), told["spoken"]


@pytest.mark.parametrize("stem", STEMS)
def test_every_dot_lies_at_the_value_of_its_state(stem):
    for told in said(stem):
        _, _, dots = expected(stem, told["state"])
        assert told["dots"] == [[pytest.approx(float(v), abs=1e-9) for v in dot] for dot in dots]


@pytest.mark.parametrize("stem", STEMS)
def test_no_sentence_has_a_hole(stem):
    for told in said(stem):
        assert not re.search(r"undefined|NaN|null|Infinity|\s\s|\s[.,]", told["text"]), told["text"]
        assert told["text"].endswith(".")


# What a page quotes, with its format there, and the state in which the widget says it.
QUOTED = [
    ("double_descent", "error_at_largest_noise_0", ".1%", {"at": 59, "noise": 0, "brake": 0}),
    ("double_descent", "best_small_error_noise_0", ".1%", {"at": 59, "noise": 0, "brake": 0}),
    ("double_descent", "error_at_largest_noise_20", ".1%", {"at": 59, "noise": 2, "brake": 0}),
    ("double_descent", "best_small_error_noise_20", ".1%", {"at": 59, "noise": 2, "brake": 0}),
    (
        *("double_descent", "ridge_error_at_largest_noise_20", ".1%"),
        {"at": 47, "noise": 2, "brake": 1},
    ),
    ("early_stopping", "error_at_end_noise_40", ".1%", {"at": 56, "noise": 2}),
    ("early_stopping", "error_at_best_noise_40", ".1%", {"at": 56, "noise": 2}),
    ("early_stopping", "error_at_end_noise_0", ".1%", {"at": 56, "noise": 0}),
    ("early_stopping", "error_at_best_noise_0", ".1%", {"at": 56, "noise": 0}),
    (
        *("learning_curve", "tuned_error_at_more_to_middle", ".1%"),
        {"at": 13, "knobs": 1, "brake": 1},
    ),
    ("label_noise", "minnorm_largest_noise_0", ".0%", {"at": 0, "knobs": 4, "brake": 0}),
    ("label_noise", "minnorm_smallest_noise_0", ".0%", {"at": 0, "knobs": 4, "brake": 0}),
    ("label_noise", "minnorm_break_even", ".0%", {"at": 0, "knobs": 4, "brake": 0}),
    ("label_noise", "tuned_break_even", ".0%", {"at": 0, "knobs": 4, "brake": 1}),
    ("label_noise", "tuned_largest_noise_40", ".0%", {"at": 4, "knobs": 4, "brake": 1}),
    ("human_feedback", "promised_rate_at_end_30", ".0%", {"at": 18, "comparisons": 0}),
    ("human_feedback", "win_rate_at_end_30", ".0%", {"at": 18, "comparisons": 0}),
]


@pytest.mark.parametrize(("stem", "key", "form", "state"), QUOTED)
def test_a_widget_says_what_the_page_quotes(stem, key, form, state):
    text = next(told["text"] for told in said(stem) if told["state"] == state)
    quoted = f"{float(result(stem)['quoted'][key]):{form}}".replace("%", "\u202f%")
    assert re.search(rf"(?<![\d.]){re.escape(quoted)}", text), (quoted, text)
