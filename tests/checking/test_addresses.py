"""Addresses: what is dead, absolute, loaded from outside or run is named, however it is written."""

import planting
import pytest

from scripts.checking import addresses

OUT = "from outside"
SCRIPT = "would run"
MISTAKES = {
    # pictures
    "no alternative text": ("![](figures/double_descent.light.svg)", "no alternative text"),
    "a line end for it": ("![\n](figures/double_descent.light.svg)", "no alternative text"),
    "a blank for it": ("![ ](figures/double_descent.light.svg)", "no alternative text"),
    "none in HTML": ('<img src="figures/double_descent.light.svg">', "no alternative text"),
    "an empty one": ('<img src="figures/double_descent.light.svg" alt="">', "no alternative text"),
    "its name": ("![a.svg](figures/a.svg)", "describes no picture"),
    "no such picture": (
        "![A curve](figures/double_decent.light.svg)",
        "double_descent",
    ),
    # links
    "a dead page": ("[One](paramter.md)", "write parameter.md"),
    "a dead page by reference": ("[One][a].\n\n[a]: paramter.md", "write parameter.md"),
    "a dead place": ("[One](parameter-evidence.md#parameter_cuont)", "write #parameter_count"),
    "a dead place on the page": ("[One](#double_decent)", "has no place #double_decent"),
    "a dead page in HTML": ('<a href="paramter.html">One</a>', "write parameter.md"),
    "a dead place in HTML": ('<a href="fit.html#nowhere">One</a>', "has no place #nowhere"),
    "the source in HTML": ('<a href="fit.md">One</a>', "write fit.html"),
    "what it becomes in Markdown": ("[One](fit.html)", "write fit.md"),
    "a dead file": ("[One](data/inputs.txt)", "write data/inputs.md"),
    "a term that is not there": ("[One](glossary.md#parametr)", "write #parameter"),
    "nothing": ("[One]()", "leads nowhere"),
    "a link in a link": ('<a href="fit.html">One [two](trends.md)</a>', "a link stands in a link"),
    "no words": ("[](parameter.md)", "a link says nothing"),
    "an absolute path": ("[One](/parameter.html)", "absolute path"),
    "an absolute path of a picture": ("![A curve](/figures/a.svg)", "absolute path"),
    "an absolute path in HTML": ('<a href="/parameter.html">One</a>', "absolute path"),
    "a path of a machine": ("[One](file:///home/me/a.html)", "path of one machine"),
    "a path of Windows": ("[One](C:/knobs/a.html)", "path of one machine"),
    "a path in the text": ("It lies in /home/me/knobs/docs.", "path of one machine"),
    "this machine": ("[One](http://127.0.0.1:8000/fit.html)", "address of this machine"),
    "localhost": ("[One](http://localhost:8000/fit.html)", "address of this machine"),
    "no host": ("[One](https:///fit.html)", "names no host"),
    "no scheme": ("[One](//example.org/a)", "write https: before it"),
    # from outside
    "a picture of another host": ("![A curve](https://example.org/a.svg)", OUT),
    "in HTML": ('<img src="https://example.org/a.svg" alt="A curve">', OUT),
    "without a scheme": ('<img src="//example.org/a.svg" alt="A curve">', OUT),
    "in capitals": ('<IMG SRC="HTTPS://example.org/a.svg" alt="A curve">', OUT),
    "without quotation marks": ("<img src=https://example.org/a.svg alt=Curve>", OUT),
    "as entities": ('<img src="&#104;ttps&#58;//example.org/a.svg" alt="A curve">', OUT),
    "over a line end": ('<img src="ht\ntps://example.org/a.svg" alt="A curve">', OUT),
    "by reference": ("![A curve][a]\n\n[a]: https://example.org/a.svg", OUT),
    "among sizes": ('<img srcset="figures/a.svg 1x, https://example.org/a.svg 2x" alt="A">', OUT),
    "a poster": ('<p poster="https://example.org/a.svg">One</p>', OUT),
    "a background": ('<table background="https://example.org/a.png"><tr></tr></table>', OUT),
    "a style": ("<p style=\"background: url('//example.org/a.png')\">One</p>", OUT),
    "a ping": ('<a href="parameter.html" ping="https://example.org/a">One</a>', OUT),
    "an attribute list": ('One\n{ style="background: url(https://example.org/a.png)" }', OUT),
    "a source in a list": ('![A curve](figures/a.svg){ src="https://example.org/a.svg" }', OUT),
    "data": ('<p data-stem="https://example.org/a">One</p>', OUT),
    "a picture in the address": ("![A curve](data:image/svg+xml;base64,PHN2)", OUT),
    # run
    "a handler": ('<p onclick="go()">One</p>', SCRIPT),
    "in mixed letters": ('<p oNcLiCk="go()">One</p>', SCRIPT),
    "without marks": ("<p onmouseover=go()>One</p>", SCRIPT),
    "with blanks": ('<p onclick = "go()">One</p>', SCRIPT),
    "in an attribute list": ('One\n{ onclick="go()" }', SCRIPT),
    "on a word": ('*One*{ onfocus="go()" tabindex=0 }', SCRIPT),
    "an address": ("[One](javascript:go())", SCRIPT),
    "an address in capitals": ("[One](JavaScript:go())", SCRIPT),
    "an address as entities": ('<a href="&#106;avascript&colon;go()">One</a>', SCRIPT),
    "an address with a tab": ('<a href="java&#9;script:go()">One</a>', SCRIPT),
    "an address by reference": ("[One][a]\n\n[a]: javascript:go()", SCRIPT),
    "a page in the address": ("[One](data:text/html,go)", SCRIPT),
    "another language": ("[One](vbscript:go)", SCRIPT),
    # attributes and classes
    "a style of its own": ('<p style="color: red">One</p>', "docs/css/"),
    "a misspelt attribute": ('<p clas="dek">One</p>', "write class"),
    "a misspelt class": ("One\n{ .kickr }", "write kicker"),
    "twice in one tag": ('<p id="a" id="b">One</p>', "twice in one tag"),
}


@pytest.mark.parametrize(("text", "words"), MISTAKES.values(), ids=list(MISTAKES))
def test_a_mistake_is_named_with_its_line_and_what_to_do(tmp_path, text, words):
    planting.named(tmp_path, text, words)


@pytest.mark.parametrize(
    "text",
    [
        "[One](parameter.md), [two](fit.md#practice) and [three](#capacity_sweep-made).",
        "[One](https://example.org/a?b=c#d), <https://example.org>, [you](mailto:a@b.org).",
        '<a href="feed.xml">One</a>, <a href="data/double_descent.json">two</a>.',
        "[One](lab/federated.py).",
        "![A curve that falls](figures/double_descent.light.svg)",
        "| a | b |\n|:--|--:|\n| 1 | 2 |",
        "`[One](/nowhere)` and `javascript:go()` in code.",
        "[One](parameter.md?cake_knobs.a=1#cake_knobs) with a setting.",
    ],
)
def test_what_leads_somewhere_is_not_named(tmp_path, text):
    site = planting.copy(tmp_path)
    planting.insert(site.docs / planting.PAGE, text)
    assert [str(f) for f in planting.reported(site, planting.PAGE)] == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("css/tokens.css", "p { background: url(https://example.org/a.png) }"),
        ("css/tokens.css", '@import "//example.org/a.css";'),
        ("js/main.js", 'import a from "https://example.org/a.js";'),
        ("assets/a.svg", "<svg><script>go()</script></svg>"),
        ("assets/a.svg", '<svg><image href="https://example.org/a.png"/></svg>'),
    ],
)
def test_a_file_that_loads_from_outside_is_named(tmp_path, name, text):
    site = planting.copy(tmp_path)
    assert list(addresses.assets(site)) == []
    with (site.docs / name).open("a", encoding="utf-8") as file:
        file.write(f"\n{text}\n")
    (fault,) = addresses.assets(site)
    assert fault.place.startswith(name.rpartition("/")[2]) and OUT in str(fault)
