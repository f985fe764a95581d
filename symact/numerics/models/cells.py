"""A model: for each sign, cells of consecutive floats, and on each a polynomial with a bound of its error.

A cell holds the magnitudes first … first + 2·half - 1, which lie in one binade, so a number is linear in its magnitude
m: with t = (m - first)/half - 1, the function is 2^scale·(Σ (a_k + b_k) t^k + error), |error| ≤ `error`. The bound
covers the remainder, the rounding of the coefficients and the evaluation as `evaluate` does it (docs/oracle.md).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from symact.numerics.formats import Array

if TYPE_CHECKING:
    from symact.numerics.waves import Waves

VALUE, BEYOND, UNDEFINED, HARD = range(4)
KIND_NAMES = ("value", "beyond", "undefined", "hard")


class Cell(NamedTuple):
    """`kind`: a polynomial; a value that certainly overflows, of sign `error`; no value; or left to tier 2.

    `steps`: so many leading coefficients are evaluated in double-double, and have a low part. `floor` is a lower bound
    of |value|·2^-scale on the cell, and `sign` that of all values, 0 where none is known. The last five are those of a
    `Line` (`symact.numerics.models.lines`); `divisor` is 0 where there is none.
    """

    first: int
    half: float
    kind: int
    coefficients: tuple[float, ...] = ()
    low: tuple[float, ...] = ()
    error: float = 0.0
    scale: int = 0
    floor: float = 0.0
    sign: int = 0
    slope: int = 0
    shift: int = 0
    divisor: int = 0
    above: int = 0
    reach: int = 0


@dataclass(frozen=True)
class Side:
    """The cells of one sign as arrays: `coefficients` and `low` have a row for each degree."""

    first: Array
    half: Array
    kind: Array
    degree: Array
    coefficients: Array
    low: Array
    error: Array
    scale: Array
    floor: Array
    sign: Array
    slope: Array
    shift: Array
    divisor: Array
    above: Array
    reach: Array

    def locate(self, magnitudes: Array) -> Array:
        """The cell of each magnitude."""
        return np.searchsorted(self.first, magnitudes, side="right") - 1


def side_of(cells: list[Cell]) -> Side:
    degree = [max(len(c.coefficients) - 1, 0) for c in cells]
    width, steps = max(degree, default=0) + 1, max((len(c.low) for c in cells), default=0)
    coefficients, low = np.zeros((width, len(cells))), np.zeros((steps, len(cells)))
    for i, c in enumerate(cells):
        coefficients[: len(c.coefficients), i] = c.coefficients
        low[: len(c.low), i] = c.low
    return Side(
        np.asarray([c.first for c in cells], dtype=np.int64),
        np.asarray([c.half for c in cells], dtype=np.float64),
        np.asarray([c.kind for c in cells], dtype=np.int64),
        np.asarray(degree, dtype=np.int64),
        coefficients,
        low,
        *(np.asarray([getattr(c, name) for c in cells], dtype=kind) for name, kind in _REST),
    )


_LINE = tuple((name, "int64") for name in ("slope", "shift", "divisor", "above", "reach"))
_REST = (("error", "float64"), ("scale", "int64"), ("floor", "float64"), ("sign", "int64"), *_LINE)
ARRAYS = tuple(Side.__dataclass_fields__)


@dataclass(frozen=True)
class Model:
    """Both signs of one function in one format; `key` says which, in words. `waves` do much of what is HARD."""

    key: str
    dtype: str
    positive: Side
    negative: Side
    seconds: float = field(default=0.0, compare=False)
    waves: Waves | None = field(default=None, compare=False)

    def side(self, negative: bool) -> Side:
        return self.negative if negative else self.positive

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many cells there are of each kind."""
        kinds = np.concatenate([self.positive.kind, self.negative.kind])
        return {name: int(np.count_nonzero(kinds == k)) for k, name in enumerate(KIND_NAMES)}
