"""The whole report: no false alarm, every mistake in one run, no traceback, nothing written."""

import os
import subprocess
import sys

import planting
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scripts import verify
from scripts.checking import characters, claims, notebooks, report, terms
from scripts.checking.page import Site
from scripts.compute.results import ROOT
from scripts.markdown import bibliography


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """A copy of the pages to write on."""
    return planting.copy(tmp_path_factory.mktemp("desk"))


def test_the_pages_as_they_stand_are_in_order():
    faults = report.report(Site())
    assert faults == [], "\n" + "\n".join(map(str, faults))


def test_a_page_with_five_mistakes_has_all_five_named_in_the_order_of_their_lines(tmp_path):
    site = planting.copy(tmp_path)
    text = (
        "![](figures/double_descent.light.svg)\n\n"
        '_641_{ data-from="digit_knobs.n_knobs" }\n\n'
        "#### Deeper\n\n"
        "[One](paramter.md) and [two](references.md#belkin2019reconcilin)\n\n"
        "One.</div>\u200b"
    )
    first = planting.insert(site.docs / planting.PAGE, text)
    page = site.docs / planting.PAGE
    wanted = [
        (0, "no alternative text"),
        (2, "is not read here"),
        (4, "of level 4"),
        (6, "write parameter.md"),
        (6, "write belkin2019reconciling"),
        (8, "</div> closes nothing"),
        (8, "U+200B"),
    ]
    faults = report.report(site)
    for line, words in wanted:
        assert planting.names(faults, f"{page.name}:{first + line}", words), words
    of_page = [int(f.place.rpartition(":")[2]) for f in faults if f.place.startswith(page.name)]
    assert of_page == sorted(of_page)
    assert len(faults) == len(set(faults)) == len(wanted)


def test_a_page_that_cannot_be_read_does_not_keep_the_others_from_being_read(tmp_path):
    site = planting.copy(tmp_path)
    (site.docs / "fit.md").write_bytes(b"---\ntitle: \xe9\n---\n")
    planting.insert(site.docs / planting.PAGE, "[One](paramter.md)")
    said = "\n".join(map(str, report.report(site)))
    assert "fit.md:2: byte 0xe9 is not UTF-8" in said and "write parameter.md" in said


def test_the_command_names_a_mistake_ends_in_1_and_writes_nothing(tmp_path, monkeypatch, capsys):
    site = planting.copy(tmp_path)
    planting.insert(site.docs / planting.PAGE, "[One](paramter.md)")
    before = {p: p.stat().st_mtime_ns for p in tmp_path.rglob("*")}
    monkeypatch.setattr("scripts.checking.page.Site.__init__.__defaults__", (tmp_path,))
    assert verify.main(["--pages"]) == 1
    said = capsys.readouterr()
    assert f"{planting.PAGE}:" in said.out and "write parameter.md" in said.out
    assert said.err == "1 mistake; nothing was written\n"
    assert {p: p.stat().st_mtime_ns for p in tmp_path.rglob("*")} == before


def test_the_command_takes_seconds_and_needs_neither_a_home_nor_a_browser(tmp_path):
    command = [sys.executable, "-m", "scripts.verify", "--pages"]
    alone = {"PATH": "/nowhere", "HOME": "/nowhere", "SYSTEMROOT": os.environ.get("SYSTEMROOT", "")}
    done = subprocess.run(command, cwd=ROOT, env=alone, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "are in order" in done.stdout


# Any text: pieces that mean something to Markdown, HTML, YAML or us, and whatever else there is.
PIECES = (
    *("---\n", "title: a\n", "kind: story\n", "# ", "#### ", "\n\n", "\n", "    ", "- ", "1. "),
    *("*5*", '{ data-from="digit_knobs.n_knobs" }', "{ .dek }", "{", "}", "`", "```\n", "#!math "),
    *("[a](b.md#c)", "![a](b)", "[a][b]", "[b]: c\n", "](", "<div>", "</div>", "<p ", ">", "<!--"),
    *("-->", '<a href="', '"', "'", "&#106;", "javascript:", "//a", "https://", "|-|", "@a{b,"),
    *('--8<-- "taste.md"\n', '<blockquote class="claim">', "<footer>claim 7", "</blockquote>"),
    *('<span class="verdict true">', '<fieldset class="guess" id="guess-a">', "</fieldset>"),
    *('<input type="range" min="a">', "<![CDATA[", "<!", "<?", "\\", "$", "_", "\x00", "\r", "\t"),
    *("\u2028", "\ud7ff", "é"),
)  # fmt: skip
TEXT = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=8)), max_size=24).map("".join)
QUIET = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@QUIET
@given(TEXT, st.booleans())
def test_any_page_gives_a_report(desk, text, with_head):
    head = "---\ntitle: A page\ndescription: Of any text.\n---\n\n# A page\n\n" if with_head else ""
    (desk.docs / "any.md").write_text(head + text, encoding="utf-8", newline="")
    site = Site(desk.root)
    faults = report.of_page(site.page("any.md"))
    assert all(":" in fault.place and fault.says and fault.remedy for fault in faults)


@QUIET
@given(TEXT)
def test_any_fact_check_glossary_and_bibliography_give_a_report(desk, text):
    for name in ("fact-check.md", "glossary.md", "references.bib"):
        (desk.docs / name).write_text(text, encoding="utf-8", newline="")
    site = Site(desk.root)
    found = [*claims.check(site), *terms.check(site), *bibliography.examined(site.bib)[1]]
    assert all(fault.says and fault.remedy for fault in found)


@QUIET
@given(st.binary(max_size=200))
def test_any_bytes_give_a_report(desk, content):
    path = desk.docs / "lab" / "any.py"
    path.write_bytes(content)
    faults = list(characters.check(path))
    try:
        content.decode()
        faults += notebooks.check(Site(desk.root))
    except UnicodeDecodeError:
        assert faults
    assert all(fault.says and fault.remedy for fault in faults)
