"""The sigmoid and its derivative as people write them."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from symact.numerics.formats import Array
from symact.numerics.formulas.record import Formula


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


IN_LOOP = "math.exp in a loop, in binary64; an OverflowError counts as nan"
FORMULAS = (
    Formula("sigmoid/math", sigmoid_math, "sigmoid", note=IN_LOOP),
    Formula("sigmoid/naive", sigmoid_naive, "sigmoid"),
    Formula("sigmoid/masked", sigmoid_masked, "sigmoid"),
    Formula("sigmoid/where", sigmoid_where, "sigmoid"),
    Formula("sigmoid/numba", sigmoid_numba, "sigmoid", requires=("numba",)),
    Formula("sigmoid_grad/product", sigmoid_grad_product, "sigmoid", 1),
    Formula("sigmoid_grad/quotient", sigmoid_grad_quotient, "sigmoid", 1),
    Formula("sigmoid_grad/symmetric", sigmoid_grad_symmetric, "sigmoid", 1),
)
