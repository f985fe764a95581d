"""A block of results against a model: one pass of NumPy over all of them, tier 2 for the few that are close to a limit.

The ulp error e of every result is known up to `margin`. A result is correctly rounded where e < 1/2 and is not where
e > 1/2, whatever the format; so counts and bins follow from e, and only errors within `margin` of a limit, and values
whose binade, sign or overflow is open, are asked of the oracle one by one.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property, partial

import numpy as np

from symact.numerics.distance import (
    Block,
    block_of,
    close_to_limits,
    errors_in_ulp,
    magnitudes_of,
)
from symact.numerics.formats import Array, Format
from symact.numerics.models.blocks import Blocks
from symact.numerics.models.cells import BEYOND, UNDEFINED, VALUE, Model, Side
from symact.numerics.models.evaluate import Values, range_of
from symact.numerics.models.fit import plan_for
from symact.numerics.models.lines import Line, binade_beside
from symact.numerics.models.spans import Span
from symact.numerics.scrutiny import CLEAR, Scrutiny, Sink
from symact.numerics.ties import exact_errors

SEVERAL = 16  # so many inputs are worth a run of waves
LONG = 512  # so many inputs in a cell are worth a call of their own
NOWHERE = np.empty(0, dtype=np.int64)


@dataclass(frozen=True)
class Judge:
    """Judges blocks of results in one format against one model."""

    model: Model
    fmt: Format

    @cached_property
    def margin(self) -> float:
        """How far an error of 1 ulp may be from what is computed."""
        return 2 * float(plan_for(self.fmt).tolerance)

    @cached_property
    def scrutiny(self) -> Scrutiny:
        return Scrutiny(self.fmt, self.margin)

    def judge(self, ordinals: Array, results: Array, sink: Sink) -> None:
        """All inputs of a block, which have one sign."""
        side = self.model.side(bool(ordinals[0] < 0))
        ends = side.locate(magnitudes_of(ordinals[:: max(len(ordinals) - 1, 1)])).tolist()
        if ends[0] == ends[-1]:
            self._alike(side, ends[0], int(side.kind[ends[0]]), ordinals, results, sink)
            return
        runs = self._runs(side, ends, ordinals)
        if len(runs) * LONG <= len(ordinals):
            for cell, a, b in runs:
                self._alike(side, cell, int(side.kind[cell]), ordinals[a:b], results[a:b], sink)
            return
        cells = side.locate(magnitudes_of(ordinals))
        kinds = side.kind[cells]
        for kind in np.flatnonzero(np.bincount(kinds)).tolist():
            w = np.flatnonzero(kinds == kind)
            self._alike(side, cells[w], kind, ordinals[w], results[w], sink)

    def _runs(self, side: Side, ends: list[int], ordinals: Array) -> list[tuple[int, int, int]]:
        """The cells in which a block lies, each with where its part begins and ends, in the block's order."""
        low, high = min(ends), max(ends)
        ascending = ends[0] < ends[1]
        borders = side.first[low + 1 : high + 1] if ascending else -side.first[high:low:-1]
        places = np.concatenate([[0], np.searchsorted(ordinals, borders), [len(ordinals)]])
        at = np.flatnonzero(places[1:] > places[:-1])
        cells = low + at if ascending else high - at
        return list(zip(cells.tolist(), places[at].tolist(), places[at + 1].tolist(), strict=True))

    def _alike(
        self, side: Side, cell: int | Array, kind: int, ordinals: Array, results: Array, sink: Sink
    ) -> None:  # fmt: skip
        if kind == UNDEFINED:
            sink.count("undefined", len(ordinals))
        elif kind == BEYOND:
            self.scrutiny.overflowing(ordinals, results, np.broadcast_to(side.error[cell], ordinals.shape), sink)
        elif kind == VALUE:
            if np.ndim(cell) or not self._quickly(side, int(cell), ordinals, results, sink):
                self._values(block_of(side, cell, ordinals, results), sink)
        elif np.ndim(cell) or not self._far(side, int(cell), ordinals, results, sink):
            waves = self.model.waves if len(ordinals) >= SEVERAL else None
            good = np.zeros(len(ordinals), dtype=bool)
            if waves is not None:
                truth, good = waves.values(self.fmt.values(ordinals).astype(np.float64))
                if good.any():
                    self._values(Block(side, cell, ordinals, truth, results).at(good), sink)
            sink.ask(ordinals[~good])

    # ------------------------------------------------------------ where the truth is a number

    def _quickly(self, side: Side, cell: int, ordinals: Array, results: Array, sink: Sink) -> bool:
        """Judges a whole block of neighbours, if that is one and its results are not far off; whether it was done."""
        place = self._blocks.place(side, cell, ordinals)
        if place is None:
            return False
        if not np.isfinite(results[0]) and not np.isfinite(results).any():
            self.scrutiny.not_finite(ordinals, results, sink)
            return True
        with np.errstate(all="ignore"):
            e = self._blocks.errors(place, results)
            if not (largest := float(e.max())) < 1 << (self.fmt.p - 2):
                return False
            if place.normal:
                look = close_to_limits(e, largest, self.margin)
            else:
                look = None if largest <= 0.5 - self.margin else ~(e <= 0.5 - self.margin)
        at = NOWHERE if look is None else np.flatnonzero(look)
        if len(at) and place.normal and side.divisor[cell]:
            at = self._beside_a_line(side, cell, ordinals, results, e, at, sink)
        if len(at):
            self.scrutiny.look(block_of(side, cell, ordinals[at], results[at]), e[at], False, sink)
            e[at] = -1.0
        if len(at) < len(e):
            sink.measured(e, place.normal, ordinals, results, len(at))
        return True

    def _beside_a_line(
        self, side: Side, cell: int, ordinals: Array, results: Array, e: Array, at: Array, sink: Sink
    ) -> Array:  # fmt: skip
        """Puts errors on the right side of their limits; at which of these places that could not be done."""
        x = self.fmt.values(ordinals[at]).astype(np.float64)
        with np.errstate(all="ignore"):
            exact = exact_errors(side, cell, x, results[at].astype(np.float64), self.fmt)
        e[at[exact.settled]] = exact.errors[exact.settled]
        sink.misrounded(int(np.count_nonzero(exact.odd)))
        return at[~exact.settled]

    def _far(self, side: Side, cell: int, ordinals: Array, results: Array, sink: Sink) -> bool:
        """As `_quickly`, where no cell is wide enough for a polynomial, of a line and waves."""
        harmonics = None if self.model.waves is None else self.model.waves.harmonics
        truth = None if harmonics is None else harmonics.values(ordinals)
        if truth is None or harmonics is None:
            return False
        with np.errstate(all="ignore"):
            size = range_of(truth.high)
            if size[1] >= math.ldexp(1.0, self.fmt.emax):
                return False
            e, straddling = errors_in_ulp(results, truth, size, self.fmt)
            least = float(truth.error) / harmonics.known
            left = np.flatnonzero(np.abs(truth.high) < least) if size[0] < least else NOWHERE
            e[left] = -1.0
            wild = np.flatnonzero(~(e < 1 << (self.fmt.p - 2)))  # not finite, 0, of another sign, or far off
            kept, e[wild] = e[wild], -1.0
            look = close_to_limits(e, float(e.max()), self.margin)
        e[wild] = kept
        if straddling is not None:
            straddling[left] = False
            look = straddling if look is None else look | straddling
        at = wild if look is None else np.union1d(np.flatnonzero(look), wild)
        if len(at):
            open_ = False if straddling is None else straddling[at]
            self.scrutiny.look(Block(side, cell, ordinals, truth, results).at(at), e[at], open_, sink)
            e[at] = -1.0
        sink.ask(ordinals[left])
        if len(at) + len(left) < len(e):
            sink.measured(e, True, ordinals, results, len(at) + len(left))
        return True

    @cached_property
    def _blocks(self) -> Blocks:
        return Blocks(self.fmt)

    def _values(self, block: Block, sink: Sink) -> None:
        with np.errstate(all="ignore"):
            size = range_of(block.truth.high)
            if size[1] < self._far_below(block.truth) and not np.isfinite(block.results).any():
                self.scrutiny.not_finite(block.ordinals, block.results, sink)
                return
            e, straddling = errors_in_ulp(block.results, block.truth, size, self.fmt, partial(self._binade, block))
            largest = float(e.max())
            if self._tame(block, size[1], largest):
                look = close_to_limits(e, largest, self.margin)
                normal: Array | bool = True
            else:
                look = ~(e <= 0.5 - self.margin)
                normal = self._normal(block, look)
            if straddling is not None:
                look = straddling if look is None else look | straddling
        at = NOWHERE if look is None else np.flatnonzero(look)
        if len(at):
            self.scrutiny.look(block.at(at), e[at], False if straddling is None else straddling[at], sink)
            e[at] = -1.0
        if len(at) < len(e):
            sink.measured(e, normal, block.ordinals, block.results, len(at))

    def _binade(self, block: Block) -> int | None:
        """The binade of all truths of a cell that is a line and hardly anything besides, if they have one."""
        side, cell = block.side, block.cell
        if np.ndim(cell) or not side.divisor[cell]:
            return None
        key = bool(block.ordinals[0] < 0), int(cell)
        if key not in self._known:
            line = Line(*(int(getattr(side, name)[cell]) for name in Line._fields))
            span = Span(self.fmt, -1 if key[0] else 1, int(side.first[cell]), int(2 * side.half[cell]))
            self._known[key] = binade_beside(line, *span.ends)
        return self._known[key]

    @cached_property
    def _known(self) -> dict[tuple[bool, int], int | None]:
        return {}

    def _far_below(self, truth: Values) -> float:
        """What is smaller is far from overflowing, before it is scaled."""
        return math.ldexp(1.0, min(self.fmt.emax - 1 - int(np.max(truth.scale)), 1023))

    def _tame(self, block: Block, top: float, largest: float) -> bool:
        """Whether all truths are normal and do not overflow, all results finite, of the right sign and not 0."""
        if not largest < 1 << (self.fmt.p - 2) or np.ndim(block.cell):
            return False
        (a, low), (_, high), scale = math.frexp(block.side.floor[block.cell]), math.frexp(top), int(block.truth.scale)
        return a > 0 and low - 1 + scale >= self.fmt.emin and high + scale <= self.fmt.emax

    def _normal(self, block: Block, look: Array) -> Array | bool:
        """Whether the truth is in the normal range; where that is open is added to `look`."""
        least = math.ldexp(1.0, self.fmt.emin)
        if float(np.min(np.ldexp(block.side.floor[block.cell], block.truth.scale))) >= least:
            return True
        size = np.abs(block.real)
        if float(size.max()) < least * (1 - CLEAR):
            return False
        look |= np.abs(size / least - 1) < CLEAR
        return np.asarray(size >= least)
