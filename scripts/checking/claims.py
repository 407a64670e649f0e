"""The thread's claims: quoted in its own words, and with one verdict wherever one stands."""

import csv
import difflib
import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

from markdown.extensions.toc import slugify

from scripts.checking.page import Page, Site
from scripts.compute.datasets.files import FOLDER
from scripts.markdown.pages import Fault

# Kinds of verdict, as a class of its shape, and how its words begin.
SAYS = {
    "true": ("True",),
    "false": ("False",),
    "misleading": ("Misleading", "Partly true", "It depends"),
    "outdated": ("Outdated",),
    "opinion": ("Opinion", "Speculation"),
}
FACT_CHECK = "fact-check.md"
VERDICT = re.compile(
    r"""<span\b[^>]*\bclass=(["'])(?P<kinds>[^"']*\bverdict\b[^"']*)\1[^>]*>(?P<words>[^<]*)</span>"""
)
CLAIM = re.compile(r'<blockquote class="claim">(?P<inside>.*?)</blockquote>', re.DOTALL)
NUMBERS = re.compile(r"claims? (\d+)(?: (?:to|and) (\d+))?")
ENTRY = re.compile(
    r"^### (?P<n>\d+)\. (?P<said>.+?) \{ #claim-(?P=n) \}\n\n(?P<rest>.*?)$",
    re.MULTILINE | re.DOTALL,
)


@dataclass(frozen=True)
class Claim:
    """A claim where it is judged, or several that a chapter quotes together."""

    place: str
    numbers: tuple[int, ...]
    words: str
    verdicts: tuple[tuple[str, str], ...]  # kind and words
    links: tuple[str, ...] = ()  # addresses in its footer
    section: str = ""  # id of the heading above it
    told: int = 1  # names in its footer that say which verdict is whose


def quotations() -> dict[int, str]:
    """Every claim of the thread in its own words, by its number."""
    rows = csv.DictReader((FOLDER / "quotes.csv").read_text("utf-8").splitlines())
    return {int(row["claim"]): row["quotation"] for row in rows}


def plain(text: str) -> str:
    """Text as it is read: no entities, no hard spaces, one kind of apostrophe and hyphen."""
    text = html.unescape(re.sub(r"<[^>]+>", "", text))
    text = text.replace("\u2011", "-").replace("\xa0", " ").replace("’", "'")
    return " ".join(text.split())


def given(text: str) -> tuple[tuple[str, str], ...]:
    """Kind and words of every verdict in a text."""
    found = []
    for match in VERDICT.finditer(text):
        kinds = [kind for kind in match["kinds"].split() if kind != "verdict"]
        found.append((" ".join(kinds), match["words"].strip()))
    return tuple(found)


def judged(page: Page) -> dict[int, Claim]:
    """Claims of the fact check by their number."""
    found = {}
    for match in ENTRY.finditer(page.source):
        number, verdicts = int(match["n"]), given(match["rest"])
        claim = Claim(page.at(match.start()), (number,), match["said"], verdicts)
        found.setdefault(number, claim)
    return found


def quoted(page: Page) -> list[Claim]:
    """Claims that a chapter quotes, in its order."""
    found = []
    for match in CLAIM.finditer(page.source):
        words, _, footer = match["inside"].partition("<footer>")
        numbers = NUMBERS.search(footer)
        first, last = (int(numbers[1]), int(numbers[2] or numbers[1])) if numbers else (1, 0)
        counted = tuple(range(first, min(last, first + 99) + 1))
        verdicts = given(footer)
        links = tuple(re.findall(r'<a href="([^"]*)">', footer))
        section = _section(page.source[: match.start()])
        told = footer.count('<span class="of">')
        found.append(Claim(page.at(match.start()), counted, words, verdicts, links, section, told))
    return found


def _section(above: str) -> str:
    """Id of the last heading of a text, as Markdown makes it."""
    headings = re.findall(r"^## (.+)$", above, re.MULTILINE)
    named = re.search(r"\{.*#([\w-]+).*\}", headings[-1]) if headings else None
    return named[1] if named else slugify(headings[-1], "-") if headings else ""


def chapters(site: Site, kind: str) -> list[Page]:
    """Pages of a kind, in the order of their chapters."""
    found = [page for page in site.pages if page.head.get("kind") == kind]
    return sorted(found, key=lambda page: (str(page.head.get("chapter")), page.name))


def verdicts(page: Page) -> Iterator[Fault]:
    """Verdicts of a page whose name, or whose words, are none of ours."""
    for match in VERDICT.finditer(page.source):
        ((kind, words),) = given(match[0])
        place = page.at(match.start())
        if kind not in SAYS:
            near = difflib.get_close_matches(kind, SAYS, n=1)
            remedy = f"write {near[0]}" if near else f"the names are {', '.join(SAYS)}"
            yield Fault(place, f"there is no verdict {kind!r}", remedy)
        elif not words.startswith(SAYS[kind]):
            remedy = f"begin with {' or '.join(SAYS[kind])}, or change the class"
            yield Fault(place, f"the verdict {kind} says {words!r}", remedy)


def check(site: Site) -> Iterator[Fault]:
    """Claims whose words, verdict, number or link is not that of the fact check."""
    page = site.page(FACT_CHECK)
    if page is None:
        return
    found, said = judged(page), quotations()
    for number, words in said.items():
        if number not in found:
            remedy = f"write ### {number}. “...” {{ #claim-{number} }}, a blank line, its verdict"
            yield Fault(page.at(0), f"claim {number} is not judged", remedy)
        elif plain(found[number].words) != f"“{plain(words)}”":
            remedy = f"write “{words}”, as scripts/data/quotes.csv has it"
            yield Fault(found[number].place, f"claim {number} is not quoted as it was", remedy)
    for number in found.keys() - said.keys():
        yield Fault(found[number].place, f"the thread has no claim {number}", "take it out")
    for claim in found.values():
        if len(claim.verdicts) != 1:
            says = f"claim {claim.numbers[0]} has {len(claim.verdicts)} verdicts below its heading"
            remedy = 'write one: <span class="verdict true">True</span>'
            yield Fault(claim.place, says, remedy)
    for kind in ("story", "evidence"):
        pages = chapters(site, kind)
        blocks = [(p, claim) for p in pages for claim in quoted(p)]
        for chapter, claim in blocks:
            yield from _against(chapter, claim, found, said)
        yield from _counted(blocks, said, pages)


def _against(page: Page, claim: Claim, found: dict[int, Claim], said: dict) -> Iterator[Fault]:
    """Faults of what a chapter says of some claims."""
    if not claim.numbers:
        remedy = "write <footer>The thread, claim 7 ...</footer>"
        yield Fault(claim.place, "a claim is quoted without its number", remedy)
        return
    for number in claim.numbers:
        if number not in said:
            yield Fault(claim.place, f"the thread has no claim {number}", "write 1 to 23")
        elif f"“{plain(said[number])}”" not in plain(claim.words):
            remedy = f"write “{said[number]}”, as scripts/data/quotes.csv has it"
            yield Fault(claim.place, f"claim {number} is not quoted as it was", remedy)
    judged_so = [found[n] for n in claim.numbers if n in found and len(found[n].verdicts) == 1]
    if len(judged_so) < len(claim.numbers):
        return  # named in the fact check
    ours = claim.verdicts
    if not ours:
        numbers = ", ".join(map(str, claim.numbers))
        remedy = f'write <span class="verdict {judged_so[0].verdicts[0][0]}"> and its words'
        yield Fault(claim.place, f"claim {numbers} has no verdict here", remedy)
        return
    if len(ours) > 1 and claim.told != len(ours):
        says = f"{len(ours)} verdicts stand together, and {claim.told} say of which claim"
        remedy = 'write <span class="of">175 billion:</span> before the verdict on it'
        yield Fault(claim.place, says, remedy)
    if len(ours) != len(judged_so):  # one verdict may stand for several that agree in their kind
        if {kind for kind, _ in ours} == {other.verdicts[0][0] for other in judged_so}:
            return
        ours = (ours + (("", "nothing"),) * len(judged_so))[: len(judged_so)]
    for (kind, words), other in zip(ours, judged_so, strict=True):
        if (kind, words) != (theirs := other.verdicts[0]):
            says = f"claim {other.numbers[0]}: the verdict here is {words} ({kind}), and "
            says += f"{theirs[1]} ({theirs[0]}) in {other.place}"
            yield Fault(claim.place, says, "let both say the same")


def _counted(blocks: list[tuple[Page, Claim]], said: dict, pages: list[Page]) -> Iterator[Fault]:
    """Faults of what stands twice, not at all, or in another order than the thread's."""
    seen: dict[int, str] = {}
    latest = 0
    for page, claim in blocks:
        for number in claim.numbers:
            if number in seen:
                remedy = "keep one of the two"
                yield Fault(claim.place, f"claim {number} stands in {seen[number]} too", remedy)
            seen[number] = claim.place
        if page.head.get("kind") == "story" and claim.numbers:
            if claim.numbers[0] < latest:
                says = f"claim {claim.numbers[0]} comes after claim {latest}"
                yield Fault(claim.place, says, "keep the thread's order")
            latest = max(latest, *claim.numbers)
    whole = pages and all(page.is_readable for page in pages[0].site.pages)
    for number in sorted(said.keys() - seen.keys()) if whole else ():
        kind = pages[0].head["kind"]
        remedy = 'quote it in its chapter, or mend the <blockquote class="claim"> that does'
        yield Fault(pages[0].at(0), f"no page of the {kind} quotes claim {number}", remedy)


def borne(site: Site) -> Iterator[Fault]:
    """Claims of a story that do not link to the section of the evidence that bears them."""
    for page in chapters(site, "story"):
        evidence = site.page(f"{page.path.stem}-evidence.md")
        if evidence is None:
            says = f"there is no docs/{page.path.stem}-evidence.md"
            yield Fault(page.at(0), says, "write what bears its claims there")
            continue
        bears = {n: claim.section for claim in quoted(evidence) for n in claim.numbers}
        for claim in quoted(page):
            wanted = {f"{evidence.path.stem}.html#{bears[n]}" for n in claim.numbers if n in bears}
            for address in sorted(wanted.difference(claim.links)):
                numbers = ", ".join(map(str, claim.numbers))
                says = f"claim {numbers} does not link to what bears it"
                yield Fault(claim.place, says, f'write <a href="{address}">the evidence</a>')
