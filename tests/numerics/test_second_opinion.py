"""What mpmath is asked about: slopes where branches meet, values that balls cannot place."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from symact.kernel.errors import Undefined
from symact.kernel.grammar import parse_expression
from symact.numerics import accuracy, thresholds
from symact.numerics.api import reference_term
from symact.numerics.second_opinion import second_opinion

FLAT: list[tuple[str, int, Callable[[Any], Any]]] = [
    ("relu(x)**2", 1, lambda x: np.where(x < 0, 0, 2 * x)),
    ("x*Abs(x)", 1, lambda x: 2 * abs(x)),
    ("relu(x)**3", 2, lambda x: np.where(x < 0, 0, 6 * x)),
    ("Piecewise((x**2/2, Abs(x) < 1), (Abs(x) - 1/2, True))", 1, lambda x: np.clip(x, -1, 1)),
]


@pytest.mark.parametrize(("reference", "derivative", "exact"), FLAT)
def test_slopes_that_vanish_or_bend_where_branches_meet_exist(
    reference: str, derivative: int, exact: Callable[[Any], Any]
) -> None:
    def implementation(x: Any) -> Any:
        return exact(x).astype(x.dtype)

    found = accuracy(implementation, reference, "float16", derivative, points=200)
    assert (found.undecided, found.measured > 0, found.exact is not None) == (0, True, True)


def test_a_kink_is_no_slope_that_vanishes() -> None:
    term = parse_expression("Piecewise((x, x > 0), (2*x, True))", {"x": "real"})
    with pytest.raises(Undefined, match="kink"):
        second_opinion(term, 0.0, derivative=1)


def test_more_digits_than_slopes_beside_a_point_have_in_common_are_no_error() -> None:
    n = 2**80 + 2**27 + 1
    reference = f"Piecewise(({n}*x/{2**80} + (x - 1)**2, x < 1), ({n}*x/{2**80}, True))"
    found = accuracy(
        lambda x: np.full_like(x, 7.0), reference, "float32", 1, exhaustive=True, range=(1.0, 1.0), behaviour=False
    )
    assert found.worst is not None and found.measured == 1


def test_an_error_that_only_a_line_tells_is_kept() -> None:
    """Far out sigmoid is 1 minus hardly anything: the balls cannot say in which binade it is."""

    def zero_far_out(x: Any) -> Any:
        return np.where(x > 1e6, 0, 1 / (1 + np.exp(-np.maximum(x, -80)))).astype(x.dtype)

    found = accuracy(zero_far_out, "sigmoid", "float32", points=20_000, range=(0.0, 3e38))
    assert found.worst is not None and found.worst.output == 0 and found.worst.error[0] >= (1 << 24) - 1 << 32


def test_the_error_of_the_wrong_sign_beside_the_overflow_is_twice_the_value() -> None:
    def wrong(x: Any) -> Any:
        return np.where(x >= 1.2e308, -x, np.where(x < 1.01e307, -0.6 * x, x))

    found = accuracy(wrong, "x + sin(x)**2", "float64", points=40_000, range=(1e307, 1.6e308), behaviour=False)
    assert found.worst is not None
    low, high = (e / 2**32 for e in found.worst.error)
    assert low <= 1.6e308 / 2.0**970 * (1 + 1e-12) and high >= 1.59e308 / 2.0**970


@pytest.mark.parametrize("dtype", ["float32", "bfloat16"])
def test_a_zero_far_out_is_a_false_zero_although_the_binade_of_the_truth_is_open(dtype: str) -> None:
    def zero_far_out(x: Any) -> Any:
        return np.where(x > 1e6, 0, 1).astype(x.dtype)

    found = thresholds("sigmoid", zero_far_out, dtype, kinds=("false_zero",), samples=500)
    (zero,) = [t for t in found if t.sign == "+"]
    assert zero.kind == "false_zero" and 1e6 < zero.first < 1.01e6 and zero.last > 3e38


@pytest.mark.parametrize(
    ("body", "order", "x", "slope"),
    [("sqrt(x**4)", 1, 0.0, 0), ("sqrt(x**4)", 2, 0.0, 2), ("x + (x**2)**R(3, 2)", 1, 0.0, 1),
     ("Piecewise((x**2*log(x), x > 0), (0, True))", 1, 0.0, 0),
     ("Piecewise((exp(-1/x), x > 0), (0, True))", 1, 0.0, 0), ("sqrt(Max(x, 0))", 1, -2.0, 0),
     ("sqrt(Max(x, 0))", 1, 4.0, Fraction(1, 4)), ("Max(x, 0)**R(3, 2)", 1, 0.0, 0)],
)  # fmt: skip
def test_slopes_exist_where_their_text_divides_by_zero(body: str, order: int, x: float, slope: Fraction) -> None:
    assert abs(second_opinion(reference_term(body)[1], x, 25, order) - float(slope)) < 1e-24


@pytest.mark.parametrize(
    ("body", "order", "x"),
    [("sqrt(x)", 1, 0.0), ("sqrt(1 - x**2)", 1, -1.0), ("sqrt(x**2)", 1, 0.0), ("x**R(3, 2)", 1, 0.0),
     ("1/x", 1, 0.0), ("log(x)", 1, 0.0), ("(x**2)**R(1, 3)", 1, 0.0), ("(x**2)**R(3, 2)", 3, 0.0),
     ("Piecewise((sqrt(x), x >= 0), (-sqrt(-x), True))", 1, 0.0), ("sqrt(Max(x, 0))", 1, 0.0),
     ("sqrt(Piecewise((-1, x < 0), (0, True)))", 1, 0.0)],
)  # fmt: skip
def test_ends_poles_kinks_and_vertical_slopes_have_none(body: str, order: int, x: float) -> None:
    with pytest.raises(Undefined):
        second_opinion(reference_term(body)[1], x, 25, order)


def test_the_largest_error_may_lie_where_the_base_of_a_root_is_0_throughout() -> None:
    found = accuracy(lambda x: np.ones_like(x), "sqrt(Max(x, 0))", "float16", 1, points=200, behaviour=False)
    assert found.undecided == 0 and found.exact is not None and found.worst is not None and found.worst.ordinal < 0


@pytest.mark.parametrize("x", [5e-324, -5e-324, 2.0**-1070])
def test_conditions_are_told_at_the_smallest_numbers(x: float) -> None:
    for body in ("Piecewise((x, exp(x) >= 1), (exp(x) - 1, True))", "Piecewise((x, exp(x) - 1 - x > 0), (2*x, True))"):
        assert second_opinion(parse_expression(body, {"x": "real"}), x, 25, 1) == 1
