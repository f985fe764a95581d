"""JAX on the CPU: values, and derivatives by reverse accumulation (`jax.vjp`).

`jax` computes in the format that it is given, for which 64 bits are switched on where the format has them; `jax/jit`
compiles the function as a whole. `jax/x32` is the configuration that JAX has by itself, in which binary64 inputs become
binary32, and `jax/x64` has 64 bits switched on for every format.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from importlib import import_module
from typing import Any

import numpy as np

from symact.activations import Activation
from symact.numerics.formats import Array, Format
from symact.numerics.frameworks.calls import Call, Run, from_patterns, to_patterns

NAMES = ("jax", "jax/jit", "jax/x32", "jax/x64")
PACKAGES = ("jax", "jaxlib")
DISTRIBUTIONS = ("jax", "jaxlib")
EXTRA = KEY = "jax"
LENGTHS = (1, 3, 8, 17, 67)
DERIVATIVES = True
KEYWORDS = {
    "celu": {"alpha": "alpha"},
    "elu": {"alpha": "alpha"},
    "leaky_relu": {"a": "negative_slope"},
    "squareplus": {"b": "b"},
}


def function_of(call: Call, key: str, entry: Activation) -> Any:
    import jax
    import jax.scipy.special
    import jax.scipy.stats

    return call.found_in(jax, f"jax {jax.__version__}")


def runner(name: str, function: Any, derivative: int) -> Run:
    import jax

    whole = function
    for _ in range(derivative):
        whole = _differentiated(whole)
    if name == "jax/jit":
        whole = jax.jit(whole)

    def run(values: Array, fmt: Format) -> tuple[Array, str]:
        with wide(name == "jax/x64" or (name != "jax/x32" and fmt.bits == 64)):
            return array(whole(jax.numpy.asarray(_given(values, fmt))))

    return run


def wide(on: bool) -> AbstractContextManager[Any]:
    """64 bits switched on or off."""
    jax = import_module("jax")  # its own annotations do not know the switch
    switch: Any = jax.enable_x64 if hasattr(jax, "enable_x64") else import_module("jax.experimental").enable_x64
    made: AbstractContextManager[Any] = switch(on)
    return made


def array(y: Any) -> tuple[Array, str]:
    """The results as an array, and the dtype that they have."""
    found = np.asarray(y)
    if found.dtype.name == "bfloat16":
        return from_patterns(found.view(np.uint16)), "bfloat16"
    return found, found.dtype.name


def _given(values: Array, fmt: Format) -> Array:
    if fmt.name != "bfloat16":
        return values
    import ml_dtypes

    return to_patterns(values).view(ml_dtypes.bfloat16)


def _differentiated(function: Any) -> Any:
    import jax

    def derivative(x: Any) -> Any:
        y, pulled_back = jax.vjp(function, x)
        return pulled_back(jax.numpy.ones_like(y))[0]

    return derivative
