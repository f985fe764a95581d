"""What an implementation does besides rounding: special values, what its results depend on, subnormal numbers.

Three findings, each plain data: `special_values`, `array_dependence`, `flushes`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any

import numpy as np

from symact.kernel.errors import Undefined
from symact.numerics.defects import limit_at_infinity
from symact.numerics.errors import UndecidedPoint, UsageError
from symact.numerics.formats import Array, Format, magnitude_of
from symact.numerics.implementations import Implementation
from symact.numerics.oracle import Oracle
from symact.numerics.record import shown

LONGEST = 67  # lengths 1 … 67: more than four vectors of sixteen numbers, and every remainder
WINDOWS = 4  # places of a run of inputs that are tried with each length
STRIDES = (2, 3, 5, 16, -1)
OFFSETS = range(1, 17)
GRID = 96  # places per sign at which the exact value is looked at for subnormal results
EACH = 24  # inputs tried on a stretch of subnormal inputs or results
Lookup = dict[str, Any]


def behaviour(implementation: Implementation, oracle: Oracle, fmt: Format, seed: int) -> dict[str, Any]:
    """All three findings, as fields of an audit; `{"failed": …}` where the implementation refuses such inputs."""
    questions: dict[str, Callable[[], Lookup]] = {
        "special": lambda: special_values(implementation, oracle, fmt),
        "array_dependence": lambda: array_dependence(implementation, fmt, seed),
        "flushes": lambda: flushes(implementation, oracle, fmt),
    }
    return {name: _answered(question) for name, question in questions.items()}


def _answered(question: Callable[[], Lookup]) -> Lookup:
    try:
        return question()
    except UsageError as error:
        return {"failed": str(error)}


# ---------------------------------------------------------------- special values


def special_values(implementation: Implementation, oracle: Oracle, fmt: Format) -> dict[str, Lookup]:
    """For ±0, ±inf, nan and signalling nan: the result, what it should be, and whether it is.

    nan must give nan. ±inf must give the limit, as the oracle has it far outside the format, nan where the function
    is undefined there. At ±0 the result must be within an ulp of the value. `ok` is None where the limit is not known.
    `zero_sign` says, where the value at ±0 is 0, whether the sign of the result is that of the function beside it.
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
            row |= {"want": shown(want), "ok": _same(got, want) if known else None}
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
    except (Undefined, UndecidedPoint):  # at a kink or a pole conventions differ
        return {"want": None, "ok": None}
    if want != 0:
        close = math.isfinite(got) and abs(Fraction(got) - Fraction(want)) <= fmt.ulp(Fraction(want))
        return {"want": shown(want), "ok": close}
    side = _sign_beside(oracle, fmt, x)
    if side is None:
        return {"want": shown(0.0), "ok": got == 0}
    kept = got == 0 and math.copysign(1.0, got) == side
    return {"want": shown(math.copysign(0.0, side)), "ok": got == 0, "zero_sign": "kept" if kept else "lost"}


def _sign_beside(oracle: Oracle, fmt: Format, zero: float) -> int | None:
    """The sign of the function at the smallest number on that side of 0."""
    beside = math.copysign(fmt.value(1), zero)
    try:
        return oracle.enclose(beside, 8).sign or None
    except (Undefined, UndecidedPoint):
        return None


def _same(got: float, want: float | None) -> bool:
    return want is not None and (got == want or (math.isnan(got) and math.isnan(want)))


# ---------------------------------------------------------------- arrays


def array_dependence(implementation: Implementation, fmt: Format, seed: int) -> Lookup:
    """Whether a number's result depends on the array around it: its length, the offset and the stride in memory.

    Each number's result in one long array is compared, bit by bit, with its results in other arrays. `first` is the
    smallest input, by magnitude, that has two results.
    """
    ordinals = _mixed(fmt, seed)
    values = fmt.values(ordinals)
    whole = _bits(implementation.run(values, fmt), fmt)
    compared, first = 0, None
    lengths = implementation.lengths or range(1, LONGEST + 1)
    for how, at, array in _layouts(values, lengths, with_memory=implementation.lengths is None):
        bits = _bits(implementation.run(array, fmt), fmt)
        compared += len(bits)
        for i in np.flatnonzero(bits != whole[at]).tolist():
            ordinal = int(ordinals[at][i])
            if first is None or magnitude_of(ordinal) < magnitude_of(first[0]):
                first = (ordinal, how, int(whole[at][i]), int(bits[i]))
    if first is None:
        return {"found": False, "comparisons": compared, "first": None}
    ordinal, how, one, other = first
    results = {"long array": _shown_bits(one, fmt), how: _shown_bits(other, fmt)}
    return {
        "found": True, "comparisons": compared,
        "first": {"input": shown(fmt.value(ordinal)), "where": how, "results": results},
    }  # fmt: skip


def _mixed(fmt: Format, seed: int) -> Array:
    """Numbers of all sizes, most between 2^-12 and 2^7, shuffled: neighbours in an array are strangers."""
    rng = np.random.default_rng(seed)
    low, high = (fmt.ordinal(fmt.round(Fraction(2) ** max(e, fmt.emin))) for e in (-12, min(7, fmt.emax)))
    near, far = rng.integers(low, high, 3 * LONGEST), rng.integers(0, fmt.largest, LONGEST)
    found = np.concatenate([near, far])
    return np.where(rng.integers(0, 2, len(found)) == 1, found, -1 - found)


def _layouts(values: Array, lengths: Any, with_memory: bool) -> Iterator[tuple[str, slice, Array]]:
    """(how it lies in memory, which of the values they are, the array)."""
    count = len(values)
    for length in lengths:
        for start in sorted({w * (count - length) // WINDOWS for w in range(WINDOWS)}):
            yield f"length {length}", slice(start, start + length), values[start : start + length].copy()
    if not with_memory:
        return
    part = slice(0, LONGEST)
    for offset in OFFSETS:
        wide = np.zeros(LONGEST + offset, dtype=values.dtype)
        wide[offset:] = values[part]
        yield f"{offset} numbers into a buffer", part, wide[offset:]
    for stride in STRIDES:
        wide = np.zeros(LONGEST * abs(stride), dtype=values.dtype)
        taken = wide[::stride][:LONGEST]
        taken[:] = values[part]
        yield f"stride {stride}", part, taken


def _bits(results: Array, fmt: Format) -> Array:
    """Bit patterns in the format's carrier; every nan counts as one."""
    carrier = np.ascontiguousarray(results, dtype=fmt.carrier)
    quiet = np.where(np.isnan(carrier), np.asarray(np.nan, dtype=carrier.dtype), carrier)
    return quiet.view(f"uint{8 * carrier.dtype.itemsize}")


def _shown_bits(bits: int, fmt: Format) -> dict[str, str] | None:
    width = 8 * np.dtype(fmt.carrier).itemsize
    return shown(float(np.asarray(bits, dtype=f"uint{width}").view(fmt.carrier)))


# ---------------------------------------------------------------- subnormal numbers


def flushes(implementation: Implementation, oracle: Oracle, fmt: Format) -> dict[str, Lookup]:
    """Whether subnormal inputs are read as zero, and subnormal results given as zero.

    An input is lost if its result is the one at zero, a result if it is zero, and the correctly rounded result is
    farther from that than its neighbour. All are `lost` where a processor flushes, or a formula cancels; `some lost` is
    early underflow. `not seen` where the function does not tell, as sigmoid at subnormal inputs.
    """
    tried = _where_subnormal(oracle, fmt)
    zeros = {s: float(implementation.run(np.asarray([s * 0.0], dtype=fmt.carrier), fmt)[0]) for s in (1.0, -1.0)}
    found: dict[str, Lookup] = {}
    for name, candidates in tried.items():
        without = [0.0 if name == "outputs" else zeros[1.0 if o >= 0 else -1.0] for o, _ in candidates]
        rows = [(o, z) for (o, t), z in zip(candidates, without, strict=True) if _apart(t, z, fmt)]
        results = implementation.run(fmt.values(np.asarray([o for o, _ in rows], dtype=np.int64)), fmt)
        lost = [o for (o, z), result in zip(rows, results.tolist(), strict=True) if _same(result, z)]
        first = min(lost, key=magnitude_of, default=None)
        state = "not seen" if not rows else "kept" if not lost else "lost" if len(lost) == len(rows) else "some lost"
        found[name] = {
            "state": state, "tried": len(rows), "lost": len(lost),
            "first": None if first is None else shown(fmt.value(first)),
        }  # fmt: skip
    return found


def _where_subnormal(oracle: Oracle, fmt: Format) -> dict[str, list[tuple[int, int]]]:
    """Inputs with the correctly rounded results: subnormal inputs that tell, and normal ones with subnormal results."""
    tiny = 1 << (fmt.p - 1)  # the smallest normal magnitude
    found: dict[str, list[tuple[int, int]]] = {"inputs": [], "outputs": []}
    for flip in (0, -1):  # m ^ -1 is -1 - m, the ordinal of the opposite number
        at_zero = _rounded(oracle, fmt, flip)
        inputs = sorted({1, tiny - 1, *(max(1, k * tiny // EACH) for k in range(1, EACH))})
        for ordinal in (m ^ flip for m in inputs if m < tiny):
            truth = _rounded(oracle, fmt, ordinal)
            if truth is not None and magnitude_of(truth) <= fmt.largest and not _equal(truth, at_zero):
                found["inputs"].append((ordinal, truth))
        for ordinal in (m ^ flip for m in _subnormal_results(oracle, fmt, flip)):
            truth = _rounded(oracle, fmt, ordinal)
            if truth is not None and 0 < magnitude_of(truth) < tiny:
                found["outputs"].append((ordinal, truth))
    return found


def _subnormal_results(oracle: Oracle, fmt: Format, flip: int) -> list[int]:
    """Normal magnitudes spread over the stretches on which results are subnormal, found by bisection on a grid."""
    tiny = 1 << (fmt.p - 1)

    def kind(m: int) -> int:
        truth = _rounded(oracle, fmt, m ^ flip)
        size = tiny if truth is None else magnitude_of(truth)
        return 0 if size == 0 else 1 if size < tiny else 2

    low = fmt.ordinal(fmt.round(Fraction(2) ** max(-8, fmt.emin)))
    grid = sorted({tiny, fmt.largest, *(low + k * (fmt.largest - low) // (GRID * 8) for k in range(GRID))})
    kinds = [kind(m) for m in grid]
    found: set[int] = set()
    for a, b, ka, kb in zip(grid, grid[1:], kinds, kinds[1:], strict=False):
        if ka == kb == 1:
            found |= {a, b}
        elif ka != kb:
            first = a if ka == 1 else _edge(kind, a, b, ka)
            last = b if kb == 1 else _edge(kind, a, b, kb, last=True)
            found |= {first + k * (last - first) // EACH for k in range(EACH + 1)} if first <= last else set()
    return sorted(m for m in found if m >= tiny)


def _edge(kind: Any, a: int, b: int, outside: int, last: bool = False) -> int:
    """The first magnitude after a that is no longer of the kind `outside`; with `last`, the last before b."""
    while b - a > 1:
        middle = (a + b) // 2
        inside = kind(middle) != outside
        if inside != last:
            b = middle
        else:
            a = middle
    return a if last else b


def _rounded(oracle: Oracle, fmt: Format, ordinal: int) -> int | None:
    try:
        return oracle.round(fmt.value(ordinal), fmt)
    except (Undefined, UndecidedPoint):
        return None


def _apart(truth: int, flushed: float, fmt: Format) -> bool:
    if not math.isfinite(flushed) or not fmt.exact(Fraction(flushed)):
        return fmt.value(truth) != flushed
    return abs(Fraction(fmt.value(truth)) - Fraction(flushed)) > fmt.ulp(Fraction(flushed))


def _equal(a: int, b: int | None) -> bool:
    return b is not None and (a == b or magnitude_of(a) == magnitude_of(b) == 0)
