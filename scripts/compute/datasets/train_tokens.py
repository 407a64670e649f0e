"""How much text published language models were trained on."""

from scripts.compute.datasets.files import rows


def load_train_tokens() -> list[dict[str, str | int | None]]:
    """Language models whose makers say how many tokens they were trained on.

    Returns
    -------
    one dict a model: name; family, the row of `load_models` that it belongs to; params, active
    (int, parameters; active None: not a mixture of experts); tokens (int, read in training,
    repetitions counted); tokens_of, "model", "at least" (a lower bound) or "family" (the corpus of
    the whole family, which need not be what this member read); source

    Source: in every row; see ``scripts/data/README.md``.
    """
    counts = ("params", "active", "tokens")
    return [
        row | {count: int(row[count]) if row[count] else None for count in counts}
        for row in rows("train_tokens.csv")
    ]
