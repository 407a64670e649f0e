"""Words of the pages are spelt, and spelt the British way.

Hunspell knows English as it is written in America. What it does not know and is right (names, the
field's words, British spellings) stands in tests/data/words.txt, one a line, in order; American
spellings it knows are told by their endings.
"""

import random
import re
from functools import cache

import pytest
from bs4 import BeautifulSoup, Tag
from hunspell import Hunspell

from scripts.compute.results import ROOT
from tests.browser.test_pages import PAGES

LIST = ROOT / "tests" / "data" / "words.txt"
PAGES_OF_NAMES = {"references.html"}
# Not ours to spell: code, formulas, others' titles, addresses and names; what searchers type.
NOT_OURS = (
    "code, pre, math, script, style, template, .sources, .share, .provenance, "
    "a[href*='references.html#']"
)
LETTER = "A-Za-zÀ-ž"
WORD = re.compile(rf"[{LETTER}]+(?:['’][{LETTER}]+)*")
AMERICAN = re.compile(
    r"(?!(?:re|over|down)?siz|priz|seiz|capsiz|maiz|citiz|assiz)\w+(?:iz(?:e[sdr]?|ers|ing|ations?)|yz(?:e[sd]?|ing))"
    r"|\w*(?:col|behavi|neighb|fav|flav|hon|lab|rum|hum|harb|arm)or(?:s|ed|ing|ful|ite|able|hood)?"
    r"|\w*(?:cent|lit|fib|theat|calib|somb)er(?:s|ed)?|(?:kilo|centi|milli)?meters?"
    r"|\w*(?:lab|mod|trav|canc|sign|lev|fu)el(?:ed|ing|er|ers)|(?:def|off)enses?|gray(?:s|er|ish)?"
    r"|(?:cata|dia|ana)logs?|skeptic\w*|mold\w*|aluminum",
    re.IGNORECASE,
)


HUNSPELL = Hunspell("en_US")


@cache
def ours() -> tuple[str, ...]:
    return tuple(LIST.read_text(encoding="utf-8").split())


@cache
def spelt(word: str) -> bool:
    known = {word, word[0].lower() + word[1:]} & set(ours())
    return bool(known) or in_english(word)


def in_english(word: str) -> bool:
    return max(word) < "\u0100" and HUNSPELL.spell(word)  # its dictionary is in Latin-1


def words(element: Tag) -> set[str]:
    """Words that are shown or read out, without what is quoted and what is not ours."""
    for gone in element.select(NOT_OURS):
        gone.decompose()
    said = [element.get_text(" ")]
    for name in ("alt", "aria-label", "placeholder"):
        said += [one[name] for one in element.select(f"[{name}]")]
    both = re.sub(r"\b(\w+)s(\w+), \1z\2\b", r"\1s\2", " ".join(said))  # "tokeniser, tokenizer"
    text = re.sub(r"Also: [^.]+\.|“[^”]*”|\S*(?:\w[./:@_]+\w)\S*", " ", both)
    return {re.sub(r"['’]s?$", "", w).replace("’", "'") for w in WORD.findall(text) if len(w) > 1}


@cache
def seen(site, path: str) -> set[str]:
    page = BeautifulSoup((site / path).read_text(encoding="utf-8"), "html.parser")
    return words(page.select_one(".page"))


def wrong(found: set[str]) -> list[str]:
    return sorted(w for w in found if AMERICAN.fullmatch(w) or not spelt(w))


@pytest.mark.parametrize("path", [p for p in PAGES if p not in PAGES_OF_NAMES])
def test_every_word_of_a_page_is_spelt(site, path):
    assert wrong(seen(site, path)) == [], "mend it, or put it into tests/data/words.txt"


def test_the_list_is_in_order_and_holds_only_what_is_used_and_unknown(site):
    assert list(ours()) == sorted(set(ours()), key=lambda w: (w.lower(), w))
    found = set().union(*(seen(site, p) for p in PAGES if p not in PAGES_OF_NAMES))
    found = found.union(*(sentences(p.read_text(encoding="utf-8")) for p in SCRIPTS))
    found |= {w[0].lower() + w[1:] for w in found}
    assert [w for w in ours() if w not in found or in_english(w)] == []


def test_a_slip_is_seen():
    page = BeautifulSoup(
        "<p>The parmeter of a colour, not a color; it is optimized, <code>teh</code> “recieved” "
        '<img alt="Eror"> <a href="references.html#x">Hofman</a>.</p>',
        "html.parser",
    )
    assert wrong(words(page)) == ["Eror", "color", "optimized", "parmeter"]


def test_most_slips_of_a_finger_are_seen(site):
    draw = random.Random(0)
    long = sorted(w for w in seen(site, "capacity-evidence.html") if len(w) > 5 and w.islower())
    slips = []
    for word in draw.sample(long, 200):
        i = draw.randrange(1, len(word) - 2)
        slips.append(word[:i] + word[i + 1] + word[i] + word[i + 2 :])
    slips = [slip for slip in slips if slip not in long]
    assert len(wrong(set(slips))) > 0.95 * len(set(slips))


STRING = re.compile(r"\"((?:[^\"\\\n]|\\.)+)\"|`((?:[^`\\]|\\.)+)`")
SCRIPTS = sorted((ROOT / "docs" / "js").rglob("*.js"))


def sentences(script: str) -> set[str]:
    """Words of the strings that begin as a sentence does and hold more than two words."""
    code = re.sub(r"^\s*(?://|\*|/\*).*$", "", script, flags=re.MULTILINE)
    said = ("".join(pair) for pair in STRING.findall(code))
    said = (re.sub(r"\$\{[^}]*\}|<[^>]+>", " 1 ", text) for text in said)
    shown = " ".join(text for text in said if re.match(r"\s*[A-Z]", text) and text.count(" ") > 1)
    return words(BeautifulSoup(f"<p>{shown}</p>", "html.parser"))


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda p: p.stem)
def test_every_sentence_that_a_widget_says_is_spelt(script):
    assert wrong(sentences(script.read_text(encoding="utf-8"))) == []


def test_a_slip_in_a_script_is_seen():
    script = '// teh\nsay("Teh knob is turned.", `Drag teh ${name} up`, "no sentnce", "Ab");'
    assert wrong(sentences(script)) == ["Teh", "teh"]
