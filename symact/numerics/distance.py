"""How far results are from the truth, in ulp, for whole arrays; which of these errors lie too near a limit."""

from __future__ import annotations

import math
from functools import cache

import numpy as np

from symact.numerics.formats import Array, Format
from symact.numerics.judge import HALVES
from symact.numerics.models.evaluate import Values, binades
from symact.numerics.models.fit import plan_for

EXPONENT, MANTISSA = np.int64(0x7FF << 52), np.int64((1 << 52) - 1)
SLIGHT = 2.0**-10  # of an ulp: such an error is far from every limit, even if the ulp is twice as small


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
