"""What `practice` claims: too little, too much and contradictory are three different things."""

import numpy as np
import pytest

from scripts.experiments import practice as experiment
from scripts.experiments.practice import Config
from scripts.models import legendre, oven, page_cakes, practice

TRUE, CONTRADICTORY = 0, 1
SHORT, GOOD, LONG = 0, 1, 2


@pytest.fixture
def data(published):
    found = published("practice")["data"]
    return {k: np.array(v) if isinstance(v, list) else v for k, v in found.items()}


@pytest.fixture
def quoted(data):
    return data["quoted"]


def test_the_number_of_knobs_is_the_best_on_cakes_that_were_held_out(data):
    held = data["validation_mse"]
    n_knobs = data["shown"]["n_knobs"]
    assert held.argmin() + 1 == n_knobs == data["quoted"]["n_knobs"]
    level = held.min() + data["validation_mse_se"][n_knobs - 1]
    assert np.flatnonzero(held <= level).tolist() == [7, 8, 9, 10]  # 8 to 11 knobs
    assert held[2] > 2 * held[n_knobs - 1]  # three are too few for the bump
    assert held[n_knobs - 1] > 0.2**2  # the taste of a held-out cake errs too


def test_it_overfits_few_cakes_and_is_calm_on_two_hundred(data, quoted):
    assert quoted["own_10_long"] < 0.05 and quoted["new_10_long"] > 2 * quoted["new_10_good"]
    assert quoted["new_200_long"] < 0.22 and quoted["gap_200_long"] < 0.03


def test_practice_lowers_her_own_miss_at_every_step_and_widens_the_gap(data):
    for kind in (TRUE, CONTRADICTORY):
        assert np.all(np.diff(data["own"][kind], axis=1) <= 1e-6)
    ten = data["sizes"].tolist().index(10)
    gap = data["gap"][TRUE, ten]
    assert np.all(np.diff(gap[data["steps"] >= 10]) > -0.002)
    assert gap[-1] > 0.4 > 0.1 > abs(gap[0])


def test_new_cakes_get_better_first_and_then_worse(data):
    for size in (5, 10, 20):
        new = data["new"][TRUE, data["sizes"].tolist().index(size)]
        best = new.argmin()
        assert 0 < best < len(new) - 1
        assert new[0] > new[best] + 0.05 and new[-1] > new[best] + 0.02


def test_with_many_cakes_long_practice_hardly_hurts(data):
    for size in (50, 200):
        new = data["new"][TRUE, data["sizes"].tolist().index(size)]
        assert new[-1] < new.min() + 0.02


def test_more_cakes_close_the_gap_of_long_practice(data):
    cakes, gap = data["cakes"], data["gap_by_cakes"][TRUE, :, LONG]
    many = gap[cakes >= 24]
    assert np.all(np.diff(many) < 0) and many[-1] < 0.03
    assert gap[cakes == 10] > 10 * many[-1]


def test_contradictory_notes_are_no_matter_of_practice(data):
    two_hundred = data["sizes"].tolist().index(200)
    own, new = data["own"][CONTRADICTORY, two_hundred], data["new"][CONTRADICTORY, two_hundred]
    assert own.min() > 2 * 0.2  # however long she practises, her own notes are not met
    assert np.all(new[data["steps"] >= 1000] < own[data["steps"] >= 1000])  # better than they say
    assert new.min() > data["new"][TRUE, two_hundred].min() + 0.02  # and worse than without


def test_contradictions_bring_the_best_moment_forward(data):
    cakes = data["cakes"]
    for size in (10, 20):
        at = cakes.tolist().index(size)
        assert data["best_step"][CONTRADICTORY, at] <= data["best_step"][TRUE, at]
        assert data["best_new"][CONTRADICTORY, at] > data["best_new"][TRUE, at]


def test_nobody_is_better_on_new_cakes_than_a_taste_errs(data):
    assert data["new_p10"].min() > 0.2 and data["best_new"].min() > 0.2


def test_the_shown_kitchen_is_one_that_the_page_bakes_and_is_typical(data, quoted):
    x, y = page_cakes.rounds(data["shown"]["seed"], 10, 0.2)
    assert data["example_x"] == pytest.approx(x, abs=1e-5)
    assert data["example_y"] == pytest.approx(y, abs=1e-5)
    for i, length in enumerate(("short", "good", "long")):
        typical = quoted[f"new_10_{length}"]
        assert data["example_new"][i] == pytest.approx(typical, rel=0.1)
        assert quoted[f"gap_10_{length}_p10"] < data["example_new"][i] - data["example_own"][i]


def test_the_chosen_length_is_near_the_best_for_the_median_kitchen(data):
    ten = data["sizes"].tolist().index(10)
    new = data["new"][TRUE, ten]
    good = data["steps"].tolist().index(data["shown"]["good_steps"])
    assert new[good] < new.min() * 1.05


def test_the_truth_goes_to_the_page_as_far_as_it_is_seen(data):
    assert data["goal"] == pytest.approx(oven.goals()["kitchen"][:64], abs=1e-6)
    assert np.abs(oven.goals()["kitchen"][64:]).max() < 1e-8


def test_validation_and_test_kitchens_are_others():
    choose, test = np.random.default_rng(Config().seed).spawn(2)
    a, _ = practice.rounds(3, 10, choose)
    b, _ = practice.rounds(3, 10, test.spawn(1)[0])
    assert not np.allclose(a, b)


def test_kitchens_do_not_depend_on_how_many_there_are_in_a_chunk_but_on_the_seed():
    few = experiment.QUICK
    first = experiment.one_chunk(few, 12, 5, np.random.default_rng(3))
    again = experiment.one_chunk(few, 12, 5, np.random.default_rng(3))
    other = experiment.one_chunk(few, 12, 5, np.random.default_rng(4))
    assert np.array_equal(first[10], again[10]) and not np.allclose(first[10], other[10])


def test_it_is_not_the_number_of_knobs_alone(data, quoted):
    assert data["other_knobs"].tolist() == [6, 8, 12, 15]
    few, many = data["other_gap"]
    assert few.min() > 0.15 and many.max() < 0.02
    assert few.max() < quoted["gap_10_long"] / 5  # ten knobs are just enough for ten cakes


def test_from_six_cakes_to_ten_more_of_them_open_the_gap_of_the_longest_practice(data):
    gap = data["gap_by_cakes"][TRUE, :, LONG]
    cakes = data["cakes"].tolist()
    assert np.all(np.diff(gap[cakes.index(6) : cakes.index(10) + 1]) > 0)
    assert gap.argmax() == cakes.index(10) == cakes.index(data["shown"]["n_knobs"])


def test_too_little_practice_is_no_gap_and_the_longest_is_all_gap(data, quoted):
    assert abs(quoted["gap_10_short"]) < 0.05 * quoted["new_10_short"]
    assert quoted["gap_10_short_p10"] < 0 < quoted["gap_10_short_p90"]
    assert quoted["gap_10_long"] == quoted["new_10_long"] and quoted["own_10_long"] == 0


def test_on_new_notes_that_are_mixed_up_too_she_would_be_further_off(data):
    rng = np.random.default_rng(8)
    x, noise = practice.rounds(60, 200, rng)
    y = oven.kitchen(x) + 0.2 * noise
    noted, n_knobs = practice.contradictory(y), data["shown"]["n_knobs"]
    designs = practice.design(x[:30], n_knobs)
    fitted = practice.coefficients(designs, noted[:30], [1000])[:, 0]  # (30, P)
    features = legendre.features(x[30:], n_knobs, practice.SCALING)  # of other kitchens
    heights = np.einsum("mnp,mp->mn", features, fitted)
    alike, clean = (np.sqrt(np.mean((heights - goal[30:]) ** 2)) for goal in (noted, y))
    own = practice.own_miss(designs, noted[:30], [1000])
    assert alike > clean + 0.1 and alike > own.mean()
