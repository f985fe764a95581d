"""Outward-rounded intervals with dyadic endpoints: the only inexact arithmetic of the kernel.

What is claimed: if real numbers lie in the arguments of a method of `Arithmetic`, the true value lies in its result.
No float occurs. Three habits make that easy to check:

- Every number is an exact integer times a power of two. What is rounded goes through `_round`, `_quotient` or `_fixed`,
  and the direction is in sight.
- Every series is summed by `_series`, which carries a lower and an upper bound of *each term*. So no rounding error
  has to be estimated; what is left is one inequality per series, for its tail, and it stands in the table `RATIO`.
- Working precisions, numbers of halvings and of terms only make results narrow. None of these choices is needed for
  the claim above, and the tests check it without any guard bits.

Precision is relative: exp(-10000) keeps its leading bits. A result that is dyadic and fits the precision is a point
for + - * /, integer powers and roots of degree at most 64; so are exp(0), log(1), erf(0), sin(0), cos(0), atan(0).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal
from fractions import Fraction
from functools import cmp_to_key, lru_cache
from math import isqrt

from symact.kernel.errors import LimitExceeded, SymactError, Undefined

Dyadic = tuple[int, int]  # mantissa, exponent: mantissa * 2**exponent; the mantissa is odd, or both are 0

EXPONENT_LIMIT = 2**40  # endpoints of results are 0, or between 2**-EXPONENT_LIMIT and 2**EXPONENT_LIMIT in magnitude
PRECISION_LIMIT = 2**15  # bits, those added for intermediate results included: sin(2**20000) needs 20000 more
WRITTEN_LIMIT = 2**16  # the largest exponent with which a number is written out as a fraction or in decimal
GUARD = 16  # extra bits of intermediate results


class OutsideDomain(Undefined):
    """The function has no value anywhere in the interval."""


class Indeterminate(SymactError):
    """The interval touches the boundary of the domain: more precision, or a smaller interval, may tell."""


class TooLarge(LimitExceeded):
    """A magnitude or a precision is beyond the limits of this module."""


def _require_domain(outside: bool, touching: bool, fault: str) -> None:
    if outside or touching:
        raise OutsideDomain(fault) if outside else Indeterminate(f"perhaps {fault}")


# Dyadic numbers.


def _normal(mantissa: int, exponent: int) -> Dyadic:
    zeros = max((mantissa & -mantissa).bit_length() - 1, 0)
    return mantissa >> zeros, exponent + zeros if mantissa else 0


def _top(a: Dyadic) -> int:
    """The t with 2**(t-1) <= |a| < 2**t, for nonzero a."""
    return a[0].bit_length() + a[1]


def _compare(a: Dyadic, b: Dyadic) -> int:
    """Negative, zero or positive as a < b, a == b or a > b; mantissas may be even."""
    (m, e), (n, f) = a, b
    if m == 0 or n == 0 or (m < 0) != (n < 0):
        return (m > 0) - (m < 0) - (n > 0) + (n < 0)
    if _top(a) != _top(b):
        return _top(a) - _top(b) if m > 0 else _top(b) - _top(a)
    return (m << max(e - f, 0)) - (n << max(f - e, 0))


ORDER = cmp_to_key(_compare)


def _negated(a: Dyadic) -> Dyadic:
    return -a[0], a[1]


def _round(mantissa: int, exponent: int, bits: int, up: bool) -> Dyadic:
    """The value with at most `bits` bits: not smaller when `up`, else not larger; unchanged if it fits."""
    if up:
        return _negated(_round(-mantissa, exponent, bits, False))
    excess = max(mantissa.bit_length() - bits, 0)
    value = _normal(mantissa >> excess, exponent + excess)  # >> rounds down, also negative numbers
    if abs(_top(value)) > EXPONENT_LIMIT:
        raise TooLarge("a number is above 2^(2^40) or below 2^-(2^40)")
    return value


def _fixed(a: Dyadic, scale: int, up: bool) -> int:
    """a * 2**scale rounded to an integer, upwards when `up`, else downwards."""
    if up:
        return -_fixed(_negated(a), scale, False)
    shift = a[1] + scale
    return a[0] << shift if shift >= 0 else a[0] >> -shift


def _sum(a: Dyadic, b: Dyadic, bits: int, up: bool) -> Dyadic:
    if a[0] == 0 or b[0] == 0:
        return _round(*(a if a[0] else b), bits, up)
    scale = bits + 4 - max(_top(a), _top(b))  # so that both integers are short, however far apart the exponents are
    return _round(_fixed(a, scale, up) + _fixed(b, scale, up), -scale, bits, up)


def _quotient(a: Dyadic, b: Dyadic, bits: int, up: bool) -> Dyadic:
    """a / b for b > 0."""
    (m, e), (n, f) = a, b
    shift = max(0, bits + 2 + n.bit_length() - m.bit_length())
    return _round(-((-m << shift) // n) if up else (m << shift) // n, e - f - shift, bits, up)


def _integer_root(a: int, n: int) -> int:
    """The r with r**n <= a < (r+1)**n, for a > 0.

    Newton from above: s below is the floor of the mean of n-1 times r and a/r**(n-1), and that mean is never less than
    the n-th root of a, their geometric mean. So r never falls below the answer, and it falls while it exceeds it.
    """
    r = 1 << -(-a.bit_length() // n)
    while (s := ((n - 1) * r + a // r ** (n - 1)) // n) < r:
        r = s
    return r


# Series.


def _series(y: tuple[int, int], bits: int, name: str, sign: int) -> tuple[int, int]:
    """Enclose t_0 + sign t_1 + t_2 + sign t_3 + ... with t_0 = 1, t_i = t_{i-1} * y * p(i) / q(i), sign = 1 or -1.

    `y` encloses some y >= 0; it, all terms and the result are in units of 2**-bits; RATIO[name](i) is (p(i), q(i)). The
    sum ends before a t_n with t_n <= t_{n-1}/2. If all later ratios are at most 1/2 as well, which is shown at RATIO,
    what is left out is at most t_n + t_{n+1} + ... <= t_n (1 + 1/2 + 1/4 + ...) = 2 t_n in magnitude (Taylor series
    with geometrically bounded tails; terms are not negative, so for sign 1 nothing has to be taken off the lower sum).
    """
    low, high = y
    term_low = term_high = sum_low = sum_high = 1 << bits
    i = 1
    while True:
        p, q = RATIO[name](i)
        term_low = (term_low * low * p >> bits) // q  # two floors
        term_high = -((-term_high * high * p >> bits) // q)  # two ceilings
        if term_low == 0 and 2 * high * p <= q << bits:
            return sum_low - (2 * term_high if sign < 0 else 0), sum_high + 2 * term_high
        if sign < 0 and i % 2:
            sum_low, sum_high = sum_low - term_high, sum_high - term_low
        else:
            sum_low, sum_high = sum_low + term_low, sum_high + term_high
        i += 1


# (p(i), q(i)) of each series, and why the ratio y p(i)/q(i) stays at most 1/2 once it is.
RATIO: dict[str, Callable[[int], tuple[int, int]]] = {
    # exp y = sum of y^i/i! (DLMF 4.2.19). The ratio decreases.
    "exp": lambda i: (1, i),
    # (sin r)/r and cos r with y = r^2, sign -1 (DLMF 4.19.1, 4.19.2). The ratios decrease.
    "sin": lambda i: (1, 2 * i * (2 * i + 1)),
    "cos": lambda i: (1, (2 * i - 1) * 2 * i),
    # (atan z)/z with sign -1 (DLMF 4.24.3), (atanh z)/z with sign 1 (4.38.5); y = z^2, t_i = y^i/(2i+1). The ratio
    # increases, but it is below y, and y <= 1/2 wherever this is used.
    "atan": lambda i: (2 * i - 1, 2 * i + 1),
    # erf x = (2x/sqrt(pi)) exp(-y) * sum of (2y)^i/(1*3*...*(2i+1)) with y = x^2 (DLMF 7.6.2). The ratio decreases.
    "erf": lambda i: (2, 2 * i + 1),
}


@lru_cache(maxsize=512)
def _machin(terms: tuple[tuple[int, int], ...], sign: int, bits: int) -> tuple[int, int]:
    """Enclose the sum of c * f(1/n) over the (c, n) of `terms`, with f = atan for sign -1 and f = atanh for sign 1.

    Results are in units of 2**-bits; n >= 5, so y = 1/n^2 is enclosed by numbers that are at most 1/2, for bits >= 1.
    """
    low = high = 0
    for c, n in terms:
        y = (1 << bits) // n**2
        ends = _series((y, y + 1), bits, "atan", sign)
        multiples = c * (ends[0] // n), c * -(-ends[1] // n)
        low, high = low + min(multiples), high + max(multiples)
    return low, high


# pi = 16 atan(1/5) - 4 atan(1/239) (Machin), since (5 + i)^4 (239 - i) = 114244 (1 + i).
PI = ((16, 5), (-4, 239))
# log 2 = 18 atanh(1/26) - 2 atanh(1/4801) + 8 atanh(1/8749), since 2 atanh(1/n) = log((n + 1)/(n - 1)) and
# (27/25)^9 (4800/4802) (8750/8748)^4 = 2.
LOG2 = ((18, 26), (-2, 4801), (8, 8749))


# Intervals.


@dataclass(frozen=True, slots=True)
class Interval:
    """The real numbers from `lo` to `hi`, both included. Results have normal endpoints, so `==` means equal."""

    lo: Dyadic
    hi: Dyadic

    def __post_init__(self) -> None:
        if _compare(self.lo, self.hi) > 0:
            raise ValueError(f"the lower endpoint {self.lo} exceeds the upper endpoint {self.hi}")

    @staticmethod
    def point(mantissa: int, exponent: int = 0) -> Interval:
        """mantissa * 2**exponent, exactly."""
        value = _normal(mantissa, exponent)
        return Interval(value, value)

    def __neg__(self) -> Interval:
        return Interval(_negated(self.hi), _negated(self.lo))

    def scaled(self, k: int) -> Interval:
        """The interval times 2**k, exactly."""
        return Interval(_normal(self.lo[0], self.lo[1] + k), _normal(self.hi[0], self.hi[1] + k))

    def hull(self, other: Interval) -> Interval:
        """The smallest interval that contains both."""
        return Interval(min(self.lo, other.lo, key=ORDER), max(self.hi, other.hi, key=ORDER))

    def meet(self, other: Interval) -> Interval:
        """The numbers in both; ValueError if there are none."""
        return Interval(max(self.lo, other.lo, key=ORDER), min(self.hi, other.hi, key=ORDER))

    @property
    def is_positive(self) -> bool:
        return self.lo[0] > 0

    @property
    def is_negative(self) -> bool:
        return self.hi[0] < 0

    @property
    def contains_zero(self) -> bool:
        return self.lo[0] <= 0 <= self.hi[0]

    @property
    def is_exact(self) -> bool:
        return self.lo == self.hi

    @property
    def is_exact_zero(self) -> bool:
        return self.lo[0] == 0 == self.hi[0]

    def contains(self, value: Fraction | int) -> bool:
        n, d = value.numerator, value.denominator
        return _compare((self.lo[0] * d, self.lo[1]), (n, 0)) <= 0 <= _compare((self.hi[0] * d, self.hi[1]), (n, 0))

    @property
    def lower(self) -> Fraction:
        return _fraction(self.lo)

    @property
    def upper(self) -> Fraction:
        return _fraction(self.hi)

    def decimals(self, digits: int = 20) -> tuple[str, str]:
        """The endpoints with at most `digits` significant digits, the first rounded down and the second up.

        An endpoint beyond 2**(+-WRITTEN_LIMIT) or so is written exactly, as ``mantissa*2^exponent``.
        """
        return _decimal(self.lo, digits, ROUND_FLOOR), _decimal(self.hi, digits, ROUND_CEILING)

    def text(self, digits: int = 20) -> str:
        """``[0.333, 0.334]``: contains this interval."""
        return "[{}, {}]".format(*self.decimals(digits))


ZERO, ONE, UNIT = Interval.point(0), Interval.point(1), Interval((-1, 0), (1, 0))


def _fraction(a: Dyadic) -> Fraction:
    if abs(a[1]) > WRITTEN_LIMIT:
        raise TooLarge(f"a number with the exponent {a[1]} is not written out as a fraction")
    return a[0] * Fraction(2) ** a[1]


def _decimal(a: Dyadic, digits: int, rounding: str) -> str:
    if abs(a[1]) > WRITTEN_LIMIT:
        return f"{a[0]}*2^{a[1]}"
    context, value = Context(prec=digits, rounding=rounding), _fraction(a)
    quotient = context.divide(Decimal(value.numerator), Decimal(value.denominator)).normalize(context)
    return f"{quotient:f}" if -7 < quotient.adjusted() < 21 else f"{quotient:e}"


# Arithmetic.


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """Operations on intervals, with results whose endpoints have at most `precision` bits."""

    precision: int

    def __post_init__(self) -> None:
        if not 1 <= self.precision <= PRECISION_LIMIT:
            raise TooLarge(f"a precision of {self.precision} bits is not between 1 and {PRECISION_LIMIT}")

    def _finer(self, bits: int) -> Arithmetic:
        return Arithmetic(self.precision + GUARD + bits)

    def _rounded(self, lo: Dyadic, hi: Dyadic) -> Interval:
        return Interval(_round(*lo, self.precision, False), _round(*hi, self.precision, True))

    def _enclose(self, low: int, high: int, exponent: int) -> Interval:
        return self._rounded((low, exponent), (high, exponent))

    def round(self, x: Interval) -> Interval:
        return self._rounded(x.lo, x.hi)

    def number(self, value: Fraction | int) -> Interval:
        """An enclosure of a rational number."""
        return self.div(Interval.point(value.numerator), Interval.point(value.denominator))

    def pi(self) -> Interval:
        bits = self.precision + GUARD
        return self._enclose(*_machin(PI, -1, bits), -bits)

    def add(self, x: Interval, y: Interval) -> Interval:
        return Interval(_sum(x.lo, y.lo, self.precision, False), _sum(x.hi, y.hi, self.precision, True))

    def sub(self, x: Interval, y: Interval) -> Interval:
        return self.add(x, -y)

    def mul(self, x: Interval, y: Interval) -> Interval:
        if x.lo[0] < 0 or y.lo[0] < 0:  # the product is extremal at corners; else at the lower and at the upper corner
            corners = [(a[0] * b[0], a[1] + b[1]) for a in (x.lo, x.hi) for b in (y.lo, y.hi)]
            return self._rounded(min(corners, key=ORDER), max(corners, key=ORDER))
        return self._rounded((x.lo[0] * y.lo[0], x.lo[1] + y.lo[1]), (x.hi[0] * y.hi[0], x.hi[1] + y.hi[1]))

    def div(self, x: Interval, y: Interval) -> Interval:
        _require_domain(y.is_exact_zero, y.contains_zero, "a division by zero")
        if y.is_negative:
            x, y = -x, -y
        # for b > 0, a/b is least at a = x.lo with the largest b if a >= 0, else with the smallest
        b_lo, b_hi = y.hi if x.lo[0] >= 0 else y.lo, y.lo if x.hi[0] >= 0 else y.hi
        lo, hi = _quotient(x.lo, b_lo, self.precision, False), _quotient(x.hi, b_hi, self.precision, True)
        return Interval(lo, hi)

    def power(self, x: Interval, exponent: Fraction | int) -> Interval:
        """x**exponent, with x**0 = 1. A fractional exponent needs x >= 0, a negative one needs x != 0."""
        n, degree = exponent.numerator, exponent.denominator
        fine = self._finer(n.bit_length())
        if degree > 1:
            x = fine.root(x, degree)
        if n < 0:
            x, n = fine.div(ONE, x), -n
        if n == 0:
            return ONE
        if n % 2 == 0 and x.lo[0] < 0:  # x**n = |x|**n
            x = -x if x.hi[0] <= 0 else Interval((0, 0), x.hull(-x).hi)
        return self._increasing(lambda a: self._power(a, n), x)

    def root(self, x: Interval, n: int) -> Interval:
        """The n-th root of x >= 0, for n >= 1."""
        _require_domain(x.is_negative or n < 1, x.lo[0] < 0, "a root of a negative number, or of a degree below 1")
        return self._increasing(lambda a: self._root(a, n), x)

    def exp(self, x: Interval) -> Interval:
        return self._increasing(self._exp, x)

    def log(self, x: Interval) -> Interval:
        """The logarithm of x > 0."""
        _require_domain(x.hi[0] <= 0, x.lo[0] <= 0, "a logarithm of a number that is not positive")
        return self._increasing(self._log, x)

    def atan(self, x: Interval) -> Interval:
        return self._increasing(self._atan, x)

    def erf(self, x: Interval) -> Interval:
        return self._increasing(self._erf, x)

    def sin(self, x: Interval) -> Interval:
        return self._wave(x, 0)

    def cos(self, x: Interval) -> Interval:
        return self._wave(x, 1)

    # Functions of one dyadic number.

    def _increasing(self, function: Callable[[Dyadic], Interval], x: Interval) -> Interval:
        at_lo = function(x.lo)
        return at_lo if x.is_exact else Interval(at_lo.lo, function(x.hi).hi)

    def _series(self, y: Interval, name: str, sign: int) -> Interval:
        bits = self.precision
        ends = max(_fixed(y.lo, bits, False), 0), _fixed(y.hi, bits, True)  # y is a square, whatever its enclosure says
        return self._enclose(*_series(ends, bits, name, sign), -bits)

    def _power(self, a: Dyadic, n: int) -> Interval:
        """a**n for n >= 1; every intermediate result is a power of a, and exact if the final one is."""
        fine, value = self._finer(n.bit_length()), Interval(a, a)
        for digit in bin(n)[3:]:
            value = fine.mul(value, value)
            value = fine.mul(value, Interval(a, a)) if digit == "1" else value
        return self.round(value)

    def _root(self, a: Dyadic, n: int) -> Interval:
        if a[0] == 0:
            return ZERO
        if n > 64:  # below, m would have n * precision bits
            fine = self._finer(0)
            return self.exp(fine.div(fine._log(a), Interval.point(n)))
        shift = max(0, n * (self.precision + 2) - a[0].bit_length())
        shift += (a[1] - shift) % n  # n divides a[1] - shift
        m, e = a[0] << shift, a[1] - shift
        r = isqrt(m) if n == 2 else _integer_root(m, n)
        return self._enclose(r, r if r**n == m else r + 1, e // n)

    def _exp(self, a: Dyadic) -> Interval:
        """exp a = 2**k * exp(r/2**h)**(2**h) with r = a - k log 2, for every integer k; here k makes 0 <= r < 1."""
        if _top(a) >= 40:  # |a| >= 2**39
            if a[0] > 0:
                raise TooLarge("the exponential of a number above 2^39")
            return Interval((0, 0), (1, -(2**39)))  # e > 2
        if a[0] < 0:
            return self.div(ONE, self._finer(0)._exp(_negated(a)))
        h = isqrt(2 * self.precision)
        bits = self.precision + self.precision.bit_length() + h + GUARD
        scale = bits + max(_top(a), 0)
        log2_low, log2_high = _machin(LOG2, 1, scale)
        k, low = divmod(_fixed(a, scale, False), log2_high)
        high = _fixed(a, scale, True) - k * log2_low
        drop = scale - bits + h
        low, high = _series((low >> drop, -(-high >> drop)), bits, "exp", 1)
        for _ in range(h):
            low, high = low * low >> bits, -(-high * high >> bits)
        return self._enclose(low, high, k - bits)

    def _log(self, a: Dyadic) -> Interval:
        """log a = k log 2 + 2 atanh z with a = y * 2**k and z = (y-1)/(y+1); 3/4 <= y < 3/2 here, so z^2 <= 1/25."""
        m, e = a
        s = (4 * m // 3).bit_length() - 1  # y = m / 2**s
        k = e + s
        fine = self._finer(k.bit_length())
        z = fine.div(Interval.point(m - (1 << s)), Interval.point(m + (1 << s)))
        value = fine.mul(z, fine._series(fine.mul(z, z), "atan", 1)).scaled(1)
        bits = fine.precision
        return self.add(value, fine.mul(Interval.point(k), fine._enclose(*_machin(LOG2, 1, bits), -bits)))

    def _atan(self, a: Dyadic) -> Interval:
        """atan z = 2 atan(z/(1 + sqrt(1 + z^2))), until z <= 1/8."""
        if a[0] < 0:
            return -self._atan(_negated(a))
        fine, z, halvings = self._finer(8), Interval(a, a), 0
        while _compare(z.hi, (1, -3)) > 0:
            z = fine.div(z, fine.add(ONE, fine.root(fine.add(ONE, fine.mul(z, z)), 2)))
            halvings += 1
        return self.round(fine.mul(z, fine._series(fine.mul(z, z), "atan", -1)).scaled(halvings))

    def _erf(self, a: Dyadic) -> Interval:
        if a[0] < 0:
            return -self._erf(_negated(a))
        fine, square = self._finer(8), Interval.point(a[0] * a[0], 2 * a[1])
        if _compare(square.lo, (fine.precision, 0)) > 0:
            # 1 - erf x = (2/sqrt(pi)) int_0^oo exp(-(x+s)^2) ds <= exp(-x^2) < 2**-precision, by (x+s)^2 >= x^2 + s^2
            return self._enclose((1 << fine.precision) - 1, 1 << fine.precision, -fine.precision)
        scale = fine.div(fine.mul(Interval(a, a).scaled(1), fine.exp(-square)), fine.root(fine.pi(), 2))
        return self.round(fine.mul(scale, fine._series(square, "erf", 1)).meet(UNIT))

    def _wave(self, x: Interval, quarter: int) -> Interval:
        """sin(x + quarter * pi/2), within |x - a| of its value at a (mean value theorem); a is near the middle."""
        if x.is_exact:
            return self._wave_at(x.lo, quarter)
        a = self._finer(0).add(Interval(x.lo, x.lo), Interval(x.hi, x.hi)).scaled(-1).lo
        distance = self.sub(x, Interval(a, a))
        return self.add(self._wave_at(a, quarter), distance.hull(-distance)).meet(UNIT)

    def _wave_at(self, a: Dyadic, quarter: int) -> Interval:
        """sin(a + quarter * pi/2) is sin r, cos r, -sin r or -cos r with r = a - k pi/2, by (k + quarter) mod 4."""
        top = max(_top(a), 0)
        fine = self._finer(a[0].bit_length() + top)  # numbers of b bits come about as close as 2**-b to k pi/2
        half_pi = fine.pi().scaled(-1)
        k = (_fixed(fine.div(Interval(a, a), half_pi).lo, 1, False) + 1) >> 1  # close to a/(pi/2); any integer is right
        r = fine.sub(Interval(a, a), fine.mul(Interval.point(k), half_pi))
        fine = self._finer(8)
        square, quadrant = fine.mul(r, r), (k + quarter) % 4
        series = fine._series(square, "cos" if quadrant % 2 else "sin", -1)
        value = series if quadrant % 2 else fine.mul(r, series)
        return self.round((-value if quadrant >= 2 else value).meet(UNIT))
