import numpy as np
import pytest

from scripts.models import kitchen
from scripts.models.kitchen import CHOCOLATE_CAKE

RECIPES = kitchen.amounts(9)
TASTES = [CHOCOLATE_CAKE, *(kitchen.random_taste(np.random.default_rng(s)) for s in range(3))]
every_taste = pytest.mark.parametrize("taste", TASTES, ids=["cake", "a", "b", "c"])


def test_every_recipe_is_there_once_and_the_last_amount_varies_fastest():
    assert RECIPES.shape == (59_049, 5)
    assert len(np.unique(RECIPES, axis=0)) == 59_049
    assert RECIPES[1].tolist() == [-1, -1, -1, -1, -0.75]
    assert set(RECIPES[:, 0]) == set(np.linspace(-1, 1, 9))


@every_taste
def test_nobody_notices_a_difference_on_the_plateau(taste):
    plain = kitchen.Taste(taste.best, taste.plateau, taste.steepness, (), (), 0.0)
    inside = np.all(np.abs(RECIPES - taste.best) <= taste.plateau, axis=1)
    liked = kitchen.liking(plain, RECIPES)
    assert np.all(liked[inside] == 0)
    assert np.all(liked[~inside] < 0)


def test_too_much_cocoa_for_the_sugar_ruins_a_cake_whatever_else_is_in_it():
    sugar, _, cocoa, *_ = RECIPES.T
    assert np.all(kitchen.ruined(CHOCOLATE_CAKE, RECIPES)[cocoa - sugar >= 1])
    good = np.array([[0.5, 0.25, 0.5, 0.0, -0.25], [-0.5, 0.25, 0.5, 0.0, -0.25]])
    assert kitchen.ruined(CHOCOLATE_CAKE, good).tolist() == [False, True]
    lost = np.subtract(*kitchen.liking(CHOCOLATE_CAKE, good))
    assert lost > CHOCOLATE_CAKE.ruin


@every_taste
def test_authors_write_better_than_chance_and_rarely_a_ruined_cake(taste):
    corpus = kitchen.written(taste, RECIPES, np.random.default_rng(0))
    assert corpus.sum() == pytest.approx(1)
    assert corpus.min() > 0
    liked, failed = kitchen.liking(taste, RECIPES), kitchen.ruined(taste, RECIPES)
    assert corpus @ liked > liked.mean()
    assert corpus @ failed < 0.3 * failed.mean()


@every_taste
def test_people_write_broadly(taste):
    corpus = kitchen.written(taste, RECIPES, np.random.default_rng(0))
    entropy = -corpus @ np.log(corpus)
    assert entropy > np.log(len(RECIPES) / 4)  # as spread out as a quarter of all recipes


@every_taste
def test_the_reward_model_cannot_express_the_taste(taste):
    features = kitchen.response_surface(RECIPES)
    assert features.shape == (59_049, 20)
    assert np.allclose(features.mean(axis=0), 0, atol=1e-12)
    assert np.allclose(features.std(axis=0), 1)
    liked = kitchen.liking(taste, RECIPES)
    design = np.column_stack([np.ones(len(RECIPES)), features])
    left = liked - design @ np.linalg.lstsq(design, liked, rcond=None)[0]
    assert 0.02 < left.var() / liked.var() < 0.6


def test_without_plateaus_and_limits_it_could():
    smooth = kitchen.Taste(
        CHOCOLATE_CAKE.best, (0,) * 5, CHOCOLATE_CAKE.steepness, CHOCOLATE_CAKE.balance, (), 0.0
    )
    liked = kitchen.liking(smooth, RECIPES)
    design = np.column_stack([np.ones(len(RECIPES)), kitchen.response_surface(RECIPES)])
    fit = np.linalg.lstsq(design, liked, rcond=None)[0]
    assert np.allclose(design @ fit, liked, atol=1e-9)
