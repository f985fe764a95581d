"""Candidate counterexamples meet equations between variables."""

from __future__ import annotations

import pytest

from symact.derivation.ask import check


@pytest.mark.parametrize(
    ("claim", "assume"),
    [
        ("sqrt(x**2) <= x", ["y == x**2"]),
        ("sqrt(y) == x", ["x**2 == y"]),
        ("x < y", ["y == x/(1 + x**2)"]),
        ("w > 0", ["y == 2*x", "w == y**3"]),
        ("x*y >= 0", ["y == -x**3"]),
    ],
)
def test_a_false_claim_under_an_equation_is_refuted(claim: str, assume: list[str]) -> None:
    assert check(claim, assume, timeout=5).verdict == "REFUTED"


@pytest.mark.parametrize(
    ("claim", "assume"),
    [("sqrt(y) == Abs(x)", ["y == x**2"]), ("x != x", ["y == 1/(x - x)"]), ("y == x", ["y == x**y", "x == 1"])],
)
def test_an_equation_that_cannot_be_put_in_refutes_nothing(claim: str, assume: list[str]) -> None:
    assert check(claim, assume, timeout=5).verdict != "REFUTED"


@pytest.mark.parametrize("claim", ["x*sin(x) <= 10**6", "softplus(x) < 1000", "Abs(x) <= 10**9", "x > -10**6"])
def test_a_large_bound_is_exceeded_further_out(claim: str) -> None:
    assert check(claim, timeout=5).verdict == "REFUTED"


@pytest.mark.parametrize("claim", ["sin(x) <= 10**6", "10**6*tanh(x) < 10**6", "x*tanh(x) > -10**6"])
def test_a_large_bound_that_holds(claim: str) -> None:
    assert check(claim, timeout=5).verdict == "PROVED"
