"""Layers with a forward and a backward pass that share one attribute, as people write them, and their mended forms."""

from __future__ import annotations

from typing import Protocol

import numpy as np

from symact.numerics.formats import Array
from symact.numerics.formulas.record import Formula
from symact.numerics.formulas.sigmoid import Numbers, decay, sigmoid_naive, sigmoid_naive_repaired
from symact.numerics.formulas.tanh import tanh_exp_repaired


class Layer(Protocol):
    """`forward` gives the activation, `backward` the error that comes in times the derivative."""

    def forward(self, x: Numbers) -> Array: ...

    def backward(self, error: Numbers) -> Array: ...


class SigmoidLayer:
    """`backward` overwrites the activation with s(1 - s), of which a second call takes s(1 - s) again."""

    def forward(self, x: Numbers) -> Array:
        self.activation = sigmoid_naive(x)
        return self.activation

    def backward(self, error: Numbers) -> Array:
        self.activation = self.activation * (1 - self.activation)
        return np.asarray(error * self.activation)


class TanhLayer:
    """`backward` overwrites the activation with (1 + t)(1 - t), of which a second call takes (1 + t)(1 - t) again."""

    def forward(self, x: Numbers) -> Array:
        self.activation = np.tanh(np.asarray(x))
        return self.activation

    def backward(self, error: Numbers) -> Array:
        self.activation = (1 + self.activation) * (1 - self.activation)
        return np.asarray(error * self.activation)


class RepairedSigmoidLayer:
    """The derivative has an attribute of its own, and is taken of x: s = 1 does not tell how far x is."""

    def forward(self, x: Numbers) -> Array:
        e = decay(x)
        self.activation, self.slope = sigmoid_naive_repaired(x), e / (1 + e) ** 2
        return self.activation

    def backward(self, error: Numbers) -> Array:
        return np.asarray(error * self.slope)


class RepairedTanhLayer:
    """The derivative has an attribute of its own, and is taken of x: t = 1 does not tell how far x is."""

    def forward(self, x: Numbers) -> Array:
        e = decay(x)
        self.activation, self.slope = tanh_exp_repaired(x), (2 * e / (1 + e**2)) ** 2
        return self.activation

    def backward(self, error: Numbers) -> Array:
        return np.asarray(error * self.slope)


LAYERS: dict[str, type[Layer]] = {
    "layer/sigmoid": SigmoidLayer,
    "layer/sigmoid/repaired": RepairedSigmoidLayer,
    "layer/tanh": TanhLayer,
    "layer/tanh/repaired": RepairedTanhLayer,
}


def backward(layer: type[Layer], x: Numbers, calls: int) -> Array:
    """What the last of so many calls of `backward` gives for an error of ones, after one forward pass."""
    one, activation = layer(), np.asarray(0.0)
    activation = one.forward(x)
    error = np.ones_like(activation)
    found = error
    for _ in range(calls):
        found = one.backward(error)
    return found


def sigmoid_backward(x: Numbers) -> Array:
    return backward(SigmoidLayer, x, 1)


def sigmoid_backward_again(x: Numbers) -> Array:
    """The second call."""
    return backward(SigmoidLayer, x, 2)


def sigmoid_backward_repaired(x: Numbers) -> Array:
    """The second call, which gives what the first one gave."""
    return backward(RepairedSigmoidLayer, x, 2)


def tanh_backward(x: Numbers) -> Array:
    return backward(TanhLayer, x, 1)


def tanh_backward_again(x: Numbers) -> Array:
    """The second call."""
    return backward(TanhLayer, x, 2)


def tanh_backward_repaired(x: Numbers) -> Array:
    """The second call, which gives what the first one gave."""
    return backward(RepairedTanhLayer, x, 2)


SIGMOID, TANH = "Derivative(sigmoid(x), x)", "Derivative(tanh(x), x)"
S, T = "sigmoid(x)*(1 - sigmoid(x))", "(1 + tanh(x))*(1 - tanh(x))"
FIRST, SECOND = "the first call of backward, of ones", "the second call of backward, of ones, after one of forward"
MENDS = "backward overwrites the attribute that it reads, so a second call differs from the first"
FORMULAS = (
    Formula("layer/sigmoid", sigmoid_backward, "sigmoid", 1, note=FIRST, claim=f"{S} == {SIGMOID}"),
    Formula(
        "layer/sigmoid/repaired", sigmoid_backward_repaired, "sigmoid", 1, note=SECOND, mends=MENDS,
        claim=f"exp(-Abs(x))/(1 + exp(-Abs(x)))**2 == {SIGMOID}",
    ),
    Formula("layer/tanh", tanh_backward, "tanh", 1, note=FIRST, claim=f"{T} == {TANH}"),
    Formula(
        "layer/tanh/repaired", tanh_backward_repaired, "tanh", 1, note=SECOND, mends=MENDS,
        claim=f"(2*exp(-Abs(x))/(1 + exp(-Abs(x))**2))**2 == {TANH}",
    ),
)  # fmt: skip
SECOND_CALLS = (
    Formula(
        "layer/sigmoid/again", sigmoid_backward_again, "sigmoid", 1, note=SECOND,
        claim=f"{S}*(1 - {S}) == {SIGMOID}", expect="REFUTED",
    ),
    Formula(
        "layer/tanh/again", tanh_backward_again, "tanh", 1, note=SECOND,
        claim=f"(1 + {T})*(1 - {T}) == {TANH}", expect="REFUTED",
    ),
)  # fmt: skip
