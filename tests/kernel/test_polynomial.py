"""Polynomials: the laws of a commutative ring, exact division, primitive parts, and their bounds."""

from __future__ import annotations

from fractions import Fraction
from math import gcd

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from symact.kernel import polynomial as poly
from symact.kernel.errors import LimitExceeded
from symact.kernel.polynomial import Monomial, Polynomial, Rational

COEFFICIENTS = st.one_of(st.integers(-9, 9), st.fractions(-5, 5, max_denominator=7)).map(poly.rational)
EXPONENTS = st.one_of(st.integers(0, 3), st.integers(-2, 3), st.sampled_from([Fraction(1, 2), Fraction(-3, 2)]))
MONOMIALS = st.lists(EXPONENTS, max_size=3).map(poly.trimmed)
WHOLE = st.lists(st.integers(0, 3), max_size=3).map(poly.trimmed)


def polynomials(monomials: st.SearchStrategy[Monomial] = MONOMIALS, size: int = 5) -> st.SearchStrategy[Polynomial]:
    return st.dictionaries(monomials, COEFFICIENTS.filter(bool), max_size=size)


NONZERO = polynomials().filter(bool)
X: Polynomial = {(1,): 1}
Y: Polynomial = {(0, 1): 1}
ONE: Polynomial = {(): 1}
FEW = settings(max_examples=50)


def value(p: Polynomial, at: tuple[int, ...]) -> float:
    """At a point of positive coordinates that are squares."""
    total = 0.0
    for m, c in p.items():
        t = float(c)
        for e, x in zip(m, at, strict=False):
            t *= float(x) ** float(e)
        total += t
    return total


@FEW
@given(polynomials(), polynomials(), polynomials())
def test_ring_laws(p: Polynomial, q: Polynomial, r: Polynomial) -> None:
    assert poly.plus(p, q) == poly.plus(q, p)
    assert poly.times(p, q) == poly.times(q, p)
    assert poly.plus(poly.plus(p, q), r) == poly.plus(p, poly.plus(q, r))
    assert poly.times(poly.times(p, q), r) == poly.times(p, poly.times(q, r))
    assert poly.times(p, poly.plus(q, r)) == poly.plus(poly.times(p, q), poly.times(p, r))
    assert poly.plus(p, poly.scale(p, -1)) == {}
    assert poly.times(p, ONE) == p and poly.times(p, {}) == {}


@FEW
@given(polynomials(), polynomials())
def test_operations_agree_with_values(p: Polynomial, q: Polynomial) -> None:
    at = (4, 9, 16)
    assert value(poly.plus(p, q), at) == pytest.approx(value(p, at) + value(q, at), abs=1e-6)
    assert value(poly.times(p, q), at) == pytest.approx(value(p, at) * value(q, at), rel=1e-9, abs=1e-3)


@FEW
@given(polynomials(), polynomials())
def test_results_are_canonical(p: Polynomial, q: Polynomial) -> None:
    """No zero coefficient, no trailing zero exponent: so equal polynomials are equal dicts."""
    for r in (poly.plus(p, q), poly.times(p, q), poly.scale(p, Fraction(2, 3), (1,))):
        for m, c in r.items():
            assert c and (not m or m[-1])


@FEW
@given(polynomials(size=3), st.integers(0, 4))
def test_powers_are_products(p: Polynomial, n: int) -> None:
    product = ONE
    for _ in range(n):
        product = poly.times(product, p)
    assert poly.power(p, n) == product


@FEW
@given(NONZERO, NONZERO)
def test_a_product_divides_back(p: Polynomial, q: Polynomial) -> None:
    assert poly.exact_quotient(poly.times(p, q), q) == p


@FEW
@given(polynomials(), NONZERO, NONZERO.filter(lambda r: len(r) > 1))
def test_what_is_given_as_quotient_multiplies_back(p: Polynomial, q: Polynomial, r: Polynomial) -> None:
    for dividend in (p, poly.plus(poly.times(p, q), r)):
        if dividend:
            found = poly.exact_quotient(dividend, q)
            assert found is None or poly.times(found, q) == dividend


@pytest.mark.parametrize(
    ("p", "q"),
    [
        (poly.plus(poly.times(X, X), ONE), poly.plus(X, ONE)),  # x² + 1 by x + 1
        (X, poly.plus(X, ONE)),
        (ONE, poly.plus(X, Y)),
        (poly.plus(X, Y), poly.plus(X, poly.scale(Y, 2))),
        (poly.plus(poly.constant(1), poly.scale(ONE, 1, (Fraction(1, 2),))), poly.plus(X, ONE)),
    ],
)
def test_division_with_a_remainder_is_refused(p: Polynomial, q: Polynomial) -> None:
    assert poly.exact_quotient(p, q) is None


def test_a_long_division_is_given_up() -> None:
    long: Polynomial = {(1000,): 1, (): -1}  # (x^1000 − 1)/(x − 1) has 1000 terms
    assert poly.exact_quotient(long, {(1,): 1, (): -1}) is None


@FEW
@given(NONZERO)
def test_primitive_part(p: Polynomial) -> None:
    c, m, f = poly.primitive(p)
    assert poly.scale(f, c, m) == p
    assert f[poly.leading(f)] > 0
    assert all(type(v) is int for v in f.values()) and gcd(*[int(v) for v in f.values()]) == 1
    assert all(min((k[i] if len(k) > i else 0) for k in f) == 0 for i in range(poly.width(f)))


@FEW
@given(NONZERO, COEFFICIENTS.filter(bool), MONOMIALS)
def test_multiples_have_one_primitive_part(p: Polynomial, c: Rational, m: Monomial) -> None:
    assert poly.primitive(poly.scale(p, c, m))[2] == poly.primitive(p)[2]


@FEW
@given(polynomials(WHOLE), polynomials(WHOLE))
def test_keys_tell_polynomials_apart(p: Polynomial, q: Polynomial) -> None:
    assert (poly.key(p) == poly.key(q)) == (p == q)


@pytest.mark.parametrize(
    ("p", "expected"), [({}, 0), ({(): Fraction(3, 2)}, Fraction(3, 2)), ({(1,): 1}, None), ({(): 1, (1,): 1}, None)]
)
def test_constant_value(p: Polynomial, expected: Rational | None) -> None:
    assert poly.constant_value(p) == expected


def test_generators() -> None:
    assert poly.generators({(0, 2): 1, (0, 0, 0, 1): 1, (): 5}) == [1, 3]


@pytest.mark.parametrize("n", [10**6, -(10**6), 10**9])
def test_a_number_to_a_huge_power_is_refused(n: int) -> None:
    with pytest.raises(LimitExceeded):
        poly.power({(): 3}, n)


@pytest.mark.parametrize("n", [10**9, 10**100])
def test_a_monomial_to_a_huge_power_is_cheap(n: int) -> None:
    assert poly.power({(2,): -1}, n) == {(2 * n,): 1}


def test_a_sum_to_a_huge_power_is_refused() -> None:
    with pytest.raises(LimitExceeded):
        poly.power(poly.plus(X, ONE), 10**9)


def test_a_huge_product_is_refused() -> None:
    p: Polynomial = {(k,): 1 for k in range(700)}
    with pytest.raises(LimitExceeded):
        poly.times(p, p)
