"""Claims near the edge of what is true: sines, arctangents, LambertW, polylogarithms, floor, and the complex plane."""

from __future__ import annotations

import pytest

from symact.derivation.ask import check
from symact.kernel.claim import read_claim
from symact.kernel.errors import CertificateError, ClaimError
from symact.kernel.refutation import refute
from symact.kernel.vocabulary import Vocabulary, scalar

TRUE = [
    # a bound variable is no coordinate of the point
    ("Limit(1/x, x, 1) + I*x == 1 + I*x", []),
    ("Limit(1/(x - 2), x, 1) + I*x == -1 + I*x", []),
    ("Subs(1/x, x, 1) + I*x == 1 + I*x", []),
    ("Integral(1/(x - 3), (x, 1, 2)) + I*x == -log(2) + I*x", []),
    # at the edge of the conditions that they need
    ("atan(x) + atan(y) == atan((x+y)/(1-x*y))", ["x*y < 1"]),
    ("atan(x) + atan(y) > 0", ["x + y > 0"]),
    ("atan(x) + atan(y) < pi/2", ["x*y < 1", "x > 0", "y > 0"]),
    ("2*atan(x) + atan(y) == pi/2", ["x == 1/3", "y == 4/3"]),
    ("atan(x) + atan(y) <= pi/2", ["x*y <= 1", "x > 0"]),
    ("atan(tan(x)) == x - pi", ["x > pi/2", "x < 3*pi/2"]),
    ("atan(tan(x)) == x", ["x > -pi/2", "x < pi/2"]),
    ("atan(tan(2*x)) == 2*x", ["x > -pi/4", "x < pi/4"]),
    ("LambertW(log(x)/x) == log(x)", ["x == 1"]),
    ("LambertW(-x*exp(-x)) == -x", ["x <= 1"]),
    ("LambertW((x-1)*exp(x-1)) == x-1", ["x >= 0"]),
    ("LambertW(x*log(x)) == log(x)", ["x > 1"]),
    ("LambertW((x-1)*exp(x-1)) >= x-1", []),
    ("floor(floor(x)) == floor(x)", []),
    ("floor(floor(x)*floor(y)) == floor(x)*floor(y)", []),
    ("floor(floor(x)**2) == floor(x)**2", []),
    ("polylog(2, x) + polylog(2, 1-x) == pi**2/6 - log(x)*log(1-x)", ["x > 0", "x < 1"]),
    ("polylog(2, x) + polylog(2, 1/x) == -pi**2/6 - log(-x)**2/2", ["x < 0"]),
    ("polylog(2, x) + polylog(2, 1/x) == pi**2/3", ["x == 1"]),
    ("Derivative(floor(x), x) == 0", ["x > 0", "x < 1"]),
    ("Derivative(floor(x), x) == 0", ["x == 1/2"]),
    ("Derivative(floor(x**2), x) == 0", ["x > -1", "x < 1"]),
    ("Derivative(floor(x), x) == 0", ["floor(x) != x"]),
    ("Subs(Derivative(floor(x), x), x, 1/2) == 0", []),
    ("LambertW((x-1)*exp(x-1))*exp(LambertW((x-1)*exp(x-1))) == (x-1)*exp(x-1)", []),
    ("Limit(Piecewise((1, x > atan(-(sqrt(3 + 2*sqrt(2)) - sqrt(2)))), (1/(x - x), True)), x, 0) == 1", []),
    ("LambertW((sqrt(3 + 2*sqrt(2)) - sqrt(2) - 1)) == 0", []),
    ("Derivative(LambertW(x*(sqrt(3 + 2*sqrt(2)) - sqrt(2))), x) == 1", ["x == 0"]),
    ("Limit(x*LambertW(-(sqrt(3 + 2*sqrt(2)) - sqrt(2))/E)/x, x, 0) == -1", []),
    ("atan((sqrt(3 + 2*sqrt(2)) - sqrt(2))) == pi/4", []),
    ("atan(1) + atan(2) + atan(3) == pi", []),
    ("floor(atan(2)+atan(3)-3*pi/4) == 0", []),
    ("tan(2*x) == 2*tan(x)/(1-tan(x)**2)", ["cos(2*x) != 0", "cos(x) != 0"]),
    ("tan(2*atan(x)) == 2*x/(1-x**2)", ["x > -1", "x < 1"]),
]  # fmt: skip
FALSE = [
    ("atan(x) + atan(y) == atan((x+y)/(1-x*y)) + pi", ["x*y > 1"]),
    ("atan(x) + atan(y) == atan((x+y)/(1-x*y))", ["x*y > 1"]),
    ("atan(x) + atan(y) < pi/2", ["x*y <= 1", "x > 0"]),
    ("LambertW((x-1)*exp(x-1)) == x-1", ["x > -1"]),
    ("LambertW(2*x**2*log(x)) == 2*log(x)", ["x > 0"]),
    ("LambertW(a*b*exp(a*b)) == a*b", []),
    ("LambertW(-x*exp(-x)) == -x", ["x > 1"]),
    ("LambertW(x) >= log(x) - log(log(x))", ["x > 1"]),
    ("Derivative(floor(floor(x)/2), x) == 0", ["x == 2"]),
    ("Derivative(floor(floor(x)), x) == 0", ["x == 1"]),
    ("polylog(2, x) + polylog(2, -x) == polylog(2, x**2)", ["x < 1", "x > -1"]),
    ("polylog(2, x) + polylog(2, 1/x) == pi**2/3", ["x > 0", "x <= 1"]),
    ("polylog(2, x) + polylog(2, 1/x) == -pi**2/6", ["x < 0"]),
    ("polylog(2, x) + polylog(2, 1-x) == pi**2/6 - log(x)*log(1-x)", ["x >= 0", "x < 1"]),
    ("polylog(2, x) + polylog(2, 1/x) == -pi**2/6 - log(-x)**2/2", ["x <= 0"]),
    ("Derivative(floor(x)+floor(-x), x) == 0", ["x == 1"]),
    ("Derivative(Derivative(floor(x)*x**2, x), x) == 0", ["x == 0"]),
    ("Derivative(floor(x), x) == 0", ["x == 1"]),
    ("Derivative(floor(x), x) == 0", ["x >= 0", "x < 1"]),
    ("cos(pi*(sqrt(3 + 2*sqrt(2)) - sqrt(2))) == 1", []),
    ("2*atan(x) == atan(2*x/(1-x**2))", ["x > 0", "x != 1"]),
    ("4*atan(5) - atan(239) == pi/4", []),
    ("atan(1) + atan(2) + atan(3) == 0", []),
    ("atan(1) + atan(2) + atan(3) == 2*pi", []),
]  # fmt: skip


@pytest.mark.parametrize(("claim", "under"), TRUE)
def test_what_is_true_is_not_refuted(claim: str, under: list[str]) -> None:
    assert check(claim, assume=under, timeout=2).verdict != "REFUTED"


@pytest.mark.parametrize(("claim", "under"), FALSE)
def test_what_is_false_is_not_proved(claim: str, under: list[str]) -> None:
    assert check(claim, assume=under, timeout=2).verdict != "PROVED"


@pytest.mark.parametrize("name", ["exp", "floor", "gamma", "re", "sqrt", "R", "Sum", "pi", "E", "n", "oo"])
def test_what_the_kernel_reads_itself_is_not_defined_again(name: str) -> None:
    """The definition would be passed over in silence."""
    with pytest.raises(ClaimError, match="defined twice"):
        Vocabulary([scalar(name, "x", "x + 1")])


@pytest.mark.parametrize("integrand", ["Derivative(Abs(t) + y, y)", "Derivative(Abs(t + y - y), t)*0 + 1"])
def test_a_hole_is_not_captured_by_a_derivative(integrand: str) -> None:
    claim = read_claim(f"Integral({integrand}, (t, -1, 1)) == 2 + 0*y", Vocabulary())
    hole = [f"Integral({integrand}, (t, -1, 1))", "y"]
    with pytest.raises(CertificateError, match="hole"):
        refute(claim, {"point": {"y": "0"}, "hole": hole})
