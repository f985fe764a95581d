"""Signs of polynomials between bounds, with roots of every multiplicity, against SymPy's roots."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from math import isqrt
from typing import Any

import mpmath
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from symact.kernel.bounds import end_of
from symact.kernel.linear import Constraint
from symact.kernel.sturm import Bound, Surd, count_roots, signs_between, sturm_chain
from symact.kernel.terms import variable

T, SYMBOL = variable("t"), sympy.Symbol("t")
ABOVE_2, FROM_2, UP_TO_3 = (Fraction(2), True), (Fraction(2), False), (Fraction(3), False)
COEFFICIENTS = st.lists(st.integers(-6, 6), min_size=2, max_size=6).filter(lambda c: c[-1] != 0)
SMALL = st.fractions(-3, 3, max_denominator=3)


def fractions(coefficients: list[int]) -> list[Fraction]:
    return list(map(Fraction, coefficients))


# ------------------------------------------------------------ numbers a + b√d


@settings(max_examples=50)
@given(SMALL, SMALL, SMALL, SMALL, st.sampled_from([Fraction(2), Fraction(3), Fraction(5, 7), Fraction(6)]))
def test_surds_compute_exactly(a: Fraction, b: Fraction, p: Fraction, q: Fraction, d: Fraction) -> None:
    x, y = Surd(a, b, d), Surd(p, q, d)
    assert x - y == Surd(a - p, b - q, d)
    assert (x + y) * (x - y) == x * x - y * y
    assert not y or x / y * y == x
    with mpmath.workdps(40):
        root = mpmath.sqrt(mpmath.mpf(d.numerator) / d.denominator)
        for mine, theirs in (
            (x, value(a) + value(b) * root),
            (x * y, (value(a) + value(b) * root) * value_of(y, root)),
        ):
            assert abs(value_of(mine, root) - theirs) < mpmath.mpf(10) ** -30
            assert mine.sign() == (mpmath.sign(theirs) if abs(theirs) > mpmath.mpf(10) ** -30 else 0)


def value(q: Fraction) -> Any:
    return mpmath.mpf(q.numerator) / q.denominator


def value_of(x: Surd, root: Any) -> Any:
    return value(x.a) + value(x.b) * root


def test_a_surd_close_to_zero_has_its_sign() -> None:
    p = isqrt(2 * 10**200)
    assert Surd(Fraction(-p), Fraction(10**100), Fraction(2)).sign() == 1
    assert Surd(Fraction(p + 1), Fraction(-(10**100)), Fraction(2)).sign() == 1
    assert Surd(Fraction(0), Fraction(0), Fraction(2)).sign() == 0


# ------------------------------------------------------------ counts


@settings(max_examples=40)
@given(COEFFICIENTS, st.booleans())
def test_root_counts_agree_with_sympy(coefficients: list[int], positive: bool) -> None:
    roots = set(sympy.Poly(list(reversed(coefficients)), SYMBOL).real_roots())
    while positive and not coefficients[0]:
        coefficients = coefficients[1:]
    chain = sturm_chain(fractions(coefficients))
    low = Fraction(0) if positive else None
    assert count_roots(chain, low, None) == sum(1 for r in roots if not positive or r > 0)


# ------------------------------------------------------------ signs


FACTORS = {  # coefficients of a factor, and its roots
    "t + 1": ([1, 1], [-1]), "t": ([0, 1], [0]), "2t - 1": ([-1, 2], [Fraction(1, 2)]), "t - 2": ([-2, 1], [2]),
    "t² + 1": ([1, 0, 1], []), "1 - 3t": ([1, -3], [Fraction(1, 3)]),
}  # fmt: skip


def times(f: list[Fraction], g: list[int]) -> list[Fraction]:
    made = [Fraction(0)] * (len(f) + len(g) - 1)
    for i, a in enumerate(f):
        for j, b in enumerate(g):
            made[i + j] += a * b
    return made


def at(f: list[Fraction], x: Fraction) -> int:
    total = sum((c * x**k for k, c in enumerate(f)), Fraction(0))
    return (total > 0) - (total < 0)


@settings(max_examples=100)
@given(st.lists(st.sampled_from(sorted(FACTORS)), min_size=1, max_size=6), st.booleans(), st.booleans(), st.booleans())
def test_signs_are_those_that_occur(names: list[str], strict: bool, bounded: bool, above: bool) -> None:
    low: Bound = (Fraction(-1), strict) if above else None
    high: Bound = (Fraction(1, 2), not strict) if bounded else None
    f, roots = [Fraction(1)], {Fraction(r) for name in names for r in FACTORS[name][1]}
    for name in names:
        f = times(f, FACTORS[name][0])
    points = sorted(roots | {Fraction(-1), Fraction(1, 2)})
    points += [*((x + y) / 2 for x, y in pairwise(points)), points[0] - 1, points[-1] + 1]
    inside = [x for x in points if not (above and x < -1) and not (bounded and x > Fraction(1, 2))]
    inside = [x for x in inside if not (above and strict and x == -1) and not (bounded and not strict and 2 * x == 1)]
    there = {at(f, x) for x in inside}
    assert signs_between(f, low, high) == ({-1, 0, 1} if {-1, 1} <= there else there)


@pytest.mark.parametrize(
    ("coefficients", "low", "high", "signs"),
    [
        ([1, 0, 1], None, None, {1}),  # t² + 1
        ([-1, 0, 1], None, None, {-1, 0, 1}),
        ([1, -2, 1], None, None, {0, 1}),  # (t - 1)²
        ([-1, 2, -1], None, None, {-1, 0}),
        ([-1, 3, -3, 1], None, None, {-1, 0, 1}),  # (t - 1)³
        ([1, 0, -2, 0, 1], None, None, {0, 1}),  # (t² - 1)²
        ([5], None, None, {1}),
        ([-4, 0, 1], ABOVE_2, None, {1}),  # t² - 4
        ([-4, 0, 1], FROM_2, None, {0, 1}),
        ([-5, 0, 1], ABOVE_2, None, {-1, 0, 1}),
        ([-9, 0, 1], ABOVE_2, UP_TO_3, {-1, 0}),
        ([-10, 0, 1], ABOVE_2, UP_TO_3, {-1}),
        ([4, -4, 1], FROM_2, None, {0, 1}),  # (t - 2)²
        ([6, -5, 1], FROM_2, UP_TO_3, {-1, 0}),  # (t - 2)(t - 3)
        ([6, -5, 1], ABOVE_2, None, {-1, 0, 1}),
        ([25, -20, 4], ABOVE_2, UP_TO_3, {0, 1}),  # (2t - 5)²
        ([-125, 150, -60, 8], ABOVE_2, UP_TO_3, {-1, 0, 1}),  # (2t - 5)³
        ([-4, 0, 1], None, None, {-1, 0, 1}),
        ([1, 0, 1], None, (Fraction(-1), True), {1}),
        ([0, 1], None, (Fraction(0), True), {-1}),
        ([0, 0, 1], None, None, {0, 1}),
        ([1, 1], UP_TO_3, FROM_2, {-1, 0, 1}),  # bounds that no t is between
    ],
)
def test_polynomials_between_bounds(coefficients: list[int], low: Bound, high: Bound, signs: set[int]) -> None:
    assert signs_between(fractions(coefficients), low, high) == signs


def test_polynomials_over_an_extension() -> None:
    d = Fraction(2)

    def over(*pairs: tuple[int, int]) -> list[Surd]:
        return [Surd(Fraction(a), Fraction(b), d) for a, b in pairs]

    square, cube = over((2, 0), (0, -2), (1, 0)), over((0, -2), (6, 0), (0, -3), (1, 0))  # powers of t - √2
    assert signs_between(square, None, None) == {0, 1}
    assert signs_between(square, None, (Fraction(7, 5), False)) == {1}
    assert signs_between(square, (Fraction(3, 2), False), None) == {1}
    assert signs_between(cube, None, None) == {-1, 0, 1}
    assert signs_between(cube, (Fraction(3, 2), False), None) == {1}
    assert signs_between(cube, None, (Fraction(7, 5), False)) == {-1}
    assert signs_between(over((2, 1), (0, -2), (1, 0)), None, None) == {1}
    assert signs_between(over((1, 0), (0, -2), (1, 0)), None, None) == {-1, 0, 1}  # roots √2 ± 1


def test_the_best_bound_that_is_stated() -> None:
    rows: list[Constraint] = [({T: 1, None: -2}, False), ({T: 2, None: -4}, True), ({T: 1, None: 5}, True)]
    assert end_of(rows, T, 1) == (Fraction(2), True)
    assert end_of(rows, T, -1) is None
    assert end_of([*rows, ({T: -1, variable("u"): 1}, True)], T, -1) is None
