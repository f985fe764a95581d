"""Signs of logarithms beside numbers with long denominators."""

import pytest

from symact import check


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        ("softplus(x) < x + R(1, 10**8)", "PROVED"),
        ("softplus(x) - x <= R(21, 10**10)", "PROVED"),
        ("softplus(x) - x < R(1, 10**9)", "REFUTED"),
    ],
)
def test_above_a_threshold(claim: str, verdict: str) -> None:
    assert check(claim, "x > 20").verdict == verdict
