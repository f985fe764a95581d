#!/usr/bin/env python3
"""Print the coefficients of symact/derivation/error_function.py: Chebyshev series, by mpmath.

python tools/error_function.py
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import mpmath
from mpmath import mpf

from symact.derivation.error_function import HIGHEST, MIDDLE, NEAR

NEAR_DEGREE, FAR_DEGREE = 11, 21
BITS = 240


def near(u: Any) -> Any:
    """erf(√u)/√u - 1."""
    x = mpmath.sqrt(u)
    return mpmath.erf(x) / x - 1


def far(q: Any) -> Any:
    """(1 + 2x)·e^(x²)·erfc(x), for q = (x - MIDDLE)/(x + MIDDLE)."""
    x = MIDDLE * (1 + q) / (1 - q)
    return (1 + 2 * x) * mpmath.exp(x * x) * mpmath.erfc(x)


def series(f: Callable[[Any], Any], low: Any, high: Any, degree: int) -> list[Any]:
    """The truncated Chebyshev series of f on [low, high], as coefficients of 1, t, t², …"""
    count = degree + 20
    nodes = [mpmath.cos(mpmath.pi * (2 * k + 1) / (2 * count)) for k in range(count)]
    values = [f(((high - low) * s + high + low) / 2) for s in nodes]
    shift, scale = -(high + low) / (high - low), 2 / (high - low)  # s = shift + scale·t
    total, before, this = [mpf(0)] * (degree + 1), [mpf(0)], [mpf(1)]
    for k in range(degree + 1):
        weight = sum(v * mpmath.cos(k * mpmath.acos(s)) for v, s in zip(values, nodes, strict=True)) * 2 / count
        for i, c in enumerate(this):
            total[i] += weight * c / (1 if k else 2)
        twice = 2 if k else 1
        after = [twice * shift * c for c in this] + [mpf(0)]
        for i, c in enumerate(this):
            after[i + 1] += twice * scale * c
        for i, c in enumerate(before if k else []):
            after[i] -= c
        before, this = this, after
    return total


def tables() -> dict[str, list[float]]:
    """The first coefficient of `FAR` in two parts, low and high."""
    with mpmath.workprec(BITS):
        of_near = series(near, mpf(0), mpf(NEAR) ** 2, NEAR_DEGREE)
        low, high = ((mpf(x) - MIDDLE) / (mpf(x) + MIDDLE) for x in (NEAR, HIGHEST))
        of_far = series(far, low, high, FAR_DEGREE)
        split = [float(of_far[0] - mpf(float(of_far[0]))), *map(float, of_far)]
    return {"NEAR_COEFFICIENTS": [float(c) for c in of_near], "FAR_COEFFICIENTS": split}


if __name__ == "__main__":
    for name, numbers in tables().items():
        rows = [", ".join(map(repr, numbers[i : i + 4])) for i in range(0, len(numbers), 4)]
        sys.stdout.write("\n".join([f"{name} = (", *(f"    {row}," for row in rows), ")  # fmt: skip\n"]))
