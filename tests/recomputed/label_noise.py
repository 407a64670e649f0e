"""Quoted numbers of `label_noise`, read off its curves."""

import numpy as np
from repeats import first_reached, jackknifed, mean, summary

FITS = ("minnorm", "tuned")


def needed(sizes: list[int], accuracy: np.ndarray, target: float) -> float:
    """Labels for an accuracy, by straight lines over their logarithm; nan where none are enough."""
    return float(np.exp(first_reached(np.log(sizes), np.asarray(accuracy), target)))


def worths(config: dict, accuracy: np.ndarray) -> np.ndarray:
    """Labels for a clean one, (width, target), from (width, size, 2) accuracies."""
    sizes = config["label_sizes"][: config["n_worth_sizes"]]
    found = [
        [needed(sizes, curve[:, 1], goal) / needed(sizes, curve[:, 0], goal) for curve in accuracy]
        for goal in config["worth_targets"]
    ]
    return np.transpose(found)


def evens(config: dict, curves: np.ndarray) -> float:
    """Share of wrong labels that brings the last of (width, noise) curves down to the first."""
    return first_reached(config["label_noise_rates"], -curves[-1], -curves[0, 0])


def quoted(data: dict, config: dict) -> dict:
    """Numbers by key."""
    n_pairs = len(data["width"]) * (len(data["width"]) - 1) // 2
    found = {
        "pairs": n_pairs,
        "comparisons": n_pairs * sum(rate > 0 for rate in data["noise"]),
        "smallest_width": min(data["width"]),
        "largest_width": max(data["width"]),
        "largest_over_smallest": max(data["width"]) / min(data["width"]),
        "largest_noise": max(data["noise"]),
        "largest_label_size": max(data["label_size"]),
        "n_test": 1797 - data["n_train"],
        "n_test_labels": 1797 - max(data["label_size"]),
    }
    ours = worths(config, np.array(data["worth_accuracy"]))
    known = [tuple(place) for place in np.argwhere(np.isfinite(ours))]
    found |= {"worth_n": len(known), "penalty_at_edge": data["penalty_at_edge"]}
    for end, choose in (("least", min), ("most", max)):
        names = [f"worth_{end}{what}" for what in ("", "_se", "_width", "_target")]
        values = ["not reached"] * 4
        if known:
            w, t = choose(known, key=lambda place: ours[place])
            values = [ours[w, t], data["worth_se"][w][t]]
            values += [data["worth_width"][w], data["worth_target"][t]]
        found |= dict(zip(names, values, strict=True))
    noise, widths = data["noise"], data["width"]
    for fit in FITS:
        curves = np.array(data[f"{fit}_accuracy_mean"])  # (width, noise)
        lead, se = np.array(data[f"{fit}_lead"]), np.array(data[f"{fit}_lead_se"])
        pairs = list(zip(data["pair_small_width"], data["pair_big_width"], strict=True))
        for p, (small, big) in enumerate(pairs):
            own = curves[widths.index(small), 0] - curves[widths.index(big)]
            assert np.allclose(lead[p], own, atol=2e-5), "a lead is a difference of accuracies"
        noisy = np.s_[:, 1:]
        goal, line = curves[0, 0], curves[-1]
        after = next(i for i, accuracy in enumerate(line) if accuracy <= goal)
        share = (line[after - 1] - goal) / (line[after - 1] - line[after])
        found |= {
            f"{fit}_small_wins": np.count_nonzero(lead[noisy] > 0),
            f"{fit}_small_wins_clearly": np.count_nonzero(lead[noisy] / 2 > se[noisy]),
            f"{fit}_big_wins_clearly": np.count_nonzero(-lead[noisy] / 2 > se[noisy]),
            f"{fit}_break_even": noise[after - 1] + share * (noise[after] - noise[after - 1]),
        }
        for q, rate in enumerate(noise):
            end = f"noise_{rate:.0%}".rstrip("%")
            found |= {
                f"{fit}_clean_match_{end}": min(
                    w for w, clean in zip(widths, curves[:, 0], strict=True) if clean >= line[q]
                ),
                f"{fit}_small_wins_{end}": sum(row[q] > 0 for row in lead),
                f"{fit}_smallest_{end}": curves[0, q],
                f"{fit}_largest_{end}": line[q],
                f"{fit}_smallest_{end}_se": data[f"{fit}_accuracy_se"][0][q],
                f"{fit}_largest_{end}_se": data[f"{fit}_accuracy_se"][-1][q],
            }
    for q, rate in enumerate(noise):
        end = f"noise_{rate:.0%}".rstrip("%")
        found[f"minnorm_peak_{end}"] = data["peak_minnorm_accuracy"][q]
        found[f"minnorm_peak_{end}_se"] = data["peak_minnorm_accuracy_se"][q]
        found[f"lost_signal_noise_{rate:.0%}".rstrip("%")] = (1 - rate / 0.9) ** -2
    curves = np.array(data["label_accuracy"])  # (size, noise)
    for t, target in enumerate(data["label_target"]):
        counts = [needed(data["label_size"], curve, target) for curve in curves.T]
        for q, count in enumerate(counts):
            end = f"{target:.0%}_noise_{noise[q]:.0%}".replace("%", "")
            # Where a seed left out loses the target, its error is not known, nor is it quoted.
            sure = data["labels_needed_se"][t][q] is not None
            both = data["label_worth_se"][t][q] is not None
            found |= {
                f"labels_needed_{end}": count if sure else "not reached",
                f"label_worth_{end}": count / counts[0] if both else "not reached",
                f"labels_needed_{end}_se": data["labels_needed_se"][t][q] if sure else "not known",
                f"label_worth_{end}_se": data["label_worth_se"][t][q] if both else "not known",
            }
            assert np.isfinite(count) or not sure
    return found


def series(seeds: list, config: dict) -> dict:
    """Means and spreads by key, from the seeds."""
    by_width, peak, by_size, by_worth = (np.array(part) for part in zip(*seeds[0], strict=True))
    found = mean("peak_minnorm_accuracy", peak) | mean("label_accuracy", by_size)
    n = len(config["widths"])
    pairs = [(small, big) for small in range(n) for big in range(small + 1, n)]
    for i, fit in enumerate(FITS):
        found |= summary(f"{fit}_accuracy", by_width[:, i])
        leads = [by_width[:, i, s, :1] - by_width[:, i, b] for s, b in pairs]
        found |= mean(f"{fit}_lead", np.stack(leads, axis=1))
        found[f"{fit}_break_even"] = evens(config, by_width[:, i].mean(axis=0))
        found[f"{fit}_break_even_se"] = jackknifed(lambda m: evens(config, m), by_width[:, i])
    penalties = by_width[:, 2]
    found["tuned_penalty"] = np.median(penalties, axis=0)
    ends = config["smallest_penalty"], config["largest_penalty"]
    found["penalty_at_edge"] = sum(min(abs(p - e) / e for e in ends) < 1e-6 for p in penalties.flat)

    def all_needed(accuracy: np.ndarray) -> np.ndarray:  # (target, noise) from (size, noise)
        goals = config["label_targets"]
        return np.array(
            [[needed(config["label_sizes"], y, goal) for y in accuracy.T] for goal in goals]
        )

    statistics = {
        "labels_needed": (all_needed, by_size),
        "label_worth": (lambda m: (all_needed(m).T / all_needed(m)[:, 0]).T, by_size),
        "worth": (lambda m: worths(config, m), by_worth),
    }
    for name, (statistic, values) in statistics.items():
        error, value = jackknifed(statistic, values), statistic(values.mean(axis=0))
        found[f"{name}_se"] = error
        found[name] = np.where(np.isfinite(error), value, np.nan)
    found["worth_accuracy"] = by_worth.mean(axis=0)
    return found
