"""Choices between two cakes, as a page asks them: which cakes, what is learned, what is held back.

The twin of docs/js/widgets/taste_model.js. Both cakes of a question are recipes drawn at random, so
that its model starts where all recipes are equally likely. Of the first twenty questions the model
learns from twelve; the other eight, mixed in, say how well it knows who chose.

Left out: questions that are chosen for what they would teach.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.special import expit
from scipy.stats import rankdata

from scripts.models import kitchen, tasting
from scripts.models.seeded import seeded

N_SETTINGS = 9
# Of the first twenty questions; all that follow are learned from.
HELD = (1, 3, 6, 9, 12, 15, 17, 19)
N_HELD = len(HELD)
AMOUNT_WORDS = (
    *("none", "hardly any", "little", "rather little", "a medium amount", "rather a lot"),
    *("a lot", "nearly the most", "the most"),
)


def questions(seed: int, n: int) -> np.ndarray:
    """Amounts of two cakes a question, (n, 2, 5) int from 0 to 8; the two are never the same."""
    draw = seeded(seed)

    def cake() -> list[int]:
        return [int(N_SETTINGS * draw()) for _ in kitchen.INGREDIENTS]

    asked = []
    for _ in range(n):
        first, second = cake(), cake()
        while second == first:
            second = cake()
        asked.append((first, second))
    return np.array(asked)


def place(amounts: np.ndarray) -> np.ndarray:
    """Which of all recipes, (...) int of (..., 5) amounts: the last ingredient varies fastest."""
    return amounts @ N_SETTINGS ** np.arange(4, -1, -1)


def spelt(places: np.ndarray) -> np.ndarray:
    """Amounts of recipes by their place, (..., 5) int: the way back from `place`."""
    shape = (N_SETTINGS,) * len(kitchen.INGREDIENTS)
    return np.stack(np.unravel_index(places, shape), axis=-1)


def chosen(
    liked: np.ndarray, asked: np.ndarray, scale: float, rng: np.random.Generator
) -> np.ndarray:
    """Whether the first cake is taken, (n,) bool.

    Parameters
    ----------
    liked : (n_recipes,) array
    asked : (n, 2, 5) int array
    scale : float
        Logits per unit of liking; infinite for a taster who never wavers.
    rng : numpy Generator
    """
    first, second = place(asked).T
    apart = liked[first] - liked[second]
    if np.isinf(scale):
        return apart > 0
    return rng.random(len(apart)) < expit(scale * apart)


def differences(features: np.ndarray, asked: np.ndarray, first: np.ndarray) -> np.ndarray:
    """Features of the cake that was taken minus those of the other, (n, 20)."""
    one, other = place(asked).T
    return np.where(first, 1, -1)[:, None] * (features[one] - features[other])


def held_back(n: int) -> np.ndarray:
    """Which of n questions are held back, (n,) bool."""
    return np.isin(np.arange(n), HELD)


def ranks(liked: np.ndarray) -> np.ndarray:
    """Share of all other recipes that are liked less, (n,); equals count half."""
    return (rankdata(liked) - 1) / (len(liked) - 1)


def ends(amounts: Sequence[int]) -> int:
    """How many amounts stand at an end of their scale."""
    return sum(a in (0, N_SETTINGS - 1) for a in amounts)


def in_words(amounts: Sequence[int]) -> str:
    """Amounts of a cake, as a page says them."""
    pairs = zip(kitchen.INGREDIENTS, amounts, strict=True)
    return ", ".join(f"{name}: {AMOUNT_WORDS[a]}" for name, a in pairs)


def push(reward: np.ndarray, kl: Sequence[float], liked: np.ndarray) -> np.ndarray:
    """Mean rank of what is served, pushed ever further: (n_kl + 1, 2), by reward and by taste.

    Before the push all recipes are equally likely; the last leaves only the one of most reward.
    """
    uniform = np.full(len(reward), 1 / len(reward))
    columns = np.array([ranks(reward), ranks(liked)])
    means, _ = tasting.pushed(uniform, reward, kl, columns)
    return np.array([*means, columns[:, reward.argmax()]])
