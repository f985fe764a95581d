"""The rectifier and its derivative as people write them."""

from __future__ import annotations

import numpy as np

from symact.numerics.formats import Array
from symact.numerics.formulas.record import Formula


def relu_where(x: Array) -> Array:
    return np.where(x > 0, x, np.zeros_like(x))


def relu_grad_step(x: Array) -> Array:
    """0 for x < 0 and 1 for x ≥ 0: at 0, where relu has no derivative, it picks 1."""
    return np.where(x < 0, np.zeros_like(x), np.ones_like(x))


FORMULAS = (
    Formula("relu/where", relu_where, "relu"),
    Formula("relu_grad/step", relu_grad_step, "relu", 1),
)
