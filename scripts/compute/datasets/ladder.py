"""Famous language models of known size."""

from scripts.compute.datasets.files import rows


def load_ladder() -> list[dict[str, str | int]]:
    """Famous language models whose size is known, from the smallest to the largest.

    Returns
    -------
    one dict a model: name, year; params and active (int; active: used for one token); basis,
    "counted" (from the published shape) or "stated" (by its maker); source

    Source: in every row; see ``scripts/data/README.md``.
    """
    counts = ("year", "params", "active")
    found = [row | {count: int(row[count]) for count in counts} for row in rows("ladder.csv")]
    return sorted(found, key=lambda row: row["params"])
