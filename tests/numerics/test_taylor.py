"""Taylor models: zeros are found with the signs beside them, and what cannot be shown stays open."""

from __future__ import annotations

from fractions import Fraction

import pytest

from symact.kernel.terms import variable
from symact.numerics.api import reference_term
from symact.numerics.taylor import Smooth


def smooth(source: str) -> Smooth:
    return Smooth(reference_term(source)[1], variable("x"))


def zeros(source: str, order: int, low: int = -12, high: int = 12):
    return smooth(source).roots(Fraction(low), Fraction(high), order)


@pytest.mark.parametrize(
    ("source", "order", "expected"),
    [
        ("tanh", 0, [(0.0, -1, 1)]),
        ("tanh", 1, []),
        ("gelu", 2, [(-(2**0.5), -1, 1), (2**0.5, 1, -1)]),
        ("silu", 1, [(-1.2784645427610738, -1, 1)]),
        ("sigmoid", 3, [(-1.3169578969248166, 1, -1), (1.3169578969248166, -1, 1)]),
        ("x**3 - x", 0, [(-1.0, -1, 1), (0.0, 1, -1), (1.0, -1, 1)]),
        ("x**2", 0, [(0.0, 1, 1)]),
    ],
)
def test_zeros_of_derivatives_are_found_with_the_signs_beside_them(source, order, expected):
    found = zeros(source, order)
    assert (found.open, found.everywhere) == ((), False)
    assert [(r.before, r.after) for r in found.found] == [(a, b) for _, a, b in expected]
    for root, (x, _, _) in zip(found.found, expected, strict=True):
        assert root.high - root.low < Fraction(1, 10**30)
        assert abs(float(root.low) - x) < 1e-14


def test_a_sign_is_settled_where_plain_balls_cancel():
    tanh = smooth("tanh")
    cell = Fraction(5), Fraction(21, 4)
    assert tanh.over(*cell, 1) > 0
    assert not tanh.value(*cell, 1) > 0


def test_a_zero_that_is_only_touched_stays_open():
    """1 + sin(2x) touches 0 at 3π/4, where no derivative of it can be shown to vanish exactly."""
    found = zeros("1 + sin(2*x)", 0, 2, 3)
    assert found.found == ()
    assert any(low < Fraction(2356194490192345, 10**15) < high for low, high in found.open)


def test_a_function_that_vanishes_everywhere_has_no_single_zeros():
    assert zeros("0*x", 0).everywhere
    assert zeros("2*x + 1", 2).everywhere


def test_the_sign_at_a_zero_is_0_only_where_that_is_exact():
    assert smooth("gelu").sign(Fraction(0), 0) == 0
    assert smooth("x/3 - 1").sign(Fraction(3), 0) == 0
    assert smooth("x - 1/3").sign(Fraction(1, 3), 0) == 0
    near = Fraction(1414213562373095048801688724209698078569671875377, 10**48)
    assert smooth("x**2 - 2").sign(near, 0) == 1


def test_outside_its_domain_nothing_is_enclosed():
    assert not smooth("log(x)").over(Fraction(-2), Fraction(-1), 0).is_finite()
    assert zeros("log(x)", 0, -2, -1).open == ((-2, -1),)
