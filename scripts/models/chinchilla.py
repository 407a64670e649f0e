"""Four published readings of the same training runs: the law behind "20 tokens for each parameter".

Losses are in nats per token, sizes in parameters, data in tokens, and a run costs `6 N D` FLOP (two
for each parameter and token forward, four backward). All numbers are transcribed; none is fitted
here. "refit" is this project's own fit of the 245 points Besiroglu et al. published, 5 of them
dropped as they do; the points are not part of this repository, only the coefficients are.

Left out: an error bar for the ratio. Besiroglu et al. print a standard error for each coefficient
but not how they move together, and they do, nearly as one: `factor_if_independent` shows what
ignoring that would give.

Sources: Hoffmann et al. (2022), arXiv:2203.15556, appendix D.2, equation 10, and the same
coefficients in the TeX source of the paper, as logarithms, not rounded; Besiroglu et al. (2024),
arXiv:2404.10102.
"""

from __future__ import annotations

from dataclasses import asdict, astuple, fields, replace

import numpy as np

from scripts.models.scaling_fit import ScalingLaw

FLOP_PER_PRODUCT = 6.0
LAWS = {
    "eq10": ScalingLaw(A=406.4, alpha=0.34, B=410.7, beta=0.28, E=1.69),
    "tex": ScalingLaw(
        A=float(np.exp(6.0073404)),
        alpha=0.33917084,
        B=float(np.exp(6.0179186)),
        beta=0.2849083,
        E=float(np.exp(0.5267228)),
    ),
    "besiroglu": ScalingLaw(A=482.01, alpha=0.3478, B=2085.43, beta=0.3658, E=1.8172),
    "refit": ScalingLaw(A=477.83, alpha=0.3473, B=2143.42, beta=0.3672, E=1.8172),
}
STANDARD_ERRORS = {"besiroglu": ScalingLaw(A=124.58, alpha=0.02, B=1293.23, beta=0.02, E=0.03)}


def best_for(law: ScalingLaw, flop: float) -> tuple[float, float]:
    """Parameters and tokens with the lowest predicted loss for this much training compute."""
    return law.optimum(flop / FLOP_PER_PRODUCT)


def tokens_per_param(law: ScalingLaw, flop: float) -> float:
    """Tokens for each parameter at the best split."""
    n_params, n_tokens = best_for(law, flop)
    return n_tokens / n_params


def side_by_side(flop: float) -> dict[str, list]:
    """Coefficients of every law and its best split of this much training compute.

    Returns
    -------
    fit_name : (4,) str, keys of `LAWS`
    published_A, published_alpha, published_B, published_beta, published_E : (4,)
    published_exponent : (4,) how the best size grows with compute
    optimum_params, optimum_tokens, tokens_per_param : (4,)
    """
    laws = list(LAWS.values())
    table = {"fit_name": list(LAWS)}
    table |= {f"published_{name}": [asdict(law)[name] for law in laws] for name in asdict(laws[0])}
    best = [best_for(law, flop) for law in laws]
    return table | {
        "published_exponent": [law.exponent for law in laws],
        "optimum_params": [n_params for n_params, _ in best],
        "optimum_tokens": [n_tokens for _, n_tokens in best],
        "tokens_per_param": [n_tokens / n_params for n_params, n_tokens in best],
    }


def rounded_one_by_one(flop: float) -> dict[str, float]:
    """Tokens for each parameter when only one coefficient of "tex" is rounded as in "eq10".

    The floor E plays no part in the best split and is left out.
    """
    exact, printed = LAWS["tex"], LAWS["eq10"]
    names = [field.name for field in fields(exact) if field.name != "E"]
    return {
        name: tokens_per_param(replace(exact, **{name: getattr(printed, name)}), flop)
        for name in names
    }


def factor_if_independent(name: str, flop: float) -> float:
    """By what factor the ratio is uncertain if the coefficients erred independently.

    Parameters
    ----------
    name : a key of `STANDARD_ERRORS`
    flop : float

    Returns
    -------
    float : one standard error of the logarithm of `tokens_per_param`, as a factor
    """
    law, errors = LAWS[name], astuple(STANDARD_ERRORS[name])
    variance = 0.0
    for field, error in zip(fields(law), errors, strict=True):
        value, step = getattr(law, field.name), error / 1000
        high, low = (
            np.log(tokens_per_param(replace(law, **{field.name: value + sign * step}), flop))
            for sign in (1, -1)
        )
        variance += ((high - low) / (2 * step) * error) ** 2
    return float(np.exp(np.sqrt(variance)))
