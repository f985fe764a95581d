"""erf and erfc on NumPy arrays, which NumPy lacks: polynomials and one exponential, in binary64.

|x| < NEAR: erf(x) = x + x·P(x²), and erfc(x) = 1 - erf(x), for x ≥ 1/4 as 1/2 - ((x - 1/2) + x·P(x²)).
Else, for x > 0: erfc(x) = e^(-x²)·Q(q)/(1 + 2x) with q = (x - MIDDLE)/(x + MIDDLE), which is smooth to infinity
(Shepherd and Laframboise, Mathematics of Computation 36, 1981, 249-253), erf(x) = 1 - erfc(x), erfc(-x) = 2 - erfc(x).
x = h + l with a square of h that is exact, and e^(-x²) = e^(-h²)·e^(-l·(x + h)), the last factor by its series.
`tools/error_function.py` computes the coefficients.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]

NEAR, MIDDLE, HIGHEST = 0.8125, 4.75, 28.0  # erfc(HIGHEST) underflows
ONE_FROM = 6.0  # from here on erf is 1
TINY = 2.0**-28  # below, x² is nothing beside 1
DEEP = 26.0  # beyond, e^(-x²) alone would be subnormal
LIFT, FALL = 55.015625, 1.2794332825182981e-24  # FALL is e^-LIFT to 2^-62 of its size
PIECE = 1 << 14  # so many numbers at once stay in the cache
UPPER_HALF = ~np.int64((1 << 27) - 1)
# Of 1, t, t², …; the first of FAR_COEFFICIENTS is what the second, rounded, lacks.
NEAR_COEFFICIENTS = (
    0.1283791670955126, -0.3761263890318375, 0.11283791670954944, -0.026866170645079672,
    0.005223977624686043, -0.0008548326957996923, 0.00012055329385666738, -1.4925520054089756e-05,
    1.6458955004468003e-06, -1.6314973648922847e-07, 1.4282066170528668e-08, -9.091922102355386e-10,
)  # fmt: skip
FAR_COEFFICIENTS = (
    -9.681441616185196e-17, 1.2211784257075968, -0.13471756067207546, 0.040099367756889985,
    0.03282212305244832, -0.07469631699477627, 0.086539870746031, -0.07688357171868082,
    0.056872349655954536, -0.035893407280293665, 0.019360740942269965, -0.00879067141342141,
    0.0032286908776757695, -0.0008652008316499808, 0.00010715127720636018, 3.671211244351705e-05,
    -2.4938315316234566e-05, 5.059899001620208e-06, 1.0708068173327332e-06, -8.82329699869584e-07,
    1.0635566260994148e-07, 6.876395187047456e-08, -2.1262258303469616e-08,
)  # fmt: skip


def erf(x: Array) -> Array:
    """erf of each number of an array of binary64, of any shape."""
    return _in_pieces(_erf, x)


def erfc(x: Array) -> Array:
    """1 - erf of each number of an array of binary64, of any shape."""
    return _in_pieces(_erfc, x)


def _in_pieces(f: Callable[[Array], Array], x: Array) -> Array:
    flat, made = x.ravel(), np.empty(x.size)
    with np.errstate(all="ignore"):
        for start in range(0, flat.size, PIECE):
            made[start : start + PIECE] = f(flat[start : start + PIECE])
    return made.reshape(x.shape)


def _erf(x: Array) -> Array:
    size = np.abs(x)
    if size.max() < NEAR:
        return x + _excess(x)
    if size.min() >= ONE_FROM:
        return np.sign(x)
    return _by_size(x, size, lambda x: x + _excess(x), lambda x: np.copysign(1 - _tail(np.abs(x)), x))


def _erfc(x: Array) -> Array:
    size = np.abs(x)
    if size.max() < NEAR:
        return _erfc_near(x)
    if size.min() >= HIGHEST:
        return np.where(x > 0, 0.0, 2.0)
    return _by_size(x, size, _erfc_near, _erfc_far)


def _by_size(x: Array, size: Array, near: Callable[[Array], Array], far: Callable[[Array], Array]) -> Array:
    """What is not a number is far."""
    inside, made = size < NEAR, np.empty_like(x)
    made[inside] = near(x[inside])
    made[~inside] = far(x[~inside])
    return made


def _excess(x: Array) -> Array:
    """erf(x) - x, for |x| < NEAR."""
    if not x.size or np.abs(x).max() < TINY:
        return x * NEAR_COEFFICIENTS[0]
    return x * _polynomial(NEAR_COEFFICIENTS, x * x)


def _erfc_near(x: Array) -> Array:
    excess = _excess(x)
    return np.where(x < 0.25, 1 - (x + excess), 0.5 - ((x - 0.5) + excess))


def _erfc_far(x: Array) -> Array:
    tail = _tail(np.abs(x))
    return np.where(x < 0, 2 - tail, tail)


def _tail(x: Array) -> Array:
    """erfc(x), for x ≥ NEAR and what is not a number."""
    x = np.minimum(x, HIGHEST)
    h = _upper_half(x)
    low = (x - h) * (x + h)
    low *= 1 - low * (0.5 - low / 6)  # 1 - e^-low, which is below 2^-15
    q, twice = (x - MIDDLE) / (x + MIDDLE), 2 * x
    rest, first, *others = FAR_COEFFICIENTS
    small, divisor = _polynomial(others, q) * q + rest, twice + 1
    dividend = small + first
    scaled = dividend / divisor
    a, b = _upper_half(scaled), _upper_half(divisor)
    lost = (dividend - a * b) - a * (divisor - b) - (scaled - a) * divisor  # by the division
    lost += (small - (dividend - first)) - scaled * (1 - (divisor - twice))  # by the sums
    scaled += lost / divisor - scaled * low
    square = h * h
    deep = x > DEEP
    if not deep.any():
        return scaled * np.exp(-square)
    lift = np.where(deep, LIFT, 0.0)
    return scaled * np.exp(lift - square) * np.where(deep, FALL, 1.0)


def _upper_half(x: Array) -> Array:
    """The first 26 bits of each number; products of two such are exact."""
    return (x.view(np.int64) & UPPER_HALF).view(np.float64)


def _polynomial(coefficients: Sequence[float], t: Array) -> Array:
    *others, last = coefficients
    total = np.full_like(t, last)
    for c in reversed(others):
        total *= t
        total += c
    return total
