"""What every experiment keeps; a new one is found by its file and tested for free."""

import dataclasses
import inspect
import json
import re
import subprocess
import sys

import pytest

from scripts.build import lists
from scripts.building import quotes
from scripts.building.experiment import MOST_BYTES, MOST_DRAWING, Experiment, discover, draw
from scripts.compute import parallel, results
from scripts.plotting import fragment, style

EXPERIMENTS = discover()
QUOTED = quotes.quoted()
every_experiment = pytest.mark.parametrize(
    "experiment", EXPERIMENTS.values(), ids=list(EXPERIMENTS)
)
every_figure = pytest.mark.parametrize(
    ("experiment", "figure_id"), [(e, i) for e in EXPERIMENTS.values() for i in e.draws()]
)


@pytest.fixture(scope="module")
def quick():
    """Data of the small run of an experiment, run once for all tests."""
    found: dict[str, dict] = {}

    def run(experiment: Experiment) -> dict:
        if experiment.stem not in found:
            found[experiment.stem] = experiment.module.run(experiment.module.QUICK)
        return found[experiment.stem]

    return run


@every_experiment
def test_its_docstring_asks_a_question_and_names_sources(experiment):
    text = experiment.module.__doc__
    assert text.splitlines()[0].endswith(".")
    assert re.search(r"^Question: \S", text, re.MULTILINE)
    assert re.search(r"^Sources?: \S", text, re.MULTILINE)


@every_experiment
def test_its_config_is_frozen_and_seeded_and_the_published_run_is_the_default(experiment):
    config = experiment.module.Config()
    assert config.seed == 0
    with pytest.raises(dataclasses.FrozenInstanceError):
        config.seed = 1
    assert isinstance(experiment.module.QUICK, experiment.module.Config)
    assert config != experiment.module.QUICK
    assert "default" in experiment.module.TOLERANCE


@every_experiment
def test_a_tolerance_is_a_share_a_share_with_a_floor_or_a_reason(experiment, published):
    tolerance, known = experiment.module.TOLERANCE, quotes.names(published(experiment.stem)["data"])
    for key, stated in tolerance.items():
        assert key in known | {"default", "standard errors"}, f"{key} is no number of the result"
        if key == "standard errors":
            assert set(stated) <= known | {"default"}
        elif isinstance(stated, str):
            assert len(stated.split()) >= 4, f"{key}: say why it is not compared"
        else:
            assert stated is not None, f"{key}: write the reason why it is not compared"
            assert len(results.allowed(tolerance, key)) == 2


@every_experiment
def test_a_check_sees_a_tenth_more_of_any_number_that_is_quoted(experiment, published):
    data, tolerance = published(experiment.stem)["data"], experiment.module.TOLERANCE
    for key in QUOTED[experiment.stem]:
        old = data["quoted"][key]
        new = old + "!" if isinstance(old, str) else 1.1 * old if old else 0.01
        n_errors = results.counted(tolerance, key)
        if n_errors is not None and f"{key}_se" in data["quoted"]:
            new = old + 1.1 * n_errors * data["quoted"][f"{key}_se"]
        changed = data | {"quoted": data["quoted"] | {key: new}}
        silent = results.not_compared({key}, tolerance)
        assert bool(results.differences(data, changed, tolerance)) != bool(silent), key


@every_experiment
def test_run_documents_every_key_it_returns(experiment, quick):
    text = inspect.getdoc(experiment.module.run)
    assert "Returns\n-------" in text
    family = "(_p10|_p90|_mean|_se|_median)$"  # documented with the key they belong to
    for key in quick(experiment):
        base = re.sub(family, "", key)
        assert re.search(rf"\b({key}|{base})\b", text), key


@every_experiment
def test_the_small_run_has_the_keys_of_the_published_one(experiment, quick, published):
    small, data = quick(experiment), published(experiment.stem)["data"]
    assert list(small) == list(data)
    assert set(small["quoted"]) == set(data["quoted"])
    assert all(isinstance(v, int | float | str) for v in data["quoted"].values())


@every_experiment
def test_a_small_run_can_be_drawn(experiment, quick):
    record = json.loads(experiment.result_file.read_bytes())["provenance"]
    record["config"] = json.loads(json.dumps(vars(experiment.module.QUICK)))
    data = results.rounded(quick(experiment), "data")
    assert draw(experiment, results.as_json({"provenance": record, "data": data}))


@every_experiment
def test_two_processes_give_the_same_bits_as_one(experiment, quick):
    alone = results.as_json({"data": results.rounded(quick(experiment), "data")})
    with parallel.using(2):
        together = experiment.module.run(experiment.module.QUICK)
    assert results.as_json({"data": results.rounded(together, "data")}) == alone
    exact = [(k, v, together[k]) for k, v in quick(experiment).items() if hasattr(v, "tobytes")]
    assert all(before.tobytes() == after.tobytes() for _, before, after in exact)


@every_experiment
def test_run_does_not_load_matplotlib(experiment):
    code = (
        f"import sys; from scripts.experiments import {experiment.stem} as e; e.run(e.QUICK); "
        "sys.exit('matplotlib' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=results.ROOT).returncode == 0


@every_experiment
def test_the_committed_result_and_drawings_are_fresh(experiment):
    assert experiment.stale() == ""
    assert not experiment.undrawn()


@every_experiment
def test_the_result_is_small_rounded_and_has_its_provenance(experiment, published):
    assert experiment.result_file.stat().st_size <= MOST_BYTES
    result = published(experiment.stem)
    assert result["data"] == results.rounded(result["data"], "data")
    assert set(result["provenance"]) >= {
        *("stem", "fingerprint", "config", "seeds", "versions", "data", "seconds", "processes")
    }


@every_experiment
def test_no_tolerance_is_wider_than_three_standard_errors(experiment, published):
    data, tolerance = published(experiment.stem)["data"], experiment.module.TOLERANCE
    for key in (k.removesuffix("_se") for k in data if k.endswith("_se")):
        compared_by_them = results.counted(tolerance, key) is not None
        allowed = results.allowed(tolerance, key)
        if allowed is None or key not in data or compared_by_them:
            continue
        share, floor = allowed
        pairs = zip(results.leaves(data[key]), results.leaves(data[f"{key}_se"]), strict=True)
        # a standard error of zero (every seed the same) allows nothing and forbids nothing
        known = [(abs(v), se) for v, se in pairs if v is not None and se]
        assert all(max(share * v, floor) <= 3 * se for v, se in known), key


@every_experiment
def test_a_test_states_its_claims(experiment):
    path = results.ROOT / "tests" / "experiments" / f"test_{experiment.stem}.py"
    assert path.exists(), f"write tests/experiments/{path.name}: what a page claims, as sentences"


@every_experiment
def test_drawing_again_gives_the_same_bytes(experiment):
    again = draw(experiment, experiment.result_file.read_bytes())
    for name, content in again.items():
        assert (experiment.folder / name).read_bytes() == content, name


@every_figure
def test_its_words_are_complete_and_its_picture_is_described(experiment, figure_id):
    parts = fragment.words(experiment.stem, experiment.draws()[figure_id])
    if figure_id.endswith("_miniature"):
        assert not parts
    else:
        assert len(parts["Alt"]) > 60
        assert re.search(r"\{config\.n_\w+|seed", parts["Caption"] + parts.get("More", "")), (
            "how many seeds or repeats?"
        )


@every_figure
def test_its_drawings_fit_a_page(experiment, figure_id):
    drawings = sorted(experiment.folder.glob(f"{figure_id}.*svg"))
    assert len(drawings) in (2, 4)
    for path in drawings:
        svg = path.read_text(encoding="utf-8")
        assert len(svg) <= MOST_DRAWING, path.name
        assert "DejaVu" not in svg
        assert not re.search(r"(href|src)=\"https?:", svg), path.name
        sizes = [float(s) for s in re.findall(r"font(?:-size)?: ?(?:bold )?([\d.]+)px", svg)]
        assert all(size >= 8.25 for size in sizes), path.name  # points of 1/72 inch: 11 CSS pixels
        outside = set(re.findall(r"#[0-9a-f]{6}\b", svg)) - set(style.COLORS["light"].values())
        assert ".light." not in path.name or not outside, path.name


def test_every_file_in_figures_belongs_to_an_experiment():
    owned = {".gitkeep", *lists()}
    for experiment in EXPERIMENTS.values():
        owned |= {experiment.result_file.name}
        owned |= {p.name for p in experiment.drawn_files()}
        owned |= {p.name for p in experiment.binary_files()}
    assert {p.name for p in results.FIGURES.iterdir()} <= owned


def test_results_hold_no_json_that_other_languages_cannot_read(published):
    for stem in EXPERIMENTS:
        json.dumps(published(stem), allow_nan=False)
