import csv
import re
from pathlib import Path

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text
from scipy.stats import pearsonr

from scripts.compute.datasets.imagenet_models import load_imagenet_models
from scripts.compute.datasets.models import load_models
from scripts.drawings import model_sizes as drawings
from scripts.experiments.model_sizes import Config, decimal_year, estimates_of, largest_kind
from scripts.plotting import fragment, style

TABLE = Path(__file__).parents[2] / "scripts" / "data" / "models.csv"


@pytest.fixture(scope="module")
def rows():
    """Rows of the table as they are written, read without the site's own loader."""
    with TABLE.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def is_finished(row):
    return row["largest"] and row["basis"] != "demonstration" and row["name"] != "Llama 4 Behemoth"


def is_dense(row):
    return row["kind"] == "dense" or (row["kind"].startswith("dense and") and not row["active"])


def chain(rows):
    """Names of the rows that are larger than all before them."""
    sizes = [int(row["largest"]) for row in rows]
    return [r["name"] for i, r in enumerate(rows) if sizes[i] > max(sizes[:i], default=0)]


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


def ticks(axes, below):
    """Heights of the vertical lines that end below a size."""
    found = [segment for lines in axes.collections for segment in lines.get_segments()]
    return [segment for segment in found if segment[:, 1].max() < below]


@pytest.mark.parametrize("width", ["", "narrow"])
def test_nothing_undisclosed_is_drawn_as_a_number(data, width):
    axes, filled, hollow = drawn(drawings.draw, data, width)
    sizes = {"finished": set(), "open": set()}
    for standing, *ends in zip(
        *(data[key] for key in ("standing", "smallest", "largest", "active")), strict=True
    ):
        of = "finished" if standing == "finished" else "open"
        sizes[of] |= {end for end in ends[:2] if end is not None}
        sizes["finished"] |= {ends[2]} - {None}  # a part in use is a small mark of its own
    assert {size for _, size in filled} == sizes["finished"]
    assert {size for _, size in hollow} == sizes["open"] | set(data["estimate_params"])
    short = ticks(axes, min(sizes["finished"]))
    assert len(short) == data["quoted"]["n_undisclosed"] == 20
    assert all(np.ptp(np.log(segment[:, 1])) > 0.5 for segment in short), "a tick, not a point"


@pytest.mark.parametrize("width", ["", "narrow"])
def test_tests_and_what_never_came_are_open_squares_and_estimates_open_circles(data, width):
    with style.themed("light", width) as color:
        axes = drawings.draw(data, color).axes[0]
    paper, found = style.COLORS["light"]["paper"], {"s": set(), "o": set()}
    for line in axes.lines:
        if line.get_color() == paper:
            found[line.get_marker()] |= set(line.get_ydata())
    assert found["s"] == {1e13, 1.45e13, 1.739e14, 2e12}
    assert found["o"] == set(data["estimate_params"])


@pytest.mark.parametrize("width", ["", "narrow"])
def test_no_name_in_a_drawing_touches_another_or_leaves_the_paper(data, width):
    for function in (drawings.draw, drawings.draw_tokens_per_parameter):
        with style.themed("light", width) as color:
            figure = function(data, color)
            FigureCanvasAgg(figure).draw()
            boxes = {t.get_text(): Text.get_window_extent(t) for t in figure.axes[0].texts}
            names = {text: box for text, box in boxes.items() if re.search("[A-Za-z]", text)}
            assert len(names) > 12
            wide, tall = figure.bbox.width, figure.bbox.height
            for text, box in names.items():
                assert box.x0 >= -1 and box.x1 <= wide and box.y0 >= 0 and box.y1 <= tall, text
                for other, area in names.items():
                    assert other <= text or not box.overlaps(area), (text, other)


@pytest.mark.parametrize("width", ["", "narrow"])
def test_no_name_lies_on_a_mark_or_on_the_line_of_a_family(data, width):
    for function in (drawings.draw, drawings.draw_tokens_per_parameter):
        with style.themed("light", width) as color:
            figure = function(data, color)
        FigureCanvasAgg(figure).draw()
        axes = figure.axes[0]
        marks = [
            point
            for line in axes.lines
            if line.get_marker() in {"o", "s", "x"}
            for point in axes.transData.transform(np.column_stack(line.get_data()).astype(float))
        ]
        lines = [
            axes.transData.transform(segment)
            for collection in axes.collections
            for segment in collection.get_segments()
        ]
        assert len(marks) > 18
        for text in axes.texts:
            box = Text.get_window_extent(text)
            said = text.get_text()
            assert not any(box.contains(x, y) for x, y in marks), said
            for (x, low), (_, high) in lines:
                crossed = box.x0 < x < box.x1 and low < box.y1 - 2 and high > box.y0 + 2
                assert not crossed, said


def test_every_named_mark_is_in_the_data_and_every_estimate_is_named(data):
    for names in (drawings.WIDE_NAMES, drawings.NARROW_NAMES):
        for name, end, *_ in names:
            assert name in data["estimate_name" if end == "estimate" else "name"]
            assert end in ("estimate", "smallest", "largest")
    named = {name for name, end, *_ in drawings.WIDE_NAMES if end == "estimate"}
    assert named == set(data["estimate_name"])
    assert set(drawings.NARROW_FED) < set(drawings.WIDE_FED) == set(data["tokens_name"])


def test_the_description_names_the_ten_open_circles(data):
    words = " ".join(fragment.words("model_sizes", drawings.draw)["Alt"].split())
    assert len(data["estimate_name"]) == 10
    assert data["estimate_name"].count("GPT-4") == 3 and "three for GPT-4" in words
    for name in set(data["estimate_name"]):
        assert re.search(rf"\b{re.escape(name.split(' (')[0])}\b", words), name


def test_the_data_under_the_figure_lists_every_model_with_its_date_and_how_it_is_known(published):
    page = Path("figures/model_sizes.md").read_text(encoding="utf-8")
    table = re.search(r"<table>(.*?)</table>", page, re.DOTALL)[1]
    listed = re.findall(r"<tr><td>(.*?)</td><td>(\d{4}-\d\d-\d\d)</td><td>(day|month)</td>", table)
    data = published("model_sizes")["data"]
    assert [row[0] for row in listed] == data["name"]
    assert [row[1] for row in listed] == data["date"]
    for name, said in zip(data["name"], data["said"], strict=True):
        assert (said is not None) == (name in data["estimate_name"])
        assert said is None or f"<td>{said}</td>" in table, name
    assert "DeepSeek-V4" in page and "−V4" not in page, "a hyphen in a name is no minus sign"


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


def test_the_small_ones_never_left(data, rows):
    assert data["period_small"] == [6, 7, 9]
    assert data["period_disclosed"] == [9, 32, 57]
    quoted = data["quoted"]
    for i, when in enumerate(("first", "middle", "last")):
        years = [str(year) for year in range(2018 + 3 * i, 2021 + 3 * i)]
        families = [
            row
            for row in rows
            if row["date"][:4] in years and row["largest"] and row["basis"] != "demonstration"
        ]
        small = [row for row in families if int(row["smallest"]) <= 500_000_000]
        assert (quoted[f"small_{when}"], quoted[f"disclosed_{when}"]) == (len(small), len(families))
        assert quoted[f"small_share_{when}"] == pytest.approx(len(small) / len(families), rel=1e-5)
    assert np.all(np.diff(data["period_small"]) > 0), "in number they grew"
    of_2026 = [int(r["smallest"]) for r in rows if r["date"] >= "2026" and is_finished(r)]
    assert quoted["smallest_2026_million"] == min(of_2026) / 1e6 == 800, "none so small since 2025"
    by_year = dict(zip(data["annual_year"], data["annual_smallest"], strict=True))
    assert all(by_year[year] <= 500_000_000 for year in range(2018, 2026))
    shares = [quoted[f"small_share_{when}"] for when in ("first", "middle", "last")]
    assert np.all(np.diff(shares) < 0), "as a share they fell"


def test_the_largest_finished_model_fell_after_2021_and_grew_past_it_in_2025(data):
    largest = dict(zip(data["annual_year"], data["annual_largest"], strict=True))
    assert max(largest[year] for year in (2022, 2023, 2024)) < largest[2021]
    assert largest[2021] < largest[2025] < largest[2026]
    quoted = data["quoted"]
    assert quoted["largest_2021_name"] == "Wu Dao 2.0"
    assert quoted["largest_over_2021"] == pytest.approx(2.8 / 1.75)
    assert 4.4 < quoted["record_of_2021_stood_years"] < 4.5  # June 2021 to November 2025
    assert (quoted["year_of_lowest_peak"], quoted["lowest_peak_billion"]) == (2022, 540.35)


def test_records_are_of_finished_models_and_the_chains_are_those_of_the_table(data, rows):
    finished = [row for row in rows if is_finished(row)]
    shown = [row for row in finished if row["basis"] in ("weights", "document")]
    assert data["record_name"] == chain(finished)
    assert data["documented_record_name"] == chain(shown)
    assert data["dense_record_name"] == chain([row for row in finished if is_dense(row)])
    assert data["record_name"][-4:] == ["Switch Transformer", "Wu Dao 2.0", "ERNIE 5.0", "Kimi K3"]
    assert data["documented_record_name"][-3:] == ["Switch Transformer", "DeepSeek-V4", "Kimi K3"]
    apart = {"M6-10T", "BaGuaLu", "Llama 4 Behemoth"}
    for key in ("record_name", "documented_record_name", "dense_record_name"):
        assert not apart & set(data[key])
    assert max(data["annual_largest"]) == data["record_params"][-1] == 2_800_000_000_000
    quoted = data["quoted"]
    assert quoted["record_before_trillion"] == 2.4
    assert quoted["documented_record_before_trillion"] == 1.6
    for name in ("record", "documented_record", "dense_record"):
        before, last = data[f"{name}_params"][-2:]
        assert quoted[f"largest_over_{name}_before"] == pytest.approx(last / before, rel=1e-5)
        assert quoted[f"{name}_billion"] == last / 1e9
        years = np.diff(data[f"{name}_year"][-2:])[0]
        assert quoted[f"{name}_before_years"] == pytest.approx(years, abs=0.01)


def test_no_language_model_passed_palm_with_all_its_knobs_at_work(data, rows):
    dense = [row for row in rows if is_finished(row) and is_dense(row)]
    assert max(dense, key=lambda row: int(row["largest"]))["name"] == "PaLM"
    quoted = data["quoted"]
    assert (quoted["dense_record_name"], quoted["dense_record_billion"]) == ("PaLM", 540.35)
    late = {
        year: [int(r["largest"]) for r in dense if r["date"] >= year] for year in ["2024", "2026"]
    }
    assert quoted["largest_dense_billion_last"] == pytest.approx(max(late["2024"]) / 1e9, rel=1e-5)
    assert quoted["largest_dense_2026_billion"] == max(late["2026"]) / 1e9 == 128


def test_the_giants_were_missing_when_their_makers_began_to_keep_sizes_to_themselves(data):
    hidden = dict(zip(data["annual_year"], data["annual_undisclosed"], strict=True))
    assert sum(hidden[year] for year in range(2018, 2022)) == 0
    assert min(hidden[year] for year in range(2023, 2027)) >= 4


def test_the_largest_is_told_with_its_part_in_use(data):
    quoted = data["quoted"]
    assert (quoted["largest_name"], quoted["largest_trillion"]) == ("Kimi K3", 2.8)
    assert quoted["largest_over_gpt3"] == 16
    assert quoted["largest_active_billion"] == 104 < quoted["gpt3_billion"]
    assert quoted["largest_active_over_gpt3"] == pytest.approx(104 / 175, rel=1e-5)
    assert quoted["largest_active_share"] == pytest.approx(104 / 2800, rel=1e-5)


def test_spoken_sizes_stay_estimates_even_where_they_are_above_the_record(data):
    said = dict(zip(data["estimate_name"], data["estimate_params"], strict=True))
    assert said["Grok 3"] == said["Grok 4"] == 3_000_000_000_000 > data["record_params"][-1]
    assert said["Grok 4.5"] == 1_500_000_000_000
    kinds = dict(zip(data["name"], data["kind"], strict=True))
    assert {kinds[name] for name in said} == {"undisclosed"}
    assert data["quoted"]["highest_estimate_trillion"] == 3


def test_the_rumour_is_far_above_every_finished_model_and_every_estimate(data):
    rumour, quoted = Config().rumour, data["quoted"]
    assert rumour > 30 * max(*data["record_params"], *data["estimate_params"])
    assert quoted["rumour_over_largest"] == pytest.approx(100 / 2.8, rel=1e-5)
    assert quoted["rumour_over_highest_estimate"] == pytest.approx(100 / 3, rel=1e-5)
    assert quoted["rumour_over_gpt4_estimate"] == pytest.approx(100 / 1.8, rel=1e-5)
    assert data["rumour_year"][0] < data["rumour_year"][1]


def test_a_test_of_a_computer_lies_above_the_rumour_and_the_axis_has_room_for_it(data):
    quoted = data["quoted"]
    assert quoted["bagualu_tested_trillion"] == 173.9 > quoted["rumour_trillion"]
    assert quoted["bagualu_trained_trillion"] == 14.5
    assert (quoted["m6_trillion"], quoted["rumour_over_m6"]) == (10, 10)
    axes, *_ = drawn(drawings.draw, data)
    assert axes.get_ylim()[1] > 2 * 173.9e12


def test_the_rumour_is_crossed_out(data):
    axes, *_ = drawn(drawings.draw, data)
    crosses = [line for line in axes.lines if line.get_marker() == "x"]
    assert [line.get_ydata()[0] for line in crosses] == [Config().rumour]


def test_counts_by_year_and_by_period_add_up(data, rows):
    quoted = data["quoted"]
    for of in ("annual", "period"):
        without_tests = quoted["n_disclosed"] - quoted["n_demonstrations"]
        assert sum(data[f"{of}_disclosed"]) == without_tests == 98
        assert sum(data[f"{of}_undisclosed"]) == quoted["n_undisclosed"] == 20
    assert quoted["n_disclosed"] + quoted["n_undisclosed"] == quoted["n_models"] == len(rows)
    assert quoted["n_finished"] == sum(map(bool, map(is_finished, rows))) == 97
    assert (quoted["n_demonstrations"], quoted["n_unreleased"]) == (2, 1)
    counted = {key: quoted[f"n_{key}"] for key in ("weights", "document", "announcement")}
    assert counted == {"weights": 76, "document": 18, "announcement": 4}
    assert quoted["n_dated_to_the_month"] == sum(row["precision"] == "month" for row in rows) == 2


def test_tokens_a_parameter_are_tokens_over_parameters(data):
    ratio = np.array(data["tokens_read"]) / np.array(data["tokens_params"])
    assert np.allclose(data["tokens_per_param"], ratio, rtol=1e-5)
    rows = zip(*(data[f"tokens_{k}"] for k in ("read", "active", "per_active")), strict=True)
    for read, active, per_active in rows:
        assert (active is None) == (per_active is None)
        assert active is None or per_active == pytest.approx(read / active, rel=1e-5)
    assert np.all(np.diff(data["tokens_year"]) >= 0)
    quoted = data["quoted"]
    found = dict(zip(data["tokens_name"], ratio, strict=True))
    assert quoted["tokens_least"] == pytest.approx(ratio.min(), rel=1e-5)
    assert quoted["tokens_most"] == pytest.approx(ratio.max(), rel=1e-5)
    for key, name in {
        "gpt3": "GPT-3",
        "llama_7b": "LLaMA-7B",
        "llama_3_8b": "Llama 3 8B",
        "llama_405b": "Llama 3.1 405B",
        "kimi_k2": "Kimi K2",
    }.items():
        assert quoted[f"tokens_{key}"] == pytest.approx(found[name], rel=1e-5)
    assert quoted["tokens_kimi_k2_active"] == pytest.approx(15.5e12 / 32e9, rel=1e-5)
    assert quoted["tokens_most_over_gpt3"] == pytest.approx(ratio.max() / found["GPT-3"], rel=1e-5)
    assert quoted["n_tokens_above_chinchilla"] == sum(ratio > 20) == len(ratio) - 5
    assert quoted["n_tokens_models"] == len(ratio)
    assert quoted["tokens_most_of_a_model"] == pytest.approx(found["SmolLM2-135M"], rel=1e-5)
    assert quoted["n_tokens_mixtures"] == 4


def test_before_chinchilla_a_knob_had_two_tokens_and_small_models_now_have_thousands(data):
    ratio = np.array(data["tokens_per_param"])
    assert ratio[np.array(data["tokens_year"]) < 2022].max() < 2
    assert ratio[data["tokens_name"].index("Chinchilla")] == Config().chinchilla
    small = np.array(data["tokens_params"]) < 5e9
    assert ratio[small].min() > 800 > ratio[~small & (ratio < 1000)].max()
    mixtures = [active is not None for active in data["tokens_active"]]
    assert ratio[mixtures].min() > 14 and ratio[mixtures].max() < 40


def test_tokens_are_drawn_for_all_parameters_and_for_those_in_use(data):
    _, filled, hollow = drawn(drawings.draw_tokens_per_parameter, data)
    assert sorted(size for _, size in filled) == sorted(data["tokens_per_param"])
    used = [ratio for ratio in data["tokens_per_active"] if ratio is not None]
    assert sorted(size for _, size in hollow) == sorted(used)


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


def test_within_one_recipe_size_tells_much_more_and_operations_tell_more_over_all(data):
    rows, quoted = load_imagenet_models(), data["quoted"]

    def explained(kept, column):
        points = [(np.log10(r[column]), r["acc1"]) for r in rows if kept(r)]
        return len(points), pearsonr(*zip(*points, strict=True)).statistic ** 2

    def plain(row):
        return "SWAG" not in row["weights"]

    oldest = ("alexnet", "vgg", "squeezenet")
    for kept, column, count, key in (
        (lambda r: r["weights"].endswith("K_V2"), "num_params", 24, "_second_recipe"),
        (
            lambda r: plain(r) and not r["model"].lower().startswith(oldest),
            "num_params",
            91,
            "_without_oldest",
        ),
        (plain, "gflops", 102, "_operations"),
        (plain, "num_params", 102, ""),
    ):
        n, r2 = explained(kept, column)
        assert n == count
        assert quoted[f"correlation_squared{key}"] == pytest.approx(r2, rel=1e-4)
    assert quoted["n_image_second_recipe"] == 24
    assert quoted["n_image_without_oldest"] + quoted["n_image_oldest"] == 102


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


def test_what_is_quoted_of_the_table_is_what_the_table_says(data, rows):
    quoted, by_name = data["quoted"], {row["name"]: row for row in rows}
    finished = [row for row in rows if is_finished(row)]
    mixtures = [row for row in rows if row["largest"] and not is_dense(row)]
    assert quoted["n_mixtures"] == len(mixtures)
    assert quoted["n_mixtures_with_active"] == sum(bool(row["active"]) for row in mixtures)
    assert quoted["n_small"] == sum(int(row["smallest"]) <= 5e8 for row in finished) == 6 + 7 + 9
    assert quoted["n_secondary"] == sum("secondary" in row["seen"] for row in rows)
    assert quoted["n_size_to_check"] == 6  # named in scripts/data/README.md
    assert quoted["first_undisclosed"] == next(r["name"] for r in rows if not r["largest"])
    smallest = min(finished, key=lambda row: int(row["smallest"]))
    assert quoted["smallest_name"] == smallest["name"] == "TinyStories"
    assert quoted["smallest_million"] == int(smallest["smallest"]) / 1e6
    assert quoted["behemoth_trillion"] == int(by_name["Llama 4 Behemoth"]["largest"]) / 1e12 == 2
    assert quoted["gpt3_billion"] == 175
    ratio = int(by_name["Llama 3.1"]["largest"]) / int(by_name["Gemma 3 270M"]["largest"])
    assert quoted["llama_405b_over_gemma_270m"] == pytest.approx(ratio, rel=1e-5)
    said = re.findall(r"([\d.]+)T ", by_name["GPT-4"]["estimates"])
    assert quoted["gpt4_estimate_low_trillion"] == min(map(float, said)) == 1
    assert quoted["gpt4_estimate_high_trillion"] == max(map(float, said)) == 1.8
    assert quoted["rumour_over_gpt3"] == pytest.approx(100e12 / 175e9, rel=1e-5)
    all_said = [part for row in rows for part in row["estimates"].split("; ") if part]
    assert quoted["n_estimates"] == len(all_said) == 10
    assert quoted["n_estimated"] == sum(bool(row["estimates"]) for row in rows) == 8


def test_the_extremes_of_the_tokens_are_named(data):
    quoted = data["quoted"]
    order = sorted(zip(data["tokens_per_param"], data["tokens_name"], strict=True))
    assert quoted["tokens_least_name"] == order[0][1] == "Megatron-Turing NLG"
    assert quoted["tokens_most_name"] == order[-1][1] == "Qwen3-0.6B"
    assert quoted["tokens_chinchilla"] == 1.4e12 / 70e9
    whose = dict(zip(data["tokens_name"], data["tokens_of"], strict=True))
    assert whose["Qwen3-0.6B"] == "family" and whose["Llama 3 8B"] == "at least"


def test_a_reference_stands_among_the_sources_of_the_site_and_is_the_models_own(data):
    bib = (TABLE.parents[2] / "docs/references.bib").read_text(encoding="utf-8")
    entries = dict(re.findall(r"@\w+\{([\w-]+),(.*?)\n\}", bib, re.DOTALL))
    named = 0
    for name, key, source in zip(data["name"], data["reference"], data["source"], strict=True):
        if key is None:
            continue
        named += 1
        assert key in entries, f"{name}: {key} is not in references.bib"
        paper = re.search(r"eprint = \{([\d.]+)\}", entries[key])
        assert paper is None or paper[1] in source, f"{name}: {key} is another paper"
    assert named >= 30
