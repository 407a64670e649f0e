from fractions import Fraction

import numpy as np
import pytest

from scripts.compute.datasets.gpt3_sizes import load_gpt3_sizes
from scripts.compute.datasets.ladder import load_ladder
from scripts.compute.datasets.param_counts import load_param_counts
from scripts.drawings import parameter_count as drawings
from scripts.experiments import parameter_count
from scripts.experiments.parameter_count import agrees, last_digit
from scripts.models.transformer import TransformerShape, count_parameters


@pytest.fixture
def data(published):
    found = published("parameter_count")["data"]
    return {k: np.array(v) if isinstance(v, list) else v for k, v in found.items()}


def test_gpt3_has_174_604_259_328_parameters(data):
    assert data["exact"].tolist() == [
        *(125_226_240, 355_871_744, 760_300_032, 1_315_723_264),
        *(2_651_553_280, 6_658_404_352, 12_952_938_780, 174_604_259_328),
    ]


def test_the_parts_add_up_to_the_whole(data):
    assert np.array_equal(sum(data[part] for part in parameter_count.PARTS), data["exact"])
    assert not data["router"].any()
    assert not data["head"].any()


def test_the_count_is_the_closed_form(data):
    for row, exact in zip(load_gpt3_sizes(), data["exact"], strict=True):
        layers, d = row["n_layers"], row["d_model"]
        assert exact == 12 * layers * d**2 + 13 * layers * d + (50_257 + 2048) * d + 2 * d


def test_every_count_is_near_the_printed_one(data):
    assert np.all(np.abs(data["difference_percent"]) < 1.8)
    assert np.all(np.abs(data["difference_d1_percent"]) < 0.9)


def test_the_bigger_the_model_the_less_of_it_is_vocabulary(data):
    share = data["embedding"] / data["exact"]
    assert np.all(np.diff(share) < 0)
    assert share[0] > 0.3
    assert share[-1] < 0.004


def test_two_thirds_of_the_largest_are_mlp_and_one_third_attention(data):
    assert data["mlp"][-1] / data["exact"][-1] == pytest.approx(2 / 3, abs=0.01)
    assert data["attention"][-1] / data["exact"][-1] == pytest.approx(1 / 3, abs=0.01)


def test_two_printed_rows_contradict_themselves(data):
    odd = data["heads_by_width"] != data["d_model"]
    assert data["name"][odd].tolist() == ["GPT-3 XL", "GPT-3 13B"]


def test_counting_rejects_the_printed_heads_of_xl_and_the_printed_width_of_13b(data):
    quoted = data["quoted"]
    assert quoted["gpt3_xl_if_heads_are_right"] == 1_517_123_584
    assert not agrees(quoted["gpt3_xl_published_d1"], quoted["gpt3_xl_if_heads_are_right"])
    assert agrees(quoted["gpt3_xl_published_d1"], quoted["gpt3_xl_exact"])
    assert quoted["gpt3_xl_heads_that_fit"] * quoted["gpt3_xl_d_head"] == quoted["gpt3_xl_d_model"]
    assert not agrees(quoted["gpt3_13b_published_d1"], quoted["gpt3_13b_exact"])
    assert quoted["gpt3_13b_if_width_is_heads"] == 12_853_386_240
    assert agrees(quoted["gpt3_13b_published_d1"], quoted["gpt3_13b_if_width_is_heads"])


def test_all_eight_agree_with_the_finer_table_once_13b_is_mended(data):
    assert data["agrees_d1"].tolist() == [1, 1, 1, 1, 1, 1, 0, 1]
    assert data["quoted"]["agree_with_d1_if_width_is_heads"] == 8


@pytest.mark.parametrize(
    ("number", "unit"), [(125_000_000, 1_000_000), (12_850, 10), (174_600, 100), (7, 1), (100, 100)]
)
def test_a_printed_number_is_as_fine_as_its_last_digit_that_is_not_zero(number, unit):
    assert last_digit(number) == unit
    assert agrees(number, number + unit // 2)
    assert not agrees(number, number + unit)


def test_the_rule_of_thumb_suits_large_models_only(data):
    off = data["rule_of_thumb"] / data["exact"] - 1
    assert off[0] < -0.3
    assert -0.01 < off[-1] < 0
    assert np.all(np.diff(off) > 0)


def test_gpt3_fits_on_no_device_and_a_small_llama_on_a_phone(data):
    assert data["fits"][-1].tolist() == [0, 0, 0]
    assert data["memory"][-1, -1] > data["device_bytes"][-1]
    four_bits = dict(zip(data["memory_name"], data["fits"][:, -1], strict=True))
    assert four_bits["Llama-3-8B"] == four_bits["Gemma-3-270M"] == 3
    assert four_bits["Mixtral-8x7B"] == 1


def test_half_the_bits_take_half_the_memory(data):
    assert np.allclose(data["memory"] / data["bits"], data["memory_count"][:, None] / 8)
    assert data["quoted"]["gpt3_gb_16_bits"] == pytest.approx(349.2, abs=0.05)


def test_every_rung_is_higher_than_the_one_below_and_has_a_source(data):
    assert np.all(np.diff(data["ladder_count"]) > 0)
    assert np.all(data["ladder_active"] <= data["ladder_count"])
    assert all(data["ladder_source"])
    assert set(data["ladder_basis"]) == {"site", "counted", "stated"}


def test_twelve_steps_of_ten_lead_from_the_first_rung_to_the_last(data):
    assert data["ladder_count"][0] == 2
    assert int(data["quoted"]["ladder_tens"]) == 12
    assert 2 * 10 ** data["quoted"]["ladder_tens"] == pytest.approx(2.8e12, rel=1e-3)
    title = drawings.draw_ladder.__doc__.splitlines()[0]
    assert "2.8 trillion" in title and data["quoted"]["ladder_last_trillion"] == 2.8


def test_the_top_rung_is_the_largest_finished_model_of_the_longer_table(data, published):
    sizes = published("model_sizes")["data"]
    assert data["ladder_name"][-1] == sizes["record_name"][-1] == "Kimi K3"
    assert data["ladder_count"][-1] == sizes["record_params"][-1]
    quoted = data["quoted"]
    assert quoted["ladder_last_active_billion"] == 104
    assert quoted["ladder_last_active_share"] == pytest.approx(104 / 2800, rel=1e-5)
    tops = zip(data["ladder_name"][-3:], data["ladder_active"][-3:], strict=True)
    assert dict(tops) == {"DeepSeek-V3": 37e9, "DeepSeek-V4-Pro": 49e9, "Kimi K3": 104e9}
    named = [quoted[f"ladder_{n}_active_billion"] * 1e9 for n in ("third", "second", "last")]
    assert named == data["ladder_active"][-3:].tolist()
    assert quoted["ladder_second_name"] == "DeepSeek-V4-Pro"
    assert quoted["ladder_second_trillion"] == 1.6
    assert quoted["largest_over_gpt3"] == pytest.approx(2.8e12 / 174_604_259_328, rel=1e-5)


def test_the_rumour_is_hundreds_of_gpt3s_and_fits_on_no_thousand_gpus(data):
    assert data["quoted"]["rumour_over_gpt3"] == pytest.approx(571, abs=1)
    assert data["quoted"]["rumour_terabytes"] == 200
    assert data["quoted"]["rumour_gpus"] > 2000
    assert data["ladder_count"].max() < 0.03 * 100e12


def test_models_of_this_site_have_the_counts_their_experiments_found(published):
    counts = dict(parameter_count.Config().site_models)
    assert counts == {
        "cake line": published("cake_knobs")["data"]["quoted"]["n_knobs"],
        "best polynomial": published("capacity_sweep")["data"]["quoted"]["best_knobs"],
        "digit reader": published("digit_knobs")["data"]["quoted"]["n_params"],
        # every feature has a knob for each answer, and every answer has an offset
        "widest digit reader": 10 * (published("double_descent")["data"]["width"][-1] + 1),
    }


LLAMA = {"tied": False, "gated_mlp": True, "linear_bias": False, "norm": "rms"}
SHAPES = {
    "DistilBERT": TransformerShape(
        *(6, 768, 12, 12, 64, 3072, 30522, 512), embedding_norm=True, final_norm=False
    ),
    "GPT-1": TransformerShape(12, 768, 12, 12, 64, 3072, 40478, 512, final_norm=False),
    "GPT-2": TransformerShape(48, 1600, 25, 25, 64, 6400, 50257, 1024),
    "Llama 3 8B": TransformerShape(32, 4096, 32, 8, 128, 14336, 128256, **LLAMA),
    "GPT-3": TransformerShape(96, 12288, 96, 96, 128, 49152, 50257, 2048),
    "Llama 3.1 405B": TransformerShape(126, 16384, 128, 8, 128, 53248, 128256, **LLAMA),
}


def test_rungs_that_are_called_counted_can_be_counted():
    counted = {r["name"]: r["params"] for r in load_ladder() if r["basis"] == "counted"}
    assert counted == {name: count_parameters(shape).total for name, shape in SHAPES.items()}


def test_presets_are_all_the_models_of_the_table_and_the_sizes_of_gpt3(data):
    presets = {preset["name"]: preset for preset in data["presets"]}
    rows = load_param_counts()
    assert list(presets) == [*data["name"], *(row["name"] for row in rows)]
    for row in rows:
        preset = presets[row["name"]]
        assert (preset["params"], preset["active"]) == (row["params"], row["active"])
        assert preset["source"] == row["source"]
        assert preset.get("windowed", 0) <= row["n_layers"]


def test_a_shape_is_told_briefly_and_whole(data):
    for preset in data["presets"]:
        shape = preset["shape"]
        width = Fraction(shape["d_model"], shape["n_heads"])
        own = {"d_head": width, "d_ff": 4 * shape["d_model"]} | shape
        total = count_parameters(TransformerShape(**own)).total
        gpt3 = preset["name"] in data["name"]
        assert total == (
            data["exact"][data["name"] == preset["name"]] if gpt3 else preset["params"]
        )


def test_every_device_has_an_example_and_a_place_where_that_was_read(data):
    assert len(data["device_name"]) == len(data["device_example"]) == len(data["device_source"])
    assert all(source.startswith("https://") for source in data["device_source"])
