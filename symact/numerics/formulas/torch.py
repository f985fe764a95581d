"""The functions of torch that tutorials call, by their names there; `/out` writes into a tensor that is there already.

Their arrays are NumPy's, and they compute in the dtype of the input, bfloat16 included.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from typing import Any

import numpy as np

from symact.numerics.formats import Array
from symact.numerics.formulas.record import Formula

TORCH = ("torch",)
WITH_OUT = ("torch.sigmoid", "torch.tanh")  # torch.relu and torch.nn.functional.relu have no out=
OF = {"torch.sigmoid": "sigmoid", "torch.tanh": "tanh", "torch.relu": "relu", "torch.nn.functional.relu": "relu"}


def tensor_function(name: str) -> Callable[[Any], Any]:
    """torch's function of one tensor; with `/out` its result lies in a new tensor of the dtype of the input."""
    import torch

    path, _, out = name.partition("/")
    function = reduce(getattr, path.split(".")[1:], torch)
    return (lambda x: function(x, out=torch.empty_like(x))) if out else function


def _of_arrays(name: str) -> Callable[[Any], Array]:
    def function(x: Any) -> Array:
        import torch

        result: Array = tensor_function(name)(torch.from_numpy(np.array(x))).numpy()
        return result

    function.__name__ = name
    return function


def _formula(name: str) -> Formula:
    path, _, out = name.partition("/")
    return Formula(
        name, _of_arrays(name), OF[path], requires=TORCH, tensors=tensor_function,
        note=f"{path}(x{', out=y' if out else ''})",
    )  # fmt: skip


FORMULAS = tuple(map(_formula, [*OF, *(f"{name}/out" for name in WITH_OUT)]))
