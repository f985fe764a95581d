"""Pictures: four panels, fonts that publishers take, and nothing that is not finite left out."""

from __future__ import annotations

import math

import pytest

pytest.importorskip("matplotlib")

from symact.render.plots import SETTINGS, STYLES, Curve, Errors, Picture, figure, image

LINE = Curve((-1.0, 0.0, 1.0), (0.0, math.nan, 1.0))
NAIVE = Errors("naive", (-2.0, -1.0, 0.0, 1.0), (0.0, math.inf, 1e15, math.nan))
STABLE = Errors("stable", (-2.0, -1.0, 0.0, 1.0), (0.5, 0.5, 1.2, 0.0))


@pytest.fixture
def picture():
    ticks = ((-2.0, "$-1$"), (1.0, "$1$"))
    return Picture("f", "f(x) = e^(−x)·½", "float32", LINE, LINE, (NAIVE, STABLE), (NAIVE, STABLE), ticks)


def test_a_picture_has_four_panels_and_a_legend(picture):
    made = figure(picture)
    titles = [axes.get_title(loc="left") for axes in made.axes]
    assert titles == ["value", "derivative", "error in ulp over all of float32, by ordinal", "error in ulp, zoomed"]
    labels = [t.get_text() for t in made.axes[3].get_legend().get_texts()]
    assert labels == ["naive", "naive: inf or nan", "stable"]


def test_errors_of_zero_are_drawn_and_results_that_are_not_finite_are_marked(picture):
    axes = figure(picture).axes[2]
    low, high = axes.get_ylim()
    drawn = {line.get_label(): line.get_ydata() for line in axes.lines}
    assert list(drawn["naive"]) == [2.0**-7, 1e15]
    assert len(drawn["naive: inf or nan"]) == 1
    assert low < 2.0**-7 and high > 1e15


def test_fonts_are_embedded_and_colours_differ(picture, tmp_path):
    assert SETTINGS["pdf.fonttype"] == SETTINGS["ps.fonttype"] == 42
    assert len({color for color, _ in STYLES}) == len({marker for _, marker in STYLES}) == len(STYLES)
    for name in ("a.png", "b.svg", "c.pdf"):
        (tmp_path / name).write_bytes(image(picture, name[2:]))
    assert b"/Type3" not in (tmp_path / "c.pdf").read_bytes()
    assert (tmp_path / "b.svg").read_bytes() == image(picture, "svg")


def test_a_picture_that_does_not_fit_together_is_refused(picture):
    with pytest.raises(ValueError, match="shorter"):
        figure(Picture("f", "f", "float32", LINE, LINE, (Errors("n", (1.0,), ()),), (), ()))
