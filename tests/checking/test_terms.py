"""Terms: one that is defined twice, or not whole, or out of its order, is named."""

import planting
import pytest

from scripts.checking import terms

ENTRY = """## Zebra { #zebra }

An animal whose stripes nobody has counted.

Like this.
{ .example }
"""
LIKE_IT = ENTRY.replace("Zebra { #zebra", 'Zebu { #zebu data-forms="zebra"')
MISTAKES = {
    "defined twice": (ENTRY + "\n" + ENTRY.replace("#zebra", "#z"), "Zebra is defined twice"),
    "looked for twice": (ENTRY + "\n" + LIKE_IT, "is looked for as 'zebra', and so is Zebra"),
    "no id": (ENTRY.replace(" { #zebra }", ""), "has no id"),
    "no definition": ("## Zebra { #zebra }\n", "has no definition"),
    "no example": (ENTRY.replace("{ .example }", ""), "has no example"),
    "out of its order": (ENTRY.replace("Zebra", "Aardvark"), "keep the order of the alphabet"),
    "a short definition": (ENTRY.replace("An animal whose stripes nobody has", "Un"), "has 11"),
    "no sentence": (ENTRY.replace("counted.", "counted"), "is no whole sentence"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "words"), MISTAKES.values(), ids=list(MISTAKES))
def test_a_mistake_is_named_with_its_line(tmp_path, text, words):
    site = planting.copy(tmp_path)
    page = site.docs / "glossary.md"
    before = page.read_text(encoding="utf-8")
    page.write_text(f"{before}\n{text}", encoding="utf-8")
    faults = list(terms.check(site))
    lines = [int(f.place.rpartition(":")[2]) for f in faults if words in str(f)]
    assert lines and lines[0] > before.count("\n"), "\n".join(map(str, faults))


def test_a_new_term_at_its_place_is_not_named(tmp_path):
    site = planting.copy(tmp_path)
    page = site.docs / "glossary.md"
    page.write_text(page.read_text(encoding="utf-8") + "\n" + ENTRY, encoding="utf-8")
    assert list(terms.check(site)) == []
