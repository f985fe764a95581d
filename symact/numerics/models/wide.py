"""Taylor series over a cell, times e^L with an exact L: what keeps tails narrow where the text overflows or cancels.

A value is e^L · s: s is a power series in t with ball coefficients (x = c + h·t), L a linear form with rational
coefficients over other values, kept exactly. So e^x/(e^x + 1) is 1/(1 + e^-x) without anybody rewriting it: in a sum
the larger exponential is taken out, and only differences of forms are turned into numbers.
"""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

from flint import arb, arb_series, ctx, fmpq

Form = dict["Wide | None", fmpq]  # None: the constant
ZERO, ONE, MINUS, HALF = fmpq(0), fmpq(1), fmpq(-1), fmpq(1, 2)
SMALL = 4  # an exponential of less than e^±4 is a plain number


class Root(NamedTuple):
    """A value is sign·√radicand."""

    sign: int
    radicand: Wide


class Wide:
    """One value. Compared and hashed by identity: a value is the atom of the forms that are linear in it.

    `root_of` says that it is a square root, `square_of` of what it is the square.
    """

    __slots__ = ("_form", "_series", "exponent", "root_of", "s", "square_of")

    def __init__(self, s: arb_series, exponent: Form | None = None, form: Form | None = None) -> None:
        self.s = s
        self.exponent: Form = exponent or {}
        self._form = form
        self._series: arb_series | None = None
        self.root_of: Root | None = None
        self.square_of: Wide | None = None

    @property
    def form(self) -> Form:
        """The value as a linear form over atoms."""
        return {self: ONE} if self._form is None else self._form

    @property
    def constant(self) -> fmpq | None:
        """The value, where it is a rational constant."""
        form = self._form
        if form is None or len(form) > 1 or (form and None not in form):
            return None
        return form.get(None, ZERO)

    def series(self) -> arb_series:
        """The value as one series; its coefficients are not finite where it overflows."""
        if not self.exponent:
            return self.s
        if self._series is None:
            self._series = self.s * _series(_value(self.exponent).exp())
        return self._series

    def log_size(self) -> arb:
        """log|value|, where the value is not 0."""
        return abs(self.s[0]).log() + (_head(_value(self.exponent)) if self.exponent else 0)

    # ------------------------------------------------------------ arithmetic

    def __add__(self, other: Wide) -> Wide:
        if not (self.exponent or other.exponent):
            rationalised = _rationalised(self, other) or _rationalised(other, self)
            s = rationalised if rationalised is not None else self.s + other.s
            return Wide(_series(s), None, _sum(self.form, other.form))
        if self.exponent == other.exponent:
            return Wide(_series(self.s + other.s), self.exponent)
        gap = _value(_sum(other.exponent, _scaled(self.exponent, MINUS)))
        if _head(gap).mid() <= 0:
            return Wide(_series(self.s + other.s * gap.exp()), self.exponent)
        return Wide(_series(other.s + self.s * (-gap).exp()), other.exponent)

    def __sub__(self, other: Wide) -> Wide:
        return self + -other

    def __neg__(self) -> Wide:
        made = Wide(-self.s, self.exponent, _scaled(self.form, MINUS) if not self.exponent else None)
        if self.root_of is not None:
            made.root_of = Root(-self.root_of.sign, self.root_of.radicand)
        return made

    def __mul__(self, other: Wide) -> Wide:
        form = None
        for a, b in ((self, other), (other, self)):
            q = a.constant
            if q is not None and not b.exponent:
                form = _scaled(b.form, q)
        return Wide(_series(self.s * other.s), _sum(self.exponent, other.exponent), form)

    def __truediv__(self, other: Wide) -> Wide:
        q = other.constant
        if q is not None:
            return Wide(
                _series(self.s / other.s), self.exponent, _scaled(self.form, 1 / q) if q and not self.exponent else None
            )
        if not (self.exponent or other.exponent):
            return Wide(_quotient(self, other))
        return Wide(_series(self.s / other.s), _sum(self.exponent, _scaled(other.exponent, MINUS)))

    def power(self, n: Wide) -> Wide:
        k = int((n.constant or ZERO).p)
        s = _power(self.s, abs(k))
        made = Wide(_series(s if k >= 0 else 1 / s), _scaled(self.exponent, fmpq(k)))
        if k == 2 and not self.exponent:
            made.square_of = self
        return made

    def one(self, _: Wide) -> Wide:
        return rational(ONE)

    # ------------------------------------------------------------ functions

    def root(self, _: Wide) -> Wide:
        beside = None if self.exponent else _root_beside_a_square(self)
        made = Wide(_series(self.s.sqrt() if beside is None else beside), _scaled(self.exponent, HALF))
        if not self.exponent:
            made.root_of = Root(1, self)
        return made

    def real_power(self, b: Wide) -> Wide:
        return (self.log(b) * b).exp(b)

    def exp(self, _: Wide) -> Wide:
        return Wide(_series(arb(1)), dict(self.form)) if not self.exponent else Wide(_series(self.series().exp()))

    def expm1(self, b: Wide) -> Wide:
        u = self.series()
        if not abs(_head(u)) < SMALL:
            return self.exp(b) - rational(ONE)
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
            return (self + rational(ONE)).log(b)
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


def rational(q: fmpq | Fraction) -> Wide:
    exact = fmpq(q.numerator, q.denominator) if isinstance(q, Fraction) else q
    return Wide(_series(arb(exact)), form={None: exact})


def nowhere() -> Wide:
    """What is not known to exist: no coefficient of it is finite, and none is 0."""
    return Wide(arb_series([arb("nan")] * ctx.cap))


def number(y: arb) -> Wide:
    return Wide(_series(y))


def _series(y: arb | arb_series) -> arb_series:
    return y if isinstance(y, arb_series) else arb_series([y])


def _head(s: arb_series) -> arb:
    return s[0]


def _with_head(s: arb_series, head: arb) -> arb_series:
    return arb_series([head, *s.coeffs()[1:]], s.prec)  # no longer than it was: what is cut off is not 0


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


def _quotient(n: Wide, d: Wide) -> arb_series:
    """n/d; where n = q·d + r with a number r, by q + r/d: that keeps what 1 - 1/(1 + x) loses as x/(1 + x)."""
    plain, atom = _series(n.s / d.s), next(a for a in (*d.form, None) if a is not None)
    if atom not in n.form:
        return plain
    q = n.form[atom] / d.form[atom]
    rest = _sum(n.form, _scaled(d.form, -q))
    if rest.keys() - {None}:
        return plain
    r = arb(rest.get(None, ZERO))
    inverse = _series(r / d.s)
    head, other = _head(plain), _head(inverse) + arb(q)
    return _with_head(inverse, head if head.is_finite() and head.rad() <= other.rad() else other)


def _rationalised(a: Wide, root: Wide) -> arb_series | None:
    """a + root as (a² - root²)/(a - root), where that is a number over what does not cancel."""
    if root.root_of is None:
        return None
    (atom, q), *others = a.form.items() if a.form else ((None, ZERO),)
    if others or atom is None or not _opposite(_head(a.s), _head(root.s)):
        return None
    form = dict(root.root_of.radicand.form)
    square = next((w for w in form if w is not None and w.square_of is atom), None)
    if square is None or form.pop(square) != q * q or form.keys() - {None}:
        return None
    return _series(arb(-form.get(None, ZERO)) / (a.s - root.s))


def _root_beside_a_square(radicand: Wide) -> arb_series | None:
    """√(q·w² + r) as |w|·√(q + r/w²), where r is a number below q·w²: far out this is nearly a line, and looks so."""
    form = dict(radicand.form)
    square = next((w for w in form if w is not None and w.square_of is not None), None)
    if square is None or square.square_of is None:
        return None
    q, w = form.pop(square), square.square_of.s
    if form.keys() - {None} or not q > 0 or w.length() == 0:
        return None
    r = arb(form.get(None, ZERO))
    size = abs(_head(w)).lower()
    if not size * size * arb(q) > abs(r):
        return None
    inverse = _series(1 / w)
    root = _series((_series(inverse * inverse * r) + arb(q)).sqrt()) * w
    return root if _head(w) > 0 else -root


def _opposite(a: arb, b: arb) -> bool:
    return bool((a > 0 and b < 0) or (a < 0 and b > 0))


def _sum(a: Form, b: Form) -> Form:
    if not b:
        return a
    total = dict(a)
    for k, q in b.items():
        total[k] = total[k] + q if k in total else q
        if not total[k]:
            del total[k]
    return total


def _scaled(a: Form, q: fmpq) -> Form:
    return {k: c * q for k, c in a.items()} if q else {}


def _value(form: Form) -> arb_series:
    total = arb_series([0])
    for atom, q in form.items():
        c = arb(q)
        total = total + (c if atom is None else atom.series() * c)
    return _series(total)


def _value_below(form: Form, bound: int) -> bool:
    return bool(_head(_value(form)) < bound)
