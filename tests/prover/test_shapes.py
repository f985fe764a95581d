"""Steps that the shape of a term suggests, and what the kernel refuses of them."""

from __future__ import annotations

from typing import Any

import pytest

from symact.derivation.ask import check, read
from symact.kernel.case import Case, cases
from symact.kernel.certificate import replay
from symact.kernel.errors import CertificateError, Stuck
from symact.kernel.linear import Signs
from symact.kernel.monotone import sign_by_steps
from symact.kernel.terms import Term
from symact.prover.anchors import reached

HOLD: list[tuple[str, list[str], dict[str, str]]] = [
    ("a*x**2 + b*x + c >= 0", ["b**2 <= 4*a*c"], {"a": "positive"}),
    ("a*x**2 + b*x + c > 0", ["b**2 < 4*a*c"], {"a": "positive"}),
    ("tanh(x)**2 <= 1 - exp(-x**2)", [], {}),
    ("T*logsumexp(x/T, y/T) >= Max(x, y)", [], {"T": "positive"}),
    ("bce_logits(x, t) >= 0", ["t >= 0", "t <= 1"], {}),
    ("log(cosh(x)) >= x**2/2 - x**4/12", [], {}),
]
FAIL: list[tuple[str, list[str], dict[str, str]]] = [
    ("a*x**2 + b*x + c >= 0", ["b**2 <= 5*a*c"], {"a": "positive"}),
    ("a*x**2 + b*x + c > 0", ["b**2 <= 4*a*c"], {"a": "positive"}),
    ("tanh(x)**2 <= 1 - exp(-x**2/2)", [], {}),
    ("T*logsumexp(x/T, y/T) >= Max(x, y)", [], {"T": "negative"}),
    ("bce_logits(x, t) >= 0", ["t >= 0", "t <= 2"], {}),
]


@pytest.mark.parametrize(("claim", "under", "variables"), HOLD)
def test_proved(claim: str, under: list[str], variables: dict[str, str]) -> None:
    verdict = check(claim, under, variables)
    assert verdict.verdict == "PROVED", verdict.reason
    assert verdict.certificate is not None
    replay(verdict.certificate)


@pytest.mark.parametrize(("claim", "under", "variables"), FAIL)
def test_refuted(claim: str, under: list[str], variables: dict[str, str]) -> None:
    verdict = check(claim, under, variables)
    assert verdict.verdict == "REFUTED", verdict.reason


def difference(claim: str, *under: str, **variables: str) -> tuple[Case, Term]:
    """The only case of a claim, and the numerator of lhs - rhs."""
    (case,) = cases(read(claim, under, variables))
    normaliser = case.normaliser()
    u = normaliser.ring.minus(*map(normaliser.of, case.sides()))
    return case, normaliser.ring.polynomial_term(u.numerator)


def signs(step: dict[str, Any], claim: str, *under: str, **variables: str) -> Signs:
    case, g = difference(claim, *under, **variables)
    return sign_by_steps(case, g, step, case.normaliser())


def test_through_a_logarithm_and_through_an_exponential() -> None:
    log = {"through": "log", "of": [["exp(b)"], ["a"]], "then": None}
    assert signs(log, "exp(b) > a", "b > log(a)", a="positive") == {1}
    exp = {"through": "exp", "of": [["log(exp(x/T) + exp(y/T))"], ["y/T"]], "then": None}
    assert signs({"times": "1/T", "then": exp}, "T*log(exp(x/T) + exp(y/T)) >= y", T="positive") == {1}


@pytest.mark.parametrize(
    "step",
    [
        {"through": "log", "of": [["exp(b)"], ["2*a"]], "then": None},  # another difference
        {"through": "sin", "of": [["exp(b)"], ["a"]], "then": None},
        {"through": "log", "of": [["exp(b)"]], "then": None},
        {"through": "log", "of": [["exp(b)"], []], "then": None},
        {"through": "log", "of": "exp(b)", "then": None},
        {"through": "log", "of": [["exp(b)"], ["Derivative(a**2/2, a)"]], "then": None},
        {"through": "log", "of": [["exp(b)"], ["Piecewise((a, a > 0), (0, True))"]], "then": None},
    ],
)
def test_another_difference_is_refused(step: dict[str, Any]) -> None:
    with pytest.raises(CertificateError):
        signs(step, "exp(b) > a", "b > log(a)", a="positive")


def test_a_logarithm_is_taken_of_what_is_positive_alone() -> None:
    step = {"through": "log", "of": [["x", "x"], ["4"]], "then": None}
    with pytest.raises(Stuck):
        signs(step, "x**2 > 4", "x < 3")
    with pytest.raises(Stuck):
        signs({**step, "of": [["-x", "-x"], ["4"]]}, "x**2 > 4", "x < 3")


def test_numbers_that_bound_a_variable_are_met() -> None:
    case, g = difference("log(1 + exp(x)) >= t*x", "t >= 0", "t <= 1", "x > 0")
    assert sorted(reached(case, g)) == ["t - (0)", "t - (1)"]
    case, g = difference("log(1 + exp(x)) >= t*x", "t > 0", "t < 1")
    assert reached(case, g) == []
