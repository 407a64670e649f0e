"""Image models and how well they name pictures."""

from scripts.compute.datasets.files import rows


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
        for row in rows("torchvision_imagenet.csv")
    ]
