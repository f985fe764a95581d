"""LambertW, polylog, floor, factorial: what is decided, and the traps at edges of domains."""

from fractions import Fraction

import mpmath
import pytest

from symact import check
from symact.kernel.ball import Arithmetic, Interval
from symact.kernel.errors import ClaimError, Stuck, Undefined
from symact.kernel.evaluate import evaluate
from symact.kernel.grammar import parse_expression
from symact.kernel.point import Point
from symact.kernel.special_values import elementary_form, lambert, order_of, polylog

TRUE = """
LambertW(x)*exp(LambertW(x)) == x | x > 0
LambertW(x)*exp(LambertW(x)) == x | x >= -1/E
LambertW(x*exp(x)) == x | x >= -1
LambertW(E) == 1
LambertW(0) == 0
LambertW(-1/E) == -1
LambertW(2*exp(2)) == 2
LambertW(-log(2)/2) == -log(2)
LambertW(x*log(x)) == log(x) | x >= 1/E
LambertW(-log(x)/x) == -log(x) | x > 0, x <= E
Derivative(LambertW(x), x) == LambertW(x)/(x*(1 + LambertW(x))) | x > 0
Derivative(LambertW(x), x) == 1/(x + exp(LambertW(x))) | x > -1/E
Derivative(x*(LambertW(x) - 1 + 1/LambertW(x)), x) == LambertW(x) | x > 0
exp(LambertW(x)) == x/LambertW(x) | x > 0
sqrt(exp(LambertW(x))) == sqrt(x/LambertW(x)) | x > 0
LambertW(x) > 0 | x > 0
LambertW(x) < x | x > 0
LambertW(x) <= x | x >= -1/E
LambertW(x) >= -1 | x >= -1/E
LambertW(x) >= 1 | x >= E
LambertW(x) < LambertW(y) | 0 < x, x < y
log(LambertW(x)) == log(x) - LambertW(x) | x > 0
LambertW(exp(x)) + log(LambertW(exp(x))) == x
silu(-1 - LambertW(exp(-1))) == -LambertW(exp(-1))
LambertW(1) < R(568, 1000)
polylog(1, x) == -log(1 - x) | x < 1
polylog(0, x) == x/(1 - x) | x != 1
polylog(-1, x) == x/(1 - x)**2 | x < 1, x > -1
polylog(-2, x) == x*(1 + x)/(1 - x)**3 | x != 1
Derivative(polylog(2, x), x) == -log(1 - x)/x | x != 0, x < 1
Derivative(polylog(3, x), x) == polylog(2, x)/x | x < 0
Derivative(polylog(2, -exp(x)), x) == -softplus(x)
Derivative(polylog(3, -exp(x)), x, x) == -softplus(x)
Derivative(x*softplus(x) + polylog(2, -exp(x)), x) == x*sigmoid(x)
polylog(2, 0) == 0
polylog(2, 1) == pi**2/6
polylog(2, -1) == -pi**2/12
polylog(4, 1) == pi**4/90
polylog(2, 1/2) == pi**2/12 - log(2)**2/2
polylog(2, x) == polylog(2, x) | x <= 1
polylog(3, -exp(x)) < 0
polylog(2, -exp(x)) + polylog(2, -exp(-x)) == -pi**2/6 - x**2/2
polylog(2, x) + polylog(2, 1 - x) == pi**2/6 - log(x)*log(1 - x) | x > 0, x < 1
polylog(2, x) + polylog(2, x/(x - 1)) == -log(1 - x)**2/2 | x < 1
polylog(2, 1 - exp(x)) + polylog(2, 1 - exp(-x)) == -x**2/2
floor(x) <= x
floor(x) > x - 1
floor(x + 1) == floor(x) + 1
floor(x + floor(y)) == floor(x) + floor(y)
floor(floor(x)) == floor(x)
floor(x + y) >= floor(x) + floor(y)
floor(x) + floor(-x) >= -1
floor(-R(1, 2)) == -1
floor(-pi) == -4
floor(exp(10)) == 22026
floor(x) == 0 | x >= 0, x < 1
floor(x) >= 1 | x >= 1
floor(x) < 0 | x < 0
floor(sigmoid(x)) == 0
sqrt(floor(x)) >= 0 | x >= 0
Derivative(floor(x), x) == 0 | x > 0, x < 1
Derivative(floor(x), x) == 0 | floor(x) != x
Derivative(x*floor(x), x) == 1 | x > 1, x < 2
Derivative(x**2*floor(x), x) == 0 | x == 0
Derivative(floor(sigmoid(x)), x) == 0
LambertW(x) < 1 | x < E, x > 0
asinh(2*x*sqrt(1 + x**2)) == 2*asinh(x)
factorial(5) == 120
gamma(5) == 24
"""
FALSE = """
LambertW(x)*exp(LambertW(x)) == x
LambertW(x*exp(x)) == x
LambertW(-2*exp(-2)) == -2
LambertW(-1) == LambertW(-1)
LambertW(x*log(x)) == log(x) | x > 0
LambertW(-log(x)/x) == -log(x) | x > 0
LambertW(exp(1 + x)) == 1 + LambertW(exp(x))
log(LambertW(x)) == log(x) - LambertW(x)
silu(-1 - LambertW(exp(1))) == -LambertW(exp(-1))
polylog(1, x) == -log(1 - x)
polylog(1, x) == log(1 - x) | x < 1
polylog(2, 2) == polylog(2, 2)
polylog(2, x) == x | x < 1
polylog(2, x) + polylog(2, x/(x - 1)) == -log(1 - x)**2/2
polylog(2, x) + polylog(2, 1 - x) == pi**2/6 - log(x)*log(1 - x) | x < 1
polylog(2, -exp(x)) + polylog(2, -exp(-x)) == -pi**2/6 + x**2/2
Derivative(x*softplus(x) - polylog(2, -exp(x)), x) == x*sigmoid(x)
Derivative(polylog(2, x), x) == -log(1 - x)/x | x < 1
floor(x) == x
floor(-x) == -floor(x)
floor(x) == 0 | x >= 0, x <= 1
Derivative(floor(x), x) == 0
Derivative(floor(x), x) == 0 | x >= 0, x < 1
Derivative(floor(x)*x, x) == floor(x)
Derivative(floor(x) - x, x) == -1
Derivative(floor(tanh(x)), x) == 0
sqrt(floor(x)) >= 0
factorial(5) == 121
gamma(0) == gamma(0)
"""
# True, or undecided for a reason; what a wrong rule would refute or prove.
NOT_REFUTED = """
Derivative(floor(10*Heaviside(x)) - 10*Heaviside(x) + x, x) == 1 | x != 0
Derivative(floor(Piecewise((10, x > 0), (0, True))) - Piecewise((10, x > 0), (0, True)), x) == 0
Derivative(polylog(2, x), x) == 1 | x == 0
Derivative(floor(x)*x**2, x) == 0 | x == 0
"""
NOT_PROVED = """
Derivative(LambertW(x**2 - 1/E), x) == 0 | x == 0
Derivative(LambertW(x*exp(x)), x) == 1 | x == -1
Derivative(polylog(2, x), x) == polylog(1, x)/x | x == 1
Derivative(factorial(x), x) == 0 | x == 3
Derivative(floor(x), x) == 0 | x == 0
factorial(10**7) == 0
LambertW(x + y*I) == LambertW(x + y*I)
exp(LambertW(x)) == x/LambertW(x) | x >= 0
"""


def lines(table: str) -> list[str]:
    return table.strip().splitlines()


def verdict(line: str) -> str:
    claim, _, assumed = line.partition(" | ")
    parts = assumed.split(", ") if "R(" not in assumed else [assumed]
    return check(claim, [a for a in parts if a], timeout=5).verdict


@pytest.mark.parametrize("line", lines(TRUE))
def test_proved(line: str) -> None:
    assert verdict(line) == "PROVED"


@pytest.mark.parametrize("line", lines(FALSE))
def test_refuted(line: str) -> None:
    assert verdict(line) == "REFUTED"


@pytest.mark.parametrize("line", lines(NOT_REFUTED))
def test_not_refuted(line: str) -> None:
    assert verdict(line) != "REFUTED"


@pytest.mark.parametrize("line", lines(NOT_PROVED))
def test_not_proved(line: str) -> None:
    assert verdict(line) != "PROVED"


def encloses(ball: Interval, value: object) -> bool:
    low, high = (mpmath.mpf(e.numerator) / e.denominator for e in (ball.lower, ball.upper))
    return bool(low <= value <= high)


@pytest.mark.parametrize("bits", [24, 64, 200])
@pytest.mark.parametrize("u", ["-3678/10000", "-1/3", "-1/1000000", "1/10**9", "1/3", "1", "30", "10**12"])
def test_lambert_lies_in_its_bracket(u: str, bits: int) -> None:
    q = Fraction(evaluate(parse_expression(u), Point(), Arithmetic(300)).lower)
    found = lambert(Arithmetic(bits), Arithmetic(bits).number(q))
    with mpmath.workdps(120):
        low, high = (mpmath.lambertw(mpmath.mpf(q.numerator) / q.denominator).real for _ in "ab")
        assert encloses(found, low)
        assert (found.upper - found.lower) < abs(Fraction(str(high))) * Fraction(1, 2 ** (bits // 2 - 2))


@pytest.mark.parametrize(
    "s, z", [(2, "-1000"), (2, "-1"), (2, "-3/4"), (2, "1/4"), (2, "99/100"), (3, "-9/10"), (5, "1/2")]
)
def test_polylog_lies_in_its_enclosure(s: int, z: str) -> None:
    q = Fraction(z)
    found = polylog(Arithmetic(80), s, Arithmetic(80).number(q))
    with mpmath.workdps(60):
        assert encloses(found, mpmath.polylog(s, mpmath.mpf(q.numerator) / q.denominator).real)
    assert found.upper - found.lower < Fraction(1, 2**60)


@pytest.mark.parametrize("source", ["floor()", "LambertW(1, 2)", "polylog(2)", "polylog()", "gamma()"])
def test_the_number_of_arguments_is_checked(source: str) -> None:
    with pytest.raises(ClaimError, match=r"takes [12] argument"):
        parse_expression(source)


def test_values_outside_domains() -> None:
    for source in ("LambertW(-1)", "polylog(2, 3/2)", "gamma(-1)", "factorial(-2)", "polylog(1, 1)", "polylog(-1, 1)"):
        with pytest.raises(Undefined):
            evaluate(parse_expression(source), Point(), Arithmetic(64))
    with pytest.raises(Stuck):
        evaluate(parse_expression("polylog(3, -2)"), Point(), Arithmetic(64))


def test_polylogarithms_that_are_elementary() -> None:
    assert elementary_form(parse_expression("polylog(2, x)")) is None
    assert order_of(parse_expression("polylog(x, 2)")) is None
    for s in (1, 0, -1, -2, -3, -7):
        unfolded = elementary_form(parse_expression(f"polylog({s}, R(1, 3))"))
        assert unfolded is not None
        found = evaluate(unfolded, Point(), Arithmetic(80))
        with mpmath.workdps(40):
            value = Fraction(str(mpmath.polylog(s, mpmath.mpf(1) / 3).real))
        assert found.lower - Fraction(1, 10**20) < value < found.upper + Fraction(1, 10**20)
