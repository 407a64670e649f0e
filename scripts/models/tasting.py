"""A world of tasters: what they like, what its authors write, and what pleasing the tasters does.

A taste is in logits, and two tasters who compare two cakes do not always agree. How often they do,
over pairs from the corpus, sets its scale: the more logits apart, the surer the choice.

Left out: tasters who differ among themselves other than by chance.

Source: Ouyang et al. (2022), arXiv:2203.02155 (pairs from what a model writes, each shown to a
labeller, and how often two labellers agree).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import expit

from scripts.models import kitchen, preference


@dataclass(frozen=True)
class World:
    """What people like and what they write."""

    gold: np.ndarray  # (n_recipes,) logits
    corpus: np.ndarray  # (n_recipes,) probabilities
    ruined: np.ndarray  # (n_recipes,) bool
    scale: float  # logits per unit of the taste


def agreement(gold: np.ndarray, corpus: np.ndarray) -> float:
    """How often two tasters choose alike, over pairs from the corpus."""
    alike = preference.choice_against(gold, corpus, lambda d: expit(d) ** 2 + expit(-d) ** 2)
    return float(corpus @ alike)


def world_of(
    taste: kitchen.Taste, recipes: np.ndarray, agreed: float, rng: np.random.Generator
) -> World:
    """Corpus of a taste, and the taste in logits: scaled until two tasters agree as often as asked.

    The scale decides how noisy the tasters are, and it is set by nothing else.

    Parameters
    ----------
    taste : kitchen.Taste
    recipes : (n_recipes, 5) array of amounts
    agreed : float
        Share of pairs from the corpus on which two tasters choose alike, above a half.
    rng : numpy Generator
        Draws the authors.
    """
    liked = kitchen.liking(taste, recipes)
    corpus = kitchen.written(taste, recipes, rng)
    scale = scale_of(liked, corpus, agreed)
    return World(scale * liked, corpus, kitchen.ruined(taste, recipes), scale)


def scale_of(liked: np.ndarray, corpus: np.ndarray, agreed: float) -> float:
    """Logits per unit of liking at which two tasters agree as often as asked, on pairs."""
    low, high = 0.0, 1.0
    while agreement(high * liked, corpus) < agreed:
        low, high = high, 2 * high
    for _ in range(20):
        middle = (low + high) / 2
        close = agreement(middle * liked, corpus) < agreed
        low, high = (middle, high) if close else (low, middle)
    return high


def comparisons(world: World, features: np.ndarray, n: int, rng: np.random.Generator) -> np.ndarray:
    """Pairs from the corpus, each shown to one taster: features of the winner minus the loser's."""
    first, second = rng.choice(len(world.corpus), size=(2, n), p=world.corpus)
    wins = rng.random(n) < expit(world.gold[first] - world.gold[second])
    return np.where(wins, 1, -1)[:, None] * (features[first] - features[second])


def pushed(
    base: np.ndarray, reward: np.ndarray, kl: Sequence[float], columns: np.ndarray
) -> tuple[np.ndarray, list[np.ndarray]]:
    """Push a policy towards a reward, ever further, until hardly anything but its best is left.

    Parameters
    ----------
    base : (n_recipes,) array
    reward : (n_recipes,) array
    kl : (n_kl,) nats
    columns : (m, n_recipes) array
        What to take the mean of.

    Returns
    -------
    means : (n_kl, m) array
    policies : (n_kl,) list of (n_recipes,) array
    """
    path = np.minimum(kl, 0.999 * preference.furthest(base, reward))
    policies = [policy for _, policy in preference.tilt_path(base, reward, path)]
    return np.array(policies) @ columns.T, policies


def chosen_push(wins: np.ndarray, n: int, rng: np.random.Generator) -> int:
    """Which push to choose, by n further tastings against the policy as it was.

    A tasting draws a recipe from each and asks one taster: a coin with the exact win rate. Every
    push that is tried gets the same share of the tastings; no push at all counts for a half.

    Parameters
    ----------
    wins : (1 + n_tried,) array
        Win rates, that of no push first.
    n : int
        As many as the reward model learnt from.
    """
    each = n // (len(wins) - 1)
    won = rng.binomial(each, wins[1:]) / each
    return int(np.concatenate([[0.5], won]).argmax())


def outcomes(gold: np.ndarray, limits: dict[str, float]) -> dict[str, int]:
    """Count what becomes of repeats that are pushed to the end.

    Parameters
    ----------
    gold : (n_repeats, n_kl) array
        Taste along the push, above that of no push, logits.
    limits : dict of float
        By how much the taste has to fall from its peak to be counted, by the name of the count.

    Returns
    -------
    a count for each limit
    kept : int, fell by no more than the first limit
    below_start : int, taste worse in the end than without a push
    highest_at_end : int, never tasted better than in the end
    """
    peak, end = gold.max(axis=1), gold[:, -1]
    counts = {name: int(np.sum(peak - end > limit)) for name, limit in limits.items()}
    return counts | {
        "kept": len(gold) - next(iter(counts.values())),
        "below_start": int(np.sum(end < 0)),
        "highest_at_end": int(np.sum(end == peak)),
    }
