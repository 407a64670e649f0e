"""Eight sizes of GPT-3."""

from scripts.compute.datasets.files import rows


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
        for row in rows("gpt3_table21.csv")
    ]
