"""Roots between two numbers: where signs change, and not at poles, jumps or touching points alone."""

from __future__ import annotations

from fractions import Fraction

import pytest

from symact.derivation.ask import read
from symact.prover.crossings import crossings


def found(claim: str, *under: str) -> list[tuple[Fraction, Fraction]]:
    pairs = [root["between"] for root in crossings(read(claim, under), lambda: None)]
    return [(Fraction(a), Fraction(b)) for a, b in pairs]


def test_every_change_of_sign_on_the_grid() -> None:
    roots = found("x == 0", "x**3 == 2*x")
    assert len(roots) == 3
    for (a, b), root in zip(roots, (-(2**0.5), 0.0, 2**0.5), strict=True):
        assert a <= root <= b and b - a < Fraction(1, 10**6)


@pytest.mark.parametrize(
    ("claim", "under"),
    [("x == 0", "x**2 == 0"), ("x == 0", "exp(x) == -1"), ("x == 0", "relu(x) == 1"), ("x == 0", "x > 1")],
)
def test_none_where_no_change_is_seen(claim: str, under: str) -> None:
    assert found(claim, under) == []


def test_a_denied_equation_and_other_variables() -> None:
    assert found("x**2 != 2") and not found("x**2 == 2")
    (root, *_) = crossings(read("x == y", ("x**3 == y",)), lambda: None)
    assert root["variable"] in ("x", "y") and set(root["others"]) | {root["variable"]} == {"x", "y"}
