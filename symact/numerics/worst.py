"""The search for the worst input of a format that is too large to try.

An error is a slow function of the input plus roundings, each of which runs through its values in its own rhythm. So
after all ordinals are covered, dives follow. A dive cuts a few intervals with large errors, samples the parts, keeps
the worst of them and cuts again, down to neighbouring floats: the slow part, and then one rounding after the other,
come near their largest. Then the worst inputs of a dive breed: where a and b have large errors, all rhythms are almost
the same at a and at b, and so at x and at x + (b - a).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from symact.numerics.audit import blocks
from symact.numerics.formats import Array, Format
from symact.numerics.implementations import Implementation
from symact.numerics.models.cells import Model
from symact.numerics.sampling import stratified
from symact.numerics.sweep import Judge

INTERVALS = 1024  # into which the ordinals are cut at first
COVER, MOST_COVERED = 8, 1 << 22  # one input in so many goes into the first sample, and at most so many inputs
SHORT, DIVES, LONG = 500_000, 6, 12_000_000  # inputs of a dive: SHORT up to so many dives, LONG if they would be longer
BEAM, PARTS = 20, 4  # intervals that a dive follows, at most, and parts into which each is cut
EACH = 256  # inputs tried in a part, at least
STARTS = 8 * BEAM  # the intervals with the largest errors, at which dives begin
POOL, LITTER = 2048, 300_000  # inputs that breed, and inputs tried at once
APART = 64  # places in the pool between a and b, at most
AROUND = 512  # neighbours tried on either side of the worst inputs
CLIMBED = 8  # which are so many
KEPT = 512  # of the worst inputs


@dataclass
class _Errors:
    """A sink that keeps errors only."""

    ordinals: list[Array] = field(default_factory=list)
    errors: list[Array] = field(default_factory=list)

    def count(self, kind: str, count: int) -> None:
        """Inputs without an error are of no interest here."""

    def defects(self, name: str, ordinals: Array) -> None:
        """They have errors, or are told by the audit."""

    def misrounded(self, count: int) -> None:
        """Their errors are told."""

    def huge(self, errors: Array, normal: Array, ordinals: Array, results: Array) -> None:
        self.measured(np.full(len(ordinals), np.finfo(np.float64).max), normal, ordinals, results)

    def ask(self, ordinals: Array) -> None:
        """What a model leaves open has an error close to others."""

    def measured(
        self, errors: Array, normal: Array | bool, ordinals: Array, results: Array, skipped: int = 0
    ) -> None:  # fmt: skip
        self.ordinals.append(ordinals)
        self.errors.append(errors.copy())


class Pool:
    """The inputs with the largest errors, so many of them; the worst first after `trim`."""

    def __init__(self, size: int) -> None:
        self.size, self.least = size, -1.0
        self.ordinals, self.errors = np.empty(0, dtype=np.int64), np.empty(0)

    def add(self, ordinals: Array, errors: Array) -> None:
        above = np.flatnonzero(errors > self.least)
        if len(above):
            self.ordinals = np.concatenate([self.ordinals, ordinals[above]])
            self.errors = np.concatenate([self.errors, errors[above]])
            if len(self.errors) > 4 * self.size:
                self.trim()

    def trim(self) -> None:
        """Without what is in it twice, and without the smallest errors."""
        order = np.lexsort((self.ordinals, -self.errors))
        ordinals, errors = self.ordinals[order], self.errors[order]
        new = np.append(True, np.diff(ordinals) != 0)[: len(order)]
        self.ordinals, self.errors = ordinals[new][: self.size], errors[new][: self.size]
        if len(self.errors) == self.size:
            self.least = float(self.errors[-1])


@dataclass
class Search:
    """Inputs with large errors of one implementation; about `budget` inputs are tried."""

    implementation: Implementation
    model: Model
    fmt: Format
    budget: int
    seed: int = 0
    progress: Callable[[int, int], None] | None = None

    def inputs(self, first: Array) -> Array:
        """The worst inputs found between the ends of `first`, ascending; `first` ascends and is tried as well."""
        self._rng, self._tried, self._worst = np.random.default_rng(self.seed), 0, Pool(KEPT)
        self._judge, self._low, self._high = Judge(self.model, self.fmt), int(first[0]), int(first[-1])
        share = min(self.budget // COVER, MOST_COVERED)
        more = stratified(self.fmt, max(share, 1), int(self._rng.integers(1 << 32)), self._low, self._high)
        starts = self._cover(_distinct(np.concatenate([first, more])))
        dives = max(2, min(DIVES, self.budget // SHORT), -(-self.budget // LONG))
        cost = max(self.budget - self._tried, 0) // (dives + 1)
        for dive in range(dives):
            pool = Pool(POOL)
            self._descend(self._starts(dive, starts), cost * 2 // 3, pool)
            self._breed(pool, cost // 3)
        self._worst.trim()
        near = [o + d for o in self._worst.ordinals[:CLIMBED].tolist() for d in range(-AROUND, AROUND + 1)]
        self._look(self._inside(np.asarray(near, dtype=np.int64)), Pool(1))
        pool = Pool(POOL)
        pool.add(self._worst.ordinals, self._worst.errors)
        self._breed(pool, max(self.budget - self._tried, 0))
        self._worst.trim()
        return np.sort(self._worst.ordinals)

    @property
    def tried(self) -> int:
        """How many inputs were looked at."""
        return self._tried

    @property
    def largest(self) -> float:
        """The largest error seen, in ulp."""
        return float(self._worst.errors.max(initial=0.0))

    def _cover(self, seen: Array) -> list[tuple[int, int]]:
        """Intervals with about as many of these inputs each; those with the largest errors first."""
        edges = [*seen[:: max(1, len(seen) // INTERVALS)].tolist(), int(seen[-1]) + 1]
        edges = sorted({*edges, *([0] if edges[0] < 0 < edges[-1] else [])})
        places = np.searchsorted(seen, edges).tolist()
        found = [self._look(seen[a:b], Pool(1)) for a, b in pairwise(places)]
        order = np.argsort(-np.asarray(found), kind="stable").tolist()
        intervals = list(pairwise(edges))
        return [intervals[k] for k in order]

    def _starts(self, dive: int, intervals: list[tuple[int, int]]) -> list[tuple[int, int]]:
        """The worst intervals for the first dive, then in turn windows around the worst inputs and other intervals."""
        if dive % 2 == 0:
            chosen = range(BEAM) if not dive else self._rng.permutation(STARTS)[:BEAM].tolist()
            return [intervals[k] for k in chosen if k < len(intervals)]
        self._worst.trim()
        width = 1 << int(self._rng.integers(self.fmt.p // 2, self.fmt.p))
        middles = self._rng.permutation(self._worst.ordinals)[:BEAM].tolist()
        windows = [(max(o - width, self._low), min(o + width, self._high + 1)) for o in middles]
        return [(a, min(b, 0)) if o < 0 else (max(a, 0), b) for o, (a, b) in zip(middles, windows, strict=True)]

    def _descend(self, intervals: list[tuple[int, int]], cost: int, pool: Pool) -> None:
        """Follows the worst parts of these intervals down to single floats."""
        widest = max((b - a for a, b in intervals), default=1)
        levels = max(1, (widest.bit_length() - 9) // 2)
        beam = max(1, min(BEAM, cost // (EACH * PARTS * levels)))
        each = max(16, cost // (beam * PARTS * levels))
        intervals = intervals[:beam]
        while intervals:
            parts = [part for a, b in intervals for part in _cut(a, b)]
            found = [self._look(self._some(a, b, each), pool) for a, b in parts]
            order = np.argsort(-np.asarray(found), kind="stable")[:beam].tolist()
            intervals = [parts[k] for k in order if parts[k][1] - parts[k][0] > each]

    def _breed(self, pool: Pool, cost: int) -> None:
        """Tries x + (b - a) for x, a and b of the pool, a and b near each other, one litter after the other."""
        litter = min(LITTER, max(cost // 10, 1))
        for _ in range(cost // litter):
            pool.trim()
            x = np.sort(pool.ordinals)
            if len(x) < 2:
                return
            i, j, k = (self._rng.integers(0, n, litter) for n in (len(x), len(x), APART))
            k = np.where(k % 2, j + 1 + k // 2, j - 1 - k // 2).clip(0, len(x) - 1)
            self._look(self._inside(_moved(x[i], x[j], x[k])), pool)

    def _some(self, a: int, b: int, count: int) -> Array:
        """About `count` ordinals of a … b - 1, one at random in each of equal strata."""
        step = max((b - a) // count, 1)
        starts = np.arange(a, b - step + 1, step, dtype=np.int64)
        return starts if step == 1 else starts + (self._rng.random(len(starts)) * step).astype(np.int64)

    def _inside(self, ordinals: Array) -> Array:
        return _distinct(ordinals[(ordinals >= self._low) & (ordinals <= self._high)])

    def _look(self, ordinals: Array, pool: Pool) -> float:
        """The largest error at these ordinals, which ascend; the worst of them go into the pool and are kept."""
        sink = _Errors()
        for block in blocks(ordinals):
            self._judge.judge(block, self.implementation.run(self.fmt.values(block), self.fmt), sink)
            self._tried += len(block)
        if self.progress is not None:
            self.progress(min(self._tried, self.budget), self.budget)
        largest = -1.0
        for at, errors in zip(sink.ordinals, sink.errors, strict=True):
            pool.add(at, errors)
            self._worst.add(at, errors)
            largest = max(largest, float(errors.max(initial=-1.0)))
        return largest


def _cut(a: int, b: int) -> list[tuple[int, int]]:
    """[a, b) in parts of the same width."""
    edges = sorted({a + (b - a) * k // PARTS for k in range(PARTS + 1)})
    return list(pairwise(edges))


def _moved(x: Array, a: Array, b: Array) -> Array:
    """x + (b - a), but x where that is farther away than ordinals reach."""
    far = np.abs(b.astype(np.float64) - a) + np.abs(x.astype(np.float64)) >= 2.0**62
    return np.where(far, x, x + np.where(far, 0, b - a))


def _distinct(ordinals: Array) -> Array:
    ordinals = np.sort(ordinals)
    return ordinals[np.append(True, np.diff(ordinals) != 0)[: len(ordinals)]]
