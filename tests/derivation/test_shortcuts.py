"""Products in order, factors cancelled, functions recognised, symmetries used."""

import pytest

from symact.derivation import check, derive
from symact.derivation.gather import gathered, without_ones
from symact.derivation.reading import expression, prose_text
from symact.derivation.shortcuts import cancelled, known, reflected, symmetry
from symact.kernel.terms import Term, text


@pytest.mark.parametrize(
    ("source", "made"),
    [
        ("sin(x)*x*x", "x**2*sin(x)"), ("exp(x)*x*exp(x)", "x*exp(2*x)"),
        ("x*(x/sqrt(1 + x**2))", "x**2/sqrt(1 + x**2)"),
        ("sqrt(1 + x**2)**2", "1 + x**2"), ("(x**2)**3", "x**6"), ("-2*(-x)*y", "2*x*y"), ("exp(x)*exp(-x)", "1"),
        ("(1 + x)*(1 + x)", "(1 + x)**2"), ("sqrt(2/pi)*sqrt(2/pi)", "(sqrt(2/pi))**2"), ("x*(1/x)", "x/x"),
        ("Derivative(x*x, x)*x", "x*Derivative(x*x, x)"),
    ],
)  # fmt: skip
def test_products_in_order(source: str, made: str) -> None:
    t = expression(source, {})
    assert text(gathered(t)) == made
    assert check(f"{source} == {made}", "x > 0").verdict == "PROVED"


def test_ones_are_dropped() -> None:
    assert text(without_ones(expression("log(1 + exp(1*x))/1", {}))) == "log(1 + exp(x))"
    assert text(without_ones(expression("x + 1", {}))) == "x + 1"


@pytest.mark.parametrize(
    ("source", "made", "common"),
    [
        ("(2*(1 + x)**2 - x*(1 + x))/(1 + x)**4", "(2*(1 + x) - x)/(1 + x)**3", "1 + x"),
        ("(x*exp(x) + x**2)/x**3", "(exp(x) + x)/x**2", "x"), ("(x + 1)/x", "(x + 1)/x", ""),
    ],
)  # fmt: skip
def test_common_factors_are_cancelled(source: str, made: str, common: str) -> None:
    found: dict[Term, None] = {}
    assert text(cancelled(expression(source, {}), found)) == made
    assert ", ".join(map(text, found)) == common


@pytest.mark.parametrize(
    ("source", "made"),
    [
        ("exp(x)/(1 + exp(x))", "sigmoid(x)"), ("y*exp(x)/(1 + exp(x))", "sigmoid(x)*y"),
        ("2/(1 + exp(-x))", "2*sigmoid(x)"), ("exp(x)/(2 + exp(x))", "exp(x)/(2 + exp(x))"),
    ],
)  # fmt: skip
def test_fractions_that_are_functions(source: str, made: str) -> None:
    assert text(known(expression(source, {}), [expression("sigmoid(x)", {})])) == made


def test_symmetries_are_those_that_the_catalogue_states() -> None:
    assert text(reflected(expression("sigmoid(-x) + tanh(-2*y)", {}))) == "(1 - sigmoid(x)) - tanh(2*y)"
    assert symmetry("softmax") is None and symmetry("mish") is None
    assert text(reflected(expression("sigmoid(x)", {}))) == "sigmoid(x)"


def test_a_symmetry_is_used_for_derivatives_and_never_for_itself() -> None:
    used = derive("log_sigmoid", "second_derivative")
    assert "symmetry: `sigmoid(-x) == 1 - sigmoid(x)`" in [prose_text(s.reason) for s in used.steps]
    for name, theorem in (("tanh", "odd"), ("sigmoid", "complement"), ("softsign", "odd")):
        reasons = [prose_text(s.reason) for s in derive(name, theorem).steps]
        assert reasons and not any("symmetry" in r for r in reasons)
