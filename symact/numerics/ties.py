"""Errors of results, exactly, where the truth is a line and hardly anything besides (`symact.numerics.models.lines`).

divisor·(y - f(x)) is an integer times 2^grain, but for divisor·r, which is smaller than 2^grain. So whether an error
is below, at or above a limit is what the integers say; where they are equal, the sign of r decides (docs/oracle.md).
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from symact.numerics.formats import Array, Format
from symact.numerics.judge import HALVES
from symact.numerics.models.cells import Side
from symact.numerics.models.lines import Line

ROOM = 2.0**60  # integers stay below it, and six times as much below 2^63
FAR = 2 * max(HALVES)  # ulp: well beyond the last limit
ASIDE_BITS = 40
ASIDE = 2.0**-ASIDE_BITS  # relatively: so far from a limit an error is put that differs from it by r alone


class Exact(NamedTuple):
    """Errors in ulp, on the right side of every limit where `settled`; `odd` where one is exactly 1/2 and the result
    not the even one."""

    errors: Array
    settled: Array
    odd: Array


def exact_errors(side: Side, cell: int | Array, x: Array, y: Array, fmt: Format) -> Exact:
    """The errors of finite results y at the inputs x, as doubles; a cell for all of them, or for each."""
    line = Line(*(getattr(side, name)[cell] for name in Line._fields))
    quick = _in_doubles(Line(*map(int, line)), x, y, fmt) if not np.ndim(cell) else None
    return quick or _in_integers(line, x, y, fmt)


def _in_doubles(line: Line, x: Array, y: Array, fmt: Format) -> Exact | None:
    """For inputs of one binade, where doubles hold all these integers; None where that is not so.

    All terms are multiples of 2^grain and smaller than 2^(grain + 53), so nothing is rounded.
    """
    if not line.divisor or line.slope * line.shift != 0:
        return None
    at = np.full(x.shape, float(line.shift)) if line.shift else line.slope * x
    size, result = np.abs(at), np.abs(y)
    low, high, top = float(size.min()), float(size.max()), float(result.max())
    if low == 0 or line.divisor >= 1 << (53 - fmt.p) or abs(line.slope) >= 1 << (53 - fmt.p):
        return None
    ulps = [_lifted(v / line.divisor * (1 + s), fmt) for v, s in ((low, -(2.0**-50)), (high, 2.0**-50))]
    of_x = 0 if line.shift else _lifted(low / abs(line.slope), fmt)
    grain = min(of_x, _lifted(float(result.min()), fmt), ulps[0] - 2)
    if line.reach + line.divisor.bit_length() > grain or max(line.divisor * top, high) >= math.ldexp(1.0, grain + 52):
        return None
    unit = float(line.divisor)
    gap = unit * y - at
    half = np.full(x.shape, math.ldexp(unit, ulps[1] - 1))
    for ulp in range(ulps[1], ulps[0] - 2, -1):  # the binade in which the truth is, from above
        border = math.ldexp(unit, ulp + fmt.p - 1)
        inside = size < border if line.above * np.sign(at[0]) >= 0 else size <= border
        half[inside] = math.ldexp(unit, max(ulp - 1, fmt.q) - 1)
    errors = np.abs(gap) / (2 * half)
    return _decided(errors, gap, half, line.above, np.ones(x.shape, dtype=bool), y, fmt)


def _lifted(v: float, fmt: Format) -> int:
    """The exponent of the ulp of the format at v ≥ 0."""
    return max(math.frexp(v)[1] - fmt.p, fmt.q) if v else fmt.q


def _in_integers(line: Line, x: Array, y: Array, fmt: Format) -> Exact:
    slope, shift, divisor, above, reach = (np.broadcast_to(part, x.shape) for part in line)
    settled = divisor > 0
    (of_x, a), (of_y, b) = _integers(x, fmt), _integers(y, fmt)
    a = np.where(slope != 0, a, 0)
    base = np.where(shift != 0, np.minimum(a, 0), a)
    at = _times(slope, of_x, a - base, settled) + _times(shift, 1.0, np.where(shift != 0, -base, 0), settled)
    ulp = _exponent_of_ulp(at, divisor, base, above, fmt, settled)
    width = np.frexp(divisor.astype(np.float64))[1]
    in_unit = settled & (reach + width <= base)
    grain = np.minimum(np.minimum(base, b), ulp - 1)
    settled &= reach + width <= grain
    half = np.maximum(_times(divisor, 1.0, ulp - 1 - grain, settled), 1)
    gap = _times(divisor, of_y, b - grain, settled) - _times(at, 1.0, base - grain, settled)
    errors = np.where(settled, np.abs(gap) / (2.0 * half), np.nan)
    found = _decided(errors, gap, half, above, settled, y, fmt)
    far = _far(at / np.maximum(divisor, 1), base, ulp, y)
    open_ = in_unit & ~settled & (reach <= ulp - ASIDE_BITS) & (far > FAR) & np.isfinite(far)
    return Exact(np.where(open_, far, found.errors), settled | open_, found.odd)


def _far(line: Array, base: Array, ulp: Array, y: Array) -> Array:
    """The error of a result that is at most half the truth, at least twice, or of another sign; else 0.

    Nothing cancels there, so doubles know it to a relative 2^-50: no integers need to hold both.
    """
    with np.errstate(all="ignore"):
        truth = np.ldexp(line, base)
        apart = (np.abs(y) >= 2 * np.abs(truth)) | (2 * np.abs(y) <= np.abs(truth)) | (np.sign(y) * truth < 0)
        return np.where(apart & (truth != 0), np.ldexp(np.abs(y / 2 - truth / 2), 1 - ulp), 0.0)


def _decided(
    errors: Array, gap: Array, half: Array, above: Array | int, settled: Array, y: Array, fmt: Format
) -> Exact:  # fmt: skip
    """`gap` is the result minus the line, `half` is half an ulp, in the same unit: exact numbers."""
    odd, size = np.zeros(gap.shape, dtype=bool), np.abs(gap)
    for n in HALVES:
        tied = size == n * half
        tied &= settled
        if tied.any():
            errors[tied] = (n / 2 * (1 - ASIDE * np.sign(gap) * above))[tied]
            if n == 1 and not np.all(above):
                odd = tied & (np.equal(above, 0)) & (_integers(y, fmt)[0] % 2 != 0)
    return Exact(errors, settled, odd)


def _integers(v: Array, fmt: Format) -> tuple[Array, Array]:
    """v = n·2^k for the integer significand n, as a double, and the k of the format."""
    k = np.maximum(np.frexp(v)[1] - fmt.p, fmt.q).astype(np.int64)
    return np.ldexp(v, -k), k


def _times(n: Array, factor: Array | float, shift: Array, settled: Array) -> Array:
    """n·factor·2^shift in integers of 64 bits; `settled` is cleared where that is too large, or the shift negative."""
    with np.errstate(all="ignore"):
        settled &= (np.ldexp(np.abs(n.astype(np.float64) * factor), shift) < ROOM) & (shift >= 0)
    product = np.where(settled, n, 0) * np.where(settled, factor, 0.0).astype(np.int64)
    return product << np.where(settled, shift, 0)


def _exponent_of_ulp(line: Array, divisor: Array, base: Array, above: Array, fmt: Format, settled: Array) -> Array:
    """Of the truth: that of line/divisor·2^base, but below a power of two where r takes it there."""
    settled &= line != 0
    size = np.abs(line)
    k = np.frexp(size / np.maximum(divisor, 1))[1].astype(np.int64) - 1  # or less by 1, if the quotient was rounded up
    left = _times(size, 1.0, np.maximum(-k, 0), settled)
    right = _times(divisor, 1.0, np.maximum(k, 0), settled)
    k -= (left < right) | ((left == right) & (np.sign(line) * above < 0))
    return np.maximum(k + base, fmt.emin) - fmt.p + 1
