"""Teaching taste: two imitators, simulated tasters, and a reward model that can be pushed too far.

Question: what does human feedback buy, can it make a small model beat a big one, and what happens
when a model is pushed to please the reward instead of the people?
Sources: Ouyang et al. (2022), arXiv:2203.02155 (InstructGPT: the method, and how often two
labellers agree); Gao, Schulman and Hilton (2023), ICML, arXiv:2210.10760 (over-optimisation);
Stiennon et al. (2020), arXiv:2009.01325; Bradley and Terry (1952), Biometrika 39, 324-345.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from functools import cache

import numpy as np
from scipy.special import expit

from scripts.compute.parallel import spread
from scripts.models import cake_choices, kitchen, preference, table_policy, tasting
from scripts.models.bands import bands, middle
from scripts.models.summary import mean_se
from scripts.models.tasting import World


@dataclass(frozen=True)
class Config:
    """The published run."""

    seed: int = 0
    n_seeds: int = 16  # each draws its own corpus, comparisons and tastings
    n_worlds: int = 24  # other tastes, each drawn once, with a corpus of its own
    n_settings: int = 9  # of each of five ingredients
    agreement: float = 0.726  # of two tasters on a pair from the corpus; InstructGPT's labellers'
    n_corpus: int = 200_000  # recipes that the policies imitate
    n_held_out: int = 20_000  # recipes that choose how strongly they smooth
    memories: tuple[int, int] = (0, 3)  # settings before that a setting depends on: small, big
    strengths: tuple[float, ...] = (1, 3, 10, 30, 100, 300, 1000, 3000)  # smoothing tried
    n_comparisons: tuple[int, ...] = (30, 100, 300, 1_000, 3_000, 10_000)
    penalties: tuple[float, ...] = (0.1, 0.3, 1, 3, 10, 30, 100)  # of the reward model, tried
    n_folds: int = 5
    n_fresh: int = 20_000  # comparisons that say how good a reward model is
    # How far a policy is pushed, nats.
    kl: tuple[float, ...] = tuple(i / 2 for i in range(19))
    kl_tried: tuple[float, ...] = (0.5, 1, 2, 4, 8)  # of these, and 0, tastings choose one
    world_comparisons: tuple[int, int] = (30, 1_000)
    fall: float = 0.1  # logits that the taste loses after its peak to count as a fall
    # Choices between two cakes at random, as the page asks its reader for them.
    n_tasters: int = 100  # each with a taste and with questions of its own
    n_tasters_before: int = 40  # others, who choose the penalty
    n_page_tasters: int = 20  # of the first ones: the page knows their taste
    choices: tuple[int, int, int] = (12, 100, 1_000)  # that a model learns from
    n_pairs: int = 4_000  # fresh ones that say how well it knows a taster
    choice_kl: tuple[float, ...] = tuple(
        range(11)
    )  # pushes, nats; beyond them only the best is left


QUICK = Config(
    n_seeds=2,
    n_worlds=2,
    n_settings=5,
    n_corpus=20_000,
    n_held_out=5_000,
    strengths=(1, 30, 1000),
    penalties=(1, 10),
    n_folds=2,
    n_fresh=500,
    kl=(0, 0.5, 1, 2, 4),
    kl_tried=(0.5, 1, 2, 4),
    n_tasters=3,
    n_tasters_before=2,
    n_page_tasters=2,
    n_pairs=200,
    choice_kl=(0, 2, 4),
)
DATA = ()
# Two kernels of OpenBLAS (Haswell, Sandybridge) agree to this; no draw changed.
TOLERANCE = {"default": 1e-4}


@cache
def table(n_settings: int) -> tuple[np.ndarray, np.ndarray]:
    """All recipes, (n_recipes, 5), and what the reward model sees of them, (n_recipes, 20)."""
    recipes = kitchen.amounts(n_settings)
    return recipes, kitchen.response_surface(recipes)


def world_of(cfg: Config, taste: kitchen.Taste, rng: np.random.Generator) -> World:
    """World of a taste over all recipes, as noisy as its tasters' agreement says."""
    return tasting.world_of(taste, table(cfg.n_settings)[0], cfg.agreement, rng)


def imitators(cfg: Config, world: World, rng: np.random.Generator) -> list[np.ndarray]:
    """Small and big policy, (n_recipes,) probabilities each, fitted to a sample of the corpus."""
    shape = (cfg.n_settings,) * len(kitchen.INGREDIENTS)
    counts, held_out = (
        rng.multinomial(n, world.corpus).reshape(shape) for n in (cfg.n_corpus, cfg.n_held_out)
    )
    policies = []
    for memory in cfg.memories:
        strength = table_policy.choose_strength(counts, held_out, memory, cfg.strengths)
        policies.append(table_policy.fit(counts, memory, strength).ravel())
    return policies


def one_kitchen(
    cfg: Config, taste: kitchen.Taste | None, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Draw authors for a taste, or a taste as well, and give `one_seed` of that world."""
    return one_seed(cfg, world_of(cfg, taste or kitchen.random_taste(rng), rng), rng)


def one_seed(
    cfg: Config, world: World, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """One corpus, one set of tasters, every number of comparisons.

    Returns
    -------
    means : (n_comparisons, n_kl, 4) array
        Of the small policy, pushed: gold; win rate against itself unpushed; reward; win rate
        against itself that the reward model promises.
    duels : (n_comparisons, 6) array
        kl chosen for small and big; win rate of the chosen small against the big one unpushed, of
        the chosen big against the chosen small; accuracy of the reward model on fresh comparisons;
        its penalty.
    bases : (7,) array
        Unpushed: divergence of the corpus from the small and the big policy, nats; share of ruined
        cakes of both; win rate of the small against the big one. Of fresh comparisons: how often
        somebody who knows the taste calls them rightly, and how often another taster agrees.
    """
    features = table(cfg.n_settings)[1]
    small, big = imitators(cfg, world, rng)
    against_small, against_big = (
        preference.choice_against(world.gold, base) for base in (small, big)
    )
    pairs = tasting.comparisons(world, features, max(cfg.n_comparisons), rng)
    fresh = tasting.comparisons(world, features, cfg.n_fresh, rng)
    means = np.empty((len(cfg.n_comparisons), len(cfg.kl), 4))
    duels = np.empty((len(cfg.n_comparisons), 6))
    tried = [cfg.kl.index(kl) for kl in (0, *cfg.kl_tried)]
    for i, n in enumerate(cfg.n_comparisons):
        penalty, _ = preference.choose_penalty(pairs[:n], cfg.penalties, cfg.n_folds)
        fit = preference.fit_reward(pairs[:n], penalty)
        reward = features @ fit
        promised = preference.choice_against(reward, small)
        columns = np.array([world.gold, against_small, reward, promised])
        means[i], path = tasting.pushed(small, reward, cfg.kl, columns)
        k = tasting.chosen_push(means[i, tried, 1], n, rng)
        wins, big_path = tasting.pushed(big, reward, (0, *cfg.kl_tried), against_big[None])
        j = tasting.chosen_push(wins[:, 0], n, rng)
        best = path[tried[k]]
        duels[i] = (
            *(cfg.kl[tried[k]], cfg.kl[tried[j]]),
            best @ against_big,
            big_path[j] @ preference.choice_against(world.gold, best),
            np.mean(fresh @ fit > 0),
            penalty,
        )
    knows = preference.choice_against(world.gold, world.corpus, lambda d: expit(np.abs(d)))
    bases = (
        *(preference.divergence(world.corpus, base) for base in (small, big)),
        *(base @ world.ruined for base in (small, big)),
        small @ against_big,
        world.corpus @ knows,
        tasting.agreement(world.gold, world.corpus),
    )
    return means, duels, np.array(bases)


def one_taster(cfg: Config, seed: int, rng: np.random.Generator) -> dict:
    """Ask somebody who never wavers, and the same person wavering as much as two labellers do.

    Returns
    -------
    taste : kitchen.Taste
    liked : (n_recipes,) array
    learned : (2, n, 20) array, for choices that are sure and that waver, as all the next
    held : (2, 8, 20) array, choices of the first twenty that are held back
    fresh : (2, n_pairs, 20) array
    """
    recipes, features = table(cake_choices.N_SETTINGS)
    taste = kitchen.random_taste(rng)
    liked = kitchen.liking(taste, recipes)
    asked = cake_choices.questions(seed, max(cfg.choices) + cake_choices.N_HELD)
    fresh = cake_choices.spelt(rng.integers(0, len(recipes), (cfg.n_pairs, 2)))
    scale = tasting.scale_of(liked, np.full(len(recipes), 1 / len(recipes)), cfg.agreement)
    found = {"taste": taste, "liked": liked, "learned": [], "held": [], "fresh": []}
    held = cake_choices.held_back(len(asked))
    for per_unit in (np.inf, scale):
        own, new = (
            cake_choices.differences(
                features, pairs, cake_choices.chosen(liked, pairs, per_unit, rng)
            )
            for pairs in (asked, fresh)
        )
        found["learned"].append(own[~held])
        found["held"].append(own[held])
        found["fresh"].append(new)
    return found


def tasters_before(cfg: Config, seed: int, rng: np.random.Generator) -> np.ndarray:
    """Loss of every penalty, nats a fresh choice, of a model of one taster's first choices."""
    found = one_taster(cfg, seed, rng)
    learned, fresh = found["learned"][0][: cfg.choices[0]], found["fresh"][0]
    fits = [preference.fit_reward(learned, penalty) for penalty in cfg.penalties]
    return np.array([np.mean(np.logaddexp(0, -fresh @ fit)) for fit in fits])


def known_by_choices(
    cfg: Config, penalty: float, seed: int, rng: np.random.Generator
) -> tuple[kitchen.Taste, np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """How well a model knows one taster, and what it would serve.

    Returns
    -------
    taste : kitchen.Taste
    known : (2, n, 4) array, of choices that are sure and that waver
        Share of fresh choices called rightly, number of the eight held back; of the recipe of the
        highest reward, its amounts at an end and its rank by the taste.
    path : (n_kl + 1, 2) array
        Of the fewest choices, all sure, as `cake_choices.push`.
    perfect, best : (5,) int array
        Amounts of the recipe of the highest reward after the fewest, and of the one liked best.
    """
    features = table(cake_choices.N_SETTINGS)[1]
    found = one_taster(cfg, seed, rng)
    rank = cake_choices.ranks(found["liked"])
    known = np.empty((2, len(cfg.choices), 4))
    path = perfect = None
    for w, i in np.ndindex(known.shape[:2]):
        fit = preference.fit_reward(found["learned"][w][: cfg.choices[i]], penalty)
        reward = features @ fit
        amounts = cake_choices.spelt(reward.argmax())
        right = found["fresh"][w] @ fit > 0
        held = found["held"][w] @ fit > 0
        known[w, i] = (right.mean(), held.sum(), cake_choices.ends(amounts), rank[reward.argmax()])
        if (w, i) == (0, 0):
            path, perfect = cake_choices.push(reward, cfg.choice_kl, found["liked"]), amounts
    return found["taste"], known, path, perfect, cake_choices.spelt(found["liked"].argmax())


def run(cfg: Config) -> dict:
    """Teach both policies the tasters' taste, push them ever further, and repeat with other tastes.

    All policies are exact: every recipe is listed, and nothing is sampled but the corpus, the
    comparisons and the tastings. The tasters are simulated and their taste is made up. A seed
    repeats one taste, with authors, corpus, comparisons and tastings of its own; a world is a
    repeat with a taste of its own besides.

    Returns
    -------
    ingredient : (5,) str
    n_recipes, n_settings : int
    policy : (2,) str
    n_params : (2,) int, free parameters of each policy, and n_reward_params of the reward model
    imitation : (2,) divergence of the corpus from each policy, nats, mean over seeds. With `_se`
    ruined : (2,) share of the cakes of each policy that are ruined, mean over seeds. With `_se`
    n_comparisons : (n,) int, pairs of recipes from the corpus, each shown to one taster
    kl : (n_kl,) divergence of the pushed policy from itself unpushed, nats
    gold : (n, n_kl) logits, mean over seeds
        How much better the pushed small policy tastes than unpushed. The truth, which nothing
        learns from. With `_p10`, `_p90` and `_se` (standard error of the mean), as the next three.
    proxy : (n, n_kl) logits by the reward model
        How much better the reward model believes it to be.
    win_rate : (n, n_kl) share of tastings that the pushed small policy wins against itself unpushed
    promised_rate : (n, n_kl) the share that the reward model promises
    peak_kl : (n,) nats, where the mean gold of the small policy is highest
    fall : (n,) logits, mean over seeds
        Gold at peak_kl minus gold at the last kl, paired by seed. With `_se`.
    seed_peak_kl : (n,) nats, where each seed's own gold is highest: median. With `_p10`, `_p90`
    world_comparisons : (2,) int, those of the next two
    seed_gold, seed_win_rate : (2, n_seeds, n_kl) gold and win_rate of every seed by itself
    small_kl, big_kl : (n,) nats, how far tastings chose to push: median. With `_p10`, `_p90`
    small_beats_big : (n,) share of tastings, mean over seeds
        That the chosen small policy wins against the big one unpushed. With `_p10`, `_p90`, `_se`.
    big_beats_small : (n,) share of tastings, mean over seeds
        That the chosen big policy wins against the chosen small one. With `_p10`, `_p90`, `_se`.
    unpushed_small_beats_big : share of tastings, mean over seeds. With `_se`
    reward_accuracy : (n,) share of fresh comparisons from the corpus, mean over seeds
        In which the reward model prefers what the taster preferred. With `_p10`, `_p90`, `_se`.
    best_accuracy : the same for somebody who knows the taste exactly
    agreement : the same for another taster
    reward_penalty : (n,) of the reward model, median over seeds
    penalty_at_edge : int, of the reward models of all seeds: chose the smallest or largest penalty
    world_gold, world_proxy : (n_worlds, 2, n_kl) logits, as gold and proxy, after world_comparisons
    world_fall : (n_worlds, 2) logits, the highest gold on the path minus the last
    worlds_fallen : (2,) int
        In how many worlds the gold falls by more than `fall` logits.
    world_win_rate, world_promised_rate : (n_worlds, 2) as win_rate, promised_rate, at the last kl
    world_unpushed : (n_worlds,) as unpushed_small_beats_big
    other_small_beats_big, other_big_beats_small : (n,) as small_beats_big and big_beats_small
        Mean over the worlds. With `_p10`, `_p90`, `_se`, which are of tastes as well as of repeats.
    world_small_beats_big, world_big_beats_small : (n_worlds, n) the same of every world
    world_reward_accuracy : (n_worlds, n) as reward_accuracy
    feature : (20,) str, what the reward model sees of a recipe
    feature_mean, feature_std : (20,) over all recipes: features are standardised by them
    choices : (c,) int, between two recipes at random, that a model of one taster learns from
        Tasters and questions are those of the page. The tasters never waver in the next five.
    choice_penalty : of these models: the lowest loss on fresh choices of other tasters
    choice_accuracy : (c,) share of fresh choices called rightly, mean over tasters
        With `_p10`, `_p90` and `_se`, as the next three.
    choice_ends : (c,) share of the amounts of the recipe of the highest reward at an end
    choice_rank : (c,) share of all recipes that the taster likes less than that one
    choice_held : (c,) of the eight choices held back, how many are called rightly
    wavering_accuracy, wavering_rank : (c,) the same of tasters who waver: two choices of one agree
        as often as those of two labellers. With `_p10`, `_p90`, `_se`
    taster_rank : (n_tasters,) choice_rank of each after the fewest choices
    rank_count : (10,) int, how many of them are in each tenth, rank_from its lower end
    choice_kl : (k,) nats, pushes; the last leaves only the recipe of the highest reward
    choice_thought : (k,) mean rank of what is served, by the reward: mean over tasters
    choice_liked : (k,) the same by the taste. Both with `_p10`, `_p90`, this one with `_se`
    tastes : list of the page's tasters, fields of `kitchen.Taste`
    shown : int, which of these is drawn: nearest the mean of all, in rank and in amounts at an end
    shown_perfect, shown_best : (5,) int, amounts of the highest reward, and of what it likes best
    quoted : dict of scalars
    """
    seeds = np.random.default_rng(cfg.seed).spawn(cfg.n_seeds)
    others = np.random.default_rng([cfg.seed, 1]).spawn(cfg.n_worlds)
    found = spread(one_kitchen, [(cfg, kitchen.CHOCOLATE_CAKE, rng) for rng in seeds])
    means, duels, bases = (np.array(part) for part in zip(*found, strict=True))
    found = spread(one_kitchen, [(cfg, None, rng) for rng in others], label="worlds")
    worlds = [np.array(part) for part in zip(*found, strict=True)]

    shape = (cfg.n_settings,) * len(kitchen.INGREDIENTS)
    seen = kitchen.surface(table(cfg.n_settings)[0])
    data = {
        "ingredient": list(kitchen.INGREDIENTS),
        "n_recipes": len(seen),
        "n_settings": cfg.n_settings,
        "policy": ["small", "big"],
        "n_params": [table_policy.n_params(shape, memory) for memory in cfg.memories],
        "n_reward_params": seen.shape[1],
    }
    data["imitation"], data["imitation_se"] = mean_se(bases[:, :2])
    data["ruined"], data["ruined_se"] = mean_se(bases[:, 2:4])
    data |= {"n_comparisons": list(cfg.n_comparisons), "kl": list(cfg.kl)}
    data |= _pushes(cfg, means) | middle("small_kl", duels[..., 0])
    data |= middle("big_kl", duels[..., 1])
    data |= bands("small_beats_big", duels[..., 2]) | bands("big_beats_small", duels[..., 3])
    unpushed = mean_se(bases[:, 4])
    data["unpushed_small_beats_big"], data["unpushed_small_beats_big_se"] = unpushed
    data |= bands("reward_accuracy", duels[..., 4])
    for i, name in ((5, "best_accuracy"), (6, "agreement")):
        data[name] = bases[:, i].mean()
    data["reward_penalty"] = np.median(duels[..., 5], axis=0)
    edges = (cfg.penalties[0], cfg.penalties[-1])
    data["penalty_at_edge"] = int(np.isin(duels[..., 5], edges).sum())
    data |= _worlds(cfg, *worlds)
    data |= {
        "feature": kitchen.surface_names(),
        "feature_mean": seen.mean(axis=0),
        "feature_std": seen.std(axis=0),
    }
    data |= _choices(cfg)
    data["quoted"] = quoted(cfg, data)
    return data


def _choices(cfg: Config) -> dict:
    """Models of tasters who choose between two cakes, as the page asks its reader."""
    before = np.random.default_rng([cfg.seed, 2]).spawn(cfg.n_tasters_before)
    tasks = [(cfg, cfg.n_tasters + i, rng) for i, rng in enumerate(before, 1)]
    losses = np.mean(spread(tasters_before, tasks, label="tasters before"), axis=0)
    penalty = cfg.penalties[int(losses.argmin())]
    rngs = np.random.default_rng([cfg.seed, 3]).spawn(cfg.n_tasters)
    tasks = [(cfg, penalty, seed, rng) for seed, rng in enumerate(rngs, 1)]
    tastes, *found = zip(*spread(known_by_choices, tasks, label="tasters"), strict=True)
    known, path, perfect, best = map(np.array, found)
    known[..., 2] /= len(kitchen.INGREDIENTS)
    rank = known[:, 0, 0, 3]
    page = slice(cfg.n_page_tasters)
    usual = known[:, 0, 0, 2:]  # amounts at an end, and rank
    off = np.abs(usual - usual.mean(axis=0)) / usual.std(axis=0)
    shown = int(off.max(axis=1)[page].argmin())
    tenth = np.minimum((10 * rank).astype(int), 9)
    path[:, 0] = 0.5  # no push: all recipes alike, to the last digit
    thought = bands("choice_thought", path[..., 0])
    del thought["choice_thought_se"]  # it hardly differs from taster to taster
    return {
        "choices": list(cfg.choices),
        "choice_penalty": penalty,
        **bands("choice_accuracy", known[:, 0, :, 0]),
        **bands("choice_held", known[:, 0, :, 1]),
        **bands("choice_ends", known[:, 0, :, 2]),
        **bands("choice_rank", known[:, 0, :, 3]),
        **bands("wavering_accuracy", known[:, 1, :, 0]),
        **bands("wavering_rank", known[:, 1, :, 3]),
        "taster_rank": rank,
        "rank_from": [i / 10 for i in range(10)],
        "rank_count": np.bincount(tenth, minlength=10),
        "choice_kl": [*cfg.choice_kl, float(np.log(cake_choices.N_SETTINGS**5))],
        **thought,
        **bands("choice_liked", path[..., 1]),
        "tastes": [asdict(taste) for taste in tastes[page]],
        "shown": shown,
        "shown_perfect": perfect[shown],
        "shown_best": best[shown],
    }


def _above_start(means: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Gold and reward along the push, minus those of no push: (repeat, n, kl) each."""
    gold, reward = means[..., 0], means[..., 2]
    return gold - gold[..., :1], reward - reward[..., :1]


def _pushes(cfg: Config, means: np.ndarray) -> dict:
    """Sum up what the push does to the small policy over the seeds, and give every one of them."""
    gold, proxy = _above_start(means)
    win_rate, promised = means[..., 1], means[..., 3]  # (seed, n, kl)
    win_rate[..., 0] = promised[..., 0] = 0.5  # against itself: the table rounds at 1e-9
    data = bands("gold", gold) | bands("proxy", proxy)
    data |= bands("win_rate", win_rate) | bands("promised_rate", promised)
    peak = data["gold"].argmax(axis=1)  # (n,)
    data["peak_kl"] = np.array(cfg.kl)[peak]
    data["fall"], data["fall_se"] = mean_se(gold[:, range(len(peak)), peak] - gold[..., -1])
    data |= middle("seed_peak_kl", np.array(cfg.kl)[gold.argmax(axis=2)])
    rows = [cfg.n_comparisons.index(n) for n in cfg.world_comparisons]
    return data | {
        "world_comparisons": list(cfg.world_comparisons),
        "seed_gold": np.moveaxis(gold, 0, 1)[rows],
        "seed_win_rate": np.moveaxis(win_rate, 0, 1)[rows],
    }


def _worlds(cfg: Config, means: np.ndarray, duels: np.ndarray, bases: np.ndarray) -> dict:
    """Pushes and duels with other tastes, one repeat each."""
    rows = [cfg.n_comparisons.index(n) for n in cfg.world_comparisons]
    gold, proxy = (values[:, rows] for values in _above_start(means))
    fall = gold.max(axis=2) - gold[..., -1]
    return {
        "world_gold": gold,
        "world_proxy": proxy,
        "world_fall": fall,
        "worlds_fallen": np.sum(fall > cfg.fall, axis=0),
        "world_win_rate": means[:, rows, -1, 1],
        "world_promised_rate": means[:, rows, -1, 3],
        "world_unpushed": bases[:, 4],
        **bands("other_small_beats_big", duels[..., 2]),
        **bands("other_big_beats_small", duels[..., 3]),
        "world_small_beats_big": duels[..., 2],
        "world_big_beats_small": duels[..., 3],
        "world_reward_accuracy": duels[..., 4],
    }


def quoted(cfg: Config, data: dict) -> dict:
    """Scalars that prose may quote; `_300` means after 300 comparisons."""
    end = cfg.kl[-1]
    numbers = {
        "n_seeds": cfg.n_seeds,
        "n_worlds": cfg.n_worlds,
        "n_recipes": data["n_recipes"],
        "n_settings": cfg.n_settings,
        "n_corpus": cfg.n_corpus,
        "small_params": data["n_params"][0],
        "big_params": data["n_params"][1],
        "big_over_small": data["n_params"][1] / data["n_params"][0],
        "reward_params": data["n_reward_params"],
        "tuned_small_params": data["n_params"][0] + data["n_reward_params"],
        "n_penalties": len(cfg.penalties),
        "n_kl_tried": len(cfg.kl_tried),
        "largest_kl": end,
        # The best of m draws is log(m) - (m - 1) / m nats from one draw, to within rounding here.
        "best_of_at_end": float(np.exp(end + 1)),
        "best_accuracy": data["best_accuracy"],
        "agreement": data["agreement"],
        "unpushed_small_beats_big": data["unpushed_small_beats_big"],
        "unpushed_small_beats_big_se": data["unpushed_small_beats_big_se"],
        "unpushed_big_beats_small": 1 - data["unpushed_small_beats_big"],
        "penalty_at_edge": data["penalty_at_edge"],
        "fall": cfg.fall,
        "little": cfg.fall / 5,
        "much": cfg.fall * 5,
    }
    for m, policy in enumerate(data["policy"]):
        for name in ("imitation", "ruined"):
            numbers[f"{policy}_{name}"] = data[name][m]
            numbers[f"{policy}_{name}_se"] = data[f"{name}_se"][m]
    for i, n in enumerate(cfg.n_comparisons):
        peak = cfg.kl.index(data["peak_kl"][i])
        numbers[f"peak_kl_{n}"] = data["peak_kl"][i]
        for name in ("fall", "small_beats_big", "big_beats_small", "reward_accuracy"):
            numbers[f"{name}_{n}"] = data[name][i]
            numbers[f"{name}_{n}_se"] = data[f"{name}_se"][i]
        for name in ("win_rate", "promised_rate", "gold"):
            for place, k in (("peak", peak), ("end", -1)):
                numbers[f"{name}_at_{place}_{n}"] = data[name][i, k]
                numbers[f"{name}_at_{place}_{n}_se"] = data[f"{name}_se"][i, k]
        numbers[f"win_rate_at_end_{n}_p10"] = data["win_rate_p10"][i, -1]
        for name in ("seed_peak_kl", "small_kl", "big_kl"):
            for end in ("", "_p10", "_p90"):
                numbers[f"{name}_{n}{end}"] = data[f"{name}{end}"][i]
    numbers |= _quoted_outcomes(cfg, data) | _quoted_duels(cfg, data)
    return numbers | _quoted_choices(cfg, data)


def _quoted_outcomes(cfg: Config, data: dict) -> dict:
    """Count what becomes of single repeats that are pushed to the end."""
    limits = {"fallen": cfg.fall, "fallen_little": cfg.fall / 5, "fallen_much": cfg.fall * 5}
    numbers = {}
    for i, n in enumerate(cfg.world_comparisons):
        for name, gold in (("seeds", data["seed_gold"][i]), ("worlds", data["world_gold"][:, i])):
            counts = tasting.outcomes(gold, limits)
            numbers |= {f"{name}_{what}_{n}": count for what, count in counts.items()}
        end = data["seed_win_rate"][i, :, -1]
        numbers |= {f"seed_win_rate_lowest_{n}": end.min(), f"seed_win_rate_highest_{n}": end.max()}
    return numbers


def _quoted_duels(cfg: Config, data: dict) -> dict:
    """Sum the duels with other tastes up: mean, spread between worlds, and how many are lost."""
    numbers = {}
    unpushed = data["world_unpushed"]
    key = "other_unpushed_small_beats_big"
    numbers[key], numbers[f"{key}_se"] = map(float, mean_se(unpushed))
    for i, n in enumerate(cfg.world_comparisons):
        for name in ("win_rate", "promised_rate"):
            key = f"other_{name}_at_end_{n}"
            numbers[key], numbers[f"{key}_se"] = map(float, mean_se(data[f"world_{name}"][:, i]))
    for i, n in enumerate(cfg.n_comparisons):
        for name in ("small_beats_big", "big_beats_small", "reward_accuracy"):
            values, key = data[f"world_{name}"][:, i], f"other_{name}_{n}"
            numbers[key], numbers[f"{key}_se"] = map(float, mean_se(values))
            numbers |= {f"{key}_lowest": values.min(), f"{key}_highest": values.max()}
        won = data["world_small_beats_big"][:, i]
        numbers[f"worlds_lost_{n}"] = int(np.sum(won < 0.5))
    return numbers


def _quoted_choices(cfg: Config, data: dict) -> dict:
    """Sum up the models of tasters who choose between two cakes; `_12` means after 12 choices."""
    perfect, best = data["shown_perfect"], data["shown_best"]
    numbers = {
        "n_tasters": cfg.n_tasters,
        "n_choices": cfg.choices[0],
        "n_held": cake_choices.N_HELD,
        "choices_most": cfg.choices[-1],
        "shown_rank": data["taster_rank"][data["shown"]],
        "shown_ends": cake_choices.ends(perfect),
        "shown_perfect_words": cake_choices.in_words(perfect),
        "shown_best_words": cake_choices.in_words(best),
        "in_lower_half": int(np.sum(data["taster_rank"] < 0.5)),
        "in_top_tenth": int(data["rank_count"][-1]),
    }
    families = ("choice_accuracy", "choice_held", "choice_ends", "choice_rank")
    for name in (*families, "wavering_accuracy", "wavering_rank"):
        for i, n in enumerate(cfg.choices):
            for end in ("", "_se", "_p10", "_p90"):
                numbers[f"{name}_{n}{end}"] = data[f"{name}{end}"][i]
    return numbers
