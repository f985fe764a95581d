"""Where the derivative of a formula is asserted: nothing is left out that need not be, and all that must be."""

import pytest

from symact.derivation import derive
from symact.kernel.terms import text


@pytest.mark.parametrize(
    ("formula", "conditions", "value"),
    [
        ("log(x)", ["x > 0"], "1/x"),
        ("1/(x - 2)", ["x != 2"], "-1/(x - 2)**2"),
        ("sqrt(1 - x**2)", ["x**2 < 1"], "-x/sqrt(1 - x**2)"),
        ("log(log(x))", ["x > 0", "log(x) > 0"], "1/(x*log(x))"),
        ("tan(x)", ["cos(x) != 0"], "1 + tan(x)**2"),
        ("x**a", ["x > 0"], "a*x**(a - 1)"),
        ("x**(1/3)", ["x > 0"], "x**R(-2, 3)/3"),
        ("log(1 + exp(x))", [], "sigmoid(x)"),
        ("sinh(x)", [], "cosh(x)"),
    ],
)
def test_conditions_and_the_form_of_the_result(formula: str, conditions: list[str], value: str) -> None:
    found = derive(formula)
    assert found.verdict == "PROVED" and [text(a) for a in found.assumptions] == conditions
    assert text(found.claim.args[2]) == value and found.steps[-1].after is found.claim.args[2]


def test_what_is_assumed_already_is_not_repeated() -> None:
    assert [text(a) for a in derive("log(x)", assume="x > 3").assumptions] == ["x > 3"]
    assert derive("log(x)/x", variables={"x": "positive"}).assumptions == ()


def test_where_no_condition_helps_it_stays_refuted() -> None:
    assert derive("log(-1 - x**2)").verdict == "REFUTED"
    assert derive("Derivative(log(x), x) == 1/x").verdict == "REFUTED"


def test_symbolic_exponents_count_down() -> None:
    found = derive("x**a", variables={"x": "positive"}, order=2)
    assert found.verdict == "PROVED" and text(found.claim.args[2]) == "a*(a - 1)*x**(a - 2)"
