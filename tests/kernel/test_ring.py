"""Quotients over generators: field laws, relations between generators, checked factorisations, and the way back."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from symact.kernel import polynomial as poly
from symact.kernel.ball import Arithmetic, Indeterminate
from symact.kernel.case import no_advice, no_clock
from symact.kernel.errors import CertificateError, LimitExceeded, Stuck, SymactError, Undefined
from symact.kernel.evaluate import evaluate
from symact.kernel.grammar import parse_expression
from symact.kernel.linear import Region
from symact.kernel.normal import Normaliser
from symact.kernel.point import Point
from symact.kernel.ring import NOUGHT, UNITY, Quotient
from symact.kernel.terms import Term, add, div, mul, neg, number, power, sub, text, variable

X, Y = variable("x"), variable("y")
POSITIVE = Region((({X: 1}, True), ({Y: 1}, True)))
POINT = Point({"x": number(Fraction(3, 2)), "y": number(Fraction(5, 7))})


def normaliser(region: Region = POSITIVE) -> Normaliser:
    return Normaliser(region, no_advice, no_clock)


def same(a: str, b: str, region: Region = POSITIVE) -> bool:
    """Whether two texts have one normal form."""
    n = normaliser(region)
    left, right = n.of(parse_expression(a)), n.of(parse_expression(b))
    return not n.ring.minus(left, right).numerator


LEAVES = st.sampled_from(
    [X, Y, number(2), number(Fraction(-1, 3)), Term("pi"), Term("exp", X), power(X, number(Fraction(1, 2)))]
)
TERMS = st.recursive(
    LEAVES,
    lambda t: st.one_of(
        st.builds(add, t, t), st.builds(mul, t, t), st.builds(sub, t, t), st.builds(div, t, t), t.map(neg),
        st.builds(power, t, st.sampled_from([number(2), number(-1), number(0)])),
        st.builds(Term, st.sampled_from(["erf", "sin", "cos", "atan"]), t),
    ),
    max_leaves=5,
)  # fmt: skip


@settings(max_examples=60)
@given(TERMS, TERMS, TERMS)
def test_field_laws(a: Term, b: Term, c: Term) -> None:
    n = normaliser()
    try:
        u, v, w = map(n.of, (a, b, c))
        ring = n.ring
        assert ring.plus(u, v) == ring.plus(v, u)
        assert ring.times(u, v) == ring.times(v, u)
        assert not ring.minus(ring.plus(ring.plus(u, v), w), ring.plus(u, ring.plus(v, w))).numerator
        assert not ring.minus(ring.times(u, ring.plus(v, w)), ring.plus(ring.times(u, v), ring.times(u, w))).numerator
        assert ring.minus(u, u) == NOUGHT
        if u.numerator:
            assert ring.times(u, ring.inverse(u)) == UNITY
    except (Stuck, LimitExceeded):
        return


@settings(max_examples=100)
@given(TERMS)
def test_a_normal_form_has_the_value_of_its_term(t: Term) -> None:
    n = normaliser()
    try:
        value = evaluate(t, POINT, Arithmetic(100))
        back = n.ring.term(n.of(t))
        found = evaluate(back, POINT, Arithmetic(100))
    except (Undefined, Indeterminate, Stuck, LimitExceeded):
        return
    assert found.lower <= value.upper and value.lower <= found.upper, text(back)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("exp(x + y)", "exp(x)*exp(y)"),
        ("exp(x)**2/exp(x)", "exp(x)"),
        ("sqrt(x)**2", "x"),
        ("sqrt(x)**3", "x*sqrt(x)"),
        ("1/sqrt(x)", "sqrt(x)/x"),
        ("sqrt(x + 1)**(-3)", "sqrt(x + 1)/(x + 1)**2"),
        ("sqrt(8)", "2*sqrt(2)"),
        ("2**R(1, 3)*4**R(1, 3)", "2"),
        ("sin(x)**3", "sin(x) - sin(x)*cos(x)**2"),
        ("sin(x)**4 - cos(x)**4", "1 - 2*cos(x)**2"),
        ("(x + 1)**2/(x + 1)", "x + 1"),
        ("1/(x + 1) - 1/(x + 2)", "1/((x + 1)*(x + 2))"),
        ("log(x*y)", "log(x) + log(y)"),
        ("exp(log(x))", "x"),
        ("exp(R(1, 2)*log(x))", "sqrt(x)"),
    ],
)
def test_relations(a: str, b: str) -> None:
    assert same(a, b)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("exp(x + y)", "exp(x) + exp(y)"),
        ("sqrt(x)", "x"),
        ("sqrt(x + 1)", "sqrt(x) + 1"),
        ("sin(x)**2", "sin(2*x)**2"),
        ("sin(x)", "cos(x)"),
        ("1/(x + 1)", "1/x + 1"),
        ("pi", "3.14159265358979"),
        ("log(x + y)", "log(x) + log(y)"),
    ],
)
def test_different_values_have_different_forms(a: str, b: str) -> None:
    assert not same(a, b)


@pytest.mark.parametrize("source", ["sqrt(x**2)", "log(x**2)/2", "(x*y)**R(1, 2)", "exp(log(x**2)/2)"])
def test_without_signs_a_root_is_not_taken(source: str) -> None:
    n = normaliser(Region())
    try:
        value = n.of(parse_expression(source))
    except Stuck:
        return
    assert n.open_obligations() or value != n.of(X)


@pytest.mark.parametrize(
    ("source", "owed"),
    [
        ("1/x", ["x != 0"]),
        ("0*log(x)", ["x > 0"]),
        ("log(x) - log(x)", ["x > 0"]),
        ("sqrt(x + y)*0", ["x + y >= 0"]),
        ("x**(-2)", ["x != 0"]),
        ("(x - x)**0", []),
        ("exp(x) + erf(y)", []),
        ("1/exp(x)", ["exp(x) != 0"]),
        ("1/(x*y)", ["x*y != 0"]),
        ("log(1/x)", ["x != 0", "1/x > 0"]),
    ],
)
def test_obligations_are_recorded_before_anything_cancels(source: str, owed: list[str]) -> None:
    n = normaliser()
    n.of(parse_expression(source))
    assert [f"{text(o.term)} {o.relation} 0" for o in n.obligations] == owed


def test_a_strict_root_owes_more() -> None:
    n = normaliser()
    n.of(parse_expression("sqrt(x)"), strict=True)
    assert [o.relation for o in n.obligations] == [">"]


def test_division_by_zero_is_refused() -> None:
    ring = normaliser().ring
    with pytest.raises(Stuck, match="division by zero"):
        ring.inverse(NOUGHT)


@pytest.mark.parametrize("source", ["(x + y)**65", "(x + 1)**(10**9)", "3**(10**6)", "(x + 1)**(-500)*(x + 1)**(-500)"])
def test_sizes_are_bounded(source: str) -> None:
    with pytest.raises(LimitExceeded):
        normaliser().of(parse_expression(source))


def test_generators_are_bounded() -> None:
    many = add(*[Term("exp", power(X, number(k))) for k in range(2, 200)])
    with pytest.raises(LimitExceeded, match="independent quantities"):
        normaliser().of(many)


# ------------------------------------------------------------ factorisations

Factor = Callable[[poly.Polynomial, frozenset[int]], list[tuple[poly.Polynomial, int]]]


def advised(factors: Factor, source: str = "x**2 - y**2") -> object:
    n = Normaliser(POSITIVE, factors, no_clock)
    value = n.of(parse_expression(source))
    return n.ring.factored(value.numerator)


A: poly.Polynomial = {(1,): 1, (0, 1): 1}
B: poly.Polynomial = {(1,): 1, (0, 1): -1}


@pytest.mark.parametrize("advice", [[(A, 1), (B, 1)], [(B, 1), (A, 1)], [({(2,): 1, (0, 2): -1}, 1)]])
def test_factors_that_multiply_out_are_taken(advice: list[tuple[poly.Polynomial, int]]) -> None:
    assert advised(lambda f, g: advice)


@pytest.mark.parametrize(
    "advice",
    [
        [(A, 2)], [(A, 1)], [(A, 1), (A, 1)], [(A, 1), (B, 2)], [], [({}, 1)], [(A, 0)],
        [(A, 1), (B, 1), (A, 1)],
        [({(Fraction(1, 2),): 1, (0, Fraction(1, 2)): 1}, 1), ({(Fraction(1, 2),): 1, (0, Fraction(1, 2)): -1}, 1),
         (A, 1)],
    ],
)  # fmt: skip
def test_factors_that_do_not_are_refused(advice: list[tuple[poly.Polynomial, int]]) -> None:
    with pytest.raises(CertificateError):
        advised(lambda f, g: advice)


def test_factors_of_a_fractional_power_need_a_positive_generator() -> None:
    """e^x − 1 = (e^(x/2) − 1)(e^(x/2) + 1), but x − 1 is not (√x − 1)(√x + 1)."""
    half = Fraction(1, 2)
    fine: list[tuple[poly.Polynomial, int]] = [({(half,): 1, (): -1}, 1), ({(half,): 1, (): 1}, 1)]
    shifted: list[tuple[poly.Polynomial, int]] = [({(0, half): 1, (): -1}, 1), ({(0, half): 1, (): 1}, 1)]
    everywhere = Normaliser(Region(), lambda f, g: fine, no_clock)
    with pytest.raises(CertificateError, match="fractional powers"):
        everywhere.ring.factored(everywhere.of(parse_expression("x - 1")).numerator)
    exponential = Normaliser(Region(), lambda f, g: shifted if g else None, no_clock)
    value = exponential.of(parse_expression("exp(x) - 1"))
    assert len(exponential.ring.factored(value.numerator)[2]) == 2


def test_a_quotient_of_unknown_kind_stays_untouched() -> None:
    with pytest.raises(SymactError):
        normaliser().of(Term("opaque", "gamma", X))
    assert isinstance(normaliser().of(X), Quotient)
