"""sin(a·x + b) for whole arrays of floats of any size: turns in integers of 128 bits, then one polynomial.

A double is n·2^k with an integer n of two parts of 27 bits. So (a·x + b)/2π modulo 1 is a sum of such integers times
numbers that depend on k alone and are needed modulo 1 only (Payne and Hanek, *Radian reduction for trigonometric
functions*, 1983). docs/oracle.md has the bounds.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache
from itertools import pairwise
from math import factorial
from typing import Any, NamedTuple

import numpy as np
from flint import arb

from symact.numerics.errors import InternalError
from symact.numerics.exact import to_fmpq
from symact.numerics.formats import Array
from symact.numerics.models.fit import upward
from symact.numerics.pairs import SPLITTER, Pair, constant, halves, two_product, two_sum
from symact.numerics.view import precision

PART = 27  # bits of a part of n
BITS = 128  # of a turn
KNOWN = 2.0 ** (PART + 2 - BITS)  # a turn is known as well as this
MASK, WORD = np.uint64((1 << 32) - 1), np.uint64(32)
PARTS, PART_MASK = np.uint64(PART), np.uint64((1 << PART) - 1)
QUARTER, TOP = np.uint64(1 << 62), np.uint64(63)
LAST, MOST, FEW = 16, 11, 4  # the polynomial ends with t^(2·LAST + 1); how many coefficients are pairs


class Number(NamedTuple):
    """rational + pi·π."""

    rational: Fraction
    pi: Fraction = Fraction(0)

    def ball(self) -> arb:
        """At the precision that is set."""
        return arb(to_fmpq(self.rational)) + arb(to_fmpq(self.pi)) * arb.pi()

    def plus(self, other: Number) -> Number:
        return Number(self.rational + other.rational, self.pi + other.pi)

    def minus(self, other: Number) -> Number:
        return Number(self.rational - other.rational, self.pi - other.pi)

    def times(self, other: Number) -> Number | None:
        """None where π would be squared."""
        if self.pi and other.pi:
            return None
        return Number(self.rational * other.rational, self.pi * other.rational + self.rational * other.pi)


class Linear(NamedTuple):
    """slope·x + shift."""

    slope: Number
    shift: Number


class Turn(NamedTuple):
    """Parts of a turn, in units of 2^-64 and of 2^-128, as unsigned integers of 64 bits; whole turns are left out."""

    upper: Array
    lower: Array

    def plus(self, other: Turn) -> Turn:
        lower = self.lower + other.lower
        return Turn(self.upper + other.upper + (lower < other.lower), lower)

    def quarter_on(self) -> Turn:
        return Turn(self.upper + QUARTER, self.lower)


@dataclass
class Phase:
    """(slope·x + shift)/2π modulo 1."""

    slope: Number
    shift: Number
    _words: dict[tuple[int, int], list[int]] = field(default_factory=dict)

    def turn(self, x: Array) -> Turn:
        """Of finite doubles that have one sign, good to KNOWN."""
        mantissa, exponent = np.frexp(x)
        n = np.ldexp(np.abs(mantissa), 2 * PART).astype(np.uint64)
        sign, k = -1 if x[0] < 0 else 1, exponent.astype(np.int64) - PART
        turn, rest = self._times(n >> PARTS, k, sign), n & PART_MASK
        if rest.any():
            turn = turn.plus(self._times(rest, k - PART, sign))
        if any(self.shift):
            a, b, c, d = (np.uint64(w) for w in words_of(self.shift, 1, 0))
            turn = turn.plus(Turn(np.full_like(n, a << WORD | b), np.full_like(n, c << WORD | d)))
        return turn

    def _times(self, n: Array, k: Array, sign: int) -> Turn:
        """n·2^k·sign·slope/2π for integers n < 2^PART."""
        known: Any
        if k[0] == k[-1] and (k == k[0]).all():
            known = np.asarray(self._of(int(k[0]), sign), dtype=np.uint64)
        else:
            kinds, where = np.unique(k, return_inverse=True)
            known = np.asarray([self._of(i, sign) for i in kinds.tolist()], dtype=np.uint64).T[:, where]
        fourth = n * known[3]
        third = n * known[2] + (fourth >> WORD)
        second = n * known[1] + (third >> WORD)
        first = n * known[0] + (second >> WORD)
        return Turn((first << WORD) | (second & MASK), (third << WORD) | (fourth & MASK))

    def _of(self, k: int, sign: int) -> list[int]:
        if (k, sign) not in self._words:
            self._words[k, sign] = words_of(self.slope, sign, k)
        return self._words[k, sign]


def words_of(c: Number, sign: int, k: int) -> list[int]:
    """sign·c·2^k/2π modulo 1 in words of 32 bits, the first one first; off by less than 2 in the last place."""
    size = sum(abs(q.numerator).bit_length() for q in c)
    with precision(max(k + size, 0) + BITS + 64):
        y = c.ball() / (2 * arb.pi()) * arb((sign, k + BITS))
        if not y.rad() < 0.5:
            raise InternalError(f"{c} times 2^{k} is not known modulo a turn")
        whole = int(y.mid().floor().unique_fmpz()) % (1 << BITS)
    return [whole >> shift & 0xFFFFFFFF for shift in (96, 64, 32, 0)]


def sine(turn: Turn, pairs: int = MOST) -> Pair:
    """The sine of 2π times a turn that is good to KNOWN; so many leading coefficients of its polynomial are pairs."""
    coefficients, error = _polynomial(pairs)
    half_turns = (turn.upper + QUARTER) >> TOP
    signed = (turn.upper - (half_turns << TOP)).view(np.int64)  # in [-2^62, 2^62), of halves of a right angle 2^-62
    near = signed.astype(np.float64)
    rest = (signed - near.astype(np.int64)).astype(np.float64) + turn.lower.astype(np.float64) * 2.0**-64
    t, delta = near * 2.0**-62, rest * 2.0**-62
    z, z_low = two_product(t, t)
    z_low += 2 * t * delta
    high = np.full_like(t, coefficients[LAST].high)
    for c in coefficients[LAST - 1 : pairs - 1 : -1]:
        high *= z
        high += c.high
    high, low = _compensated(coefficients[:pairs], high, z, z_low)
    product, missed = two_product(high, t)
    high, low = two_sum(product, missed + (high * delta + low * t))
    sign = 1.0 - 2.0 * half_turns.astype(np.float64)
    return Pair(high * sign, low * sign, error)


def _compensated(coefficients: list[Pair], high: Array, z: Array, z_low: Array) -> tuple[Array, Array]:
    """The leading steps of Horner's scheme, in place: high + low is multiplied by z + z_low, a coefficient is added."""
    low, (z1, z2), (h1, h2, product, missed, part) = np.zeros_like(z), halves(z), np.empty((5, *z.shape))
    for c in coefficients[::-1]:
        np.multiply(high, z, out=product)
        np.multiply(high, SPLITTER, out=h1)
        np.subtract(h1, high, out=h2)
        h1 -= h2
        np.subtract(high, h1, out=h2)
        np.multiply(h1, z1, out=missed)  # ((h1 z1 - product) + h1 z2 + h2 z1) + h2 z2 + high z_low + low z + c.low
        missed -= product
        for a, b in ((h1, z2), (h2, z1), (h2, z2), (high, z_low), (low, z)):
            np.multiply(a, b, out=part)
            missed += part
        missed += c.low
        np.add(product, c.high, out=high)
        np.subtract(c.high, high, out=low)
        low += product
        low += missed
    return high, low


@cache
def _polynomial(pairs: int) -> tuple[list[Pair], float]:
    """The coefficients of sin(πt/2)/t in t², and a bound of the error of `sine`."""
    with precision(256):
        exact = [(arb.pi() / 2) ** (2 * k + 1) / factorial(2 * k + 1) * (-1) ** k for k in range(LAST + 2)]
        found = [constant(c) for c in exact]
        size = [abs(c) for c in exact]
        if not all(a > 2 * b for a, b in pairwise(size)):
            raise InternalError("coefficients of the sine do not fall fast enough for their sums to be exact")
        return found[:-1], upward(_bound(size, found, pairs) + size[-1] + 2 * arb.pi() * arb(KNOWN))


def _bound(size: list[arb], found: list[Pair], pairs: int) -> arb:
    """Of what rounding costs in `sine`, for |t| ≤ 1, step by step."""
    unit, slack = arb((1, -53)), arb("1.01")
    of_z, low_of_z, of_t, low_of_t = arb((1, -103)), arb((1, -51)), arb((1, -104)), arb((1, -53))
    error = sum((slack * unit * (4 * (k - pairs) + 4) * size[k] for k in range(pairs, LAST + 1)), arb(0))
    value, low = sum(size[pairs : LAST + 1], arb(0)), arb(0)
    for k in range(pairs - 1, -1, -1):
        beside = slack * (unit * value + low_of_z * value + low)  # what is added to the rounded product
        error += of_z * value + low * low_of_z + 4 * unit * beside
        error += slack * unit * (2 * beside + 3 * unit * size[k] + unit * value) + arb(found[k].error)
        low = slack * (beside + unit * (2 * size[k] + value))
        value += size[k]
    beside = slack * (unit * value + low_of_t * value + low)
    return error + of_t * value + low * low_of_t + 4 * unit * beside
