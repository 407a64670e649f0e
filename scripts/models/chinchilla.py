"""Five readings of the same training runs: the law behind "20 tokens for each parameter".

Losses are in nats per token, sizes in parameters, data in tokens, and a run costs `6 N D` FLOP (two
for each parameter and token forward, four backward).

Three laws are transcribed: the paper's own as printed, the same before rounding, and the one that
Besiroglu et al. fitted to 245 runs which they read off the paper's figure. Two are fitted here to
these 245 runs: without the five of the highest loss, which they leave out (they are also those with
the fewest tokens for a parameter), and with them.

How sure: the runs are drawn again with replacement and the law is fitted again, as Besiroglu et al.
do. The coefficients of such fits move together, nearly as one (log A with α, log B with β), so that
their standard errors, one by one, say next to nothing of the ratio of tokens to parameters.

Left out: what the figure's colours hide of a loss (about 0.01), and whether the form is right.

Sources: Hoffmann et al. (2022), arXiv:2203.15556, appendix D.2, equation 10, and the same
coefficients in the TeX source of the paper, as logarithms, not rounded; Besiroglu et al. (2024),
arXiv:2404.10102, and their notebook, which resamples 4,000 times.
"""

from __future__ import annotations

from dataclasses import asdict, fields, replace

import numpy as np

from scripts.compute.datasets.chinchilla_runs import FLOP_PER_PRODUCT, load_chinchilla_runs
from scripts.compute.parallel import spread
from scripts.models.scaling_fit import ScalingLaw, fit

PUBLISHED = {
    "eq10": ScalingLaw(A=406.4, alpha=0.34, B=410.7, beta=0.28, E=1.69),
    "tex": ScalingLaw(
        A=float(np.exp(6.0073404)),
        alpha=0.33917084,
        B=float(np.exp(6.0179186)),
        beta=0.2849083,
        E=float(np.exp(0.5267228)),
    ),
    "besiroglu": ScalingLaw(A=482.01, alpha=0.3478, B=2085.43, beta=0.3658, E=1.8172),
}
QUANTILES = ((80, "low", 0.1), (80, "high", 0.9), (95, "low", 0.025), (95, "high", 0.975))


def best_for(law: ScalingLaw, flop: float) -> tuple[float, float]:
    """Parameters and tokens with the lowest predicted loss for this much training compute."""
    return law.optimum(flop / FLOP_PER_PRODUCT)


def tokens_per_param(law: ScalingLaw, flop: float) -> float:
    """Tokens for each parameter at the best split."""
    n_params, n_tokens = best_for(law, flop)
    return n_tokens / n_params


def lowest_losses(loss: np.ndarray, n_dropped: int) -> np.ndarray:
    """Rows of all runs but those with the highest loss, (n - n_dropped,) int, in their order."""
    return np.sort(np.argsort(loss, kind="stable")[: len(loss) - n_dropped])


def fitted_again(
    runs: tuple[np.ndarray, np.ndarray, np.ndarray],
    law: ScalingLaw,
    delta: float,
    rng: np.random.Generator,
) -> np.ndarray:
    """Fit as many runs, drawn from these with replacement.

    Parameters
    ----------
    runs : (n,) arrays: parameters, tokens, loss
    law : ScalingLaw
        Fitted to all of them; the fit begins there.
    delta : float
        Width of the Huber loss.

    Returns
    -------
    (5,) array: log A, alpha, log B, beta, log E
    """
    rows = rng.integers(len(runs[0]), size=len(runs[0]))
    return coefficients(fit(*(values[rows] for values in runs), delta, law))


def coefficients(law: ScalingLaw) -> np.ndarray:
    """Give (5,) array: log A, alpha, log B, beta, log E."""
    return np.array([np.log(law.A), law.alpha, np.log(law.B), law.beta, np.log(law.E)])


def log_ratios(theta: np.ndarray, flop: float) -> np.ndarray:
    """Log of `tokens_per_param` of many laws.

    The optimum of a law has `log N = (log(alpha A / (beta B)) + beta log(N D)) / (alpha + beta)`.

    Parameters
    ----------
    theta : (..., 5) array, as `coefficients`
    flop : float

    Returns
    -------
    (...) array
    """
    log_a, alpha, log_b, beta, _ = np.moveaxis(theta, -1, 0)
    product = np.log(flop / FLOP_PER_PRODUCT)
    log_n = (np.log(alpha / beta) + log_a - log_b + beta * product) / (alpha + beta)
    return product - 2 * log_n


def side_by_side(laws: dict[str, ScalingLaw], flop: float) -> dict[str, list]:
    """Coefficients of every law and its best split of this much training compute.

    Returns
    -------
    fit_name : (n_laws,) str
    published_A, published_alpha, published_B, published_beta, published_E : (n_laws,)
    published_exponent : (n_laws,) how the best size grows with compute
    optimum_params, optimum_tokens, tokens_per_param : (n_laws,)
    """
    table = {"fit_name": list(laws)}
    for field in fields(ScalingLaw):
        table[f"published_{field.name}"] = [asdict(law)[field.name] for law in laws.values()]
    best = [best_for(law, flop) for law in laws.values()]
    return table | {
        "published_exponent": [law.exponent for law in laws.values()],
        "optimum_params": [n_params for n_params, _ in best],
        "optimum_tokens": [n_tokens for _, n_tokens in best],
        "tokens_per_param": [n_tokens / n_params for n_params, n_tokens in best],
    }


def compared(
    flop: float, n_dropped: int, n_resamples: int, delta: float, rng: np.random.Generator
) -> dict[str, object]:
    """Set the published laws beside fits of the runs they come from, drawn again and again.

    Besiroglu et al. fit the same runs as "refit" in the same way and print no interval of the
    ratio, so that theirs is taken to be that of "refit", moved to their own value.

    Parameters
    ----------
    flop : float
        Training compute for which the best split is asked.
    n_dropped : int
        Runs of the highest loss that "refit" leaves out.
    n_resamples : int
        Of the runs of each fit.
    delta : float
        Width of the Huber loss.

    Returns
    -------
    what `side_by_side` gives, for three published laws, "refit" and "all_runs"
    ratio_80_low, ratio_80_high, ratio_95_low, ratio_95_high : (5,) list, quantiles of the ratio
        that hold 80 and 95 % of the fits; None: not known
    ratio_se : (5,) list, standard error of the logarithm of the ratio
    law_mean, law_covariance : (2, 5) and (2, 5, 5) arrays, of the `coefficients` of both own fits
    law_resample : (2, n_resamples, 5) array, the fits of runs drawn again that these sum up
    n_runs : int
    run_flop, run_params, run_tokens : (2,) list, the least and the most of all runs
    rounded_term, rounded_tokens_per_param : (4,) list
    """
    runs = load_chinchilla_runs()
    kept = lowest_losses(runs[2], n_dropped)
    chosen = {"refit": tuple(values[kept] for values in runs), "all_runs": runs}
    ours = {name: fit(*these, delta) for name, these in chosen.items()}
    names = np.repeat(list(chosen), n_resamples)
    tasks = [
        (chosen[name], ours[name], delta, own)
        for name, own in zip(names, rng.spawn(len(names)), strict=True)
    ]
    theta = np.array(spread(fitted_again, tasks, label="resamples"))
    theta = theta.reshape(len(chosen), n_resamples, -1)  # (fit, resample, coefficient)
    logs = dict(zip(chosen, log_ratios(theta, flop), strict=True))  # (resample,) each
    moved = [np.log(tokens_per_param(law, flop)) for law in (PUBLISHED["besiroglu"], ours["refit"])]
    logs["besiroglu"] = logs["refit"] + moved[0] - moved[1]

    data = side_by_side(PUBLISHED | ours, flop)
    for share, end, q in QUANTILES:
        data[f"ratio_{share}_{end}"] = [
            float(np.exp(np.quantile(logs[name], q))) if name in logs else None
            for name in data["fit_name"]
        ]
    data["ratio_se"] = [
        float(logs[name].std(ddof=1)) if name in logs else None for name in data["fit_name"]
    ]
    rounded = rounded_one_by_one(flop)
    return data | {
        "law_mean": theta.mean(axis=1),
        "law_covariance": np.array([np.cov(one, rowvar=False) for one in theta]),
        "law_resample": theta,
        "n_runs": len(runs[0]),
        **ends_of_the_runs(*runs[:2]),
        "rounded_term": list(rounded),
        "rounded_tokens_per_param": list(rounded.values()),
    }


def ends_of_the_runs(n_params: np.ndarray, n_tokens: np.ndarray) -> dict[str, list[float]]:
    """Least and most of compute, parameters and tokens: beyond them a law is drawn on."""
    columns = {"flop": FLOP_PER_PRODUCT * n_params * n_tokens, "params": n_params}
    columns["tokens"] = n_tokens
    return {f"run_{name}": [float(v.min()), float(v.max())] for name, v in columns.items()}


def scalars(data: dict) -> dict[str, float]:
    """Name what may be quoted of `compared`, by the name of the fit."""
    ratios = dict(zip(data["fit_name"], data["tokens_per_param"], strict=True))
    deviation = np.sqrt(np.diagonal(data["law_covariance"][0]))
    correlation = data["law_covariance"][0] / np.outer(deviation, deviation)
    numbers = {
        "n_fits": len(ratios),
        "n_runs": data["n_runs"],
        "eq10_over_tex": ratios["eq10"] / ratios["tex"],
        "eq10_over_besiroglu": ratios["eq10"] / ratios["besiroglu"],
        "tex_over_besiroglu": ratios["tex"] / ratios["besiroglu"],
        "correlation_log_A_alpha": correlation[0, 1],
        "correlation_log_B_beta": correlation[2, 3],
    }
    for i, (name, ratio) in enumerate(ratios.items()):
        numbers[f"tokens_per_param_{name}"] = ratio
        numbers[f"billion_params_{name}"] = data["optimum_params"][i] / 1e9
        numbers[f"trillion_tokens_{name}"] = data["optimum_tokens"][i] / 1e12
        numbers[f"exponent_{name}"] = data["published_exponent"][i]
        numbers[f"exponent_tokens_{name}"] = 1 - data["published_exponent"][i]
        if data["ratio_se"][i] is not None:
            numbers[f"ratio_se_factor_{name}"] = float(np.exp(data["ratio_se"][i]))
            for share, end, _ in QUANTILES:
                numbers[f"ratio_{share}_{end}_{name}"] = data[f"ratio_{share}_{end}"][i]
    rounded = zip(data["rounded_term"], data["rounded_tokens_per_param"], strict=True)
    return numbers | {f"tokens_per_param_{term}_rounded": ratio for term, ratio in rounded}


def rounded_one_by_one(flop: float) -> dict[str, float]:
    """Tokens for each parameter when only one coefficient of "tex" is rounded as in "eq10".

    The floor E plays no part in the best split and is left out.
    """
    exact, printed = PUBLISHED["tex"], PUBLISHED["eq10"]
    names = [field.name for field in fields(exact) if field.name != "E"]
    return {
        name: tokens_per_param(replace(exact, **{name: getattr(printed, name)}), flop)
        for name in names
    }


def cost_of_gopher(name: str, n_params: float, flop: float) -> dict[str, float]:
    """Ask a published law what Gopher's size costs, beside the best for the same compute.

    Returns
    -------
    gopher_billion, gopher_over_best : float
    gopher_loss, gopher_best_loss : float, nats per token
    gopher_cost : float
        What the size adds to the loss, as a share of what the best one leaves above the floor E.
    """
    law = PUBLISHED[name]
    best, n_tokens = best_for(law, flop)
    lowest = float(law.loss(best, n_tokens))
    loss = float(law.loss(n_params, flop / FLOP_PER_PRODUCT / n_params))
    return {
        "gopher_billion": n_params / 1e9,
        "gopher_over_best": n_params / best,
        "gopher_loss": loss,
        "gopher_best_loss": lowest,
        "gopher_cost": (loss - lowest) / (lowest - law.E),
    }
