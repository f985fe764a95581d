"""Numbers as unevaluated sums of two doubles, whole arrays of them, each with a bound of its error.

Sums and products are split without error (Knuth; Dekker and Veltkamp), and what the low parts lose is bounded term by
term: docs/oracle.md derives it. A bound is inf or nan where something overflowed, so it shows nothing there.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np
from flint import arb

from symact.numerics.formats import Array
from symact.numerics.models.fit import upward
from symact.numerics.view import precision

SPLITTER = float((1 << 27) + 1)
LOST = 2.0**-51  # more than 3 roundings of a low part
FAINT = 2.0**-105  # more than the rounding of what is below a high part
UPWARD = 1 + 2.0**-40  # more than the sum of a bound can lose
SPILL = 2.0**-1000  # far above what underflow can cost


class Pair(NamedTuple):
    """high + low ± error, each an array or one number."""

    high: Any
    low: Any
    error: Any


def exactly(x: Array) -> Pair:
    return Pair(x, 0.0, 0.0)


def constant(y: arb) -> Pair:
    """The number in a narrow ball."""
    with precision(256):
        high = float(y.mid())
        low = float((y - arb(high)).mid())
        return Pair(high, low, upward(abs(y - arb(high) - arb(low))))


def two_sum(a: Any, b: Any) -> tuple[Any, Any]:
    """a + b as the rounded sum and what it misses."""
    total = a + b
    part = total - a
    return total, (a - (total - part)) + (b - part)


def two_product(a: Any, b: Any) -> tuple[Any, Any]:
    """a·b as the rounded product and what it misses."""
    product = a * b
    (a1, a2), (b1, b2) = halves(a), halves(b)
    return product, ((a1 * b1 - product) + a1 * b2 + a2 * b1) + a2 * b2


def halves(a: Any) -> tuple[Any, Any]:
    """a as a sum of two doubles of 26 bits."""
    large = a * SPLITTER
    large = large - (large - a)
    return large, a - large


def negative(a: Pair) -> Pair:
    return Pair(-a.high, -a.low, a.error)


def total(a: Pair, b: Pair) -> Pair:
    high, rest = two_sum(a.high, b.high)
    error = a.error + b.error + LOST * (abs(a.low) + abs(b.low)) + FAINT * abs(high) + SPILL
    return Pair(*two_sum(high, rest + (a.low + b.low)), error * UPWARD)


def product(a: Pair, b: Pair) -> Pair:
    for one, other in ((a, b), (b, a)):
        if _binary(one):
            return Pair(other.high * one.high, other.low * one.high, other.error * abs(one.high) + SPILL)
    high, rest = two_product(a.high, b.high)
    first, second = a.high * b.low, a.low * b.high
    lost = abs(a.low * b.low) + LOST * (abs(first) + abs(second)) + FAINT * abs(high) + SPILL
    size_a, size_b = abs(a.high) + abs(a.low), abs(b.high) + abs(b.low)
    error = lost + size_a * b.error + size_b * a.error + a.error * b.error
    return Pair(*two_sum(high, rest + (first + second)), error * UPWARD)


def _binary(a: Pair) -> bool:
    """Whether it is one power of two, or its negative, by which products are exact."""
    return np.ndim(a.high) == 0 and a.low == a.error == 0 and abs(float(np.frexp(a.high)[0])) == 0.5


def power(a: Pair, n: int) -> Pair:
    """a^n for n ≥ 1."""
    made = a
    for bit in bin(n)[3:]:
        made = product(made, made)
        if bit == "1":
            made = product(made, a)
    return made


def fraction(q: Fraction) -> arb:
    with precision(256):
        return arb(q.numerator) / q.denominator
