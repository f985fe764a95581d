"""Which inputs of a 32-bit format have a defect: every one is tried, block by block, and runs are what is kept.

A shard of the inputs has a record, and records merge in any order. From all of them the thresholds follow.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from symact.numerics.audit import BLOCK, blocks
from symact.numerics.bands import NOTHING, Bands, bands_of, joined, read_bands
from symact.numerics.defects import Half
from symact.numerics.flags import Flags
from symact.numerics.formats import Array, Format
from symact.numerics.implementations import Implementation
from symact.numerics.models.cells import Model
from symact.numerics.models.evaluate import environment
from symact.numerics.oracle import Oracle

UNDECIDED = "undecided"
SIGNS = "+-"
PARTS = 64  # blocks whose runs are joined at once


@dataclass(frozen=True)
class Scan:
    """How many inputs were tried, and per sign and kind of defect the bands of magnitudes that have it."""

    points: int
    bands: Mapping[str, Mapping[str, Bands]]

    def of(self, sign: str, kind: str) -> Bands:
        """At most as many as may be listed."""
        return self.bands[sign].get(kind, NOTHING).listed()

    def to_json(self) -> dict[str, Any]:
        bands = {sign: {kind: b.to_json() for kind, b in kinds.items()} for sign, kinds in self.bands.items()}
        return {"points": self.points, "bands": bands}


def read_scan(data: dict[str, Any]) -> Scan:
    """What `to_json` wrote. ValueError, KeyError or TypeError where this is no such record."""
    points = data["points"]
    if type(points) is not int or points < 0:
        raise ValueError(f"{points!r} is not a number of inputs")
    return Scan(points, {s: {str(k): read_bands(b) for k, b in data["bands"][s].items()} for s in SIGNS})


def merge_scans(a: Scan, b: Scan) -> Scan:
    """The record of inputs that are in one of both; no input may be in both."""
    kinds = {s: dict.fromkeys([*a.bands[s], *b.bands[s]]) for s in SIGNS}
    return Scan(
        a.points + b.points,
        {s: {k: joined(r.bands[s].get(k, NOTHING) for r in (a, b)) for k in kinds[s]} for s in SIGNS},
    )


def scan(
    implementation: Implementation, oracle: Oracle, fmt: Format, ordinals: range, bounds: dict[str, Fraction],
    model: Model, progress: Callable[[int, int], None] | None = None,
) -> Scan:  # fmt: skip
    """The record of consecutive ordinals: what the model leaves open the oracle is asked."""
    environment(implementation.name)
    halves = {s: Half(implementation, oracle, fmt, s == "-", bounds, model) for s in SIGNS}
    flags = {s: Flags(model, fmt, h.negative, bounds, h.limit) for s, h in halves.items()}
    found: dict[str, dict[str, list[Bands]]] = {s: {} for s in SIGNS}
    done = 0
    for block in blocks(ordinals):
        sign = "-" if block[0] < 0 else "+"
        for kind, bands in _of_block(halves[sign], flags[sign], block).items():
            parts = found[sign].setdefault(kind, [])
            parts.append(bands)
            if len(parts) >= PARTS:
                parts[:] = [joined(parts).listed()]
        done += len(block)
        if progress is not None:
            progress(done, len(ordinals))
    environment(implementation.name)
    return Scan(len(ordinals), {s: {k: joined(p).listed() for k, p in kinds.items()} for s, kinds in found.items()})


def _of_block(half: Half, flags: Flags, block: Array) -> dict[str, Bands]:
    results = half.implementation.run(half.fmt.values(block), half.fmt)
    magnitudes = block
    if half.negative:
        magnitudes, results = -1 - block[::-1], results[::-1]
    found = flags.ascending(magnitudes, results)
    undecided = np.zeros(len(block), dtype=bool)
    for i in np.flatnonzero(found.open).tolist():
        defects = half.judged(int(magnitudes[i]), float(results[i]))
        found.bits[i] = sum(1 << place for place, kind in enumerate(flags.kinds) if kind in defects)
        undecided[i] = UNDECIDED in defects
    if not found.bits.any() and not undecided.any():
        return {}
    start = int(magnitudes[0])
    holds = {kind: (found.bits >> np.uint8(place) & np.uint8(1)).astype(bool) for place, kind in enumerate(flags.kinds)}
    return {kind: bands_of(h, start) for kind, h in (holds | {UNDECIDED: undecided}).items() if h.any()}


def results_at(half: Half, magnitude: int) -> None:
    """Makes `half` remember what was found at a magnitude in its block of the scan of all numbers.

    A result may depend on the array that it is computed in.
    """
    fmt, ordinal = half.fmt, half.ordinal(magnitude)
    least = -1 - fmt.largest
    start = least + (ordinal - least) // BLOCK * BLOCK
    for block in blocks(range(start, min(start + BLOCK, fmt.largest + 1))):
        if block[0] <= ordinal <= block[-1]:
            results = half.implementation.run(fmt.values(block), fmt)
            half.remember(magnitude, float(results[ordinal - int(block[0])]))
