"""Where a property of magnitudes holds, found block by block: runs that join and, where there are too many, bands.

Runs join when so few magnitudes lie between them as `gap` says, which is 0 until there are more than may be listed.
Then it is the least power of two for which they are few enough. Neighbouring blocks never need a larger gap than all
of them, so the bands are the same however the blocks were shared, as long as parts with others missing in between are
not cut down to what may be listed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from symact.numerics.formats import Array

LISTED = 256  # runs of one kind and sign
MOST = 1 << 62


@dataclass(frozen=True)
class Bands:
    """Ascending columns, int64: each band begins at `first`, ends at `last`, and in it `count` magnitudes count."""

    first: Array
    last: Array
    count: Array
    gap: int = 0

    def __len__(self) -> int:
        return len(self.first)

    def widened(self, gap: int) -> Bands:
        """Those with at most `gap` magnitudes between them are one."""
        if len(self) < 2:
            return replace(self, gap=gap)
        new = np.concatenate([[True], self.first[1:] - self.last[:-1] - 1 > gap])
        starts = np.flatnonzero(new)
        ends = np.append(starts[1:], len(self)) - 1
        return Bands(self.first[starts], self.last[ends], np.add.reduceat(self.count, starts), gap)

    def listed(self, most: int = LISTED) -> Bands:
        """At most so many."""
        found, gap = self.widened(self.gap), max(self.gap, 1)
        while len(found) > most:
            found, gap = found.widened(gap), 2 * gap
        return found

    def to_json(self) -> dict[str, Any]:
        rows = np.stack([self.first, self.last, self.count], axis=1) if len(self) else np.empty((0, 3), dtype=np.int64)
        return {"gap": self.gap, "rows": rows.tolist()}


def bands_of(holds: Array, start: int) -> Bands:
    """The runs of true flags; that of the first flag is `start`."""
    steps = np.diff(np.concatenate([[False], holds, [False]]).astype(np.int8))
    first, after = np.flatnonzero(steps == 1) + start, np.flatnonzero(steps == -1) + start
    return Bands(first, after - 1, after - first)


def joined(parts: Iterable[Bands]) -> Bands:
    """The bands of parts that share no magnitude, as many as there are."""
    found = [b for b in parts if len(b) or b.gap]
    if not found:
        return NOTHING
    first, last, count = (np.concatenate([getattr(b, name) for b in found]) for name in ("first", "last", "count"))
    order = np.argsort(first, kind="stable")
    return Bands(first[order], last[order], count[order]).widened(max(b.gap for b in found))


NONE = np.empty(0, dtype=np.int64)
NOTHING = Bands(NONE, NONE, NONE)


def read_bands(data: dict[str, Any]) -> Bands:
    """What `to_json` wrote. ValueError, KeyError or TypeError where it is something else."""
    rows, gap = data["rows"], data["gap"]
    if type(gap) is not int or not 0 <= gap < MOST or len(rows) > LISTED:
        raise ValueError(f"{gap!r} is not a gap, or there are too many rows")
    if any(type(n) is not int or not 0 <= n < MOST for row in rows for n in row) or any(len(row) != 3 for row in rows):
        raise ValueError("a row is not three counts")
    first, last, count = np.asarray(rows, dtype=np.int64).reshape(-1, 3).T
    if (first > last).any() or (last[:-1] >= first[1:]).any() or ((count < 1) | (count > last - first + 1)).any():
        raise ValueError("the rows are not ascending bands")
    return Bands(first, last, count, gap)
