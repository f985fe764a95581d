"""What a format sees of a real number that is known by a ball: integers below and above, in units of its quantum."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from flint import arb, ctx, fmpq

from symact.numerics.formats import Format
from symact.numerics.sums import Beside

MAX_BITS = 20_000
CLAMP = 20_000  # the ends of an Enclosure lie within 2^±CLAMP: beyond, they are 0 and infinity


@dataclass(frozen=True)
class Enclosure:
    """lo ≤ value ≤ hi, exactly; `hi` may be inf and `lo` -inf. `sign` is that of the value, None when unknown."""

    lo: Fraction | float
    hi: Fraction | float
    sign: int | None

    @property
    def exact(self) -> bool:
        return self.lo == self.hi


class View(NamedTuple):
    """A value seen from a format: lo ≤ value / 2^(q-k) ≤ hi in integers, q the exponent of the format's quantum.

    `strict`: the value lies strictly between lo and hi = lo + 1, or equals both. `exact` is it where it is known to be
    rational; `beside` says how it is known where it is a rational number and hardly anything besides.
    """

    k: int
    lo: int
    hi: int
    sign: int | None
    strict: bool
    exact: fmpq | None = None
    beside: Beside | None = None


@contextmanager
def precision(bits: int) -> Iterator[None]:
    before, ctx.prec = ctx.prec, bits
    try:
        yield
    finally:
        ctx.prec = before


def rounded(view: View, fmt: Format) -> int | None:
    """The ordinal of the correctly rounded value, None while the view leaves more than one."""
    k, lo, hi = view.k, view.lo, view.hi
    if view.strict and lo != hi:
        k, lo, hi = k + 1, 2 * lo + 1, 2 * lo + 1
    a, b = fmt.round_scaled(abs(lo), k), fmt.round_scaled(abs(hi), k)
    a, b = min(a, fmt.largest + 1), min(b, fmt.largest + 1)
    if a != b or (lo < 0 < hi and a):
        return None
    return a if lo + hi >= 0 and view.sign != -1 else -1 - a


def view_of(y: arb, fmt: Format, bits: int) -> View:
    """What the format sees of a ball; to be called at the precision at which the ball was made."""
    if not y.is_finite():
        beyond = 1 << (fmt.emax + 4 - fmt.q)
        return View(0, -beyond, beyond, None, False)
    shift = bits - fmt.q
    top = fmt.emax + 4 - fmt.q + bits
    sign = 1 if y > 0 else -1 if y < 0 else 0 if y == 0 else None
    lo, hi = _scaled_end(y.lower(), shift, top, up=False), _scaled_end(y.upper(), shift, top, up=True)
    return View(bits, lo, hi, sign, False)


def _scaled_end(end: arb, shift: int, top: int, up: bool) -> int:
    """⌊end·2^shift⌋, or the ceiling; ends beyond ±2^top are moved to it, outer ones to twice that.

    What lies there overflows, whatever it is, so `top` must lie above the overflow at the same shift.
    """
    man, exp = (int(v) for v in end.man_exp())
    if man == 0:
        return 0
    magnitude = abs(man).bit_length() + exp + shift
    if magnitude > top:
        if up == (man > 0):
            return 2 << top if man > 0 else -(2 << top)
        return 1 << top if man > 0 else -(1 << top)
    if magnitude < 0:
        return int(up and man > 0) - int(not up and man < 0)
    move = exp + shift
    if move >= 0:
        return man << move
    return -((-man) >> -move) if up else man >> -move


def exact_view(y: fmpq, fmt: Format, k: int) -> View:
    p, q, shift = int(y.p), int(y.q), k - fmt.q
    if shift >= 0:
        p <<= shift
    else:
        q <<= -shift
    lo = p // q
    return View(k, lo, lo + (lo * q != p), (p > 0) - (p < 0), True, y)


def view_beside(b: Beside, fmt: Format, k: int) -> View | None:
    """What the format sees of b.value + r; None where k is so large that an integer may lie between the two.

    With n = b.value·2^(k - q) and its denominator d, n and the next integer are 1/d apart, or more; |r| < 1/d units.
    """
    seen = exact_view(b.value, fmt, k)
    if not b.above:
        return seen
    divisor = int(b.value.q) << max(fmt.q - k, 0)
    if b.reach + k - fmt.q + divisor.bit_length() > 0:
        return None
    lo = seen.lo - (b.above < 0 and seen.lo == seen.hi)
    return View(k, lo, lo + 1, seen.sign or b.above, True, None, b)


def more_bits(y: arb, bits: int, fmt: Format) -> int:
    """The next precision: double, or at once enough to see the quantum where the ball still contains 0.

    A ball that reaches far beyond the overflow may be one of a number that overflows, and loses 0 sooner.
    """
    if not y.is_finite() or not y.contains(0) or y == 0:
        return 2 * bits
    _, exp = y.abs_upper().man_exp()
    size = int(exp) + y.abs_upper().bits()
    if size > 2 * fmt.emax + bits:
        return 2 * bits
    return max(2 * bits, min(bits + size - fmt.q + 40, 4 * MAX_BITS))


def enclosure_of(y: arb) -> Enclosure:
    sign = 1 if y > 0 else -1 if y < 0 else 0 if y == 0 else None
    ends: list[Fraction | float] = []
    for end, up in ((y.lower(), False), (y.upper(), True)):
        man, exp = (int(v) for v in end.man_exp())
        size = abs(man).bit_length() + exp
        if man == 0:
            ends.append(Fraction(0))
        elif size > CLAMP:
            ends.append(Fraction(2) ** CLAMP if up == (man < 0) else math.inf)
            ends[-1] = ends[-1] if man > 0 else -ends[-1]
        elif size < -CLAMP:
            ends.append(Fraction(2) ** -CLAMP if up == (man > 0) else Fraction(0))
            ends[-1] = ends[-1] if man > 0 else -ends[-1]
        else:
            ends.append(man * Fraction(2) ** exp)
    return Enclosure(ends[0], ends[1], sign)
