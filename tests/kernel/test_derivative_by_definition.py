"""Derivatives where no rule applies: by the limit of the difference quotient, from both sides."""

import pytest

from symact.derivation.ask import check

FILLED = "Piecewise(({}, Ne(x, 0)), ({}, True))"

HOLD = [
    "Derivative(sqrt(x**4), x) == 2*x",
    "Derivative((x**2)**R(3, 2), x) == 3*x*Abs(x)",
    "Derivative(sqrt(Abs(x))*x, x) == R(3, 2)*sqrt(Abs(x))",
    "Derivative(Abs(x)**R(5, 2), x, x) == R(15, 4)*sqrt(Abs(x))",
    f"Derivative({FILLED.format('sin(x)/x', 1)}, x) == {FILLED.format('cos(x)/x - sin(x)/x**2', 0)}",
    f"Derivative({FILLED.format('(exp(x) - 1)/x', 1)}, x) == {FILLED.format('exp(x)/x - (exp(x) - 1)/x**2', '1/2')}",
    f"Derivative({FILLED.format('x**2*sin(1/x)', 0)}, x) == {FILLED.format('2*x*sin(1/x) - cos(1/x)', 0)}",
    "Derivative(Piecewise((exp(-1/x), x > 0), (0, True)), x) == Piecewise((exp(-1/x)/x**2, x > 0), (0, True))",
    "Derivative(Piecewise((x**2*log(x), x > 0), (0, True)), x) == Piecewise((2*x*log(x) + x, x > 0), (0, True))",
]

# claim: what is said of the counterexample
FAIL = {
    "Derivative(sqrt(x**2), x) == sign(x)": "1 from the right and -1 from the left",
    "Derivative(sqrt((x - y)**2), x) == sign(x - y)": "1 from the right and -1 from the left",
    "Derivative(sqrt(x**4), x) == 2*x + 1": "[-1",
    "Derivative(Piecewise((x*log(x), x > 0), (0, True)), x) == Piecewise((1 + log(x), x > 0), (0, True))": "-oo from",
    "Derivative(sign(x)*Abs(x)**R(1, 3), x) == Abs(x)**R(-2, 3)/3": "x = 0",
    f"Derivative({FILLED.format('sin(x)/x', 0)}, x) == {FILLED.format('cos(x)/x - sin(x)/x**2', 0)}": "x = 0",
}


@pytest.mark.parametrize("claim", HOLD)
def test_the_difference_quotient_converges(claim: str) -> None:
    verdict = check(claim)
    assert verdict.verdict == "PROVED", verdict.reason


@pytest.mark.parametrize("claim", FAIL)
def test_the_difference_quotient_does_not_converge(claim: str) -> None:
    verdict = check(claim)
    assert verdict.verdict == "REFUTED", verdict.reason
    assert verdict.counterexample is not None and FAIL[claim] in verdict.counterexample.to_text()


def test_an_oscillating_quotient_is_undecided() -> None:
    claim = f"Derivative({FILLED.format('x*sin(1/x)', 0)}, x) == {FILLED.format('sin(1/x) - cos(1/x)/x', 0)}"
    assert check(claim).verdict == "UNKNOWN"


def test_what_the_rules_left_owing_does_not_vouch_for_other_terms() -> None:
    """The operand of a derivative is looked at twice: what the first look owed must be owed again."""
    claim = "Derivative(sqrt(x**4), x) + sqrt(x - 1) - sqrt(x - 1) == 2*x"
    assert check(claim).verdict == "REFUTED"
    assert check(claim, assume=["x >= 1"]).verdict == "PROVED"
