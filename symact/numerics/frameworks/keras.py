"""Keras on the backend that it is set up with, JAX or torch; without a choice, on the first of these that is there."""

from __future__ import annotations

import os
from importlib.util import find_spec
from typing import Any

from symact.activations import Activation
from symact.numerics.errors import UsageError
from symact.numerics.frameworks.calls import Call, Run

NAMES = ("keras",)
PACKAGES = DISTRIBUTIONS = ("keras",)
EXTRA = KEY = "keras"
LENGTHS = (1, 3, 8, 17, 67)
DERIVATIVES = True
BACKENDS = ("jax", "torch")
KEYWORDS = {
    "celu": {"alpha": "alpha"},
    "elu": {"alpha": "alpha"},
    "hard_shrink": {"lambd": "threshold"},
    "leaky_relu": {"a": "negative_slope"},
    "soft_shrink": {"lambd": "threshold"},
    "squareplus": {"b": "b"},
}


def backend() -> str:
    """The backend, which Keras reads from KERAS_BACKEND when it is first imported."""
    if "KERAS_BACKEND" not in os.environ:
        present = [b for b in BACKENDS if find_spec(b)]
        if not present:
            raise UsageError("keras needs a backend: pip install 'symact[jax]' or pip install 'symact[torch]'")
        os.environ["KERAS_BACKEND"] = present[0]
    import keras

    chosen = str(keras.backend.backend())
    if chosen not in BACKENDS:
        raise UsageError(f"keras runs on {chosen} here: set KERAS_BACKEND to jax or torch")
    return chosen


def function_of(call: Call, key: str, entry: Activation) -> Any:
    backend()
    import keras

    return call.found_in(keras, f"keras {keras.__version__}")


def runner(name: str, function: Any, derivative: int) -> Run:
    if backend() == "jax":
        from symact.numerics.frameworks import jax

        return jax.runner("jax", function, derivative)
    from symact.numerics.frameworks import torch

    return torch.runner("torch", function, derivative)
