"""Results that are not plainly right, one by one in arrays: what is the matter with each, or that it must be asked.

Overflow, infinite results and nan, lost values and signs, and errors beside a limit, which only a line may tell.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np

from symact.numerics.distance import Block, errors_of_huge
from symact.numerics.formats import Array, Format
from symact.numerics.judge import HALVES
from symact.numerics.models.evaluate import at_places
from symact.numerics.ties import exact_errors

CLEAR = 2.0**-20  # relatively: what is farther from a threshold is on one side of it


class Sink(Protocol):
    """What takes the findings of a block: `symact.numerics.audit.Tally`.

    `measured`: errors in ulp, at most 1/2 for what is correctly rounded, -1 where none is to be told; `skipped` of
    these belong to inputs that were asked about or told otherwise; the array is the judge's own, and changes with the
    next block. `huge`: errors beyond doubles, in 2^HUGE ulp. `misrounded`: so many of them were exactly 1/2, and
    the result was not the even one.
    """

    def count(self, kind: str, count: int) -> None: ...
    def defects(self, name: str, ordinals: Array) -> None: ...
    def measured(
        self, errors: Array, normal: Array | bool, ordinals: Array, results: Array, skipped: int = 0
    ) -> None: ...
    def huge(self, errors: Array, normal: Array, ordinals: Array, results: Array) -> None: ...
    def misrounded(self, count: int) -> None: ...
    def ask(self, ordinals: Array) -> None: ...


class Sizes(NamedTuple):
    """|truth|; where results are finite; where truths certainly overflow, are 0, are normal; where what is needed is
    open."""

    real: Array
    finite: Array
    past: Array
    nought: Array
    normal: Array
    open: Array


@dataclass(frozen=True)
class Scrutiny:
    """Judges single results; an error near a limit is one within `margin` of it, for 1 ulp."""

    fmt: Format
    margin: float

    def look(self, block: Block, e: Array, straddling: Array | bool, sink: Sink) -> None:
        """Tells what is known of each result, whose errors are e; `straddling`: the binade of the truth is open."""
        high = block.truth.high
        with np.errstate(all="ignore"):
            got = block.results.astype(np.float64)
            sizes = self._sizes(block, e, got)
            real, finite, past, nought, normal, open_ = sizes
            e, huge = errors_of_huge(block, e, got, self.fmt)
            close = self._close(e, straddling & ~nought) & finite & ~past & ~open_
            e, odd = self._settled(block, e, got, close)
            open_ = open_ | close | self._beside_the_normal(real, finite)
        sink.ask(block.ordinals[open_])
        past &= ~open_
        self.overflowing(block.ordinals[past], block.results[past], np.sign(high[past]), sink)
        lost = ~finite & ~past & ~open_
        self.not_finite(block.ordinals[lost], got[lost], sink)
        plain = finite & ~past & ~open_
        self._defects(block, got, plain & ~((e < 0.5) | ((e == 0.5) & ~odd)), sizes, sink)
        for report, found, here in (
            (sink.measured, e, plain & ~np.isinf(e)), (sink.huge, huge, plain & np.isinf(e)),
        ):  # fmt: skip
            if here.any():
                report(found[here], normal[here], block.ordinals[here], block.results[here])
        sink.misrounded(int(np.count_nonzero(odd & plain)))

    def _sizes(self, block: Block, e: Array, got: Array) -> Sizes:
        real, finite = np.abs(block.real), np.isfinite(got)
        size = real / float(self.fmt.maximum)
        past = size > float(self.fmt.overflow / self.fmt.maximum) * (1 + CLEAR)
        blurred = ~(np.abs(block.truth.high) > block.truth.error)
        nought = blurred & (np.asarray(block.truth.error) == 0)
        sign = block.side.sign[block.cell]
        open_ = (size >= 1) & ~past
        open_ |= finite & ~past & np.isnan(e)
        open_ |= finite & (got != 0) & blurred & (sign == 0) & ~nought
        return Sizes(real, finite, past, nought, real >= math.ldexp(1.0, self.fmt.emin), open_)

    def _close(self, e: Array, straddling: Array) -> Array:
        """Where an error is near a limit, or may be."""
        at = np.flatnonzero(e <= HALVES[-1])  # others are far above all limits
        for limit in (n / 2 for n in HALVES):
            straddling[at] |= np.abs(e[at] - limit) <= self.margin * max(limit, 1.0)
        return straddling

    def _beside_the_normal(self, real: Array, finite: Array) -> Array:
        """Where the truth of a finite result is beside the least normal number."""
        return np.asarray(finite & (np.abs(real / math.ldexp(1.0, self.fmt.emin) - 1) < CLEAR))

    def _defects(self, block: Block, got: Array, wrong: Array, sizes: Sizes, sink: Sink) -> None:
        """Zeros and signs among results that are wrong."""
        sign = block.side.sign[block.cell]
        below, zero = np.where(sign == 0, np.signbit(block.truth.high), sign < 0), wrong & (got == 0)
        sink.defects("false_zero", block.ordinals[zero])
        sink.defects("false_zero_normal", block.ordinals[zero & sizes.normal])
        sink.defects("wrong_sign", block.ordinals[wrong & ~zero & ~sizes.nought & (np.signbit(got) != below)])

    def _settled(self, block: Block, e: Array, got: Array, close: Array) -> tuple[Array, Array]:
        """The errors, and which exact halves were not rounded to even; what lines decide is no longer `close`."""
        odd = np.zeros(e.shape, dtype=bool)
        at = np.flatnonzero(close & (block.side.divisor[block.cell] > 0))
        if len(at):
            x = self.fmt.values(block.ordinals[at]).astype(np.float64)
            exact = exact_errors(block.side, at_places(block.cell, at), x, got[at], self.fmt)
            e = e.copy()
            e[at[exact.settled]] = exact.errors[exact.settled]
            close[at[exact.settled]] = False
            odd[at] = exact.odd
        return e, odd

    def overflowing(self, ordinals: Array, results: Array, signs: Array, sink: Sink) -> None:
        """Results where the truth certainly overflows."""
        if not len(ordinals):
            return
        nan, finite = np.isnan(results), np.isfinite(results)
        right = np.isinf(results) & (np.signbit(results) == (signs < 0)) if self.fmt.infinities else nan
        sink.measured(np.full(np.count_nonzero(right), -1.0), False, ordinals[right], results[right])
        sink.count("missing_overflow", int(np.count_nonzero(finite)))
        sink.defects("missing_overflow", ordinals[finite])
        wrong = ~right & ~finite
        self.not_finite(ordinals[wrong], results[wrong], sink)

    def not_finite(self, ordinals: Array, results: Array, sink: Sink) -> None:
        if len(ordinals):
            nan = np.isnan(results)
            sink.count("nonfinite", len(ordinals))
            if nan.all():
                sink.defects("nan", ordinals)
            else:
                sink.defects("nan", ordinals[nan])
                sink.defects("inf", ordinals[~nan])
