"""What figures are drawn with: told apart without colour, in the same place at every width."""

import itertools

import numpy as np
import pytest

from scripts.plotting import marks, style


@pytest.fixture(params=list(style.SIZES), ids=["wide", "narrow"])
def color(request):
    with style.themed("light", request.param) as color:
        yield color


def plain(color, **settings):
    ticks = {1: "1", 10: "10"}
    return marks.chart((1, 10), (1, 10), ticks, ticks, "x", color, **settings)


def test_every_role_has_a_colour_and_no_two_have_dash_and_marker_in_common(color):
    assert set(style.ROLES) <= set(marks.LINE) <= set(color)
    for one, other in itertools.combinations(style.ROLES, 2):
        assert marks.LINE[one] != marks.LINE[other], (one, other)


@pytest.mark.parametrize("log", [False, True])
def test_the_first_and_the_last_value_stand_where_room_was_left(color, log):
    fig, ax = plain(color, xlog=log, left=50, right=20)
    across = ax.transData.transform([(1, 1), (10, 1)])[:, 0]
    box = ax.get_window_extent()
    px = fig.dpi * marks.PX
    assert across[0] - box.x0 == pytest.approx(50 * px, abs=0.5)
    assert box.x1 - across[1] == pytest.approx(20 * px, abs=0.5)


def test_charts_side_by_side_show_equally_wide_data_and_on_a_phone_stand_below_each_other(color):
    ticks = {1: "1", 10: "10"}
    _, axes = marks.panels((1, 10), (1, 10), ticks, ticks, "x", ["a", "b", "c"], color)
    spans = [np.diff(ax.transData.transform([(1, 1), (10, 1)])[:, 0])[0] for ax in axes]
    assert np.allclose(spans, spans[0], rtol=1e-3)
    boxes = [ax.get_position() for ax in axes]
    for one, other in itertools.pairwise(boxes):
        assert one.y0 > other.y1 if marks.is_narrow() else one.x1 < other.x0
    named = [bool(ax.get_xlabel()) for ax in axes]
    assert named == ([False, False, True] if marks.is_narrow() else [True] * 3)


def test_null_leaves_a_gap(color):
    _, ax = plain(color)
    marks.line(ax, [1, 2, 3], [1.0, None, 3.0], "test", color)
    assert np.isnan(ax.lines[-1].get_ydata()).tolist() == [False, True, False]


def test_a_band_lies_below_its_line_in_the_colour_of_the_role(color):
    _, ax = plain(color)
    marks.band(ax, [1, 2], [1, 1], [2, 2], color["test"])
    marks.line(ax, [1, 2], [1, 2], "test", color)
    band, line = ax.collections[-1], ax.lines[-1]
    assert band.get_zorder() < line.get_zorder()
    assert line.get_color() == color["test"] and band.get_alpha() == 0.14


def test_a_share_is_written_with_a_thin_space():
    assert marks.percent(0.344) == "34\u202f%" and marks.percent(0.344, 1) == "34.4\u202f%"
