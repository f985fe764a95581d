"""Tables that tutorials print: computed again in float32 by NumPy and torch, with the true values beside them.

A printed number is right where it is what the exact value rounds to, in as many digits; the exact value is meant at
the point that the text names, such as -500/9, and given as well at the float32 that stands for it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Context, Decimal
from fractions import Fraction
from importlib.util import find_spec
from typing import Any

import numpy as np

from symact.numerics.api import reference_term
from symact.numerics.errors import InternalError, UsageError
from symact.numerics.formats import Array
from symact.numerics.formulas import formula
from symact.numerics.oracle import Oracle

Enclosed = tuple[Fraction, Fraction]
TORCH = "pip install 'symact[torch]'"
WIDE = Context(prec=60)  # digits in which a fraction becomes a decimal, far more than are printed
BITS = 120


@dataclass(frozen=True)
class Table:
    """What a tutorial prints: `printed` numbers for `points`, in the form `style` of Python's format language."""

    name: str
    statement: str
    reference: str
    points: tuple[Fraction, ...]
    printed: tuple[str, ...]
    style: str
    numpy: str
    torch: str


@dataclass(frozen=True)
class Cell:
    """One printed number. `got` and `shown` are, by library, the float32 and its digits; `points` the inputs.

    `truth` encloses the exact value at `point`, `right` are its digits; `truth_at_float` and `right_at_float` are those
    at NumPy's float32 for the point. `reproduced` lists the libraries that print the same.
    """

    point: Fraction
    printed: str
    points: Mapping[str, float]
    got: Mapping[str, float]
    shown: Mapping[str, str]
    truth: Enclosed
    right: str
    truth_at_float: Enclosed
    right_at_float: str

    @property
    def reproduced(self) -> tuple[str, ...]:
        return tuple(name for name, digits in self.shown.items() if same(digits, self.printed))

    @property
    def correct(self) -> bool:
        """Whether what is printed is the exact value, correctly rounded to as many digits."""
        return same(self.printed, self.right)

    @property
    def false_zero(self) -> bool:
        return Decimal(self.printed) == 0 and self.truth[0] > 0


@dataclass(frozen=True)
class Printout:
    """A table, computed. `absent` are libraries that are not installed, with the line that installs them."""

    table: Table
    cells: tuple[Cell, ...]
    absent: Mapping[str, str]

    @property
    def reproduced(self) -> tuple[str, ...]:
        """The libraries that print every number of the table."""
        names = self.cells[0].shown
        return tuple(name for name in names if all(name in cell.reproduced for cell in self.cells))

    @property
    def wrong(self) -> tuple[Cell, ...]:
        """The cells in which what is printed is not the correctly rounded number."""
        return tuple(cell for cell in self.cells if not cell.correct)


def _linspace(low: int, high: int, count: int) -> tuple[Fraction, ...]:
    return tuple(low + Fraction(high - low) * k / (count - 1) for k in range(count))


def _odd(texts: str) -> tuple[str, ...]:
    """`.7616 .1107` as -.7616 -.1107 .1107 .7616."""
    words = texts.split()
    return (*(f"-{w}" for w in words), *reversed(words))


FAR, NEAR, WHOLE = _linspace(-100, 100, 10), _linspace(-1, 1, 10), tuple(map(Fraction, range(-2, 3)))
TABLES = {
    t.name: t
    for t in (
        Table(
            "sigmoid_far", "sigmoid of linspace(-100, 100, 10)", "sigmoid", FAR,
            ("0", "1.6655e-34", "7.4564e-25", "3.3382e-15", "1.4945e-05", "0.99999", "1", "1", "1", "1"), ".4e",
            "sigmoid/naive", "torch.sigmoid",
        ),
        Table(
            "sigmoid_near", "sigmoid of [-2, -1, 0, 1, 2]", "sigmoid", WHOLE,
            (".1192", ".2689", ".5", ".7311", ".8808"), ".4f", "sigmoid/naive", "torch.sigmoid",
        ),
        Table(
            "tanh", "tanh of linspace(-1, 1, 10)", "tanh", NEAR, _odd("0.7616 0.6514 0.5047 0.3215 0.1107"), ".4f",
            "numpy.tanh", "torch.tanh",
        ),
        Table(
            "relu", "relu of linspace(-1, 1, 10)", "relu", NEAR,
            ("0", "0", "0", "0", "0", ".1111", ".3333", ".5556", ".7778", "1"), ".4f", "relu/where", "torch.relu",
        ),
    )
}  # fmt: skip


def printout(name: str) -> Printout:
    """The table of this name, computed by NumPy and, where it is installed, torch. UsageError for another name."""
    if name not in TABLES:
        raise UsageError(f"no printed table '{name}': there are {', '.join(TABLES)}")
    table = TABLES[name]
    points, got = {"numpy": _points_of_numpy(table)}, {}
    got["numpy"] = _by_numpy(table, points["numpy"])
    if torch_is_there():
        points["torch"], got["torch"] = _by_torch(table)
    oracle = Oracle(reference_term(table.reference)[1])
    cells = []
    for k, (point, printed) in enumerate(zip(table.points, table.printed, strict=True)):
        used = {library: float(values[k]) for library, values in points.items()}
        found = {library: float(values[k]) for library, values in got.items()}
        truth, at_float = enclosed(oracle, point), enclosed(oracle, Fraction(used["numpy"]))
        cells.append(
            Cell(
                point, printed, used, found, {n: format(v, table.style) for n, v in found.items()}, truth,
                digits(truth, table.style), at_float, digits(at_float, table.style),
            )
        )  # fmt: skip
    return Printout(table, tuple(cells), {} if torch_is_there() else {"torch": TORCH})


def torch_is_there() -> bool:
    return find_spec("torch") is not None


def _points_of_numpy(table: Table) -> Array:
    low, high = float(table.points[0]), float(table.points[-1])
    return np.linspace(low, high, len(table.points), dtype=np.float32)


def _by_numpy(table: Table, points: Array) -> Array:
    function: Callable[[Array], Any] = np.tanh if table.numpy == "numpy.tanh" else formula(table.numpy).function
    with np.errstate(over="ignore"):
        return np.asarray(function(points))


def _by_torch(table: Table) -> tuple[Array, Array]:
    import torch

    points = torch.linspace(float(table.points[0]), float(table.points[-1]), len(table.points)).numpy()
    return points, np.asarray(formula(table.torch).function(points))


def enclosed(oracle: Oracle, x: Fraction) -> Enclosed:
    """The exact value between two rationals."""
    found = oracle.enclose(x, BITS)
    return Fraction(found.lo), Fraction(found.hi)


def digits(truth: Enclosed, style: str) -> str:
    """The correctly rounded digits of a number that is enclosed; InternalError where both ends do not share them."""
    low, high = (format(WIDE.divide(Decimal(q.numerator), Decimal(q.denominator)), style) for q in truth)
    if low != high:
        raise InternalError(f"the digits {low} and {high} of the ends of an enclosure differ")
    return low


def same(one: str, other: str) -> bool:
    """Whether two texts are the same number, as 9.9999e-01 and 0.99999."""
    return Decimal(one) == Decimal(other)


@dataclass(frozen=True)
class Grid:
    """The ten points from -100 to 100 in float32, by the way in which they are made; those that are not symmetric.

    `printed` are the digits that the tutorial shows for the third and the eighth point.
    """

    way: str
    points: tuple[float, ...]
    printed: Mapping[int, str]

    @property
    def shown(self) -> Mapping[int, str]:
        return {k: f"{self.points[k]:.4f}" for k in self.printed}

    @property
    def symmetric(self) -> bool:
        return all(a == -b for a, b in zip(self.points, reversed(self.points), strict=True))

    @property
    def reproduced(self) -> bool:
        return self.shown == dict(self.printed)


PRINTED_POINTS = {2: "-55.5556", 7: "55.5555"}


def grids() -> tuple[Grid, ...]:
    """linspace(-100, 100, 10) as NumPy makes it, as torch does where it is installed, and by start + k·step."""
    step = np.float32(200) / np.float32(9)
    stepped = np.float32(-100) + np.arange(10, dtype=np.float32) * step
    summed = np.cumsum(np.asarray([-100, *[step] * 9], dtype=np.float32), dtype=np.float32)
    ways: dict[str, Array] = {"numpy.linspace": np.linspace(-100, 100, 10, dtype=np.float32)}
    if torch_is_there():
        import torch

        ways["torch.linspace"] = torch.linspace(-100, 100, 10).numpy()
    ways |= {"start + k*step": stepped, "step added k times": summed}
    return tuple(Grid(way, tuple(map(float, points)), PRINTED_POINTS) for way, points in ways.items())
