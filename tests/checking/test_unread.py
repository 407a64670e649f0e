"""Markup that would be published as it stands, and numbers that only look bound, are named."""

import planting
import pytest

KNOBS = 'data-from="digit_knobs.n_knobs"'
MISTAKES = {
    # numbers
    "Prettier's underscores": (f"_640_{{ {KNOBS} }}", "is not read here"),
    "two stars": (f"**640**{{ {KNOBS} }}", "is not read here"),
    "two underscores": (f"__640__{{ {KNOBS} }}", "is not read here"),
    "a blank before the list": (f"*640* {{ {KNOBS} }}", "is not read here"),
    "no stars": (f"640{{ {KNOBS} }}", "is not read here"),
    "a line end in the list": (f"*640*{{\n{KNOBS} }}", "is not read here"),
    "a strong element": (f"<strong {KNOBS}>640</strong>", "is not read here"),
    "a span": (f"<span {KNOBS}>640</span>", "is not read here"),
    "an element in it": (f"<em {KNOBS}><b>640</b></em>", "is not read here"),
    "capitals": ('<em DATA-FROM="digit_knobs.n_knobs">641</em>', "is not read here"),
    "another hyphen": ('*640*{ data_from="digit_knobs.n_knobs" }', "is not read here"),
    "a misspelt attribute": ('*640*{ data-form="digit_knobs.n_knobs" }', "write data-for"),
    "no quotation marks": ("*640*{ data-from=digit_knobs.n_knobs }", "no name in quotation marks"),
    "one quotation mark": ('*640*{ data-from="digit_knobs.n_knobs }', "no name in quotation marks"),
    "printers' marks": ("*640*{ data-from=“digit_knobs.n_knobs” }", "no name in quotation marks"),
    "a unit": (f"*640 knobs*{{ {KNOBS} }}", "leave the number alone between the stars"),
    "per cent in words": (f"*640 per cent*{{ {KNOBS} }}", "leave the number alone"),
    "a power": (f"*6.4e2*{{ {KNOBS} }}", "leave the number alone"),
    "times": (f"*640×*{{ {KNOBS} }}", "leave the number alone"),
    "a word": (f"*many*{{ {KNOBS} }}", "leave the number alone"),
    "nothing": (f"<em {KNOBS}></em>", "leave the number alone"),
    "a decimal comma": (f"*640,5*{{ {KNOBS} }}", "leave the number alone"),
    "a wrong format": (f'*640*{{ {KNOBS} data-format="bogus" }}', "data-format 'bogus'"),
    "an old value": (f"*641*{{ {KNOBS} }}", "'641' should be '640'"),
    "an old value in HTML": (f"<em {KNOBS}>641</em>", "'641' should be '640'"),
    "an unknown figure": ('*640*{ data-from="digit_knob.n_knobs" }', "write digit_knobs.n_knobs"),
    "an unknown key": ('*640*{ data-from="digit_knobs.n_knob" }', "write digit_knobs.n_knobs"),
    "an unknown page": ('*8*{ data-from="capcity.minutes" }', "write capacity.minutes"),
    "a key alone": ('*640*{ data-from="n_knobs" }', "like capacity_sweep.best_degree"),
    "two names": (f'*640*{{ {KNOBS} data-from="cake_knobs.n_cakes" }}', "not published as bound"),
    "in code that is no fence": (f"    *640*{{ {KNOBS} }}", "not published as bound"),
    "a number from nowhere": ("It has 123,456 knobs.", "comes from nowhere"),
    "a share from nowhere": ("It has 12.5 %.", "comes from nowhere"),
    # figures
    "an unknown fragment": ('--8<-- "double_decent.md"', "write double_descent.md"),
    "an indented one": ('  --8<-- "double_descent.md"', "a figure is not included"),
    "single quotation marks": ("--8<-- 'double_descent.md'", "a figure is not included"),
    "none": ("--8<-- double_descent.md", "a figure is not included"),
    "words behind it": ('--8<-- "double_descent.md" and so on', "a figure is not included"),
    "a folder": ('--8<-- "../README.md"', "a figure is not included"),
    "another host": ('--8<-- "https://example.org/a.md"', "a figure is not included"),
    "shorter scissors": ('-8<- "double_descent.md"', "a figure is not included"),
    # Markdown
    "Markdown in a division": ("<div>\n### One { #one }\n</div>", "a heading is not read"),
    "a list for a paragraph that is far": ("One\n\n{ .dek }", "an attribute list is not read"),
    "an id that is not read": ("One { #one } two.", "an attribute list is not read"),
    "a link that is not whole": ("[One](parameter.md and so on.", "a link or a picture"),
    "a link to nowhere": ("[One][nowhere]", "a link or a picture"),
    "Markdown in a paragraph": ("<p>[One](parameter.md)</p>", "a link or a picture"),
    "a source as others cite it": ("One [@belkin2019reconciling].", "is not cited like that"),
    "a footnote": ("One[^1].", "no footnotes"),
    "a fence without its end": ("```python\nprint(1)", "a fence of code"),
    "a backtick": ("The `one.", "a backtick is left"),
    "a table without a line": ("| a | b |\n| 1 | 2 |", "a table is not read"),
    "a list without a blank line": ("One:\n- two\n- three", "a list is not read"),
    "a numbered one": ("One:\n1. two\n2. three", "a list is not read"),
    "a box": ("!!! note\n    One", "boxes like that"),
    "a star": ("The *one.", "a star is left"),
    "two stars left": ("The **one.", "a star is left"),
    "a line through it": ("The ~~one~~.", "is not known"),
    "a template": ("The {{ page.title }}.", "is not known"),
    "a formula of TeX": ("It is $x^2$.", "`#!math x^2`"),
    "a formula that is not read": (r"It is `#!math \nosuch{x}`.", "Markdown cannot read the page"),
}


@pytest.mark.parametrize(("text", "words"), MISTAKES.values(), ids=list(MISTAKES))
def test_a_mistake_is_named_with_its_line_and_what_to_do(tmp_path, text, words):
    planting.named(tmp_path, text, words)


@pytest.mark.parametrize(
    "text",
    [
        f"*640*{{ {KNOBS} }} knobs, <em {KNOBS}>640</em> of them, *640.0*{{: {KNOBS} }}.",
        f"`*641*{{ {KNOBS} }}` in code, <!-- and *641*{{ {KNOBS} }} in a comment -->.",
        "Two - three, 2 * 3, a_b_c, [sic], #1, 3 \\* 4, *one*, **two**.",
        "- one\n- two\n\n1. three\n2. four\n\n| a | b |\n|---|---|\n| 1 | 2 |",
        "```markdown\n### { .dek } [a](b) *c\n```",
    ],
)
def test_what_is_read_is_not_named(tmp_path, text):
    site = planting.copy(tmp_path)
    planting.insert(site.docs / planting.PAGE, text)
    faults = planting.reported(site, planting.PAGE)
    assert [str(f) for f in faults] == []


def test_a_division_without_its_end_is_named_and_what_it_leaves_raw(tmp_path):
    site = planting.copy(tmp_path)
    line = planting.change(site.docs / "fact-check.md", r"^### 12\.", "<div>\n\n### 12.")
    faults = planting.reported(site, "fact-check.md")
    assert planting.names(faults, f"fact-check.md:{line}", "<div> is never closed")
    assert planting.names(faults, f"fact-check.md:{line + 2}", "a heading is not read")
