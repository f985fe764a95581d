"""Shapes: marked points are where the derivatives say they are, exact forms are exact, and nothing else is claimed."""

from __future__ import annotations

from fractions import Fraction

import mpmath
import pytest

from symact.activations import catalogue
from symact.numerics.api import reference_term
from symact.numerics.closed_forms import Number, closed_form, guesses, holds, simplest_between
from symact.numerics.joints import Jump
from symact.numerics.shape import Shape, Subject, shape
from symact.numerics.tails import limit_claim, tails

SMOOTH = [e.name for e in catalogue().values() if e.core and not e.of_vector and len(e.variables) == 1]


def subject(source: str) -> Subject:
    claim = f"{source}(x)" if source in catalogue() else source
    return Subject(claim, reference_term(source)[1])


def shaped(source: str, orders: int = 1, half: int = 6) -> Shape:
    return shape(subject(source), orders, Fraction(-half), Fraction(half), 41)


def marks(found: Shape, order: int):
    return [(m.kinds, m.x.closed, m.y.closed) for m in found.landmarks if m.order == order]


def test_what_stands_out_is_found_in_closed_form():
    gelu = shaped("gelu", 2)
    assert [(m.kinds, m.x.closed) for m in gelu.landmarks if m.order == 0] == [
        (("inflection point",), "-sqrt(2)"), (("minimum",), ""), (("zero", "value at 0"), "0"),
        (("inflection point",), "sqrt(2)"),
    ]  # fmt: skip
    assert (("value at 0", "maximum"), "0", "sqrt(2/pi)") in marks(gelu, 2)
    assert marks(shaped("sigmoid", 2), 2) == [
        (("maximum",), "-log(2 + sqrt(3))", "sqrt(3)/18"), (("value at 0",), "0", "0"),
        (("minimum",), "log(2 + sqrt(3))", "-sqrt(3)/18"),
    ]  # fmt: skip
    assert marks(shaped("softplus"), 0) == [(("value at 0",), "0", "log(2)")]
    assert gelu.open == ()


FUNCTIONS = {
    "gelu": lambda x: x * mpmath.ncdf(x), "silu": lambda x: x / (1 + mpmath.exp(-x)), "tanh": mpmath.tanh,
    "sigmoid": lambda x: 1 / (1 + mpmath.exp(-x)), "x**2*exp(x)": lambda x: x**2 * mpmath.exp(x),
}  # fmt: skip


@pytest.mark.parametrize("source", FUNCTIONS)
def test_a_marked_extremum_is_where_the_derivative_changes_its_sign(source):
    found, f = shaped(source, 2), FUNCTIONS[source]
    seen = 0
    for mark in found.landmarks:
        signs = {"minimum": (-1, 1), "maximum": (1, -1)}
        for kind in set(mark.kinds) & set(signs):
            beside = [mpmath.sign(mpmath.diff(f, mark.x.nearest + h, mark.order + 1)) for h in (-1e-3, 1e-3)]
            assert tuple(map(int, beside)) == signs[kind]
            seen += 1
        if "zero" in mark.kinds:
            assert f(mark.x.nearest) == pytest.approx(0, abs=1e-12)
        assert float(mpmath.diff(f, mark.x.nearest, mark.order)) == pytest.approx(mark.y.nearest, abs=1e-9)
        assert mark.y.low <= mark.y.high and mark.x.low <= mark.x.high
    assert seen >= 2


def test_a_flat_inflection_is_no_extremum():
    assert [kinds for kinds, _, _ in marks(shaped("x**3"), 0)] == [("zero", "value at 0", "inflection point")]
    assert [kinds for kinds, _, _ in marks(shaped("x**4"), 0)] == [("zero", "value at 0", "minimum")]


def test_a_kink_is_a_kink_of_the_order_at_which_something_jumps():
    assert marks(shaped("relu"), 0) == [(("value at 0", "kink"), "0", "0")]
    assert shaped("relu").jumps[0] == Jump(
        1, Fraction(0), *(Number(Fraction(v), Fraction(v), str(v)) for v in (0, 1)), None
    )
    elu = shaped("elu", 2)
    assert marks(elu, 0) == [(("zero", "value at 0"), "0", "0")]
    assert marks(elu, 1) == [(("value at 0", "kink"), "0", "1")]
    assert [kinds for kinds, _, _ in marks(shaped("Abs(x)"), 0)] == [("zero", "value at 0", "minimum", "kink")]


def test_a_jump_has_limits_and_a_value():
    (first, *_) = shaped("Heaviside(x)").jumps
    sides = [n.closed for n in (first.left, first.right, first.value)]
    assert (first.order, sides) == (0, ["0", "1", "1/2"])
    pole = shaped("1/x").jumps[0]
    assert (pole.left, pole.right, pole.value) == (None, None, None)


def test_an_asymptote_is_a_theorem():
    found = {t.claim for t in tails(subject("softplus"), 1)}
    assert found == {
        "Limit(softplus(x), x, -oo) == 0", "Limit(softplus(x) - x, x, oo) == 0",
        "Limit(Derivative(softplus(x), (x, 1)), x, -oo) == 0", "Limit(Derivative(softplus(x), (x, 1)), x, oo) == 1",
    }  # fmt: skip
    assert all(holds(claim) for claim in found)
    assert limit_claim("f", Fraction(1, 100), Fraction(-1), "-") == "Limit(f - (1/100)*x, x, -oo) == -1"


def test_where_there_is_no_limit_none_is_found():
    assert tails(subject("sin(x)"), 0) == ()
    assert tails(subject("x**2"), 0) == ()
    assert [t.sign for t in tails(subject("exp(x)"), 0)] == ["-"]


def test_a_closed_form_that_is_near_is_refused():
    root = Fraction(14142135623730950488016887242096980785696718753769, 10**49)
    near = Fraction(1, 10**40)
    assert closed_form(root - near, root + near, lambda c: f"{c} == sqrt(2)") == "sqrt(2)"
    assert closed_form(root - near, root + near, lambda c: f"{c} == sqrt(2) + 10**(-45)") == ""
    assert next(guesses(Fraction(1, 7), Fraction(1, 7) + near)) == "1/7"
    assert list(guesses(Fraction(3, 10) + 10**-9, Fraction(3, 10) + Fraction(2, 10**9))) == []


def test_the_simplest_fraction_of_an_interval():
    assert simplest_between(Fraction(31, 100), Fraction(34, 100)) == Fraction(1, 3)
    assert simplest_between(Fraction(-7, 2), Fraction(-5, 2)) == -3
    assert simplest_between(Fraction(-1), Fraction(1)) == 0


def test_a_curve_has_a_gap_where_there_is_no_value():
    (curve,) = shaped("1/x", 0).curves
    gaps = [x for x, y in zip(curve.x, curve.y, strict=True) if y != y]
    assert gaps and all(abs(x) < 1e-6 for x in gaps)


@pytest.mark.slow
@pytest.mark.parametrize("name", SMOOTH)
def test_the_core_set_is_settled(name):
    found = shaped(name, 2)
    assert found.open == ()
    assert tails(subject(name), 1) != ()


@pytest.mark.parametrize(
    ("source", "broken"),
    [("Piecewise((exp(-1/x), x > 0), (0, True))", []), ("Piecewise((1, x == 0), (sin(x)/x, True))", []),
     ("Piecewise((x**2*log(x), x > 0), (0, True))", [2]), ("sqrt(Max(x, 0)**4)", [2]),
     ("Piecewise((exp(x), x < 1), (exp(1)*x, True))", [2]), ("Piecewise((sin(1/x), x > 0), (0, True))", [0])],
)  # fmt: skip
def test_a_jump_is_shown_where_the_text_of_a_piece_ends(source: str, broken: list[int]) -> None:
    assert [jump.order for jump in shaped(source, half=2).jumps] == broken


def test_a_root_that_may_bend_at_its_zero_is_left_open_there() -> None:
    found = shaped("sqrt(x**2)", half=2)
    assert found.jumps == () and any(low <= 0 <= high for low, high in found.open)
