"""Exponentials, logarithms and powers of quotients, as far as they can be said in generators.

exp(a + b) = exp(a)·exp(b); exp(c·log|f|) = |f|^c; log u is the sum of e·log|f| over the factors f^e of u > 0; u^s for
u > 0 is the product of |f|^(e·s). Where the sign of a factor matters and is not known, the rule raises `Stuck`.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from symact.kernel import polynomial as poly
from symact.kernel.errors import Stuck
from symact.kernel.linear import NEGATIVE, POSITIVE, Linear, Region
from symact.kernel.polynomial import UNIT, Polynomial, Rational, constant
from symact.kernel.ring import NOUGHT, UNITY, Advice, Generator, Quotient, Ring, name_of
from symact.kernel.signs import SignRules
from symact.kernel.terms import HALF, ZERO, Term, add, everywhere_defined, mul, number, power, text

MAX_POWER = 400  # of a sum


class Exponentials:
    """Rules that need signs: what is positive may have roots and logarithms."""

    def __init__(self, region: Region, advice: Advice, tick: Callable[[], None]) -> None:
        self.ring = Ring(advice, tick)
        self.region = region
        self.signs = SignRules(self.ring, region, (), self.exponential)

    def sign(self, u: Quotient, what: Term) -> int:
        """The sign of `u`, the same at all points of the region; else `Stuck` with the forms to split on."""
        s = self.signs.of_quotient(u)
        if len(s) != 1:
            raise Stuck(f"the sign of {text(what)} is not known here", self.splits(u))
        return next(iter(s))

    def splits(self, u: Quotient, whole: bool = True) -> tuple[str, ...]:
        """Terms whose signs would tell more about the sign of `u`; `whole`: factors of `u` themselves among them."""
        if any("#" in i for i in self.ring.quotient_indices(u)):
            return ()  # a statement about the bound index of a sum
        found: list[str] = []
        for p in filter(None, (u.numerator, *[f for f, _ in self.ring.below(u)])):
            _, m, factors = self.ring.factored(p)
            parts: list[Polynomial] = [{poly.monomial(i): 1} for i, e in enumerate(m) if e]
            for f in [*parts, *(f for f, _ in factors)]:
                if len(self.signs.of(f)) > 1:
                    found += self._splits_of_factor(f, whole)
        return tuple(dict.fromkeys(found))

    def _splits_of_factor(self, f: Polynomial, whole: bool) -> list[str]:
        difference = self.signs.exponents(f)
        if difference is not None:
            return list(self.splits(difference))
        form = self.signs.linear(f)
        if form is not None and all(k is None or k.op in ("variable", "component") for k in form):
            return [text(linear_term(form))]
        t = self.ring.polynomial_term(f)
        squares = all(self.signs.of({m: c}) <= {0, 1} for m, c in f.items())  # then 0 only where all of them are
        own = [text(t)] if whole and everywhere_defined(t) else []
        found = [] if squares else own
        for i in poly.generators(f):
            g = self.ring.generators[i]
            if g.kind in ("erf", "atan") and g.argument is not None:
                found += self.splits(g.argument)
            if g.kind == "floor" and g.argument is not None:
                found += [*self.splits(g.argument), *self.splits(self.ring.minus(g.argument, UNITY))]
            if g.kind == "log" and g.base is not None:
                found += self.splits(Quotient(poly.plus(g.base, constant(-1)), UNIT))
            if g.kind == "variable" and len(self.signs.of({poly.monomial(i): 1})) > 1:
                found.append(text(g.term))
        return [*found, *own] if squares else found

    # ------------------------------------------------------------ rules

    def exponential_of_special(self, g: Generator, c: Fraction) -> Quotient | None:
        """e^(c·g) for a special function, where it is known."""
        return None

    def exponential(self, u: Quotient) -> Quotient:
        """e^u as the product over the monomials of u; a monomial c·log|f| gives |f|^c."""
        result = UNITY
        for m, c in u.numerator.items():
            piece = self.ring.quotient({m: 1}, u.denominator)
            result = self.ring.times(result, self._exponential_of_piece(piece, c))
        return result

    def _exponential_of_piece(self, piece: Quotient, c: Rational) -> Quotient:
        m = next(iter(piece.numerator)) if len(piece.numerator) == 1 else UNIT
        if m and not piece.denominator and m[-1] == 1 and not any(m[:-1]):
            g = self.ring.generators[len(m) - 1]
            if g.kind == "log" and g.base is not None:
                return self.absolute_power(g.base, Fraction(c) * Fraction(piece.numerator[m]))
            if g.kind == "LambertW":
                power = self.exponential_of_special(g, Fraction(c) * Fraction(piece.numerator[m]))
                if power is not None:
                    return power
        unit, shift, f = poly.primitive(piece.numerator)
        argument = Quotient(poly.scale(f, 1, shift), piece.denominator)

        def make() -> Generator:
            real = self.ring.quotient_is_real(argument)
            return Generator(
                "exp", Term("exp", self.ring.term(argument)), self.ring.quotient_indices(argument), argument, real=real
            )

        return self.ring.of_generator(
            self.ring.generator(("exp", name_of(argument)), make), poly.rational(c * Fraction(unit))
        )

    def logarithm(self, u: Quotient) -> Quotient:
        """log u = Σ e·log|f| over the factors of u > 0."""
        if not u.numerator:
            raise Stuck("logarithm of 0")
        total = NOUGHT
        for base, e in self._parts(u):
            total = self.ring.plus(total, self.ring.scaled(self._log_of_part(base), e))
        return total

    def _parts(self, u: Quotient) -> list[tuple[Polynomial, Rational]]:
        """|u| as a product of |base|^e: primes, generators, irreducible factors."""
        c, m, factors = self.ring.factored(u.numerator)
        parts: list[tuple[Polynomial, Rational]] = []
        value = Fraction(c)
        parts += [(constant(p), e) for p, e in small_factors(abs(value.numerator))]
        parts += [(constant(p), -e) for p, e in small_factors(value.denominator)]
        parts += [({poly.monomial(i): 1}, e) for i, e in enumerate(m) if e]
        return [*parts, *factors, *((f, -e) for f, e in self.ring.below(u))]

    def _log_of_part(self, base: Polynomial) -> Quotient:
        single = self._single(base)
        if single is not None:
            _, g = single
            if g.kind == "exp" and g.argument is not None:
                return g.argument
            if g.kind == "root" and g.base is not None:
                return self._log_of_part(g.base)
            if g.kind == "LambertW" and g.argument is not None:  # |W|·e^W = |u|
                return self.ring.minus(self.logarithm(g.argument), self.ring.of_generator(single[0]))

        def make() -> Generator:
            s = self.signs.of(base)
            t = self.ring.polynomial_term(poly.scale(base, -1) if s == NEGATIVE else base)
            if s not in (POSITIVE, NEGATIVE):
                t = power(power(t, number(2)), HALF)
            return Generator("log", Term("log", t), self.ring.indices_of(base), None, base)

        return self.ring.of_generator(self.ring.generator(("log", poly.key(base)), make))

    def _single(self, base: Polynomial) -> tuple[int, Generator] | None:
        """The generator that `base` is."""
        if len(base) != 1:
            return None
        ((m, c),) = base.items()
        if c != 1 or not m or m[-1] != 1 or any(m[:-1]):
            return None
        return len(m) - 1, self.ring.generators[len(m) - 1]

    def root(self, u: Quotient, s: Rational) -> Quotient:
        """u^s for u > 0."""
        result = UNITY
        for base, e in self._parts(u):
            result = self.ring.times(result, self.absolute_power(base, Fraction(e) * Fraction(s)))
        return result

    def absolute_power(self, base: Polynomial, s: Rational) -> Quotient:
        """|base|^s for a prime number, generator or irreducible factor, not 0 unless s > 0."""
        s = poly.rational(Fraction(s))
        single = self._single(base)
        if single is not None and single[1].kind in ("exp", "pi", "count", "root"):
            return self.ring.of_generator(single[0], s)
        u = Quotient(base, UNIT)
        if len(base) > 1 and abs(Fraction(s)) > MAX_POWER:
            raise Stuck(f"a sum raised to the power {s}")
        if s.denominator == 1 and int(s) % 2 == 0:
            return self.ring.power(u, int(s))
        sign = self.sign(u, self.ring.polynomial_term(base))
        if sign == 0 and s > 0:
            return NOUGHT
        if sign == 0:
            raise Stuck(f"{text(self.ring.polynomial_term(base))} is 0 under a fractional power")
        if s.denominator == 1:
            return self.ring.scaled(self.ring.power(u, int(s)), sign)
        if single is not None and sign > 0:
            return self.ring.of_generator(single[0], s)

        def make() -> Generator:
            t = self.ring.polynomial_term(poly.scale(base, sign))
            return Generator("root", t, self.ring.indices_of(base), None, base, sign)

        return self.ring.of_generator(self.ring.generator(("root", poly.key(base), sign), make), s)

    def odd(self, kind: str, u: Quotient) -> Quotient:
        """erf, atan: f(−u) = −f(u), f(0) = 0."""
        if not u.numerator:
            return NOUGHT
        flip = u.numerator[poly.leading(u.numerator)] < 0
        argument = self.ring.scaled(u, -1) if flip else u
        made = self.ring.of_generator(self.function(kind, argument))
        return self.ring.scaled(made, -1) if flip else made

    def function(self, kind: str, argument: Quotient) -> int:
        def make() -> Generator:
            term = Term(kind, self.ring.term(argument))
            real = self.ring.quotient_is_real(argument)
            return Generator(kind, term, self.ring.quotient_indices(argument), argument, real=real)

        return self.ring.generator((kind, name_of(argument)), make)


def linear_term(form: Linear) -> Term:
    parts = [mul(number(c), k) if c != 1 else k for k, c in form.items() if k is not None]
    if form.get(None):
        parts.append(number(form[None]))
    return add(*parts) if parts else ZERO


def small_factors(n: int) -> list[tuple[int, int]]:
    """n as a product of powers of primes below 1000 and what is left."""
    found, p = [], 2
    while p * p <= n and p < 1000:
        e = 0
        while n % p == 0:
            n, e = n // p, e + 1
        if e:
            found.append((p, e))
        p += 1
    return [*found, (n, 1)] if n > 1 else found
