"""Some quoted numbers of `label_noise`, read off its curves."""

import numpy as np
from repeats import mean, summary

FITS = ("minnorm", "tuned")


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
    for t, target in enumerate(data["label_target"]):
        for q, needed in enumerate(data["labels_needed"][t]):
            end = f"{target:.0%}_noise_{noise[q]:.0%}".replace("%", "")
            clean = data["labels_needed"][t][0]
            if needed is not None and clean is not None:
                found[f"labels_needed_{end}"] = needed
                found[f"label_worth_{end}"] = needed / clean
                found[f"labels_needed_{end}_se"] = data["labels_needed_se"][t][q]
                found[f"label_worth_{end}_se"] = data["label_worth_se"][t][q]
    return found


def series(seeds: list, config: dict) -> dict:
    """Means and spreads by key, from the seeds."""
    by_width, peak, by_size = (np.array(part) for part in zip(*seeds[0], strict=True))
    found = mean("peak_minnorm_accuracy", peak) | mean("label_accuracy", by_size)
    n = len(config["widths"])
    pairs = [(small, big) for small in range(n) for big in range(small + 1, n)]
    for i, fit in enumerate(FITS):
        found |= summary(f"{fit}_accuracy", by_width[:, i])
        leads = [by_width[:, i, s, :1] - by_width[:, i, b] for s, b in pairs]
        found |= mean(f"{fit}_lead", np.stack(leads, axis=1))
    found["tuned_penalty"] = np.median(by_width[:, 2], axis=0)
    return found
