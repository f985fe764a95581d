"""How far results are from the truth, in ulp, for whole arrays; which of these errors lie too near a limit."""

from __future__ import annotations

import math
from functools import cache
from typing import Any, NamedTuple

import numpy as np

from symact.numerics.formats import Array, Format
from symact.numerics.judge import HALVES
from symact.numerics.models.cells import Side
from symact.numerics.models.evaluate import Values, binades, evaluate
from symact.numerics.models.fit import plan_for

EXPONENT, MANTISSA = np.int64(0x7FF << 52), np.int64((1 << 52) - 1)
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
        truth = Values(*[at_places(v, where) for v in self.truth])
        return Block(self.side, at_places(self.cell, where), self.ordinals[where], truth, self.results[where])

    @property
    def real(self) -> Array:
        """The truth without its scale, in double precision."""
        with np.errstate(all="ignore"):
            return np.ldexp(self.truth.high, self.truth.scale)


def block_of(side: Side, cell: int | Array, ordinals: Array, results: Array) -> Block:
    return Block(side, cell, ordinals, evaluate(side, cell, magnitudes_of(ordinals)), results)


def magnitudes_of(ordinals: Array) -> Array:
    """Of ordinals that have one sign."""
    return ordinals if ordinals[0] >= 0 else -1 - ordinals


def at_places(v: Any, where: Array) -> Any:
    return v[where] if isinstance(v, np.ndarray) and v.ndim else v


def errors_in_ulp(results: Array, truth: Values, size: tuple[float, float], fmt: Format) -> tuple[Array, Array | None]:
    """The ulp errors, nan or inf for results that are not finite; where the binade of the truth is open, if so.

    `size` are the least and the largest absolute value of the truths.
    """
    e = results.astype(np.float64)
    if np.any(truth.scale):
        e = np.ldexp(e, -truth.scale)
    e -= truth.high
    if truth.low is not None:
        e -= truth.low
    np.abs(e, out=e)
    lowest, window = fmt.emin - np.asarray(truth.scale, dtype=np.int64), _window(fmt)
    (a, low), (b, high) = math.frexp(size[0]), math.frexp(size[1])
    if np.ndim(truth.scale) == 0 and low == high and min(a - 0.5, 1 - b) > window * 2.0**-52:
        e *= math.ldexp(1.0, fmt.p - 1 - max(low - 1, int(lowest)))
        return e, None
    pattern = truth.high.view(np.int64)
    bits = pattern + window
    bits &= MANTISSA
    near: Array | None = bits < 2 * window if int(bits.min()) < 2 * window else None
    if near is not None:
        near &= np.abs(truth.high) > np.ldexp(1.5, lowest)  # below, all ulps are alike
    np.bitwise_and(pattern, EXPONENT, out=bits)
    if near is not None and truth.low is not None:
        at = np.flatnonzero(near)
        error = truth.error[at] if isinstance(truth.error, np.ndarray) and truth.error.ndim else truth.error
        bits[at], near[at] = binades(truth.high[at], truth.low[at], error)
    np.maximum(bits, (lowest + 1023).clip(fmt.p, 2046) << 52, out=bits)
    bits -= (fmt.p - 1) << 52
    e /= bits.view(np.float64)
    return e, None if near is None else near & ~(e <= SLIGHT)


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
