"""Taylor series over a cell, times e^L with an exact L: what keeps tails narrow where the text overflows or cancels.

A value is e^L · s: s is a power series in t with ball coefficients (x = c + h·t), L a linear form with rational
coefficients over other values, kept exactly. So e^x/(e^x + 1) is 1/(1 + e^-x) without anybody rewriting it: in a sum
the larger exponential is taken out, and only differences of forms are turned into numbers.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import partial

from flint import arb, arb_series, ctx, fmpq

from symact.numerics.models.forms import MINUS, Form, difference_of, multiple_of, sum_of
from symact.numerics.models.roots import Beside, Root, beside_a_square, rationalised
from symact.numerics.models.series import erfc_tail, head, power, series, with_head

Maker = Callable[[], Form | None]
ZERO, ONE, HALF = fmpq(0), fmpq(1), fmpq(1, 2)
CANCELLED = 64  # a sum so many times smaller than its parts may be known better by its form
SMALL = 4  # an exponential of less than e^±4 is a plain number


class Wide:
    """One value. Compared and hashed by identity: a value is the atom of the forms that are linear in it.

    `root_of` says that it is a square root, `square_of` of what it is the square. A form may be given by what makes it:
    few are asked for.
    """

    __slots__ = ("_exp", "_form", "_series", "exponent", "root_of", "s", "square_of")

    def __init__(self, s: arb_series, exponent: Form | None = None, form: Form | Maker | None = None) -> None:
        self.s = s
        self.exponent: Form = exponent or {}
        self._form = form
        self._series: arb_series | None = None
        self._exp: Wide | None = None
        self.root_of: Root | None = None
        self.square_of: Wide | None = None

    @property
    def form(self) -> Form:
        """The value as a linear form over atoms."""
        if callable(self._form):
            self._form = self._form()
        return {self: ONE} if self._form is None else self._form

    @property
    def constant(self) -> fmpq | None:
        """The value, where it plainly is a rational constant."""
        form = self._form
        if form is None or callable(form) or self.exponent or form.keys() - {None}:
            return None
        return form.get(None, ZERO)

    def series(self) -> arb_series:
        """The value as one series; its coefficients are not finite where it overflows."""
        if not self.exponent:
            return self.s
        if self._series is None:
            self._series = self.s * series(_value(self.exponent).exp())
        return self._series

    def log_size(self) -> arb:
        """log|value|, where the value is not 0."""
        return abs(self.s[0]).log() + (head(_value(self.exponent)) if self.exponent else 0)

    def coefficient(self, k: int) -> tuple[arb, arb]:
        """c and the number n with c·e^n the k-th coefficient."""
        if not self.exponent:
            return self.s[k], arb(0)
        n = _value(self.exponent)
        return series(self.s * series(with_head(n, arb(0)).exp()))[k], head(n)

    # ------------------------------------------------------------ arithmetic

    def __add__(self, other: Wide) -> Wide:
        if self.constant is not None and other.constant is not None:
            return rational(self.constant + other.constant)

        def form() -> Form:
            return sum_of(self.form, other.form)

        if not (self.exponent or other.exponent):
            quotient = rationalised(self, other) or rationalised(other, self)
            if quotient is not None:
                return Wide(quotient, None, form)
            return _all_that_is_left(Wide(series(self.s + other.s), None, form), other)
        if self.exponent == other.exponent:
            return _all_that_is_left(Wide(series(self.s + other.s), self.exponent, form), other)
        gap = _value(difference_of(other.exponent, self.exponent))
        if head(gap).mid() <= 0:
            return Wide(series(self.s + other.s * gap.exp()), self.exponent, form)
        return Wide(series(other.s + self.s * (-gap).exp()), other.exponent, form)

    def __sub__(self, other: Wide) -> Wide:
        return self + -other

    def __neg__(self) -> Wide:
        if self.constant is not None:
            return rational(-self.constant)
        made = Wide(-self.s, self.exponent, partial(_multiple, self, MINUS))
        if self.root_of is not None:
            made.root_of = Root(-self.root_of.sign, self.root_of.radicand)
        return made

    def __mul__(self, other: Wide) -> Wide:
        p, q = self.constant, other.constant
        if p is not None and q is not None:
            return rational(p * q)
        form: Maker | None = None
        if q is not None:
            form = partial(_multiple, self, q)
        elif p is not None:
            form = partial(_multiple, other, p)
        return Wide(series(self.s * other.s), sum_of(self.exponent, other.exponent), form)

    def __truediv__(self, other: Wide) -> Wide:
        p, q = self.constant, other.constant
        if q is not None:
            if p is not None and q:
                return rational(p / q)
            return Wide(series(self.s / other.s), self.exponent, partial(_multiple, self, 1 / q) if q else None)
        form = partial(_number_and_rest, self, other)
        if not (self.exponent or other.exponent):
            return Wide(_quotient(self, other), form=form)
        return Wide(series(self.s / other.s), difference_of(self.exponent, other.exponent), form)

    def power(self, n: Wide) -> Wide:
        k = int((n.constant or ZERO).p)
        s = power(self.s, abs(k))
        made = Wide(series(s if k >= 0 else 1 / s), multiple_of(self.exponent, fmpq(k)))
        if k == 2 and not self.exponent:
            made.square_of = self
        return made

    def one(self, _: Wide) -> Wide:
        return rational(ONE)

    # ------------------------------------------------------------ functions

    def root(self, _: Wide) -> Wide:
        if self.exponent:
            return Wide(series(self.s.sqrt()), multiple_of(self.exponent, HALF))
        beside = beside_a_square(self)
        made = Wide(series(self.s.sqrt())) if beside is None else Wide(beside.s)
        if beside is not None and beside.slope:
            made._form = partial(_line_and_tail, beside)
        made.root_of = Root(1, self)
        return made

    def real_power(self, b: Wide) -> Wide:
        return (self.log(b) * b).exp(b)

    def exp(self, _: Wide) -> Wide:
        if self._exp is None:
            self._exp = Wide(series(self.series().exp()) if self.exponent else series(arb(1)))
            self._exp.exponent = {} if self.exponent else dict(self.form)
        return self._exp

    def expm1(self, b: Wide) -> Wide:
        u = self.series()
        if not abs(head(u)) < SMALL:
            return self.exp(b) - rational(ONE)
        return Wide(with_head(u.exp(), head(u).expm1()))

    def exp_difference(self, other: Wide) -> Wide:
        """e^self - e^other."""
        near = all(abs(head(v.series())) < SMALL for v in (self, other))
        return self.expm1(other) - other.expm1(self) if near else self.exp(other) - other.exp(self)

    def log(self, _: Wide) -> Wide:
        s = series(self.s.log())
        return Wide(series(s + _value(self.exponent))) if self.exponent else Wide(s)

    def log1mexp(self, b: Wide) -> Wide:
        """log(1 - e^self)."""
        near = not self.exponent and abs(head(self.s)) < 1
        return (-self.expm1(b)).log(b) if near else (-self.exp(b)).log1p(b)

    def log1p(self, b: Wide) -> Wide:
        if self.exponent and not head(_value(self.exponent)) < SMALL:
            return (self + rational(ONE)).log(b)
        u = self.series()
        slope = u.derivative() / (u + 1) if u.length() > 1 else None
        first = head(u).log1p()
        return Wide(series(first) if slope is None else with_head(slope.integral(), first))

    def erf(self, _: Wide) -> Wide:
        u = self.series()
        return Wide(with_head(-erfc_tail(u), head(u).erf()))

    def erfc(self, _: Wide) -> Wide:
        u = self.series()
        return Wide(with_head(erfc_tail(u), head(u).erfc()))

    def sin(self, _: Wide) -> Wide:
        return Wide(series(self.series().sin()))

    def cos(self, _: Wide) -> Wide:
        return Wide(series(self.series().cos()))

    def atan(self, _: Wide) -> Wide:
        return Wide(series(self.series().atan()))


def point(c: arb, h: arb) -> Wide:
    """x = c + h·t."""
    return Wide(arb_series([c, h]))


def rational(q: fmpq | Fraction) -> Wide:
    exact = fmpq(q.numerator, q.denominator) if isinstance(q, Fraction) else q
    return Wide(series(arb(exact)), form={None: exact})


def nowhere() -> Wide:
    """What is not known to exist: no coefficient of it is finite, and none is 0."""
    return Wide(arb_series([arb("nan")] * ctx.cap))


def number(y: arb) -> Wide:
    return Wide(series(y))


def _multiple(a: Wide, q: fmpq) -> Form:
    return multiple_of(a.form, q)


def _number_and_rest(n: Wide, d: Wide) -> Form | None:
    """n/d as q + r/d, where the largest part of d is q-fold in n and r is a single smaller exponential."""
    if n.exponent != d.exponent or len(d.form) < 2:
        return None
    leading = [a for a in d.form if a in n.form and (a.exponent if a is not None else {}) == d.exponent]
    if len(leading) != 1:
        return None
    q = n.form[leading[0]] / d.form[leading[0]]
    rest = sum_of(n.form, multiple_of(d.form, -q))
    if len(rest) != 1:
        return None
    ((atom, c),) = rest.items()
    if atom is None or atom.exponent == d.exponent:
        return None
    return {None: q, Wide(series(atom.s * arb(c) / d.s), difference_of(atom.exponent, d.exponent)): ONE}


def _quotient(n: Wide, d: Wide) -> arb_series:
    """n/d; where n = q·d + r with a number r, by q + r/d: that keeps what 1 - 1/(1 + x) loses as x/(1 + x)."""
    plain, atom = series(n.s / d.s), next(a for a in (*d.form, None) if a is not None)
    if atom not in n.form:
        return plain
    q = n.form[atom] / d.form[atom]
    rest = sum_of(n.form, multiple_of(d.form, -q))
    if rest.keys() - {None}:
        return plain
    r = arb(rest.get(None, ZERO))
    inverse = series(r / d.s)
    first, other = head(plain), head(inverse) + arb(q)
    return with_head(inverse, first if first.is_finite() and first.rad() <= other.rad() else other)


def _all_that_is_left(total: Wide, part: Wide) -> Wide:
    """A sum of two, which may nearly cancel as series; by their forms it may be a single term: 1 + tanh x, far out."""
    if not abs(head(total.s)) * CANCELLED < abs(head(part.s)) or len(total.form) != 1:
        return total
    ((atom, q),) = total.form.items()
    return total if atom is None or atom is total else Wide(series(atom.s * arb(q)), atom.exponent, total.form)


def _line_and_tail(root: Beside) -> Form:
    """√(q·w² + r) as √q·|w| and r/(√(q·w² + r) + √q·|w|)."""
    line = multiple_of(root.w.form, root.slope)
    tail = Wide(series(arb(root.rest) / (root.s + root.w.s * arb(root.slope))))
    return sum_of(line, {tail: ONE}) if root.rest else line


def _value(form: Form) -> arb_series:
    total = arb_series([0])
    for atom, q in form.items():
        c = arb(q)
        total = total + (c if atom is None else atom.series() * c)
    return series(total)
