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
]


@pytest.mark.parametrize(("claim", "under"), TRUE)
def test_what_is_true_is_not_refuted(claim: str, under: list[str]) -> None:
    assert check(claim, assume=under, timeout=2).verdict != "REFUTED"


@pytest.mark.parametrize("name", ["exp", "floor", "gamma", "re"])
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
