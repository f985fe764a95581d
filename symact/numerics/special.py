"""Special values: what an implementation gives at ±0, ±inf, nan and signalling nan, and what it should give."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import numpy as np

from symact.kernel.errors import Undefined
from symact.numerics.errors import UndecidedPoint
from symact.numerics.formats import Array, Format
from symact.numerics.implementations import Implementation
from symact.numerics.limits import Limit, limit_of
from symact.numerics.oracle import Oracle
from symact.numerics.record import shown

Lookup = dict[str, Any]


def special_values(implementation: Implementation, oracle: Oracle, fmt: Format) -> dict[str, Lookup]:
    """For ±0, ±inf, nan and signalling nan: the result, what it should be, and whether it is.

    nan must give nan. ±inf must give the correctly rounded limit, if the kernel shows that there is one, and nan if it
    shows that the function has no value for any |x| large enough. At ±0 the
    result must be within an ulp of the value; where there is none but there are limits from both sides, as for the
    derivative of relu, it must lie `between` those, as it does by every convention. `ok` is None where nothing is
    asked, and `why` says why. `zero_sign` says, where the value at ±0 is 0, whether the sign of the result is that of
    the function at the smallest number on that side.
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
            row |= _far_out(oracle, fmt, name == "-inf", got)
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


def _far_out(oracle: Oracle, fmt: Format, negative: bool, got: float) -> Lookup:
    try:
        limit = _limit(oracle, None, -1 if negative else 1)
        want = math.copysign(math.inf, limit.infinite) if limit.infinite else _rounded(limit, fmt)
    except Undefined:
        want = math.nan
    except UndecidedPoint as error:
        return {"want": None, "ok": None, "why": str(error)}
    if want is None:
        return {"want": None, "ok": None, "why": "there is no limit"}
    return {"want": shown(want), "ok": same(got, want)}


def _limit(oracle: Oracle, at: Fraction | None, side: int) -> Limit:
    return limit_of(oracle.term, oracle.variable, oracle.derivative, at, side)


def _rounded(limit: Limit, fmt: Format) -> float | None:
    """The correctly rounded limit, if there is a finite one."""
    return None if limit.value is None else fmt.value(Oracle(limit.value).round(0.0, fmt)) + 0.0  # no -0


def _at_zero(oracle: Oracle, fmt: Format, x: float, got: float) -> Lookup:
    try:
        want = fmt.value(oracle.round(x, fmt))
    except Undefined:
        return _at_kink(oracle, fmt, got)
    except UndecidedPoint as error:
        return {"want": None, "ok": None, "why": str(error)}
    if not math.isfinite(want):  # the value overflows
        return {"want": shown(want), "ok": same(got, want)}
    if want != 0:
        return {"want": shown(want), "ok": _close(fmt, got, want, want)}
    side = _sign_beside(oracle, fmt, x)
    if side is None:
        return {"want": shown(0.0), "ok": got == 0}
    kept = got == 0 and math.copysign(1.0, got) == side
    return {"want": shown(math.copysign(0.0, side)), "ok": got == 0, "zero_sign": "kept" if kept else "lost"}


def _at_kink(oracle: Oracle, fmt: Format, got: float) -> Lookup:
    """At 0 without a value: `between` are the limits from both sides, if both are finite."""
    try:
        beside = [_rounded(_limit(oracle, Fraction(0), side), fmt) for side in (-1, 1)]
    except Undefined as error:
        return {"want": None, "ok": None, "why": f"no value on one side of 0: {error}"}
    except UndecidedPoint as error:
        return {"want": None, "ok": None, "why": str(error)}
    finite = sorted(v for v in beside if v is not None and math.isfinite(v))
    if len(finite) < 2:
        return {"want": None, "ok": None, "why": "the limits from both sides of 0 are not both finite"}
    low, high = finite
    return {"want": None, "between": [shown(low), shown(high)], "ok": _close(fmt, got, low, high)}


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
