"""Limits: values, infinities, both sides, parameters; and what must be refused."""

import pytest

from symact.derivation.ask import check

HOLD = [
    # at infinity
    "Limit(sigmoid(x), x, oo) == 1", "Limit(sigmoid(x), x, -oo) == 0", "Limit(softplus(x) - x, x, oo) == 0",
    "Limit(softplus(x)/x, x, oo) == 1", "Limit(mish(x) - x, x, oo) == 0", "Limit(gelu(x), x, -oo) == 0",
    "Limit(gelu(x)*exp(x**2/2), x, -oo) == -1/sqrt(2*pi)", "Limit(x*(1 - erf(x))*exp(x**2), x, oo) == 1/sqrt(pi)",
    "Limit(exp(2*x)*(1 - tanh(x)), x, oo) == 2", "Limit((softplus(x) - x)*exp(x), x, oo) == 1",
    "Limit(Derivative(gelu(x), x), x, oo) == 1", "Limit(Derivative(softsign(x), x), x, -oo) == 0",
    "Limit(sqrt(x**2 + x) - x, x, oo) == 1/2", "Limit(x*(pi/2 - atan(x)), x, oo) == 1",
    "Limit((1 + y/x)**x, x, oo) == exp(y)", "Limit(log(x)/x**R(1, 10), x, oo) == 0",
    "Limit(exp(log(x)**2)/exp(x), x, oo) == 0", "Limit(exp(-exp(-x)), x, -oo) == 0", "Limit(sin(x)/x, x, oo) == 0",
    "Limit(exp(x)/x**100, x, oo) == oo", "oo == Limit(x**2, x, -oo)", "Limit(x**3, x, -oo) == -oo",
    "Limit(sigmoid(x), x, oo) != oo", "Limit(tanh(x), x, oo) <= 1", "1 + Limit(sigmoid(x), x, oo) == 2",
    # at a point
    "Limit(sin(x)/x, x, 0) == 1", "Limit((tanh(x) - x)/x**3, x, 0) == R(-1, 3)", "Limit(1/x**2, x, 0) == oo",
    "Limit(x*log(x), x, 0, '+') == 0", "Limit(x**x, x, 0, '+') == 1", "Limit(log(x), x, 0, '+') == -oo",
    "Limit(Heaviside(x), x, 0, '-') == 0", "Limit(Derivative(relu(x), x), x, 0, '+') == 1",
    "Limit(Derivative(elu(x, a), x), x, 0, '-') == a", "Limit(relu(x), x, x) == relu(x)",
    # special functions
    "Limit((LambertW(x) - x)/x**2, x, 0) == -1", "Limit(LambertW(2*x)/sin(x), x, 0) == 2",
    "Limit((polylog(3, x) - x)/x**2, x, 0) == 1/8", "Limit(polylog(-2, x)/x, x, 0) == 1",
    "Limit(polylog(2, -exp(x)) + x**2/2, x, oo) == -pi**2/6", "Limit(polylog(2, x), x, 1, '-') == pi**2/6",
    "Limit((polylog(2, x) - pi**2/6)/((1 - x)*log(1 - x)), x, 1, '-') == 1",
    # parameters
    "Limit(sigmoid(y*x), x, oo) == Heaviside(y)", "Limit((exp(c*x) - 1)/x, x, 0) == c",
    "Limit(softmax(1, x, y), x, oo) == 1", "Limit(logsumexp(x, y) - x, x, oo) == 0",
]  # fmt: skip

FAIL = {
    "Limit(polylog(2, x), x, 1) == pi**2/6": "a polylogarithm beyond 1",
    "Limit(polylog(2, x), x, oo) == 0": "a polylogarithm beyond 1",
    "Limit((LambertW(x) - x)/x**2, x, 0) == 1": "[-2, -2]",
    "Limit(sigmoid(x), x, oo) == 0": "[1, 1]",
    "Limit(tanh(x), x, oo) < 1": "[0, 0]",
    "Limit((1 + 1/x)**x, x, oo) == 3": "[-0.28",
    "Limit(sigmoid(y*x), x, oo) == 1": "y = ",
    "Limit(Abs(x)/x, x, 0) == 1": "1 from the right and -1 from the left",
    "Limit(Heaviside(x), x, 0) == R(1, 2)": "1 from the right and 0 from the left",
    "Limit(Derivative(Abs(x), x), x, 0) == 0": "from the left",
    "Limit(1/x, x, 0) == oo": "oo from the right and -oo from the left",
    "Limit(sigmoid(x), x, oo) == oo": "is 1, not oo",
    "Limit(x, x, oo) == -oo": "is oo, not -oo",
    "Limit(x**2, x, oo) == 3": "is oo, not a number",
    "Limit(log(x), x, 0) == 1": "not defined beside the point",
    "Limit(1/(x - x), x, 0) == 1": "not defined beside the point",
    "Limit(x/y, x, 1) == 1/y": "y = 0",
    "exp(x) == oo": "not oo",
}

# True, false or without a value, but not decided: nothing may be concluded from a rule that does not apply.
OPEN = [
    "Limit(LambertW(x), x, -oo) == 0", "Limit(LambertW(x), x, oo) == 0", "Limit(polylog(3, -x), x, oo) == 0",
    "Limit(sin(x) + sin(sqrt(2)*x), x, oo) == 0", "Limit(sin(exp(sin(x))), x, oo) == 0",
    "Limit((-2)**(4*(atan(1/2) + atan(1/3))/pi + 0*x), x, 0) == -2", "Limit(Derivative(x*y, y), x, 0) == 0", "oo == oo",
    "Limit(sigmoid(x), x, oo) < oo", "Limit(sin(x)*x/x, x, oo, '+') == 0",
]  # fmt: skip


@pytest.mark.parametrize("claim", HOLD)
def test_a_limit_is_proved(claim: str) -> None:
    verdict = check(claim)
    assert verdict.verdict == "PROVED", verdict.reason


@pytest.mark.parametrize("claim", FAIL)
def test_a_false_limit_is_refuted(claim: str) -> None:
    verdict = check(claim)
    assert verdict.verdict == "REFUTED", verdict.reason
    assert verdict.counterexample is not None
    assert FAIL[claim] in verdict.counterexample.to_text()


@pytest.mark.parametrize("claim", OPEN)
def test_what_no_expansion_shows_is_undecided(claim: str) -> None:
    assert check(claim).verdict == "UNKNOWN"


def test_a_parameter_decides_which_term_dominates() -> None:
    assert check("Limit(exp(a*x) + exp(b*x), x, oo)**0 == 1", assume=["a < 0", "b < 0"]).verdict == "PROVED"
    claim = "Limit(log(exp(a*x) + exp(b*x))/x, x, oo) == Max(a, b)"
    assert check(claim).verdict == "PROVED"
    assert check(claim.replace("Max", "Min")).verdict == "REFUTED"


def test_the_variable_of_a_limit_is_bound() -> None:
    assert check("Limit(sigmoid(x), x, oo) == 1", assume=["x < 0"]).verdict == "PROVED"
    assert check("Limit(1/x, x, oo) == 1/x").verdict == "REFUTED"
    assert check("Limit(x, x, x + 1) == x + 1").verdict == "PROVED"


def test_equal_monomials_in_two_spellings_cancel() -> None:
    assert check("Limit(exp(a*x) - exp(b*x), x, oo) == 0", assume=["a == b"]).verdict == "PROVED"
    assert check("Limit(x**(a - b)*exp((a - b)*x), x, oo) == 1", assume=["a == b"]).verdict == "PROVED"
