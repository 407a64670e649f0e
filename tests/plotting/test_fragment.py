"""The words of a figure: complete, filled with the data, safe in HTML."""

import pytest

from scripts.compute.problem import Problem
from scripts.plotting import fragment

VALUES = {"quoted": {"best": 6, "share": 0.344}, "config": {"n_seeds": 20}}


def draw():
    """Draw bread.

    Title: Bread & butter.

    Axis: slices,
    in order

    Caption: Best is {quoted.best} of {config.n_seeds}.

    Alt: A curve.

    Table: x = slices.
    """


def test_the_words_are_read_paragraph_by_paragraph():
    assert fragment.words("bread", draw) == {
        "Title": "Bread & butter.",
        "Axis": "slices, in order",
        "Caption": "Best is {quoted.best} of {config.n_seeds}.",
        "Alt": "A curve.",
        "Table": "x = slices.",
    }


def test_a_paragraph_that_lacks_is_named():
    def incomplete():
        """Title: Bread."""

    with pytest.raises(Problem, match="incomplete lacks Alt, Axis, Caption, Table"):
        fragment.words("bread", incomplete)


def test_only_what_is_quoted_is_bound_and_only_where_it_is_asked_for():
    text = "{quoted.share:.0%} & {config.n_seeds}"
    bound = '<em data-from="bread.share" data-format=".0%">34\u202f%</em> &amp; 20'
    assert fragment.fill(text, VALUES, "bread", bound=True) == bound
    assert fragment.fill(text, VALUES, "bread", bound=False) == "34\u202f% &amp; 20"


@pytest.mark.parametrize("field", ["quoted.bets", "config.best", "best"])
def test_a_name_that_is_not_there_is_told_with_those_that_are(field):
    with pytest.raises(Problem, match=r"quoted\.best, quoted\.share, config\.n_seeds"):
        fragment.fill(f"{{{field}}}", VALUES, "bread", bound=True)


def test_a_table_takes_columns_rows_and_deeper_ones_and_shows_thirty_rows():
    data = {"x": list(range(100)), "y": [[1000 * i, i / 7] for i in range(100)]}
    html = fragment._table("a", "x = slice; y[:,1] = loss", data, "bread", "Bread")
    assert html.count("<tr>") == fragment.MOST_ROWS + 1 and "30 of 100 rows" in html
    assert "<td>0</td><td>0</td>" in html and "<td>99</td><td>14.14</td>" in html
    assert "<td>0</td>" in fragment._table("a", "y[0] = both", data, "bread", "Bread")


@pytest.mark.parametrize("key", ["z", "y", "y[100]", "x[0]"])
def test_a_table_of_what_is_no_column_is_named(key):
    data = {"x": list(range(3)), "y": [[1, 2]] * 3}
    with pytest.raises(Problem, match="no column"):
        fragment._table("a", f"{key} = wrong", data, "bread", "Bread")
