"""A printed PDF is the same twice and names its author, at no change of its length."""

import pytest

from scripts.building import pdf
from scripts.compute.problem import Problem

BROWSER = rb"/Creator (Mozilla/5.0 \(X11; Linux\) AppleWebKit/537.36 \(KHTML, like Gecko\) Chrome)"


def test_what_chromium_changes_from_run_to_run_is_settled():
    one = b"/ID (node00000823) /C (node00000901) D:20261123010203+00'00'"
    two = b"/ID (node00000822) /C (node00000900) D:20261123010309+00'00'"
    assert pdf.settled(one, 0) == pdf.settled(two, 0)
    assert len(pdf.settled(one, 0)) == len(one)
    assert b"19700101000000" in pdf.settled(one, 0)


@pytest.mark.parametrize(
    ("author", "written"),
    [
        ("A (b) \\ C", rb"/Author (A \(b\) \\ C)"),
        ("Zoë", b"/Author <FEFF005a006f00eb>"),
    ],
)
def test_the_author_stands_where_the_browser_named_itself(author, written):
    before = b"<</Title (T)\n" + BROWSER + b"\n/Producer (P)>>"
    after = pdf.signed(before, author)
    assert written in after and b"Mozilla" not in after and b"/Producer (P)>>" in after
    assert len(after) == len(before)


def test_a_name_that_does_not_fit_is_refused():
    with pytest.raises(Problem, match=r"Shorten the names in CITATION\.cff"):
        pdf.signed(BROWSER, "Many authors " * 20)
    with pytest.raises(Problem, match="0 bytes"):
        pdf.signed(b"no browser", "A")
