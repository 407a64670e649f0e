"""Chapters: a story outside its length, and a part or a guess that is not whole, is named."""

import planting
import pytest

PAGE = "capacity.md"
GUESS = r'<fieldset class="guess" id="guess-deep-tree"'
NEAR = r'data-near="[^"]*"(?=[^<]*<legend>(?:(?!</fieldset>).)*type="range")'
MORE = ("taste", "practice", "federated", "ladder", "cake_knobs", "other_data")
MISTAKES = {
    "too long": (r"^## You can now say$", "word " * 800 + r"\n\n\g<0>", "the story has 2"),
    "too short": (r"\{ \.meta \}.*?^(## You can now say)$", r"{ .meta }\n\n\1", "write more"),
    "two numbers in a paragraph": (
        r"^## You can now say$",
        2 * '*640*{ data-from="digit_knobs.n_knobs" } ' + r"\n\n\g<0>",
        "the paragraph has 2 numbers of ours",
    ),
    "a spread": (r"^## You can now say$", "It is 5 ± 1.\\n\\n\\g<0>", "belongs into the evidence"),
    "no end": (r"^## You can now say$", "## So", "0 headings `You can now say`"),
    "a figure that the evidence lacks": (
        r"^## You can now say$", '--8<-- "cake_knobs.md"\\n\\n\\g<0>', "does not show cake_knobs"
    ),
    "too many figures": (
        r"^## You can now say$",
        "".join(rf'--8<-- "{name}.md"\n\n' for name in MORE) + r"\g<0>",
        "figures; let it have 4 to 8",
    ),
    "no question": (GUESS + r"(.*?)<legend>.*?</legend>", GUESS + r"\1", "has no question"),
    "no output": (GUESS + r"(.*?)<output></output>", GUESS + r"\1", "has no output"),
    "no right answer": (GUESS + r"(.*?) data-answer", GUESS + r"\1", "has 0 right answers"),
    "two right answers": (
        GUESS + r'(.*?)value="perfect"', GUESS + r'\1value="perfect" data-answer', "2 right answers"
    ),
    "another name": (GUESS, '<fieldset class="guess" id="guess-tree"', "an input called"),
    "no id": (GUESS, '<fieldset class="guess"', "has no id of a guess"),
    "a figure that is not below": (
        r'(id="guess-deep-tree" data-figure=)"cake_tree_boxes"',
        r'\1"knob_sweep"',
        "covers knob_sweep",
    ),
    "an end that is no number": (r'min="[^"]*"', 'min="few"', "is no number"),
    "an answer out of reach": (r' max="[^"]*"', ' max="1.5"', "cannot be answered"),
    "everything is near": (NEAR, 'data-near="1e9"', "as near"),
    "a curve of nothing": (r'data-stem="[^"]*"', 'data-stem="nothing"', "no such result"),
    "a curve without its numbers": (r'data-truth="[^"]*"', 'data-truth="a b"', "cannot be read"),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new", "words"), MISTAKES.values(), ids=list(MISTAKES))
def test_a_mistake_is_named_with_what_to_do(tmp_path, old, new, words):
    site = planting.copy(tmp_path)
    name = next(
        page.name
        for page in [site.page(PAGE), *site.pages]
        if page.head.get("kind") == "story" and planting.re.search(old, page.text, 24)
    )
    planting.change(site.docs / name, old, new)
    said = [str(f) for f in planting.reported(site, name)]
    assert any(s.startswith(f"{name}:") and words in s for s in said), "\n".join(said)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("## What would change our mind", "## Minds", "What would change our mind"),
        ("When it is not true", "When", "When it is not true"),
        ("<summary>Sources</summary>", "<summary>More</summary>", "Sources"),
        (r"\Z", '<fieldset class="guess"></fieldset>', "move it to the story"),
    ],
)
def test_a_part_that_the_evidence_lacks_is_named(tmp_path, old, new, words):
    site = planting.copy(tmp_path)
    page = site.docs / "capacity-evidence.md"
    text = page.read_text(encoding="utf-8")
    page.write_text(planting.re.sub(old, new, text), encoding="utf-8")
    assert any(words in str(f) for f in planting.reported(site, "capacity-evidence.md"))
