"""Mean and variance of functions of random inputs: exact values, tails, and what is refused."""

from __future__ import annotations

from fractions import Fraction

import mpmath
import pytest
from flint import arb

from symact.activations import catalogue
from symact.kernel.errors import SymactError
from symact.numerics import InternalError, UndecidedPoint, UsageError, integrals, moments, normal, uniform
from symact.numerics.api import reference_term
from symact.numerics.exact import to_fmpq
from symact.numerics.growth import growth
from symact.numerics.integrals import X, digits
from symact.numerics.second_opinion import second_opinion

STANDARD = normal(0, 1)


def within(interval: tuple[Fraction, Fraction], value: object) -> bool:
    """Whether a number of 40 digits lies in the interval, but for its last digits."""
    lo, hi = (mpmath.mpf(end.numerator) / end.denominator for end in interval)
    return bool(lo - mpmath.mpf(10) ** -38 <= value <= hi + mpmath.mpf(10) ** -38) and hi - lo < 1e-20


@pytest.mark.parametrize(
    ("name", "law", "mean", "square"),
    [
        ("relu", STANDARD, lambda m: 1 / m.sqrt(2 * m.pi), lambda m: m.mpf(1) / 2),
        ("sigmoid", STANDARD, lambda m: m.mpf(1) / 2, None),
        ("gelu", STANDARD, lambda m: 1 / (2 * m.sqrt(m.pi)), None),
        ("sigmoid", uniform(-1, 1), lambda m: m.mpf(1) / 2, lambda m: m.mpf(1) / 2 - m.tanh(m.mpf(1) / 2) / 2),
        ("identity", normal(3, 2), lambda m: m.mpf(3), lambda m: m.mpf(13)),
        ("identity", uniform("0.1", "0.4"), lambda m: m.mpf(1) / 4, lambda m: m.mpf(7) / 100),
        ("exp(-x**2/2)", STANDARD, lambda m: 1 / m.sqrt(2), lambda m: 1 / m.sqrt(3)),
        ("1/x", uniform(1, 2), lambda m: m.log(2), lambda m: m.mpf(1) / 2),
        ("sin(x)", STANDARD, lambda m: m.mpf(0), lambda m: (1 - m.exp(-2)) / 2),
        ("Abs(x)", normal(0, 5), lambda m: 5 * m.sqrt(2 / m.pi), lambda m: m.mpf(25)),
    ],
)
def test_values_that_are_known_exactly(name, law, mean, square):
    found = moments(name, law)
    with mpmath.workdps(40):
        assert within(found.mean, mean(mpmath.mp))
        if square is not None:
            assert within(found.variance, square(mpmath.mp) - mean(mpmath.mp) ** 2)
    assert found.trust == "balls"


def test_the_constants_of_selu_keep_mean_0_and_variance_1():
    found = moments("selu", STANDARD)
    assert max(abs(end) for end in found.mean) < Fraction(1, 10**30)
    assert max(abs(end - 1) for end in found.variance) < Fraction(1, 10**30)


def test_a_mean_that_is_not_0_is_told_from_one_that_is():
    """tanh "does not change the mean" of symmetric inputs, and of others it does."""
    centred, shifted = moments("tanh", uniform(-1, 1)).mean, moments("tanh", uniform("-0.9", 1)).mean
    assert centred[0] < 0 < centred[1]
    assert 0 < shifted[0] < shifted[1] < Fraction(1, 20)


ONE_VARIABLE = [e.name for e in catalogue().values() if not e.of_vector and len(e.variables) == 1]


@pytest.mark.parametrize("name", [n for n in ONE_VARIABLE if n not in ("logit", "log1mexp")])
def test_bounds_for_large_arguments_hold_where_they_are_tried(name):
    _, term = reference_term(name)
    for sign in (-1, 1):
        bound = growth(term, X, sign, Fraction(14))
        for x in (bound.start, bound.start + Fraction(1, 3), 3 * bound.start, 1000 * bound.start):
            value = arb(str(abs(second_opinion(term, sign * x, 20))))
            assert not value > bound.factor * arb(to_fmpq(x)) ** bound.power * (1 + arb(2) ** -40)


@pytest.mark.parametrize("body", ["exp(x)", "1/sin(x)", "log(x)", "Piecewise((1, sin(x) > 0), (0, True))", "exp(x**2)"])
def test_no_bound_is_made_up(body):
    with pytest.raises(UndecidedPoint, match="no bound"):
        for sign in (-1, 1):
            growth(reference_term(body)[1], X, sign, Fraction(14))


@pytest.mark.parametrize(
    ("name", "law", "error", "said"),
    [
        ("logit", STANDARD, UsageError, "no value"),
        ("log1mexp", STANDARD, UsageError, "no value"),
        ("1/x", uniform(-1, 1), SymactError, "no value|not enclosed"),
        ("logit", uniform(0, 1), UndecidedPoint, "not enclosed"),
        ("exp(x)", STANDARD, UndecidedPoint, "no bound"),
        ("Piecewise((x, x**2 > 2), (0, True))", STANDARD, UndecidedPoint, "irrational point near -1.414"),
        ("sigmod", STANDARD, UsageError, "unknown activation"),
        ("softmax", STANDARD, UsageError, "one real variable"),
    ],
)
def test_what_has_no_mean_is_refused(name, law, error, said):
    with pytest.raises(error, match=said):
        moments(name, law)


@pytest.mark.parametrize("words", [(0, 0), (0, -1), ("x", 1), (0, "1e999999999"), (0, float("nan")), ("1/0", 1)])
def test_a_normal_law_needs_a_positive_deviation(words):
    with pytest.raises(UsageError):
        normal(*words)


def test_an_empty_interval_is_refused():
    with pytest.raises(UsageError, match="is empty"):
        uniform(1, 1)


def test_a_contradiction_with_mpmath_is_an_internal_error(monkeypatch):
    monkeypatch.setattr(integrals, "second_opinion", lambda term, x, digits: mpmath.mpf(1))
    with pytest.raises(InternalError, match="mpmath's quadrature"):
        moments("sigmoid", uniform(-1, 1))


def test_digits_are_those_that_are_certain():
    assert digits((Fraction(1, 3), Fraction(33334, 100000))) in ("0.33333", "0.33334")
    assert digits((Fraction(-1, 10**9), Fraction(1, 10**9))) == "0 ± 1.001E-9"
    assert digits((Fraction(0), Fraction(0))) == "0"
