"""Counts of six letters in a row, in legal texts and in glosses."""

import io

import numpy as np

from scripts.compute.datasets.files import checked


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
    with np.load(checked("text_counts.npz")) as file:
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
