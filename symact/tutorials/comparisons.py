"""Numbers that tutorials compare with what they print, within a tolerance: the exact differences, and the answers."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from symact.numerics.api import reference_term
from symact.numerics.errors import InternalError, UsageError
from symact.numerics.formats import find_format
from symact.numerics.formulas import formula
from symact.numerics.oracle import Oracle
from symact.numerics.vectors.truth import Row
from symact.tutorials.printouts import BITS, Enclosed, enclosed


@dataclass(frozen=True)
class Compared:
    """A number that is compared with a printed one: its difference, enclosed, and what the tolerance allows."""

    where: str
    got: float
    said: Fraction
    truth: Enclosed
    allowed: Fraction

    @property
    def off(self) -> Enclosed:
        """|truth - said|, from where to where."""
        ends = sorted(abs(end - self.said) for end in self.truth)
        inside = self.truth[0] <= self.said <= self.truth[1]
        return (Fraction(0) if inside else ends[0]), ends[1]

    @property
    def close(self) -> bool:
        """Whether the exact value is within what is allowed; InternalError where the enclosure cannot tell."""
        low, high = self.off
        if low <= self.allowed < high:
            raise InternalError(f"whether {self.where} is within {self.allowed} of {self.said} is open")
        return high <= self.allowed

    @property
    def close_in_floats(self) -> bool:
        return abs(Fraction(self.got) - self.said) <= self.allowed


RELATIVE, ABSOLUTE = Fraction(1, 10**5), Fraction(1, 10**8)  # numpy.allclose's defaults


def allclose_example() -> tuple[tuple[Compared, ...], bool]:
    """allclose(sigmoid([0, 1, -1, 10, -10]), [0.5, 0.731, 0.269, 1.0, 0.0]): each comparison, and NumPy's answer."""
    inputs, said = (0, 1, -1, 10, -10), ("0.5", "0.731", "0.269", "1.0", "0.0")
    got = formula("sigmoid/naive").function(np.asarray(inputs, dtype=np.float64))
    oracle = Oracle(reference_term("sigmoid")[1])
    compared = tuple(
        Compared(
            f"sigmoid({x})", float(y), Fraction(s), enclosed(oracle, Fraction(x)), ABSOLUTE + RELATIVE * Fraction(s)
        )
        for x, y, s in zip(inputs, got, said, strict=True)
    )  # fmt: skip
    return compared, bool(np.allclose(got, [float(s) for s in said]))


MATRIX = ((1.0, 2.0, 3.0), (1.0, 2.0, 0.0))
SAID = (("0.09", "0.245", "0.665"), ("0.269", "0.731", "0.0"))
TOLERANCE = Fraction(1, 1000)


def softmax_example(axis: int = 0) -> tuple[tuple[Compared, ...], ...]:
    """softmax of [[1, 2, 3], [1, 2, 0]] along an axis against [[0.09, 0.245, 0.665], [0.269, 0.731, 0.0]], to 1e-3."""
    if axis not in (0, 1):
        raise UsageError(f"the array has the axes 0 and 1, not {axis}")
    entries, fmt = np.asarray(MATRIX), find_format("float64")
    got = formula("softmax/global_max").function(entries, axis=axis)
    lines = entries.T if axis == 0 else entries
    rows = [Row("softmax", tuple(line.tolist()), fmt) for line in lines]
    made = []
    for i in range(2):
        cells = []
        for j in range(3):
            k, component = (j, i) if axis == 0 else (i, j)
            found = rows[k].enclose(component, BITS)
            truth = Fraction(found.lo), Fraction(found.hi)
            cells.append(Compared(f"row {i}, column {j}", float(got[i, j]), Fraction(SAID[i][j]), truth, TOLERANCE))
        made.append(tuple(cells))
    return tuple(made)


def masked_row() -> tuple[Compared, ...]:
    """The second row of the printed answer is the softmax of (1, 2, -inf): a mask, not a 0, stands third."""
    entries = (1.0, 2.0, -np.inf)
    got = formula("softmax/shifted").function(np.asarray(entries))
    row = Row("softmax", entries, find_format("float64"))
    made = []
    for k in range(3):
        found = None if row.masked(k) else row.enclose(k, BITS)
        truth = (Fraction(0), Fraction(0)) if found is None else (Fraction(found.lo), Fraction(found.hi))
        made.append(Compared(f"entry {k}", float(got[k]), Fraction(SAID[1][k]), truth, TOLERANCE))
    return tuple(made)
