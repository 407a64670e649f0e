"""Language models and what is disclosed of their size."""

from scripts.compute.datasets.files import rows


def load_models() -> list[dict[str, str | int | None]]:
    """Language models from June 2018 to October 2026: what is disclosed of their size.

    One inclusion rule for all of them, A, B or C, stands in ``scripts/data/README.md``.

    Returns
    -------
    one dict a model or family, in the order of its date: name, developer; date, ISO 8601, the first
    day on which the size was public (undisclosed: on which the model appeared); stated, the size as
    its maker writes it; smallest and largest of the family and active for one token (int,
    parameters; None: undisclosed, or not a mixture of experts, or not stated); kind, "dense",
    "mixture of experts", both or "undisclosed"; status, "disclosed" or "undisclosed"; estimates by
    others, with whose they are; train_tokens; source; seen, which of these were read in the source
    and which are "to check"; precision of the date, "day" or "month"; basis of the size, "weights"
    (anybody can count), "document" (of the maker), "announcement" (said, in no document that was
    found), "demonstration" (run to show that it can be, not a finished model) or "none"; rule, by
    which of A, B and C it is here; reference, key of the source in docs/references.bib, or "";
    standing, "undisclosed", "demonstration", "unreleased"
    (announced, in training then, never released) or "finished"

    Source: in every row; see ``scripts/data/README.md``.
    """
    counts = ("smallest", "largest", "active")
    return [
        row
        | {count: int(row[count]) if row[count] else None for count in counts}
        | {"standing": _standing(row)}
        for row in rows("models.csv")
    ]


def _standing(row: dict[str, str]) -> str:
    if row["status"] == "undisclosed":
        return "undisclosed"
    if row["basis"] == "demonstration":
        return "demonstration"
    return "unreleased" if "never released" in row["stated"] else "finished"
