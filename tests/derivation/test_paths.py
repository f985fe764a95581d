"""Paths from one form to an equal one: each line a theorem, no path between terms that differ."""

import pytest

from symact.derivation import check
from symact.derivation.algebra import Algebra
from symact.derivation.paths import joined, shape
from symact.derivation.reading import expression, prose_text
from symact.derivation.rules import NotDerived, needs, substeps
from symact.kernel.terms import text

DOMAINS = {"z": "vector", "i": "index", "j": "index"}


@pytest.mark.parametrize(
    ("start", "goal", "reasons"),
    [
        ("exp(-x)/(1 + exp(-x))**2", "sigmoid(x)*(1 - sigmoid(x))",
         ["split into factors", "split the fraction", "definition of `sigmoid`"]),
        ("exp(-x)/(1 + exp(-x))", "sigmoid(-x)", ["written with `sigmoid`"]),
        ("(1 + x**2 - x)/2 + x/2", "(1 + x**2)/2", ["factor"]),
        ("exp(z[i])/Sum(exp(z[k]), (k, 1, n))", "softmax(i, z)", ["definition of `softmax`"]),
        ("tanh(x)*2 - tanh(x)", "tanh(x)", ["collect terms"]),
    ],
)  # fmt: skip
def test_lines_between_two_forms(start: str, goal: str, reasons: list[str]) -> None:
    a, b = expression(start, DOMAINS), expression(goal, DOMAINS)
    moves = joined(a, b)
    assert moves[-1].after is b
    assert [prose_text(m.name) for m in moves] == reasons
    used = {k: v for k, v in DOMAINS.items() if "z" in start}
    for m in moves:
        assert check(f"{text(m.before)} == {text(m.after)}", (), used).verdict == "PROVED"


@pytest.mark.parametrize(
    ("start", "goal"),
    [
        ("exp(-x)/(1 + exp(-x))**2", "sigmoid(x)*(1 + sigmoid(x))"), ("1 - tanh(x)**2", "1 + tanh(x)**2"),
        ("x**2", "x"), ("gamma(x)", "gamma(x) + 0"), ("1/(x - x)", "1"), ("log(x - x)", "1"),
    ],
)  # fmt: skip
def test_no_lines_between_what_differs_or_cannot_be_read(start: str, goal: str) -> None:
    with pytest.raises(NotDerived):
        joined(expression(start, {}), expression(goal, {}))


@pytest.mark.parametrize(
    ("source", "written"),
    [
        ("(sqrt(1 + x**2) - x*x/sqrt(1 + x**2))/(1 + x**2)", "1/(1 + x**2)**R(3, 2)"),
        ("x/2 + log(2*cosh(x/2))", "log(1 + exp(x))"), ("logit(sigmoid(x))", "x"),
        ("Sum(softmax(k, z), (k, 1, n))", "1"), ("softmax(i, z + c)", "exp(z[i])/Sum(exp(z[k]), (k, 1, n))"),
        ("erf(-x) + erf(x)", "0"), ("sin(-x)*cos(-x)", "-cos(x)*sin(x)"), ("exp(2*log(x))", "x**2"),
        ("KroneckerDelta(i, j)**2*z[j]", "z[i]*KroneckerDelta(i, j)"), ("sqrt(2)*sqrt(pi)", "sqrt(2*pi)"),
        ("8**R(1, 3)", "2"), ("Sum(KroneckerDelta(i, k)*z[k], (k, 1, n))", "z[i]"), ("Sum(x, (k, 1, n))", "n*x"),
    ],
)  # fmt: skip
def test_lowest_terms(source: str, written: str) -> None:
    t = expression(source, DOMAINS)
    assert text(Algebra(t).canonical(t)) == written


def test_shapes_forget_the_order() -> None:
    def same(a: str, b: str) -> bool:
        return shape(expression(a, {})) == shape(expression(b, {}))

    assert same("x*(1 + y)/2", "(y + 1)*(x/2)") and same("-x*y", "x*(-y)") and same("x*(a/b)", "a*x/b")
    assert not same("x*y", "x + y") and not same("x/y", "y/x") and not same("x", "-x") and not same("x*x", "x**2")


def test_rules_one_by_one_and_what_they_need() -> None:
    line = expression("-Derivative(1 + exp(-x), x)/(1 + exp(-x))**2", {})
    ((first, lines),) = substeps(line)
    assert text(first) == "Derivative(1 + exp(-x), x)"
    assert [(text(t), name) for t, name in lines] == [
        ("Derivative(exp(-x), x)", "sum rule"),
        ("exp(-x)*Derivative(-x, x)", "chain rule, derivative of the exponential"),
        ("-exp(-x)", "derivative of a linear function"),
    ]
    assert [text(c) for c in needs(expression("Derivative(log(x)/x, x)", {}))] == ["x != 0"]
    assert needs(expression("Derivative(exp(x)/2, x)", {})) == () == needs(expression("Derivative(1/exp(x), x)", {}))
