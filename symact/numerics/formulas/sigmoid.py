"""The sigmoid as people write it: faithful to the source, defects included, and its mended forms."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from symact.numerics.formats import Array
from symact.numerics.formulas.record import Formula

Numbers = npt.ArrayLike


def sigmoid_math(x: Numbers) -> Array:
    """Scalar 1/(1 + e^-x) with `math.exp` in a loop: computed in binary64; an OverflowError counts as nan."""
    return _looped(lambda v: 1 / (1 + math.exp(-v)), x)


def sigmoid_math_repaired(x: Numbers) -> Array:
    """The exponential of a negative number only, which cannot overflow."""
    return _looped(lambda v: 1 / (1 + math.exp(-v)) if v >= 0 else math.exp(v) / (1 + math.exp(v)), x)


def _looped(scalar: Callable[[float], float], x: Numbers) -> Array:
    array, out = np.asarray(x, dtype=np.float64), []
    for v in array.ravel().tolist():
        try:
            out.append(scalar(v))
        except OverflowError:
            out.append(math.nan)
    return np.asarray(out, dtype=np.float64).reshape(array.shape)


def sigmoid_naive(x: Numbers) -> Array:
    """1/(1 + e^-x) with `numpy.exp`, any shape; the negative of an unsigned integer wraps around."""
    x = np.asarray(x)
    return np.asarray(1 / (1 + np.exp(-x)))


def sigmoid_naive_repaired(x: Numbers) -> Array:
    e = decay(x)
    return np.asarray(np.where(np.asarray(x) >= 0, np.ones_like(e), e) / (1 + e))


def sigmoid_masked(z: Numbers) -> Array:
    """Boolean masks into a zeros-like array, which has the dtype of the input: integers in, integers out."""
    z = np.asarray(z)
    out = np.zeros_like(z)
    positive = z > 0
    out[positive] = 1 / (1 + np.exp(-z[positive]))
    negative = np.logical_not(positive)
    e = np.exp(z[negative])
    out[negative] = e / (1 + e)
    return out


def sigmoid_masked_repaired(z: Numbers) -> Array:
    """The same masks; integers become float64 first, so that there is room for the results."""
    return sigmoid_masked(floating(z))


def sigmoid_where(z: Numbers) -> Array:
    """Both branches are computed for every element, so the unused one may overflow."""
    z = np.asarray(z)
    e = np.exp(z)
    return np.where(z > 0, 1 / (1 + np.exp(-z)), e / (1 + e))


def sigmoid_where_repaired(z: Numbers) -> Array:
    """One exponential for both branches, of a number that is not positive."""
    e = decay(z)
    return np.where(np.asarray(z) > 0, 1 / (1 + e), e / (1 + e))


def sigmoid_numba(z: Numbers) -> Array:
    """A jitted loop over 1/(1 + e^-z) into a zeros-like array; numba has no float16 on processors, so float32 there."""
    return _by_loop(_jitted_sigmoid(), np.asarray(z))


def sigmoid_numba_repaired(z: Numbers) -> Array:
    """The loop with the exponential of a negative number only, on floats."""
    return _by_loop(_jitted_sigmoid_repaired(), floating(z))


def floating(x: Numbers) -> Array:
    """The array itself if it has floats, else its numbers as float64."""
    array = np.asarray(x)
    return array if array.dtype.kind == "f" else array.astype(np.float64)


def decay(x: Numbers) -> Array:
    """e^-|x|, which cannot overflow, in floats."""
    return np.asarray(np.exp(-np.abs(floating(x))))


def _by_loop(loop: Any, z: Array) -> Array:
    wide = z.astype(np.float32) if z.dtype == np.float16 else z
    result: Array = loop(np.ascontiguousarray(wide).reshape(-1))
    return result.reshape(z.shape)


def _jitted_sigmoid() -> Any:
    if "sigmoid" not in _JITTED:
        import numba

        @numba.njit
        def loop(z: Any) -> Any:
            out = np.zeros_like(z)
            for i in range(z.size):
                out[i] = 1 / (1 + np.exp(-z[i]))
            return out

        _JITTED["sigmoid"] = loop
    return _JITTED["sigmoid"]


def _jitted_sigmoid_repaired() -> Any:
    if "repaired" not in _JITTED:
        import numba

        @numba.njit
        def loop(z: Any) -> Any:
            out = np.zeros_like(z)
            for i in range(z.size):
                e = np.exp(-abs(z[i]))
                out[i] = (1 if z[i] >= 0 else e) / (1 + e)
            return out

        _JITTED["repaired"] = loop
    return _JITTED["repaired"]


_JITTED: dict[str, Any] = {}

NAIVE = "1/(1 + exp(-x)) == sigmoid(x)"
BRANCHES = "Piecewise((1/(1 + exp(-x)), x > 0), (exp(x)/(1 + exp(x)), True)) == sigmoid(x)"
ONE = "Piecewise((1, x >= 0), (exp(-Abs(x)), True))/(1 + exp(-Abs(x))) == sigmoid(x)"
SHARED = (
    "Piecewise((1/(1 + exp(-Abs(x))), x > 0), (exp(-Abs(x))/(1 + exp(-Abs(x))), True)) == sigmoid(x)"
)  # fmt: skip
NUMBA = ("numba",)
FORMULAS = (
    Formula(
        "sigmoid/math", sigmoid_math, "sigmoid", claim=NAIVE,
        note="math.exp in a loop, in binary64; an OverflowError counts as nan",
    ),
    Formula(
        "sigmoid/math/repaired", sigmoid_math_repaired, "sigmoid", note="math.exp in a loop, in binary64",
        claim=BRANCHES.replace("x > 0", "x >= 0"), mends="math.exp overflows below -709.78, which Python raises",
    ),
    Formula(
        "sigmoid/naive", sigmoid_naive, "sigmoid", claim=NAIVE,
        note="the negative of an unsigned integer wraps around; integers of 8 and 16 bits are computed in float16 and "
        "float32, as numpy.exp does",
    ),
    Formula(
        "sigmoid/naive/repaired", sigmoid_naive_repaired, "sigmoid", claim=ONE,
        mends="e^-x overflows where the result is small; unsigned integers wrap around",
    ),
    Formula(
        "sigmoid/masked", sigmoid_masked, "sigmoid", claim=BRANCHES,
        note="the results are put into an array of the dtype of the input: integers come out as 0, or as 1",
    ),
    Formula(
        "sigmoid/masked/repaired", sigmoid_masked_repaired, "sigmoid", claim=BRANCHES,
        mends="results for integers are put into an array of integers, which cuts them off",
    ),
    Formula("sigmoid/where", sigmoid_where, "sigmoid", claim=BRANCHES, note="both branches are computed everywhere"),
    Formula(
        "sigmoid/where/repaired", sigmoid_where_repaired, "sigmoid", claim=SHARED,
        mends="the branch that is not used overflows, and NumPy warns",
    ),
    Formula(
        "sigmoid/numba", sigmoid_numba, "sigmoid", requires=NUMBA, claim=NAIVE,
        note="an array of the dtype of the input takes the results, which cuts them off for integers; float16 is "
        "computed in float32",
    ),
    Formula(
        "sigmoid/numba/repaired", sigmoid_numba_repaired, "sigmoid", requires=NUMBA, claim=ONE,
        mends="e^-x overflows where the result is small; results for integers are cut off",
    ),
)  # fmt: skip
