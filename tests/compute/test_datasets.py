import numpy as np

from scripts.compute.datasets.imagenet_models import load_imagenet_models
from scripts.compute.datasets.mnist import load_mnist
from scripts.compute.datasets.models import load_models

HEADS = {"seen", "to check"}


def test_every_language_model_names_its_source_and_what_was_read():
    models = load_models()
    assert len(models) == 56
    for model in models:
        assert len(model["source"]) > 8, f"{model['name']} has no source"
        marks = {mark.split(":")[0].split("(")[0].strip() for mark in model["seen"].split("; ")}
        assert marks & HEADS, f"{model['name']} does not say what was read"


def test_what_was_never_disclosed_has_no_number():
    sizes = ("smallest", "largest", "active")
    for model in load_models():
        known = [model[size] for size in sizes if model[size] is not None]
        if model["status"] == "undisclosed":
            assert not known, model["name"]
            assert model["kind"] == "undisclosed", model["name"]
        else:
            assert model["smallest"] <= model["largest"], model["name"]
            assert min(known) > 500_000, model["name"]


def test_language_models_stand_in_the_order_of_their_dates():
    dates = [model["date"] for model in load_models()]
    assert dates == sorted(dates)
    assert dates[0].startswith("2018-06") and dates[-1].startswith("2026-04")


def test_image_models_have_the_sizes_their_papers_state():
    models = {(m["model"], m["weights"]): m for m in load_imagenet_models()}
    assert len(models) == 114
    assert models["VGG16", "IMAGENET1K_V1"]["num_params"] == 138_357_544
    old, new = (models["ResNet50", f"IMAGENET1K_V{version}"] for version in (1, 2))
    assert old["num_params"] == new["num_params"]
    assert new["acc1"] > old["acc1"]


def test_mnist_pixels_are_unpacked_in_their_order():
    data = load_mnist()
    assert data["train_images"].shape == (10_000, 28, 28)
    assert data["test_images"].shape == (2_000, 28, 28)
    # Packed the other way round, every pair of neighbours would be swapped: far rougher pictures.
    images = data["train_images"].astype(float)
    swapped = images.reshape(-1, 28, 14, 2)[..., ::-1].reshape(images.shape)
    assert np.abs(np.diff(images)).mean() < 0.75 * np.abs(np.diff(swapped)).mean()
    assert np.bincount(data["train_labels"]).min() > 900
    assert sorted(set(data["test_labels"])) == list(range(10))
