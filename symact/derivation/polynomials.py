"""Sparse polynomials over named generators, with rational exponents; FLINT cancels and factors them. Not trusted.

A generator is a term (`x`, `log(2)`), or `exp(m)` for a monomial m, whose powers may be fractional and negative.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from functools import lru_cache
from math import gcd, lcm
from typing import Any

from flint import Ordering, fmpq, fmpq_mpoly_ctx

from symact.kernel.terms import Term

Monomial = tuple[tuple[Term, Fraction], ...]
Polynomial = dict[Monomial, Fraction]
UNIT: Monomial = ()
MAX_TERMS, MAX_DEGREE = 400, 60


class TooLarge(Exception):
    """A polynomial that no line of a derivation could show."""


def constant(value: Fraction | int) -> Polynomial:
    return {UNIT: Fraction(value)} if value else {}


def generator(g: Term, exponent: Fraction | int = 1) -> Polynomial:
    return {((g, Fraction(exponent)),): Fraction(1)}


def monomial_product(a: Monomial, b: Monomial) -> Monomial:
    """Sorted by the generators' text, so that equal monomials are the same key."""
    exponents = dict(a)
    for g, e in b:
        exponents[g] = exponents.get(g, Fraction(0)) + e
    return tuple(sorted(((g, e) for g, e in exponents.items() if e), key=_key))


def _key(item: tuple[Term, Fraction]) -> str:
    return label(item[0])


@lru_cache(maxsize=4096)
def label(g: Term) -> str:
    """What generators are sorted by."""
    return repr(g)


def plus(a: Polynomial, b: Polynomial) -> Polynomial:
    result = dict(a)
    for m, c in b.items():
        result[m] = result.get(m, Fraction(0)) + c
        if not result[m]:
            del result[m]
    return result


def times(a: Polynomial, b: Polynomial) -> Polynomial:
    result: Polynomial = {}
    for m, c in a.items():
        for n, d in b.items():
            k = monomial_product(m, n)
            result[k] = result.get(k, Fraction(0)) + c * d
    if len(result) > MAX_TERMS:
        raise TooLarge
    return {m: c for m, c in result.items() if c}


def scaled(a: Polynomial, value: Fraction) -> Polynomial:
    return {m: c * value for m, c in a.items()} if value else {}


def generators(polynomials: Iterable[Polynomial]) -> list[Term]:
    return sorted({g for p in polynomials for m in p for g, _ in m}, key=label)


class Rows:
    """Polynomials as FLINT's: exponents made whole and, by a common shift, not negative."""

    def __init__(self, *polynomials: Polynomial) -> None:
        self.used = generators(polynomials)
        self.step = dict.fromkeys(self.used, 1)
        self.shift = dict.fromkeys(self.used, Fraction(0))
        for p in polynomials:
            for m in p:
                for g, e in m:
                    self.step[g] = lcm(self.step[g], e.denominator)
                    self.shift[g] = min(self.shift[g], e)
        names = [f"g{i}" for i in range(len(self.used))] or ["g0"]
        self.ring: Any = fmpq_mpoly_ctx.get(names, Ordering.lex)

    def write(self, p: Polynomial) -> Any:
        """FLINT's polynomial for `p` times the shift's monomial."""
        rows = {}
        for m, c in p.items():
            exponents = dict(m)
            row = tuple(int((exponents.get(g, Fraction(0)) - self.shift[g]) * self.step[g]) for g in self.used)
            if max(row, default=0) > MAX_DEGREE:
                raise TooLarge
            rows[row or (0,)] = fmpq(c.numerator, c.denominator)
        return self.ring.from_dict(rows)

    def read(self, p: Any) -> Polynomial:
        """A polynomial from FLINT's, without the shift."""
        result: Polynomial = {}
        for row, c in p.to_dict().items():
            exponents = zip(self.used, row, strict=False)
            m = tuple(sorted(((g, Fraction(int(e), self.step[g])) for g, e in exponents if e), key=_key))
            result[m] = _fraction(c)
        return result


def _fraction(c: Any) -> Fraction:
    return Fraction(int(c.numer()), int(c.denom()))


def cancelled(above: Polynomial, below: Polynomial) -> tuple[Polynomial, Polynomial]:
    """The quotient in lowest terms, without negative exponents."""
    rows = Rows(above, below)
    a, b = rows.write(above), rows.write(below)
    common = a.gcd(b)
    if not common.is_constant():
        a, b = a / common, b / common
    return rows.read(a), rows.read(b)


def factored(p: Polynomial) -> tuple[Fraction, list[tuple[Polynomial, Fraction]]]:
    """Content and irreducible factors with whole coefficients; monomials are split into their generators."""
    rows = Rows(p)
    try:
        number, found = rows.write(p).factor()
    except OverflowError:  # python-flint sorts factors by coefficients, which it reads as C integers
        number, found = rows.write(p).factor_squarefree()
    value = _fraction(number)
    factors = [(generator(g), shift) for g, shift in rows.shift.items() if shift]
    for f, e in found:
        made = rows.read(f)
        c = content(made)
        value *= c ** int(e)
        factors.append((scaled(made, 1 / c), Fraction(int(e))))
    return value, factors


def content(p: Polynomial) -> Fraction:
    """What makes the coefficients whole and without a common divisor, with the sign of the lowest term."""
    bottom = lcm(*[c.denominator for c in p.values()])
    top = gcd(*[int(c * bottom) for c in p.values()])
    first = min(p, key=order)
    return Fraction(top, bottom) * (1 if p[first] > 0 else -1)


def order(m: Monomial) -> tuple[Any, ...]:
    """Ascending: constants first, then by degree."""
    return (sum(abs(e) for _, e in m), len(m), [label(g) for g, _ in m])


def powered(p: Polynomial, e: Fraction | int) -> Polynomial:
    """A whole power; of one monomial any power of its generators."""
    if len(p) == 1:
        m, c = next(iter(p.items()))
        return {tuple((g, k * e) for g, k in m) if e else UNIT: c ** int(e)}
    result: Polynomial = constant(1)
    for _ in range(int(e)):
        result = times(result, p)
    return result


def primes(value: Fraction) -> list[tuple[int, int]]:
    """The prime factors of a positive rational number of ordinary size; larger rests are kept whole."""
    found: dict[int, int] = {}
    for n, sign in ((value.numerator, 1), (value.denominator, -1)):
        p = 2
        while n > 1:
            if p > 1000:
                p = n
            while n % p == 0:
                found[p] = found.get(p, 0) + sign
                n //= p
            p += 1
    return sorted(found.items())
