"""The fact check as a whole: short quotations, evidence for each verdict, true counts."""

import re
from collections import Counter

import pytest

from scripts.checking import claims
from scripts.checking.page import Site

WORDS = 11  # of a quotation, at the most
QUOTES = claims.quotations()


@pytest.fixture(scope="module")
def site():
    return Site()


def test_a_quotation_is_short():
    assert sorted(QUOTES) == list(range(1, 24))
    for quotation in QUOTES.values():
        assert len(quotation.replace("…", "").split()) <= WORDS, quotation


def test_each_verdict_of_the_fact_check_leads_to_the_evidence_of_its_claim(site):
    entries = re.split(r"^#{2,3} ", site.page(claims.FACT_CHECK).text, flags=re.MULTILINE)
    evidence = [(p, claim) for p in claims.chapters(site, "evidence") for claim in claims.quoted(p)]
    for number in QUOTES:
        (entry,) = [e for e in entries if e.startswith(f"{number}. ")]
        linked = set(re.findall(r"\]\(([\w-]+-evidence\.md)#", entry))
        quoting = {page.name for page, claim in evidence if number in claim.numbers}
        assert quoting and quoting <= linked, f"claim {number} of docs/fact-check.md: link to it"


def test_the_counts_at_the_head_of_the_fact_check_are_those_of_the_page(site):
    page = site.page(claims.FACT_CHECK)
    kinds = Counter(claim.verdicts[0][0] for claim in claims.judged(page).values())
    text = claims.plain(page.text)
    numbers = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
    says = f"{numbers[kinds['true']].capitalize()} are true, {numbers[kinds['false']]} is false"
    assert says in text
    assert f"{numbers[kinds['opinion']]} are opinion or speculation" in text
    assert f"{numbers[kinds['misleading']]} mislead or hold only in part" in text
