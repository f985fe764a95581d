"""Derivatives of terms with conditionals: what is there at kinks, jumps and contacts, and what is not."""

from __future__ import annotations

import pytest

from symact.derivation.ask import check

P, R = "PROVED", "REFUTED"


def verdict(source: str, assumptions: str = "") -> str:
    return check(source, [a for a in assumptions.split(";") if a], timeout=8).verdict


# f, its derivative wherever f is differentiable, where that is ("" for everywhere)
DIFFERENTIABLE: list[tuple[str, str, str]] = [
    ("relu(x) - relu(-x)", "1", ""),  # kinks that cancel
    ("Abs(x) + Abs(-x) - 2*Abs(x)", "0", ""),
    ("Max(x, 0) + Min(x, 0)", "1", ""),
    ("Max(x, y) + Min(x, y)", "1", ""),
    ("Abs(x)*x", "2*Abs(x)", ""),
    ("relu(x)**2", "2*relu(x)", ""),
    ("Abs(x)**3", "3*x*Abs(x)", ""),
    ("Max(x**2, x**4)", "Piecewise((4*x**3, x**2 > 1), (2*x, True))", "x**2 != 1"),
    ("Max(x**3, 0)", "Piecewise((3*x**2, x > 0), (0, True))", ""),
    ("Max(x**5, x**3)", "5*x**4", "-1 < x < 0"),
    ("Piecewise((x**2, x > 0), (-x**2, True))", "2*Abs(x)", ""),
    ("Piecewise((exp(x) - 1, x < 0), (x, True))", "Piecewise((exp(x), x < 0), (1, True))", ""),
    ("elu(x)", "Piecewise((1, x > 0), (exp(x), True))", ""),
    ("Piecewise((0, Eq(x, 0)), (x, True))", "1", ""),
    ("Piecewise((1, Ne(x, x)), (x**2, True))", "2*x", ""),
    ("Abs(x - 1)", "sign(x - 1)", "x != 1"),
    ("Max(x, y)", "Heaviside(x - y)", "x != y"),
    ("Abs(x - y)*(x - y)", "2*Abs(x - y)", ""),
    ("Heaviside(x - y)", "0", "x != y"),
    ("sign(x)", "0", "x != 0"),
    ("Abs(exp(x))", "exp(x)", ""),
    ("Abs(x**2 + 1)", "2*x", ""),
    ("Abs(y)*x", "Abs(y)", ""),  # a condition that does not move with x
    ("Heaviside(y)*x", "Heaviside(y)", ""),
    ("Piecewise((log(x), x > 0), (x, True))", "1", "x < 0"),
    ("Piecewise((1/x, x > 1), (2 - x, True))", "Piecewise((-1/x**2, x > 1), (-1, True))", ""),
    ("Max(Min(x, 1), -1)", "1", "-1 < x < 1"),
    ("Abs(Abs(x) - 1)", "1", "x > 1"),
]

# f has no derivative at the point
KINKED: list[tuple[str, str]] = [
    ("Abs(x)", "x == 0"),
    ("relu(x)", "x == 0"),
    ("relu(x) + relu(-x)", "x == 0"),
    ("Max(x, y)", "x == y"),
    ("Abs(x)*exp(x)", "x == 0"),
    ("Abs(x**3) + Abs(x)", "x == 0"),
    ("Max(x**2, x)", "x == 1"),
    ("Heaviside(x)", "x == 0"),
    ("sign(x)", "x == 0"),
    ("Piecewise((5, Eq(x, 0)), (x, True))", "x == 0"),
    ("Piecewise((x, x > 0), (1, True))", "x == 0"),
    ("Max(Min(x, 1), -1)", "x == 1"),
    ("Abs(Abs(x) - 1)", "x == -1"),
    ("elu(x, 2)", "x == 0"),
    ("leaky_relu(x, R(1, 2))", "x == 0"),
    ("log(x)", "x == 0"),
    ("sqrt(x)", "x == 0"),
    ("x**R(3, 2)", "x == 0"),
    ("1/x", "x == 0"),
    ("0*log(x)", "x == -1"),
]


@pytest.mark.parametrize(("f", "slope", "where"), DIFFERENTIABLE)
def test_derivative_exists(f: str, slope: str, where: str) -> None:
    assert verdict(f"Derivative({f}, x) == {slope}", where) == P


@pytest.mark.parametrize(("f", "slope", "where"), DIFFERENTIABLE)
def test_derivative_is_no_other(f: str, slope: str, where: str) -> None:
    assert verdict(f"Derivative({f}, x) == {slope} + R(1, 1000)", where) == R


@pytest.mark.parametrize(("f", "where"), KINKED)
def test_derivative_does_not_exist(f: str, where: str) -> None:
    claim = f"Derivative({f}, x) == Derivative({f}, x)"
    found = check(claim, [where], timeout=8)
    assert found.verdict == R
    assert found.counterexample is not None and found.counterexample.undefined


@pytest.mark.parametrize(
    ("source", "where", "expected"),
    [
        ("Derivative(Abs(x)*x, (x, 2)) == 2*sign(x)", "x != 0", P),
        ("Derivative(Abs(x)*x, (x, 2)) == 2*sign(x)", "", R),
        ("Derivative(Abs(x)**3, (x, 2)) == 6*Abs(x)", "", P),
        ("Derivative(Abs(x)**3, (x, 3)) == 6*sign(x)", "", R),
        ("Derivative(relu(x)**3, (x, 2)) == 6*relu(x)", "", P),
        ("Derivative(Derivative(x*Abs(x), x), x) == 2", "x > 0", P),
        ("Derivative(Derivative(Abs(x), x), x) == 0", "", R),
        ("Derivative(Abs(x)*y, x, y) == sign(x)", "x != 0", P),
        ("Derivative(x**2*exp(y), x, y) == Derivative(x**2*exp(y), y, x)", "", P),
        ("Derivative(Max(x, y), y, x) == 0", "x != y", P),
        ("Derivative(Max(x, y), y, x) == 0", "", R),
        ("Derivative(x*Derivative(x**2, x), x) == 4*x", "", P),
        ("Derivative(x*Derivative(x**2, x), x) == 2*x", "", R),
        ("Derivative(Piecewise((x*y, x > 0), (0, True)), x, y) == 1", "x > 0", P),
        ("Derivative(x*Derivative(Abs(y), y), x) == sign(y)", "y != 0", P),
        ("Derivative(x*Derivative(Abs(y), y), x) == 0", "y == 0", R),
    ],
)
def test_higher_and_mixed(source: str, where: str, expected: str) -> None:
    assert verdict(source, where) == expected


@pytest.mark.parametrize(
    ("source", "where"),
    [
        ("Derivative(sqrt(x**4), x) == 2*x", ""),
        ("Derivative(sqrt(x**4), x) == 2*x", "x == 0"),
        ("Derivative(Max(x**8, x**7), x) == 0", "x == 0"),  # contact of higher order than is looked at
        ("Derivative(Subs(Abs(x), x, -1)*x, x) == 1", ""),
        ("Derivative(x**(1 + 1), x) == 2*x", ""),
        ("Derivative(x**y, x) == 2*x", "y == 2"),
    ],
)
def test_true_claims_beyond_the_rules_are_not_refuted(source: str, where: str) -> None:
    assert verdict(source, where) != R


@pytest.mark.parametrize(
    ("source", "where"),
    [
        ("Derivative(log(x), x) == 1/x", "x != 0"),  # the operand keeps its domain
        ("Derivative(0*log(x), x) == 0", ""),
        ("Derivative(log(x) - log(x), x) == 0", ""),
        ("Derivative(x/x, x) == 0", ""),
        ("Derivative(sqrt(x)*0, x) == 0", "x >= 0"),
        ("Derivative(Piecewise((x, x > 0)), x) == 1", "x >= 0"),
        ("Derivative(Piecewise((1, 1/x > 0), (1, True)), x) == 0", ""),
        ("Derivative(relu(log(x)), x) == 0", "x < 1"),
    ],
)
def test_an_operand_must_be_defined_around_the_point(source: str, where: str) -> None:
    assert verdict(source, where) == R


@pytest.mark.parametrize(
    ("source", "where", "expected"),
    [
        ("Derivative(Subs(x*y, y, x), x) == 2*x", "", P),
        ("Derivative(Subs(x*y, y, x), x) == x", "", R),
        ("Derivative(Subs(x**2, x, log(x)), x) == 2*log(x)/x", "x > 0", P),
        ("Derivative(Subs(y*Subs(y*x, x, y), y, x), x) == 3*x**2", "", P),
        ("Derivative(Subs(0*y, y, log(x)), x) == 0", "", R),  # log(x) has to be defined
        ("Derivative(Subs(x**y, y, R(1, 2)), x) == 1/(2*sqrt(x))", "x > 0", "UNKNOWN"),  # the exponent is a letter
        ("Derivative(Subs(0*x**y, y, 2), x) == 0", "", "UNKNOWN"),
    ],
)
def test_a_value_at_a_point_under_a_derivative(source: str, where: str, expected: str) -> None:
    assert verdict(source, where) == expected
