"""PyTorch on the CPU: values, and derivatives by autograd. `torch/strided` hands in every second element of a tensor.

bfloat16 is computed natively. float8 tensors have no arithmetic, so these numbers are handed in as float32.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from symact.activations import Activation
from symact.numerics.formats import Array, Format
from symact.numerics.frameworks.calls import Call, Run, from_patterns, to_patterns

NAMES = ("torch", "torch/strided")
PACKAGES = DISTRIBUTIONS = ("torch",)
EXTRA = KEY = "torch"
LENGTHS = None
DERIVATIVES = True
KEYWORDS = {
    "celu": {"alpha": "alpha"},
    "elu": {"alpha": "alpha"},
    "hard_shrink": {"lambd": "lambd"},
    "hard_tanh": {"lo": "min_val", "hi": "max_val"},
    "leaky_relu": {"a": "negative_slope"},
    "soft_shrink": {"lambd": "lambd"},
    "softplus": {"b": "beta"},
}


def function_of(call: Call, key: str, entry: Activation) -> Any:
    import torch

    return call.found_in(torch, f"torch {torch.__version__}")


def runner(name: str, function: Any, derivative: int) -> Run:
    strided = name == "torch/strided"

    def run(values: Array, fmt: Format) -> tuple[Array, str]:
        x = tensor(values, fmt)
        if strided:
            x = _every_second(x)
        y = _differentiated(function, x, derivative) if derivative else function(x)
        return array(y)

    return run


def tensor(values: Array, fmt: Format) -> Any:
    """The numbers as a tensor of the format: NumPy's own memory, alignment and strides where torch takes them."""
    import torch

    if fmt.name == "bfloat16":
        return torch.from_numpy(to_patterns(values).view(np.int16)).view(torch.bfloat16)
    taken = values.flags.writeable and all(s >= 0 for s in values.strides)
    return torch.from_numpy(values if taken else values.copy())


def array(y: Any) -> tuple[Array, str]:
    """The results as an array, and the dtype that they have."""
    import torch

    if not isinstance(y, torch.Tensor):
        raise TypeError(f"the result is {type(y).__name__} and no tensor")
    y, dtype = y.detach(), str(y.dtype).removeprefix("torch.")
    if y.dtype == torch.bfloat16:
        return from_patterns(y.contiguous().view(torch.int16).numpy().view(np.uint16)), dtype
    found: Array = y.numpy()
    return found, dtype


def _every_second(x: Any) -> Any:
    import torch

    wide = torch.zeros(2 * len(x), dtype=x.dtype)
    wide[::2] = x
    return wide[::2]


def _differentiated(function: Any, x: Any, order: int) -> Any:
    """The derivative of each element by reverse accumulation; zero where the graph ends, as for a constant."""
    import torch

    x = x.detach().requires_grad_()
    y = function(x)
    for k in range(order):
        if not y.requires_grad:
            return torch.zeros_like(x)
        (y,) = torch.autograd.grad(y, x, torch.ones_like(y), create_graph=k + 1 < order, materialize_grads=True)
    return y
