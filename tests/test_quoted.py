"""Each quoted number is computed once more, from the series beside it, by other code.

``tests/recomputed/<stem>.py`` holds ``quoted(data, config)``: numbers by key, `pytest.approx` where
one may differ by more than the last written digits; a setting of the run needs nothing. ``series``
does the same for means and spreads, from what single seeds of the small run gave.
"""

import copy
import importlib
import json

import numpy as np
import pytest

from scripts.building.experiment import discover
from scripts.compute import parallel
from scripts.compute.results import ROOT, rounded
from scripts.models import chinchilla

STEMS = sorted(path.stem for path in (ROOT / "tests" / "recomputed").glob("*.py"))
# Results of which nothing is recomputed here: their own test file does it for some of the keys.
WITHOUT = {"edge_digit"}
# Results of which some numbers are recomputed here.
PARTLY = {
    *("cake_tree", "compression", "federated", "human_feedback", "label_noise", "model_sizes"),
    *("scaling_law", "specialisation"),
}
# Keys that nothing recomputes, because the result does not hold what they are made from.
LEFT: dict[str, set[str]] = {
    "learning_curve": {"penalty_at_edge"},
    "digit_knobs": {
        *("better_chosen_in_splits", "better_penalty", "better_test_accuracy_se", "gain_se"),
    },
}


@pytest.fixture(scope="module")
def result():
    """Data, settings and what each map over seeds gave: of the published run, or of the small one.

    Of the published run nothing is known of single seeds.
    """
    known = {}

    def of(stem: str, run: str) -> tuple[dict, dict, list]:
        if run == "published":
            whole = json.loads((ROOT / "figures" / f"{stem}.json").read_bytes())
            return whole["data"], whole["provenance"]["config"], []
        if stem not in known:
            module, seeds = importlib.import_module(f"scripts.experiments.{stem}"), []

            def kept(*task: object, **settings: str) -> list:
                seeds.append(parallel.spread(*task, **settings))
                return copy.deepcopy(seeds[-1])

            with pytest.MonkeyPatch.context() as patch:
                for place in (module, chinchilla):  # it maps over resamples itself
                    if hasattr(place, "spread"):
                        patch.setattr(place, "spread", kept)
                data = rounded(module.run(module.QUICK), stem)
            known[stem] = data, json.loads(json.dumps(vars(module.QUICK))), seeds
        return known[stem]

    return of


@pytest.fixture
def found(result):
    """Quoted numbers, and what is computed for them: {key: value}, {key: value}."""

    def of(stem: str, run: str = "published") -> tuple[dict, dict]:
        data, config, _ = result(stem, run)
        ours = importlib.import_module(f"recomputed.{stem}").quoted(data, config)
        return data["quoted"], {
            k: v for k, v in config.items() if data["quoted"].get(k) == v
        } | ours

    return of


def wrong(said: dict, ours: dict) -> dict[str, tuple]:
    """Keys whose two values differ by more than six written digits allow."""
    plain = {
        k: v if _tolerant(v) else pytest.approx(v, rel=1e-4, abs=1e-9) for k, v in ours.items()
    }
    return {k: (said.get(k), v) for k, v in plain.items() if k not in said or said[k] != v}


def _tolerant(value: object) -> bool:
    return isinstance(value, str | type(pytest.approx(0.0)))


@pytest.mark.parametrize("run", ["published", "small"])
@pytest.mark.parametrize("stem", STEMS)
def test_every_quoted_number_comes_out_again(stem, run, found):
    assert wrong(*found(stem, run)) == {}


@pytest.mark.parametrize("stem", STEMS)
def test_every_mean_and_every_spread_comes_out_again_from_the_seeds(stem, result):
    module = importlib.import_module(f"recomputed.{stem}")
    if not hasattr(module, "series"):
        pytest.skip("nothing is repeated in it, or its spread is among the quoted numbers")
    data, config, seeds = result(stem, "small")
    for key, ours in module.series(seeds, config).items():
        said = np.array(data[key] if key in data else data["quoted"][key], dtype=float)
        # None becomes nan
        assert np.allclose(said, ours, rtol=1e-5, atol=1e-9, equal_nan=True), key


@pytest.mark.parametrize("stem", sorted(set(STEMS) - PARTLY))
def test_what_nothing_recomputes_is_listed(stem, found):
    said, ours = found(stem)
    assert set(said) - set(ours) == LEFT.get(stem, set())


def test_results_without_a_second_computation_are_listed_and_become_fewer():
    assert set(discover()) - set(STEMS) == WITHOUT
    assert len(WITHOUT) + len(PARTLY) <= 12
    assert sum(map(len, LEFT.values())) <= 5


@pytest.mark.parametrize("stem", STEMS)
def test_a_tenth_more_of_any_number_would_be_seen(stem, found):
    said, ours = found(stem)
    for key in set(ours) - {k for k, v in said.items() if isinstance(v, str) or v == 0}:
        assert key in wrong(said | {key: 1.1 * said[key]}, {key: ours[key]}), key
