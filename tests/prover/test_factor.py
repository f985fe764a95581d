"""Factorisations by FLINT: found, and left out where the library cannot put them in order."""

from __future__ import annotations

import pytest

from symact.derivation.ask import check
from symact.kernel.polynomial import Polynomial, monomial, monomial_product
from symact.prover.factor import factor

LARGE = 10**30


def product(a: int, b: int) -> Polynomial:
    """(a·x + y)·(a·x + b·y)."""
    x, y = monomial(0), monomial(1)
    return {monomial_product(x, x): a * a, monomial_product(x, y): a * (b + 1), monomial_product(y, y): b}


def test_factors_are_found() -> None:
    assert sorted(e for _, e in factor(product(2, 3), {}) or []) == [1, 1]
    assert factor(product(1, 0) | {monomial(1): 1}, {}) is None


def test_coefficients_beyond_those_that_can_be_sorted_are_not_factored() -> None:
    assert factor(product(LARGE, 3), {}) is None


@pytest.mark.parametrize(
    "claim", [f"({LARGE}*x + y)*({LARGE}*x + 3*y) > 0", f"{LARGE**2}*x**2 + 3*y**2 > -{LARGE}*x*y"]
)
def test_claims_with_them_are_decided(claim: str) -> None:
    assert check(claim, ["x > 0", "y > 0"]).verdict == "PROVED"
    assert check(claim.replace(">", "<"), ["x > 0", "y > 0"]).verdict == "REFUTED"
    found = check("Derivative(sin((erf(x)/2)**x), x) > -10**9", ["x == 2"])
    assert found.verdict == "PROVED"
