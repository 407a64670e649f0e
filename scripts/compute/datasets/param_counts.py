"""Shapes of published transformers."""

from scripts.compute.datasets.files import rows


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
        for row in rows("param_counts.csv")
    ]
