"""From which float on correct rounding gives 0, the limit, or overflows: the first one of all, by a model.

Each of these goals is a range of exact values. Cells tell whether their values are all in it, or none is; in the few
where that is open every number is looked at.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from symact.numerics.defects import Half
from symact.numerics.formats import Array, Format, magnitude_of
from symact.numerics.models.cells import BEYOND, HARD, VALUE, Model, Side
from symact.numerics.models.evaluate import evaluate

CLEAR = 2.0**-40  # relatively: far above what rounding adds
CHUNK = 1 << 16
NONE, ALL, OPEN = range(3)


@dataclass(frozen=True)
class Goal:
    """Values from `low` to `high`, or (`outside`) all others; the ends belong to neither for certain."""

    low: float
    high: float
    outside: bool = False

    def told(self, middle: Array, off: Array) -> Array:
        """For values middle ± off: NONE of them, ALL of them, or OPEN."""
        slack = off + CLEAR * np.abs(middle)
        inside = (middle - slack > self.low) & (middle + slack < self.high)
        apart = (middle + slack < self.low) | (middle - slack > self.high)
        yes, no = (apart, inside) if self.outside else (inside, apart)
        return np.where(yes, ALL, np.where(no, NONE, OPEN))


def goal_of(kind: str, fmt: Format, limit: int | None) -> Goal | None:
    """The exact values that rounding takes to what the defect gives; None for other defects."""
    half = Fraction(2) ** fmt.q / 2
    if kind == "false_zero" or (kind == "saturates" and limit is not None and magnitude_of(limit) == 0):
        return Goal(-float(half), float(half))
    if kind == "inf":
        return Goal(-float(fmt.overflow), float(fmt.overflow), True)
    if kind != "saturates" or limit is None:
        return None
    m = magnitude_of(limit)
    low, high = (float((fmt.significand(m) + fmt.significand(n)) * half) for n in (m - 1, m + 1))
    return Goal(low, high) if limit >= 0 else Goal(-high, -low)


def first_reached(half: Half, model: Model, kind: str, start: int, does: Callable[[int], bool] | None) -> int | None:
    """The least magnitude above `start` at which correct rounding gives what the defect gives, None if none does.

    `does` answers for one magnitude and is asked where the model leaves it open. For formats of up to 32 bits, whose
    values and ends are doubles.
    """
    goal = goal_of(kind, half.fmt, half.limit)
    if goal is None or does is None:
        return None
    side, start = model.side(half.negative), start + 1
    told = _cells(side, goal)
    last = np.append(side.first[1:], half.fmt.largest + 1) - 1
    for cell in np.flatnonzero((told != NONE) & (last >= start)).tolist():
        low, high = max(start, int(side.first[cell])), min(int(last[cell]), half.fmt.largest)
        if told[cell] == ALL:
            return low
        found = _in_cell(side, cell, goal, does, low, high)
        if found is not None:
            return found
    return None


def _cells(side: Side, goal: Goal) -> Array:
    """What is known of all values of each cell."""
    with np.errstate(all="ignore"):
        off = np.abs(side.coefficients[1:]).sum(axis=0) + np.abs(side.low).sum(axis=0) + side.error
        told = goal.told(np.ldexp(side.coefficients[0], side.scale), np.ldexp(off, side.scale))
    told = np.where(side.kind == BEYOND, ALL if goal.outside else NONE, told)
    return np.where(side.kind == HARD, OPEN, np.where((side.kind == VALUE) | (side.kind == BEYOND), told, NONE))


def _in_cell(
    side: Side, cell: int, goal: Goal, does: Callable[[int], bool], first: int, last: int
) -> int | None:  # fmt: skip
    for start in range(first, last + 1, CHUNK):
        magnitudes = np.arange(start, min(start + CHUNK, last + 1))
        if side.kind[cell] == HARD:
            told = np.full(len(magnitudes), OPEN)
        else:
            truth = evaluate(side, cell, magnitudes)
            with np.errstate(all="ignore"):
                high = truth.high if truth.low is None else truth.high + truth.low
                told = goal.told(np.ldexp(high, truth.scale), np.ldexp(np.asarray(truth.error), truth.scale))
        for i in np.flatnonzero(told != NONE).tolist():
            if told[i] == ALL or does(int(magnitudes[i])):
                return int(magnitudes[i])
    return None
