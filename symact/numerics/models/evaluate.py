"""Evaluating a model on arrays of magnitudes: NumPy multiplications and additions of doubles, in one fixed order.

With |t| ≤ 1 and u = 2^-53, Horner's scheme for Σ a_k·t^k over the plain coefficients errs by at most
Σ (2k + 1)·u·|a_k|. The leading coefficients of a binary64 model are added in compensated form (Dekker's and Knuth's
exact products and sums), as a pair high + low; docs/oracle.md has the bound. `environment` makes sure that doubles
are rounded to nearest and not flushed to zero.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from symact.numerics.errors import UsageError
from symact.numerics.formats import Array
from symact.numerics.models import jitted
from symact.numerics.models.cells import Side

SPLITTER = float((1 << 27) + 1)
INDEX = np.arange(1 << 16, dtype=np.float64)


class Values(NamedTuple):
    """The function at so many magnitudes: 2^scale·(high + low ± error). `error` and `scale` may be one number."""

    high: Array
    low: Array | None
    error: Array | float
    scale: Array | int

    def at(self, where: Array) -> Values:
        return Values(*[at_places(v, where) for v in self])


def at_places(v: Any, where: Array) -> Any:
    """These elements of an array; one number stands for all of them."""
    return v[where] if isinstance(v, np.ndarray) and v.ndim else v


def environment(cause: str = "what was loaded") -> None:
    """Raises UsageError when this thread's doubles are not rounded to nearest, or lose subnormal numbers.

    A library can change both, also while it is loaded; `cause` is what may have.
    """
    one, tiny = np.float64(1.0), np.asarray([2.0**-1074, 2.0**-1022])
    nearest = one + 2.0**-53 == 1.0 and one + 1.5 * 2.0**-53 > 1.0 and -one - 1.5 * 2.0**-53 < -1.0
    kept = bool(((tiny * np.asarray([1.0, 0.5])) > 0).all()) and float(tiny[1] - tiny[1] * (1 - 2.0**-52)) > 0
    if not nearest or not kept:
        raise UsageError(
            f"{cause} has changed the mode of floating point, round to nearest with subnormal numbers kept: nothing "
            "can be certified; compute its results elsewhere, and audit them (symact inputs, accuracy --outputs)"
        )


def evaluate(side: Side, cell: int | Array, magnitudes: Array) -> Values:
    """The values at these magnitudes, in one cell, or each in the cell that `cell` gives; cells hold polynomials."""
    half, n = side.half[cell], len(magnitudes)
    step = 0 if np.ndim(cell) or n < 2 else int(magnitudes[1] - magnitudes[0])
    if step in (1, -1) and int(magnitudes[-1] - magnitudes[0]) == step * (n - 1) and n <= len(INDEX):
        t = INDEX[:n] * (step / half)
        t += (float(magnitudes[0] - side.first[cell]) - half) / half
    else:
        t = (magnitudes - side.first[cell]).astype(np.float64)  # less than 2^53, so exact, as all of this is
        t -= half
        t *= 1 / half  # a power of two
    return at_points(side, cell, t)


def at_points(side: Side, cell: int | Array, t: Array) -> Values:
    """The values at the points t of the cells, -1 ≤ t < 1."""
    degree = int(np.max(side.degree[cell]))
    steps = min(side.low.shape[0], degree + 1)
    a = side.coefficients[: degree + 1, cell]
    if not np.ndim(cell) and jitted.wanted():
        return Values(*jitted.polynomial(a, side.low[:steps, cell], t), side.error[cell], side.scale[cell])
    high = np.multiply(t, a[degree]) if degree >= steps and degree else np.zeros_like(t)
    for k in range(degree - 1, max(steps, 1) - 1, -1):
        high += a[k]
        high *= t
    if not steps:
        high += a[0]
        return Values(high, None, side.error[cell], side.scale[cell])
    return Values(*_compensated(a, side.low[:steps, cell], high, t, degree), side.error[cell], side.scale[cell])


def _compensated(a: Array, b: Array, high: Array, t: Array, degree: int) -> tuple[Array, Array]:
    """The last steps of Horner's scheme in double-double: `high` holds the sum of the plain terms, times t."""
    low = np.zeros_like(t)
    (t1, t2), (h1, h2, total, rest) = _split(t, np.empty_like(t), np.empty_like(t)), np.empty((4, *t.shape))
    product, first = high, True  # a double, exact as it stands
    for k in range(len(b) - 1, -1, -1):
        if not first:
            _split(high, h1, h2)
            np.multiply(high, t, out=total)
            product, total = total, high
            low *= t
            np.multiply(h1, t1, out=rest)  # the error of the product, as low + ((h1 t1 - p) + h1 t2 + h2 t1) + h2 t2
            rest -= product
            h1 *= t2
            rest += h1
            np.multiply(h2, t1, out=h1)
            rest += h1
            h2 *= t2
            rest += h2
            low += rest
        first = False
        np.add(product, a[k], out=total)
        np.subtract(total, product, out=rest)  # z
        np.subtract(total, rest, out=h1)
        product -= h1
        np.subtract(a[k], rest, out=h1)
        product += h1
        low += product
        low += b[k]
        high, total = total, product
    return high, low


def _split(x: Array, large: Array, small: Array) -> tuple[Array, Array]:
    """x as a sum of two doubles of 26 bits (Veltkamp)."""
    np.multiply(x, SPLITTER, out=large)
    np.subtract(large, x, out=small)
    large -= small
    np.subtract(x, large, out=small)
    return large, small


def range_of(values: Array) -> tuple[float, float]:
    """The least and the largest absolute value, 0 for the least where both signs occur."""
    low, high = float(values.min()), float(values.max())
    return (0.0 if low <= 0 <= high else min(abs(low), abs(high))), max(-low, high)


def binades(high: Array, low: Array, error: Array | float) -> tuple[Array, Array]:
    """Of numbers high + low next to a power of two: the exponents, in place as in doubles, and where they are open."""
    size = np.abs(high)
    mantissa, exponent = np.frexp(size)
    exponent -= mantissa < 0.75  # of the power of two
    beyond = (size - np.ldexp(1.0, exponent)) + np.copysign(1.0, high) * low
    bits = (exponent.astype(np.int64) + 1023 - (beyond < 0)) << 52
    return bits, ~(np.abs(beyond) > 2 * error)
