import json

import numpy as np
import pytest
from scipy.special import expit

from scripts.models import cake_choices, kitchen, preference
from tests.javascript import answered

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
    assert not held[4]  # the fifth: from there on a page says what its model expects


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


# The page's twin

STD = kitchen.surface(RECIPES).std(axis=0)
PAGE = """
import { readFileSync } from "node:fs";
import * as model from "./docs/js/widgets/taste_model.js";
const told = JSON.parse(readFileSync(0));
const data = { feature_std: told.std, choice_penalty: told.penalty };
"""


def asked_page(script, **told):
    return answered(PAGE + script, {"std": STD.tolist(), "penalty": 10} | told)


def choice_lists(asked, rng):
    """Ways to choose that a reader may think of, and some that nobody would."""
    n = len(asked)
    liked = kitchen.liking(kitchen.CHOCOLATE_CAKE, RECIPES)
    first = cake_choices.chosen(liked, asked, np.inf, rng)
    return {
        "by a taste": (~first).astype(int),
        "always left": np.zeros(n, int),
        "always right": np.ones(n, int),
        "in turns": np.arange(n) % 2,
        "by a coin": rng.integers(0, 2, n),
        "no difference": np.full(n, 2),
        "some without a difference": rng.integers(0, 3, n),
        "one": np.array([1]),
        "none": np.array([], int),
    }


def doubled(asked, choices):
    """A tie as half a choice each way, the others as two halves."""
    features = kitchen.response_surface(RECIPES)
    pairs = [p for p, c in zip(asked, choices, strict=False) for _ in range(2)]
    taken = [first for c in choices for first in ((True, False) if c == 2 else (c == 0, c == 0))]
    if not pairs:
        return np.zeros((0, 20))
    return cake_choices.differences(features, np.array(pairs), np.array(taken))


def test_a_page_asks_the_same_questions():
    seeds = [0, 1, 7, 2**31, 999_999_999]
    script = "console.log(JSON.stringify(told.seeds.map((s) => model.questions(s, 60))));"
    for seed, there in zip(seeds, asked_page(script, seeds=seeds), strict=True):
        assert cake_choices.questions(seed, 60).tolist() == there
    script = "console.log(JSON.stringify([...Array(40).keys()].map(model.isHeld)));"
    assert asked_page(script) == cake_choices.held_back(40).tolist()


@pytest.mark.parametrize("repeated", [False, True], ids=["", "one pair over and over"])
def test_a_page_fits_the_same_twenty_knobs(repeated):
    rng = np.random.default_rng(3)
    asked = cake_choices.questions(5, 20)
    if repeated:
        asked = np.array([asked[0] if i % 2 else asked[0][::-1] for i in range(20)])
    lists = choice_lists(asked, rng)
    script = """
    console.log(JSON.stringify(told.lists.map((choices) => {
      const { rows, penalty } = model.lessons(told.asked, choices, data);
      return model.fitReward(rows, penalty);
    })));
    """
    for penalty in (0.01, 10, 1_000):
        told = {"asked": asked.tolist(), "lists": [c.tolist() for c in lists.values()]}
        fits = asked_page(script, **told, penalty=penalty)
        for (name, choices), there in zip(lists.items(), fits, strict=True):
            here = preference.fit_reward(doubled(asked, choices), 2 * penalty)
            assert there == pytest.approx(here, abs=1e-9 * max(1, abs(here).max())), name
            if not (choices == 2).any() and len(choices):  # two halves are one
                plain = cake_choices.differences(
                    kitchen.response_surface(RECIPES), asked[: len(choices)], choices == 0
                )
                whole = preference.fit_reward(plain, penalty)
                assert there == pytest.approx(whole, abs=1e-8 * max(1, abs(whole).max())), name


def test_a_page_rates_recipes_as_its_knobs_say_and_likes_what_the_taster_likes():
    rng = np.random.default_rng(1)
    tastes = [kitchen.CHOCOLATE_CAKE, *(kitchen.random_taste(rng) for _ in range(3))]
    knobs = rng.normal(size=20)
    script = """
    const some = (values) => Array.from(values).filter((_, i) => i % 101 === 0);
    console.log(JSON.stringify({
      rewards: some(model.rewards(told.knobs, data)),
      likings: told.tastes.map((taste) => some(model.likings(taste))),
    }));
    """
    told = {"knobs": knobs.tolist(), "tastes": [vars(t) for t in tastes]}
    there = asked_page(script, **json_of(told))
    here = kitchen.surface(RECIPES) @ (knobs / STD)
    assert there["rewards"] == pytest.approx(here[::101], abs=1e-12)
    for taste, found in zip(tastes, there["likings"], strict=True):
        assert found == pytest.approx(kitchen.liking(taste, RECIPES)[::101], abs=1e-12)


def json_of(told):
    """The same with plain numbers: a taste has some of NumPy's."""
    return json.loads(json.dumps(told, default=float))


def test_a_page_pushes_as_far_and_serves_the_same():
    rng = np.random.default_rng(2)
    liked = kitchen.liking(kitchen.CHOCOLATE_CAKE, RECIPES)
    asked = cake_choices.questions(4, 12)
    rows = cake_choices.differences(
        kitchen.response_surface(RECIPES), asked, cake_choices.chosen(liked, asked, np.inf, rng)
    )
    for knobs in (preference.fit_reward(rows, 10), np.eye(20)[0], -np.eye(20)[9]):
        script = """
        const liked = model.likings(told.taste);
        console.log(JSON.stringify(model.served({ knobs: told.knobs, seed: 3, liked }, data)));
        """
        told = {"knobs": knobs.tolist(), "taste": vars(kitchen.CHOCOLATE_CAKE)}
        there = asked_page(script, **told)
        reward = kitchen.response_surface(RECIPES) @ knobs
        path = cake_choices.push(reward, np.arange(21) / 2, liked)
        assert there["thought"] == pytest.approx(path[:, 0], abs=1e-6)
        last_is_tied = (reward >= reward.max() - 1e-9).sum() > 1
        n = -1 if last_is_tied else None
        assert there["liked"][:n] == pytest.approx(path[:n, 1], abs=1e-6)
        if not last_is_tied:
            assert there["perfect"] == cake_choices.spelt(reward.argmax()).tolist()
        assert there["best"] == cake_choices.spelt(liked.argmax()).tolist()
        for cakes in there["cakes"]:  # they drift: never to what the model rates lower
            rated = reward[cake_choices.place(np.array(cakes))]
            assert (np.diff(rated) >= -1e-9).all()


def test_the_cakes_that_are_served_are_drawn_from_the_pushed_model():
    script = """
    const all = told.seeds.map((seed) => model.served({ knobs: told.knobs, seed }, data).cakes);
    console.log(JSON.stringify(all.flat().map((cakes) => cakes[told.at])));
    """
    knobs = np.random.default_rng(6).normal(size=20)
    reward = kitchen.response_surface(RECIPES) @ knobs
    told = {"knobs": knobs.tolist(), "seeds": list(range(12)), "at": 4}
    drawn = np.array(asked_page(script, **told))
    uniform = np.full(len(RECIPES), 1 / len(RECIPES))
    policy = dict(preference.tilt_path(uniform, reward, [0, 2])).popitem()[1]
    rank = cake_choices.ranks(reward)
    mean = policy @ rank
    spread = np.sqrt(policy @ (rank - mean) ** 2 / len(drawn))
    assert abs(rank[cake_choices.place(drawn)].mean() - mean) < 3.5 * spread


def test_a_model_that_has_learned_nothing_serves_nothing():
    script = "console.log(JSON.stringify(model.served({ knobs: told.knobs, seed: 1 }, data)));"
    assert asked_page(script, knobs=[0] * 20) == {"perfect": None}
