"""Claims with and without lines, higher derivatives, cases, breakpoints, and the form of a stranger's result."""

import pytest

from symact.activations import catalogue
from symact.derivation import check, derive
from symact.derivation.automatic import NotDerived
from symact.derivation.closed import cost, shortest
from symact.derivation.conditions import cases
from symact.derivation.reading import expression, prose_text
from symact.derivation.strategies import by_cases, slopes
from symact.kernel.terms import Term, text, variable

CORE = [name for name, entry in catalogue().items() if entry.core]
EQUALITIES = [
    claim.id
    for name in CORE
    for claim in catalogue()[name].theorems
    if claim.expect == "PROVED" and claim.kind in ("symmetry", "relation", "derivative", "second derivative")
]
X = variable("x")


@pytest.mark.parametrize("theorem", EQUALITIES)
def test_the_catalogue_is_derived_line_by_line(theorem: str) -> None:
    found = derive(theorem.partition(".")[0], theorem)
    assert found.verdict == "PROVED", found.to_text()
    assert found.steps and "Not derived" not in found.to_text()


@pytest.mark.parametrize("name", CORE)
def test_second_derivatives_of_the_core_set(name: str) -> None:
    found = derive(name, order=2)
    assert found.verdict == "PROVED" and found.steps
    assert found.claim.args[1].args[2] == 2


@pytest.mark.parametrize(
    ("formula", "order", "closed"),
    [
        ("sigmoid", 3, "sigmoid(x)*(1 - sigmoid(x))*(1 - 6*sigmoid(x) + 6*sigmoid(x)**2)"),
        ("log(cosh(x))", 2, "1 - tanh(x)**2"), ("exp(3*x)", 4, "81*exp(3*x)"), ("x**5", 3, "60*x**2"),
        ("x*Abs(x)", 1, "Piecewise((-2*x, x <= 0), (2*x, True))"),
        ("Max(x, 0)**2", 1, "Piecewise((0, x <= 0), (2*x, True))"),
        ("x**2*Abs(x)", 3, "Piecewise((-6, x < 0), (6, x > 0))"),
        ("Max(x, 0) + Min(x, 0)", 1, "1"), ("mish", 2, None), ("hard_swish", 1, None), ("log(1 + exp(b*x))/b", 2, None),
    ],
)  # fmt: skip
def test_higher_derivatives_and_cases(formula: str, order: int, closed: str | None) -> None:
    found = derive(formula, variables={"b": "positive"} if "b" in formula else None, order=order)
    assert found.verdict == "PROVED" and found.steps, found.to_text()
    assert closed is None or text(found.claim.args[2]) == closed


def test_a_kink_is_refuted_by_the_kernel_and_said() -> None:
    found = derive("Abs(x)")
    assert prose_text(found.remark) == (
        "No derivative exists at `x == 0`: it would have to be `-1` from the left and `1` from the right."
    )
    assert check("Derivative(Abs(x), x) == 0", "x == 0").verdict == "REFUTED"
    second = derive("x*Abs(x)", order=2)
    assert "the second derivative would have to be" in prose_text(second.remark)
    assert "where these differ, none exists" in prose_text(derive("elu").remark)
    assert derive("x*Abs(x)").remark == ()


def test_cases_by_conditions() -> None:
    t = expression("Max(x, y) + Abs(x - y)", {})
    found = cases(t, X)
    assert [[text(c) for c in given] for given, _, _ in found] == [
        ["x - y >= 0", "x >= y"], ["x - y >= 0", "x < y"], ["x - y < 0", "x >= y"], ["x - y < 0", "x < y"],
    ]  # fmt: skip
    assert text(found[0][1]) == "x + x - y"
    many = expression("Abs(x - y) + Abs(x - 2*y) + Abs(x - 3*y) + Abs(x - 4*y)", {})
    with pytest.raises(NotDerived, match="more than 3 conditions"):
        cases(many, X)


def test_what_no_strategy_covers_is_not_derived() -> None:
    with pytest.raises(NotDerived, match="a condition of the definition is an equation"):
        derive("Piecewise((x, Eq(x*y, 0)), (x**2, True))")
    with pytest.raises(NotDerived, match="no breakpoint"):
        by_cases(Term("derivative", expression("x**2", {}), X, 1))
    with pytest.raises(NotDerived, match="does not change there"):
        slopes(Term("derivative", expression("Abs(x)", {}), X, 1), expression("5", {}).args[0])


@pytest.mark.parametrize(
    ("source", "written"),
    [
        ("(exp(x) - exp(-x))/(2*cosh(x))", "tanh(x)"), ("exp(x)/(1 + exp(x))", "sigmoid(x)"),
        ("1 - exp(b*x)/(1 + exp(b*x))", "sigmoid(-b*x)"), ("exp(-x)/(1 + exp(-x))**2", "sigmoid(x)*(1 - sigmoid(x))"),
        ("2/sqrt(pi)*exp(-(x/sqrt(2))**2)*(1/sqrt(2))", "2*phi(x)"), ("(1 + erf(x/sqrt(2)))/2", "Phi(x)"),
        ("x*2 + x", "3*x"), ("sin(x)", "sin(x)"), ("gamma(x)", "gamma(x)"), ("1/(x - x)", "1/(x - x)"),
    ],
)  # fmt: skip
def test_the_shortest_form(source: str, written: str) -> None:
    t = expression(source, {})
    made = shortest(t)
    assert text(made) == written and cost(made) <= cost(t)


def test_an_entry_without_a_stated_derivative() -> None:
    found = derive("soft_shrink")
    assert found.verdict == "PROVED" and "For the defaults lambd = 1/2." in prose_text(found.remark)
    assert derive("squareplus").variables["b"] == "positive"
    assert text(derive("swish").claim.args[1]) == "Derivative(swish(x, b), x)"
    found = derive("softmin")
    assert found.verdict == "PROVED" and found.steps and dict(found.variables)["j"] == "index"
