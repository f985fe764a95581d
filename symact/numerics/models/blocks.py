"""Blocks of neighbouring floats: a cell's polynomial about the middle of each, where far fewer terms count.

Formats of up to 32 bits only. A block is `SIZE` magnitudes that begin at a multiple of SIZE in their cell: t = c + s·u,
where c is the block's middle, s a power of two and -1 ≤ u < 1. The coefficients in u come of those in t by Horner's
scheme, for all blocks of a cell at once; docs/oracle.md has the bound of what that and the terms left out cost.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from symact.numerics.formats import Array, Format
from symact.numerics.models import jitted
from symact.numerics.models.cells import Side
from symact.numerics.models.fit import plan_for

SIZE = 1 << 15
HALF = SIZE >> 1
ASCENDING = np.arange(-HALF, HALF) / HALF  # u, where magnitudes ascend
DESCENDING = ASCENDING[::-1].copy()
UPWARD = 1 + 2.0**-40  # more than the sums of a bound can lose
NARROW = 2.0**-50  # relatively: more than the ends of an interval can


@dataclass(frozen=True)
class Shifted:
    """The blocks of one cell: column i of `coefficients` and number i of the others belong to block i.

    Values are in units of 2^ulp, the ulp of all numbers f(x) of the block. `degree` is -1 where these do not lie in one
    binade, or among the subnormal numbers, or overflow, or are not known well enough.
    """

    coefficients: Array
    degree: Array
    ulp: Array
    normal: Array


def shifted(side: Side, cell: int, fmt: Format) -> Shifted:
    """The polynomials of a cell of at least SIZE magnitudes about the middles of its blocks."""
    half, a = float(side.half[cell]), side.coefficients[: int(side.degree[cell]) + 1, cell]
    last, tolerance = len(a) - 1, float(plan_for(fmt).tolerance)
    b = np.repeat(a[:, None], int(2 * half) // SIZE, axis=1)
    middles = (np.arange(HALF, int(2 * half), SIZE) - half) / half
    for j in range(last):
        for k in range(last - 1, j - 1, -1):
            b[k] += middles * b[k + 1]
    b = np.ldexp(b, -np.arange(last + 1)[:, None] * (math.frexp(half)[1] - math.frexp(HALF)[1]))
    size = np.abs(b)
    rounding = 2.0**-52 * np.sum(size * (2 * np.arange(last + 1)[:, None] + 1), axis=0)
    error = (side.error[cell] + rounding) * UPWARD
    beyond = np.cumsum(size[:0:-1], axis=0)[::-1] * UPWARD  # row j: all terms of order j + 1 and more
    spread = error + (beyond[0] if last else 0.0)
    low, high = size[0] * (1 - NARROW) - spread, (size[0] + spread) * (1 + NARROW)
    binade, top = _on_one_side(side, cell, np.sign(a[0]), np.frexp(low)[1], np.frexp(high)[1])
    subnormal = top <= fmt.emin
    normal = (low > 0) & (binade == top) & ~subnormal & (top <= fmt.emax)
    ulp = np.maximum(top, fmt.emin + 1) - fmt.p
    most = np.ldexp(tolerance, ulp)
    known = (normal | subnormal) & (error < 1.2 * most)
    degree = np.where(known, np.count_nonzero(beyond > most / 4, axis=0), -1)
    return Shifted(np.ldexp(b, -ulp), degree, ulp, normal)


def _on_one_side(side: Side, cell: int, sign: float, low: Array, high: Array) -> tuple[Array, Array]:
    """The exponents of the bounds of |f|, where f is a power of two but for hardly anything: then on which side it is
    of that is known."""
    divisor, shift = int(side.divisor[cell]), int(side.shift[cell])
    if not divisor or side.slope[cell]:
        return low, high
    mantissa, exponent = math.frexp(abs(shift) / divisor)
    if (
        mantissa != 0.5
        or sign != math.copysign(1, shift)
        or int(low.min()) < exponent - 1
        or int(high.max()) > exponent
    ):
        return low, high
    above = int(side.above[cell]) * sign >= 0
    return (np.maximum(low, exponent), high) if above else (low, np.minimum(high, exponent - 1))


class Place(NamedTuple):
    """Where a block is: its number in a cell, and whether magnitudes ascend in it."""

    cell: Shifted
    number: int
    ascending: bool

    @property
    def normal(self) -> bool:
        return bool(self.cell.normal[self.number])


@dataclass
class Blocks:
    """The distances of results from the truth, block by block; what they need is kept from one to the next."""

    fmt: Format
    _cell: tuple[Side, int] | None = None
    _shifted: Shifted | None = None
    _room: Array = field(default_factory=lambda: np.empty((2, SIZE)))

    def place(self, side: Side, cell: int, ordinals: Array) -> Place | None:
        """Where a whole block of neighbours of one cell is, if that is what these are, and the truth is known there."""
        first, last = int(ordinals[0]), int(ordinals[-1])
        start = (first if first >= 0 else -1 - last) - int(side.first[cell])
        if len(ordinals) != SIZE or last - first != SIZE - 1 or start % SIZE or len(side.low):
            return None
        if not 0 <= start <= 2 * side.half[cell] - SIZE:
            return None
        known = self._of(side, cell)
        return Place(known, start // SIZE, first >= 0) if known.degree[start // SIZE] >= 0 else None

    def errors(self, place: Place, results: Array) -> Array:
        """The errors in ulp, good to 3/2 of the plan's tolerance; nan or inf where results are not finite.

        The array is used again by the next call.
        """
        known, i = place.cell, place.number
        b = known.coefficients[: int(known.degree[i]) + 1, i]
        truth = self._polynomial(b, ASCENDING if place.ascending else DESCENDING)
        errors = self._room[1]
        np.copyto(errors, results)
        errors *= math.ldexp(1.0, -int(known.ulp[i]))
        errors -= truth
        return np.abs(errors, out=errors)

    def _of(self, side: Side, cell: int) -> Shifted:
        if self._shifted is None or self._cell is None or self._cell[0] is not side or self._cell[1] != cell:
            self._cell, self._shifted = (side, cell), shifted(side, cell, self.fmt)
        return self._shifted

    def _polynomial(self, b: Array, u: Array) -> Array | float:
        if len(b) == 1:
            return float(b[0])
        if jitted.wanted():
            return jitted.polynomial(b, b[:0], u)[0]
        value = np.multiply(u, b[-1], out=self._room[0])
        for c in b[-2:0:-1].tolist():
            value += c
            value *= u
        value += b[0]
        return value
