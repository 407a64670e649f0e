import numpy as np
import pytest

from scripts.compute.datasets.imagenet_models import load_imagenet_models
from scripts.compute.datasets.models import load_models
from scripts.drawings import model_sizes as drawings
from scripts.experiments.model_sizes import Config, decimal_year, estimates_of, largest_kind
from scripts.plotting import style


@pytest.fixture
def data(published):
    return published("model_sizes")["data"]


def drawn(function, data, width=""):
    """All points of a drawing by their marker: filled or open, as (x, y)."""
    with style.themed("light", width) as color:
        axes = function(data, color).axes[0]
    paper = style.COLORS["light"]["paper"]
    filled, hollow = [], []
    for line in axes.lines:
        if line.get_marker() in {"o", "s"}:
            points = zip(line.get_xdata(), line.get_ydata(), strict=True)
            (hollow if line.get_color() == paper else filled).extend(points)
    return axes, filled, hollow


def test_every_row_names_its_source(data):
    assert all(len(source) > 8 for source in data["source"])
    assert len(data["source"]) == len(data["name"]) == len(load_models())


def test_nothing_undisclosed_has_a_number(data):
    hidden = [i for i, kind in enumerate(data["kind"]) if kind == "undisclosed"]
    assert len(hidden) == data["quoted"]["n_undisclosed"] > 0
    for key in ("smallest", "largest", "active"):
        assert all(data[key][i] is None for i in hidden)
    assert {"ChatGPT (GPT-3.5 series)", "GPT-4"} <= {data["name"][i] for i in hidden}


@pytest.mark.parametrize("width", ["", "narrow"])
def test_nothing_undisclosed_is_drawn_as_a_number(data, width):
    axes, filled, hollow = drawn(drawings.draw, data, width)
    known = {v for key in ("smallest", "largest", "active") for v in data[key] if v is not None}
    assert {size for _, size in filled} == known
    assert sorted(hollow) == sorted(
        zip(data["estimate_year"], data["estimate_params"], strict=True)
    )
    ticks = [line for line in axes.lines if max(line.get_ydata()) < min(known)]
    assert len(ticks) == data["quoted"]["n_undisclosed"]
    assert all(np.ptp(np.log(line.get_ydata())) > 0.5 for line in ticks), "a tick, not a point"


def test_only_undisclosed_models_have_estimates_and_each_names_who_guessed(data):
    hidden = dict(zip(data["name"], data["kind"], strict=True))
    assert all(hidden[name] == "undisclosed" for name in data["estimate_name"])
    assert all("(" in by and len(by) > 8 for by in data["estimate_by"])


def test_an_estimate_without_its_author_is_refused():
    with pytest.raises(AttributeError):
        estimates_of({"estimates": "1.8T"})
    with pytest.raises(AttributeError):
        estimates_of({"estimates": "about 2T someone (2023)"})


def test_a_mixture_of_experts_uses_a_part_of_itself(data):
    for kind, active, largest in zip(data["kind"], data["active"], data["largest"], strict=True):
        if active is not None:
            assert kind == "mixture of experts"
            assert active < 0.35 * largest


def test_a_family_of_both_kinds_is_drawn_by_its_largest(data):
    kinds = {model["name"]: largest_kind(model) for model in load_models()}
    assert kinds["Qwen3"] == "mixture of experts"
    assert kinds["Gemma 4"] == "dense"


def test_small_models_came_back(data):
    first, middle, last = data["period_small"]
    assert middle == 1 < last
    assert first > middle
    assert max(data["period_smallest"][0], data["period_smallest"][2]) < 150e6


def test_the_giants_came_back_too(data):
    largest = dict(zip(data["annual_year"], data["annual_largest"], strict=True))
    assert largest[2021] > 20 * largest[2023]
    assert largest[2023] < largest[2024] < largest[2025] < largest[2026]
    assert np.all(np.diff(data["period_largest"]) > 0)


def test_the_giants_were_missing_when_their_makers_began_to_keep_sizes_to_themselves(data):
    hidden = dict(zip(data["annual_year"], data["annual_undisclosed"], strict=True))
    assert sum(hidden[year] for year in range(2018, 2022)) == 0
    assert hidden[2023] == max(hidden.values())


def test_the_largest_dense_model_did_not_grow(data):
    assert data["period_largest_dense"][2] < data["period_largest_dense"][1]


def test_the_record_of_2021_stood_five_years_and_was_hardly_beaten(data):
    assert np.all(np.diff(data["record_params"]) > 0)
    quoted = data["quoted"]
    assert quoted["record_before_name"] == "Switch-C"
    assert quoted["record_before_years"] > 5
    assert 1 < quoted["largest_over_record_before"] < 1.05, "1.6 trillion is a rounded number"


def test_the_rumour_is_far_above_every_number_on_record_and_every_estimate(data):
    highest = max(*data["record_params"], *data["estimate_params"])
    assert data["quoted"]["rumour_trillion"] * 1e12 > 50 * highest
    assert data["rumour_year"][0] < data["rumour_year"][1]


def test_the_rumour_is_crossed_out(data):
    axes, *_ = drawn(drawings.draw, data)
    crosses = [line for line in axes.lines if line.get_marker() == "x"]
    assert [line.get_ydata()[0] for line in crosses] == [Config().rumour]


def test_counts_by_year_and_by_period_add_up(data):
    quoted = data["quoted"]
    for of in ("annual", "period"):
        assert sum(data[f"{of}_disclosed"]) == quoted["n_disclosed"]
        assert sum(data[f"{of}_undisclosed"]) == quoted["n_undisclosed"]
    assert quoted["n_disclosed"] + quoted["n_undisclosed"] == quoted["n_models"]


def test_a_year_has_a_fraction():
    assert decimal_year("2020-07-01") == pytest.approx(2020.497, abs=0.001)
    assert decimal_year("2019-12-31") < 2020


def test_efficientnet_beats_vgg_with_a_twentysixth_of_the_knobs(data):
    quoted = data["quoted"]
    assert round(quoted["vgg16_over_efficientnet_b0"]) == 26
    assert 6 < quoted["efficientnet_b0_lead_points"] < 6.5
    assert quoted["n_larger_and_worse_than_b0"] > quoted["n_larger_than_b0"] / 3


def test_every_second_recipe_helps_with_the_same_knobs_and_operations(data):
    rows = {(r["model"], r["weights"]): r for r in load_imagenet_models()}
    assert "ResNet50" in data["retrained_name"]
    for name, gain in zip(data["retrained_name"], data["retrained_gain"], strict=True):
        old, new = (rows[name, f"IMAGENET1K_V{version}"] for version in (1, 2))
        assert (old["num_params"], old["gflops"]) == (new["num_params"], new["gflops"])
        assert gain == pytest.approx(new["acc1"] - old["acc1"])
        assert gain > 0


def test_size_and_accuracy_go_together_loosely(data):
    quoted = data["quoted"]
    plain = [i for i, extra in enumerate(data["image_extra"]) if not extra]
    x = np.log10(np.array(data["image_params"])[plain])
    y = np.array(data["image_acc1"])[plain]
    assert quoted["correlation"] == pytest.approx(np.corrcoef(x, y)[0, 1], abs=1e-5)
    assert 0.1 < quoted["correlation_squared"] < 0.5
    assert quoted["correlation"] < quoted["correlation_with_operations"]


def test_models_that_saw_other_pictures_are_told_apart(data):
    extra = [
        (name, weights)
        for name, weights, known in zip(
            data["image_name"], data["image_weights"], data["image_extra"], strict=True
        )
        if known
    ]
    assert len(extra) == data["quoted"]["n_image_extra"] == 12
    assert all("SWAG" in weights for _, weights in extra)
    flops = {(r["model"], r["weights"]): r["gflops"] for r in load_imagenet_models()}
    for name in {name for name, _ in extra}:  # retrained whole, and on larger pictures
        end, last = (flops[name, f"IMAGENET1K_SWAG_{kind}_V1"] for kind in ("E2E", "LINEAR"))
        assert end > 2.5 * last


def test_the_drawing_shows_all_image_models_and_leaves_those_open(data):
    _, filled, hollow = drawn(drawings.draw_imagenet, data)
    shown = set(zip(data["image_params"], data["image_acc1"], strict=True))
    assert set(filled) | set(hollow) >= shown
    assert len(hollow) == data["quoted"]["n_image_extra"]
