"""Numbers of a page that are bound to the data: the tool that says so can be trusted."""

import pytest

from scripts.compute.problem import Problem
from scripts.markdown import bound, pages


def test_a_true_number_passes_in_markdown_and_in_html(desk):
    text = '*5*{ data-from="sweep.best" } and <em data-from="sweep.share">0.345</em>'
    assert bound.check(*desk(text)) == []


def test_a_wrong_number_is_named_with_page_line_value_and_fix(desk):
    (fault,) = bound.check(*desk('One.\n\nBest is *6*{ data-from="sweep.best" }.'))
    said = str(fault)
    assert "page.md:3" in said and "'6'" in said and "'5'" in said
    assert "sweep.best" in said and "python -m scripts.prose --write" in said


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ('*9*{ data-from="sweep.best" }', '*5*{ data-from="sweep.best" }'),
        ('*1,000*{ data-from="sweep.many" }', '*59,049*{ data-from="sweep.many" }'),
        ('*30 %*{ data-from="sweep.share" }', '*34\u202f%*{ data-from="sweep.share" }'),
        ('*0.1*{ data-from="sweep.loss" }', '*−0.2*{ data-from="sweep.loss" }'),
        (
            '*x*{ data-from="sweep.share" data-format=".1%" }',
            '*34.5\u202f%*{ data-from="sweep.share" data-format=".1%" }',
        ),
        ('<em data-from="sweep.best">7</em>', '<em data-from="sweep.best">5</em>'),
    ],
)
def test_write_mends_the_number_and_nothing_else(desk, wrong, right):
    page, figures = desk(f"Before *it*. {wrong} After `*6*{{ data-from='no.such' }}`.")
    assert bound.mend(page, figures) == 1
    mended = page.read_text(encoding="utf-8")
    assert mended == f"Before *it*. {right} After `*6*{{ data-from='no.such' }}`."
    assert bound.check(page, figures) == []
    assert bound.mend(page, figures) == 0


def test_a_number_bound_to_a_missing_key_names_the_nearest_one(desk):
    (fault,) = bound.check(*desk('*5*{ data-from="sweep.bets" }'))
    assert "page.md:1" in str(fault) and "write sweep.best" in str(fault)


def test_a_number_bound_to_a_missing_figure_names_the_nearest_one(desk):
    (fault,) = bound.check(*desk('*5*{ data-from="sweeps.best" }'))
    assert "write sweep.best" in str(fault)


def test_a_page_that_includes_a_missing_figure_is_named(desk):
    (fault,) = bound.check(*desk('Text.\n\n--8<-- "swep.md"\n'))
    assert "page.md:3" in str(fault) and "write sweep.md" in str(fault)


def test_numbers_in_code_are_left_alone(desk):
    assert bound.check(*desk('```\n*6*{ data-from="sweep.best" }\n```\n')) == []


def test_a_truncated_result_says_how_to_bring_it_back(desk):
    page, figures = desk('*5*{ data-from="sweep.best" }')
    whole = (figures / "sweep.json").read_text()
    (figures / "sweep.json").write_text(whole[:40])
    with pytest.raises(Problem, match="not whole JSON") as problem:
        bound.check(page, figures)
    assert "scripts.build sweep --force" in str(problem.value)


def test_a_page_can_say_how_many_experiments_it_shows(desk):
    page, figures = desk(
        '*2*{ data-from="page.experiments" }\n\n--8<-- "a.md"\n\n--8<-- "a_b.md"\n'
    )
    for name in ("a.md", "a_b.md"):
        (figures / name).write_text('<figure data-stem="a">')
    (fault,) = bound.check(page, figures)
    assert "'2' should be '1'" in str(fault)


def alone(page) -> list[str]:
    return [fault.says.removesuffix(" comes from nowhere") for fault in bound.unbound(page)]


def test_decimals_percentages_and_counts_of_three_digits_need_an_origin(desk):
    page, _ = desk("It fell by 3.5, then by 34 %, for 270 cakes,\n59,049 recipes and 175B knobs.")
    assert alone(page) == ["3.5", "34 %", "270", "59,049", "175B"]
    assert "page.md:2" in str(bound.unbound(page)[3])
    assert "link its source" in str(bound.unbound(page)[3])


@pytest.mark.parametrize(
    "text",
    [
        "Degree 24, in 1938 and in 2023.",
        "GPT-3.5 and Llama 3.1 are names; Table 2.1 is one too.",
        '*3.5*{ data-from="sweep.best" } and <em data-from="sweep.best">270</em>',
        "## 175 billion knobs",
        "`0.25` and `#!math \\sigma^2 = 0.25`\n\n```\n0.25\n```",
        '<img width="720" alt="">',
        "---\ndescription: 175 billion\n---\nText.",
        '<blockquote class="claim">\n<p>It has 175 billion.</p>\n</blockquote>',
        "It has 175 billion ([Brown et al. 2020](references.md#brown2020gpt3)).",
        "It has 175 billion, says\n[the paper](https://arxiv.org/abs/2005.14165).",
        "<!-- 175 billion -->",
        "Llama 3.1 405B, Gemma 3 270M and GPT-3 175B are names.",
        '<label><input type="radio"> About 30 %</label>',
    ],
)
def test_years_names_small_counts_code_quotations_and_sourced_numbers_do_not(desk, text):
    page, _ = desk(text)
    assert alone(page) == []


def test_a_source_speaks_for_its_own_paragraph_only(desk):
    page, _ = desk(
        "- 175 billion ([a](https://a.example)).\n- 540 billion.\n\n"
        '<p>270</p>\n<p><a href="https://a.example">a</a></p>\n\n[a](page.md), 134 million.'
    )
    assert alone(page) == ["540", "270", "134"]


def test_at_most_five_numbers_are_excused_each_with_a_reason_and_still_there():
    assert len(bound.EXCUSED) <= 5
    for (name, number), reason in bound.EXCUSED.items():
        assert len(reason.split()) >= 3
        assert number in (pages.DOCS / name).read_text(encoding="utf-8")
