"""Which inputs to try: every one, or a seeded stratified sample that is dense where functions and formulas change."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from itertools import pairwise

import numpy as np

from symact.numerics.formats import Array, Format, magnitude_of
from symact.numerics.strata import Sample, sample

MAX_EDGES = 32
NEAR = 16  # neighbours on either side of a point of interest, fewer in a small sample
VECTOR = 64  # numbers: more than a vector of any format, unrolled four times
ACTIVE = (-30, 10)  # binades in which activation functions bend; half of a sample lies there


def exhaustive(fmt: Format, low: int | None = None, high: int | None = None) -> range:
    """Every finite ordinal from low to high."""
    first, last = _ends(fmt, low, high)
    return range(first, last + 1)


def stratified(
    fmt: Format, count: int, seed: int, low: int | None = None, high: int | None = None, near: Iterable[int] = ()
) -> Array:  # fmt: skip
    """About `count` ordinals, ascending and distinct: `spread` as an array."""
    return spread(fmt, count, seed, low, high, near)[:]


def spread(
    fmt: Format, count: int, seed: int, low: int | None = None, high: int | None = None, near: Iterable[int] = (),
    also: Iterable[int] = (),
) -> Sample:  # fmt: skip
    """About `count` ordinals, ascending and distinct, of which any part can be computed alone.

    One at random in each of equal strata of all ordinals, as many over the binades of `ACTIVE`, and the neighbours of
    `special_ordinals` and of the ordinals `near`; and those of `also`, which are more than that.
    """
    first, last = _ends(fmt, low, high)
    if last - first + 1 <= count:
        return sample(first, last, seed, (), [(first, last, last - first + 1)])
    special = [*special_ordinals(fmt), first, last, *near]
    width = max(0, min(NEAR, (count // 2 // len(special) - 1) // 2))
    dense = {o for s in special for o in range(s - width, s + width + 1) if first <= o <= last}
    share = max(count - len(dense), count // 2)
    dense |= {o for o in also if first <= o <= last}
    a, b = (magnitude_of(_clip(fmt, math.ldexp(1.0, e))) for e in ACTIVE)
    active = [(low, high, share // 4) for low, high in ((-1 - b, -1 - a), (a, b))]
    return sample(first, last, seed, dense, [(first, last, share - share // 2), *active])


def edges(fmt: Format, run: Callable[[Array], Array], ordinals: Array) -> list[int]:
    """Where neighbouring samples give results of another class, the ordinal at which it changes, by bisection.

    The classes are negative, zero, positive, infinite and nan; at most `MAX_EDGES` changes are followed, evenly chosen.
    """
    classes = _classes(run(fmt.values(ordinals)))
    changes = np.nonzero(classes[1:] != classes[:-1])[0].tolist()
    found = []
    for i in changes[:: max(1, -(-len(changes) // MAX_EDGES))]:
        low, high, usual = int(ordinals[i]), int(ordinals[i + 1]), classes[i]
        while high - low > 1:
            middle = (low + high) // 2
            if _classes(run(in_vectors(fmt.values(np.asarray([middle])))))[0] == usual:
                low = middle
            else:
                high = middle
        found.append(high)
    return found


def in_vectors(values: Array) -> Array:
    """The values and copies of the last one: a power of two, `VECTOR` or more, so that vector loops leave nothing over.

    Few lengths, too, for frameworks that compile for each.
    """
    length = max(VECTOR, 1 << (len(values) - 1).bit_length())
    return np.concatenate([values, np.repeat(values[-1:], length - len(values))])


def _classes(results: Array) -> Array:
    signs = np.sign(np.nan_to_num(results, nan=0.0, posinf=1.0, neginf=-1.0))
    return signs + 10 * np.isinf(results) + 100 * np.isnan(results)


def strata(rng: np.random.Generator, first: int, last: int, count: int) -> Array:
    """One ordinal at random in each of `count` equal strata of first … last."""
    if count <= 0:
        return np.empty(0, dtype=np.int64)
    edges = [first + (last - first + 1) * i // count for i in range(count + 1)]
    starts = np.asarray(edges[:-1], dtype=np.int64)
    widths = np.asarray([max(b - a, 1) for a, b in pairwise(edges)], dtype=np.uint64)
    return starts + rng.integers(0, widths, dtype=np.uint64).astype(np.int64)


def special_ordinals(fmt: Format) -> list[int]:
    """±0, ±1, the ends of the normal range, and where e^x, e^2x and e^(x²/2) leave it or lose the last digit."""
    top, bottom = (fmt.emax + 1) * math.log(2), (fmt.q - 1) * math.log(2)
    normal, digits = fmt.emin * math.log(2), fmt.p * math.log(2)
    values = [1.0, math.ldexp(1.0, fmt.emin), math.ldexp(1.0, 1 - fmt.p), math.ldexp(1.0, -fmt.p // 2)]
    for v in (top, -bottom, -normal, digits):
        values += [v, v / 2, math.sqrt(2 * v)]
    magnitudes = [0, *(magnitude_of(_clip(fmt, v)) for v in values), fmt.largest]
    return sorted({o for m in magnitudes for o in (m, -1 - m)})


def _clip(fmt: Format, value: float) -> int:
    return int(fmt.ordinals(fmt.round_array(np.asarray([min(value, float(fmt.maximum))])))[0])


def _ends(fmt: Format, low: int | None, high: int | None) -> tuple[int, int]:
    first, last = -1 - fmt.largest, fmt.largest
    return first if low is None else max(low, first), last if high is None else min(high, last)
