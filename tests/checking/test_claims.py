"""Claims: a verdict, a quotation or a link that is not that of the fact check is named."""

import planting
import pytest

from scripts.checking import claims

FACTS = "fact-check.md"
MISTAKES = {
    "a misspelt verdict": (
        "capacity.md", "verdict true", "verdict ture", "there is no verdict 'ture'; write true"
    ),
    "an unknown verdict": (
        FACTS, "verdict misleading", "verdict doubtful", "the names are true, false"
    ),
    "no kind of verdict": (FACTS, "verdict misleading", "verdict", "there is no verdict ''"),
    "other words than its kind": (
        FACTS, '"verdict false">False', '"verdict false">True', "the verdict false says 'True"
    ),
    "misspelt words": (FACTS, ">Misleading<", ">Misleadnig<", "begin with Misleading or Partly"),
    "another kind than the fact check": (
        "capacity.md", '"verdict true">True', '"verdict false">False', "and True (true) in"
    ),
    "other words than the fact check": (
        "capacity.md", ">True, incomplete<", ">True, mostly<", "the verdict here is True, mostly"
    ),
    "another quotation": (
        "capacity.md", "can allow a model", "allow a model", "claim 7 is not quoted as it was"
    ),
    "another quotation in the fact check": (
        FACTS, "175 billion parameters", "170 billion parameters", "claim 2 is not quoted"
    ),
    "a verdict that does not say whose": (
        *("parameter.md", '<span class="of">100 trillion:</span> ', ""),
        "3 verdicts stand together, and 2 say of which claim",
    ),
    "no verdict": (
        "capacity.md", '<span class="verdict true">True</span> ', "", "has no verdict here"
    ),
    "marks of another kind": (
        "capacity.md", '<span class="verdict true">', "<span class='verdict false'>", "True (false)"
    ),
    "no number": ("capacity.md", "The thread, claim 7 ", "The thread ", "without its number"),
    "another number": ("capacity.md", "claim 7 ", "claim 77 ", "the thread has no claim 77"),
    "no link to its evidence": (
        "capacity.md", r' <a href="capacity-evidence\.html#[^"]*">', ' <a href="glossary.html">',
        "does not link to what bears it",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("page", "old", "new", "words"), MISTAKES.values(), ids=list(MISTAKES))
def test_a_mistake_is_named_with_its_line_and_what_to_do(tmp_path, page, old, new, words):
    site = planting.copy(tmp_path)
    line = planting.change(site.docs / page, old, new)
    faults = planting.reported(site, page, claims.check, claims.borne)
    # A claim is named where its quotation begins, a line or two above its verdict.
    near = range(line - 4, line + 1)
    assert any(planting.names(faults, f"{page}:{n}", words) for n in near), "\n".join(
        map(str, faults)
    )


def test_a_verdict_that_is_changed_in_the_fact_check_is_named_in_both_chapters(tmp_path):
    site = planting.copy(tmp_path)
    planting.change(site.docs / FACTS, '"verdict false">False[^<]*<', '"verdict true">True<')
    faults = planting.reported(site, FACTS, claims.check)
    places = {f.place.split(":")[0] for f in faults if "claim 3: the verdict" in f.says}
    assert places == {"parameter.md", "parameter-evidence.md"}
    assert all("fact-check.md:" in f.says for f in faults if "the verdict here" in f.says)


def test_a_claim_that_is_gone_twice_or_too_late_is_named(tmp_path):
    site = planting.copy(tmp_path)
    planting.change(site.docs / FACTS, r"^### 5\.", "#### 5.")
    block = r'(<blockquote class="claim">\n<p>[^\n]*\n<footer>The thread, claim 8 .*?</blockquote>)'
    planting.change(site.docs / "capacity.md", block, r"\1\n\n\1")
    said = "\n".join(map(str, planting.reported(site, FACTS, claims.check)))
    assert "claim 5 is not judged" in said and "claim 8 stands in capacity.md:" in said


def test_a_claim_that_no_chapter_quotes_any_more_is_named(tmp_path):
    site = planting.copy(tmp_path)
    block = r'<blockquote class="claim">\n<p>[^\n]*\n<footer>The thread, claim 8 .*?</blockquote>'
    planting.change(site.docs / "capacity.md", block, "")
    assert any("no page of the story quotes claim 8" in f.says for f in claims.check(site))
