"""Tags: one that is broken, unknown, unclosed or forbidden is named with its line."""

import planting
import pytest

# A mistake, the line of it that is named (from 0), and words of what is said.
MISTAKES = {
    "an unclosed division": ('<div class="machine">\n\nText.', 0, "<div> is never closed"),
    "an unclosed fold": (
        '<details markdown="1">\n<summary>More</summary>\n\nText.',
        0,
        "<details> is never closed",
    ),
    "a quotation without its end": ("<blockquote>\n<p>Text.</p>", 0, "<blockquote> is never"),
    "a paragraph in another": ("<p>One\n\n<p>Two</p>", 0, "<p> is never closed"),
    "crossed tags": (
        "<p><em>One <strong>two</em> three</strong></p>",
        0,
        "<strong> is not closed before </em>",
    ),
    "a second end": ("Text.</div>", 0, "</div> closes nothing"),
    "the end of a tag that has none": ("One<br>two</br>", 0, "</br> closes nothing"),
    "a tag without its end": ('Text <span class="more" and so on.', 0, "no whole tag"),
    "a missing quotation mark": ('Text.\n<a href="parameter.md>one</a>.', 1, "no whole tag"),
    "a sign for less": ("Text.\n\nIt is a <b and so on.", 2, "written &lt;"),
    "a tag that closes itself": ("<div/>\n\nText.", 0, "<div/> does not close itself"),
    "a misspelt tag": ("<blokquote>Text.</blokquote>", 0, "write <blockquote>"),
    "an unknown tag": ("<marquee>Text.</marquee>", 0, "there is no tag <marquee>"),
    "in capitals": ("<DIV>Text.", 0, "<div> is never closed"),
    "over two paragraphs": ("One <span>two.\n\nThree</span> four.", 0, "in another paragraph"),
    "a comment without its end": ("<!-- one\n\nText.", 0, "a comment is never closed"),
    "a script": ("<script>go()</script>", 0, "put it into docs/js/"),
    "a script in capitals": ("<SCRIPT src=x.js></SCRIPT>", 0, "put it into docs/js/"),
    "a script over two lines": ("<script\ntype='module'>go()</script>", 0, "put it into docs/js/"),
    "a frame": ('<iframe src="parameter.html"></iframe>', 0, "link to it instead"),
    "an object": ('<object data="figures/a.svg"></object>', 0, "link to it instead"),
    "styles": ("<style>p { color: red }</style>", 0, "docs/css/"),
    "a form": ('<form action="parameter.html"></form>', 0, "a script in docs/js/"),
    "a meta": ('<meta http-equiv="refresh" content="0">', 0, "the theme writes the head"),
    "a base": ('<base href="https://example.org/">', 0, "the theme writes the head"),
    "a drawing with a script": ("<svg><script>go()</script></svg>", 0, "scripts/drawings/"),
}


@pytest.mark.parametrize(("text", "line", "words"), MISTAKES.values(), ids=list(MISTAKES))
def test_a_mistake_is_named_with_its_line_and_what_to_do(tmp_path, text, line, words):
    planting.named_at(tmp_path, text, line, words)


@pytest.mark.parametrize(
    "text",
    [
        "`<div>` in code, and\n\n```html\n<script>\n```",
        "One<br>two, <em>three</em>, 3 < 4 and <https://example.org>.",
        "<!-- <div> is not looked at -->\n\nText.",
        '<p title="a > b">One\ntwo</p>',
    ],
)
def test_what_is_whole_is_not_named(tmp_path, text):
    planting.not_named(tmp_path, text)
