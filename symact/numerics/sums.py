"""Sums Σ q·α·e^L with exact rational q, products α of powers of a few real numbers ("atoms") and exact linear forms L.

What cancels does so exactly, and so do roots: √x·√x is x. Only some of the largest terms are kept, with a bound of the
others, so that sums, products, inverses and power series can go on for ever.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from flint import arb, fmpq

from symact.numerics.errors import UndecidedPoint

NARROW = -2  # log: a series is summed where what is small is below e^NARROW
MOST_BITS = 1 << 16  # of a rational number that is a power
Atoms = tuple[tuple[int, int], ...]  # the numbers of atoms, ascending, each with its power
Form = tuple[tuple[Atoms, fmpq], ...]  # a linear form over products of atoms
Key = tuple[Atoms, int]  # the number of the form in the exponent
ONE = fmpq(1)
UNITS = (ONE, -ONE)
PLAIN: Key = ((), 0)  # of a rational number


class Beside(NamedTuple):
    """value + r with |r| < 2^reach; r has the sign `above`, and is 0 where that is 0."""

    value: fmpq
    above: int
    reach: int


class Size(NamedTuple):
    """log of a size: the linear form of this number, and so much besides."""

    form: int
    rest: arb


class Sum(NamedTuple):
    """Σ q·α·e^L over `terms`, and something of at most the size `tail` besides; nothing where that is None."""

    terms: dict[Key, fmpq]
    tail: Size | None = None


def rational(q: fmpq) -> Sum:
    return Sum({PLAIN: q} if q != 0 else {})


class Sums:
    """Their arithmetic; `order` is how far power series go, and of each sum the `order` + 2 largest terms are kept."""

    def __init__(self, order: int) -> None:
        self.order, self.most = order, order + 2
        self.balls: list[arb] = []
        self.degrees: list[tuple[int, fmpq]] = []  # atom^degree is that number, where the degree is not 0
        self.names: dict[Any, int] = {}
        self.sizes: dict[Atoms, arb] = {}
        self.forms: list[Form] = [()]
        self._numbers: dict[Form, int] = {(): 0}
        self._values: dict[int, arb] = {}
        self._sums: dict[tuple[int, int], int] = {}
        self._negatives: dict[int, int] = {0: 0}

    def atom(self, name: Any, ball: arb, degree: int = 0, power: fmpq = ONE) -> Sum:
        """A real number other than 0; equal names are one."""
        if name not in self.names:
            if not (ball.is_finite() and (ball > 0 or ball < 0)):
                raise UndecidedPoint("the sign of a number is open")
            self.names[name] = len(self.balls)
            self.balls.append(ball)
            self.degrees.append((degree, power))
        return Sum({(((self.names[name], 1),), 0): ONE})

    def exponent(self, terms: Iterable[tuple[Atoms, fmpq]]) -> int:
        """The number of a linear form."""
        form = tuple(sorted((atoms, q) for atoms, q in terms if q != 0))
        if form not in self._numbers:
            self._numbers[form] = len(self.forms)
            self.forms.append(form)
        return self._numbers[form]

    def _added(self, a: int, b: int) -> int:
        if not (a and b):
            return a or b
        if (a, b) not in self._sums:
            form = dict(self.forms[a])
            for atoms, q in self.forms[b]:
                form[atoms] = form[atoms] + q if atoms in form else q
            self._sums[a, b] = self.exponent(form.items())
        return self._sums[a, b]

    def _negated(self, form: int) -> int:
        if form not in self._negatives:
            self._negatives[form] = self.exponent((atoms, -q) for atoms, q in self.forms[form])
        return self._negatives[form]

    def sign(self, key: Key) -> int:
        odd = sum(n for i, n in key[0] if self.balls[i] < 0)
        return -1 if odd % 2 else 1

    def size(self, key: Key, q: fmpq) -> Size:
        """That of q·α·e^L."""
        if key[0] not in self.sizes:
            self.sizes[key[0]] = sum((n * abs(self.balls[i]).log() for i, n in key[0]), arb(0))
        plain = self.sizes[key[0]]
        return Size(key[1], plain if q in UNITS else plain + abs(arb(q)).log())

    def log(self, size: Size) -> arb:
        """As a ball."""
        return self.value(size.form) + size.rest if size.form else size.rest

    def value(self, form: int) -> arb:
        if form not in self._values:
            self._values[form] = sum((arb(c) * self.ball(atoms) for atoms, c in self.forms[form]), arb(0))
        return self._values[form]

    def ball(self, atoms: Atoms) -> arb:
        product = arb(1)
        for i, n in atoms:
            product *= self.balls[i] ** n
        return product

    def largest(self, terms: dict[Key, fmpq]) -> Key:
        """The key of the term that seems the largest."""
        return max(terms, key=lambda k: _Middle(self.log(self.size(k, terms[k]))))

    def bound(self, s: Sum) -> Size | None:
        """A bound of |s|; None where it is 0."""
        return self._together([*(self.size(k, q) for k, q in s.terms.items()), *([] if s.tail is None else [s.tail])])

    def _together(self, sizes: list[Size]) -> Size | None:
        """That of a sum of what has at most these sizes: n times the largest."""
        if len(sizes) < 2:
            return sizes[0] if sizes else None
        lead = max(sizes, key=lambda s: _Middle(self.log(s)))
        top = lead.rest.upper()
        for s in sizes:
            beside = (
                s.rest if s.form == lead.form else s.rest + self.value(self._added(s.form, self._negated(lead.form)))
            )
            top = arb.max(top, beside.upper())
        return Size(lead.form, top + arb(len(sizes)).log())

    # ---------------------------------------------------------------- arithmetic

    def sum(self, *parts: Sum) -> Sum:
        terms: dict[Key, fmpq] = {}
        for s in parts:
            for key, q in s.terms.items():
                terms[key] = terms[key] + q if key in terms else q
        return self._kept(terms, [s.tail for s in parts if s.tail is not None])

    def _kept(self, terms: dict[Key, fmpq], tails: list[Size]) -> Sum:
        """The largest terms; the others are left out."""
        terms = {k: q for k, q in terms.items() if q != 0}
        if len(terms) > self.most:
            order = sorted(terms, key=lambda k: _Middle(self.log(self.size(k, terms[k]))))
            tails = [*tails, *(self.size(k, terms[k]) for k in order[: -self.most])]
            terms = {k: terms[k] for k in order[-self.most :]}
        return Sum(terms, self._together(tails))

    def product(self, *factors: Sum) -> Sum:
        result = factors[0]
        for s in factors[1:]:
            result = self.times(result, s)
        return result

    def times(self, a: Sum, b: Sum) -> Sum:
        terms: dict[Key, fmpq] = {}
        for (atoms, exponent), p in a.terms.items():
            for (others, more), q in b.terms.items():
                factor, product = self._joined(atoms, others)
                key = product, self._added(exponent, more)
                c = p * q * factor
                terms[key] = terms[key] + c if key in terms else c
        tails = []
        for s, other in ((a, b), (b, a)):
            size = self.bound(other)
            if s.tail is not None and size is not None:
                tails.append(Size(self._added(s.tail.form, size.form), s.tail.rest + size.rest))
        return self._kept(terms, tails)

    def _joined(self, a: Atoms, b: Atoms) -> tuple[fmpq, Atoms]:
        if not (a and b):
            return ONE, a or b
        powers = dict(a)
        for i, n in b:
            powers[i] = powers.get(i, 0) + n
        return self._reduced(powers.items())

    def _reduced(self, powers: Iterable[tuple[int, int]]) -> tuple[fmpq, Atoms]:
        """Powers of roots as rational numbers times lower powers."""
        factor, kept = ONE, []
        for i, n in powers:
            degree, radicand = self.degrees[i]
            if degree:
                whole, n = divmod(n, degree)
                factor *= _integer_power(radicand, whole)
            if n:
                kept.append((i, n))
        return factor, tuple(sorted(kept))

    def split(self, s: Sum) -> tuple[Key, fmpq, Sum]:
        """s = q·α·e^L·(1 + small)."""
        if not s.terms:
            raise UndecidedPoint("nothing is known of a value but that it is small")
        key = self.largest(s.terms)
        q = s.terms[key]
        rest = Sum({k: c for k, c in s.terms.items() if k != key}, s.tail)
        return key, q, self.times(rest, self._inverted(key, q))

    def _inverted(self, key: Key, q: fmpq) -> Sum:
        factor, atoms = self._reduced((i, -n) for i, n in key[0])
        return Sum({(atoms, self._negated(key[1])): factor / q})

    def series(self, small: Sum, coefficients: Sequence[fmpq]) -> Sum:
        """Σ c_k·small^k, where no coefficient, of those left out either, is larger than 1."""
        size = self.bound(small)
        if size is None:
            return rational(coefficients[0])
        if not self.log(size) < NARROW:
            raise UndecidedPoint("nothing is small enough for a series")
        parts, power = [rational(coefficients[0])], rational(ONE)
        for c in coefficients[1:]:
            power = self.times(power, small)
            parts.append(self.times(power, rational(c)))
        n = len(coefficients)
        missing = Size(self.exponent((atoms, n * q) for atoms, q in self.forms[size.form]), n * size.rest + 1)
        return self.sum(*parts, Sum({}, missing))

    def inverse(self, s: Sum) -> Sum:
        key, q, small = self.split(s)
        made = self.series(small, [fmpq((-1) ** k) for k in range(self.order + 1)])
        return self.times(made, self._inverted(key, q))


class _Middle:
    """An order of balls by their midpoints."""

    def __init__(self, y: arb) -> None:
        self.y = y.mid()

    def __lt__(self, other: _Middle) -> bool:
        return bool(self.y < other.y)


def _integer_power(q: fmpq, n: int) -> fmpq:
    if abs(n) * max(int(q.p).bit_length(), int(q.q).bit_length()) > MOST_BITS:
        raise UndecidedPoint("a high power")
    return q**n
