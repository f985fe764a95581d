"""A stratified sample that is never held as a whole: any part of it is computed when it is asked for.

A segment of ordinals is cut into strata, as equal as can be, and each gives one ordinal, chosen by a hash of the seed
and of the first ordinal of the stratum. So a sample ascends, has no ordinal twice, and is the same however it is cut.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np

from symact.numerics.formats import Array

FAR = 1 << 50  # strata in which a double's 52 bits would not reach every ordinal


class Segment(NamedTuple):
    """So many strata over first … last, ordinals of one sign; every ordinal where there are as many strata."""

    first: int
    last: int
    strata: int

    @property
    def width(self) -> int:
        return self.last - self.first + 1


@dataclass(frozen=True)
class Sample:
    """Segments, which ascend, and a seed; a sequence of ordinals of which slices are taken."""

    segments: tuple[Segment, ...]
    seed: int

    def __len__(self) -> int:
        return self._starts[-1]

    def __getitem__(self, part: slice) -> Array:
        start, stop, step = part.indices(len(self))
        if step != 1:
            raise ValueError("a sample is cut, not thinned")
        found = [np.empty(0, dtype=np.int64)]
        for segment, at in zip(self.segments, self._starts, strict=False):
            low, high = max(start, at), min(stop, at + segment.strata)
            if low < high:
                found.append(self._chosen(segment, low - at, high - at))
        return np.concatenate(found)

    @cached_property
    def _starts(self) -> list[int]:
        starts = [0]
        for segment in self.segments:
            starts.append(starts[-1] + segment.strata)
        return starts

    def _chosen(self, segment: Segment, low: int, high: int) -> Array:
        """The ordinals of the strata low … high - 1; the first `more` strata are wider by one."""
        if segment.strata == segment.width:
            return np.arange(segment.first + low, segment.first + high, dtype=np.int64)
        width, more = divmod(segment.width, segment.strata)
        parts = [(low, min(high, more), width + 1), (max(low, more), high, width)]
        found = []
        for start, stop, wide in parts:
            if start < stop:
                begin = segment.first + start * width + min(start, more)
                starts = np.arange(begin, begin + (stop - start) * wide, wide, dtype=np.int64)
                found.append(starts + _within(mixed(starts.view(np.uint64), self.seed), wide))
        return found[0] if len(found) == 1 else np.concatenate(found)

    def to_json(self) -> dict[str, Any]:
        return {"segments": [list(s) for s in self.segments], "seed": self.seed}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Sample:
        return cls(tuple(Segment(*map(int, row)) for row in data["segments"]), int(data["seed"]))


@dataclass(frozen=True)
class Part:
    """The ordinals from number `start` to number `stop` - 1 of a sample."""

    of: Sample
    start: int
    stop: int

    def __len__(self) -> int:
        return self.stop - self.start

    def __getitem__(self, part: slice) -> Array:
        start, stop, step = part.indices(len(self))
        return self.of[self.start + start : self.start + stop : step]


Ordinals = Array | range | Sample | Part


def mixed(keys: Array, seed: int) -> Array:
    """64 bits from each key that look random (splitmix64)."""
    z = keys + np.uint64((seed + 1) * 0x9E3779B97F4A7C15 & (1 << 64) - 1)
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        z ^= z >> np.uint64(shift)
        z *= np.uint64(factor)
    z ^= z >> np.uint64(31)
    return z


def _within(bits: Array, width: int) -> Array:
    """A number from 0 to width - 1 from each 64 bits."""
    if width >= FAR:
        return np.asarray((bits % np.uint64(width)).astype(np.int64))
    bits >>= np.uint64(12)
    return np.asarray((bits.view(np.int64) * (width * 2.0**-52)).astype(np.int64))  # (2^52 - 1)·width/2^52 < width


def sample(
    first: int, last: int, seed: int, dense: Iterable[int], densities: Iterable[tuple[int, int, int]]
) -> Sample:  # fmt: skip
    """Every ordinal of `dense`, and between them strata: for each (low, high, n) of `densities`, n over low … high."""
    windows = _runs(sorted({o for o in dense if first <= o <= last}))
    rates = [(max(low, first), min(high, last), n) for low, high, n in densities]
    rates = [(low, high, n) for low, high, n in rates if low <= high and n > 0]
    cuts = {first, 0, last + 1, *(w for low, high in windows for w in (low, high + 1))}
    cuts |= {c for low, high, _ in rates for c in (low, high + 1)}
    whole, segments, owed = {low for low, _ in windows}, [], Fraction(0)
    for low, end in pairwise(sorted(c for c in cuts if first <= c <= last + 1)):
        width = end - low
        if low in whole:
            segments.append(Segment(low, end - 1, width))
            continue
        owed += sum(Fraction(n * width, high - start + 1) for start, high, n in rates if start <= low <= high)
        count = min(int(owed), width)
        owed -= int(owed)
        if count:
            segments.append(Segment(low, end - 1, count))
    return Sample(tuple(segments), seed)


def _runs(ordinals: list[int]) -> list[tuple[int, int]]:
    """Runs of neighbours, of one sign each."""
    found: list[tuple[int, int]] = []
    for o in ordinals:
        if found and found[-1][1] == o - 1 and o != 0:
            found[-1] = (found[-1][0], o)
        else:
            found.append((o, o))
    return found
