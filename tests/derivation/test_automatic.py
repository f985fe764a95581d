"""Derivations that are found: every line of them is a theorem, and the last one is the stated closed form."""

import pytest

from symact.activations import catalogue
from symact.derivation import ScriptError, check, derive
from symact.derivation.automatic import NotDerived
from symact.derivation.reading import condition, expression
from symact.derivation.regions import branch, breakpoints, neighbours, regions
from symact.derivation.rules import differentiation_step
from symact.derivation.simple import has_derivative
from symact.derivation.tidy import delta_step, product, quotient, total
from symact.kernel.errors import ClaimError
from symact.kernel.terms import Term, text, variable

CORE = [name for name, entry in catalogue().items() if entry.core]
X = variable("x")


@pytest.mark.parametrize("name", CORE)
def test_the_derivative_of_the_core_set(name: str) -> None:
    entry = catalogue()[name]
    found = derive(name)
    assert found.verdict == "PROVED", found.to_text()
    assert found.steps and "Not derived" not in found.to_text()
    assert text(found.claim.args[2]) == text(expression(entry.derivative, entry.domains))
    for part in found.parts:
        ends = {chain.side: chain.last for chain in part.chains}
        assert ends["left"] is ends.get("right", found.claim.args[2])


@pytest.mark.parametrize(
    ("formula", "last"),
    [
        ("x*tanh(exp(x))", "tanh(exp(x)) + x*(1 - tanh(exp(x))**2)*exp(x)"),
        ("log(cosh(x))", "tanh(x)"),
        ("x/sqrt(1 + x**2)", "1/(1 + x**2)**R(3, 2)"),
        ("exp(-exp(-x))", "exp(-exp(-x))*exp(-x)"),
        ("sqrt(1 + x**2)", "x/sqrt(1 + x**2)"),
        ("sin(3*x)", "3*cos(3*x)"),
        ("cos(x)/x", "-(cos(x) + x*sin(x))/x**2"),
        ("atan(x) + erf(x)", "1/(1 + x**2) + 2*exp(-x**2)/sqrt(pi)"),
        ("2**x", "2**x*log(2)"),
    ],
)
def test_the_derivative_of_a_formula(formula: str, last: str) -> None:
    found = derive(formula, assume="x != 0" if "/x" in formula else ())
    assert found.verdict == "PROVED", found.to_text()
    assert text(found.steps[-1].after) == last


def test_a_formula_with_a_parameter() -> None:
    found = derive("log(1 + exp(b*x))/b", variables={"b": "positive"})
    assert found.verdict == "PROVED"
    assert text(found.steps[-1].after) == "sigmoid(b*x)"


def test_a_sympy_expression() -> None:
    import sympy

    x = sympy.Symbol("x", real=True)
    assert derive(sympy.exp(x) * x).verdict == "PROVED"


def test_a_claim_that_is_undefined_somewhere_is_not_proved() -> None:
    found = derive("Derivative(x**x, x) == x**x*(log(x) + 1)")
    assert found.verdict == "REFUTED" and not found.as_expected
    assert derive("x**x", assume="x > 0").verdict == "PROVED"


def test_what_is_not_derived_is_called_so() -> None:
    with pytest.raises(NotDerived, match="needs a rule for gamma"):
        derive("gamma(x)")
    with pytest.raises(ClaimError, match="which variable"):
        derive("a*b")
    with pytest.raises(ClaimError, match="which variable"):
        derive("5")
    with pytest.raises(ClaimError, match="unknown function 'sigmod'"):
        derive("sigmod(x)")
    with pytest.raises(ScriptError, match="a formula states no theorem 'symmetry'"):
        derive("exp(x)", "symmetry")
    with pytest.raises(ScriptError, match="an order of at least 1"):
        derive("sigmoid", order=0)
    with pytest.raises(ScriptError, match="sigmoid states no theorem 'nonsense'"):
        derive("sigmoid", "nonsense")


def test_a_stated_theorem_has_the_lines_of_its_script() -> None:
    found = derive("sigmoid", "complement")
    assert (found.name, found.verdict, len(found.steps)) == ("sigmoid_symmetry", "PROVED", 5)


@pytest.mark.parametrize("claim", ["sin(x)**2 + cos(x)**2 == 1", "sqrt(x**2) == Abs(x)"])
def test_a_theorem_without_lines_is_checked_as_a_whole(claim: str) -> None:
    found = derive(claim)
    assert (found.verdict, found.steps) == ("PROVED", ())
    assert "Not derived line by line: the two sides were not brought to a common form." in found.to_text()


@pytest.mark.parametrize(
    ("line", "after", "names"),
    [
        ("Derivative(x**3 + exp(x), x)", "3*x**2 + exp(x)", "power rule, derivative of the exponential"),
        ("Derivative(x*exp(x), x)", "exp(x) + x*Derivative(exp(x), x)", "product rule"),
        ("Derivative(1/(1 + exp(x)), x)", "-Derivative(1 + exp(x), x)/(1 + exp(x))**2", "quotient rule"),
        ("Derivative(3*(x*exp(x)), x)", "3*(exp(x) + x*Derivative(exp(x), x))", "product rule"),
        ("Derivative(exp(x**2), x)", "exp(x**2)*Derivative(x**2, x)", "chain rule, derivative of the exponential"),
        ("1 - Derivative(log(x), x)", "1 - 1/x", "derivative of the logarithm"),
        ("Derivative(sigmoid(2*x), x)", "2*sigmoid(2*x)*(1 - sigmoid(2*x))", "chain rule, derivative of `sigmoid`"),
    ],
)
def test_one_rule_a_line(line: str, after: str, names: str) -> None:
    before = expression(line, {})
    made, said = differentiation_step(before)
    assert (text(made), said) == (after, names)
    assert check(f"{text(before)} == {text(made)}", "x > 0").verdict == "PROVED"


def test_rules_refuse() -> None:
    with pytest.raises(NotDerived, match="higher order"):
        differentiation_step(expression("Derivative(exp(x), (x, 2))", {}))
    with pytest.raises(NotDerived, match="a rule for limit"):
        differentiation_step(expression("Derivative(Limit(x*y, y, 1), x)", {}))
    assert not has_derivative(expression("exp(x)", {}))


def test_deltas_are_used_up() -> None:
    domains = {"z": "vector", "i": "index", "j": "index"}
    line = expression("Sum(KroneckerDelta(j, k)*z[k]*z[i], (k, 1, n)) + KroneckerDelta(i, j)", domains)
    assert text(delta_step(line)) == "z[j]*z[i] + KroneckerDelta(i, j)"


def test_terms_are_put_together_as_people_write_them() -> None:
    two, x, y = expression("2", {}), X, variable("y")
    assert text(product(two, expression("-x", {}), two)) == "-4*x"
    assert text(product(expression("R(1, 2)", {}), x)) == "x/2"
    assert text(product(expression("x*0", {}), y)) == "0"
    assert text(total(expression("0", {}), x, expression("y - 1", {}))) == "x + y - 1"
    assert text(quotient(expression("2*x", {}), expression("-4*y", {}))) == "-x/(2*y)"
    assert text(quotient(expression("x/y", {}), expression("1 + x", {}))) == "x/((1 + x)*y)"
    assert text(quotient(x, expression("0*y", {}))) == "x/(0*y)"


def test_regions_cover_the_line() -> None:
    t = expression("Piecewise((0, x <= -3), (1, x >= 3), (x/6 + R(1, 2), True))", {})
    points = breakpoints(t, X)
    assert [str(p) for p in points] == ["-3", "3"]
    assert [text(c) for c, _ in regions(points, X)] == [
        "x < R(-3, 1)", "x == R(-3, 1)", "And(x > R(-3, 1), x < 3)", "x == 3", "x > 3",
    ]  # fmt: skip
    assert [text(branch(t, X, p)) for _, p in regions(points, X)] == ["0", "0", "x/6 + R(1, 2)", "1", "1"]
    assert [float(p) for p in neighbours(points, points[1])] == [0.0, 4.0]


def test_breakpoints_refuse_what_is_not_linear() -> None:
    for source in ("Abs(x**2 - 1)", "Max(x, y)"):
        with pytest.raises(NotDerived, match="not a comparison of linear terms"):
            breakpoints(expression(source, {}), X)
    with pytest.raises(NotDerived, match="no branch"):
        branch(Term("piecewise", condition("x > 5", {}), X), X, breakpoints(expression("Abs(x)", {}), X)[0])


def test_second_derivatives_begin_with_the_first() -> None:
    for name in ("sigmoid", "tanh", "silu", "gelu", "softplus", "log_sigmoid", "softmax", "log_softmax", "logsumexp"):
        found = derive(name, "second_derivative")
        entry = catalogue()[name]
        assert found.steps and not found.remark, name
        first = text(expression(entry.derivative, entry.domains))
        assert text(found.steps[0].after) == f"Derivative({first}, {entry.differential})"
