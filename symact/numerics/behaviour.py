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
from symact.numerics.errors import UndecidedPoint, UsageError
from symact.numerics.formats import Array, Format, magnitude_of
from symact.numerics.implementations import Implementation
from symact.numerics.oracle import Oracle
from symact.numerics.record import shown
from symact.numerics.special import same, special_values

LONGEST = 67  # lengths 1 … 67: more than four vectors of sixteen numbers, and every remainder
LONG = (4_099, 70_003)  # for code that works in pieces, or with several threads from some length on
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


# ---------------------------------------------------------------- arrays


def array_dependence(implementation: Implementation, fmt: Format, seed: int) -> Lookup:
    """Whether a number's result depends on the array around it: its length, the offset and the stride in memory.

    Each number's result in one array is compared, bit by bit, with its results in other arrays. `first` is the
    smallest input, by magnitude, that has two results; arrays are up to 70,003 long.
    """
    ordinals = _mixed(fmt, seed)
    values = fmt.values(ordinals)
    whole = _bits(implementation.run(values.copy(), fmt), fmt)  # which may work in place
    compared, first = 0, None
    lengths = implementation.lengths or range(1, LONGEST + 1)
    for how, at, array in _layouts(values, lengths, with_memory=implementation.lengths is None):
        bits = _bits(implementation.run(array, fmt), fmt)
        compared += len(bits)
        other = np.flatnonzero(bits != whole[at])
        if not len(other):
            continue
        tried = ordinals[at][other]
        i = int(np.argmin(np.where(tried < 0, -1 - tried, tried)))
        if first is None or magnitude_of(int(tried[i])) < magnitude_of(first[0]):
            first = (int(tried[i]), how, int(whole[at][other[i]]), int(bits[other[i]]))
    if first is None:
        return {"found": False, "comparisons": compared, "first": None}
    ordinal, how, one, another = first
    results = {"long array": _shown_bits(one, fmt), how: _shown_bits(another, fmt)}
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


def _layouts(values: Array, lengths: Any, with_memory: bool) -> Iterator[tuple[str, slice | Array, Array]]:
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
    for length in LONG:
        again = np.arange(length) % count
        yield f"length {length}", again, values[again]


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
        lost = [o for (o, z), result in zip(rows, results.tolist(), strict=True) if same(result, z)]
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
