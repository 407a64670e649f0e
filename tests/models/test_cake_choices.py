import numpy as np
import pytest
from scipy.special import expit

from scripts.models import cake_choices, kitchen

RECIPES = kitchen.amounts(cake_choices.N_SETTINGS)


def test_a_recipe_is_found_by_its_amounts_and_spelt_by_its_place():
    places = np.arange(len(RECIPES))
    amounts = cake_choices.spelt(places)
    assert (cake_choices.place(amounts) == places).all()
    assert np.allclose(amounts / 4 - 1, RECIPES)


def test_questions_are_two_different_cakes_the_same_for_the_same_seed():
    asked = cake_choices.questions(7, 400)
    assert (asked == cake_choices.questions(7, 400)).all()
    assert (asked[:20] == cake_choices.questions(7, 20)).all()
    assert (asked != cake_choices.questions(8, 400)).any(axis=(1, 2)).all()
    assert (asked[:, 0] != asked[:, 1]).any(axis=1).all()
    counts = np.bincount(asked.ravel(), minlength=9)  # each amount is as likely
    assert len(counts) == 9 and abs(counts / counts.sum() - 1 / 9).max() < 0.02


def test_twelve_of_the_first_twenty_teach_and_eight_are_held_back():
    held = cake_choices.held_back(1_008)
    assert held.sum() == cake_choices.N_HELD == 8 and (~held[:20]).sum() == 12
    assert not held[20:].any()
    assert cake_choices.held_back(3).tolist() == [False, True, False]


def test_who_never_wavers_takes_what_is_liked_and_who_wavers_takes_it_more_often():
    rng = np.random.default_rng(0)
    liked = kitchen.liking(kitchen.CHOCOLATE_CAKE, RECIPES)
    asked = cake_choices.questions(1, 4_000)
    better = liked[cake_choices.place(asked[:, 0])] > liked[cake_choices.place(asked[:, 1])]
    assert (cake_choices.chosen(liked, asked, np.inf, rng) == better).all()
    apart = liked[cake_choices.place(asked[:, 0])] - liked[cake_choices.place(asked[:, 1])]
    often = np.mean(cake_choices.chosen(liked, asked, 0.7, rng) == better)
    assert often == pytest.approx(np.mean(expit(0.7 * np.abs(apart))), abs=0.02)


def test_a_difference_turns_with_the_choice():
    features = kitchen.response_surface(RECIPES)
    asked = cake_choices.questions(2, 5)
    taken = np.array([True, False, True, True, False])
    found = cake_choices.differences(features, asked, taken)
    for row, (first, second), one in zip(found, asked, taken, strict=True):
        apart = features[cake_choices.place(first)] - features[cake_choices.place(second)]
        assert np.allclose(row, apart if one else -apart)


def test_a_rank_is_the_share_of_the_others_that_is_liked_less():
    assert cake_choices.ranks(np.array([3.0, 1, 2, 2, 9])).tolist() == [0.75, 0, 0.375, 0.375, 1]


def test_a_push_begins_in_the_middle_and_ends_with_what_is_rated_highest():
    liked = kitchen.liking(kitchen.CHOCOLATE_CAKE, RECIPES)
    reward = kitchen.response_surface(RECIPES) @ np.linspace(-1, 1, 20)
    path = cake_choices.push(reward, [0, 2, 5], liked)
    assert path[0] == pytest.approx([0.5, 0.5])
    assert (np.diff(path[:, 0]) > 0).all()
    assert path[-1].tolist() == [1, cake_choices.ranks(liked)[reward.argmax()]]


def test_words_and_ends_of_amounts():
    assert cake_choices.ends([0, 8, 4, 1, 7]) == 2
    assert cake_choices.in_words([0, 8, 4, 1, 7]) == (
        "sugar: none, butter: the most, cocoa: a medium amount, eggs: hardly any, "
        "salt: nearly the most"
    )
