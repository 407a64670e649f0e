"""Inputs: real tables from ``scripts/data/``, each checked against its recorded sha256.

``python -m scripts.datasets`` checks them all; ``--record`` accepts a change that is meant.
"""

import argparse
import csv
import hashlib
import io
import sys
from pathlib import Path

import numpy as np

from scripts.problem import Problem, exit_code

FOLDER = Path(__file__).parent / "data"
SUMS = FOLDER / "SHA256SUMS"


def sha256(name: str) -> str:
    """Checksum of a file of ``scripts/data/``, equal to the recorded one or a `Problem`."""
    recorded = dict(reversed(line.split()) for line in SUMS.read_text().splitlines())
    if name not in recorded:
        raise Problem(
            f"scripts/data/{name} is not listed in scripts/data/SHA256SUMS.\n"
            "Describe it in scripts/data/README.md, then run `python -m scripts.datasets --record`."
        )
    found = _digest(name)
    if found != recorded[name]:
        raise Problem(
            f"scripts/data/{name} is not the recorded file (sha256 {found[:12]}…, recorded "
            f"{recorded[name][:12]}…).\nBring it back with `git checkout scripts/data/{name}`, or "
            "accept a change that is meant with `python -m scripts.datasets --record`."
        )
    return found


def load_cake() -> dict[str, np.ndarray]:
    """270 real chocolate cakes: 15 replicates of 3 recipes at 6 oven temperatures.

    Returns
    -------
    replicate : (270,) int
        Which of the 15 rounds of baking: one mix of each recipe, divided over six temperatures.
    recipe : (270,) str
        "A", "B" or "C".
    temperature : (270,) int, °C
    angle : (270,) int, degrees
        How far a slice bends before it breaks.

    Source: Cook (1938), Iowa State; see ``scripts/data/README.md``.
    """
    table = _columns("cake.csv")
    return {
        "replicate": np.array(table["replicate"], dtype=int),
        "recipe": np.array(table["recipe"]),
        "temperature": np.array(table["temp"], dtype=int),
        "angle": np.array(table["angle"], dtype=int),
    }


def load_mcycle() -> tuple[np.ndarray, np.ndarray]:
    """Head acceleration in a simulated motorcycle crash.

    Returns
    -------
    times : (133,) float, milliseconds after the impact
    accel : (133,) float, g

    Source: Silverman (1985); see ``scripts/data/README.md``.
    """
    table = _columns("mcycle.csv")
    return np.array(table["times"], dtype=float), np.array(table["accel"], dtype=float)


def load_digits() -> tuple[np.ndarray, np.ndarray]:
    """1,797 handwritten digits of 8 x 8 pixels, as scikit-learn ships them.

    Returns
    -------
    images : (1797, 64) float, 0 to 16
    labels : (1797,) int, 0 to 9
    """
    from sklearn.datasets import load_digits  # a second to import: only when needed

    return load_digits(return_X_y=True)


def load_gpt3_sizes() -> list[dict[str, str | int]]:
    """Eight sizes of GPT-3, as its paper prints them.

    Returns
    -------
    one dict a size: name; params, params_d1 (tables 2.1 and D.1, rounded there), n_layers, d_model,
    n_heads and d_head (int)

    Source: Brown et al. (2020), arXiv:2005.14165; see ``scripts/data/README.md``.
    """
    sizes = ("params", "params_d1", "n_layers", "d_model", "n_heads", "d_head")
    return [
        {"name": row["name"]} | {size: int(row[size]) for size in sizes}
        for row in _rows("gpt3_table21.csv")
    ]


def load_param_counts() -> list[dict[str, str | int]]:
    """Shapes of published transformers and how many parameters they have.

    Returns
    -------
    one dict a model: name; params and active (int, exact); every other key is a field of
    `scripts.models.transformer.TransformerShape`, switches as 0 or 1

    Source: the configurations the models were published with; see ``scripts/data/README.md``.
    """
    words = ("name", "norm")
    return [
        {key: value if key in words else int(value) for key, value in row.items()}
        for row in _rows("param_counts.csv")
    ]


def load_ladder() -> list[dict[str, str | int]]:
    """Famous language models whose size is known, from the smallest to the largest.

    Returns
    -------
    one dict a model: name, year; params and active (int; active: used for one token); basis,
    "counted" (from the published shape), "stated" (by its maker) or "reported" (by the press);
    source

    Source: in every row; see ``scripts/data/README.md``.
    """
    counts = ("year", "params", "active")
    rows = [row | {count: int(row[count]) for count in counts} for row in _rows("ladder.csv")]
    return sorted(rows, key=lambda row: row["params"])


def load_models() -> list[dict[str, str | int | None]]:
    """Language models from June 2018 to April 2026: what is disclosed of their size.

    Returns
    -------
    one dict a model or family, in the order of its date: name, developer; date, ISO 8601; stated,
    the size as its maker writes it; smallest and largest of the family and active for one token
    (int, parameters; None: undisclosed, or not a mixture of experts); kind, "dense", "mixture of
    experts", both or "undisclosed"; status, "disclosed" or "undisclosed"; estimates by others, with
    whose they are; train_tokens; source; seen, which of these were read in the source and which
    are "to check"

    Source: in every row; see ``scripts/data/README.md``.
    """
    counts = ("smallest", "largest", "active")
    return [
        row | {count: int(row[count]) if row[count] else None for count in counts}
        for row in _rows("models.csv")
    ]


def load_imagenet_models() -> list[dict[str, str | int | float]]:
    """Image models and how well they name the pictures of ImageNet.

    Returns
    -------
    one dict a set of weights: model, weights (names); num_params (int); acc1 and acc5, % of the
    validation pictures; gflops (10⁹ operations a picture); file_mb (MB); recipe (address)

    Source: metadata of torchvision 0.29.1; see ``scripts/data/README.md``.
    """
    sizes = ("acc1", "acc5", "gflops", "file_mb")
    return [
        row | {"num_params": int(row["num_params"])} | {size: float(row[size]) for size in sizes}
        for row in _rows("torchvision_imagenet.csv")
    ]


def load_mnist() -> dict[str, np.ndarray]:
    """12,000 handwritten digits of MNIST in 16 levels of grey.

    Returns
    -------
    train_images : (10000, 28, 28) uint8, 0 to 15
    train_labels : (10000,) int, 0 to 9
    test_images : (2000, 28, 28) uint8, 0 to 15
    test_labels : (2000,) int, 0 to 9

    Source: LeCun and Cortes; see ``scripts/data/README.md``.
    """
    sha256("mnist_q4_10k_2k.npz")
    with np.load(FOLDER / "mnist_q4_10k_2k.npz") as file:
        return {
            "train_images": _unpacked(file["train_x"]),
            "train_labels": file["train_y"].astype(int),
            "test_images": _unpacked(file["test_x"]),
            "test_labels": file["test_y"].astype(int),
        }


def _unpacked(pairs: np.ndarray) -> np.ndarray:
    pixels = np.stack([pairs >> 4, pairs & 15], axis=-1)  # two pixels a byte, the first one high
    return pixels.reshape(-1, 28, 28)


def load_text_counts() -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """6-gram counts of legal texts, dictionary glosses on four topics and a constitution.

    Returns
    -------
    Piece to (codes, counts), both (m,) int64 and codes increasing. A code is six symbols as a
    number to the base of 27, the first symbol the highest digit: a 0, z 25, the space 26. Pieces:

    - ``law_a_3000, law_a_10000, law_a_30000, law_a_100000``: one stretch of legal training text;
      the first n of them together are its first 3,000, 10,000, 30,000, 100,000 characters.
      ``law_b_*, law_c_*``: two more stretches. ``law_rest``: the rest. All are disjoint.
    - ``law_val``, ``law_held_out``: other documents.
    - ``law_gloss_*, sport_*, fashion_*, cooking_*`` with ``train``, ``val``, ``held_out``: glosses.
    - ``constitution``: a legal text of another kind.

    Source: ``scripts/data/make_text_counts.py``; see ``scripts/data/README.md``.
    """
    sha256("text_counts.npz")
    with np.load(FOLDER / "text_counts.npz") as file:
        names = [name.removesuffix(".counts") for name in file if name.endswith(".counts")]
        return {
            name: (np.cumsum(_together(file[name])), _together(file[f"{name}.counts"]))
            for name in names
        }


def pack_text_counts(pieces: dict[str, tuple[np.ndarray, np.ndarray]]) -> bytes:
    """Bytes of ``text_counts.npz``: the same pieces give the same bytes in the same Python.

    Codes are stored as differences and numbers as four planes of bytes, which compress well.
    """
    arrays = {}
    for name, (codes, counts) in pieces.items():
        arrays[name] = _planes(np.diff(codes, prepend=np.uint32(0)))
        arrays[f"{name}.counts"] = _planes(counts)
    buffer = io.BytesIO()
    np.savez_compressed(buffer, **arrays)
    return buffer.getvalue()


def _planes(numbers: np.ndarray) -> np.ndarray:
    return numbers.astype("<u4").view(np.uint8).reshape(-1, 4).T.copy()  # (4, m)


def _together(planes: np.ndarray) -> np.ndarray:
    return np.ascontiguousarray(planes.T).view("<u4")[:, 0].astype(np.int64)  # (m,)


def _rows(name: str) -> list[dict[str, str]]:
    sha256(name)
    with (FOLDER / name).open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def _columns(name: str) -> dict[str, list[str]]:
    rows = _rows(name)
    return {column: [row[column] for row in rows] for column in rows[0]}


def _digest(name: str) -> str:
    path = FOLDER / name
    if not path.is_file():
        raise Problem(
            f"scripts/data/{name} is missing.\n"
            f"Bring it back with `git checkout scripts/data/{name}`."
        )
    return hashlib.sha256(path.read_bytes()).hexdigest()


def main(argv: list[str] | None = None) -> int:
    """Check or record the checksums of ``scripts/data/``."""
    parser = argparse.ArgumentParser(prog="python -m scripts.datasets", description=__doc__)
    parser.add_argument("--record", action="store_true", help="write SHA256SUMS anew")
    record = parser.parse_args(argv).record
    names = sorted(p.name for p in FOLDER.iterdir() if p.suffix not in {".md", ".py", ""})
    if record:
        SUMS.write_text("".join(f"{_digest(name)}  {name}\n" for name in names))
    for name in names:
        print(f"{sha256(name)[:12]}…  scripts/data/{name}")
    return 0


if __name__ == "__main__":
    sys.exit(exit_code(main))
