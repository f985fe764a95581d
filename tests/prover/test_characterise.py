"""Solutions of y' = a·y² + b·y + c that the claim does not name."""

from __future__ import annotations

import pytest

from symact.derivation.ask import check

HALVES = ["Derivative(y(x), x) == 3*y(x)*(1 - y(x)/2)", "y(0) == 1"]
SQUARES = ["Derivative(y(x), x) == 4 - y(x)**2", "y(0) == 0"]
LATER = ["Derivative(y(x), x) == y(x)*(1 - y(x))", "y(1) == R(1, 3)"]


@pytest.mark.parametrize(
    ("claim", "assumptions", "verdict"),
    [
        ("Limit(y(x), x, oo) == 2", HALVES, "PROVED"),
        ("y(x) < 2", HALVES, "PROVED"),
        ("y(x) < R(19, 10)", HALVES, "REFUTED"),
        ("y(x) == 2/(1 + exp(-x))", HALVES, "REFUTED"),
        ("y(x) == 2*tanh(2*x)", SQUARES, "PROVED"),
        ("y(-x) == -y(x)", SQUARES, "PROVED"),
        ("y(x) == 2*tanh(x)", SQUARES, "REFUTED"),
        ("y(x) > 0", LATER, "PROVED"),
        ("y(x) > R(1, 3)", LATER, "REFUTED"),
        # no solution for every real x
        ("y(x) == 1/(1 - x)", ["Derivative(y(x), x) == y(x)**2", "y(0) == 1"], "UNKNOWN"),
        ("y(x) == tan(x)", ["Derivative(y(x), x) == 1 + y(x)**2", "y(0) == 0"], "UNKNOWN"),
    ],
)
def test_quadratic_equations(claim: str, assumptions: list[str], verdict: str) -> None:
    assert check(claim, assumptions, {"y": "function"}, timeout=5).verdict == verdict
