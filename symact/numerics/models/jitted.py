"""The evaluation of a cell's polynomial by numba, for very many inputs: the same operations in the same order.

`SYMACT_NUMBA=1` asks for it. Every operation is rounded as NumPy rounds it: without `fastmath` numba neither
reorders nor fuses, so the results are the same bits and the bounds of docs/oracle.md hold as they stand. Points are
taken in short runs, over which each step is one loop that the compiler turns into vector instructions.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import cache
from importlib.util import find_spec
from typing import Any

import numpy as np

from symact.numerics.errors import UsageError
from symact.numerics.formats import Array

VARIABLE = "SYMACT_NUMBA"
RUN = 256  # points at a time: what they need stays in the first cache


def wanted() -> bool:
    """Whether the user asks for numba; UsageError where it is not installed."""
    if os.environ.get(VARIABLE, "0") in ("", "0"):
        return False
    if not _installed():
        raise UsageError(f"{VARIABLE} is set, and numba is not installed: pip install 'symact[numba]'")
    return True


@cache
def _installed() -> bool:
    return find_spec("numba") is not None


def polynomial(a: Array, b: Array, t: Array) -> tuple[Array, Array | None]:
    """Σ a_k·t^k as high + low; the first terms in double-double with the low parts b, all plainly where b is empty."""
    plain, compensated = _compiled()
    high, a = np.empty_like(t), np.ascontiguousarray(a)
    if not len(b):
        plain(a, t, high)
        return high, None
    low = np.empty_like(t)
    compensated(a, np.ascontiguousarray(b), t, high, low)
    return high, low


@cache
def _compiled() -> tuple[Callable[..., Any], Callable[..., Any]]:
    import numba

    compiled = numba.njit(nogil=True, error_model="numpy")
    return compiled(_plain), compiled(_compensated)


def _plain(a: Array, t: Array, high: Array) -> None:
    degree = len(a) - 1
    for start in range(0, len(t), RUN):
        stop = min(start + RUN, len(t))
        for i in range(start, stop):
            high[i] = t[i] * a[degree] if degree else 0.0
        for k in range(degree - 1, 0, -1):
            c = a[k]
            for i in range(start, stop):
                high[i] = (high[i] + c) * t[i]
        for i in range(start, stop):
            high[i] = high[i] + a[0]


def _compensated(a: Array, b: Array, t: Array, high: Array, low: Array) -> None:
    """`symact.numerics.models.evaluate` has the steps, and their names."""
    degree, steps = len(a) - 1, len(b)
    upper, lower = np.empty(RUN), np.empty(RUN)
    for start in range(0, len(t), RUN):
        n = min(RUN, len(t) - start)
        x, h, e = t[start : start + n], high[start : start + n], low[start : start + n]
        for i in range(n):
            large = x[i] * 134217729.0
            small = large - x[i]
            large = large - small
            upper[i], lower[i] = large, x[i] - large
            h[i] = x[i] * a[degree] if degree >= steps and degree else 0.0
        for k in range(degree - 1, steps - 1, -1):
            c = a[k]
            for i in range(n):
                h[i] = (h[i] + c) * x[i]
        c, d = a[steps - 1], b[steps - 1]
        for i in range(n):
            product = h[i]
            total = product + c
            rest = total - product
            e[i] = 0.0 + ((product - (total - rest)) + (c - rest))
            e[i] = e[i] + d
            h[i] = total
        for k in range(steps - 2, -1, -1):
            c, d = a[k], b[k]
            for i in range(n):
                large = h[i] * 134217729.0
                small = large - h[i]
                large = large - small
                small = h[i] - large
                product = h[i] * x[i]
                rest = large * upper[i] - product
                rest = rest + large * lower[i]
                rest = rest + small * upper[i]
                rest = rest + small * lower[i]
                sum_ = e[i] * x[i] + rest
                total = product + c
                rest = total - product
                sum_ = sum_ + ((product - (total - rest)) + (c - rest))
                e[i] = sum_ + d
                h[i] = total
