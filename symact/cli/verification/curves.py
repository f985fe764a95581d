"""Measures what the pictures show: points of a function and its derivative, and ulp errors of implementations."""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import pairwise

import numpy as np

from symact.activations import Activation
from symact.kernel.errors import Undefined
from symact.numerics import Format, Implementation, Oracle, UndecidedPoint, find_format
from symact.numerics.api import resolve
from symact.numerics.formats import Array
from symact.numerics.judge import ERROR_BITS, judge
from symact.numerics.sampling import stratified
from symact.render.plots import Curve, Errors, Picture
from symact.render.pretty import pretty

DRAWN = 6.0  # the curves go from -DRAWN to DRAWN
ZOOMS = (12.0, 25.0, 50.0, 120.0, 400.0, 1000.0)  # the zoom is the least of these ranges that shows every large error
LARGE = 2.0  # ulp
BUCKETS = 700
TICKS = (-1e30, -1.0, 0.0, 1.0, 1e30)


def picture(entry: Activation, implementations: tuple[str, ...], points: int, dtype: str = "float32") -> Picture:
    """What is drawn of an entry: curves from the oracle, and errors at about `points` inputs per panel and form."""
    fmt = find_format(dtype)
    chosen = [resolve(spec, entry.name, 0) for spec in implementations]
    oracle = chosen[0][2]
    everywhere = stratified(fmt, points, 0)
    whole = [errors(subject, oracle, fmt, everywhere) for subject, _, _ in chosen]
    width = zoom_of([(fmt.value(int(o)), u) for e in whole for o, u in zip(e.position, e.ulp, strict=True)])
    near = np.unique(fmt.ordinals(fmt.round_array(np.linspace(-width, width, points).astype(fmt.carrier))))
    zoomed = [in_x(errors(subject, oracle, fmt, near), fmt) for subject, _, _ in chosen]
    return Picture(
        entry.name,
        _formula(entry),
        dtype,
        curve(oracle),
        curve(resolve("naive", entry.name, 1)[2]),
        tuple(worst_per_bucket(e, BUCKETS) for e in whole),
        tuple(worst_per_bucket(e, BUCKETS) for e in zoomed),
        tuple((float(fmt.ordinal(fmt.round(Fraction(t)))), _power(t)) for t in TICKS),
    )


def _formula(entry: Activation) -> str:
    defaults = ", ".join(f"{p.name} = {p.default}" for p in entry.parameters)
    made = f"{pretty(entry.read(entry.application))} = {pretty(entry.read(entry.kernel))}"
    return f"{made}   for {defaults}" if defaults else made


def zoom_of(found: list[tuple[float, float]]) -> float:
    """The half-width of a range that shows every large error, and where results begin not to be finite."""
    large = [abs(x) for x, ulp in found if LARGE < ulp < math.inf and abs(x) <= ZOOMS[-1]]
    broken = [abs(x) for x, ulp in found if ulp == math.inf and abs(x) <= ZOOMS[-1]]
    shown = max([*large, min(broken, default=0.0)])
    return next(z for z in ZOOMS if z >= shown)


def in_x(found: Errors, fmt: Format) -> Errors:
    """The same errors, placed at x instead of its ordinal."""
    return Errors(found.implementation, tuple(fmt.value(int(o)) for o in found.position), found.ulp)


def curve(oracle: Oracle, points: int = 241) -> Curve:
    """The function at equally spaced points; nan where it has no value, as a derivative at a kink."""
    xs = [Fraction(k, 1) * Fraction(2 * DRAWN) / (points - 1) - Fraction(DRAWN) for k in range(points)]
    return Curve(tuple(map(float, xs)), tuple(_value(oracle, x) for x in xs))


def _value(oracle: Oracle, x: Fraction) -> float:
    try:
        enclosure = oracle.enclose(x)
    except (Undefined, UndecidedPoint):
        return math.nan
    return float(enclosure.lo)


def errors(implementation: Implementation, oracle: Oracle, fmt: Format, ordinals: Array) -> Errors:
    """The upper ends of the ulp errors at these ordinals: inf for a result that is not finite, nan without a truth."""
    values = fmt.values(ordinals)
    results = implementation.run(values, fmt)
    rows = zip(ordinals.tolist(), values.tolist(), fmt.ordinals(results).tolist(), np.isnan(results), strict=True)
    found = [(float(o), _ulp(oracle, fmt, x, None if nan else result)) for o, x, result, nan in rows]
    return Errors(implementation.name, tuple(p for p, _ in found), tuple(u for _, u in found))


def _ulp(oracle: Oracle, fmt: Format, x: float, result: int | None) -> float:
    try:
        verdict = judge(oracle, fmt, x, result)
    except Undefined:
        return math.nan
    if verdict.error is not None:
        return min(verdict.error[1] / (1 << ERROR_BITS), 1e308)
    return math.nan if verdict.kind == "undecided" else 0.0 if verdict.correct else math.inf


def _power(x: float) -> str:
    if abs(x) <= 1:
        return f"${x:.0f}$"
    return f"${'-' if x < 0 else ''}10^{{{round(math.log10(abs(x)))}}}$"


def worst_per_bucket(found: Errors, buckets: int) -> Errors:
    """The worst input in each of equal parts of the axis, so that a picture has few points and hides none of these."""
    if len(found.position) <= buckets:
        return found
    edges = [len(found.position) * k // buckets for k in range(buckets + 1)]
    chosen = [max(range(a, b), key=lambda i: (not math.isnan(found.ulp[i]), found.ulp[i])) for a, b in pairwise(edges)]
    return Errors(found.implementation, tuple(found.position[i] for i in chosen), tuple(found.ulp[i] for i in chosen))
