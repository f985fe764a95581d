"""Formulas that people write, kept as they write them: faithful to the source, defects included.

Each takes and returns a NumPy array and computes in the array's own dtype, except where the docstring says otherwise.
"""

from __future__ import annotations

from symact.numerics.formulas import relu, sigmoid, tanh
from symact.numerics.formulas.record import Formula

FORMULAS = (*sigmoid.FORMULAS, *tanh.FORMULAS, *relu.FORMULAS)

__all__ = ["FORMULAS", "Formula"]
