import numpy as np
import pytest
from scipy.optimize import brentq, minimize
from scipy.special import expit, log_expit, rel_entr
from threadpoolctl import threadpool_limits

from scripts.experiments import human_feedback
from scripts.experiments.human_feedback import Config
from scripts.models import kitchen, tasting


@pytest.fixture
def data(published):
    found = published("human_feedback")["data"]
    return {k: np.array(v) if isinstance(v, list) else v for k, v in found.items()}


@pytest.fixture(scope="module")
def world():
    cfg = human_feedback.QUICK
    return human_feedback.world_of(cfg, kitchen.CHOCOLATE_CAKE, np.random.default_rng(0))


def row(data, n):
    return data["n_comparisons"].tolist().index(n)


def test_every_recipe_is_listed_and_the_policies_have_the_sizes_they_are_said_to_have(data):
    assert data["n_recipes"] == 9**5 == 59_049
    assert data["n_params"].tolist() == [40, 12_392]
    assert data["n_reward_params"] == 5 + 5 + 10
    assert np.all(np.diff(data["n_comparisons"]) > 0)
    assert (data["kl"][0], data["kl"][-1]) == (0, 9)


def test_two_tasters_agree_as_often_as_instructgpts_labellers(data):
    assert data["agreement"] == pytest.approx(0.726, abs=1e-4)


def test_the_big_model_imitates_better_ruins_less_and_wins_before_any_feedback(data):
    assert data["imitation"][1] < 0.5 * data["imitation"][0]
    assert data["ruined"][1] < 0.6 * data["ruined"][0]
    se = data["unpushed_small_beats_big_se"]
    assert data["unpushed_small_beats_big"] < 0.5 - 10 * se


def test_feedback_beats_size_from_300_comparisons_on(data):
    enough = data["n_comparisons"] >= 300
    assert np.all(data["small_beats_big"][enough] > 0.75)
    assert np.all(data["small_beats_big_p10"][enough] > 0.6)


def test_more_comparisons_make_the_small_model_better(data):
    gain, se = data["small_beats_big"], data["small_beats_big_se"]
    assert np.all(np.diff(gain) > -2 * np.hypot(se[1:], se[:-1]))
    assert gain[-1] - gain[0] > 3 * np.hypot(se[0], se[-1])


def test_tuned_alike_the_big_model_hardly_beats_the_small_one(data):
    lead, se = data["big_beats_small"] - 0.5, data["big_beats_small_se"]
    assert np.all(np.abs(lead) < np.maximum(0.03, 3 * se))
    assert lead[-1] > 2 * se[-1], "but it does"
    assert lead[-1] < 0.5 - data["unpushed_small_beats_big"], "by less than before"


def test_the_reward_model_only_ever_promises_more(data):
    assert np.all(np.diff(data["proxy"], axis=1) > 0)
    assert np.all(np.diff(data["promised_rate"], axis=1) > 0)
    assert np.all(data["gold"][:, 0] == 0)
    assert np.allclose(data["win_rate"][:, 0], 0.5, atol=1e-6)


def test_after_30_comparisons_it_promises_more_than_it_keeps(data):
    i = row(data, 30)
    broken = data["promised_rate"][i, -1] - data["win_rate"][i, -1]
    se = np.hypot(data["promised_rate_se"][i, -1], data["win_rate_se"][i, -1])
    assert broken > 2 * se
    assert data["win_rate_p10"][i, -1] < 0.5, "for some seeds the push did harm"
    assert data["peak_kl"][i] < data["kl"][-1]


def test_after_1000_comparisons_it_keeps_its_promise(data):
    enough = data["n_comparisons"] >= 1000
    assert np.all(np.abs(data["promised_rate"] - data["win_rate"])[enough] < 0.03)
    assert np.all(data["peak_kl"][enough] > 8)


def test_the_gap_between_promise_and_taste_closes_with_comparisons(data):
    gap = (data["promised_rate"] - data["win_rate"])[:, -1]
    assert gap[0] > 0.1
    assert np.all(np.diff(gap)[1:3] < 0)
    assert np.abs(gap[-1]) < 0.1 * gap[0] + 0.02


def test_in_most_worlds_taste_falls_after_30_comparisons_and_in_few_after_1000(data):
    gold, proxy = data["world_gold"], data["world_proxy"]
    assert gold.shape == (20, 2, len(data["kl"]))
    assert np.all(np.diff(proxy, axis=2) > -1e-6)
    fall = gold.max(axis=2) - gold[..., -1]
    assert np.allclose(fall, data["world_fall"], atol=1e-5)
    assert np.array_equal(np.sum(fall > Config().fall, axis=0), data["worlds_fallen"])
    few, many = data["worlds_fallen"]
    assert few >= 10
    assert many <= 3


def test_that_does_not_hang_on_where_the_line_is_drawn(data):
    numbers = data["quoted"]
    for name in ("little", "much"):
        assert numbers[f"worlds_fallen_{name}_30"] > 2 * numbers[f"worlds_fallen_{name}_1000"]


def test_the_reward_model_passes_another_taster_and_stays_below_the_taste_itself(data):
    accuracy = data["reward_accuracy"]
    assert np.all(np.diff(accuracy) > 0)
    assert accuracy[0] < data["agreement"] < accuracy[-1] < data["best_accuracy"]
    assert data["best_accuracy"] - accuracy[-1] > 10 * data["reward_accuracy_se"][-1]
    bought = (accuracy[row(data, 300)] - accuracy[0]) / (accuracy[-1] - accuracy[0])
    assert bought > 0.7


def test_the_brakes_of_the_reward_model_reach_far_enough(data):
    fits = Config().n_seeds * len(data["n_comparisons"])
    assert data["penalty_at_edge"] < 0.1 * fits


def test_the_best_of_so_many_recipes_is_as_far_as_the_last_push(data):
    m = data["quoted"]["best_of_at_end"]
    assert np.log(m) - (m - 1) / m == pytest.approx(data["kl"][-1], abs=1e-3)


def test_one_seed_equals_steps_spelt_out(world):
    cfg = human_feedback.QUICK
    with threadpool_limits(1):
        means, duels, bases = human_feedback.one_seed(cfg, world, np.random.default_rng(5))
        rng = np.random.default_rng(5)  # the same draws in the same order
        small, big = human_feedback.imitators(cfg, world, rng)
        recipes, features = human_feedback.table(cfg.n_settings)
        pairs = tasting.comparisons(world, features, 10_000, rng)
        fresh = tasting.comparisons(world, features, cfg.n_fresh, rng)
    wins = expit(world.gold[:, None] - world.gold)  # (n_recipes, n_recipes)
    assert bases[4] == pytest.approx(small @ wins @ big, abs=1e-5)
    assert bases[1] == pytest.approx(np.sum(world.corpus * np.log(world.corpus / big)))
    assert bases[2] == pytest.approx(
        sum(
            p
            for p, r in zip(small, recipes, strict=True)
            if r[2] - r[0] >= 1 or r[1] - r[3] >= 1 or r[4] - r[0] >= 1
        )
    )

    def loss(reward, penalty):
        margins = pairs[:n] @ reward
        return penalty / 2 * reward @ reward - log_expit(margins).sum(), (
            penalty * reward - expit(-margins) @ pairs[:n]
        )

    for i in (0, 2):
        n = cfg.n_comparisons[i]
        fit = minimize(loss, np.zeros(20), (duels[i, 5],), jac=True, options={"gtol": 1e-8}).x
        assert duels[i, 4] == np.mean(fresh @ fit > 0)
        reward = features @ fit
        believed = expit(reward[:, None] - reward)

        def tilted(strength, base=small, reward=reward):
            weights = base * np.exp(strength * (reward - reward.max()))
            return weights / weights.sum()

        def pushed(kl, base=small, tilted=tilted):
            def off(strength):
                policy = tilted(strength, base)
                return rel_entr(policy, base).sum() - kl

            return tilted(brentq(off, 0, 100, xtol=1e-12) if kl else 0, base)

        for k, kl in enumerate(cfg.kl):
            policy = pushed(kl)
            expected = (
                policy @ world.gold,
                policy @ wins @ small,
                policy @ reward,
                policy @ believed @ small,
            )
            assert means[i, k] == pytest.approx(expected, abs=2e-5)
        chosen_small, chosen_big = pushed(duels[i, 0]), pushed(duels[i, 1], big)
        assert duels[i, 2] == pytest.approx(chosen_small @ wins @ big, abs=2e-5)
        assert duels[i, 3] == pytest.approx(chosen_big @ wins @ chosen_small, abs=2e-5)
