"""Smooth pieces: cuts at kinks, poles and the ends of domains, and none elsewhere."""

from __future__ import annotations

from fractions import Fraction

import pytest

from symact.kernel.terms import text, variable
from symact.numerics.api import reference_term
from symact.numerics.pieces import pieces


def cut(source: str, low: int = -6, high: int = 6):
    found, open_ = pieces(reference_term(source)[1], variable("x"), Fraction(low), Fraction(high))
    return [(float(p.low), float(p.high)) for p in found], open_


@pytest.mark.parametrize(
    ("source", "ends"),
    [
        ("relu", [(-6, 0), (0, 6)]),
        ("hard_sigmoid", [(-6, -3), (-3, 3), (3, 6)]),
        ("soft_shrink", [(-6, -0.5), (-0.5, 0.5), (0.5, 6)]),
        ("sigmoid", [(-6, 6)]),
        ("log(x)", [(0, 6)]),
        ("logit", [(0, 1)]),
        ("sqrt(1 - x**2)", [(-1, 1)]),
        ("1/x", [(-6, 0), (0, 6)]),
        ("x/sqrt(1 + x**2)", [(-6, 6)]),
        ("Piecewise((x, x > 1), (x, True))", [(-6, 6)]),
    ],
)
def test_a_function_is_cut_where_it_changes_and_only_there(source, ends):
    assert cut(source) == (ends, ())


def test_a_cut_at_an_irrational_point_is_an_interval_that_holds_it():
    found, open_ = cut("Piecewise((x, x**2 < 2), (0, True))")
    assert open_ == ()
    assert [a for a, _ in found[1:]] == pytest.approx([-(2**0.5), 2**0.5])


def test_a_single_point_without_value_is_a_cut():
    """x/x is 1 beside 0 and nothing at 0: the two pieces are the same term, and are not joined."""
    assert cut("x/x")[0] == [(-6, 0), (0, 6)]


def test_nowhere_defined_is_no_piece():
    assert cut("log(-1 - x**2)") == ([], ())


def test_the_pieces_equal_the_function():
    found, _ = pieces(reference_term("hard_sigmoid")[1], variable("x"), Fraction(-6), Fraction(6))
    values = [float(p.smooth.values((p.low + p.high) / 2, 0)[0].mid()) for p in found]
    assert values == [0.0, 0.5, 1.0], [text(p.smooth.term) for p in found]
