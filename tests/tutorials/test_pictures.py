"""The pictures of the tutorials: what they show is computed, marked and told; the same record makes the same file."""

import math
import re

import pytest

from symact.numerics.errors import UsageError
from symact.render.plots import image, missing
from symact.tutorials.pictures import PICTURES, illustration

MADE = dict.fromkeys(PICTURES)


def made(name):
    MADE[name] = MADE[name] or illustration(name)
    return MADE[name]


def marked(name):
    return [(m.x, m.y, m.label) for panel in made(name).picture.panels for m in panel.marks]


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_has_curves_a_description_and_statements_that_name_it(name):
    found = made(name)
    assert (
        found.name == found.picture.name.replace("sigmoid", name) if "sigmoid" in name else found.picture.name == name
    )
    assert found.claims and all(re.fullmatch(r"[a-z_0-9]+\.[a-z_0-9.:]+", id) for id in found.claims)
    assert found.to_json()["command"] == f"symact plot tutorial:{name}"
    for panel in found.picture.panels:
        assert panel.curves and panel.x_label in found.description
        for curve in panel.curves:
            assert len(curve.x) >= 2 and all(math.isfinite(y) for y in curve.y)


def test_ranges_and_points_are_those_of_the_tutorials():
    assert made("sigmoid").picture.panels[0].x_range == (-5.0, 4.0)
    assert made("sigmoid_slope").picture.panels[0].x_range == (-10.0, 10.0)
    assert (0.0, 0.5) in [point[:2] for point in marked("sigmoid")]
    assert "inflection point at (0, 1/2)" in made("sigmoid").description
    assert "maximum of σ′ at (0, 1/4)" in made("sigmoid_slope").description
    assert "maximum of tanh′ at (0, 1)" in made("tanh").description


def test_curves_are_the_functions():
    (panel,) = made("sigmoid").picture.panels
    assert all(
        abs(y - 1 / (1 + math.exp(-x))) < 1e-12 for x, y in zip(panel.curves[0].x, panel.curves[0].y, strict=True)
    )
    _, apart = made("softmax").picture.panels
    for k, curve in enumerate(apart.curves):
        for x, y in zip(curve.x, curve.y, strict=True):
            powers = [math.exp(z) for z in (x, 0.0, 1.0)]
            assert abs(y - powers[k] / sum(powers)) < 1e-12


def test_scores_that_are_moved_together_are_level_lines_by_a_theorem():
    together, _ = made("softmax").picture.panels
    powers = [math.exp(z) for z in (-2.0, 0.0, 2.0)]
    for curve, power in zip(together.curves, powers, strict=True):
        assert curve.y[0] == curve.y[1] == pytest.approx(power / sum(powers), rel=1e-14)
    assert [note[:18] for note in together.notes] == [f"proved: softmax({k}," for k in (1, 2, 3)]
    assert together.x_label == "z, in the scores (z − 2, z, z + 2)"


def test_the_path_of_the_descent_ends_after_67_steps_below_one_half():
    (panel,) = made("descent").picture.panels
    assert [len(c.x) - 1 for c in panel.curves] == [67, 9, 2, 12]
    assert [m.label.split("\n")[0] for m in panel.marks] == ["67 steps", "9 steps", "2 steps", "12 steps"]
    assert panel.lines[0].intercept == 0.5 and all(m.y <= 0.5 for m in panel.marks)


def test_a_picture_that_is_not_there_is_refused():
    with pytest.raises(UsageError, match="no picture 'gelu': there are sigmoid, "):
        illustration("gelu")


@pytest.mark.slow
@pytest.mark.skipif(bool(missing()), reason=missing())
@pytest.mark.parametrize("name", PICTURES)
def test_files_are_the_same_for_the_same_record_and_described(name):
    for form in ("svg", "png"):
        assert image(made(name).picture, form) == image(illustration(name).picture, form)
    assert made(name).picture.title.split("(")[0].encode() in image(made(name).picture, "svg")
