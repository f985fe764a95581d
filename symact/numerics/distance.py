"""How far results are from the truth, in ulp, for whole arrays; which of these errors lie too near a limit."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cache
from typing import NamedTuple

import numpy as np

from symact.numerics.formats import Array, Format
from symact.numerics.judge import HALVES
from symact.numerics.models.cells import Side
from symact.numerics.models.evaluate import Values, at_places, binades, evaluate
from symact.numerics.models.fit import plan_for

EXPONENT, MANTISSA = np.int64(0x7FF << 52), np.int64((1 << 52) - 1)
NORMAL = 1022  # powers of two below it, and their inverses, are normal doubles
HUGE = 1200  # the exponent of the unit of errors that doubles cannot hold
SLIGHT = 2.0**-10  # of an ulp: such an error is far from every limit, even if the ulp is twice as small


class Block(NamedTuple):
    """Inputs with their truths and results. `cell` is one number, or one for each input."""

    side: Side
    cell: int | Array
    ordinals: Array
    truth: Values
    results: Array

    def at(self, where: Array) -> Block:
        return Block(
            self.side, at_places(self.cell, where), self.ordinals[where], self.truth.at(where), self.results[where]
        )

    @property
    def real(self) -> Array:
        """The truth without its scale, in double precision."""
        high, scale = self.truth.high, self.truth.scale
        with np.errstate(all="ignore"):
            if np.all(np.abs(scale) < NORMAL):  # rounded once, as ldexp does, and faster
                return np.asarray(high * _power_of_two(np.asarray(scale, dtype=np.int64)))
            return np.ldexp(high, scale)


def block_of(side: Side, cell: int | Array, ordinals: Array, results: Array) -> Block:
    return Block(side, cell, ordinals, evaluate(side, cell, magnitudes_of(ordinals)), results)


def magnitudes_of(ordinals: Array) -> Array:
    """Of ordinals that have one sign."""
    return ordinals if ordinals[0] >= 0 else -1 - ordinals


def _unknown() -> None:
    return None


def errors_in_ulp(
    results: Array, truth: Values, size: tuple[float, float], fmt: Format, known: Callable[[], int | None] = _unknown
) -> tuple[Array, Array | None]:  # fmt: skip
    """The ulp errors, nan or inf for results that are not finite; where the binade of the truth is open, if so.

    `size` are the least and the largest absolute value of the truths. `known` is asked where these are beside a power
    of two: for the n with 2^n ≤ |truth| < 2^(n + 1) for all truths, their scale included, if there is one.
    """
    e = _distances(results, truth)
    if np.ndim(truth.scale):
        return _in_own_units(e, truth, fmt)
    lowest, inside = int(_lowest(truth, fmt)), 4 * _window(fmt) * 2.0**-52
    binade = _common(size[0] * (1 - inside), size[1] * (1 + inside), lowest)
    if binade is None:
        if not e.any():
            return e, None  # 0 in every unit
        told = known()
        binade = None if told is None else max(told - int(truth.scale), lowest)
    if binade is not None:
        e *= math.ldexp(1.0, fmt.p - 1 - binade)
        return e, None
    binade = _common(size[0] * (1 + inside), size[1] * (1 - inside), lowest)
    if binade is None:
        return _in_own_units(e, truth, fmt)
    e *= math.ldexp(1.0, fmt.p - 1 - binade)
    high = np.abs(truth.high)
    beside = high < math.ldexp(1 + inside, binade)
    beside |= high >= math.ldexp(1 - inside, binade + 1)
    return e, _mended(e, truth, np.flatnonzero(beside), binade, fmt)


def _in_own_units(e: Array, truth: Values, fmt: Format) -> tuple[Array, Array | None]:
    bits, near = _units(truth, fmt)
    e /= bits.view(np.float64)
    return e, None if near is None else near & ~(e <= SLIGHT)


def _distances(results: Array, truth: Values) -> Array:
    """|results - truth|, in units of the truth's scale."""
    if not np.any(truth.scale):
        e = np.subtract(results, truth.high, dtype=np.float64)
    elif np.all(np.abs(truth.scale) < NORMAL):  # a power of two is one factor, and exact
        e = results * _power_of_two(-np.asarray(truth.scale, dtype=np.int64))
        e -= truth.high
    else:
        e = np.ldexp(results.astype(np.float64), -truth.scale)
        e -= truth.high
    if truth.low is not None:
        e -= truth.low
    return np.abs(e, out=e)


def _power_of_two(n: Array) -> Array:
    """2^n for |n| < NORMAL."""
    return np.asarray(((n + 1023) << 52).view(np.float64))


def _lowest(truth: Values, fmt: Format) -> Array:
    """From 2^this on, in units of the truth's scale, ulps are those of binades; below, all are alike."""
    return (fmt.emin - np.asarray(truth.scale, dtype=np.int64)).clip(fmt.p - 1023, 1023)


def _common(low: float, high: float, lowest: int) -> int | None:
    """The binade of all numbers from low to high, where it is one; at least `lowest`."""
    first, last = (max(math.frexp(v)[1] - 1, lowest) if v > 0 else lowest for v in (low, high))
    return first if first == last else None


def _units(truth: Values, fmt: Format) -> tuple[Array, Array | None]:
    """The ulp of each truth, as the bits of a double; where a truth is so near a power of two that it is open."""
    lowest, window = _lowest(truth, fmt), _window(fmt)
    pattern = truth.high.view(np.int64)
    bits = pattern + window
    bits &= MANTISSA
    near: Array | None = bits < 2 * window if int(bits.min()) < 2 * window else None
    if near is not None:
        near &= np.abs(truth.high) > np.ldexp(1.5, lowest)  # below, all ulps are alike
    np.bitwise_and(pattern, EXPONENT, out=bits)
    if near is not None and truth.low is not None:
        at = np.flatnonzero(near)
        bits[at], near[at] = binades(truth.high[at], truth.low[at], at_places(truth.error, at))
    np.maximum(bits, (lowest + 1023) << 52, out=bits)
    bits -= (fmt.p - 1) << 52
    return bits, near


def _mended(e: Array, truth: Values, at: Array, binade: int, fmt: Format) -> Array | None:
    """Puts the errors at these places, in ulp of one binade, into those of their own; where that is open."""
    if not len(at):
        return None
    bits, near = _units(truth.at(at), fmt)
    e[at] *= math.ldexp(1.0, binade - fmt.p + 1) / bits.view(np.float64)
    if near is None:
        return None
    open_ = np.zeros(e.shape, dtype=bool)
    open_[at] = near & ~(e[at] <= SLIGHT)
    return open_


def errors_of_huge(block: Block, e: Array, got: Array, fmt: Format) -> tuple[Array, Array]:
    """The errors, those mended that only their scale made infinite; and in 2^HUGE ulp those that are still infinite.

    There a finite result is far larger than the truth, or the two are beside the overflow and their halves are not.
    """
    at = np.flatnonzero(np.isinf(e) & np.isfinite(got))
    if not len(at):
        return e, e
    truth = block.truth
    high, scale = truth.high[at], at_places(np.asarray(truth.scale), at)
    binade = np.where(high == 0, fmt.emin, np.frexp(high)[1].astype(np.int64) - 1 + scale)
    ulp = np.maximum(binade, fmt.emin) - fmt.p + 1
    mended, huge = e.copy(), np.zeros(e.shape)
    halved = np.abs(got[at] / 2 - np.ldexp(high, scale - 1))
    mended[at], huge[at] = np.ldexp(halved, 1 - ulp), np.ldexp(halved, 1 - ulp - HUGE)
    return mended, huge


@cache
def _window(fmt: Format) -> int:
    """A bound of a value, in ulp of a double, when its error is `tolerance` ulp of the format."""
    return max(4, math.ceil(float(plan_for(fmt).tolerance) * 2.0 ** (54 - fmt.p)))


def close_to_limits(e: Array, largest: float, margin: float) -> Array | None:
    """Which errors lie within the margin of a limit; None where none does. `largest` is the largest of them."""
    look: Array | None = None
    for limit in (n / 2 for n in HALVES):
        near = margin * max(limit, 1.0)
        if largest >= limit - near and np.count_nonzero(e <= limit - near) < np.count_nonzero(e <= limit + near):
            here = np.abs(e - limit) <= near
            look = here if look is None else look | here
    return look
