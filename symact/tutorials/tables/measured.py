"""Cells that are measured: thresholds, audits and times of the plain formula of each function."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from symact.numerics.api import accuracy, thresholds
from symact.numerics.formulas import formula, formula_names
from symact.numerics.vectors import vector_accuracy
from symact.tutorials.tables.record import Cell, Column
from symact.tutorials.timing import Ratio, Variant, ratio

BREAKS = ("nan", "inf", "warns")
SAID = {"nan": "nan", "inf": "inf", "warns": "a warning"}
SIZE, REPEATS, POINTS, SAMPLES = 10_000, 7, 600, 150


def stability(c: Column) -> Cell:
    """Where the plain formula first is inf or nan, or makes NumPy warn, in float32."""
    found = thresholds(c.name, c.formula, "float32", kinds=BREAKS, samples=SAMPLES)
    nearest = {t.kind: t for t in sorted(found, key=lambda t: -abs(t.first)) if t.kind in BREAKS}
    said = "; ".join(f"{SAID[k]} from x = {nearest[k].first:.7g}" for k in BREAKS if k in nearest)
    evidence = tuple(f"{c.formula}: {t.kind} from {t.first.hex()} ({t.evidence})" for t in nearest.values())
    return Cell(said or "nothing breaks", "threshold", evidence or (f"{c.formula}: {SAMPLES} samples per sign",))


def error(c: Column) -> Cell:
    return _error(c, c.formula)


def repaired_error(c: Column) -> Cell:
    name = f"{c.formula}/repaired"
    return _error(c, name) if name in formula_names() else Cell("nothing to repair", "audit", error(c).evidence)


def _error(c: Column, name: str) -> Cell:
    """The largest error in float32, over a sample of all numbers; for softmax, over rows that break such code."""
    options: dict[str, Any] = {"points": POINTS, "seed": 0}
    if c.of_rows:
        audit: Any = vector_accuracy(name, "softmax", "float32", lengths=(2, 17), **options)
    else:
        audit = accuracy(name, c.name, "float32", behaviour=False, **options)
    bad = f", {audit.nonfinite} not finite" if audit.nonfinite else ""
    said = f"{_up(audit.max_ulp[1])} ulp{bad}"
    return Cell(said, "audit", (f"{name} in float32, {audit.points} results: {said}",))


def cost(c: Column) -> Cell:
    """The time of the plain formula in relation to that of ReLU."""
    found = relative_cost(c)
    low, high = found.quartiles
    said = f"{found.median:.2g} times that of ReLU"
    return Cell(said, "timing", (f"{SIZE:,} numbers: quartiles {low:.2g} and {high:.2g} of {found.repeats} pairs",))


def relative_cost(c: Column) -> Ratio:
    f, base = formula(c.formula), formula("relu/where")
    mine = Variant(
        c.formula, f.function, c.formula, prepare=(lambda x: x.reshape(-1, 10)) if c.of_rows else lambda x: x
    )
    return ratio(mine, Variant(base.name, base.function, base.name), SIZE, REPEATS)


def _up(q: Fraction) -> str:
    """An upper bound in two decimals, or as a power of ten."""
    return f"{-(-(q * 100) // 1) / 100:.2f}" if q < 1000 else f"{float(q) * 1.0005:.3e}"
