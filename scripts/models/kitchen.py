"""A simulated kitchen: every recipe there is, what people like, and what people write down.

A recipe sets five amounts, each to one of a few settings between -1 (least) and 1 (most), so that
all recipes can be listed. What people like has parts that a smooth reward model cannot follow: a
plateau around each best amount, where nobody notices a difference, and combinations that ruin a
cake, whatever else is in it. What people write is broad, has fashions in which amounts go together,
and is somewhat better than chance: authors taste their cakes, and few write down a ruined one.

Everything here is made up, and says so wherever it is shown. A first kitchen, where too much of a
single ingredient ruined a cake and authors did not mind, was given up: in it even a perfect
imitation of the authors won only 51 of 100 tastings against independent amounts, so that a bigger
model had nothing to be better at.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations, combinations_with_replacement

import numpy as np

INGREDIENTS = ("sugar", "butter", "cocoa", "eggs", "salt")


@dataclass(frozen=True)
class Taste:
    """What people like: amounts in the order of `INGREDIENTS`, liking on an arbitrary scale."""

    best: tuple[float, ...]  # amount in the middle of the plateau
    plateau: tuple[float, ...]  # half its width
    steepness: tuple[float, ...]  # liking lost per squared distance from the plateau
    balance: tuple[tuple[int, int, float], ...]  # two ingredients, liking per product of amounts
    # Two ingredients with a sign each: from this sum of signed amounts on the cake is ruined.
    limits: tuple[tuple[int, int, int, int, float], ...]
    ruin: float  # liking lost then, once


CHOCOLATE_CAKE = Taste(
    best=(0.5, 0.25, 0.5, 0.0, -0.25),
    plateau=(0.25, 0.25, 0.5, 0.5, 0.25),
    steepness=(1.0, 1.0, 0.5, 0.5, 1.5),
    balance=((0, 2, 0.6), (1, 3, -0.4), (0, 4, 0.3)),  # cocoa wants sugar; rich on rich is heavy
    limits=(
        (2, 1, 0, -1, 1.0),  # much more cocoa than sugar: bitter
        (1, 1, 3, -1, 1.0),  # much more butter than eggs: it runs apart
        (4, 1, 0, -1, 1.0),  # much more salt than sugar: salty
    ),
    ruin=2.0,
)


def random_taste(rng: np.random.Generator) -> Taste:
    """Draw another taste of the same kind: other plateaus, balances and limits."""
    n, pairs = len(INGREDIENTS), list(combinations(range(len(INGREDIENTS)), 2))
    balanced, limited = (rng.choice(pairs, size=3, replace=False).tolist() for _ in range(2))
    return Taste(
        best=tuple(rng.uniform(-0.75, 0.75, n)),
        plateau=tuple(rng.uniform(0, 0.5, n)),
        steepness=tuple(rng.uniform(0.5, 1.5, n)),
        balance=tuple((i, j, rng.normal(0, 0.5)) for i, j in balanced),
        limits=tuple(
            (i, rng.choice((-1, 1)), j, rng.choice((-1, 1)), rng.uniform(0.75, 1.25))
            for i, j in limited
        ),
        ruin=rng.uniform(1, 3),
    )


def amounts(n_settings: int) -> np.ndarray:
    """All recipes: (n_settings ** 5, 5) array of amounts from -1 to 1, the last varying fastest."""
    levels = np.linspace(-1, 1, n_settings)
    axes = np.meshgrid(*[levels] * len(INGREDIENTS), indexing="ij")
    return np.stack(axes, axis=-1).reshape(-1, len(INGREDIENTS))


def ruined(taste: Taste, recipes: np.ndarray) -> np.ndarray:
    """Whether a recipe is past any limit: (n,) bool of (n, 5) amounts."""
    past = np.zeros(len(recipes), dtype=bool)
    for i, sign, j, other, limit in taste.limits:
        past |= sign * recipes[:, i] + other * recipes[:, j] >= limit
    return past


def liking(taste: Taste, recipes: np.ndarray) -> np.ndarray:
    """How much each recipe is liked, (n,) array on an arbitrary scale, of (n, 5) amounts."""
    beyond = np.maximum(np.abs(recipes - taste.best) - taste.plateau, 0)  # (n, 5)
    liked = -(beyond**2) @ np.array(taste.steepness)
    for i, j, strength in taste.balance:
        liked += strength * recipes[:, i] * recipes[:, j]
    return liked - taste.ruin * ruined(taste, recipes)


def written(
    taste: Taste,
    recipes: np.ndarray,
    rng: np.random.Generator,
    n_schools: int = 4,
    spread: float = 1.0,
    correlation: float = 0.7,
    care: float = 0.5,
    slips: float = 0.1,
) -> np.ndarray:
    """How often people write each recipe, (n,) array of probabilities.

    A mixture of schools, each a normal distribution around its own usual recipe in which every pair
    of amounts goes together or against each other; then tilted towards what is liked.

    Parameters
    ----------
    taste : Taste
    recipes : (n, 5) array
    rng : numpy Generator
    n_schools : int
    spread : float
        Standard deviation within a school, in units of the amounts.
    correlation : float
        Between two amounts of a school, with either sign.
    care : float
        A recipe that is liked one standard deviation better is written exp(care) times as often.
    slips : float
        A recipe that ruins the cake is written that share as often as it would be otherwise.
    """
    n = recipes.shape[1]
    total = np.zeros(len(recipes))
    for _ in range(n_schools):
        centre, signs = rng.uniform(-0.6, 0.6, n), rng.choice((-1.0, 1.0), n)
        covariance = (1 - correlation) * np.eye(n) + correlation * np.outer(signs, signs)
        away = (recipes - centre) / spread
        density = np.exp(-0.5 * np.sum(away @ np.linalg.inv(covariance) * away, axis=1))
        total += density / density.sum() / n_schools
    liked, failed = liking(taste, recipes), ruined(taste, recipes)
    liked = liked + taste.ruin * failed  # what is left of the taste when ruin is set aside
    mean = total @ liked
    total *= np.exp(care * (liked - mean) / np.sqrt(total @ (liked - mean) ** 2))
    total *= np.where(failed, slips, 1)
    return total / total.sum()


def surface_names() -> list[str]:
    """Names of the features of `surface`, (20,), in their order."""
    pairs = combinations_with_replacement(INGREDIENTS, 2)
    return [*INGREDIENTS, *(f"{a}²" if a == b else f"{a} × {b}" for a, b in pairs)]


def surface(recipes: np.ndarray) -> np.ndarray:
    """Amounts, their squares and products: (n, 20) of (n, 5) amounts."""
    pairs = combinations_with_replacement(range(recipes.shape[1]), 2)
    return np.column_stack([recipes, *(recipes[:, i] * recipes[:, j] for i, j in pairs)])


def response_surface(recipes: np.ndarray) -> np.ndarray:
    """Features of a reward model: `surface`, standardised over the recipes given, (n, 20).

    The field calls it a response surface (Box and Wilson 1951, J. R. Stat. Soc. B 13, 1-45). It can
    follow a best amount and a balance, but neither a plateau nor a limit.
    """
    table = surface(recipes)
    return (table - table.mean(axis=0)) / table.std(axis=0)
