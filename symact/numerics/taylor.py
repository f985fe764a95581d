"""The derivatives of a term without conditionals over cells, enclosed by Taylor models on Arb's power series.

Over a cell with midpoint m and radius r, f^(k)(m + h)/k! is a polynomial in h with the coefficients at m, and a
remainder whose coefficient is enclosed over the whole cell. That settles signs where plain balls cannot, as that of
1 - tanh² near 6. Roots are found by halving: a cell is done when a derivative has a sign, everywhere on it.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from fractions import Fraction
from math import comb, factorial, inf, nextafter

from flint import arb, fmpq

from symact.kernel.differentiate import differentiate
from symact.kernel.errors import Undefined
from symact.kernel.terms import Term
from symact.numerics.exact import exact_value, to_fmpq
from symact.numerics.tape import Tape, compile_tape
from symact.numerics.view import enclosure_of, precision

BITS, MOST_BITS = 128, 2048
DEGREE = 14  # of the polynomials, above the derivative that is asked for
NARROWEST = Fraction(1, 1 << 30)  # of the interval searched: a cell that is still open then stays so
MOST_CELLS = 1500  # for each derivative of a term, in all its intervals
MOST_ROOTS = 48  # of one derivative in one interval: what lies beyond is left open
CONTACT = 6  # up to which multiplicity a root at the end of a cell is understood
ROOT_BITS, NEWTON_BITS = 110, 160
PLAIN = 1 << 16  # points of larger denominator are no candidates for exact zeros


@dataclass(frozen=True)
class Root:
    """Exactly one zero of a derivative lies in [low, high], which is a point if the zero is known exactly.

    `before` and `after` are the signs beside it, up to the next zero.
    """

    low: Fraction
    high: Fraction
    before: int
    after: int

    @property
    def exact(self) -> bool:
        return self.low == self.high


@dataclass(frozen=True)
class Roots:
    """The zeros inside an interval, ascending; `everywhere`: the derivative vanishes on all of it.

    `open` are the cells on which nothing could be shown. If there are none, the list is complete.
    """

    found: tuple[Root, ...] = ()
    everywhere: bool = False
    open: tuple[tuple[Fraction, Fraction], ...] = ()


@dataclass
class Smooth:
    """A term without conditionals, with what is known of it so far."""

    term: Term
    variable: Term
    _cells: dict[tuple[Fraction, Fraction, int], tuple[list[arb], list[arb]]] = field(default_factory=dict)
    _signs: dict[tuple[Fraction, int], int | None] = field(default_factory=dict)
    _roots: dict[tuple[Fraction, Fraction, int], Roots] = field(default_factory=dict)
    _spent: Counter[int] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.tape: Tape = compile_tape(self.term, self.variable)
        self._derivatives = [self.term]

    def value(self, low: Fraction, high: Fraction, order: int, bits: int = BITS) -> arb:
        """An enclosure of this derivative on [low, high], which should be narrow; not finite where none is found."""
        with precision(bits):
            return _existing(self.tape.taylor(_ball(low, high), order + 1))[order] * factorial(order)

    def values(self, x: Fraction, orders: int) -> list[arb]:
        """f(x), f′(x), … up to this order."""
        with precision(BITS):
            found = _existing(self.tape.taylor(arb(to_fmpq(x)), orders + 1))
            return [c * factorial(k) for k, c in enumerate(found)]

    def sign(self, x: Fraction, order: int) -> int | None:
        """The sign of this derivative at x, 0 where it is shown to vanish, None where that is open."""
        if (x, order) not in self._signs:
            self._signs[x, order] = self._sign(x, order)
        return self._signs[x, order]

    def _sign(self, x: Fraction, order: int) -> int | None:
        bits = BITS
        if x.denominator <= PLAIN and self.exactly(x, order) == 0:
            return 0
        while bits <= MOST_BITS:
            y = self.value(x, x, order, bits)
            if y > 0 or y < 0:
                return 1 if y > 0 else -1
            if y == 0:
                return 0
            bits *= 4
        return None

    def exactly(self, x: Fraction, order: int) -> fmpq | None:
        """The rational value of this derivative at x, where it has one for plain reasons; None where that is open."""
        while len(self._derivatives) <= order:
            self._derivatives.append(differentiate(self._derivatives[-1], self.variable))
        try:
            return exact_value(self._derivatives[order], self.variable, to_fmpq(x))
        except Undefined:
            return None

    def vanishes(self, x: Fraction, order: int) -> None:
        """Notes that this derivative is 0 at x, which the caller has shown by other means."""
        self._signs[x, order] = 0

    def over(self, a: Fraction, b: Fraction, order: int) -> arb:
        """An enclosure of this derivative over the cell [a, b]."""
        degree = DEGREE + order - order % 4  # models are shared between neighbouring orders
        if (a, b, degree) not in self._cells:
            with precision(BITS):
                middle = self.tape.taylor(_ball((a + b) / 2, (a + b) / 2), degree)
                self._cells[a, b, degree] = middle, self.tape.taylor(_ball(a, b), degree + 1)
        coefficients, wide = self._cells[a, b, degree]
        with precision(BITS):
            if wide[order] > 0 or wide[order] < 0:
                return wide[order] * factorial(order)
            h = _ball(a, b) - arb(to_fmpq((a + b) / 2))
            y = wide[degree] * comb(degree, order)
            for j in range(degree - 1, order - 1, -1):
                y = y * h + coefficients[j] * comb(j, order)
            return y * factorial(order)

    def roots(self, a: Fraction, b: Fraction, order: int) -> Roots:
        """The zeros of this derivative strictly between a and b; asked again, the same."""
        if (a, b, order) not in self._roots:
            self._roots[a, b, order] = self._search(a, b, order)
        return self._roots[a, b, order]

    def _search(self, a: Fraction, b: Fraction, order: int) -> Roots:
        if self.over(a, b, order) == 0:
            return Roots(everywhere=True)
        found: dict[Fraction, Root] = {}
        open_: list[tuple[Fraction, Fraction]] = []
        cells = [_at(a, b, k, 8) for k in range(7, -1, -1)]
        while cells:
            low, high = cells.pop()
            self._spent[order] += 1
            if len(found) > MOST_ROOTS or self._spent[order] > MOST_CELLS:
                open_.append((low, high))
                continue
            done = self._settled(low, high, order)
            if done is not None:
                found |= {r.low: r for r in done if a < r.low and r.high < b}
            elif high - low <= (b - a) * NARROWEST:
                open_.append((low, high))
            else:
                middle = Fraction(0) if low < 0 < high else (low + high) / 2
                cells += [(middle, high), (low, middle)]
        ordered = sorted(found.values(), key=lambda r: r.low)
        return Roots(tuple(self._signed(r, a, b, order) for r in ordered), open=tuple(_merged(open_)))

    def _settled(self, low: Fraction, high: Fraction, order: int) -> list[Root] | None:
        """The zeros in a cell, signs left out; None if the cell must be halved."""
        y = self.over(low, high, order)
        if y > 0 or y < 0:
            return []
        ends = [x for x in (low, high) if self.sign(x, order) == 0]
        for k in range(1, CONTACT + 1):
            slope = self.over(low, high, order + k)
            if slope > 0 or slope < 0:
                break
        else:
            return None
        if ends:  # the first k - 1 derivatives vanish there too, so there is no other zero in the cell
            if all(self.sign(ends[0], order + j) == 0 for j in range(1, k)):
                return [Root(x, x, 0, 0) for x in ends]
            return None
        before, after = self.sign(low, order), self.sign(high, order)
        if k > 1 or before is None or after is None:
            return None
        return [self._narrowed(low, high, order, before)] if before != after else []

    def _narrowed(self, low: Fraction, high: Fraction, order: int, before: int) -> Root:
        """The only zero of a monotone derivative between points of different sign: Newton's steps, or else halving."""
        width = max(abs(low), abs(high), high - low) / (1 << ROOT_BITS)
        while high - low > width:
            before_step = high - low
            low, high = self._newton(low, high, order)
            if high - low <= before_step / 4:
                continue
            middle = (low + high) / 2
            sign = self.sign(middle, order)
            if sign == 0:
                return Root(middle, middle, 0, 0)
            if sign is None:
                break
            low, high = (middle, high) if sign == before else (low, middle)
        return Root(low, high, 0, 0)

    def _newton(self, low: Fraction, high: Fraction, order: int) -> tuple[Fraction, Fraction]:
        """The part of an interval in which its zero lies, by m - f(m)/f′([low, high]) for the midpoint m."""
        middle, slope = (low + high) / 2, self.over(low, high, order + 1)
        with precision(NEWTON_BITS):
            y = self.tape.taylor(_ball(middle, middle), order + 1)[order] * factorial(order)
            step = y / slope if slope > 0 or slope < 0 else arb("nan")
            if not step.is_finite():
                return low, high
            found = enclosure_of(_ball(middle, middle) - step)
        return max(low, Fraction(found.lo)), min(high, Fraction(found.hi))

    def _signed(self, root: Root, a: Fraction, b: Fraction, order: int) -> Root:
        """The root with the signs at points close by; 0 where they stay open."""
        step = min(root.low - a, b - root.high, Fraction(1)) / 1024
        signs = [self.sign(x, order) or 0 for x in (root.low - step, root.high + step)]
        return Root(root.low, root.high, signs[0], signs[1])


def _at(a: Fraction, b: Fraction, k: int, of: int) -> tuple[Fraction, Fraction]:
    return a + (b - a) * k / of, a + (b - a) * (k + 1) / of


def _ball(low: Fraction, high: Fraction) -> arb:
    middle = arb(to_fmpq((low + high) / 2))
    return middle if low == high else middle + arb(0, nextafter(float((high - low) / 2), inf))


def _merged(cells: list[tuple[Fraction, Fraction]]) -> list[tuple[Fraction, Fraction]]:
    """Adjacent cells joined."""
    joined: list[tuple[Fraction, Fraction]] = []
    for low, high in sorted(cells):
        if joined and joined[-1][1] == low:
            joined[-1] = (joined[-1][0], high)
        else:
            joined.append((low, high))
    return joined


def _existing(series: list[arb]) -> list[arb]:
    """The series of a quotient that does not exist may have finite coefficients of higher order: they are none."""
    exists = True
    found = []
    for c in series:
        exists = exists and c.is_finite()
        found.append(c if exists else arb.nan())
    return found


__all__ = ["Root", "Roots", "Smooth"]
