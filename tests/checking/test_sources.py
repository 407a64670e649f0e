"""Sources: a key that is not there, one that nobody cites and a stale page are named."""

import planting

from scripts.checking import sources

ENTRY = """
@misc{doe2020knobs,
  author = {Doe, Ann},
  title = {On Knobs},
  year = {2020},
  x-seen = {text},
}
"""


def test_a_key_that_is_not_in_the_bibliography_is_named_with_the_nearest(tmp_path):
    site = planting.copy(tmp_path)
    line = planting.insert(site.docs / planting.PAGE, "[A](references.md#belkin2019reconcilin).")
    faults = planting.reported(site, planting.PAGE, sources.check)
    assert planting.names(faults, f"{planting.PAGE}:{line}", "write belkin2019reconciling")


def test_a_source_that_no_page_cites_is_named_with_its_line(tmp_path):
    site = planting.copy(tmp_path)
    before = site.bib.read_text(encoding="utf-8")
    site.bib.write_text(before + ENTRY, encoding="utf-8")
    faults = list(sources.check(site))
    line = before.count("\n") + 2
    assert planting.names(faults, f"references.bib:{line}", "no page cites doe2020knobs")


def test_a_source_that_is_not_whole_is_named_beside_the_others(tmp_path):
    site = planting.copy(tmp_path)
    before = site.bib.read_text(encoding="utf-8")
    wrong = ENTRY.replace("{2020},", "{2020}") + ENTRY.replace("{text}", "{read}").replace(
        "2020k", "2021k"
    )
    site.bib.write_text(before + wrong, encoding="utf-8")
    said = "\n".join(map(str, sources.check(site)))
    assert "missing comma" in said and "the words are text, abstract" in said


def test_a_page_of_sources_that_was_edited_by_hand_is_named_with_its_line(tmp_path):
    site = planting.copy(tmp_path)
    line = planting.change(site.docs / "references.md", "^## Ali ", "## Alli ")
    (fault,) = sources.check(site)
    assert fault.place == f"references.md:{line}" and "python -m scripts.references" in str(fault)


def test_a_bibliography_in_latin_1_is_named(tmp_path):
    site = planting.copy(tmp_path)
    site.bib.write_bytes(site.bib.read_bytes() + "% Müller\n".encode("latin-1"))
    from scripts.checking import report

    assert any("byte 0xfc is not UTF-8" in str(f) for f in report.report(site))
