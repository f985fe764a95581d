"""Formulas that people write, kept as they write them: faithful to the source, defects included.

Each takes and returns a NumPy array and computes in the array's own dtype, except where the docstring says otherwise.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from symact.numerics.formats import Array


@dataclass(frozen=True)
class Formula:
    """Of which function, and of which derivative, it is an implementation; `requires` names optional packages."""

    name: str
    function: Callable[[Array], Array]
    reference: str
    derivative: int = 0
    requires: tuple[str, ...] = ()
    note: str = ""


def sigmoid_math(x: Array) -> Array:
    """Scalar 1/(1 + e^-x) with `math.exp` in a loop: computed in binary64; an OverflowError counts as nan."""
    out = []
    for v in np.asarray(x, dtype=np.float64).tolist():
        try:
            out.append(1 / (1 + math.exp(-v)))
        except OverflowError:
            out.append(math.nan)
    return np.asarray(out, dtype=np.float64)


def sigmoid_naive(x: Array) -> Array:
    x = np.asarray(x)
    return 1 / (1 + np.exp(-x))


def sigmoid_masked(z: Array) -> Array:
    """Boolean masks into a zeros-like array, which has the dtype of the input: integers in, integers out."""
    out = np.zeros_like(z)
    positive = z > 0
    out[positive] = 1 / (1 + np.exp(-z[positive]))
    negative = np.logical_not(positive)
    e = np.exp(z[negative])
    out[negative] = e / (1 + e)
    return out


def sigmoid_where(z: Array) -> Array:
    """Both branches are computed for every element, so the unused one may overflow."""
    e = np.exp(z)
    return np.where(z > 0, 1 / (1 + np.exp(-z)), e / (1 + e))


def sigmoid_numba(z: Array) -> Array:
    """A jitted loop over 1/(1 + e^-z) into a zeros-like array."""
    result: Array = _jitted_sigmoid()(z)
    return result


def _jitted_sigmoid() -> Any:
    if "sigmoid" not in _JITTED:
        import numba

        @numba.njit
        def loop(z: Any) -> Any:
            out = np.zeros_like(z)
            for i in range(z.size):
                out[i] = 1 / (1 + np.exp(-z[i]))
            return out

        _JITTED["sigmoid"] = loop
    return _JITTED["sigmoid"]


_JITTED: dict[str, Any] = {}


def sigmoid_grad_product(x: Array) -> Array:
    s = sigmoid_naive(x)
    return s * (1 - s)


def sigmoid_grad_quotient(x: Array) -> Array:
    return np.exp(-x) / (1 + np.exp(-x)) ** 2


def sigmoid_grad_symmetric(x: Array) -> Array:
    return sigmoid_naive(x) * sigmoid_naive(-x)


def tanh_exp(x: Array) -> Array:
    return (np.exp(x) - np.exp(-x)) / (np.exp(x) + np.exp(-x))


def tanh_sigmoid(x: Array) -> Array:
    return 2 / (1 + np.exp(-2 * x)) - 1


def tanh_grad_square(x: Array) -> Array:
    """1 - t² with t from the forward pass, which is NumPy's tanh."""
    t = np.tanh(x)
    return 1 - t**2


def tanh_grad_product(x: Array) -> Array:
    """(1 + t)(1 - t) with t from the forward pass, which is NumPy's tanh."""
    t = np.tanh(x)
    return (1 + t) * (1 - t)


def tanh_grad_exp(x: Array) -> Array:
    return 1 - (np.exp(x) - np.exp(-x)) ** 2 / (np.exp(x) + np.exp(-x)) ** 2


def relu_where(x: Array) -> Array:
    return np.where(x > 0, x, np.zeros_like(x))


def relu_grad_step(x: Array) -> Array:
    """0 for x < 0 and 1 for x ≥ 0: at 0, where relu has no derivative, it picks 1."""
    return np.where(x < 0, np.zeros_like(x), np.ones_like(x))


IN_LOOP = "math.exp in a loop, in binary64; an OverflowError counts as nan"
FORWARD = "t is numpy.tanh(x)"
FORMULAS = (
    Formula("sigmoid/math", sigmoid_math, "sigmoid", note=IN_LOOP),
    Formula("sigmoid/naive", sigmoid_naive, "sigmoid"),
    Formula("sigmoid/masked", sigmoid_masked, "sigmoid"),
    Formula("sigmoid/where", sigmoid_where, "sigmoid"),
    Formula("sigmoid/numba", sigmoid_numba, "sigmoid", requires=("numba",)),
    Formula("sigmoid_grad/product", sigmoid_grad_product, "sigmoid", 1),
    Formula("sigmoid_grad/quotient", sigmoid_grad_quotient, "sigmoid", 1),
    Formula("sigmoid_grad/symmetric", sigmoid_grad_symmetric, "sigmoid", 1),
    Formula("tanh/exp", tanh_exp, "tanh"),
    Formula("tanh/sigmoid", tanh_sigmoid, "tanh"),
    Formula("tanh_grad/square", tanh_grad_square, "tanh", 1, note=FORWARD),
    Formula("tanh_grad/product", tanh_grad_product, "tanh", 1, note=FORWARD),
    Formula("tanh_grad/exp", tanh_grad_exp, "tanh", 1),
    Formula("relu/where", relu_where, "relu"),
    Formula("relu_grad/step", relu_grad_step, "relu", 1),
)
