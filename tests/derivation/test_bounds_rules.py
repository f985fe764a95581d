"""Ranges, what is known of terms, the rules that name an argument, and the forms that they look at."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from symact.derivation import check
from symact.derivation.bounds.facts import Facts
from symact.derivation.bounds.forms import forms, levels
from symact.derivation.bounds.ranges import (
    EVERYTHING,
    POSITIVE,
    Range,
    between,
    bounded,
    common,
    exactly,
    inverse,
    negated,
    plus,
    raised,
    times,
)
from symact.derivation.bounds.reasons import reason
from symact.derivation.bounds.samples import plausible
from symact.derivation.reading import condition, expression, prose_text
from symact.kernel.terms import Term, text

ZERO = Fraction(0)
ENDS = st.none() | st.integers(-3, 3).map(Fraction)


@st.composite
def ranges(draw: st.DrawFn) -> Range:
    low, high = draw(ENDS), draw(ENDS)
    if low is not None and high is not None and low >= high:
        return exactly(low)
    return Range(low, high, low is None or draw(st.booleans()), high is None or draw(st.booleans()))


def members(r: Range) -> list[Fraction]:
    steps = [Fraction(k, 4) for k in range(-24, 25)]
    low = [v for v in steps if r.low is None or v > r.low or (v == r.low and not r.low_open)]
    return [v for v in low if r.high is None or v < r.high or (v == r.high and not r.high_open)]


def inside(value: Fraction, r: Range) -> bool:
    above = r.low is None or value > r.low or (value == r.low and not r.low_open)
    return above and (r.high is None or value < r.high or (value == r.high and not r.high_open))


@given(ranges(), ranges())
def test_sums_products_and_common_values_are_enclosed(a: Range, b: Range) -> None:
    for x in members(a)[::5]:
        assert inside(-x, negated(a))
        for y in members(b)[::5]:
            assert inside(x + y, plus(a, b)) and inside(x * y, times(a, b)), (x, y)
        assert inside(x, common(a, b)) == inside(x, b)


@given(ranges(), st.integers(-3, 4))
def test_powers_and_inverses_are_enclosed(a: Range, n: int) -> None:
    for x in members(a):
        if x != 0:
            assert inside(1 / x, inverse(a)), x
        if n and (x or n > 0):
            assert inside(x**n, raised(a, Fraction(n))), (x, n)


def test_ranges_say_what_they_meet() -> None:
    assert POSITIVE.meets(">", ZERO) and not POSITIVE.meets(">", Fraction(1)) and POSITIVE.meets("!=", ZERO)
    assert bounded("<=", ZERO).meets("<=", ZERO) and not bounded("<=", ZERO).meets("<", ZERO)
    assert times(POSITIVE, bounded("<", ZERO)).meets("<", ZERO)
    assert inverse(Range(Fraction(1))) == between(ZERO, Fraction(1))
    assert raised(EVERYTHING, Fraction(2)).meets(">=", ZERO) and not raised(EVERYTHING, Fraction(3)).meets(">=", ZERO)
    assert exactly(Fraction(2)).point == 2 and POSITIVE.point is None


def facts(*assume: str, banned: frozenset[str] = frozenset(), **domains: str) -> Facts:
    def ask(claim: Term, assumptions: tuple[Term, ...]) -> bool:
        return check(text(claim), [text(a) for a in assumptions], domains).verdict == "PROVED"

    return Facts(ask, tuple(condition(a, domains) for a in assume), domains, banned)


@pytest.mark.parametrize(
    ("source", "assume", "low", "high"),
    [
        ("1/(1 + exp(-x))", (), 0, 1), ("sigmoid(x)*(1 - sigmoid(x))", (), 0, 1), ("1 - tanh(x)**2", (), 0, 1),
        ("log(1 + exp(x))", (), 0, None), ("exp(y - x)", ("x >= y",), 0, 1), ("2*x - 2*y", ("x > y + 1",), 2, None),
        ("erf(x)", ("x > 0",), 0, 1), ("atan(x)", (), -2, 2), ("sin(x)", (), -1, 1), ("x**2 + 1", (), 1, None),
        ("Sum(exp(z[k]), (k, 1, n))", (), 0, None), ("x", ("And(x > 1, x < 2)",), 1, 2), ("x - y", (), None, None),
    ],
)  # fmt: skip
def test_what_is_known_of_a_term(source: str, assume: tuple[str, ...], low: int | None, high: int | None) -> None:
    domains = {"z": "vector"} if "z[" in source else {}
    found = facts(*assume, **domains).range(expression(source, domains))
    assert (found.low, found.high) == (low, high)


def test_a_banned_function_is_not_quoted() -> None:
    tanh = expression("tanh(x)", {})
    assert facts().range(tanh) == between(Fraction(-1), Fraction(1))
    assert facts(banned=frozenset({"tanh"})).range(tanh) == EVERYTHING


@pytest.mark.parametrize(
    ("source", "rel", "bound", "assume", "words", "conditions"),
    [
        ("exp(x)", ">", 0, (), "an exponential is positive", []),
        ("x**2", ">=", 0, (), "a square is not negative", []),
        ("1/(1 + exp(x))", ">", 0, (), "numerator and denominator are positive", ["1 + exp(x) > 0"]),
        ("1/(1 + exp(x))", "<", 1, (), "the denominator is greater than the numerator", ["1 + exp(x) > 1"]),
        ("x*sigmoid(x)", "<", 0, ("x < 0",), "signs of the factors", ["sigmoid(x) > 0"]),
        ("1 - sigmoid(x)", ">", 0, (), "bound of `sigmoid`", ["sigmoid(x) < 1"]),
        ("log(1 + exp(x))", ">", 0, (), "the logarithm of a number greater than 1 is positive", ["1 + exp(x) > 1"]),
        ("exp(x) + x**2 + 1", ">", 0, (), "no term is negative, and one is positive", []),
        ("1 + exp(x) + exp(y)", ">", 0, (), "a sum of positive terms", []),
        ("erf(x)", "<", 0, ("x < 0",), "erf has the sign of its argument", []),
        ("2*(exp(x) - 1)/3", ">", 0, ("x > 0",), "the exponential increases and is 1 at 0", []),
        ("sqrt(1 + x**2)", ">", 0, (), "the root of a positive number", ["1 + x**2 > 0"]),
    ],
)  # fmt: skip
def test_one_rule_with_its_conditions(
    source: str, rel: str, bound: int, assume: tuple[str, ...], words: str, conditions: list[str]
) -> None:
    found = reason(expression(source, {}), rel, Fraction(bound), facts(*assume))
    assert found is not None
    assert (prose_text(found.words), [text(c) for c in found.conditions]) == (words, conditions)


@pytest.mark.parametrize(
    ("source", "rel", "bound"),
    [("x", ">", 0), ("x*exp(x)", ">", 0), ("exp(x) - 1", ">", 0), ("1 - x**2", ">=", 0), ("x - tanh(x)", ">", 0),
     ("1/(1 + exp(x))", "<", 0)],
)  # fmt: skip
def test_no_rule_where_the_sign_is_not_seen(source: str, rel: str, bound: int) -> None:
    assert reason(expression(source, {}), rel, Fraction(bound), facts()) is None


@pytest.mark.parametrize(
    ("source", "form", "name"),
    [
        ("sigmoid(x)*(1 - sigmoid(x)) - 1/4", "-(sigmoid(x) - R(1, 2))**2", "complete the square"),
        ("x**2 + 2*x + 3", "(x + 1)**2 + 2", "complete the square"),
        ("softplus(x) - x", "log(1 + exp(-x))", "rules of the logarithm"),
        ("x**2 - x", "x*(x - 1)", ""),
    ],
)
def test_forms_are_equal_and_named(source: str, form: str, name: str) -> None:
    found = {text(t): said for t, said in forms(expression(source, {}))}
    assert found.get(form) == name, found
    for made in found:
        assert check(f"{source} == {made}").verdict == "PROVED", made


def test_levels_stop_at_cases() -> None:
    assert [text(t) for t in levels(expression("silu(x)", {}))] == ["silu(x)", "x/(1 + exp(-x))"]
    assert [text(t) for t in levels(expression("relu(x)", {}))] == ["relu(x)", "Max(0, x)"]


def test_samples_contradict_what_is_false_and_only_that() -> None:
    def seen(claim: str, *assume: str, **domains: str) -> bool:
        return plausible(condition(claim, domains), tuple(condition(a, domains) for a in assume), domains)

    assert seen("tanh(x) < x", "x > 0") and not seen("tanh(x) < x") and not seen("tanh(x) < x", "x < 0")
    assert seen("x < y", "x < y") and not seen("x < y") and seen("sqrt(x) >= 0") and seen("b > 0", b="positive")
    assert seen("softmax(i, z) < 1", z="vector", i="index") and not seen("z[i] > 0", z="vector", i="index")
