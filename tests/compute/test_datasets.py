import re

import numpy as np

from scripts.compute.datasets.breast_cancer import load_breast_cancer
from scripts.compute.datasets.chinchilla_runs import load_chinchilla_runs
from scripts.compute.datasets.imagenet_models import load_imagenet_models
from scripts.compute.datasets.mnist import load_mnist
from scripts.compute.datasets.models import load_models
from scripts.compute.datasets.train_tokens import load_train_tokens
from scripts.compute.datasets.wine import load_wine

HEADS = {"seen", "to check"}


def test_every_language_model_names_its_source_and_what_was_read():
    models = load_models()
    assert len(models) == 120
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
    assert dates[0].startswith("2018-06") and dates[-1].startswith("2026-10")


def test_every_row_says_how_its_size_is_known_how_well_its_date_and_by_which_rule_it_is_here():
    models = load_models()
    bases = {"weights", "document", "announcement", "demonstration", "none"}
    assert {model["basis"] for model in models} == bases
    assert {model["precision"] for model in models} == {"day", "month"}
    for model in models:
        assert model["rule"] and set(model["rule"]) <= set("ABC"), model["name"]
        assert (model["basis"] == "none") == (model["status"] == "undisclosed"), model["name"]
    assert len({model["name"] for model in models}) == len(models)


def test_what_was_only_run_as_a_test_or_never_came_is_told_from_what_was_finished():
    standing = {model["name"]: model["standing"] for model in load_models()}
    assert {name for name, s in standing.items() if s == "demonstration"} == {"M6-10T", "BaGuaLu"}
    assert [name for name, s in standing.items() if s == "unreleased"] == ["Llama 4 Behemoth"]
    assert list(standing.values()).count("finished") == 97


def test_the_two_largest_finished_of_every_year_are_here_by_rule():
    # what was made from a listed model by further training counts with it
    models = [model for model in load_models() if model["name"] != "Kimi K3.1"]
    for year in range(2018, 2027):
        rows = [
            model
            for model in models
            if model["standing"] == "finished" and model["date"].startswith(str(year))
        ]
        largest = sorted(rows, key=lambda model: -model["largest"])[:2]
        by_rule = [model for model in rows if "B" in model["rule"]]
        assert sorted(m["name"] for m in largest) == sorted(m["name"] for m in by_rule), year


def test_tokens_belong_to_families_of_the_table_and_sizes_lie_between_their_ends():
    families = {model["name"]: model for model in load_models()}
    for row in load_train_tokens():
        family = families[row["family"]]
        assert family["smallest"] <= row["params"] <= family["largest"], row["name"]
        assert row["active"] == family["active"] or row["params"] < family["largest"], row["name"]
        said = {
            float(n) * {"B": 1e9, "T": 1e12}[unit]
            for n, unit in re.findall(r"([\d.]+)([BT])\b", family["train_tokens"])
        }
        assert row["tokens"] in said, row["name"]
        assert len(row["source"]) > 8
    assert {row["tokens_of"] for row in load_train_tokens()} == {"model", "at least", "family"}


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


def test_tables_that_come_with_scikit_learn_have_the_sizes_they_are_known_by():
    measurements, labels = load_breast_cancer()
    assert measurements.shape == (569, 30)
    assert np.bincount(labels).tolist() == [212, 357]
    # Larger cells are a sign of malignancy: the mean radius tells which label is which.
    assert measurements[labels == 0, 0].mean() > 1.3 * measurements[labels == 1, 0].mean()
    measurements, labels = load_wine()
    assert measurements.shape == (178, 13)
    assert np.bincount(labels).tolist() == [59, 71, 48]


def test_chinchillas_runs_have_the_statistics_that_their_source_prints():
    # from the summary that the notebook of Besiroglu et al. prints of the same table
    params, tokens, loss = load_chinchilla_runs()
    flop = 6 * params * tokens
    for values, spread, low, high, different in (
        (params, 2464560600.107564, 57334197.40687078, 16183346310.730501, 142),
        (tokens, 38025506115.73361, 245105957.9245427, 317754489343.9688, 245),
        (flop, 1.0849637947784773e21, 1.3972367362937152e18, 1.2956022673438285e22, 245),
        (loss, 0.36438696455830627, 2.0773942450664395, 5.005581996196243, 99),
    ):
        assert len(values) == 245 and len(set(values.round(12))) == different
        assert np.allclose(
            (values.std(ddof=1), *values[[values.argmin(), values.argmax()]]),
            (spread, low, high),
            rtol=1e-12,
            atol=0,
        )
