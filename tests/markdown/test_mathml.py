import re
from xml.etree import ElementTree as ET

import markdown
import pytest
from mkdocs.exceptions import BuildError

from scripts.markdown import mathml, pages

FENCES = {"custom_fences": [{"name": "math", "class": "math", "format": mathml.fence}]}
INLINE = {"custom_inline": [{"name": "math", "class": "math", "format": mathml.inline}]}


def html(text):
    return markdown.markdown(
        text,
        extensions=["pymdownx.superfences", "pymdownx.inlinehilite"],
        extension_configs={"pymdownx.superfences": FENCES, "pymdownx.inlinehilite": INLINE},
    )


def test_a_fence_becomes_a_displayed_formula_and_code_an_inline_one():
    found = html("```math\nx^2\n```\n\nwith `#!math n`")
    assert found.count("<math") == 2
    assert 'display="block"' in found and 'display="inline"' in found


@pytest.mark.parametrize("text", ["```math\n\\arg\\min x\n```", "`#!math \\nosuch x`"])
def test_a_command_that_is_not_known_stops_the_build_by_its_name(text):
    with pytest.raises(BuildError, match=r"uses \\(arg|nosuch)"):
        html(text)


def test_a_broken_formula_stops_the_build():
    with pytest.raises(BuildError, match="cannot be read"):
        html("```math\na_b_c\n```")


@pytest.mark.parametrize(
    ("latex", "words"),
    [
        (r"a_k - \hat a = (1 - 2\eta)^k (a_0 - \hat a)", "a_k − a hat = (1 − 2η)^k(a_0 − a hat)"),
        (r"\frac{1}{n} \sum_{i=1}^n x_i", "1/n ∑_(i = 1)^n x_i"),
        (r"\left(\frac{\alpha A}{\beta B}\right)^{1/2}", "((αA)/(βB))^(1/2)"),
        (r"\overline{xy} = -1", "(xy) bar = −1"),
        (r"\max(x, 0)", "max(x,0)"),
        (r"\sqrt{n p}", "root(np)"),
    ],
)
def test_a_formula_in_words_keeps_powers_fractions_and_what_belongs_together(latex, words):
    formula = ET.fromstring(mathml.mathml(latex, "inline"))
    assert mathml.in_words(formula) == words


def test_no_formula_of_the_pages_has_a_shape_that_words_lose():
    known = {"math", "mrow", "mi", "mn", "mo", "mtext", "mspace", "mfrac", "msqrt", "mstyle"}
    known |= {"msub", "msup", "msubsup", "munder", "mover", "munderover"}
    found = set()
    for path in pages.pages():
        text = path.read_text(encoding="utf-8")
        for latex in re.findall(r"`#!math ([^`]+)`|^```math\n(.*?)^```", text, re.M | re.S):
            formula = ET.fromstring(mathml.mathml("".join(latex), "inline"))
            found |= {element.tag.rpartition("}")[2] for element in formula.iter()}
    assert {"msup", "mfrac"} <= found <= known
