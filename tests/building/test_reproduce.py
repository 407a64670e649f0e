import json
import re

from scripts import build
from scripts.building import reproduce
from scripts.building.experiment import discover, titles

FOUND = reproduce.results()


def test_the_committed_fragments_are_the_ones_that_would_be_written():
    for name, content in build.lists().items():
        assert (build.FIGURES / name).read_bytes() == content, f"{name}: run `scripts.build`"


def test_every_experiment_has_its_command_its_time_and_its_inputs():
    text = reproduce.page(titles()).decode()
    for stem, experiment in discover().items():
        part = text.split(f"#rebuild-{stem} ", 1)[1].split("###", 1)[0]
        assert f"python -m scripts.build {stem} --force" in part
        for name in experiment.module.DATA:
            assert name in part
        assert "<dt>Seeds</dt>" in part and "<dt>Versions</dt>" in part


def test_experiments_stand_in_the_order_of_the_pages():
    order = list(dict.fromkeys(stem for stem, _ in reproduce.shown()))
    assert list(FOUND)[: len(order)] == order
    assert order[0] == "digit_knobs"


def test_every_figure_is_named_by_its_title():
    for stem, experiment in discover().items():
        titled = {i for i in experiment.draws() if (build.FIGURES / f"{i}.md").exists()}
        assert {i for i, _ in reproduce.drawn(stem)} == titled


def test_the_description_of_the_data_names_every_result_once():
    text = reproduce.catalogue("https://example.org/repo/", "Knobs", titles())
    catalogue = json.loads(text)
    urls = [d["distribution"]["contentUrl"] for d in catalogue["dataset"]]
    assert urls == [f"https://example.org/repo/data/{stem}.json" for stem in FOUND]
    assert all(d["variableMeasured"] and d["license"] for d in catalogue["dataset"])


def test_the_site_holds_every_result_and_every_drawer_leads_to_its_section(site):
    for stem in FOUND:
        copy = json.loads((site / "data" / f"{stem}.json").read_text("utf-8"))
        assert copy == FOUND[stem]
    page = (site / "reproduce.html").read_text("utf-8")
    for path in site.glob("*.html"):
        for stem in re.findall(r'href="reproduce\.html#rebuild-(\w+)"', path.read_text("utf-8")):
            assert f'id="rebuild-{stem}"' in page
