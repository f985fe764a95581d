"""The derivative of the sigmoid as people write it, and its mended forms."""

from __future__ import annotations

import numpy as np

from symact.numerics.formats import Array
from symact.numerics.formulas.record import Formula
from symact.numerics.formulas.sigmoid import Numbers, decay, sigmoid_naive


def sigmoid_grad_product(x: Numbers) -> Array:
    s = sigmoid_naive(x)
    return np.asarray(s * (1 - s))


def sigmoid_grad_product_repaired(x: Numbers) -> Array:
    """s is taken at -|x|, where it is at most 1/2, so that 1 - s loses nothing: the derivative is even."""
    e = decay(x)
    s = e / (1 + e)
    return np.asarray(s * (1 - s))


def sigmoid_grad_quotient(x: Numbers) -> Array:
    x = np.asarray(x)
    return np.asarray(np.exp(-x) / (1 + np.exp(-x)) ** 2)


def sigmoid_grad_quotient_repaired(x: Numbers) -> Array:
    e = decay(x)
    return np.asarray(e / (1 + e) ** 2)


def sigmoid_grad_symmetric(x: Numbers) -> Array:
    x = np.asarray(x)
    return np.asarray(sigmoid_naive(x) * sigmoid_naive(-x))


def sigmoid_grad_symmetric_repaired(x: Numbers) -> Array:
    """Both factors from one exponential that cannot overflow."""
    e = decay(x)
    return np.asarray(1 / (1 + e) * (e / (1 + e)))


SLOPE = "Derivative(sigmoid(x), x)"
FORMULAS = (
    Formula(
        "sigmoid_grad/product", sigmoid_grad_product, "sigmoid", 1, note="s is sigmoid/naive",
        claim=f"1/(1 + exp(-x))*(1 - 1/(1 + exp(-x))) == {SLOPE}",
    ),
    Formula(
        "sigmoid_grad/product/repaired", sigmoid_grad_product_repaired, "sigmoid", 1,
        claim=f"exp(-Abs(x))/(1 + exp(-Abs(x)))*(1 - exp(-Abs(x))/(1 + exp(-Abs(x)))) == {SLOPE}",
        mends="1 - s has lost all digits where s is about 1",
    ),
    Formula(
        "sigmoid_grad/quotient", sigmoid_grad_quotient, "sigmoid", 1, claim=f"exp(-x)/(1 + exp(-x))**2 == {SLOPE}",
    ),
    Formula(
        "sigmoid_grad/quotient/repaired", sigmoid_grad_quotient_repaired, "sigmoid", 1,
        claim=f"exp(-Abs(x))/(1 + exp(-Abs(x)))**2 == {SLOPE}",
        mends="the square overflows where e^-x does not yet: 0 for a number that is not small, then nan",
    ),
    Formula(
        "sigmoid_grad/symmetric", sigmoid_grad_symmetric, "sigmoid", 1, note="both factors are sigmoid/naive",
        claim=f"1/(1 + exp(-x))*(1/(1 + exp(x))) == {SLOPE}",
    ),
    Formula(
        "sigmoid_grad/symmetric/repaired", sigmoid_grad_symmetric_repaired, "sigmoid", 1,
        claim=f"1/(1 + exp(-Abs(x)))*(exp(-Abs(x))/(1 + exp(-Abs(x)))) == {SLOPE}",
        mends="an exponential overflows where the result is small",
    ),
)  # fmt: skip
