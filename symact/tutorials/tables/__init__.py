"""Sigmoid, tanh, ReLU and softmax side by side: every cell is computed, and says by which theorem or measurement.

Softmax is one component against its own score, beside two others that are 0; where the kernel proves a statement for
any number of scores, that is the statement.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from symact.numerics.errors import UsageError
from symact.tutorials.tables import decided, measured
from symact.tutorials.tables.record import COLUMNS, HOWS, Cell, Column, Row, Table

__all__ = ["AGAINST", "COLUMNS", "HOWS", "ROWS", "Cell", "Column", "Row", "Table", "table"]

ROWS: dict[str, tuple[str, Callable[[Column], Cell]]] = {
    "definition": ("definition", decided.definition),
    "range": ("range", decided.image),
    "monotone": ("monotone", decided.monotone),
    "zero_centred": ("zero-centred", decided.centred),
    "value_at_0": ("value at 0", decided.value_at_0),
    "limits": ("limits for x to -oo and oo", decided.limits),
    "gradient": ("gradient", decided.gradient),
    "steepest": ("largest slope", decided.steepest),
    "slopes_far_out": ("slopes for x to -oo and oo", decided.slopes_far_out),
    "smooth": ("differentiable", decided.smooth),
    "sums": ("values for several inputs add up to 1", decided.sums),
    "use": ("use", decided.use),
    "stability": ("stability in float32", measured.stability),
    "error": ("largest error of the plain formula", measured.error),
    "repaired_error": ("largest error, repaired", measured.repaired_error),
    "cost": ("time of the plain formula", measured.cost),
}
AGAINST = ("range", "use", "stability", "gradient")  # in which tutorials hold sigmoid against softmax


def table(rows: Sequence[str] = (), columns: Sequence[str] = ()) -> Table:
    """The table, or some of its rows and columns, computed anew. UsageError for a name that is none."""
    for name in rows:
        if name not in ROWS:
            raise UsageError(f"no row '{name}': there are {', '.join(ROWS)}")
    for name in columns:
        if name not in COLUMNS:
            raise UsageError(f"no column '{name}': there are {', '.join(COLUMNS)}")
    chosen = tuple(columns) or tuple(COLUMNS)
    made = []
    for name in rows or ROWS:
        title, compute = ROWS[name]
        made.append(Row(name, title, {c: compute(COLUMNS[c]) for c in chosen}))
    return Table(chosen, tuple(made))
