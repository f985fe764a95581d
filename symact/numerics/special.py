"""Special values: what an implementation gives at ±0, ±inf, nan and signalling nan, and what it should give."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import numpy as np

from symact.kernel.errors import Undefined
from symact.numerics.defects import limit_at_infinity
from symact.numerics.errors import UndecidedPoint
from symact.numerics.formats import Array, Format, magnitude_of
from symact.numerics.implementations import Implementation
from symact.numerics.oracle import Oracle
from symact.numerics.record import shown

Lookup = dict[str, Any]


def special_values(implementation: Implementation, oracle: Oracle, fmt: Format) -> dict[str, Lookup]:
    """For ±0, ±inf, nan and signalling nan: the result, what it should be, and whether it is.

    nan must give nan. ±inf must give the limit, as the oracle has it far outside the format, nan where the function
    is undefined there. At ±0 the result must be within an ulp of the value; where there is none but there are values
    on both sides, as for the derivative of relu, it must lie `between` those, as it does by every convention. `ok` is
    None where nothing is known. `zero_sign` says, where the value at ±0 is 0, whether the sign of the result is that of
    the function beside it.
    """
    values = special_inputs(fmt)
    results = implementation.run(np.concatenate([v.reshape(1) for v in values.values()]), fmt)
    found = {}
    for (name, value), result in zip(values.items(), results, strict=True):
        got = float(result)
        row: Lookup = {"got": shown(got)}
        if name in ("nan", "snan"):
            row |= {"want": shown(math.nan), "ok": math.isnan(got)}
        elif name in ("+inf", "-inf"):
            want, known = _wanted_far_out(oracle, fmt, name == "-inf")
            row |= {"want": shown(want), "ok": same(got, want) if known else None}
        else:
            row |= _at_zero(oracle, fmt, float(value), got)
        found[name] = row
    return found


def special_inputs(fmt: Format) -> dict[str, Array]:
    """The inputs that are not finite, and both zeros, in the carrier dtype; float8_e4m3fn has no infinities."""
    carrier = np.dtype(fmt.carrier)
    found = {"+0": 0.0, "-0": -0.0}
    if fmt.infinities:
        found |= {"+inf": math.inf, "-inf": -math.inf}
    values = {name: np.asarray(x, dtype=carrier) for name, x in (found | {"nan": math.nan}).items()}
    width = 8 * carrier.itemsize
    pattern = {16: 0x7D00, 32: 0x7FA00000, 64: 0x7FF4000000000000}[width]  # exponent all ones, quiet bit 0
    return values | {"snan": np.asarray(pattern, dtype=f"uint{width}").view(carrier)}


def _wanted_far_out(oracle: Oracle, fmt: Format, negative: bool) -> tuple[float | None, bool]:
    """The result at ±inf, and whether it is known: a finite limit, an infinite one, nan without a value."""
    try:
        limit = limit_at_infinity(oracle, fmt, negative)
        if limit is not None:
            return fmt.value(limit), True
        far = [Fraction(2) ** k for k in (fmt.emax + 1, 3 * fmt.emax // 2)]
        rounded = {oracle.round(-x if negative else x, fmt) for x in far}
    except Undefined:
        return math.nan, True
    except UndecidedPoint:
        return None, False
    (one, *more) = rounded
    return (fmt.value(one), True) if not more and magnitude_of(one) > fmt.largest else (None, False)


def _at_zero(oracle: Oracle, fmt: Format, x: float, got: float) -> Lookup:
    try:
        want = fmt.value(oracle.round(x, fmt))
    except Undefined:
        return _at_kink(oracle, fmt, got)
    except UndecidedPoint:
        return {"want": None, "ok": None}
    if want != 0:
        return {"want": shown(want), "ok": _close(fmt, got, want, want)}
    side = _sign_beside(oracle, fmt, x)
    if side is None:
        return {"want": shown(0.0), "ok": got == 0}
    kept = got == 0 and math.copysign(1.0, got) == side
    return {"want": shown(math.copysign(0.0, side)), "ok": got == 0, "zero_sign": "kept" if kept else "lost"}


def _at_kink(oracle: Oracle, fmt: Format, got: float) -> Lookup:
    """At 0 without a value: `between` are the values at the smallest numbers; neither at a pole."""
    try:
        beside = sorted(fmt.value(oracle.round(fmt.value(o), fmt)) for o in (-2, 1))
    except (Undefined, UndecidedPoint):
        return {"want": None, "ok": None}
    if not all(map(math.isfinite, beside)):
        return {"want": None, "ok": None}
    return {"want": None, "between": [shown(v) for v in beside], "ok": _close(fmt, got, beside[0], beside[1])}


def _close(fmt: Format, got: float, low: float, high: float) -> bool:
    """Whether a result lies between two numbers, or within an ulp of one of them."""
    if not math.isfinite(got):
        return False
    a, b, y = Fraction(low), Fraction(high), Fraction(got)
    return a - fmt.ulp(a) <= y <= b + fmt.ulp(b)


def _sign_beside(oracle: Oracle, fmt: Format, zero: float) -> int | None:
    """The sign of the function at the smallest number on that side of 0."""
    beside = math.copysign(fmt.value(1), zero)
    try:
        return oracle.enclose(beside, 8).sign or None
    except (Undefined, UndecidedPoint):
        return None


def same(got: float, want: float | None) -> bool:
    return want is not None and (got == want or (math.isnan(got) and math.isnan(want)))
