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
    quoted = data["quoted"]
    assert quoted["unpushed_big_beats_small"] == pytest.approx(1 - data["unpushed_small_beats_big"])
    assert np.mean(data["world_unpushed"] < 0.5) > 0.8, "in most other worlds as well"
    assert quoted["other_unpushed_small_beats_big"] == pytest.approx(data["world_unpushed"].mean())


def test_every_seed_draws_authors_of_its_own(data):
    # with one corpus for all seeds the standard error was 0.0005
    assert data["unpushed_small_beats_big_se"] > 0.001


def test_feedback_beats_size_from_300_comparisons_on_with_every_taste(data):
    enough = data["n_comparisons"] >= 300
    assert np.all(data["small_beats_big"][enough] > 0.75)
    assert np.all(data["small_beats_big_p10"][enough] > 0.6)
    assert np.all(data["world_small_beats_big"][:, enough] > 0.5)
    assert np.all(data["other_small_beats_big"][enough] > 0.75)


def test_after_30_comparisons_it_depends_on_the_taste_and_on_luck(data):
    won = data["world_small_beats_big"][:, row(data, 30)]
    assert won.min() < 0.5 < won.mean() - 3 * won.std(ddof=1) / np.sqrt(len(won))


def test_more_comparisons_make_the_small_model_better(data):
    gain, se = data["small_beats_big"], data["small_beats_big_se"]
    assert np.all(np.diff(gain) > -2 * np.hypot(se[1:], se[:-1]))
    assert gain[-1] - gain[0] > 3 * np.hypot(se[0], se[-1])


def test_tuned_alike_by_enough_comparisons_the_big_model_hardly_beats_the_small_one(data):
    enough = data["n_comparisons"] >= 1000
    untuned = 0.5 - data["unpushed_small_beats_big"]
    for name in ("big_beats_small", "other_big_beats_small"):
        lead, se = (data[name] - 0.5)[enough], data[f"{name}_se"][enough]
        assert np.all(np.abs(lead) < np.maximum(0.03, 3 * se)), name
        assert np.all(lead < untuned), "by less than before"


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
    assert gold.shape == (24, 2, len(data["kl"]))
    assert np.all(np.diff(proxy, axis=2) > -1e-6), "a push never lowers the mean reward"
    fall = gold.max(axis=2) - gold[..., -1]
    assert np.allclose(fall, data["world_fall"], atol=1e-5)
    assert np.array_equal(np.sum(fall > Config().fall, axis=0), data["worlds_fallen"])
    few, many = data["worlds_fallen"]
    assert few > 12
    assert many <= 4


def test_the_mean_after_30_comparisons_is_of_repeats_that_end_far_apart(data):
    i, k = row(data, 30), -1
    end = data["seed_win_rate"][0, :, k]
    assert data["win_rate"][i] == pytest.approx(data["seed_win_rate"][0].mean(axis=0), abs=1e-5)
    assert data["gold"][i] == pytest.approx(data["seed_gold"][0].mean(axis=0), abs=1e-4)
    assert end.min() < 0.3 and end.max() > 0.8
    outside = (end < 0.4) | (end > 0.65)
    assert outside.mean() > 0.7, "few end near the mean"
    assert data["seed_win_rate"][1, :, k].min() > 0.85, "after 1,000 all end alike"


@pytest.mark.parametrize(("i", "n"), [(0, 30), (1, 1000)])
def test_what_is_quoted_of_single_repeats_is_counted_in_the_series(data, i, n):
    quoted = data["quoted"]
    for name, paths in (("seeds", data["seed_gold"][i]), ("worlds", data["world_gold"][:, i])):
        lost = [max(path) - path[-1] for path in paths.tolist()]
        for size, limit in (("", 0.1), ("little_", 0.02), ("much_", 0.5)):
            assert quoted[f"{name}_fallen_{size}{n}"] == sum(fall > limit for fall in lost)
        assert quoted[f"{name}_kept_{n}"] == len(lost) - quoted[f"{name}_fallen_{n}"]
        assert quoted[f"{name}_below_start_{n}"] == sum(path[-1] < 0 for path in paths)
        highest = sum(fall == 0 for fall in lost)
        assert quoted[f"{name}_highest_at_end_{n}"] == highest
    end = sorted(data["seed_win_rate"][i, :, -1].tolist())
    assert [quoted[f"seed_win_rate_{e}_{n}"] for e in ("lowest", "highest")] == [end[0], end[-1]]


@pytest.mark.parametrize("n", [30, 100, 300, 1000, 3000, 10000])
def test_what_is_quoted_of_duels_is_what_the_worlds_say(data, n):
    i, quoted = row(data, n), data["quoted"]
    for name in ("small_beats_big", "big_beats_small", "reward_accuracy"):
        won = data[f"world_{name}"][:, i].tolist()
        mean = sum(won) / len(won)
        error = np.sqrt(sum((w - mean) ** 2 for w in won) / (len(won) - 1) / len(won))
        assert quoted[f"other_{name}_{n}"] == pytest.approx(mean, rel=1e-4)
        assert quoted[f"other_{name}_{n}_se"] == pytest.approx(error, rel=1e-4)
        assert quoted[f"other_{name}_{n}_lowest"] == min(won)
        assert quoted[f"other_{name}_{n}_highest"] == max(won)
    assert quoted[f"worlds_lost_{n}"] == sum(w < 0.5 for w in data["world_small_beats_big"][:, i])
    for name in ("small_beats_big", "big_beats_small"):
        tenth, most = np.percentile(data[f"world_{name}"][:, i], [10, 90])
        assert data[f"other_{name}_p10"][i] == pytest.approx(tenth, rel=1e-4)
        assert data[f"other_{name}_p90"][i] == pytest.approx(most, rel=1e-4)


@pytest.mark.parametrize(("i", "n"), [(0, 30), (1, 1000)])
def test_other_tastes_are_promised_and_given_what_is_quoted(data, i, n):
    for name in ("win_rate", "promised_rate"):
        ends = data[f"world_{name}"][:, i]
        assert data["quoted"][f"other_{name}_at_end_{n}"] == pytest.approx(ends.mean(), rel=1e-4)
        error = np.sqrt(np.var(ends) / (len(ends) - 1))
        assert data["quoted"][f"other_{name}_at_end_{n}_se"] == pytest.approx(error, rel=1e-4)
    # a taste that ends below its start is chosen in fewer than half of the tastings, and back
    worse, lost = data["world_gold"][:, i, -1] < 0, data["world_win_rate"][:, i] < 0.5
    assert np.mean(worse == lost) > 0.8


@pytest.mark.parametrize("n", [30, 300, 1000])
def test_peaks_and_falls_are_those_of_the_curves(data, n):
    i, quoted = row(data, n), data["quoted"]
    peak = data["gold"][i].argmax()
    assert quoted[f"peak_kl_{n}"] == data["kl"][peak]
    assert quoted[f"gold_at_peak_{n}"] == data["gold"][i].max()
    fall = data["gold"][i].max() - data["gold"][i, -1]
    assert quoted[f"fall_{n}"] == pytest.approx(fall, abs=1e-4)
    for name in ("win_rate", "promised_rate", "gold"):
        assert quoted[f"{name}_at_end_{n}"] == data[name][i, -1]
    if n in data["world_comparisons"]:
        paths = data["seed_gold"][data["world_comparisons"].tolist().index(n)]
        peaks = np.median(data["kl"][paths.argmax(axis=1)])
        assert quoted[f"seed_peak_kl_{n}"] == pytest.approx(peaks)


def test_the_page_can_compute_what_the_reward_model_sees(data):
    recipe = np.array([0.5, -0.25, 1.0, 0.0, -1.0])
    by_name = dict(zip(data["ingredient"].tolist(), recipe, strict=True))
    seen = []
    for name in data["feature"].tolist():
        one, _, other = name.removesuffix("²").partition(" × ")
        square = name.endswith("²")
        seen.append(by_name[one] ** (2 if square else 1) * (by_name[other] if other else 1))
    ours = (seen - data["feature_mean"]) / data["feature_std"]
    recipes, features = human_feedback.table(9)
    place = int(np.flatnonzero((recipes == recipe).all(axis=1))[0])
    assert ours == pytest.approx(features[place], abs=1e-4)


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
    likely = np.maximum(wins, wins.T)
    assert bases[5] == pytest.approx(world.corpus @ likely @ world.corpus, abs=5e-5)
    assert bases[6] == pytest.approx(world.corpus @ (wins**2 + wins.T**2) @ world.corpus, abs=1e-5)
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


def test_seeds_share_a_taste_and_nobody_who_writes(monkeypatch):
    worlds = []
    monkeypatch.setattr(human_feedback, "one_seed", lambda cfg, world, rng: worlds.append(world))
    for seed in (1, 2):
        human_feedback.one_kitchen(
            human_feedback.QUICK, kitchen.CHOCOLATE_CAKE, np.random.default_rng(seed)
        )
    first, second = worlds
    assert first.gold / first.scale == pytest.approx(second.gold / second.scale)
    assert first.ruined.tolist() == second.ruined.tolist()
    assert np.abs(first.corpus - second.corpus).sum() > 0.02  # of 2 at most


def test_every_other_world_has_a_taste_of_its_own(monkeypatch):
    worlds = []
    monkeypatch.setattr(human_feedback, "one_seed", lambda cfg, world, rng: worlds.append(world))
    for seed in (1, 2):
        human_feedback.one_kitchen(human_feedback.QUICK, None, np.random.default_rng(seed))
    assert abs(np.corrcoef(worlds[0].gold, worlds[1].gold)[0, 1]) < 0.99


def test_twelve_choices_call_two_of_three_fresh_ones_and_more_of_them_more(data):
    assert data["choices"].tolist() == [12, 100, 1_000]
    assert 0.62 < data["choice_accuracy"][0] < 0.72
    assert np.all(np.diff(data["choice_accuracy"]) > 0) and data["choice_accuracy"][-1] < 0.95
    gap = data["choice_accuracy"] - data["wavering_accuracy"]
    assert np.all(gap > 3 * data["wavering_accuracy_se"]), "who wavers is harder to know"
    # the eight that are held back say the same as thousands of fresh ones
    off = data["choice_held"] / 8 - data["choice_accuracy"]
    assert np.all(np.abs(off) < 4 * data["choice_held_se"] / 8)


def test_what_it_is_sure_of_stands_at_the_ends_and_is_hardly_better_than_chance(data):
    assert data["choice_ends"][0] > 0.5 > data["choice_ends"][-1]
    assert np.all(np.diff(data["choice_rank"]) > 0)
    assert 0.5 < data["choice_rank"][0] < 0.65
    assert data["rank_count"].sum() == len(data["taster_rank"]) == data["quoted"]["n_tasters"]
    perfect, best = data["shown_perfect"], data["shown_best"]
    taste = kitchen.Taste(**data["tastes"][data["shown"]])
    recipes = kitchen.amounts(9)
    liked = kitchen.liking(taste, recipes)
    assert np.allclose(recipes[liked.argmax()], best / 4 - 1)
    own = liked[int(perfect @ 9 ** np.arange(4, -1, -1))]
    assert np.mean(liked < own) == pytest.approx(data["quoted"]["shown_rank"], abs=1e-4)


def test_the_harder_the_push_the_more_it_thinks_of_its_cakes_and_the_taste_turns_away(data):
    thought, liked = data["choice_thought"], data["choice_liked"]
    assert np.all(np.diff(thought) > 0) and thought[-1] == 1
    peak = liked.argmax()
    assert 0 < peak < len(liked) / 2
    assert liked[peak] - liked[-1] > 2 * data["choice_liked_se"][-1]
    assert liked[-1] == pytest.approx(data["choice_rank"][0])


def test_no_fresh_or_held_choice_is_learned_from_and_the_penalty_is_chosen_elsewhere():
    cfg = human_feedback.QUICK
    one = human_feedback.one_taster(cfg, 1, np.random.default_rng(1))
    for w in (0, 1):
        learned = {tuple(np.abs(row).round(9)) for row in one["learned"][w]}
        held = {tuple(np.abs(row).round(9)) for row in one["held"][w]}
        assert len(held) == 8 and not held & learned
    assert len(one["learned"][0]) == max(cfg.choices)
    losses = human_feedback.tasters_before(cfg, 9, np.random.default_rng(1))
    assert losses.shape == (len(cfg.penalties),) and np.all(losses > 0)
