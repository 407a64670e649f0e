"""Language models and what is disclosed of their size."""

from scripts.compute.datasets.files import rows


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
        for row in rows("models.csv")
    ]
