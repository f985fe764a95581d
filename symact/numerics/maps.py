"""Maps of errors: the ulp error of an implementation over a format, or a range of x, the worst of each bucket kept."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

import numpy as np

from symact.kernel.errors import Undefined
from symact.numerics.formats import Array, Format
from symact.numerics.implementations import Implementation
from symact.numerics.judge import ERROR_BITS, judge
from symact.numerics.oracle import Oracle
from symact.numerics.sampling import stratified

ZOOMS = (12.0, 25.0, 50.0, 120.0, 400.0, 1000.0)  # the zoom is the least of these ranges that shows every large error
LARGE = 2.0  # ulp
LARGEST = 1e308
BUCKETS = 700
STEPS = (2, 4, 20, 150)  # between the powers of ten on an axis of ordinals
CROWDED = 0.1  # of the axis: powers of ten that are nearer to 0 have no label


@dataclass(frozen=True)
class ErrorMap:
    """Upper ends of ulp errors at inputs, ascending: inf where a result is not finite, nan where there is no truth."""

    implementation: str
    ordinals: tuple[int, ...]
    x: tuple[float, ...]
    ulp: tuple[float, ...]

    @property
    def worst(self) -> tuple[float, float] | None:
        """The input with the largest finite error, and that error."""
        found = [(u, x) for x, u in zip(self.x, self.ulp, strict=True) if math.isfinite(u)]
        return max(found)[::-1] if found else None


def error_map(subject: Implementation, oracle: Oracle, fmt: Format, ordinals: Array) -> ErrorMap:
    """The errors at these ordinals."""
    values = fmt.values(ordinals)
    results = subject.run(values.copy(), fmt)  # which may work in place
    rows = zip(values.tolist(), fmt.ordinals(results).tolist(), np.isnan(results).tolist(), strict=True)
    ulps = [_ulp(oracle, fmt, x, None if nan else result) for x, result, nan in rows]
    return ErrorMap(subject.name, tuple(ordinals.tolist()), tuple(map(float, values.tolist())), tuple(ulps))


def _ulp(oracle: Oracle, fmt: Format, x: float, result: int | None) -> float:
    try:
        verdict = judge(oracle, fmt, x, result)
    except Undefined:
        return math.nan
    if verdict.error is not None:
        return min(verdict.error[1] / (1 << ERROR_BITS), LARGEST)
    return math.nan if verdict.kind == "undecided" else 0.0 if verdict.correct else math.inf


def inputs_between(fmt: Format, low: float, high: float, count: int) -> Array:
    """Ordinals of about so many numbers, equally spaced in x."""
    return np.unique(fmt.ordinals(fmt.round_array(np.linspace(low, high, count).astype(fmt.carrier))))


def inputs_everywhere(fmt: Format, count: int, seed: int) -> Array:
    """Ordinals of about so many numbers, over all of the format."""
    return stratified(fmt, count, seed)


def zoom_of(maps: tuple[ErrorMap, ...]) -> float:
    """The half-width of a range that shows every large error, and where results begin not to be finite."""
    rows = [(abs(x), u) for m in maps for x, u in zip(m.x, m.ulp, strict=True) if abs(x) <= ZOOMS[-1]]
    large = [x for x, ulp in rows if LARGE < ulp < math.inf]
    broken = [x for x, ulp in rows if ulp == math.inf]
    shown = max([*large, min(broken, default=0.0)], default=0.0)
    return next(z for z in ZOOMS if z >= shown)


def worst_per_bucket(found: ErrorMap, buckets: int = BUCKETS) -> ErrorMap:
    """The worst input in each of equal parts of the inputs: few points, and none of these is hidden."""
    count = len(found.x)
    if count <= buckets:
        return found
    edges = [count * k // buckets for k in range(buckets + 1)]
    kept = [max(range(a, b), key=lambda i: (not math.isnan(found.ulp[i]), found.ulp[i])) for a, b in pairwise(edges)]
    ordinals = tuple(found.ordinals[i] for i in kept)
    return ErrorMap(found.implementation, ordinals, tuple(found.x[i] for i in kept), tuple(found.ulp[i] for i in kept))


def ordinal_ticks(fmt: Format) -> tuple[tuple[float, str], ...]:
    """Places on an axis of ordinals, with the powers of ten that lie there."""
    step = next(s for s in STEPS if fmt.maximum < Fraction(10) ** (2 * s + s // 2))
    powers = [Fraction(10) ** k for k in range(-3 * step, 3 * step, step)]
    powers = [t for t in powers if t <= fmt.maximum and fmt.ordinal(fmt.round(t)) > fmt.largest * CROWDED]
    places = [-t for t in reversed(powers)] + [Fraction(0)] + powers
    return tuple((float(fmt.ordinal(fmt.round(t))), _power(t)) for t in places)


def _power(t: Fraction) -> str:
    sign = "−" if t < 0 else ""
    size = abs(t)
    if size in (0, 1):
        return f"{sign}{size}"
    exponent = len(str(size.numerator)) - len(str(size.denominator))
    return f"{sign}10{str(exponent).translate(_RAISED)}"


_RAISED = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
