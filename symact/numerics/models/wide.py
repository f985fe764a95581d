"""Taylor series over a cell, times e^L with an exact L: what keeps tails narrow where the text overflows or cancels.

A value is e^L · s: s is a power series in t with ball coefficients (x = c + h·t), L a linear form with rational
coefficients over other values, kept exactly. So e^x/(e^x + 1) is 1/(1 + e^-x) without anybody rewriting it: in a sum
the larger exponential is taken out, and only differences of forms are turned into numbers.
"""

from __future__ import annotations

from fractions import Fraction

from flint import arb, arb_series, fmpq

Form = dict["Wide | None", Fraction]  # None: the constant
SMALL = 4  # an exponential of less than e^±4 is a plain number


class Wide:
    """One value. Compared and hashed by identity: a value is the atom of the forms that are linear in it."""

    __slots__ = ("_form", "exponent", "s")

    def __init__(self, s: arb_series, exponent: Form | None = None, form: Form | None = None) -> None:
        self.s = s
        self.exponent: Form = exponent or {}
        self._form = form

    @property
    def form(self) -> Form:
        """The value as a linear form over atoms."""
        return {self: Fraction(1)} if self._form is None else self._form

    @property
    def constant(self) -> Fraction | None:
        """The value, where it is a rational constant."""
        if self._form is not None and not (self._form.keys() - {None}):
            return self._form.get(None, Fraction(0))
        return None

    def series(self) -> arb_series:
        """The value as one series; its coefficients are not finite where it overflows."""
        return self.s * _series(_value(self.exponent).exp()) if self.exponent else self.s

    def log_size(self) -> arb:
        """log|value|, where the value is not 0."""
        return abs(self.s[0]).log() + (_head(_value(self.exponent)) if self.exponent else 0)

    # ------------------------------------------------------------ arithmetic

    def __add__(self, other: Wide) -> Wide:
        form = _sum(self.form, other.form) if not (self.exponent or other.exponent) else None
        if self.exponent == other.exponent:
            return Wide(_series(self.s + other.s), self.exponent, form)
        gap = _value(_sum(other.exponent, _scaled(self.exponent, -1)))
        if _head(gap).mid() <= 0:
            return Wide(_series(self.s + other.s * gap.exp()), self.exponent, form)
        return Wide(_series(other.s + self.s * (-gap).exp()), other.exponent, form)

    def __sub__(self, other: Wide) -> Wide:
        return self + -other

    def __neg__(self) -> Wide:
        return Wide(-self.s, self.exponent, _scaled(self.form, -1) if not self.exponent else None)

    def __mul__(self, other: Wide) -> Wide:
        form = None
        for a, b in ((self, other), (other, self)):
            if a.constant is not None and not b.exponent:
                form = _scaled(b.form, a.constant)
        return Wide(_series(self.s * other.s), _sum(self.exponent, other.exponent), form)

    def __truediv__(self, other: Wide) -> Wide:
        q = other.constant
        form = _scaled(self.form, 1 / q) if q and not self.exponent else None
        return Wide(_series(self.s / other.s), _sum(self.exponent, _scaled(other.exponent, -1)), form)

    def power(self, n: Wide) -> Wide:
        k = int(n.constant or 0)
        s = _power(self.s, abs(k))
        return Wide(_series(s if k >= 0 else 1 / s), _scaled(self.exponent, k))

    def one(self, _: Wide) -> Wide:
        return rational(Fraction(1))

    # ------------------------------------------------------------ functions

    def root(self, _: Wide) -> Wide:
        return Wide(_series(self.s.sqrt()), _scaled(self.exponent, Fraction(1, 2)))

    def real_power(self, b: Wide) -> Wide:
        return (self.log(b) * b).exp(b)

    def exp(self, _: Wide) -> Wide:
        return Wide(_series(arb(1)), dict(self.form)) if not self.exponent else Wide(_series(self.series().exp()))

    def expm1(self, b: Wide) -> Wide:
        u = self.series()
        if not abs(_head(u)) < SMALL:
            return self.exp(b) - rational(Fraction(1))
        return Wide(_with_head(u.exp(), _head(u).expm1()))

    def exp_difference(self, other: Wide) -> Wide:
        """e^self - e^other."""
        near = all(abs(_head(v.series())) < SMALL for v in (self, other))
        return self.expm1(other) - other.expm1(self) if near else self.exp(other) - other.exp(self)

    def log(self, _: Wide) -> Wide:
        s = _series(self.s.log())
        return Wide(_series(s + _value(self.exponent))) if self.exponent else Wide(s)

    def log1p(self, b: Wide) -> Wide:
        u = self.series() if not self.exponent or _value_below(self.exponent, SMALL) else None
        if u is None:
            return (self + rational(Fraction(1))).log(b)
        slope = u.derivative() / (u + 1) if u.length() > 1 else None
        head = _head(u).log1p()
        return Wide(_series(head) if slope is None else _with_head(slope.integral(), head))

    def erf(self, _: Wide) -> Wide:
        u = self.series()
        return Wide(_with_head(-_erfc_tail(u), _head(u).erf()))

    def erfc(self, _: Wide) -> Wide:
        u = self.series()
        return Wide(_with_head(_erfc_tail(u), _head(u).erfc()))

    def sin(self, _: Wide) -> Wide:
        return Wide(_series(self.series().sin()))

    def cos(self, _: Wide) -> Wide:
        return Wide(_series(self.series().cos()))

    def atan(self, _: Wide) -> Wide:
        return Wide(_series(self.series().atan()))


def point(c: arb, h: arb) -> Wide:
    """x = c + h·t."""
    return Wide(arb_series([c, h]))


def rational(q: Fraction) -> Wide:
    return Wide(_series(arb(fmpq(q.numerator, q.denominator))), form={None: q})


def number(y: arb) -> Wide:
    return Wide(_series(y))


def _series(y: arb | arb_series) -> arb_series:
    return y if isinstance(y, arb_series) else arb_series([y])


def _head(s: arb_series) -> arb:
    return s[0]


def _with_head(s: arb_series, head: arb) -> arb_series:
    return arb_series([head, *s.coeffs()[1:]])


def _power(s: arb_series, k: int) -> arb_series:
    """s^k, its constant term from the ends of the ball where that has a sign: a ball squared forgets it is positive."""
    made, head = _series(s**k), _head(s)
    if k < 2 or not (head > 0 or head < 0):
        return made
    return _with_head(made, (head.lower() ** k).union(head.upper() ** k))


def _erfc_tail(u: arb_series) -> arb_series:
    """erfc(u) without its constant term: the integral of -2/√π·u′·e^(-u²)."""
    if u.length() < 2:
        return arb_series([0])
    square = -_power(u, 2)
    density = _head(square).exp() * _with_head(square, arb(0)).exp()
    return _series((density * u.derivative() * (-2 / arb.pi().sqrt())).integral())


def _sum(a: Form, b: Form) -> Form:
    if not b:
        return a
    total = dict(a)
    for k, q in b.items():
        total[k] = total.get(k, Fraction(0)) + q
        if not total[k]:
            del total[k]
    return total


def _scaled(a: Form, q: Fraction | int) -> Form:
    return {k: c * q for k, c in a.items()} if q else {}


def _value(form: Form) -> arb_series:
    total = arb_series([0])
    for atom, q in form.items():
        c = arb(fmpq(q.numerator, q.denominator))
        total = total + (c if atom is None else atom.series() * c)
    return _series(total)


def _value_below(form: Form, bound: int) -> bool:
    return bool(_head(_value(form)) < bound)
