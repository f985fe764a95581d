"""Advice about speed, as ratios measured in one run: both variants in turn on the same array, many times.

A ratio is the time of what is advised against divided by that of what is advised, so more than 1 means that the advice
helps. Each variant is audited as well: what it costs in accuracy belongs to the answer.
"""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from importlib.util import find_spec
from typing import Any

import numpy as np

from symact.numerics.api import accuracy
from symact.numerics.errors import UsageError
from symact.numerics.formats import Array, find_format
from symact.numerics.formulas import formula
from symact.numerics.record import environment

REPEATS, SHORTEST, POINTS, SEED = 11, 200_000, 2000, 0  # pairs; nanoseconds; inputs of an audit
CLOCK = "thread_time" if hasattr(time, "thread_time_ns") else "perf_counter"
Act = Callable[[Any], Any]


@dataclass(frozen=True)
class Variant:
    """A way to compute. `prepare` turns the float64 array into what `run` takes; `audited` is what an audit takes, of
    the `derivative`-th derivative of `reference`, in `dtype`."""

    name: str
    run: Act = field(repr=False)
    audited: str | Act = field(repr=False)
    reference: str = "sigmoid"
    derivative: int = 0
    dtype: str = "float64"
    prepare: Act = field(default=lambda x: x, repr=False)


@dataclass(frozen=True)
class Tip:
    """`advised` is said to be faster than `other`; `sizes` are lengths of arrays."""

    name: str
    statement: str
    other: Callable[[], Variant]
    advised: Callable[[], Variant]
    sizes: tuple[int, ...]
    requires: tuple[str, ...] = ()


@dataclass(frozen=True)
class Ratio:
    """Of an array of `size` numbers: the median of `repeats` ratios, with their quartiles; nanoseconds per number."""

    size: int
    repeats: int
    median: float
    quartiles: tuple[float, float]
    other: float
    advised: float


@dataclass(frozen=True)
class Cost:
    """The largest error of a variant in ulp of its format, over all inputs and over |x| ≤ 20, enclosed; `ulp` is that
    of 1, which is 2^(1 - p)."""

    name: str
    dtype: str
    max_ulp: tuple[Fraction, Fraction]
    max_ulp_20: tuple[Fraction, Fraction]
    ulp: Fraction
    nonfinite: int
    false_zero_normal: int
    points: int


@dataclass(frozen=True)
class Timed:
    """A tip, measured; `absent` is the line that installs what it needs, where that is not there."""

    tip: Tip
    ratios: tuple[Ratio, ...]
    costs: tuple[Cost, ...]
    clock: str
    environment: Mapping[str, Any]
    absent: str | None = None


def timed(name: str, sizes: Sequence[int] = (), repeats: int = REPEATS, points: int = POINTS) -> Timed:
    """The ratios of a tip for arrays of these sizes, its own by default. UsageError for a tip that is not there."""
    if name not in TIPS:
        raise UsageError(f"no advice about speed called '{name}': there are {', '.join(TIPS)}")
    if repeats < 3 or any(size < 1 for size in sizes):
        raise UsageError("at least three repeats, and arrays of at least one number, are needed")
    tip = TIPS[name]
    lacking = [package for package in tip.requires if find_spec(package) is None]
    if lacking:
        return Timed(tip, (), (), CLOCK, environment(), f"pip install 'symact[{','.join(lacking)}]'")
    variants = tip.other(), tip.advised()
    ratios = tuple(ratio(*variants, size, repeats) for size in sizes or tip.sizes)
    return Timed(tip, ratios, tuple(cost(v, points) for v in variants), CLOCK, environment())


def cost(variant: Variant, points: int = POINTS) -> Cost:
    """What an audit says of a variant; formats of 16 bits are tried exhaustively."""
    fmt = find_format(variant.dtype)
    found = accuracy(
        variant.audited, variant.reference, variant.dtype, variant.derivative, behaviour=False, seed=SEED,
        points=points if fmt.bits > 16 else None,
    )  # fmt: skip
    worst, near = found.max_ulp, found.max_ulp_20
    if worst is None or near is None:
        raise UsageError(f"no result of {variant.name} in {variant.dtype} is finite")
    return Cost(
        variant.name, variant.dtype, worst, near, fmt.ulp(Fraction(1)), found.nonfinite, found.false_zero_normal,
        found.points,
    )  # fmt: skip


def ratio(other: Variant, advised: Variant, size: int, repeats: int) -> Ratio:
    """Pairs of measurements, of which every second one has the other order, after a first one that does not count."""
    x = np.random.default_rng(SEED).uniform(-8, 8, size)
    takes = [(v.run, v.prepare(x)) for v in (other, advised)]
    loops = [_loops(run, given) for run, given in takes]
    pairs: list[tuple[float, float]] = []
    collecting = gc.isenabled()
    gc.disable()
    try:
        for k in range(repeats):
            order = (0, 1) if k % 2 == 0 else (1, 0)
            found = [0.0, 0.0]
            for i in order:
                found[i] = _nanoseconds(*takes[i], loops[i]) / (loops[i] * size)
            pairs.append((found[0], found[1]))
    finally:
        if collecting:
            gc.enable()
    ratios = [a / b for a, b in pairs]
    low, _, high = statistics.quantiles(ratios, n=4, method="inclusive")
    medians = [statistics.median(times) for times in zip(*pairs, strict=True)]
    return Ratio(size, repeats, statistics.median(ratios), (low, high), medians[0], medians[1])


def _loops(run: Act, given: Any) -> int:
    """How many calls take long enough to be timed; the first call, which may compile, is left out."""
    run(given)
    loops = 1
    while _nanoseconds(run, given, loops) < SHORTEST:
        loops *= 2
    return loops


def _nanoseconds(run: Act, given: Any, loops: int) -> int:
    clock = time.thread_time_ns if CLOCK == "thread_time" else time.perf_counter_ns
    started = clock()
    for _ in range(loops):
        run(given)
    return max(clock() - started, 1)


def _of_formula(name: str, **options: Any) -> Variant:
    f = formula(name)
    return Variant(name, f.function, name, f.reference, f.derivative, **options)


def _loop() -> Variant:
    """A list in, a list out, as in the tutorial."""
    import math

    def run(values: list[float]) -> list[float]:
        return [1 / (1 + math.exp(-v)) for v in values]

    return Variant("sigmoid/math", run, "sigmoid/math", prepare=lambda x: x.tolist())


def _preallocated() -> Variant:
    """The same operations into an array that is there already."""
    kept: dict[tuple[int, Any], Array] = {}

    def run(x: Array) -> Array:
        out = kept.get((x.size, x.dtype))
        if out is None:
            out = kept.setdefault((x.size, x.dtype), np.empty_like(x))
        np.negative(x, out=out)
        np.exp(out, out=out)
        np.add(out, 1, out=out)
        return np.divide(1, out, out=out)

    return Variant("sigmoid/naive with out=", run, lambda x: run(x).copy())


def _in(dtype: str) -> Variant:
    narrow = _of_formula("sigmoid/naive", dtype=dtype, prepare=lambda x: x.astype(dtype))
    return Variant(f"{narrow.name} in {dtype}", narrow.run, narrow.audited, dtype=dtype, prepare=narrow.prepare)


def _maximum() -> Variant:
    def run(x: Array) -> Array:
        return np.maximum(x, 0)

    return Variant("numpy.maximum(x, 0)", run, run, "relu")


def _value_and(name: str) -> Variant:
    """The value and the derivative: with two more exponentials, or from s."""
    s, slope = formula("sigmoid/naive").function, formula("sigmoid_grad/quotient").function

    def again(x: Array) -> tuple[Array, Array]:
        return s(x), slope(x)

    def reused(x: Array) -> tuple[Array, Array]:
        y = s(x)
        return y, y * (1 - y)

    return Variant(f"value and {name}", reused if name.endswith("product") else again, name, "sigmoid", 1)


TIPS = {
    t.name: t
    for t in (
        Tip(
            "vectorise", "sigmoid of an array by numpy.exp is faster than a loop with math.exp", _loop,
            lambda: _of_formula("sigmoid/naive"), (1, 100, 10_000),
        ),
        Tip(
            "preallocate", "writing into an array that is there already, with out=, is faster",
            lambda: _of_formula("sigmoid/naive"), _preallocated, (100, 10_000, 300_000),
        ),
        Tip(
            "jit", "a loop that numba compiles is faster than numpy.exp", lambda: _of_formula("sigmoid/naive"),
            lambda: _of_formula("sigmoid/numba"), (100, 10_000, 100_000), ("numba",),
        ),
        Tip(
            "half", "half precision is faster than single precision", lambda: _in("float32"), lambda: _in("float16"),
            (100, 10_000, 100_000),
        ),
        Tip(
            "reuse", "s·(1 - s), with s from the forward pass, is faster than a formula with exponentials of its own",
            lambda: _value_and("sigmoid_grad/quotient"), lambda: _value_and("sigmoid_grad/product"),
            (100, 10_000, 100_000),
        ),
        Tip(
            "maximum", "ReLU by numpy.maximum, which needs no exponential, is faster than the sigmoid",
            lambda: _of_formula("sigmoid/naive"), _maximum, (100, 10_000, 100_000),
        ),
        Tip(
            "no_exponential", "ReLU by numpy.where, which needs no exponential, is faster than the sigmoid",
            lambda: _of_formula("sigmoid/naive"), lambda: _of_formula("relu/where"), (100, 10_000, 100_000),
        ),
    )
}  # fmt: skip
