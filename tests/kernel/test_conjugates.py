"""Real and imaginary parts, conjugates and moduli; Euler's formula; poles; the error function in the plane."""

import mpmath
import pytest

from symact import check
from symact.kernel.ball import Arithmetic
from symact.kernel.conjugates import PARTS
from symact.kernel.grammar import parse_expression
from symact.kernel.plane import evaluate_complex
from symact.kernel.point import Point
from symact.kernel.terms import Term

TRUE = [
    ("exp(I*x) == cos(x) + I*sin(x)", []),
    ("(cos(x) + I*sin(x))**3 == cos(3*x) + I*sin(3*x)", []),
    ("exp(I*pi/3) == 1/2 + sqrt(3)/2*I", []),
    ("cosh(I*x) == cos(x)", []),
    ("tanh(I*x) == I*tan(x)", ["cos(x) != 0"]),
    ("tanh(z) == -I*tan(I*z)", ["cosh(z) != 0"]),
    ("sin(2*z) == 2*sin(z)*cos(z)", []),
    ("re(x + I*y) == x", []),
    ("im(x + I*y) == y", []),
    ("re(x) == x", []),
    ("im(x) == 0", []),
    ("re(exp(I*x)) == cos(x)", []),
    ("conjugate(z)*z == Abs(z)**2", []),
    ("conjugate(conjugate(z)) == z", []),
    ("conjugate(z*w) == conjugate(z)*conjugate(w)", []),
    ("conjugate(sigmoid(z)) == sigmoid(conjugate(z))", ["1 + exp(-z) != 0"]),
    ("re(z**2) == re(z)**2 - im(z)**2", []),
    ("Abs(z*w) == Abs(z)*Abs(w)", []),
    ("Abs(z/w) == Abs(z)/Abs(w)", ["w != 0"]),
    ("Abs(exp(z)) == exp(re(z))", []),
    ("Abs(exp(I*x)) == 1", []),
    ("Abs(x + I*y) == sqrt(x**2 + y**2)", []),
    ("Abs(3 + 4*I) == 5", []),
    ("Abs(z) >= 0", []),
    ("erf(conjugate(z)) == conjugate(erf(z))", []),
    ("log(-3*I) == log(3) - I*pi/2", []),
    ("sqrt(I) == (1 + I)/sqrt(2)", []),
    ("sqrt(-4*I) == sqrt(2)*(1 - I)", []),
]
FALSE = [
    ("exp(I*x) == cos(x) - I*sin(x)", []),
    ("(-1)**R(2, 3) == 1/2 + sqrt(3)/2*I", []),
    ("tanh(I*x) == I*tan(x)", []),
    ("re(z*w) == re(z)*re(w)", []),
    ("im(log(x)) == 0", []),
    ("conjugate(z) == z", []),
    ("conjugate(log(z)) == log(conjugate(z))", ["z != 0"]),  # on the cut
    ("conjugate(sqrt(z)) == sqrt(conjugate(z))", []),
    ("conjugate(exp(I*z)) == exp(I*conjugate(z))", []),
    ("conjugate(1/z)*z == conjugate(1/z)*z", []),
    ("Abs(z/w) == Abs(z)/Abs(w)", []),
    ("Abs(z + w) == Abs(z) + Abs(w)", []),
    ("Abs(z)**2 == z**2", []),
    ("Abs(x + I*y) == x + y", ["x > 0", "y > 0"]),
    ("Derivative(conjugate(z), z) == 1", []),
    ("Derivative(re(z), z) == 1", []),
    ("Derivative(Abs(z), z) == 1", ["z != 0"]),
    ("erf(I*x) == erf(x)", []),
    ("log(-I) == 3*I*pi/2", []),
    ("sqrt(-I) == (1 + I)/sqrt(2)", []),
    ("Abs(tanh(z)) < 1", ["cosh(z) != 0"]),
    ("Abs(z) > 0", []),
    ("z**2 >= 0", []),
    ("softplus(z + 2*pi*I) == softplus(z)", []),
    ("tanh(z) == 2*sigmoid(2*z) - 1", []),
]
NOT_REFUTED = ["Derivative(re(x), x) + I == 1 + I", "Derivative(Abs(x), x) + I == 1 + I"]


def verdict(claim: str, assume: list[str]) -> str:
    return check(claim, assume, {"z": "complex", "w": "complex"} if {"z", "w"} & set(claim) else {}).verdict


@pytest.mark.parametrize(("claim", "assume"), TRUE)
def test_proved(claim: str, assume: list[str]) -> None:
    assert verdict(claim, assume) == "PROVED"


@pytest.mark.parametrize(("claim", "assume"), FALSE)
def test_refuted(claim: str, assume: list[str]) -> None:
    assert verdict(claim, assume) == "REFUTED"


@pytest.mark.parametrize("claim", NOT_REFUTED)
def test_along_the_line_there_are_derivatives(claim: str) -> None:
    assert verdict(claim, ["x > 0"]) != "REFUTED"


@pytest.mark.parametrize("function", ["erf", "sin", "cos", "Abs", "re", "im", "conjugate"])
@pytest.mark.parametrize("at", ["1/2 + I/3", "-3 + 2*I", "I*5", "4 - I", "R(-1, 1000)*I"])
def test_values_hold_what_mpmath_finds(function: str, at: str) -> None:
    inner = parse_expression(at)
    made = Term("opaque", function, inner) if function in PARTS else Term(function, inner)
    found = evaluate_complex(made, Point(), Arithmetic(128))
    with mpmath.workdps(60):
        z = {"1/2 + I/3": mpmath.mpc("0.5", mpmath.mpf(1) / 3), "-3 + 2*I": mpmath.mpc(-3, 2),
             "I*5": mpmath.mpc(0, 5), "4 - I": mpmath.mpc(4, -1),
             "R(-1, 1000)*I": mpmath.mpc(0, -mpmath.mpf(1) / 1000)}[at]  # fmt: skip
        named = {"Abs": abs, "conjugate": mpmath.conj}
        true = mpmath.mpc(named.get(function, getattr(mpmath, function, None))(z))
        for side, part in ((found.re, true.real), (found.im, true.imag)):
            low, high = (mpmath.mpf(e.numerator) / e.denominator for e in (side.lower, side.upper))
            assert low - mpmath.mpf(10) ** -55 <= part <= high + mpmath.mpf(10) ** -55
            assert high - low < mpmath.mpf(10) ** -15


Z = {"z": "complex", "w": "complex"}


@pytest.mark.parametrize(
    ("claim", "under"),
    [
        ("Derivative(Abs(z)**2, z) == conjugate(z)", []),
        ("Derivative(z*conjugate(z), z) == conjugate(z)", []),
        ("Derivative(exp(conjugate(z)), z) == exp(conjugate(z))", []),
        ("Derivative(re(z)**2 + im(z)**2, z) == 2*z", []),
        ("Derivative(Abs(z - w), z) == (z - w)/Abs(z - w)", ["Ne(z, w)"]),
    ],
)
def test_what_depends_on_the_conjugate_has_no_complex_derivative(claim: str, under: list[str]) -> None:
    verdict = check(claim, under, Z)
    assert verdict.verdict == "REFUTED", verdict.reason
    assert verdict.counterexample is not None and "no complex derivative" in verdict.counterexample.to_text()


@pytest.mark.parametrize(
    ("claim", "under"),
    [
        ("Derivative(Abs(z)**2, z) == 0", ["z == 0"]),  # true
        ("Derivative(z**2*conjugate(z), z) == 0", ["z == 0"]),  # true
        ("Derivative(re(z) + I*im(z), z) == 1", []),  # true
        ("Derivative(conjugate(conjugate(z)), z) == 1", []),  # true
        ("Derivative(Abs(z)**2/conjugate(z), z) == 1", ["Ne(z, 0)"]),  # true
        ("Derivative(z*conjugate(w), z) == conjugate(w)", []),  # true
    ],
)
def test_where_the_conjugate_cancels_no_derivative_is_denied(claim: str, under: list[str]) -> None:
    assert check(claim, under, Z, timeout=3).verdict != "REFUTED"
