"""The rectifier and its derivative as people write them."""

from __future__ import annotations

import numpy as np

from symact.numerics.formats import Array
from symact.numerics.formulas.record import Formula
from symact.numerics.formulas.sigmoid import Numbers


def relu_where(x: Numbers) -> Array:
    x = np.asarray(x)
    return np.where(x > 0, x, np.zeros_like(x))


def relu_grad_step(x: Numbers) -> Array:
    """0 for x < 0 and 1 for x ≥ 0: at 0, where relu has no derivative, it picks 1."""
    x = np.asarray(x)
    return np.where(x < 0, np.zeros_like(x), np.ones_like(x))


FORMULAS = (
    Formula("relu/where", relu_where, "relu", claim="Piecewise((x, x > 0), (0, True)) == relu(x)"),
    Formula(
        "relu_grad/step", relu_grad_step, "relu", 1,
        claim="Piecewise((0, x < 0), (1, True)) == Derivative(relu(x), x)", expect="REFUTED",
        note="1 at 0, where there is no derivative: elsewhere it is right",
    ),
)  # fmt: skip
