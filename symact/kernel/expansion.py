"""Asymptotic expansions as X → ∞: finitely many terms c·m and a remainder O(r), over an ordered group of monomials.

A monomial is X^p · (log X)^r · exp(L), where L is a sum of c·m with monomials m that tend to infinity. That a term has
the expansion Σ cᵢmᵢ + O(r) says: there are M and C such that for every X > M it is defined and differs from Σ cᵢmᵢ by
at most C·r. Coefficients are quotients over the parameters, at each point of the region of the normaliser.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import cmp_to_key

from symact.kernel.errors import Stuck
from symact.kernel.normal import Normaliser
from symact.kernel.polynomial import UNIT, Rational, constant
from symact.kernel.ring import UNITY, Quotient, name_of

MAX_TERMS = 60


class Nowhere(Stuck):
    """A term that is undefined for every large X."""


@dataclass(frozen=True, eq=False)
class Monomial:
    """X^power · (log X)^log · exp(Σ c·m), the pairs (m, c) of `exponent` from the largest m to the smallest."""

    power: Rational = 0
    log: Rational = 0
    exponent: tuple[tuple[Monomial, Quotient], ...] = ()

    @property
    def key(self) -> Hashable:
        return (self.power, self.log, tuple((m.key, name_of(c)) for m, c in self.exponent))


ONE, X, LOG_X = Monomial(), Monomial(1), Monomial(0, 1)


@dataclass(frozen=True, eq=False)
class Expansion:
    """Σ c·m over the pairs (m, c) of `terms`, largest first, + O(rest); exact when `rest` is None."""

    terms: tuple[tuple[Monomial, Quotient], ...]
    rest: Monomial | None = None

    @property
    def is_zero(self) -> bool:
        return not self.terms and self.rest is None

    @property
    def bound(self) -> Monomial | None:
        """A monomial that the expansion is O of; None for zero."""
        return self.terms[0][0] if self.terms else self.rest


class Expansions:
    """Arithmetic of expansions; series are cut off after `order` terms."""

    def __init__(self, normaliser: Normaliser, order: int) -> None:
        self.normaliser, self.ring, self.order = normaliser, normaliser.ring, order

    # ------------------------------------------------------------ monomials

    def compare(self, a: Monomial, b: Monomial) -> int:
        """-1, 0, 1: a/b tends to 0, is 1, tends to infinity."""
        return 0 if a.key == b.key else self._growth(self.product(a, self.raised(b, -1)))

    def _growth(self, m: Monomial) -> int:
        """The sign of log m, as X → ∞."""
        logs = self._rational(m.power)
        above: list[Quotient] = []
        below: list[Quotient] = []
        for n, c in m.exponent:
            side = self.compare(n, LOG_X)
            if side == 0:
                logs = self.ring.plus(logs, c)
            else:
                (above if side > 0 else below).append(c)
        for c in (*above, logs, *below):
            sign = self.normaliser.sign(c, self.ring.term(c))
            if sign:
                return sign
        return (m.log > 0) - (m.log < 0)

    def product(self, a: Monomial, b: Monomial) -> Monomial:
        exponent = self._merged((*a.exponent, *b.exponent)) if a.exponent and b.exponent else a.exponent or b.exponent
        return Monomial(a.power + b.power, a.log + b.log, exponent)

    def raised(self, m: Monomial, e: Rational) -> Monomial:
        e = Fraction(e)
        return Monomial(m.power * e, m.log * e, tuple((n, self.ring.scaled(c, e)) for n, c in m.exponent if e))

    def _merged(self, terms: Iterable[tuple[Monomial, Quotient]]) -> tuple[tuple[Monomial, Quotient], ...]:
        """Equal monomials added up, the largest first."""
        total: dict[Hashable, tuple[Monomial, Quotient]] = {}
        for m, c in terms:
            total[m.key] = (m, self.ring.plus(total[m.key][1], c) if m.key in total else c)

        def descending(a: tuple[Monomial, Quotient], b: tuple[Monomial, Quotient]) -> int:
            return self.compare(b[0], a[0])

        ordered = sorted(total.values(), key=cmp_to_key(descending))
        kept: list[tuple[Monomial, Quotient]] = []
        for m, c in ordered:
            if kept and self.compare(kept[-1][0], m) == 0:  # one monomial, written in two ways
                m, c = kept[-1][0], self.ring.plus(kept.pop()[1], c)
            kept.append((m, c))
        return tuple((m, c) for m, c in kept if c.numerator)

    def _rational(self, q: Rational) -> Quotient:
        return Quotient(constant(q), UNIT)

    # ------------------------------------------------------------ expansions

    def made(self, terms: Iterable[tuple[Monomial, Quotient]], rest: Monomial | None = None) -> Expansion:
        kept = self._merged(terms)
        if len(kept) > MAX_TERMS:
            rest = self._larger(rest, kept[MAX_TERMS][0])
            kept = kept[:MAX_TERMS]
        if rest is not None:
            kept = tuple((m, c) for m, c in kept if self.compare(m, rest) > 0)
        return Expansion(kept, rest)

    def _larger(self, a: Monomial | None, b: Monomial | None) -> Monomial | None:
        return b if a is None else a if b is None or self.compare(a, b) >= 0 else b

    def number(self, c: Quotient) -> Expansion:
        return self.made([(ONE, c)])

    def of_monomial(self, m: Monomial) -> Expansion:
        return Expansion(((m, UNITY),))

    def plus(self, a: Expansion, b: Expansion) -> Expansion:
        return self.made((*a.terms, *b.terms), self._larger(a.rest, b.rest))

    def scaled(self, a: Expansion, c: Quotient, m: Monomial = ONE) -> Expansion:
        """c·m·a."""
        terms = [(self.product(m, n), self.ring.times(c, d)) for n, d in a.terms]
        return self.made(terms, None if a.rest is None else self.product(m, a.rest))

    def times(self, a: Expansion, b: Expansion) -> Expansion:
        self.ring.tick()
        if a.is_zero or b.is_zero:
            return Expansion(())
        rest = None
        for u, v in ((a, b), (b, a)):
            if u.rest is not None and v.bound is not None:
                rest = self._larger(rest, self.product(u.rest, v.bound))
        terms = [(self.product(m, n), self.ring.times(c, d)) for m, c in a.terms for n, d in b.terms]
        return self.made(terms, rest)

    def sign(self, a: Expansion) -> int:
        """The sign of `a` for all large X."""
        return 0 if a.is_zero else self.leading(a)[2]

    def leading(self, a: Expansion) -> tuple[Monomial, Quotient, int]:
        """The first monomial, its coefficient, and the sign of that, which is not 0."""
        if a.is_zero:
            raise Nowhere("a division by 0, or a logarithm or power of 0")
        if not a.terms:
            raise Stuck("the leading term of an expansion is not found")
        m, c = a.terms[0]
        sign = self.normaliser.sign(c, self.ring.term(c))
        if not sign:
            raise Stuck(f"the leading coefficient {c} is 0")
        return m, c, sign

    def relative(self, a: Expansion) -> tuple[Monomial, Quotient, int, Expansion]:
        """m, c, sign of c, and e with a = c·m·(1 + e), e → 0."""
        m, c, sign = self.leading(a)
        rest = Expansion(a.terms[1:], a.rest)
        return m, c, sign, self.scaled(rest, self.ring.inverse(c), self.raised(m, -1))

    def series(self, coefficient: Callable[[int], Quotient], e: Expansion) -> Expansion:
        """Σ aₖ·eᵏ for e → 0, where the series of aₖ is a Taylor series at 0 of a function that is analytic there."""
        if e.bound is None:
            return self.number(coefficient(0))
        if self.compare(e.bound, ONE) >= 0:
            raise Stuck("a series in what does not tend to 0")
        total = self.made([(ONE, coefficient(0))], self.raised(e.bound, self.order))
        power = self.number(UNITY)
        for k in range(1, self.order):
            power = self.times(power, e)
            total = self.plus(total, self.scaled(power, coefficient(k)))
        return total

    def inverse(self, a: Expansion) -> Expansion:
        m, c, _, e = self.relative(a)
        return self.scaled(
            self.series(lambda k: self._rational((-1) ** k), e), self.ring.inverse(c), self.raised(m, -1)
        )

    def whole_power(self, a: Expansion, n: int) -> Expansion:
        if n < 0:
            return self.whole_power(self.inverse(a), -n)
        result, square = self.number(UNITY), a
        while n:
            if n % 2:
                result = self.times(result, square)
            n //= 2
            square = self.times(square, square) if n else square
        return result

    def fractional_power(self, a: Expansion, q: Fraction) -> Expansion:
        """a^q for a > 0, by the binomial series."""
        m, c, sign, e = self.relative(a)
        if sign < 0:
            raise Nowhere("a fractional power of what is negative")

        def binomial(k: int) -> Quotient:
            value = Fraction(1)
            for j in range(k):
                value = value * (q - j) / (j + 1)
            return self._rational(value)

        return self.scaled(self.series(binomial, e), self.normaliser.root(c, q), self.raised(m, q))

    def logarithm(self, a: Expansion) -> Expansion:
        """log c + log m + log(1 + e)."""
        m, c, sign, e = self.relative(a)
        if sign < 0:
            raise Nowhere("a logarithm of what is negative")
        if m.log:
            raise Stuck("a logarithm of a logarithm that grows")
        of_monomial = self.made([(LOG_X, self._rational(m.power)), *m.exponent, (ONE, self.normaliser.logarithm(c))])
        near = self.series(lambda k: self._rational(Fraction((-1) ** (k + 1), k) if k else 0), e)
        return self.plus(of_monomial, near)

    def exponential(self, a: Expansion) -> Expansion:
        """exp of what grows is a monomial, of the constant a coefficient, of the rest a series."""
        grows = [(m, c) for m, c in a.terms if self.compare(m, ONE) > 0]
        monomial = self._exponential_monomial(grows)
        if a.rest is not None and self.compare(a.rest, ONE) >= 0:
            if self.compare(a.rest, ONE) > 0:
                raise Stuck("the exponential of an expansion that is not known up to a constant")
            return Expansion((), monomial)  # exp(L + O(1)) = O(exp(L))
        level, small = self.at_one(Expansion(a.terms[len(grows) :], a.rest))
        factorial = [Fraction(1)]
        for k in range(1, self.order):
            factorial.append(factorial[-1] / k)
        near = self.series(lambda k: self._rational(factorial[k]), small)
        return self.scaled(near, self.normaliser.exponential(level), monomial)

    def _exponential_monomial(self, grows: list[tuple[Monomial, Quotient]]) -> Monomial:
        power: Rational = 0
        kept = []
        for m, c in grows:
            q = self.ring.rational_value(c) if m.key == LOG_X.key else None
            if q is None:
                kept.append((m, c))
            else:
                power = q
        return Monomial(power, 0, tuple(kept))

    def at_one(self, a: Expansion) -> tuple[Quotient, Expansion]:
        """The constant term of an expansion that does not grow, and the rest, which tends to 0."""
        if a.rest is not None and self.compare(a.rest, ONE) >= 0:
            raise Stuck("an expansion that is not known up to what tends to 0")
        constants = [c for m, c in a.terms if self.compare(m, ONE) == 0]  # one at most: equal monomials are added up
        small = tuple((m, c) for m, c in a.terms if self.compare(m, ONE) < 0)
        return constants[0] if constants else self._rational(0), Expansion(small, a.rest)
