"""Values at points: enclosures that contain the true value, and undefinedness exactly where the semantics has it."""

from __future__ import annotations

import random
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import mpmath
import pytest

from symact.activations import vocabulary
from symact.kernel.ball import Arithmetic, Indeterminate, Interval
from symact.kernel.errors import Stuck, SymactError, Undefined
from symact.kernel.evaluate import evaluate
from symact.kernel.grammar import parse_expression
from symact.kernel.point import Point
from symact.kernel.terms import Term, number

VOCABULARY = vocabulary()
VECTORS = {"z": "vector", "w": "vector", "i": "index", "j": "index"}


def read(source: str) -> Term:
    return VOCABULARY.unfold(parse_expression(source, VECTORS, VOCABULARY))


def at(source: str, bits: int = 64, **values: str | Fraction | int) -> Interval:
    terms = {k: parse_expression(v) if isinstance(v, str) else number(v) for k, v in values.items()}
    return evaluate(read(source), Point(terms), Arithmetic(bits))


def contains(enclosure: Interval, truth: Any) -> bool:
    """`truth` is an mpmath number of 60 digits."""
    slack = mpmath.mpf(10) ** -50 * (1 + abs(truth))
    low, high = (mpmath.mpf(f.numerator) / f.denominator for f in (enclosure.lower, enclosure.upper))
    return bool(low - slack <= truth <= high + slack)


# ------------------------------------------------------------ against mpmath


def truth(t: Term, values: dict[str, Any]) -> Any:
    """An independent reading of a term; NaN where it has no real value."""
    if t.op == "number":
        return mpmath.mpf(t.args[0].numerator) / t.args[0].denominator
    if t.op == "variable":
        return values[t.args[0]]
    if t.op == "pi":
        return +mpmath.pi
    a = [truth(s, values) for s in t.args]
    return _MEANING[t.op](*a)


def _power(a: Any, b: Any) -> Any:
    if mpmath.isint(b):
        return mpmath.nan if a == 0 and b < 0 else a ** int(b)
    return mpmath.nan if a < 0 or (a == 0 and b < 0) else a**b


_MEANING: dict[str, Callable[..., Any]] = {
    "add": lambda *a: mpmath.fsum(a), "mul": lambda *a: mpmath.fprod(a), "neg": lambda a: -a,
    "div": lambda a, b: mpmath.nan if b == 0 else a / b, "pow": _power, "exp": mpmath.exp, "erf": mpmath.erf,
    "log": lambda a: mpmath.log(a) if a > 0 else mpmath.nan, "sin": mpmath.sin, "cos": mpmath.cos, "atan": mpmath.atan,
}  # fmt: skip


def random_term(r: random.Random, depth: int) -> Term:
    if depth == 0 or r.random() < 0.15:
        return r.choice(
            [Term("variable", "x"), Term("variable", "y"), Term("pi"), number(Fraction(r.randint(-9, 9), 4))]
        )
    op = r.choice(["add", "mul", "neg", "div", "pow", "exp", "log", "erf", "sin", "cos", "atan"])
    inner = [random_term(r, depth - 1) for _ in range(2 if op in ("add", "mul", "div") else 1)]
    if op == "pow":
        inner.append(number(Fraction(r.choice(["1/2", "1/3", "2", "3", "-1", "-2", "-3/2", "0"]))))
    return Term(op, *inner)


def test_enclosures_contain_what_mpmath_finds() -> None:
    r, decided = random.Random(5), 0
    with mpmath.workdps(60):
        for _ in range(500):
            t = random_term(r, 4)
            x, y = Fraction(r.randint(-20, 20), 7), Fraction(r.randint(-20, 20), 7)
            point = Point({"x": number(x), "y": number(y)})
            try:
                enclosure = evaluate(t, point, Arithmetic(80))
            except Undefined:
                with pytest.raises((OverflowError, ValueError, AssertionError)):
                    found = truth(t, {k: mpmath.mpf(v.numerator) / v.denominator for k, v in (("x", x), ("y", y))})
                    assert mpmath.isfinite(found)
                continue
            except (Indeterminate, SymactError):
                continue
            if abs(enclosure.upper) > 10**12:
                continue
            decided += 1
            found = truth(t, {k: mpmath.mpf(v.numerator) / v.denominator for k, v in (("x", x), ("y", y))})
            assert contains(enclosure, found), (t, x, y)
    assert decided > 150


@pytest.mark.parametrize(
    ("source", "meaning"),
    [
        ("sigmoid(x)", lambda x: 1 / (1 + mpmath.exp(-x))),
        ("softplus(x)", lambda x: mpmath.log1p(mpmath.exp(x))),
        ("gelu(x)", lambda x: x * mpmath.ncdf(x)),
        ("tanh(x)", mpmath.tanh),
        ("elu(x)", lambda x: x if x >= 0 else mpmath.expm1(x)),
        ("softmax(2, x, 1, -x)", lambda x: mpmath.e / (mpmath.e + mpmath.exp(x) + mpmath.exp(-x))),
        ("Derivative(tanh(x), x)", lambda x: 1 - mpmath.tanh(x) ** 2),
        ("Derivative(gelu(x), x)", lambda x: mpmath.diff(lambda t: t * mpmath.ncdf(t), x)),
        ("Derivative(sigmoid(x), (x, 3))", lambda x: mpmath.diff(lambda t: 1 / (1 + mpmath.exp(-t)), x, 3)),
        ("Derivative(Abs(x)*x, x)", lambda x: 2 * abs(x)),
        ("Subs(Derivative(y**3, y), y, x)", lambda x: 3 * x**2),
        ("Derivative(x**x*0 + log(1 + x**2), x)", lambda x: 2 * x / (1 + x**2) if x > 0 else None),
    ],
)
@pytest.mark.parametrize("x", [Fraction(-31, 7), Fraction(-1, 3), Fraction(1, 9), Fraction(22, 7), Fraction(40)])
def test_functions(source: str, meaning: Callable[[Any], Any], x: Fraction) -> None:
    with mpmath.workdps(60):
        value = meaning(mpmath.mpf(x.numerator) / x.denominator)
        if value is None:
            with pytest.raises((Undefined, Indeterminate)):
                at(source, x=x)
        else:
            found = at(source, 128, x=x)
            slack = mpmath.mpf(10) ** -25 * (1 + abs(value))  # of mpmath's numerical derivative
            assert float(found.upper - found.lower) < 1e-25 * (1 + abs(float(value)))
            assert abs(mpmath.mpf(found.lower.numerator) / found.lower.denominator - value) < slack


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("0**0", 1), ("0**2", 0), ("0**R(1, 2)", 0), ("sqrt(0)", 0), ("(-2)**3", -8), ("(-2)**(-1)", Fraction(-1, 2)),
        ("(1 - 1)**0", 1), ("sign(0)", 0), ("sign(-3)", -1), ("Heaviside(0)", Fraction(1, 2)), ("Abs(-2)", 2),
        ("Max(1, 3, 2)", 3), ("Min(1, 3, -2)", -2), ("relu(-1)", 0), ("softsign(1)", Fraction(1, 2)),
        ("Piecewise((1/0, 1 > 2), (3, True))", 3), ("Piecewise((1, And(1 > 0, 2 > 3)), (2, True))", 2),
        ("Piecewise((1, Or(1 > 0, 2 > 3)), (2, True))", 1), ("Piecewise((1, True), (1/0, 1/0 > 0))", 1),
        ("exp(0)", 1), ("log(1)", 0), ("erf(0)", 0), ("atan(0)", 0), ("sin(0)", 0), ("cos(0)", 1),
        ("(-1)**(2*3)", 1), ("0**(1 + 1)", 0), ("hard_tanh(5)", 1), ("leaky_relu(-1, R(1, 4))", Fraction(-1, 4)),
    ],
)  # fmt: skip
def test_exact_values(source: str, expected: Fraction | int) -> None:
    found = at(source)
    assert found.is_exact and found.contains(expected)


@pytest.mark.parametrize(
    "source",
    [
        "1/0", "0/0", "1/(1 - 1)", "log(0)", "log(-1)", "0**(-1)", "0**R(-1, 2)", "(-1)**R(1, 2)", "(-8)**R(1, 3)",
        "sqrt(-1)",
        "0*(1/0)", "(1/0)**0", "0*log(-1)", "exp(1/0)", "Piecewise((1, 1 > 2))", "Piecewise((1/0, True))",
        "Piecewise((1, 1/0 > 0), (2, True))", "Piecewise((1, And(1 > 2, 1/0 > 0)), (2, True))",
        "Piecewise((1, Or(1 > 0, 1/0 > 0)), (2, True))", "Max(1, 1/0)", "relu(log(-1))", "softmax(1, 0, 1/0)",
        "atanh(1)",
        "atanh(2)", "logit(0)", "logit(1)", "tan(0)/0", "Subs(1, x, 1/0)", "Subs(1/x, x, 0)", "1/(exp(0) - 1)",
    ],
)  # fmt: skip
def test_undefined(source: str) -> None:
    with pytest.raises(Undefined):
        at(source)


KINKS = ["Abs(x)", "relu(x)", "Heaviside(x)", "sign(x)", "Max(x, 2*x)", "Piecewise((5, Eq(x, 0)), (x, True))",
 "relu(x)*(x + 1)",
         "Abs(x)*exp(x)", "Max(x, 0)**1", "elu(x, 2)", "sqrt(x)*1", "x**R(3, 2)", "log(x)", "1/x", "log(x)*0",
         "Abs(x**3) + Abs(x)"]  # fmt: skip
SMOOTH = [("Abs(x)*x", 0), ("relu(x) - relu(-x)", 1), ("elu(x)", 1), ("Piecewise((0, Eq(x, 0)), (x, True))", 1),
          ("Max(x**2, x**4)", 0), ("relu(x)**2", 0), ("Abs(x)**3", 0), ("silu(x)", Fraction(1, 2)),
          ("x**(1 + 1)", 0)]  # fmt: skip


@pytest.mark.parametrize("source", KINKS)
def test_no_derivative_at_zero(source: str) -> None:
    with pytest.raises(Undefined):
        at(f"Derivative({source}, x)", x=0)


@pytest.mark.parametrize(("source", "slope"), SMOOTH)
def test_derivative_at_zero(source: str, slope: Fraction | int) -> None:
    assert at(f"Derivative({source}, x)", x=0).contains(slope)


@pytest.mark.parametrize("source", ["sqrt(x**4)", "sqrt(x**2)*x", "(x**2)**R(3, 2)"])
def test_a_root_that_vanishes_under_a_derivative_is_no_evidence(source: str) -> None:
    with pytest.raises(Indeterminate):
        at(f"Derivative({source}, x)", x=0)


@pytest.mark.parametrize("source", ["gamma(1/3)", "I", "oo", "Limit(x, x, 0)", "Integral(x, (x, 0, 1))"])
def test_without_a_rule_there_is_no_value(source: str) -> None:
    with pytest.raises(Stuck):
        at(source)


@pytest.mark.parametrize(
    ("source", "message"), [("x", "no value for x"), ("n + z[i]", "no value"), ("Sum(z[k], (k, 1, n))", "no length")]
)
def test_a_point_must_give_every_value(source: str, message: str) -> None:
    with pytest.raises(Stuck, match=message):
        at(source)


@pytest.mark.parametrize("source", ["Piecewise((1, x > 0), (0, True))", "sqrt(x)", "1/x", "log(x)", "x**(x + 1)"])
def test_a_zero_that_no_precision_shows_is_not_guessed(source: str) -> None:
    with pytest.raises(Indeterminate):
        at(source, 1024, x="exp(log(2)) - 2")


def test_a_zero_that_is_shown_is_used() -> None:
    hidden = Point({"x": parse_expression("exp(log(2)) - 2")})
    assert evaluate(read("sqrt(x)"), hidden, Arithmetic(64), lambda t: True).is_exact_zero
    with pytest.raises(Undefined):
        evaluate(read("1/x"), hidden, Arithmetic(64), lambda t: True)


# ------------------------------------------------------------ general n

POINT = Point({}, {"z": tuple(map(number, (1, -2, 3))), "w": tuple(map(number, (1, 1, 0)))}, {"i": 2, "j": 3}, 3)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("n + z[i]", 1), ("Sum(z[k], (k, 1, n))", 2), ("Sum(z[k]*w[k], (k, 1, n))", -1), ("Sum(1, (k, 1, n))", 3),
        ("Sum(z[k]*z[i], (k, 1, n))", -4), ("KroneckerDelta(i, j)", 0), ("KroneckerDelta(i, i)", 1),
        ("Sum(KroneckerDelta(k, j)*z[k], (k, 1, n))", 3), ("Sum(Sum(z[k]*z[m], (m, 1, n)), (k, 1, n))", 4),
        ("Derivative(Sum(z[k]**2, (k, 1, n)), z[j])", 6), ("Derivative(z[i], z[j])", 0),
        ("Derivative(z[i]*z[j], z[i])", 3),
        ("Sum(Derivative(z[k]**2, z[k]), (k, 1, n))", 4),
        ("Sum(Derivative(Sum(z[k]**2, (k, 1, n)), z[k]), (k, 1, n))", 4),
    ],
)  # fmt: skip
def test_general_n(source: str, expected: int) -> None:
    assert evaluate(read(source), POINT, Arithmetic(64)).contains(expected)


@pytest.mark.parametrize("source", ["Sum(1/(z[k] + 2), (k, 1, n))", "Sum(log(z[k]), (k, 1, n))", "1/w[j]"])
def test_general_n_undefined(source: str) -> None:
    with pytest.raises(Undefined):
        evaluate(read(source), POINT, Arithmetic(64))
