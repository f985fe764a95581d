"""The counts of an audit while it goes on, and the input with the largest error.

`worst_20` is the worst input with |x| ≤ 20, where activation functions are used.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import numpy as np

from symact.numerics.distance import HUGE
from symact.numerics.formats import Array, Format, magnitude_of
from symact.numerics.judge import ERROR_BITS, HALVES, KINDS, Judgement

USED = Fraction(20)
BINS = tuple((f"<={Fraction(n, 2)}", Fraction(n, 2)) for n in HALVES)
LAST_BIN = ">3"
LABELS = (*(label for label, _ in BINS), LAST_BIN)
EXACTLY = 2.0**900  # errors larger than this, times 2^ERROR_BITS, may be beyond doubles
SLIGHT = Fraction(1, 1 << 39)
EDGES = np.asarray([float(top) for _, top in BINS])
DEFECTS = ("inf", "nan", "missing_overflow", "false_zero", "false_zero_normal", "wrong_sign", "undecided")
COUNTS = ("points", *KINDS, "undecided_rounding", "false_zero", "false_zero_normal", "wrong_sign", "correctly_rounded")


@dataclass(frozen=True)
class Worst:
    """The input with the largest error; `error` in 2^-32 ulp. Ties go to the smaller |x|, then to the positive one."""

    error: tuple[int, int]
    ordinal: int
    output: int

    def joined(self, other: Worst | None) -> Worst:
        """The worse of both by its lower end; its upper end bounds both."""
        if other is None:
            return self
        worse = max(self, other, key=lambda w: (w.error[0], -magnitude_of(w.ordinal), w.ordinal >= 0))
        return replace(worse, error=(worse.error[0], max(self.error[1], other.error[1])))


def signs() -> dict[str, dict[str, Any]]:
    return {defect: {"+": None, "-": None} for defect in DEFECTS}


class Tally:
    """The counts of one shard while they grow; the `Sink` of a `Judge`."""

    def __init__(self, fmt: Format, margin: float = 0.0) -> None:
        self.fmt, self.margin = fmt, margin
        self.counts = dict.fromkeys(COUNTS, 0)
        self.histogram = dict.fromkeys(LABELS, 0)
        self.first: dict[str, dict[str, int | None]] = signs()
        self.worst: Worst | None = None
        self.worst_normal: Worst | None = None
        self.worst_20: Worst | None = None
        self.near = fmt.largest if fmt.maximum <= USED else fmt.ordinal(fmt.round(USED))
        self.asked: list[Array] = []

    # ------------------------------------------------------------ one by one

    def add(self, ordinal: int, result: int | None, verdict: Judgement) -> None:
        counts = self.counts
        counts["points"] += 1
        counts[verdict.kind] += 1
        counts["correctly_rounded"] += verdict.correct is True
        counts["undecided_rounding"] += verdict.correct is None and verdict.kind not in ("undefined", "undecided")
        if verdict.kind == "measured":
            self.histogram[bin_of(verdict)] += 1
        if verdict.error is not None and result is not None:
            found = Worst(verdict.error, ordinal, result)
            self.worst = found.joined(self.worst)
            if verdict.normal:
                self.worst_normal = found.joined(self.worst_normal)
            if magnitude_of(ordinal) <= self.near:
                self.worst_20 = found.joined(self.worst_20)
        for defect in defects_of(result, verdict):
            self._note(defect, 1, ordinal)

    def _note(self, defect: str, count: int, nearest: int) -> None:
        if defect in self.counts and defect not in KINDS:
            self.counts[defect] += count
        sign = "+" if nearest >= 0 else "-"
        seen = self.first[defect][sign]
        if seen is None or magnitude_of(nearest) < magnitude_of(seen):
            self.first[defect][sign] = nearest

    # ------------------------------------------------------------ many at once

    def count(self, kind: str, count: int) -> None:
        self.counts["points"] += count
        self.counts[kind] += count

    def defects(self, name: str, ordinals: Array) -> None:
        if len(ordinals):
            self._note(name, len(ordinals), _nearest(ordinals))

    def ask(self, ordinals: Array) -> None:
        if len(ordinals):
            self.asked.append(ordinals)

    def misrounded(self, count: int) -> None:
        """So many errors of exactly 1/2 were told that are not correctly rounded."""
        self.counts["correctly_rounded"] -= count

    def measured(
        self, errors: Array, normal: Array | bool, ordinals: Array, results: Array, skipped: int = 0
    ) -> None:  # fmt: skip
        count = len(ordinals) - skipped
        self.count("measured", count)
        if not len(ordinals):
            return
        largest, below = float(errors.max()), 0
        for label, edge in zip(LABELS, (*EDGES, math.inf), strict=True):
            upto = count if largest <= edge else int(np.count_nonzero(errors <= edge)) - skipped
            self.histogram[label] += upto - below
            if label == LABELS[0]:
                self.counts["correctly_rounded"] += upto
            below = upto
            if below == count:
                break
        self._largest(largest, errors, normal, ordinals, results)

    def huge(self, errors: Array, normal: Array, ordinals: Array, results: Array) -> None:
        """Errors in 2^HUGE ulp."""
        self.count("measured", len(ordinals))
        self.histogram[LAST_BIN] += len(ordinals)
        self._largest(float(errors.max()), errors, normal, ordinals, results, HUGE)

    def _largest(
        self, largest: float, errors: Array, normal: Array | bool, ordinals: Array, results: Array, unit: int = 0
    ) -> None:  # fmt: skip
        """Whether one of these errors, in 2^unit ulp, is larger than all before."""
        self.worst = self._worse(self.worst, largest, errors, ordinals, results, unit)
        self._near(largest, errors, ordinals, results, unit)
        if normal is False:
            return
        if normal is not True:
            if not np.any(normal):
                return
            errors = np.where(normal, errors, -1.0)
            largest = float(errors.max())
        self.worst_normal = self._worse(self.worst_normal, largest, errors, ordinals, results, unit)

    def _near(self, largest: float, errors: Array, ordinals: Array, results: Array, unit: int) -> None:
        """The inputs with |x| ≤ 20."""
        if ordinals[0] > self.near or ordinals[-1] < -1 - self.near:
            return
        if ordinals[0] < -1 - self.near or ordinals[-1] > self.near:
            start, stop = np.searchsorted(ordinals, [-1 - self.near, self.near + 1]).tolist()
            errors, ordinals, results = errors[start:stop], ordinals[start:stop], results[start:stop]
            largest = float(errors.max(initial=-1.0))
        self.worst_20 = self._worse(self.worst_20, largest, errors, ordinals, results, unit)

    def _worse(
        self, worst: Worst | None, largest: float, errors: Array, ordinals: Array, results: Array, unit: int
    ) -> Worst | None:  # fmt: skip
        """The worse of what is known and of the largest error of a block."""
        if largest < 0:
            return worst
        low, high = self._bounds(largest, unit)
        if worst is not None and high <= worst.error[1] and low < worst.error[0]:
            return worst
        at = _nearest_largest(errors, ordinals)
        ordinal = int(ordinals[at])
        if worst is not None and high <= worst.error[1] and low == worst.error[0]:
            if magnitude_of(ordinal) > magnitude_of(worst.ordinal):
                return worst
        output = int(self.fmt.ordinals(results[at : at + 1])[0])
        return Worst((low, high), ordinal, output).joined(worst)

    def _bounds(self, error: float, unit: int) -> tuple[int, int]:
        """Of an error of so many 2^unit ulp, in 2^-ERROR_BITS ulp."""
        if unit or error > EXACTLY:
            exact = Fraction(error) * 2 ** (unit + ERROR_BITS)
            return math.floor(exact * (1 - SLIGHT)), math.ceil(exact * (1 + SLIGHT))
        low, high = error * (1 - 2.0**-40) - self.margin, error * (1 + 2.0**-40) + self.margin
        return max(math.floor(low * (1 << ERROR_BITS)), 0), math.ceil(high * (1 << ERROR_BITS))


def defects_of(result: float | None, verdict: Judgement) -> list[str]:
    """The names of its defects, those of `DEFECTS`; a result is None for nan."""
    if verdict.kind == "nonfinite":
        return ["nan" if result is None else "inf"]
    if verdict.kind in DEFECTS:
        return [verdict.kind]
    zero = ["false_zero", "false_zero_normal"][: 1 + verdict.normal] if verdict.false_zero else []
    return [*zero, *["wrong_sign"] * verdict.wrong_sign]


def bin_of(verdict: Judgement) -> str:
    """The label of its bin in a histogram."""
    if verdict.correct or verdict.error is None:
        return BINS[0][0]
    return next((label for label, top in BINS if verdict.error[1] <= top * (1 << ERROR_BITS)), LAST_BIN)


def bounds_in_ulp(error: tuple[int, int], histogram: Mapping[str, int]) -> tuple[Fraction, Fraction]:
    """The largest error, in 2^-ERROR_BITS ulp, in ulp: no error is above the last bin that counts one.

    On which side of the end of a bin an error lies is known where the error itself is not: a correctly rounded result
    has at most 1/2.
    """
    low, high = (Fraction(n, 1 << ERROR_BITS) for n in error)
    if histogram[LAST_BIN]:
        return low, high
    return low, min(high, max((top for label, top in BINS if histogram[label]), default=high))


def _nearest_largest(errors: Array, ordinals: Array) -> int:
    """Where the largest error is; among equal ones, at the smallest magnitude. Ordinals ascend and have one sign."""
    if ordinals[0] >= 0:
        return int(errors.argmax())
    return len(errors) - 1 - int(errors[::-1].argmax())


def _nearest(ordinals: Array) -> int:
    """The ordinal of the smallest magnitude. Ordinals ascend and have one sign."""
    return int(ordinals[0]) if ordinals[0] >= 0 else int(ordinals[-1])
