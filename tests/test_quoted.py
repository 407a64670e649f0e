"""Each quoted number is computed once more, from the series beside it, by other code.

``tests/recomputed/<stem>.py`` holds ``quoted(data, config)``: numbers by key, `pytest.approx` where
one may differ by more than the last written digits; a setting of the run needs nothing. ``series``
does the same for means and spreads, from what single seeds of the small run gave, and for numbers
that the published result does not hold the parts of.
"""

import copy
import importlib
import json

import numpy as np
import pytest

from scripts.building import quotes
from scripts.building.experiment import discover
from scripts.compute import parallel
from scripts.compute.results import ROOT, rounded
from scripts.models import chinchilla

QUOTED = quotes.quoted()
STEMS = sorted(path.stem for path in (ROOT / "tests" / "recomputed").glob("*.py"))
# Keys that nothing recomputes, each with the reason.
LEFT: dict[str, dict[str, str]] = {
    "specialisation": {
        "table_order": "chosen by the n-grams of every order, which the result does not hold; "
        "tests/models/test_ngram.py tests the choice",
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


@pytest.fixture
def once_more(found, result):
    """Quoted keys, and those recomputed: from the result, or from the seeds of the small run."""

    def of(stem: str) -> tuple[set, set]:
        said, ours = found(stem)
        module = importlib.import_module(f"recomputed.{stem}")
        seeds = getattr(module, "series", lambda *_: {})
        _, config, given = result(stem, "small")
        return set(said), set(said) & (set(ours) | set(seeds(given, config)))

    return of


@pytest.mark.parametrize("stem", STEMS)
def test_what_nothing_recomputes_is_listed_with_a_reason(stem, once_more):
    said, ours = once_more(stem)
    assert said - ours == set(LEFT.get(stem, {}))
    assert all(len(reason.split()) >= 4 for reason in LEFT.get(stem, {}).values())


def test_every_result_is_computed_a_second_time_and_hardly_a_number_is_left():
    assert set(discover()) == set(STEMS)
    assert sum(map(len, LEFT.values())) <= 3


@pytest.mark.parametrize("stem", STEMS)
def test_every_number_that_a_reader_meets_is_recomputed(stem, once_more):
    said, ours = once_more(stem)
    assert QUOTED[stem] & said - ours == set()


@pytest.mark.parametrize("stem", STEMS)
def test_a_tenth_more_of_any_number_would_be_seen(stem, found):
    said, ours = found(stem)
    for key in set(ours) - {k for k, v in said.items() if isinstance(v, str) or v == 0}:
        assert key in wrong(said | {key: 1.1 * said[key]}, {key: ours[key]}), key
