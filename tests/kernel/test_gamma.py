"""The gamma function at half-integers."""

import mpmath
import pytest

from symact import check
from symact.kernel.special_values import gamma_over_root_of_pi
from symact.kernel.terms import number


@pytest.mark.parametrize("k", range(-9, 12, 2))
def test_values(k: int) -> None:
    found = gamma_over_root_of_pi(number(k).args[0] / 2)
    assert found is not None
    with mpmath.workdps(40):
        true = mpmath.gamma(mpmath.mpf(k) / 2) / mpmath.sqrt(mpmath.pi)
        assert abs(mpmath.mpf(found.numerator) / found.denominator / true - 1) < 1e-35


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        ("gamma(R(1, 2)) == sqrt(pi)", "PROVED"),
        ("gamma(R(-1, 2)) == -2*sqrt(pi)", "PROVED"),
        ("gamma(R(1, 2)) == pi", "REFUTED"),
        ("gamma(0) == 1", "REFUTED"),
        ("gamma(R(3, 2)) > 1", "REFUTED"),
        ("gamma(R(1, 3)) == 2", "UNKNOWN"),
    ],
)
def test_claims(claim: str, verdict: str) -> None:
    assert check(claim).verdict == verdict
