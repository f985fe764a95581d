"""erfinv on (-1, 1): what is decided, and the traps at the ends of its domain."""

from fractions import Fraction

import mpmath
import pytest

from symact import check
from symact.kernel.ball import Arithmetic, Indeterminate, OutsideDomain
from symact.kernel.inverse_erf import inverse_of_erf

TRUE = [
    ("erf(erfinv(x)) == x", ["-1 < x", "x < 1"]),
    ("erfinv(erf(x)) == x", []),
    ("erfinv(erf(-2*x)) == -2*x", []),
    ("erfinv(-x) == -erfinv(x)", ["Abs(x) < 1"]),
    ("erfinv(0*x) == 0", []),
    ("Derivative(erfinv(x), x) == sqrt(pi)/2*exp(erfinv(x)**2)", ["-1 < x", "x < 1"]),
    ("erfinv(x) > 0", ["0 < x", "x < 1"]),
    ("sqrt(2)*erfinv(2*Phi(x) - 1) == x", []),
    ("Phi(sqrt(2)*erfinv(2*x - 1)) == x", ["0 < x", "x < 1"]),
    ("Derivative(erfinv(x) - erfinv(x), x) == 0", ["-1 < x", "x < 1"]),
    ("erfinv(1/2) < 1/2", []),
]
FALSE = [
    ("erf(erfinv(x)) == x", []),
    ("erf(erfinv(x)) == x", ["-1 <= x", "x < 1"]),
    ("erfinv(x) - erfinv(x) == 0", []),
    ("erfinv(x)*0 == 0", ["Abs(x) <= 1"]),
    ("Derivative(erfinv(x) - erfinv(x), x) == 0", []),
    ("Derivative(erfinv(x), x) == exp(erfinv(x)**2)", ["-1 < x", "x < 1"]),
    ("erfinv(2*erf(x)) == 2*x", []),
    ("erfinv(erf(x)/2) == x/2", []),
    ("erfinv(x) >= x", ["0 < x", "x < 1"]),
    ("erfinv(1) == 0", []),
    ("erfinv(1/2) > 1/2", []),
]


@pytest.mark.parametrize(("claim", "assume"), TRUE)
def test_proved(claim: str, assume: list[str]) -> None:
    assert check(claim, assume).verdict == "PROVED"


@pytest.mark.parametrize(("claim", "assume"), FALSE)
def test_refuted(claim: str, assume: list[str]) -> None:
    assert check(claim, assume).verdict == "REFUTED"


@pytest.mark.parametrize("bits", [30, 64, 300])
@pytest.mark.parametrize(
    "u", ["1/3", "-1/2", "1/1000000000000", "-999999/1000000", "99999999999999999/100000000000000000"]
)
def test_enclosures_hold_what_mpmath_finds(u: str, bits: int) -> None:
    ball = Arithmetic(bits)
    try:
        found = inverse_of_erf(ball, ball.number(Fraction(u)))
    except Indeterminate:
        assert bits == 30  # such a number is not told from 1
        return
    with mpmath.workdps(120):
        true = mpmath.erfinv(mpmath.mpf(Fraction(u).numerator) / Fraction(u).denominator)
        low, high = (mpmath.mpf(e.numerator) / e.denominator for e in (found.lower, found.upper))
        assert low <= true <= high
        if bits == 300:
            assert high - low < mpmath.mpf(2) ** -180


@pytest.mark.parametrize("u", [1, -1, 2])
def test_outside(u: int) -> None:
    with pytest.raises(OutsideDomain):
        inverse_of_erf(Arithmetic(64), Arithmetic(64).number(u))
