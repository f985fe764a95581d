"""Counterexamples on the other branches of assumed equations."""

import pytest

from symact import check


@pytest.mark.parametrize(
    ("claim", "assume"),
    [
        ("x == y", "Eq(x**2, y**2)"),
        ("x == y", "Eq(x**4, y**4)"),
        ("x == 1", "Eq(x**2, 1)"),
        ("x + y == 1", "Eq(x*y, 1)"),
        ("x >= 0", "Eq(x*y, 0)"),
        ("x == y", "Eq(x**2 + y**2, 2*x*y + 4)"),
    ],
)
def test_refuted(claim: str, assume: str) -> None:
    assert check(claim, assume).verdict == "REFUTED"


@pytest.mark.parametrize(
    ("claim", "assume"),
    [
        ("x == y", "Eq(x**3, y**3)"),
        ("x**2 == y**2", "Eq(x, -y)"),
        ("x*y >= 0", "Eq(x, y)"),
        ("x == 2", "Eq(log(x), log(2))"),
    ],
)
def test_true_ones_stay_proved(claim: str, assume: str) -> None:
    assert check(claim, assume).verdict == "PROVED"
