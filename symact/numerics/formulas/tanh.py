"""The hyperbolic tangent and its derivative as people write them, and their mended forms."""

from __future__ import annotations

import numpy as np

from symact.numerics.formats import Array
from symact.numerics.formulas.record import Formula
from symact.numerics.formulas.sigmoid import Numbers, decay, floating


def tanh_exp(x: Numbers) -> Array:
    x = np.asarray(x)
    return np.asarray((np.exp(x) - np.exp(-x)) / (np.exp(x) + np.exp(-x)))


def tanh_exp_repaired(x: Numbers) -> Array:
    """With u = e^-|x| - 1 to the last digit: e^-2|x| - 1 = u·(2 + u), so nothing cancels near 0."""
    x = floating(x)
    u = np.expm1(-np.abs(x))
    return np.asarray(np.copysign(u * (2 + u) / (2 + u * (2 + u)), x))


def tanh_sigmoid(x: Numbers) -> Array:
    x = np.asarray(x)
    return np.asarray(2 / (1 + np.exp(-2 * x)) - 1)


def tanh_sigmoid_repaired(x: Numbers) -> Array:
    """(1 - e)/(1 + e) with e = e^-2|x|, and 1 - e by `expm1`; |x| is held below 400, where the result is 1 long since,
    so that 2·|x| does not overflow."""
    x = floating(x)
    v = np.expm1(-2 * np.minimum(np.abs(x), 400).astype(x.dtype))
    return np.asarray(np.copysign(v / (2 + v), x))


def tanh_grad_square(x: Numbers) -> Array:
    """1 - t² with t from the forward pass, which is NumPy's tanh."""
    t = np.tanh(np.asarray(x))
    return np.asarray(1 - t**2)


def tanh_grad_product(x: Numbers) -> Array:
    """(1 + t)(1 - t) with t from the forward pass, which is NumPy's tanh."""
    t = np.tanh(np.asarray(x))
    return np.asarray((1 + t) * (1 - t))


def tanh_grad_exp(x: Numbers) -> Array:
    x = np.asarray(x)
    return np.asarray(1 - (np.exp(x) - np.exp(-x)) ** 2 / (np.exp(x) + np.exp(-x)) ** 2)


def tanh_grad_exp_repaired(x: Numbers) -> Array:
    """(2e/(1 + e²))² with e = e^-|x|."""
    e = decay(x)
    return np.asarray((2 * e / (1 + e**2)) ** 2)


SLOPE = "Derivative(tanh(x), x)"
FORWARD = "t is numpy.tanh(x)"
LOST = f"{FORWARD}; no form of t alone is better, since t is 1 long before the derivative is 0"
E, V = "(exp(-Abs(x)) - 1)", "(exp(-2*Abs(x)) - 1)"
FORMULAS = (
    Formula(
        "tanh/exp", tanh_exp, "tanh", claim="(exp(x) - exp(-x))/(exp(x) + exp(-x)) == tanh(x)",
    ),
    Formula(
        "tanh/exp/repaired", tanh_exp_repaired, "tanh",
        claim=f"-sign(x)*({E}*(2 + {E}))/(2 + {E}*(2 + {E})) == tanh(x)",
        mends="both exponentials of a large x overflow, and inf/inf is nan; their difference cancels near 0",
    ),
    Formula("tanh/sigmoid", tanh_sigmoid, "tanh", claim="2/(1 + exp(-2*x)) - 1 == tanh(x)"),
    Formula(
        "tanh/sigmoid/repaired", tanh_sigmoid_repaired, "tanh", claim=f"-sign(x)*{V}/(2 + {V}) == tanh(x)",
        mends="the difference from 1 cancels near 0; e^-2x overflows", note="|x| is held below 400",
    ),
    Formula(
        "tanh_grad/square", tanh_grad_square, "tanh", 1, note=LOST, claim=f"1 - tanh(x)**2 == {SLOPE}",
    ),
    Formula(
        "tanh_grad/product", tanh_grad_product, "tanh", 1, note=LOST, claim=f"(1 + tanh(x))*(1 - tanh(x)) == {SLOPE}",
    ),
    Formula(
        "tanh_grad/exp", tanh_grad_exp, "tanh", 1,
        claim=f"1 - (exp(x) - exp(-x))**2/(exp(x) + exp(-x))**2 == {SLOPE}",
    ),
    Formula(
        "tanh_grad/exp/repaired", tanh_grad_exp_repaired, "tanh", 1,
        claim=f"(2*exp(-Abs(x))/(1 + exp(-Abs(x))**2))**2 == {SLOPE}",
        mends="squares of exponentials overflow; the difference from 1 cancels for large x",
    ),
)  # fmt: skip
