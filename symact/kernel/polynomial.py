"""Polynomials over ℚ in numbered generators, with integer or rational exponents of either sign.

A monomial is the tuple of exponents, without trailing zeros; a polynomial maps monomials to nonzero coefficients.
Exponents below zero belong to generators known to be nonzero, fractional ones to generators known to be positive:
who builds a monomial sees to that.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from math import gcd, lcm
from operator import add as _plus
from typing import TypeAlias

from symact.kernel.errors import LimitExceeded

Rational: TypeAlias = int | Fraction
Monomial: TypeAlias = tuple[Rational, ...]
Polynomial: TypeAlias = dict[Monomial, Rational]

UNIT: Monomial = ()
MAX_PRODUCT, MAX_BITS, MAX_QUOTIENT = 400_000, 12_000, 300


def rational(c: Rational) -> Rational:
    """`c` as an int where it is one."""
    return c.numerator if c.denominator == 1 else c


def trimmed(exponents: Iterable[Rational]) -> Monomial:
    m = tuple(exponents)
    while m and not m[-1]:
        m = m[:-1]
    return m


def monomial(generator: int, exponent: Rational = 1) -> Monomial:
    return (*(0,) * generator, rational(exponent)) if exponent else UNIT


def monomial_product(a: Monomial, b: Monomial) -> Monomial:
    if not a or not b:
        return a or b
    if len(a) == len(b):
        return trimmed(map(_plus, a, b))
    if len(a) < len(b):
        a, b = b, a
    return (*map(_plus, a, b), *a[len(b) :])


def monomial_power(m: Monomial, n: Rational) -> Monomial:
    return trimmed(rational(e * n) for e in m)


def constant(c: Rational) -> Polynomial:
    return {UNIT: rational(c)} if c else {}


def constant_value(p: Polynomial) -> Rational | None:
    """The rational that `p` is, or None."""
    return 0 if not p else p[UNIT] if len(p) == 1 and UNIT in p else None


def plus(p: Polynomial, q: Polynomial) -> Polynomial:
    if len(p) < len(q):
        p, q = q, p
    r = dict(p)
    for m, c in q.items():
        s = r.get(m, 0) + c
        if s:
            r[m] = rational(s)
        else:
            del r[m]
    return r


def scale(p: Polynomial, c: Rational, m: Monomial = UNIT) -> Polynomial:
    """c·m·p."""
    if not c:
        return {}
    return {monomial_product(m, k) if m else k: rational(c * v) for k, v in p.items()}


def times(p: Polynomial, q: Polynomial) -> Polynomial:
    if len(p) * len(q) > MAX_PRODUCT:
        raise LimitExceeded(f"a product of polynomials with {len(p)} and {len(q)} terms")
    if len(p) == 1 or len(q) == 1:
        ((m, c),), rest = (p.items(), q) if len(p) == 1 else (q.items(), p)
        return scale(rest, c, m)
    r: Polynomial = {}
    for a, x in p.items():
        for b, y in q.items():
            m = monomial_product(a, b)
            r[m] = r.get(m, 0) + x * y
    return {m: rational(c) for m, c in r.items() if c}


def power(p: Polynomial, n: int) -> Polynomial:
    if len(p) == 1:
        ((m, c),) = p.items()
        if abs(c) != 1 and max(abs(c.numerator).bit_length(), c.denominator.bit_length()) * abs(n) > MAX_BITS:
            raise LimitExceeded(f"a number raised to the power {n}")
        return {monomial_power(m, n): rational(Fraction(c) ** n)}
    if n > 64:
        raise LimitExceeded(f"a sum raised to the power {n}")
    r = constant(1)
    for _ in range(n):
        r = times(r, p)
    return r


def width(p: Polynomial) -> int:
    return max(map(len, p), default=0)


def _padded(m: Monomial, n: int) -> Monomial:
    return m + (0,) * (n - len(m))


def leading(p: Polynomial) -> Monomial:
    n = width(p)
    return max(p, key=lambda m: _padded(m, n))


def exact_quotient(p: Polynomial, f: Polynomial) -> Polynomial | None:
    """The q with q·f = p; None when there is none or it has more than `MAX_QUOTIENT` terms.

    Degrees add in an integral domain, which bounds the exponents of q.
    """
    n = width(f)
    if n > width(p) and any(len(m) < n for m in f):  # f depends on a generator that p does not depend on
        return None
    n = max(n, width(p))
    rows_p, rows_f = ([_padded(m, n) for m in s] for s in (p, f))
    low, high = [], []
    for in_p, in_f in zip(zip(*rows_p, strict=True), zip(*rows_f, strict=True), strict=True):
        low.append(min(in_p) - min(in_f))
        high.append(max(in_p) - max(in_f))
        if low[-1] > high[-1]:
            return None
    top = max(rows_f)
    lead = f[trimmed(top)]
    rest, q = dict(p), {}
    while rest:
        m = max(_padded(k, n) for k in rest)
        step = tuple(a - b for a, b in zip(m, top, strict=True))
        if any(not a <= e <= b for a, e, b in zip(low, step, high, strict=True)):
            return None
        s, c = trimmed(map(rational, step)), rest[trimmed(m)]
        c = c if lead == 1 else rational(Fraction(c) / lead)
        q[s] = c
        if len(q) > MAX_QUOTIENT:
            return None
        rest = plus(rest, scale(f, -c, s))
    return q


def primitive(p: Polynomial) -> tuple[Rational, Monomial, Polynomial]:
    """(c, m, f) with p = c·m·f: f has coprime integer coefficients, no monomial factor, a positive leading term."""
    if len(p) == 1:
        ((only, c),) = p.items()
        return rational(c), only, constant(1)
    n = width(p)
    rows = [_padded(m, n) for m in p]
    common = trimmed(map(min, zip(*rows, strict=True)))
    numerators, denominators = [c.numerator for c in p.values()], [c.denominator for c in p.values()]
    over, under = gcd(*numerators), lcm(*denominators)
    if p[trimmed(max(rows))] < 0:
        over = -over
    inverse = trimmed(-e for e in common)
    scaled = [a * (under // b) // over for a, b in zip(numerators, denominators, strict=True)]
    shifted = (monomial_product(k, inverse) for k in p) if inverse else iter(p)
    return over if under == 1 else Fraction(over, under), common, dict(zip(shifted, scaled, strict=True))


def key(p: Polynomial) -> frozenset[tuple[Monomial, Rational]]:
    return frozenset(p.items())


def generators(p: Polynomial) -> list[int]:
    """Numbers of the generators that occur in `p`."""
    return sorted({i for m in p for i, e in enumerate(m) if e})
