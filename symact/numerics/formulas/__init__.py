"""Formulas that people write, kept as they write them: faithful to the source, defects included.

Each takes numbers (a list, a scalar, an array of any shape) and returns a NumPy array, and computes in the array's own
dtype, except where its note says otherwise. A name that ends in `/repaired` is a mended form of the same formula.
`FORMULAS` are functions of one number, `ROW_FORMULAS` of an array along an axis; `WRONG` are what other formulas give
when they are used in a way that breaks them.
"""

from __future__ import annotations

import difflib

from symact.numerics.errors import UsageError
from symact.numerics.formulas import layers, relu, sigmoid, sigmoid_grad, softmax, swish, tanh, torch
from symact.numerics.formulas.record import Formula

FORMULAS: tuple[Formula, ...] = (
    *sigmoid.FORMULAS, *sigmoid_grad.FORMULAS, *tanh.FORMULAS, *relu.FORMULAS, *layers.FORMULAS, *swish.FORMULAS,
    *torch.FORMULAS,
)  # fmt: skip
ROW_FORMULAS: tuple[Formula, ...] = softmax.FORMULAS
WRONG: tuple[Formula, ...] = layers.SECOND_CALLS


def formula_names() -> tuple[str, ...]:
    """Every name that `formula` knows."""
    return tuple(f.name for f in (*FORMULAS, *ROW_FORMULAS, *WRONG))


def formula(name: str) -> Formula:
    """The formula of this name. UsageError with the nearest names, and all of them, where there is none."""
    found = next((f for f in (*FORMULAS, *ROW_FORMULAS, *WRONG) if f.name == name), None)
    if found is None:
        raise UsageError(f"unknown formula '{name}'{near(name)}: there are {', '.join(formula_names())}")
    return found


def near(name: str, family: str = "") -> str:
    """`, did you mean …?` with the names that are like this one, or like it in the family; nothing where none is."""
    inside = {n.removeprefix(f"{family}/"): n for n in formula_names() if family and n.startswith(f"{family}/")}
    close = difflib.get_close_matches(name, [*formula_names(), *inside], 2, 0.7)
    told = dict.fromkeys(inside.get(n, n) for n in close)
    return f", did you mean {' or '.join(map(repr, told))}?" if told else ""


__all__ = ["FORMULAS", "ROW_FORMULAS", "WRONG", "Formula", "formula", "formula_names", "near"]
