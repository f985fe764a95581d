"""Where a property of floats holds, in order of |x|: maximal runs, exhaustively or from samples and bisection.

Positions are magnitudes, so neighbours differ by 1. From samples, the edges of a run are adjacent pairs of floats, one
with and one without the property. Where both kinds keep alternating, at more places than can be listed, one `Run`
stands for the band from its first to its last float with the property, and says how many samples inside have it.
"""

from __future__ import annotations

import random
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

Property = Callable[[int], bool]
CONTIGUOUS = 16  # neighbours looked at on either side of an edge, one by one
PER_OCTAVE, PER_WIDEST = 16, 40  # and further away, so many at random in each doubling of the distance,
WIDEST = 6  # the second number in the last so many doublings
MAX_ROUNDS, MAX_KNOWN = 16, 30_000  # after so many questions a band is no longer widened
CLOSE, MANY = 3, 4  # at least MANY changes, each at most CLOSE samples after the one before, are one band


@dataclass(frozen=True)
class Run:
    """Magnitudes first … last. `flickers` is None, or (samples inside with the property, samples inside)."""

    first: int
    last: int
    flickers: tuple[int, int] | None = None


def runs_of_all(flags: Iterable[bool]) -> list[Run]:
    """The maximal runs of consecutive true flags, by position."""
    found: list[Run] = []
    start: int | None = None
    position = -1
    for position, flag in enumerate(flags):
        if flag and start is None:
            start = position
        if not flag and start is not None:
            found.append(Run(start, position - 1))
            start = None
    if start is not None:
        found.append(Run(start, position))
    return found


@dataclass
class Search:
    """Runs of a property over magnitudes 0 … top; `known` remembers the answers, `learn` is told what will be asked."""

    has: Property
    top: int
    rng: random.Random
    learn: Callable[[list[int]], None] | None = None
    known: dict[int, bool] = field(default_factory=dict)

    def ask(self, m: int) -> bool:
        if m not in self.known:
            self.known[m] = self.has(m)
        return self.known[m]

    def _ask_all(self, magnitudes: list[int]) -> list[tuple[int, bool]]:
        if self.learn is not None:
            self.learn(magnitudes)
        return [(m, self.ask(m)) for m in magnitudes]

    def runs(self, samples: Iterable[int]) -> list[Run]:
        self._ask_all(list(samples))
        bands: list[tuple[int, int]] = []
        while changes := self._changes(bands):
            first = (self._edge(*changes[0][0])[0], self._edge(*changes[0][-1])[1])
            bands = _joined([*bands, first])
            place = next(i for i, band in enumerate(bands) if band[0] <= first[0] and first[1] <= band[1])
            bands[place] = self._widen(*bands[place])
            bands = _joined(bands)
        return self._read(bands)

    def _changes(self, bands: list[tuple[int, int]]) -> list[list[tuple[int, int]]]:
        """Neighbouring known magnitudes with different answers, outside the bands; many close together are a group."""
        order = sorted(self.known)
        groups: list[list[int]] = []
        for i in range(len(order) - 1):
            if self.known[order[i]] != self.known[order[i + 1]] and not _covered(order[i], order[i + 1], bands):
                if groups and i - groups[-1][-1] <= CLOSE:
                    groups[-1].append(i)
                else:
                    groups.append([i])
        parts = [part for g in groups for part in ([g] if len(g) >= MANY else [[i] for i in g])]
        return [[(order[i], order[i + 1]) for i in part] for part in parts]

    def _edge(self, a: int, b: int) -> tuple[int, int]:
        """An adjacent pair with different answers between a and b, whose answers differ."""
        left = self.ask(a)
        while b - a > 1:
            middle = (a + b) // 2
            if self.ask(middle) == left:
                a = middle
            else:
                b = middle
        return a, b

    def _widen(self, a: int, b: int) -> tuple[int, int]:
        """Grows [a, b] until a search below finds only the answer of a, and a search above only that of b."""
        return self._grow(a, -1), self._grow(b, +1)

    def _grow(self, m: int, step: int) -> int:
        usual = self.ask(m)
        for _ in range(MAX_ROUNDS):
            if not 0 <= m <= self.top or len(self.known) > MAX_KNOWN:
                break
            unusual = [p for p, answer in self._ask_all(self._probes(m, step)) if answer != usual]
            if not unusual:
                break
            m = self._last_different(max(unusual) if step > 0 else min(unusual), step, usual)
        return m

    def _last_different(self, m: int, step: int, usual: bool) -> int:
        """From m, which has the unusual answer, outwards to the first magnitude with the usual one."""
        distance = 1
        while 0 <= m + step * distance <= self.top and self.ask(m + step * distance) != usual:
            distance *= 2
        out = min(max(m + step * distance, 0), self.top)
        if self.ask(out) != usual:
            return out + step  # the band reaches the end of the numbers
        pair = self._edge(min(m, out), max(m, out))
        return pair[0] if step < 0 else pair[1]

    def _probes(self, m: int, step: int) -> list[int]:
        """Magnitudes beyond m: its neighbours, then some at random per doubling of the distance to a known change."""
        limit = (self.top - m) if step > 0 else m
        limit = min(limit, self._room(m, step))
        near = [m + step * d for d in range(1, min(CONTIGUOUS, limit) + 1)]
        distance = CONTIGUOUS
        while distance < limit:
            far = min(2 * distance, limit)
            count = PER_OCTAVE if far < limit >> WIDEST else PER_WIDEST
            near += [m + step * self.rng.randint(distance + 1, far) for _ in range(count)]
            distance = far
        return near

    def _room(self, m: int, step: int) -> int:
        """How far the answers known beyond m are that of m."""
        order = sorted(self.known)
        i = bisect_right(order, m) if step > 0 else bisect_left(order, m) - 1
        last = m
        while 0 <= i < len(order) and self.known[order[i]] == self.known[m]:
            last = order[i]
            i += step
        return abs(last - m)

    def _end(self, m: int, step: int) -> int:
        """From m, which has the property, outwards to the last of its run: the next known magnitude has not."""
        order = sorted(self.known)
        i = bisect_left(order, m) + step
        if not 0 <= i < len(order) or self.known[order[i]]:
            return m
        pair = self._edge(min(m, order[i]), max(m, order[i]))
        return pair[1] if step < 0 else pair[0]

    def _read(self, bands: list[tuple[int, int]]) -> list[Run]:
        """Runs between the bands, and one run per band that is wider than a pair."""
        found: list[Run] = []
        start = 0
        for low, high in [*bands, (self.top, self.top + 1)]:
            if start <= low and self.ask(low) and self.ask(start):
                found.append(Run(start, low))
            if high - low > 1:
                inside = [m for m in self.known if low < m < high]
                holds = [m for m in inside if self.known[m]]
                if holds:
                    ends = self._end(min(holds), -1), self._end(max(holds), +1)
                    found.append(Run(*ends, (len(holds), len(inside))))
            start = high
        return found


def _covered(a: int, b: int, bands: list[tuple[int, int]]) -> bool:
    i = bisect_right(bands, (a, 1 << 64)) - 1
    return i >= 0 and b <= bands[i][1]


def _joined(bands: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Ascending bands; those that overlap become one, and those with a gap smaller than one of them (a wide one)."""
    joined: list[tuple[int, int]] = []
    for low, high in sorted(bands):
        while joined and low - joined[-1][1] < max(_width(joined[-1]), _width((low, high))):
            start, end = joined.pop()
            low, high = start, max(end, high)
        joined.append((low, high))
    return joined


def _width(band: tuple[int, int]) -> int:
    return band[1] - band[0] if band[1] - band[0] > 1 else 0
