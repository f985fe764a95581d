"""Antiderivatives with dilogarithms, and of products of erf and Gaussians."""

import pytest

from symact import check


@pytest.mark.parametrize(
    "claim",
    [
        "Integral(silu(t), (t, 0, x)) == x*softplus(x) + polylog(2, -exp(x)) + pi**2/12",
        "Integral(softplus(t), (t, 0, 1)) == -polylog(2, -E) - pi**2/12",
        "Integral(Phi(x)*phi(x), (x, -oo, oo)) == 1/2",
    ],
)
def test_proved(claim: str) -> None:
    assert check(claim).verdict == "PROVED"


@pytest.mark.parametrize(
    "claim",
    [
        "Integral(silu(t), (t, 0, x)) == x*softplus(x) + polylog(2, -exp(x))",
        "Integral(softplus(t), (t, 0, 1)) == -polylog(2, -E)",
        "Integral(Phi(x)*phi(x), (x, -oo, oo)) == 1",
    ],
)
def test_refuted(claim: str) -> None:
    assert check(claim).verdict == "REFUTED"
