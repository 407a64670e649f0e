"""A bound number carries its figure and its spread, taken from the data and never made up."""

import html
import json
import re

import pytest

from scripts.compute.results import FIGURES, read_result
from scripts.markdown import origins
from scripts.markdown.pages import pages

RESULTS = sorted(FIGURES.glob("*.json"))
QUOTED = {"x": 4.32, "x_se": 0.0314, "y": 0.0814, "y_se": 0.0034, "n": 20, "z": 3.9508}
QUOTED |= {"z_p10": 3.41, "z_p90": 4.49, "rise_noise_10": 0.02, "rise_se_noise_10": 0.0034}
QUOTED |= {"slope_se_over_naive": 0.6, "lead_in_se": 9.3, "name": "Ada"}


@pytest.mark.parametrize(
    ("key", "text", "said"),
    [
        ("x", "4.3", "± 0.031, one standard error"),
        ("x", "4.3200", "± 0.0314, one standard error"),
        ("y", "8.1\u202f%", "± 0.34\u202f%, one standard error"),
        ("rise_noise_10", "0.02", "± 0.0034, one standard error"),
        ("z", "4.0", "10 to 90\u202f%: 3.4 to 4.5"),
        ("x_se", "0.03", "one standard error"),
        ("rise_se_noise_10", "0.003", "one standard error"),
        ("n", "20", "a setting, not a measurement"),
        ("slope_se_over_naive", "0.6", ""),
        ("lead_in_se", "9.3", ""),
        ("name", "Ada", ""),
    ],
)
def test_the_spread_is_what_stands_beside_the_number_in_the_data(key, text, said):
    assert origins.note(QUOTED, {"n": 20, "seed": 0}, key, text) == said


@pytest.mark.parametrize("path", RESULTS, ids=lambda p: p.stem)
def test_what_is_taken_for_a_standard_error_in_the_results_is_one(path):
    quoted = read_result(path)["data"]["quoted"]
    for name, owner in origins._errors(quoted):
        assert quoted[name] > 0 and re.fullmatch(r".*_se(_.*)?", name), name
        assert name.replace("_se", "", 1) == owner
        assert not re.search(r"_(in|over|of|per)$", owner), name


def test_a_number_belongs_to_the_figure_it_stands_in_or_after_and_a_guess_to_the_next_one():
    figures, guesses = [(100, 200, "first"), (300, 400, "second")], [(210, 290)]
    chosen = [origins.choose(at, figures, guesses) for at in (50, 150, 205, 250, 350, 500)]
    assert chosen == ["first", "first", "first", "second", "second", "second"]
    assert origins.choose(50, [], []) == ""


@pytest.fixture
def desk(tmp_path):
    """A folder with a result, its fragment and a page, and the HTML that comes of a text."""
    figures = tmp_path / "figures"
    figures.mkdir()
    provenance = {"stem": "s", "fingerprint": "f", "config": {"n": 20}, "seeds": {}, "seconds": 1}
    (figures / "s.json").write_text(
        json.dumps({"provenance": provenance, "data": {"quoted": QUOTED}})
    )
    fragment = (
        '<figure class="figure" id="s" data-stem="s">\n<p class="figure-title">A &amp; B</p>'
        '<dl class="provenance">\n<dt>Seeds</dt><dd>seed 0, 20 seeds</dd></dl></figure>'
    )
    (figures / "s.md").write_text(fragment)
    page = tmp_path / "page.md"

    def build(text: str, includes: str = "page.md") -> str:
        page.write_text("# Page\n")
        (tmp_path / includes).write_text('# It\n\n--8<-- "s.md"\n')
        return origins.attach(text.replace("FIGURE", fragment), page, figures)

    return build


NUMBER = '<em data-from="s.x">4.3</em>'


def test_a_number_beside_its_figure_links_to_the_drawer_on_the_page(desk):
    text = desk(f"<p>{NUMBER}</p>FIGURE")
    assert 'data-from="s.x" data-origin="s" data-note="± 0.031, one standard error">4.3<' in text
    assert '<dl class="provenance" id="s-made">' in text
    (template,) = re.findall(r"<template.*?</template>", text)
    assert "<strong>A &amp; B</strong>" in template and "seed 0, 20 seeds" in template
    assert '<a href="#s-made">How this was made</a>' in template
    assert "data-search-exclude" in template


def test_a_number_without_its_figure_links_to_the_page_that_has_it(desk):
    assert '<a href="other.html#s-made">' in desk(f"<p>{NUMBER}</p>", includes="other.md")


def test_a_number_of_a_figure_on_no_page_links_to_the_program(desk):
    text = desk(f"<p>{NUMBER}</p>", includes="other.txt")
    assert '<a href="code/experiments/s.py">' in text and "-made" not in text


def test_a_number_counted_on_a_page_says_so(desk):
    text = desk('<em data-from="page.minutes">5</em>')
    assert 'data-origin="page.minutes"' in text and "200 a minute" in text


def test_each_figure_is_described_once_however_many_numbers_name_it(desk):
    assert desk(f"<p>{NUMBER}{NUMBER}</p>FIGURE").count("<template") == 1


def test_a_figure_is_found_whatever_the_order_of_its_attributes(desk):
    assert 'id="s-made"' in desk(f"<p>{NUMBER}</p>FIGURE")
    fragment = (
        '<figure class="figure" data-stem="s" data-widget="s" id="s">\n<p class="figure-title">A</p>'
        '<dl class="provenance">\n<dt>Seeds</dt><dd>seed 0</dd></dl></figure>'
    )
    assert 'id="s-made"' in desk(f"<p>{NUMBER}</p>{fragment}")


def test_an_experiment_that_never_reads_its_seed_has_no_chance_in_it():
    assert not origins.by_chance("parameter_count") and origins.by_chance("double_descent")


def test_every_bound_number_of_the_built_site_has_an_origin_that_is_described(site):
    total = 0
    for page in pages():
        text = (site / f"{page.stem}.html").read_text(encoding="utf-8")
        found = re.findall(r"<em\b[^>]*\bdata-from=[^>]*>", text)
        templates = re.findall(r'<template class="origin" data-origin="([\w.-]+)"', text)
        for number in found:
            assert re.search(r'data-origin="([\w.-]+)"', number)[1] in templates, number
        assert len(templates) == len(set(templates))
        total += len(found)
    assert total >= 100


def test_the_built_site_names_the_figure_by_its_own_title(site):
    text = (site / "capacity.html").read_text(encoding="utf-8")
    named = re.findall(r'data-origin="(\w+)" data-search-exclude><strong>(.*?)</strong>', text)
    assert len(named) >= 5
    for name, title in named:
        fragment = (FIGURES / f"{name}.md").read_text(encoding="utf-8")
        own = re.search(r'<p class="figure-title">(.*?)</p>', fragment)
        assert html.unescape(own[1]) == html.unescape(title)
