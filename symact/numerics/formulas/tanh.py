"""The hyperbolic tangent and its derivative as people write them."""

from __future__ import annotations

import numpy as np

from symact.numerics.formats import Array
from symact.numerics.formulas.record import Formula


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


FORWARD = "t is numpy.tanh(x)"
FORMULAS = (
    Formula("tanh/exp", tanh_exp, "tanh"),
    Formula("tanh/sigmoid", tanh_sigmoid, "tanh"),
    Formula("tanh_grad/square", tanh_grad_square, "tanh", 1, note=FORWARD),
    Formula("tanh_grad/product", tanh_grad_product, "tanh", 1, note=FORWARD),
    Formula("tanh_grad/exp", tanh_grad_exp, "tanh", 1),
)
