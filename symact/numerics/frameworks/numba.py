"""numba: the definition of an entry, or its derivative, compiled as a loop over the array in the array's own dtype."""

from __future__ import annotations

from typing import Any

import numpy as np

from symact.activations import Activation
from symact.numerics.errors import UsageError
from symact.numerics.formats import Array, Format
from symact.numerics.frameworks.calls import Call, Run

NAMES = ("numba",)
PACKAGES = DISTRIBUTIONS = ("numba",)
EXTRA = "numba"
KEY = ""  # every entry: it is the definition that is compiled
LENGTHS = None
DERIVATIVES = True
KEYWORDS: dict[str, dict[str, str]] = {}
NARROW = 32  # numba has no float16 on CPUs


def function_of(call: Call, key: str, entry: Activation) -> Any:
    return entry


def runner(name: str, function: Any, derivative: int) -> Run:
    import numba

    loop = numba.vectorize(nopython=True)(_scalar(function, derivative))

    def run(values: Array, fmt: Format) -> tuple[Array, str]:
        given = values.astype(np.float32) if fmt.bits < NARROW else values
        try:
            result = np.asarray(loop(given))
        except numba.core.errors.NumbaError as error:
            raise UsageError(f"numba cannot compile {function.name}: {str(error).splitlines()[0]}") from error
        return result, result.dtype.name

    return run


def _scalar(entry: Activation, derivative: int) -> Any:
    """The definition, or its derivative, as SymPy prints it with Python's `math`."""
    import sympy

    x, *rest = entry.symbols()
    numbers = [sympy.Rational(text) for text in entry.defaults.values()]
    expression = entry.expression().subs(dict(zip(rest, numbers, strict=True)))
    return sympy.lambdify(x, sympy.diff(expression, x, derivative), "math")
