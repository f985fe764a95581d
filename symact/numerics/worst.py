"""The search for the worst input of a format that is too large to try: where errors are large, more inputs are tried.

Errors look random from one input to the next, but how large they get changes slowly. So all ordinals are cut into
intervals, those with the largest errors are sampled at length and cut again, for some rounds. Around the very largest
errors all neighbours are tried, and inputs at distances that are powers of two.
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
from symact.numerics.sampling import strata, stratified
from symact.numerics.sweep import Judge

INTERVALS = 1024  # into which the ordinals are cut at first
FOLLOWED = 24  # intervals that a round samples at length
PARTS = 4  # into which each of them is cut
ROUNDS = 8
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

    def ask(self, ordinals: Array) -> None:
        """What a model leaves open has an error close to others."""

    def measured(
        self, errors: Array, normal: Array | bool, ordinals: Array, results: Array, skipped: int = 0
    ) -> None:  # fmt: skip
        self.ordinals.append(ordinals)
        self.errors.append(errors)


@dataclass
class Search:
    """Inputs with large errors of one implementation; `budget` inputs are tried."""

    implementation: Implementation
    model: Model
    fmt: Format
    budget: int
    seed: int = 0
    progress: Callable[[int, int], None] | None = None

    def inputs(self, first: Array) -> Array:
        """The ordinals to audit: `first`, and the worst that were found; ascending and distinct."""
        rng, self._tried = np.random.default_rng(self.seed), 0
        low, high = int(first[0]), int(first[-1])
        share = self.budget // (ROUNDS + 1)
        more = stratified(self.fmt, max(share - len(first), 1), int(rng.integers(1 << 32)), low, high)
        seen = np.unique(np.concatenate([first, more]))
        edges = np.unique(np.concatenate([[low], seen[:: max(1, len(seen) // INTERVALS)], [high + 1]]))
        intervals = list(pairwise(edges.tolist()))
        self._worst = np.empty(0, dtype=np.int64), np.empty(0)
        largest = self._look(seen, intervals)
        for _ in range(ROUNDS):
            top = np.argsort(largest)[::-1][:FOLLOWED].tolist()
            parts = [part for k in top for part in _cut(*intervals[k])]
            each = max(share // len(parts), 1)
            inside = [strata(rng, a, b - 1, min(each, b - a)) for a, b in parts]
            found = self._look(np.unique(np.concatenate(inside)), parts)
            intervals = [*parts, *(v for k, v in enumerate(intervals) if k not in top)]
            largest = np.concatenate([found, np.delete(largest, top)])
        near = np.concatenate([p + _distances(self.fmt) for p in self._worst[0][:CLIMBED].tolist()])
        self._look(np.unique(near[(near >= low) & (near <= high)]), [])
        return np.unique(np.concatenate([first, self._worst[0]]))

    @property
    def tried(self) -> int:
        """How many inputs were looked at."""
        return self._tried

    @property
    def largest(self) -> float:
        """The largest error seen, in ulp."""
        return float(self._worst[1].max(initial=0.0))

    def _look(self, ordinals: Array, intervals: list[tuple[int, int]]) -> Array:
        """The largest error in each interval; the worst inputs are kept."""
        at, errors = self._errors(ordinals)
        every, order = np.concatenate([self._worst[1], errors]), slice(None, None, -1)
        best = np.argsort(every, kind="stable")[order][:KEPT]
        self._worst = np.concatenate([self._worst[0], at])[best], every[best]
        ends = [(int(np.searchsorted(at, a)), int(np.searchsorted(at, b))) for a, b in intervals]
        return np.asarray([errors[i:j].max(initial=-1.0) for i, j in ends])

    def _errors(self, ordinals: Array) -> tuple[Array, Array]:
        sink, judge = _Errors(), Judge(self.model, self.fmt)
        for block in blocks(ordinals):
            judge.judge(block, self.implementation.run(self.fmt.values(block), self.fmt), sink)
            self._tried += len(block)
            if self.progress is not None:
                self.progress(min(self._tried, self.budget), self.budget)
        if not sink.ordinals:
            return np.empty(0, dtype=np.int64), np.empty(0)
        at, errors = np.concatenate(sink.ordinals), np.concatenate(sink.errors)
        order = np.argsort(at, kind="stable")
        return at[order], errors[order]


def _cut(a: int, b: int) -> list[tuple[int, int]]:
    """[a, b) in parts of the same width."""
    edges = sorted({a + (b - a) * k // PARTS for k in range(PARTS + 1)})
    return list(pairwise(edges))


def _distances(fmt: Format) -> Array:
    steps = 1 << np.arange(10, fmt.p + 2, dtype=np.int64)
    return np.concatenate([np.arange(-AROUND, AROUND + 1), steps, -steps])
