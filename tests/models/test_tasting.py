import numpy as np
import pytest
from scipy.special import expit, rel_entr

from scripts.models import kitchen, tasting

RECIPES = kitchen.amounts(5)


@pytest.fixture(scope="module")
def world():
    return tasting.world_of(kitchen.CHOCOLATE_CAKE, RECIPES, 0.726, np.random.default_rng(0))


@pytest.mark.parametrize("agreed", [0.6, 0.8])
def test_the_noise_of_the_tasters_is_set_by_their_agreement_alone(agreed):
    found = tasting.world_of(kitchen.CHOCOLATE_CAKE, RECIPES, agreed, rng=np.random.default_rng(0))
    wins = expit(found.gold[:, None] - found.gold)
    alike = found.corpus @ (wins**2 + wins.T**2) @ found.corpus
    assert alike == pytest.approx(agreed, abs=1e-4)
    assert tasting.agreement(found.gold, found.corpus) == pytest.approx(alike, abs=1e-5)
    liked = kitchen.liking(kitchen.CHOCOLATE_CAKE, RECIPES)
    assert np.allclose(found.gold, found.scale * liked)


def test_a_comparison_is_a_coin_with_the_chance_of_bradley_and_terry(world):
    features = world.gold[:, None]
    pairs = tasting.comparisons(world, features, 50_000, np.random.default_rng(1))[:, 0]
    for low, high in ((0.4, 0.6), (1.9, 2.1)):
        close = (np.abs(pairs) > low) & (np.abs(pairs) < high)
        expected = expit(np.abs(pairs[close])).mean()
        error = 4 * np.sqrt(0.25 / close.sum())
        assert np.mean(pairs[close] > 0) == pytest.approx(expected, abs=error)


def test_tastings_choose_a_good_push_if_there_are_enough_of_them():
    rng = np.random.default_rng(0)
    wins = np.array([0.5, 0.55, 0.7, 0.4])
    assert {tasting.chosen_push(wins, 30_000, rng) for _ in range(20)} == {2}
    assert len({tasting.chosen_push(wins, 15, rng) for _ in range(50)}) > 1
    assert tasting.chosen_push(np.array([0.5, 0.0, 0.1]), 100, rng) == 0


def test_a_push_goes_as_far_as_asked_and_no_further_than_there_is(world):
    base, kl = world.corpus, (0, 0.5, 2, 50)
    means, policies = tasting.pushed(base, world.gold, kl, np.array([world.gold]))
    gone = [rel_entr(policy, base).sum() for policy in policies]
    assert gone[:3] == pytest.approx(kl[:3], abs=1e-5)
    assert 2 < gone[3] < -np.log(base[world.gold.argmax()]) + 1e-9
    assert np.all(np.diff(means[:, 0]) > 0)
    assert means[:, 0] == pytest.approx([policy @ world.gold for policy in policies])


def test_outcomes_are_counted_path_by_path():
    gold = np.array([[0, 1, 2.0], [0, 2, 1.95], [0, 1, 0.5], [0, 0.5, -3.0]])
    found = tasting.outcomes(gold, {"fallen": 0.1, "fallen_much": 1.0})
    assert found == {
        "fallen": 2,
        "fallen_much": 1,
        "kept": 2,
        "below_start": 1,
        "highest_at_end": 1,
    }
