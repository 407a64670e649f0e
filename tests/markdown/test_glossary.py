"""The glossary is used, says what it should, and its links stand where a reader meets a term."""

import html
import re

import pytest
from markdown import Markdown
from mkdocs.config import load_config

from scripts.compute.problem import Problem
from scripts.compute.results import ROOT
from scripts.markdown import glossary, true_pages
from scripts.markdown.pages import DOCS, pages

TERMS = glossary.read()
LINK = re.compile(r'<a aria-describedby="meaning-([\w-]+)" class="term" href="[^"]*">([^<]*)</a>')


@pytest.fixture(scope="module")
def settings():
    config = load_config(str(ROOT / "mkdocs.yml"))
    return {
        "extensions": config["markdown_extensions"],
        "extension_configs": config["mdx_configs"] or {},
    }


@pytest.fixture
def built(settings):
    """HTML of a page, or of a text, as the site makes it."""
    return lambda text: Markdown(**settings).convert(text)


def body(page) -> str:
    return re.sub(r"\A---\n.*?\n---\n", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)


def test_every_term_is_used_on_a_page(built):
    used = {i for page in pages() for i, _ in LINK.findall(built(body(page)))}
    unused = [term.id for term in TERMS if term.forms and term.id not in used]
    assert unused == [], (
        f"no page uses {len(unused)} of {len(TERMS)} terms; use them, list the form that pages use "
        f"in data-forms, or take them out of docs/glossary.md: {', '.join(unused)}"
    )


def test_the_first_use_is_a_link_described_by_the_definition_and_later_ones_are_plain(built):
    text = built("The parameters are here.\n\nMore parameters are there.")
    (term,) = [t for t in TERMS if t.id == "parameter"]
    assert LINK.findall(text) == [("parameter", "parameters")]
    assert 'href="glossary.md#parameter"' in text
    described = re.search(r'<span[^>]*id="meaning-parameter"[^>]*>(.*?)</span>', text)
    assert html.unescape(described[1]) == term.definition
    assert 'role="tooltip"' in described[0] and 'hidden="hidden"' in described[0]
    assert "data-search-exclude" in described[0]


def test_the_text_itself_stays_as_it_was(built):
    said = "A parameter, a *weight* and *random\nfeatures*; `weights` and minimum-norm, then bias."
    text = re.sub(r"<span.*?</span>", "", built(said))
    expected = "A parameter, a weight and random\nfeatures; weights and minimum-norm, then bias."
    assert re.sub(r"<[^>]*>", "", text) == expected


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("It overfits.", ["overfits"]),
        ("Overfitting is common.", ["Overfitting"]),
        ("The label\nnoise is high.", ["label\nnoise"]),
        ("A random-features method.", []),
        ("Retrained pretraining and pre-training.", []),
        ("The model's weights.", ["model", "weights"]),
        ("Random features, then features.", ["Random features", "features"]),
        ("Bias first. *Variance* then bias.", ["Bias", "Variance"]),
        ("MLP, not mlp.", ["MLP"]),
        ("1. A seed\n2. A token\n", ["seed", "token"]),
    ],
)
def test_whole_words_in_their_listed_forms_are_found_the_longest_first(built, text, found):
    assert [word for _, word in LINK.findall(built(text))] == found


@pytest.mark.parametrize(
    "text",
    [
        "# Parameters\n\n## Weights",
        "[parameters](https://a.example)",
        "`parameters` and `#!math parameters`",
        "```\nparameters\n```",
        "| parameters |\n|---|\n| weights |",
        '<p>parameters</p>\n<blockquote class="claim">\n<p>weights</p>\n</blockquote>',
        '<details class="sources" markdown="1">\n<summary>S</summary>\n\nA model.\n\n</details>',
        "parameters\n{ .dek }\n\nweights\n{ .pull }",
        '--8<-- "capacity_sweep.md"',
    ],
)
def test_headings_links_code_tables_figures_claims_and_sources_stay_plain(built, text):
    assert LINK.findall(built(text)) == []


FOLD = '<details class="mathematics" markdown="1">\n<summary>Weights</summary>\n\n{}\n\n</details>'


def test_a_fold_is_linked_only_where_the_open_text_does_not_use_the_term(built):
    text = built(FOLD.format("Bias and variance.") + "\n\nNow variance.")
    fold, after = text.split("</details>")
    assert LINK.findall(fold) == [("bias", "Bias")]
    assert LINK.findall(after) == [("variance", "variance")]


def test_the_glossary_and_the_references_do_not_explain_themselves(built):
    for name in ("glossary.md", "references.md"):
        assert 'class="term"' not in built(body(DOCS / name))


def test_a_term_that_is_only_searched_for_is_never_linked(built, tmp_path):
    page = tmp_path / "page.md"
    page.write_text('## LoRA { #lora data-forms="" }\n\nText.\n')
    (term,) = glossary.read(page)
    assert term.forms == () and not glossary.pattern([term]).search("LoRA and lora")
    assert any(not t.forms for t in TERMS)
    assert LINK.findall(built("LoRA, a GPU, a hallucination and a temperature.")) == []


def test_a_page_can_use_a_word_in_its_everyday_sense(built, tmp_path, monkeypatch):
    page = tmp_path / "page.md"
    page.write_text("---\nnot_terms: seeds, weights\n---\nSeeds, weights and tokens.\n")
    monkeypatch.setattr(true_pages, "pages", lambda docs=None: [page])
    assert [word for _, word in LINK.findall(built(body(page)))] == ["tokens"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("## A\n\nText.\n", "page.md:1: A has no id"),
        ("Text.\n\n## A { #a }\n\n## B { #b }\n\nText.\n", "page.md:3: A has no definition"),
        ('## A { #a }\n\nText.\n\n## B { #b data-forms="a" }\n\nText.\n', "and so is A"),
    ],
)
def test_a_fault_in_the_glossary_is_named_with_its_line_and_a_remedy(tmp_path, text, says):
    page = tmp_path / "page.md"
    page.write_text(text)
    with pytest.raises(Problem, match=re.escape(says)) as problem:
        glossary.read(page)
    assert len(str(problem.value).splitlines()) == 2


def test_a_definition_is_read_without_its_markup():
    said = 'A *b* [c](d.md#e) of `f`, *5*{ data-from="x.y" }\nin all.'
    assert glossary.plain(said) == "A b c of f, 5 in all."
