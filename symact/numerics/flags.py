"""The defects of many results at once, by a model: what `symact.numerics.defects.Half` asks the oracle one by one.

Where a question is close, it is left open, for the oracle.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from symact.numerics.formats import Array, Format
from symact.numerics.models.cells import BEYOND, HARD, VALUE, Model
from symact.numerics.models.evaluate import Values, evaluate

CLEAR = 2.0**-20  # relatively: what is farther from a bound is on one side of it
ROUNDED = 2.0**-40  # relatively: far above what rounding adds to a distance, far below CLEAR
LONG = 512  # so many inputs in a cell are worth a call of their own
SLIGHT = 2.0**-10  # of an ulp: such an error is far from every limit, even if the ulp is twice as small


class Found(NamedTuple):
    """For each input a bit for each of `Flags.kinds`, and whether the oracle has to be asked instead."""

    bits: Array
    open: Array


class Distance(NamedTuple):
    """Of finite results to the truth, in the truth's units and in ulp, with bounds of what it may be off by."""

    plain: Array
    off: Array
    ulps: Array
    ulps_off: Array
    straddling: Array


@dataclass(frozen=True)
class Flags:
    """Defects of results on one sign of a format; `limit` is the ordinal of the limit there, None if there is none."""

    model: Model
    fmt: Format
    negative: bool
    bounds: Mapping[str, Fraction]
    limit: int | None

    @cached_property
    def kinds(self) -> tuple[str, ...]:
        return ("nan", "inf", "false_zero", "saturates", *self.bounds)

    def of(self, magnitudes: Array, results: Array) -> Found:
        """The defects of these results at these magnitudes, which may come in any order."""
        side = self.model.side(self.negative)
        cells = side.locate(magnitudes)
        found = Found(np.zeros(len(magnitudes), dtype=np.uint8), np.zeros(len(magnitudes), dtype=bool))
        kinds = side.kind[cells]
        for kind in np.unique(kinds).tolist():
            at = np.flatnonzero(kinds == kind)
            self._alike(kind, cells[at], magnitudes[at], results[at], found, at)
        return found

    def ascending(self, magnitudes: Array, results: Array) -> Found:
        """The same, for consecutive magnitudes: cell by cell, which is faster where these are long."""
        side = self.model.side(self.negative)
        first, last = side.locate(magnitudes[[0, -1]]).tolist()
        if (last - first) * LONG > len(magnitudes):
            return self.of(magnitudes, results)
        found = Found(np.zeros(len(magnitudes), dtype=np.uint8), np.zeros(len(magnitudes), dtype=bool))
        borders = [0, *(side.first[first + 1 : last + 1] - magnitudes[0]).tolist(), len(magnitudes)]
        for cell, (a, b) in zip(range(first, last + 1), pairwise(borders), strict=True):
            self._alike(int(side.kind[cell]), cell, magnitudes[a:b], results[a:b], found, slice(a, b))
        return found

    def _alike(
        self, kind: int, cells: int | Array, magnitudes: Array, results: Array, found: Found, at: Array | slice
    ) -> None:  # fmt: skip
        """Fills in what is in cells of one kind."""
        if kind == HARD:
            found.open[at] = True
        elif kind == BEYOND and self.fmt.infinities:
            found.bits[at] = np.isnan(results)
        elif kind == VALUE:
            got, truth = results.astype(np.float64), evaluate(self.model.side(self.negative), cells, magnitudes)
            hard = np.flatnonzero(~self._plain(truth, got))
            if len(hard):
                place = np.arange(at.start, at.stop)[hard] if isinstance(at, slice) else at[hard]
                found.bits[place], found.open[place] = self._beside(_at(truth, hard), got[hard])

    def _plain(self, truth: Values, got: Array) -> Array:
        """Which results have no defect, told by little work: all but a few where code is good, and never a wrong one.

        The ulp of y is more than |y|·2^-p, and no more than |y| is its distance from 0.
        """
        with np.errstate(all="ignore"):
            error, size = np.asarray(truth.error), np.abs(truth.high)
            far = (np.ldexp(got, -np.asarray(truth.scale)) if np.any(truth.scale) else got) - truth.high
            if truth.low is not None:
                far -= truth.low
            np.abs(far, out=far)
            if np.any(error):
                far += 2 * error
            plain = np.asarray(far <= self._slight * size)
            if self.limit is not None and (alike := self._limiting(got)).any():
                plain &= ~alike | (far <= self._rounding * size)
            if (got == 0).any() and self.bounds.get("ulp", 1) >= 1:
                plain |= (got == 0) & (np.ldexp(size + 2 * error, np.asarray(truth.scale) - self.fmt.q) < 0.49)
        return plain

    @cached_property
    def _slight(self) -> float:
        """So small a relative error is within all bounds."""
        last = Fraction(1, 1 << self.fmt.p)
        return float(min([Fraction(1, 4), *(b * last / 2 if k == "ulp" else b / 2 for k, b in self.bounds.items())]))

    @cached_property
    def _rounding(self) -> float:
        """So small a relative error is less than half an ulp."""
        return math.ldexp(0.49, -self.fmt.p)

    def _beside(self, truth: Values, got: Array) -> Found:
        with np.errstate(all="ignore"):
            size = np.abs(truth.high)
            share = np.ldexp(size, truth.scale - self.fmt.emax) / float(self.fmt.overflow / 2**self.fmt.emax)
            least = np.ldexp(size, truth.scale - self.fmt.emin)
            open_ = (np.abs(share - 1) < CLEAR) | (np.abs(least - 1) < CLEAR)
            beyond, normal, nan = share > 1, least > 1, np.isnan(got)
            answers = {"nan": nan & (~beyond | self.fmt.infinities), "inf": np.isinf(got) & ~beyond}
            plain = ~beyond & np.isfinite(got)
            far = self._distance(truth, size, got)
            answers["false_zero"] = answers["saturates"] = np.zeros(len(got), dtype=bool)
            wrong, close = far.ulps > 0.5, np.abs(far.ulps - 0.5) <= far.ulps_off
            close |= far.straddling & ~((far.ulps > 2) & np.isfinite(far.ulps))  # an ulp may be half or twice as much
            for kind, alike in (("false_zero", got == 0), ("saturates", self._limiting(got))):
                answers[kind] = plain & alike & wrong
                open_ |= plain & alike & close
            for kind, bound in self.bounds.items():
                above, near = self._above(kind, float(bound), far, size)
                here = plain if kind == "ulp" else plain & normal
                answers[kind] = here & above
                open_ |= here & near
                if kind != "ulp":
                    answers[kind] |= answers["inf"] & normal
            bits = np.zeros(len(got), dtype=np.uint8)
            for place, kind in enumerate(self.kinds):
                bits |= answers[kind].astype(np.uint8) << np.uint8(place)
        return Found(bits, open_)

    def _limiting(self, got: Array) -> Array:
        """Which results are the limit; of both zeros either is."""
        return np.zeros(len(got), dtype=bool) if self.limit is None else got == self.fmt.value(self.limit)

    def _distance(self, truth: Values, size: Array, got: Array) -> Distance:
        plain = np.ldexp(got, -np.asarray(truth.scale)) - truth.high
        plain = np.abs(plain if truth.low is None else plain - truth.low)
        mantissa, exponent = np.frexp(size)
        lowest = self.fmt.emin - np.asarray(truth.scale, dtype=np.int64)
        binade = np.where(size > 0, np.maximum(exponent.astype(np.int64) - 1, lowest), lowest)
        shift = self.fmt.p - 1 - binade
        ulps, off = np.ldexp(plain, shift), truth.error + plain * ROUNDED
        blur = np.maximum(ROUNDED, np.asarray(truth.error) * 4 / np.maximum(size, 1e-300))
        edge = (exponent - 1 >= lowest - 1) & ((mantissa - 0.5 < blur) | (1 - mantissa < blur))
        straddling = edge & ~(ulps <= SLIGHT)
        return Distance(plain, off, ulps, np.ldexp(off, shift) + ROUNDED, straddling | ~np.isfinite(ulps))

    def _above(self, kind: str, bound: float, far: Distance, size: Array) -> tuple[Array, Array]:
        """Where the bound is exceeded, and where that is open."""
        if kind == "ulp":
            return far.ulps > bound, far.straddling | (np.abs(far.ulps - bound) <= bound * CLEAR + far.ulps_off)
        return far.plain > bound * size, np.abs(far.plain - bound * size) <= bound * size * CLEAR + 2 * (
            1 + bound
        ) * far.off


def _at(truth: Values, where: Array) -> Values:
    low = None if truth.low is None else truth.low[where]
    error = truth.error[where] if isinstance(truth.error, np.ndarray) and truth.error.ndim else truth.error
    scale = truth.scale[where] if isinstance(truth.scale, np.ndarray) and truth.scale.ndim else truth.scale
    return Values(truth.high[where], low, error, scale)
