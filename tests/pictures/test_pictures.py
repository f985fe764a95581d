"""What the pictures show: certified points in their labels, jumps as dots, proved limits as lines, regimes exactly."""

from __future__ import annotations

import math

import pytest

from symact.kernel.errors import ClaimError
from symact.numerics import find_format, thresholds
from symact.numerics.errors import UsageError
from symact.pictures import plot
from symact.pictures.errors import SAMPLES
from symact.pictures.subject import plotted
from symact.render.plots import Dot


def labels(picture, panel=0):
    return [m.label for m in picture.panels[panel].marks]


def test_the_usual_picture_is_the_function_and_its_derivative():
    picture = plot("sigmoid")
    (panel,) = picture.panels
    assert picture.title == "σ(x) = 1/(1 + e^(−x))"
    assert [c.label for c in panel.curves] == ["σ(x)", "σ′(x)"]
    assert labels(picture) == ["value at 0 and inflection point\n(0, 1/2)", "value at 0 and maximum of σ′\n(0, 1/4)"]
    assert [(line.label, line.sides) for line in panel.lines] == [("y = 0", ""), ("y = 1", "+")]
    assert panel.x_range == (-6.0, 6.0)
    middle = panel.curves[0].y[len(panel.curves[0].y) // 2]
    assert middle == pytest.approx(0.5, abs=0.01)
    ends = [1 / (1 + math.exp(-x)) for x in panel.x_range]
    assert [panel.curves[0].y[0], panel.curves[0].y[-1]] == pytest.approx(ends)


def test_a_mark_carries_all_that_is_known_of_it():
    exact = plot("gelu", derivative=1).panels[0].marks[0].to_json()
    assert exact["kinds"] == ["inflection point"]
    x, y = exact["exact"]
    assert (x["closed"], x["nearest"]["decimal"]) == ("-sqrt(2)", repr(-math.sqrt(2)))
    low, high = y["enclosure"]
    assert low.startswith("-0.11122733598052") and high.startswith("-0.11122733598052") and float(low) <= float(high)


def test_a_kink_has_open_ends_above_it():
    panel = plot("relu").panels[0]
    assert panel.dots == (Dot(0.0, 0.0, False, 1), Dot(0.0, 1.0, False, 1))
    assert "value at 0 and kink\n(0, 0)" in [m.label for m in panel.marks]
    assert all(math.isnan(y) for y in [panel.curves[1].y[k] for k in _gaps(panel.curves[1])])
    assert plot("Heaviside(x)").panels[0].dots[2] == Dot(0.0, 0.5, True, 0)


def _gaps(curve):
    found = [k for k, y in enumerate(curve.y) if math.isnan(y)]
    assert found and all(curve.x[k] == 0.0 for k in found)
    return found


def test_parameters_are_exact():
    picture = plot("elu", parameters={"alpha": "0.5"})
    assert picture.title.endswith("α = 1/2")
    assert "y = −1/2" in [line.label for line in picture.panels[0].lines]
    assert (picture.panels[0].dots[0].y, picture.panels[0].dots[1].y) == (0.5, 1.0)
    assert plot("log(1 + exp(b*x))/b", parameters={"b": "2"}).title == "f(x) = log(1 + e^(b·x))/b,  b = 2"


def test_the_only_name_of_a_formula_is_its_variable():
    assert plot("t**2").title == "f(x) = x²"
    with pytest.raises(UsageError, match="needs a value for s"):
        plot("s*x")


def test_the_window_fits_the_domain_and_the_heights_the_landmarks():
    low, high = plot("logit").panels[0].x_range
    assert -0.1 < low < 0 and 1 < high < 1.1
    panel = plot("x**2*exp(x)").panels[0]
    assert panel.y_range is not None and panel.y_range[1] < 10 < max(y for y in panel.curves[0].y if y == y)
    assert plot("sin(x)").panels[0].x_range == (-6.0, 6.0)
    assert plot("sin(x)", range=(0, 1)).panels[0].x_range == (0.0, 1.0)


def test_what_is_open_is_said():
    assert any("not decided" in note for note in plot("x + sin(x)", range=(3, 4)).panels[0].notes)
    assert plot("x + sin(x)", range=(0, 3)).panels[0].notes == ()


@pytest.mark.parametrize("formula", ["10**(10**6)*x", "x**2*10**308"])
def test_what_is_too_high_is_not_drawn_and_that_is_said(formula):
    (panel,) = plot(formula, range=(-1, 1)).panels
    heights = [*(y for c in panel.curves for y in c.y if math.isfinite(y)), *(m.y for m in panel.marks)]
    assert max(map(abs, heights)) <= 1e300
    assert "values beyond 1e300 are not drawn" in panel.notes


def test_components_are_curves_of_one_panel():
    panel = plot("softmax").panels[0]
    assert [(c.label, c.style) for c in panel.curves] == [
        ("softmax(x, 0, 1)₁", 0), ("softmax(x, 0, 1)₂", 1), ("softmax(x, 0, 1)₃", 2)
    ]  # fmt: skip
    for k in (0, 100, 300):
        assert sum(c.y[k] for c in panel.curves) == pytest.approx(1)
    assert plot("logsumexp").title == "f(x) = LSE(x, 0, 1)"


def test_errors_by_ordinal_and_by_x_with_exact_regimes():
    (zero,) = (t for t in thresholds("sigmoid", "naive", "float32", kinds=("false_zero",), samples=SAMPLES))
    whole, near = plot("sigmoid", impl=["naive", "stable"], dtype="float32", points=200).panels
    assert whole.title == "error of σ(x) in ulp over all of float32"
    assert [c.label for c in near.clouds] == ["naive", "stable"]
    assert max(u for u in near.clouds[0].y if u == u) > 100 > max(u for u in near.clouds[1].y if u == u)
    row = next(r for r in near.regimes if r.label.startswith("naive, false zero"))
    assert -89 < zero.first < -88
    assert row.where.startswith(f"from x = {zero.first!r} (".replace("-", "−"))
    assert (row.runs, row.edges) == (((zero.last, zero.first),), (zero.first,))
    assert row.to_json()["runs"][0] == zero.to_json()
    assert all(r.where == "" for r in whole.regimes), "the panel by x tells where"
    ordinal = find_format("float32").ordinal
    assert row.label in [r.label for r in whole.regimes if r.edges == (ordinal(zero.first),)]
    alone = plot("sigmoid", impl="naive", dtype="float32", points=50, show="ordinal")
    assert all(r.where for r in alone.panels[0].regimes)


def test_a_formula_of_a_derivative_is_held_against_that_derivative():
    (panel,) = plot("tanh", impl=["square", "product"], derivative=1, dtype="float8_e5m2", points=50, show="x").panels
    assert panel.title == "error of tanh′(x) in ulp, float8_e5m2"


@pytest.mark.slow
def test_regimes_that_are_equal_are_one_row():
    rows = plot("tanh", impl="square", derivative=1, dtype="float32", points=20, show="ordinal").panels[0].regimes
    assert "false zero, saturates" in [r.label for r in rows]
    assert len(rows) == len({r.runs for r in rows})
    assert plot("sigmoid", impl="naive", dtype="float32", points=20, kinds=()).panels[0].regimes == ()


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"what": "sigmod"}, "did you mean 'sigmoid'"),
        ({"what": "xlogy"}, "one real variable"),
        ({"what": "b*x"}, "needs a value for b: --set b=1"),
        ({"what": "sigmoid", "parameters": {"k": "1"}}, "sigmoid has no parameter k; it has none"),
        ({"what": "elu", "parameters": {"alpha": "one"}}, "exact number"),
        ({"what": "sigmoid", "show": "slope"}, "unknown panel 'slope'"),
        ({"what": "sigmoid", "show": "x"}, "name one, such as naive"),
        ({"what": "sigmoid", "range": (1, 1)}, "is empty"),
        ({"what": "sigmoid", "range": (0, math.inf)}, "has no end"),
        ({"what": "sigmoid", "derivative": 9}, "from 0 to 4"),
        ({"what": "sigmoid", "impl": "nave"}, "unknown implementation 'nave'"),
        ({"what": "sigmoid", "impl": ["naive", "sigmoid_grad/product"]}, "derivative"),
        ({"what": "sigmoid", "impl": ["naive"] * 7}, "at most 6"),
        ({"what": "sigmoid", "impl": "naive", "kinds": ("slow",)}, "unknown kind"),
        ({"what": "softmax", "derivative": 1}, "has components"),
        ({"what": "1/0"}, "has no value from"),
        ({"what": "x + 10**400"}, "has no value from"),
    ],
)
def test_what_cannot_be_drawn_is_refused(asked, said):
    with pytest.raises(UsageError, match=said):
        plot(**asked)


def test_a_formula_that_cannot_be_read_is_refused():
    with pytest.raises(ClaimError):
        plot("x +")
    with pytest.raises(ClaimError):
        plotted("__import__('os')")


@pytest.mark.slow
@pytest.mark.parametrize("columns", [1, 2])
def test_labels_of_the_core_set_cover_nothing(columns):
    from matplotlib.text import Text

    from symact.activations import catalogue
    from symact.render.plots import Size
    from symact.render.plots.draw import figure

    for name in (e.name for e in catalogue().values() if e.core):
        made = figure(plot(name), Size(columns=columns))
        made.draw_without_rendering()  # which puts annotations where they belong
        axes = made.axes[0]
        boxes = [Text.get_window_extent(t) for t in axes.texts]  # an annotation's own would include its line
        assert not any(a.overlaps(b) for i, a in enumerate(boxes) for b in boxes[:i]), name
        assert all(made.bbox.x0 <= b.x0 and b.x1 <= made.bbox.x1 and b.y0 >= made.bbox.y0 for b in boxes), name
        legend = axes.get_legend().get_window_extent()
        assert legend.x1 <= made.bbox.x1, name
