"""Shapes of published transformers."""

from scripts.compute.datasets.files import rows

BESIDE = ("name", "params", "active", "window", "windowed", "source")  # columns that are no shape


def load_param_counts() -> list[dict[str, str | int]]:
    """Shapes of published transformers and how many parameters they have.

    Returns
    -------
    one dict a model: name; params and active (int, exact); source; window and windowed where so
    many blocks keep no more than so many tokens; every other key is a field of
    `scripts.models.transformer.TransformerShape`, switches as 0 or 1; a field that a model leaves
    at its default is not there

    Source: the configurations the models were published with; see ``scripts/data/README.md``.
    """
    return [
        {key: int(value) if value.isdigit() else value for key, value in row.items() if value}
        for row in rows("param_counts.csv")
    ]


def sizes(row: dict) -> dict:
    """Take what a row says of the shape: arguments of `TransformerShape`."""
    return {key: value for key, value in row.items() if key not in BESIDE}
