"""The formal derivative, rule by rule, against its written form and against SymPy."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest
import sympy

from symact.kernel.ball import Arithmetic, Indeterminate
from symact.kernel.differentiate import depends, differentiate
from symact.kernel.errors import LimitExceeded, Stuck, Undefined
from symact.kernel.evaluate import evaluate
from symact.kernel.grammar import parse_expression
from symact.kernel.point import Point
from symact.kernel.terms import ONE, ZERO, Term, free_symbols, number, text, variable

X, Y = variable("x"), variable("y")
VECTORS = {"z": "vector", "w": "vector", "i": "index", "j": "index"}


def derivative(source: str, x: Term = X) -> str:
    return text(differentiate(parse_expression(source, VECTORS if "z[" in source else {}), x))


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("x", "1"),
        ("y", "0"),
        ("7", "0"),
        ("pi", "0"),
        ("x + y", "1"),
        ("x + x", "1 + 1"),
        ("-x", "-1"),
        ("x*y", "y"),
        ("x*y*x", "y*x + x*y"),
        ("x/y", "1/y"),
        ("y/x", "(-y)/x**2"),
        ("y/y", "0"),
        ("x**2", "2*x"),
        ("x**3", "3*x**2"),
        ("x**0", "0"),
        ("x**1", "1"),
        ("sqrt(x)", "R(1, 2)*x**R(-1, 2)"),
        ("exp(x)", "exp(x)"),
        ("exp(y)", "0"),
        ("log(x)", "1/x"),
        ("log(y)", "0"),
        ("sin(x)", "cos(x)"),
        ("cos(x)", "-sin(x)"),
        ("erf(x)", "2/sqrt(pi)*exp(-x**2)"),
        ("atan(x)", "1/(1 + x**2)"),
        ("Piecewise((x, y > 0), (y*x, True))", "Piecewise((1, y > 0), (y, True))"),
    ],
)
def test_rules(source: str, expected: str) -> None:
    assert derivative(source) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("z[i]", "KroneckerDelta(i, j)"),
        ("z[j]", "1"),
        ("w[j]*z[i]", "w[j]*KroneckerDelta(i, j)"),
        ("Sum(z[k], (k, 1, n))", "Sum(KroneckerDelta(j, k), (k, 1, n))"),
        ("Sum(exp(z[k]), (k, 1, n))", "Sum(exp(z[k])*KroneckerDelta(j, k), (k, 1, n))"),
        ("Sum(z[j], (j, 1, n))", "Sum(KroneckerDelta(j, j_1), (j_1, 1, n))"),  # the bound j is another one
        ("Sum(w[k], (k, 1, n))*z[j]", "Sum(w[k], (k, 1, n))"),
    ],
)
def test_by_a_component(source: str, expected: str) -> None:
    declared = {k: v for k, v in VECTORS.items() if k != "j" or "(j," not in source}
    t = parse_expression(source, declared)
    found = text(differentiate(t, Term("component", "z", "j")))
    assert found.replace("k_1", "k") == expected


@pytest.mark.parametrize(
    "source", ["gamma(x)", "Limit(x*y, y, 0)", "Integral(x*y, (y, 0, 1))", "Subs(x*y, y, x)", "Derivative(x*y, x)"]
)
def test_no_rule(source: str) -> None:
    with pytest.raises(Stuck):
        derivative(source)


def test_depends_on_any_component() -> None:
    t = parse_expression("z[i]", VECTORS)
    assert depends(t, Term("component", "z", "j")) and not depends(t, X)


NAMES = {"x": sympy.Symbol("x"), "y": sympy.Symbol("y")}


def random_term(r: random.Random, depth: int) -> Term:
    if depth == 0 or r.random() < 0.1:
        return r.choice([X, X, Y, number(Fraction(r.randint(-5, 5), 2)), Term("pi")])
    op = r.choice(["add", "mul", "neg", "div", "pow", "exp", "log", "erf", "sin", "cos", "atan"])
    inner = [random_term(r, depth - 1) for _ in range(2 if op in ("add", "mul", "div") else 1)]
    if op == "pow":
        inner.append(r.choice([number(3), number(Fraction(1, 3)), number(-2), Y, X]))
    return Term(op, *inner)


def in_sympy(t: Term) -> sympy.Expr:
    if t.op == "number":
        return sympy.Rational(t.args[0].numerator, t.args[0].denominator)
    if t.op == "variable":
        return NAMES[t.args[0]]
    if t.op == "pi":
        return sympy.pi
    a = [in_sympy(s) for s in t.args]
    shapes = {"add": lambda: sympy.Add(*a), "mul": lambda: sympy.Mul(*a), "neg": lambda: -a[0],
     "div": lambda: a[0] / a[1],
              "pow": lambda: a[0] ** a[1]}  # fmt: skip
    return shapes[t.op]() if t.op in shapes else getattr(sympy, t.op)(a[0])


def test_random_derivatives_agree_with_sympy() -> None:
    r, compared = random.Random(11), 0
    values = {"x": Fraction(7, 5), "y": Fraction(3, 2)}
    point = Point({k: number(v) for k, v in values.items()})
    for _ in range(120):
        t = random_term(r, 3)
        try:
            evaluate(t, point, Arithmetic(80))
            found = evaluate(differentiate(t, X), point, Arithmetic(160))
        except (Undefined, Indeterminate, LimitExceeded):
            continue
        exact = {NAMES[k]: sympy.Rational(v.numerator, v.denominator) for k, v in values.items()}
        expected = Fraction(str(sympy.N(in_sympy(t).diff(NAMES["x"]).subs(exact), 40)))
        slack = Fraction(1, 10**30) * (1 + abs(expected))
        assert found.lower - slack <= expected <= found.upper + slack, text(t)
        compared += 1
    assert compared > 60


def test_zero_and_one_do_not_pile_up() -> None:
    assert differentiate(parse_expression("y*exp(y) + 3"), X) is ZERO
    assert differentiate(parse_expression("x + y"), X) is ONE
    assert free_symbols(differentiate(parse_expression("x*y"), X)) == {"y"}
