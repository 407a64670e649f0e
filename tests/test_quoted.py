"""Each quoted number is computed once more, from the series beside it, by other code.

``tests/recomputed/<stem>.py`` holds ``quoted(data, config)``: numbers by key, `pytest.approx` where
one may differ by more than the last written digits. A setting of the run needs nothing.
"""

import importlib
import json

import pytest

from scripts.building.experiment import discover
from scripts.compute.results import ROOT

STEMS = sorted(path.stem for path in (ROOT / "tests" / "recomputed").glob("*.py"))
# Results of which nothing is recomputed here: their own test file does it for some of the keys.
WITHOUT = {
    *("cake_tree", "compression", "edge_digit", "federated", "human_feedback", "label_noise"),
    *("model_sizes", "scaling_law", "specialisation"),
}
# Keys that nothing recomputes, because the result does not hold what they are made from.
LEFT: dict[str, set[str]] = {
    "learning_curve": {"penalty_at_edge"},
    "digit_knobs": {
        *("better_chosen_in_splits", "better_penalty", "better_test_accuracy_se", "gain_se"),
    },
}


@pytest.fixture(scope="module")
def found():
    """Quoted numbers, and what is computed for them: {key: value}, {key: value}."""
    known = {}

    def of(stem: str) -> tuple[dict, dict]:
        if stem not in known:
            result = json.loads((ROOT / "figures" / f"{stem}.json").read_bytes())
            data, config = result["data"], result["provenance"]["config"]
            ours = importlib.import_module(f"recomputed.{stem}").quoted(data, config)
            settings = {k: v for k, v in data["quoted"].items() if config.get(k) == v}
            known[stem] = data["quoted"], settings | ours
        return known[stem]

    return of


def wrong(said: dict, ours: dict) -> dict[str, tuple]:
    """Keys whose two values differ by more than six written digits allow."""
    plain = {
        k: v if _tolerant(v) else pytest.approx(v, rel=1e-4, abs=1e-9) for k, v in ours.items()
    }
    return {k: (said.get(k), v) for k, v in plain.items() if k not in said or said[k] != v}


def _tolerant(value: object) -> bool:
    return isinstance(value, str | type(pytest.approx(0.0)))


@pytest.mark.parametrize("stem", STEMS)
def test_every_quoted_number_comes_out_again(stem, found):
    assert wrong(*found(stem)) == {}


@pytest.mark.parametrize("stem", STEMS)
def test_what_nothing_recomputes_is_listed(stem, found):
    said, ours = found(stem)
    assert set(said) - set(ours) == LEFT.get(stem, set())


def test_results_without_a_second_computation_are_listed_and_become_fewer():
    assert set(discover()) - set(STEMS) == WITHOUT
    assert len(WITHOUT) <= 9
    assert sum(map(len, LEFT.values())) <= 40


@pytest.mark.parametrize("stem", STEMS)
def test_a_tenth_more_of_any_number_would_be_seen(stem, found):
    said, ours = found(stem)
    for key in set(ours) - {k for k, v in said.items() if isinstance(v, str) or v == 0}:
        assert key in wrong(said | {key: 1.1 * said[key]}, {key: ours[key]}), key
