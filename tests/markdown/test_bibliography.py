"""Every citation leads to a source, every source is cited, and the page of sources is fresh."""

import re

import pytest

from scripts.compute.problem import Problem
from scripts.markdown import bibliography as references
from scripts.markdown.pages import pages

ENTRIES = references.read().entries


def test_every_source_says_what_we_saw_of_it():
    assert {entry.fields["x-seen"] for entry in ENTRIES.values()} <= set(references.SEEN)
    text = references.PAGE.read_text(encoding="utf-8")
    for key in ENTRIES:
        (own,) = re.findall(rf"{{ #{key} }}\n(.*?)(?=^## |\Z)", text, re.DOTALL | re.MULTILINE)
        assert sum(words in own for words in references.SEEN.values()) == 1, key


def test_labels_are_unique_so_that_a_reader_can_tell_two_papers_of_a_year_apart():
    labels = references.labels(ENTRIES).values()
    assert len(set(labels)) == len(labels)


def test_the_list_is_in_alphabetical_order_organisations_among_people():
    headings = re.findall(r"^## (.+?) \(\d{4}", references.render(), re.MULTILINE)
    assert headings == sorted(headings, key=str.lower) and "OpenAI" in headings


GOOD = """\
@article{a2020,
  author = {Doe, Ann and Roe, Bo and others},
  title = {On {KL} and a_b},
  journal = {Journal},
  year = {2020},
  eprint = {2001.00001},
  archivePrefix = {arXiv},
  x-seen = {abstract},
  x-note = {And its code.},
}
"""


@pytest.fixture
def shelf(tmp_path):
    """A bibliography and a page in a folder of their own."""

    def write(bib: str, page: str = "# A page\n\n[Doe](references.md#a2020)\n") -> tuple:
        (tmp_path / "references.bib").write_text(bib, encoding="utf-8")
        (tmp_path / "page.md").write_text(page, encoding="utf-8")
        return tmp_path / "references.bib", tmp_path

    return write


def test_an_entry_has_its_key_as_anchor_links_what_we_saw_and_who_cites_it(shelf):
    text = references.render(*shelf(GOOD))
    assert "## Doe et al. (2020) { #a2020 }" in text
    assert r"On KL and a\_b" in text and "*Journal*" in text
    assert "[arXiv:2001.00001](https://arxiv.org/abs/2001.00001)" in text
    assert "We saw the abstract. And its code. Cited in [A page](page.md)." in text


def test_two_papers_of_one_author_and_year_get_letters(shelf):
    bib, _ = shelf(GOOD + GOOD.replace("a2020", "b2020").replace("On {KL}", "Then {KL}"))
    labels = references.labels(references.read(bib).entries)
    assert labels == {"a2020": "Doe et al. (2020a)", "b2020": "Doe et al. (2020b)"}


def test_a_citation_of_nothing_is_named_with_page_line_and_nearest_key(shelf):
    bib, docs = shelf(GOOD, "# A page\n\n[Doe](references.md#a2021)\n")
    (fault,) = references.unresolved(docs, bib)
    assert str(fault) == "page.md:3: there is no source a2021; write a2020"


@pytest.mark.parametrize(
    ("wrong", "line", "says"),
    [
        (GOOD.replace("{Journal},", "{Journal}"), 5, "comma"),
        (GOOD + GOOD, 11, "another key"),
        (GOOD.replace("  year = {2020},\n", ""), 1, "has no year"),
        (GOOD.replace("{abstract}", "{glimpsed}"), 1, "text, abstract, title"),
        (GOOD.replace("2001.00001", "20.1"), 1, "four digits, a dot"),
        (GOOD.replace("eprint", "url = {a.example},\n  eprint"), 1, "whole address"),
        ("\n\n" + GOOD.replace("author", "editor"), 3, "has no author"),
    ],
)
def test_a_fault_in_the_bibliography_is_named_with_its_line_and_a_remedy(shelf, wrong, line, says):
    bib, _ = shelf(wrong)
    with pytest.raises(Problem) as problem:
        references.read(bib)
    said = str(problem.value)
    assert said.startswith(f"references.bib:{line}: ") and says in said
    assert len(said.splitlines()) == 2
    assert "Traceback" not in said and "pybtex" not in said


def test_the_bibliography_names_no_source_by_an_address_alone():
    for page in pages():
        assert "arxiv.org/pdf" not in page.read_text(encoding="utf-8")


# As the services write them, with our x-seen; what each is named for, or nothing.
EXPORTS = {
    "DBLP": (
        """@inproceedings{DBLP:conf/nips/VaswaniSPUJGKP17,
  author       = {Ashish Vaswani and
                  {\\L}ukasz Kaiser},
  editor       = {Isabelle Guyon},
  title        = {Attention is All you Need},
  booktitle    = {Advances in Neural Information Processing Systems 30},
  year         = {2017},
  url          = {https://proceedings.neurips.cc/paper/2017/hash/3f5e-Abstract.html},
  timestamp    = {Thu, 21 Jan 2021 15:15:21 +0100},
  biburl       = {https://dblp.org/rec/conf/nips/VaswaniSPUJGKP17.bib},
  bibsource    = {dblp computer science bibliography, https://dblp.org},
  x-seen = {text}
}""",
        ["like belkin2019reconciling"],
    ),
    "INSPIRE": (
        """@article{Belkin2018xyz,
    author = "Belkin, Mikhail and Hsu, Daniel",
    title = "{The bias{\\textendash}variance trade-off}",
    eprint = "1812.11118",
    archivePrefix = "arXiv",
    primaryClass = "stat.ML",
    month = "12",
    year = "2018",
    x-seen = {text}
}""",
        ["has no journal"],
    ),
    "arXiv": (
        """@misc{vaswani2023attentionneed,
      title={Attention Is All You Need}, 
      author={Ashish Vaswani and Noam Shazeer},
      year={2023},
      eprint={1706.03762},
      archivePrefix={arXiv},
      primaryClass={cs.CL},
      url={https://arxiv.org/abs/1706.03762}, 
      x-seen = {text},
}""",
        [],
    ),
    "Zotero, as BibTeX": (
        """@article{vapnik_overview_1999,
\ttitle = {An overview of statistical learning theory},
\turl = {https://ieeexplore.ieee.org/document/788640},
\tabstract = {In the late 1960's. 5\\% of it, $x^2$ \\& more.},
\tjournal = {IEEE Transactions on Neural Networks},
\tauthor = {Vapnik, V.N. and Müller, Jörg},
\tmonth = sep,
\tyear = {1999},
\tfile = {IEEE Xplore Abstract Record:/home/u/788640.html:text/html},
\tx-seen = {title},
}""",
        [],
    ),
    "Zotero, as BibLaTeX": (
        """@article{kaplan_scaling_2020,
  title = {Scaling Laws},
  author = {Kaplan, Jared},
  date = {2020-01-23},
  journaltitle = {Nature},
  url = {http://arxiv.org/abs/2001.08361},
  x-seen = {title}
}""",
        ["write a line `year = {2020},`", "without https"],
    ),
    "an old one of arXiv": (GOOD.replace("2001.00001", "hep-th/9711200"), []),
    "TeX": (GOOD.replace("a_b", "$a_b$"), ["would show its TeX: $a\\_b$"]),
    "an unknown kind": (GOOD.replace("@article", "@thesis"), ["an @thesis, which is not known"]),
    "an undefined month": (GOOD.replace("{2020},", "{2020},\n month = mai,"), ["in braces"]),
}


@pytest.mark.parametrize(("export", "named"), EXPORTS.values(), ids=list(EXPORTS))
def test_an_export_is_read_or_named_with_what_to_do(shelf, export, named):
    bib, docs = shelf("% A comment.\n\n" + export)
    found, faults = references.examined(bib)
    assert len(faults) == len(named)
    for fault, words in zip(faults, named, strict=True):
        assert words in str(fault) and re.match(r"references\.bib:\d", str(fault))
    if not named:
        (key,) = found.entries
        assert f"{{ #{key} }}" in references.render(bib, docs)


def test_a_bibliography_with_several_mistakes_has_them_all_named(shelf):
    wrong = GOOD.replace("{abstract}", "{glimpsed}") + GOOD.replace("a2020", "b2020").replace(
        "  journal = {Journal},\n", ""
    )
    _, faults = references.examined(shelf(wrong)[0])
    assert [str(fault).split(":")[1] for fault in faults] == ["1", "11"]
