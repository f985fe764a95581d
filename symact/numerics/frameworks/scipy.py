"""SciPy's array functions. They compute in the dtype that they get, or in one that SciPy picks: a record says which."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import numpy as np

from symact.activations import Activation
from symact.numerics.formats import Array, Format
from symact.numerics.frameworks.calls import Call, Run

NAMES = ("scipy",)
PACKAGES = DISTRIBUTIONS = ("scipy",)
EXTRA = KEY = "scipy"
LENGTHS = None
DERIVATIVES = False
KEYWORDS: dict[str, dict[str, str]] = {}


def function_of(call: Call, key: str, entry: Activation) -> Any:
    import scipy

    import_module(f"scipy.{call.path.partition('.')[0]}")
    return call.found_in(scipy, f"scipy {scipy.__version__}")


def runner(name: str, function: Any, derivative: int) -> Run:
    def run(values: Array, fmt: Format) -> tuple[Array, str]:
        result = np.asarray(function(values))
        return result, result.dtype.name

    return run
