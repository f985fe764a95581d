"""Integrals by an antiderivative: values, improper ones, jumps, parameters, and proofs that must be refused."""

from typing import Any

import pytest

from symact.derivation.ask import check
from symact.kernel.certificate import digest, replay
from symact.kernel.errors import CertificateError, Stuck

HOLD = [
    ("Integral(exp(-x**2), (x, 0, y)) == sqrt(pi)/2*erf(y)", ""),
    ("Integral(sigmoid(x), (x, 0, y)) == softplus(y) - log(2)", ""),
    ("Integral(x, (x, 0, x)) == x**2/2", ""),
    ("Integral(x, (x, 1, 0)) == -1/2", ""),
    ("Integral(1/x, (x, 1, y)) == log(y)", "y > 0"),
    ("Integral(relu(x), (x, 0, y)) == relu(y)**2/2", ""),
    ("Integral(phi(x), (x, -oo, y)) == Phi(y)", ""),
    ("Integral(x**2*phi(x), (x, -oo, oo)) == 1", ""),
    ("Integral(relu(x)**2*phi(x), (x, -oo, oo)) == 1/2", ""),
    ("Integral(exp(-b*x), (x, 0, oo)) == 1/b", "b > 0"),
    ("Integral(log(x), (x, 0, 1)) == -1", ""),
    ("Integral(exp(-b*x**2), (x, -oo, oo)) == sqrt(pi/b)", "b > 0"),
    ("Integral(x*exp(-(x - y)**2/(2*b**2)), (x, -oo, oo)) == y*b*sqrt(2*pi)", "b > 0"),
    ("Integral(exp(b*x)*phi(x), (x, -oo, oo)) == exp(b**2/2)", ""),
    ("Integral(gelu(x)*phi(x), (x, -oo, oo)) == 1/(2*sqrt(pi))", ""),
    ("Integral(1/(b**2 + x**2), (x, -oo, oo)) == pi/b", "b > 0"),
    ("Integral(exp(-x)*sin(x)*cos(x), (x, 0, oo)) == 1/5", ""),
    ("Integral(softplus(x), (x, -oo, 0)) == pi**2/12", ""),
    ("Integral(-log(1 - exp(-x)), (x, 0, oo)) == pi**2/6", ""),
    ("Integral(1/sqrt(x), (x, 0, 1)) == 2", ""),
    ("Integral(1/(1 + x**2), (x, -oo, oo)) == pi", ""),
    ("Integral(softsign(x), (x, 0, 1)) == 1 - log(2)", ""),
    ("Integral(sign(x), (x, -1, 2)) == 1", ""),
    ("Integral(sigmoid(x) - Heaviside(x), (x, -1, 1)) == 0", ""),
    ("Derivative(Integral(exp(-w**2), (w, 0, x**2)), x) == 2*x*exp(-x**4)", ""),
    ("Integral(Integral(x*y, (x, 0, 1)), (y, 0, 1)) == 1/4", ""),
    ("Limit(Integral(exp(-w), (w, 0, x)), x, oo) == 1", ""),
    ("1 + Integral(x, (x, 0, 2)) > 2", ""),
]

FAIL = {
    "Integral(x, (x, 0, 1)) == 1/3": "[0.1666",
    "Integral(1/x, (x, -1, 1)) == 0": "has no value at x = 0",
    "Integral(x/x, (x, -1, 1)) == 2": "has no value at x = 0",
    "Integral(1/x, (x, 1, oo)) == 1": "is oo, not a number",
    "Integral(exp(x), (x, log(y), 0)) == 1 - y": "y = 0",
    "Integral(x - x, (x, log(y), 0)) == 0": "y = 0",
    "Integral(x, (x, 0, y)) == y**2": "y = ",
    "Integral(1/(b**2 + x**2), (x, -oo, oo)) == pi/b": "b = 0",
    "Integral(softplus(x), (x, -oo, 0)) == pi**2/6": "[-0.8224",
}


@pytest.mark.parametrize(("claim", "under"), HOLD)
def test_an_integral_is_proved_and_its_certificate_replays(claim: str, under: str) -> None:
    verdict = check(claim, assume=[under] if under else [])
    assert verdict.verdict == "PROVED", verdict.reason
    assert verdict.certificate is not None
    replay(verdict.certificate)


@pytest.mark.parametrize("claim", FAIL)
def test_a_false_integral_is_refuted(claim: str) -> None:
    verdict = check(claim)
    assert verdict.verdict == "REFUTED", verdict.reason
    assert verdict.counterexample is not None and FAIL[claim] in verdict.counterexample.to_text()


@pytest.mark.parametrize(
    "claim",
    [
        "Integral(exp(x**2), (x, 0, 1)) == 1",
        "Integral(1/x, (x, 1, y)) == log(y)",
        "Integral(I*x, (x, 0, 1)) == 0",
        "Integral(exp(-b*x**2), (x, -oo, oo)) == sqrt(pi/b)",
    ],
)
def test_without_an_antiderivative_nothing_is_decided(claim: str) -> None:
    assert check(claim).verdict == "UNKNOWN"


def forged(claim: str, **changes: Any) -> dict[str, Any]:
    """The certificate of a true claim with its first antiderivative changed and the digest made right again."""
    certificate = check(claim).certificate
    assert certificate is not None
    evidence = certificate["evidence"]
    entry = {**evidence["integrals"][0], **changes}
    made = {**certificate, "evidence": {**evidence, "integrals": [entry, *evidence["integrals"][1:]]}}
    return {**made, "digest": digest(made)}


CHANGES = [
    {"antiderivative": "x**2"},
    {"antiderivative": "x**2/2 + y"},
    {"antiderivative": "Integral(x, (x, 0, x))"},
    {"antiderivative": "Piecewise((x**2/2, x < R(1, 2)), (x**2/2 + 1, True))"},
    {"antiderivative": "Piecewise((x**2/2, x < R(1, 2)), (x**2/2 + 1, True))", "except": ["R(1, 2)"]},
    {"ends": ["reached"]},
    {"ends": ["reached", "nowhere"]},
    {"integral": "Integral(x, (x, 0, 2))"},
    {"proofs": []},
    {"except": ["x"]},
]


@pytest.mark.parametrize("changes", CHANGES, ids=str)
def test_a_changed_antiderivative_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises((CertificateError, Stuck)):
        replay(forged("Integral(x, (x, 0, 1)) == 1/2", **changes))


def test_a_jump_of_the_antiderivative_is_not_an_exception() -> None:
    """F may lack a derivative at an exception, but has to be continuous there."""
    claim = "Integral(sign(x), (x, -1, 1)) == 0"
    true = check(claim).certificate
    assert true is not None and true["evidence"]["integrals"][0]["except"] == ["0"]
    jumping = "Piecewise((-x, x < 0), (x + 1, True))"
    with pytest.raises((CertificateError, Stuck)):
        replay(forged(claim, antiderivative=jumping))
