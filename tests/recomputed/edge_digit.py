"""Quoted numbers of `edge_digit`: from its seeds, and from the shipped bytes, read by other code.

The network is run here as its published layout says, on MNIST's own test digits. Of the other
digits, drawn and real, the counts of every seed are read.
"""

import hashlib
import math
from functools import cache

import numpy as np
import pytest
from numpy.lib.stride_tricks import sliding_window_view
from repeats import mean
from scipy.special import softmax

from scripts.compute.results import FIGURES, ROOT
from scripts.models import digit_images

SHORT = ("plain", "moved_2", "moved_4", "small", "thick", "thin", "other")
SURE = 0.9


def layers_of(data: dict, packed: bytes) -> list[tuple[np.ndarray, np.ndarray]]:
    """Weights (row, column) and biases of every layer, as `layers` says where they lie."""
    content, found = np.frombuffer(packed, np.uint8), []
    for layer in data["layers"]:
        rows, columns = layer["n_rows"], layer["n_columns"]
        codes = content[layer["codes_at"] : layer["scales_at"]]
        codes = np.column_stack([codes % 16, codes // 16]).ravel()[: rows * columns]
        scales, biases = (
            np.frombuffer(packed, "<f2", rows, layer[f"{part}_at"]).astype(float)
            for part in ("scales", "biases")
        )
        found.append(((codes.reshape(rows, columns) - 7.0) * scales[:, None], biases))
    return found


def scores_of(data: dict, packed: bytes, images: np.ndarray) -> np.ndarray:
    """Scores of (n, 28, 28) images, (n, 10), in double precision."""
    x = images[:, None].astype(float)  # (n, channel, row, column)
    for layer, (weights, biases) in zip(data["layers"], layers_of(data, packed), strict=True):
        if layer["kind"] == "conv":
            size, stride, edge = layer["size"], layer["stride"], layer["size"] // 2
            padded = np.pad(x, ((0, 0), (0, 0), (edge, edge), (edge, edge)))
            seen = sliding_window_view(padded, (size, size), (2, 3))[:, :, ::stride, ::stride]
            kernel = weights.reshape(-1, x.shape[1], size, size)
            x = np.tensordot(seen, kernel, ((1, 4, 5), (1, 2, 3))) + biases  # (n, row, column, k)
            x = np.maximum(x, 0).transpose(0, 3, 1, 2)
        else:
            x = x.reshape(len(x), -1) @ weights.T + biases
    return x


@cache
def test_digits() -> tuple[np.ndarray, np.ndarray]:
    """Test digits of MNIST, 0 to 1, and what they are; a byte holds two pixels."""
    with np.load(ROOT / "scripts/data/mnist_q4_10k_2k.npz") as file:
        pairs, labels = file["test_x"], file["test_y"]
    pixels = np.stack([pairs // 16, pairs % 16], axis=2).reshape(-1, 28, 28)
    return pixels / 15, labels.astype(int)


def of_seeds(seeds: np.ndarray, shipped: int, n: np.ndarray | float) -> tuple:
    """Share of the network that ships, and its error: of n digits and of the choice of a seed."""
    share = seeds[shipped]
    binomial = share * (1 - share) / n
    return share, np.sqrt(binomial + seeds.var(axis=0, ddof=1))


def sureness(data: dict, key: str, name: str) -> dict:
    """Numbers by key of how often it was sure, and right then."""
    low = np.array(data["certainty_from"]) > SURE - 1e-9
    counts = [np.array(data[f"{key}_{part}_seeds"], float) for part in ("right", "wrong")]
    (sure_right, right), (sure_wrong, wrong) = (
        (each[:, low].sum(axis=1), each.sum(axis=1)) for each in counts
    )
    every, sure = right + wrong, sure_right + sure_wrong
    found = {}
    for part, some, of in (
        ("accuracy", right, every),
        ("sure_share", sure, every),
        ("sure_accuracy", sure_right, sure),
        ("unsure_accuracy", right - sure_right, every - sure),
        ("wrong_unsure", wrong - sure_wrong, wrong),
        ("right_unsure", right - sure_right, right),
    ):
        shares = some / np.maximum(of, 1)
        values = of_seeds(shares, data["shipped"], max(of[data["shipped"]], 1))
        found |= zip((f"{name}{part}", f"{name}{part}_se"), values, strict=True)
    return found


def quoted(data: dict, config: dict) -> dict:
    """Numbers by key."""
    shipped = max(range(config["n_seeds"]), key=data["seed_val_accuracy"].__getitem__)
    n = [config["n_test"]] * 6 + [1797 - config["n_other_val"]]
    strokes = [config["n_stroke_test"]] * 3
    groups = {
        "robustness": [f"{name}_{way}" for name in SHORT for way in ("raw", "centred")],
        "strokes": [
            f"strokes_{family}_{size}{way}"
            for family in ("learned", "new")
            for size in ("comfortable", "small", "tiny")
            for way in ("", "_pixels")
        ],
        "none_found": [f"found_{kind.replace(' ', '_')}" for kind in data["none_kind"]],
        "alarms": [f"alarms_{on}" for on in data["alarms_on"]],
    }
    tested = {
        "robustness": np.repeat(n, 2),
        "strokes": config["n_stroke_test"],
        "none_found": config["n_scrawl_test"],
        "alarms": np.array([n[0], n[-1], *strokes]),
    }
    found, largest = {}, 0.0
    for key, names in groups.items():
        seeds = np.array(data[f"{key}_seeds"]).reshape(config["n_seeds"], -1)
        shares, errors = of_seeds(seeds, shipped, tested[key])
        found |= zip(names, shares, strict=True)
        found |= zip((f"{name}_se" for name in names), errors, strict=True)
        largest = max(largest, *errors) if key == "robustness" else largest
    tests = np.array(data["robustness_seeds"])[:, 0, 1]
    rows = sum(layer["n_rows"] for layer in data["layers"])
    weights = sum(layer["n_rows"] * layer["n_columns"] for layer in data["layers"])
    kinds = np.array(data["none_found_seeds"])[shipped]
    hardest = data["strokes_certainty_digit"]
    found |= {
        "n_params": weights + rows,
        "n_weights": weights,
        "float_bytes": 4 * (weights + rows),
        "temperature": data["seed_temperature"][shipped],
        "test_accuracy_se": found["plain_centred_se"],
        "n_other": n[-1],
        "mean_test_accuracy": math.fsum(tests) / len(tests),
        "mean_test_accuracy_se": np.std(tests, ddof=1) / len(tests) ** 0.5,
        "lowest_test_accuracy": min(tests),
        "highest_test_accuracy": max(tests),
        "largest_se": math.ceil(largest * 1000) / 1000,
        **of_kept(data, config),
        "n_personal_test": n[-1] - 10 * max(config["examples"]),
        "n_hand_test": 10 * config["n_hand_test"],
        "n_personal_tried": np.size(data["personal_tuning"]),
        "personal_params": 10 * (data["layers"][-1]["n_columns"] + 1),
        "sure": SURE,
        "strokes_certainty": data["strokes_certainty_mean"],
        "strokes_hardest": hardest.index(min(hardest)),
        "strokes_lowest_digit": min(hardest),
        "found_learned": sum(kinds[:6]) / 6,
        "found_new": sum(kinds[6:]) / 6,
    }
    found |= sureness(data, "certainty", "") | sureness(data, "strokes_certainty", "strokes_")
    for who in ("personal", "hand"):
        found |= taught(data, config, who)
    packed = (FIGURES / "edge_digit.weights.bin").read_bytes()
    found["bytes"] = len(packed)
    if hashlib.sha256(packed).hexdigest() == data["binaries"]["weights"]["sha256"]:
        return found | of_file(data, packed)  # the small run trains networks of its own
    wrong = (1 - found["plain_centred"]) * config["n_test"]
    return found | {"test_accuracy": found["plain_centred"], "test_wrong": round(wrong)}


def of_kept(data: dict, config: dict) -> dict:
    """Numbers by key of the test digits that a page tests a taught layer on."""
    _, labels = test_digits()
    right = labels[: config["n_test"]][data["kept_rows"]] == np.array(data["kept_answer"])
    return {"kept_accuracy": right.mean(), "kept_accuracy_se": right.std() / len(right) ** 0.5}


def of_file(data: dict, packed: bytes) -> dict:
    """Numbers by key of what the shipped bytes make of MNIST's test digits."""
    images, labels = test_digits()
    raw = scores_of(data, packed, images)
    ours = scores_of(data, packed, digit_images.centred(images))
    right = [scores.argmax(axis=1) == labels for scores in (raw, ours)]
    one = 1.01 / len(labels)  # in double precision a digit may change sides
    return {
        "plain_raw": pytest.approx(right[0].mean(), abs=one),
        "plain_centred": pytest.approx(right[1].mean(), abs=one),
        "test_accuracy": pytest.approx(right[1].mean(), abs=one),
        "test_wrong": pytest.approx(np.count_nonzero(~right[1]), abs=1),
        "certainty": pytest.approx(softmax(ours, axis=1).max(axis=1).mean(), abs=1e-3),
    }


def taught(data: dict, config: dict, who: str) -> dict:
    """Numbers by key of the last layer that was taught; means over draws or hands."""
    tuning = np.array(data[f"{who}_tuning"])
    rate, steps = (int(best[0]) for best in np.nonzero(tuning == tuning.max()))
    found = {
        f"{who}_lr": config["tuning_lrs"][rate],
        f"{who}_steps": config["tuning_steps"][steps],
    }
    each, old = np.array(data[f"{who}_each"]), np.array(data[f"{who}_old_each"])
    for k, n in enumerate(data[f"{who}_examples"]):
        found |= {
            f"{who}_{n}": each[:, k].sum() / len(each),
            f"{who}_old_{n}": old[:, k].sum() / len(old),
            # What is not published by draw, `series` finds from the seeds.
            f"{who}_rounded_{n}": data[f"{who}_rounded_accuracy"][k],
        }
        for key in ("", "old_", "rounded_"):
            found[f"{who}_{key}{n}_se"] = data[f"{who}_{key}accuracy_se"][k]
    return found


def series(seeds: list, config: dict) -> dict:
    """Means and errors by key, from the networks of all seeds."""
    (networks,) = seeds
    places = range(len(networks))
    shipped = max(places, key=lambda seed: networks[seed]["val_accuracy"])
    found = {
        "shipped": shipped,
        "strokes_certainty": networks[shipped]["strokes_certainty"]["mean"],
        "strokes_certainty_digit": networks[shipped]["strokes_certainty"]["digit"],
        "none_below": networks[shipped]["none_below"],
    }
    for key in ("robustness", "strokes", "none_found", "alarms"):
        values = np.array([network[key] for network in networks])
        found |= mean(f"{key}_mean", values) | {f"{key}_seeds": values, key: values[shipped]}
    for key in ("temperature", "none_below", "val_accuracy"):
        found[f"seed_{key}"] = [network[key] for network in networks]
    for who in ("personal", "hand"):
        own = networks[shipped][who]
        for key, each in (("accuracy", "each"), ("old_accuracy", "old_each")):
            draws = own[each]
            between = np.var([network[who][key] for network in networks], axis=0, ddof=1)
            found[f"{who}_{key}"] = draws.mean(axis=0)
            of_draws = draws.var(axis=0, ddof=1) / len(draws)
            found[f"{who}_{key}_se"] = np.sqrt(of_draws + between)
        found[f"{who}_rounded_accuracy"] = own["rounded_accuracy"]
        between = np.var([network[who]["rounded_accuracy"] for network in networks], 0, ddof=1)
        of_draws = own["rounded_accuracy_se"] ** 2
        found[f"{who}_rounded_accuracy_se"] = np.sqrt(of_draws + between)
    return found
