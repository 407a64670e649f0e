"""Each claim stands in the thread's own words, briefly, and has one verdict wherever it stands."""

import csv
import html
import re
from collections import Counter

import pytest
from markdown.extensions.toc import slugify

from scripts.compute.datasets.files import FOLDER
from scripts.markdown.pages import DOCS

WORDS = 11  # of a quotation, at the most
KINDS = {"true", "false", "misleading", "outdated", "opinion"}
QUOTES = {
    int(row["claim"]): row["quotation"]
    for row in csv.DictReader((FOLDER / "quotes.csv").read_text("utf-8").splitlines())
}
STORY = ("parameter", "capacity", "fit", "trends", "takeaway")
EVIDENCE = tuple(f"{stem}-evidence" for stem in STORY)
VERDICT = re.compile(r'<span class="verdict (\w+)">([^<]+)</span>')
CLAIM = re.compile(r'<blockquote class="claim">(.*?)</blockquote>', re.DOTALL)


def plain(text: str) -> str:
    """Text as it is read: no entities, no hard spaces, one kind of apostrophe and hyphen."""
    text = html.unescape(re.sub(r"<[^>]+>", "", text))
    text = text.replace("\u2011", "-").replace("\xa0", " ").replace("’", "'")
    return " ".join(text.split())


def checked() -> dict[int, tuple[str, str, str]]:
    """Number of a claim to its heading, and the kind and words of its verdict."""
    text = (DOCS / "fact-check.md").read_text(encoding="utf-8")
    entries = re.findall(
        r"^### (\d+)\. (.+?) \{ #claim-\1 \}\n\n(.*?)$", text, re.MULTILINE | re.DOTALL
    )
    return {int(n): (heading, *VERDICT.search(rest).groups()) for n, heading, rest in entries}


def quoted_in(page: str) -> list[tuple[list[int], str, list[tuple[str, str]]]]:
    """Claims that a chapter quotes together: their numbers, their words, their verdicts."""
    found = []
    for block in CLAIM.findall((DOCS / f"{page}.md").read_text(encoding="utf-8")):
        words, footer = re.search(
            r"<p>(.*?)</p>\s*<footer>(.*?)</footer>", block, re.DOTALL
        ).groups()
        first, last = re.search(r"claims? (\d+)(?: (?:to|and) (\d+))?", footer).groups()
        found.append(
            (list(range(int(first), int(last or first) + 1)), words, VERDICT.findall(footer))
        )
    return found


BLOCKS = [(page, *block) for page in (*STORY, *EVIDENCE) for block in quoted_in(page)]


def test_a_quotation_is_short():
    assert sorted(QUOTES) == list(range(1, 24))
    for quotation in QUOTES.values():
        assert len(quotation.replace("…", "").split()) <= WORDS, quotation


def test_the_fact_check_has_every_claim_in_the_threads_own_words():
    found = checked()
    assert list(found) == list(QUOTES)
    for number, (heading, kind, _) in found.items():
        assert plain(heading) == f"“{plain(QUOTES[number])}”", number
        assert kind in KINDS, number


@pytest.mark.parametrize(("page", "numbers", "words", "verdicts"), BLOCKS)
def test_a_chapter_quotes_its_claims_as_they_are_and_gives_the_same_verdicts(
    page, numbers, words, verdicts
):
    found = checked()
    for number in numbers:
        assert f"“{plain(QUOTES[number])}”" in plain(words), f"{page}.md: claim {number}"
    assert {kind for kind, _ in verdicts} == {found[n][1] for n in numbers}
    if len(numbers) == len(verdicts):
        said = [(kind, text) for kind, text in verdicts]
        assert said == [found[n][1:] for n in numbers], f"{page}.md: {numbers}"


@pytest.mark.parametrize("edition", [STORY, EVIDENCE])
def test_every_claim_stands_once_in_the_story_and_once_in_the_evidence(edition):
    counted = Counter(n for page, numbers, _, _ in BLOCKS for n in numbers if page in edition)
    assert counted == Counter(list(QUOTES))


def test_the_story_meets_the_claims_in_the_threads_order():
    met = [n for page, numbers, _, _ in BLOCKS if page in STORY for n in numbers]
    assert met == sorted(met)


def section_of(page: str, number: int) -> str:
    """Id of the heading under which a page quotes a claim, as Markdown makes it."""
    text = (DOCS / f"{page}.md").read_text(encoding="utf-8")
    for block in CLAIM.finditer(text):
        first, last = re.search(r"claims? (\d+)(?: (?:to|and) (\d+))?", block[1]).groups()
        if int(first) <= number <= int(last or first):
            heading = re.findall(r"^## (.+)$", text[: block.start()], re.MULTILINE)[-1]
            named = re.search(r"\{.*#([\w-]+).*\}", heading)
            return named[1] if named else slugify(heading, "-")
    raise AssertionError(f"{page}.md does not quote claim {number}")


@pytest.mark.parametrize("page", STORY)
def test_each_claim_of_the_story_links_to_the_evidence_that_bears_it(page):
    text = (DOCS / f"{page}.md").read_text(encoding="utf-8")
    for block in CLAIM.findall(text):
        first, last = re.search(r"claims? (\d+)(?: (?:to|and) (\d+))?", block).groups()
        links = re.findall(rf'<a href="{page}-evidence\.html#([\w-]+)">', block)
        wanted = {
            section_of(f"{page}-evidence", n) for n in range(int(first), int(last or first) + 1)
        }
        assert set(links) == wanted, f"{page}.md: claim {first}"


def test_each_verdict_of_the_fact_check_leads_to_the_evidence_of_its_claim():
    text = (DOCS / "fact-check.md").read_text(encoding="utf-8")
    entries = re.split(r"^#{2,3} ", text, flags=re.MULTILINE)
    for number in QUOTES:
        (entry,) = [e for e in entries if e.startswith(f"{number}. ")]
        linked = set(re.findall(r"\]\(([\w-]+-evidence)\.md#", entry))
        quoting = {page for page, numbers, _, _ in BLOCKS if page in EVIDENCE and number in numbers}
        assert quoting <= linked, number


def test_the_counts_at_the_head_of_the_fact_check_are_those_of_the_page():
    kinds = Counter(kind for _, kind, _ in checked().values())
    text = plain((DOCS / "fact-check.md").read_text(encoding="utf-8"))
    numbers = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
    says = f"{numbers[kinds['true']].capitalize()} are true, {numbers[kinds['false']]} is false"
    assert says in text
    assert f"{numbers[kinds['opinion']]} are opinion or speculation" in text
    assert f"{numbers[kinds['misleading']]} mislead or hold only in part" in text
