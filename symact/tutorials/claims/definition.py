"""What the sigmoid is: its value at 0, where it is defined, which values it takes, and how it grows."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np

from symact.numerics import find_format
from symact.numerics.formats import Array, Format
from symact.tutorials import measured
from symact.tutorials.assertion import Assertion, Topic
from symact.tutorials.record import CONDITIONAL, CONFIRMED, REFUTED, Evidence, Found, Value, exactly, floating
from symact.tutorials.theorems import Ask, highest, holds, value

SIGMOIDS = ("sigmoid/math", "sigmoid/naive", "sigmoid/masked", "sigmoid/where")
NAIVE = "sigmoid/naive"
ALL_TRIED, RUNS_TRIED = ("float16", "bfloat16"), ("float32", "float64")
RUN, PLACES = 1 << 16, tuple(range(-6, 5))  # neighbours in a run; it begins at ± 2 to these powers
ONLY = "the format is float16 or bfloat16, all of whose neighbours were compared"
FAR = 800.0  # beyond it the sigmoid and its complement are below all binary64 numbers


def far(dtype: str) -> float:
    return min(FAR, float(find_format(dtype).maximum))


def half_at_zero() -> Found:
    """Every implementation at 0, in every format that NumPy has."""
    values, rests = [], []
    for dtype in measured.NUMPY:
        fmt = find_format(dtype)
        zero = np.zeros(1, dtype=fmt.carrier)
        for name in SIGMOIDS:
            values.append(measured.in_format(f"{name}(0)", float(measured.results(name, zero, fmt)[0]), fmt))
        rests.append(Evidence("evaluated", f"{', '.join(SIGMOIDS)} at 0 in {dtype}"))
    good = all(float.fromhex(str(v.hex)) == 0.5 for v in values)
    return Found(CONFIRMED if good else REFUTED, tuple(values), tuple(rests))


def math_is_defined() -> Found:
    """Whether the loop over `math.exp` has a result for every double."""
    a = measured.audit("sigmoid/math", "float64")
    rests = [measured.of_audit(a)]
    if not a.nonfinite:
        return Found(CONFIRMED, evidence=tuple(rests))
    found = measured.breaks("sigmoid/math", "float64", ("nan", "inf"))
    values = [floating("no result from x", t.first) for t in found]
    values += [floating("a result still at x", t.outside[0]) for t in found if t.outside[0] is not None]
    rests += [measured.of_threshold("sigmoid/math", "float64", t) for t in found]
    condition = " and ".join(f"x {'<=' if t.sign == '+' else '>='} {t.outside[0]!r}" for t in found)
    remark = "math.exp raises OverflowError where numpy.exp gives inf, and 1/inf is 0."
    return Found(CONDITIONAL, tuple(values), tuple(rests), condition, remark)


def ends_reached() -> tuple[list[Value], list[Evidence], bool]:
    """From which float on the textbook form, and the correctly rounded function, are exactly 0 or 1; and if any is."""
    values, rests, reached = [], [], False
    for dtype in measured.NUMPY:
        fmt = find_format(dtype)
        for end, until in ((1.0, far(dtype)), (0.0, -far(dtype))):
            code = measured.edge(partial(_is, dtype, end), 0.0, until, fmt)
            true = measured.rounded_edge("sigmoid", end, 0.0, until, fmt)
            if code is not None:
                values.append(measured.in_format(f"{NAIVE} is {end:g} from x", code.first, fmt))
                said = (
                    f"{NAIVE} in {dtype} is {end:g} at {code.first!r}, and not yet at {code.before!r} (adjacent pair)"
                )
                rests.append(Evidence("threshold", said, f"symact thresholds sigmoid --impl naive --dtype {dtype}"))
            if true is not None:
                values.append(measured.in_format(f"correct rounding gives {end:g} from x", true.first, fmt))
            reached |= code is not None or true is not None
    return values, rests, reached


def _is(dtype: str, end: float, x: float) -> bool:
    fmt = find_format(dtype)
    return bool(measured.results(NAIVE, np.asarray([x], dtype=fmt.carrier), fmt)[0] == end)


def ends(included: bool) -> Found:
    """Whether 0 and 1 are results, held against the statement that they are, or that they are not."""
    values, rests, reached = ends_reached()
    remark = "Every number close enough to 1 or 0 rounds to it: no implementation can avoid that."
    tried = Evidence("threshold", f"{NAIVE} and correct rounding, searched up to ±{FAR:g}")
    return Found(CONFIRMED if reached == included else REFUTED, tuple(values), (*rests, tried), remark=remark)


def rises_everywhere() -> Found:
    """Neighbouring results of the textbook form, for all numbers of binary16 and bfloat16."""
    rows = [steps(dtype) for dtype in ALL_TRIED]
    values = [exactly(f"neighbours that do not rise, {s.dtype}", s.level + s.falls) for s in rows]
    bad = any(s.level + s.falls for s in rows)
    return Found(REFUTED if bad else CONDITIONAL, tuple(values), tuple(map(of_steps, rows)), None if bad else ONLY)


def never_falls() -> Found:
    """The same, and runs of neighbours in the larger formats: what is not tried there is not confirmed, either."""
    rows = [steps(dtype) for dtype in (*ALL_TRIED, *RUNS_TRIED)]
    values = [exactly(f"neighbours that fall, {s.dtype}", s.falls) for s in rows]
    for s in rows:
        if s.first is not None:
            named = zip(("x", "next x", "result at x", "result at next x"), s.first, strict=True)
            values += [measured.in_format(name, v, find_format(s.dtype)) for name, v in named]
    bad = any(s.falls for s in rows)
    remark = "NumPy's exponential is off by more than half an ulp, and so not monotone." if bad else ""
    return Found(
        REFUTED if bad else CONDITIONAL, tuple(values), tuple(map(of_steps, rows)), None if bad else ONLY, remark
    )


@dataclass(frozen=True)
class Steps:
    """Pairs of neighbours in a format: how many there are, at how many the result stays or falls, the first that falls
    with its results."""

    dtype: str
    pairs: int
    level: int
    falls: int
    first: tuple[float, float, float, float] | None


def steps(dtype: str) -> Steps:
    """All pairs of a format of 16 bits; of a larger one those in runs up from ±2^k."""
    fmt = find_format(dtype)
    runs = [measured.every(fmt)] if dtype in ALL_TRIED else [_run(fmt, s * 2.0**k) for s in (-1, 1) for k in PLACES]
    pairs = level = falls = 0
    first = None
    for x in runs:
        y = measured.results(NAIVE, x, fmt).astype(np.float64)
        difference = np.diff(y)
        pairs, level = pairs + len(difference), level + int((difference == 0).sum())
        fallen = np.flatnonzero(difference < 0)
        falls += len(fallen)
        if len(fallen) and first is None:
            i = int(fallen[0])
            first = float(x[i]), float(x[i + 1]), float(y[i]), float(y[i + 1])
    return Steps(dtype, pairs, level, falls, first)


def _run(fmt: Format, start: float) -> Array:
    begin = fmt.ordinal(start)
    return fmt.values(np.arange(begin, begin + RUN, dtype=np.int64))


def of_steps(s: Steps) -> Evidence:
    which = "all" if s.dtype in ALL_TRIED else f"runs up from ±2^{PLACES[0]} … ±2^{PLACES[-1]},"
    return Evidence(
        "audit", f"{NAIVE} in {s.dtype}, {which} {s.pairs:,} pairs of neighbours: {s.level:,} stay, {s.falls:,} fall"
    )


TOPIC = Topic("definition", "What the sigmoid is", 1, (
    Assertion(
        "sigmoid.value_0", "σ(0) = ½.", "sigmoid", "reals", "theorem",
        holds("sigmoid(0) == 1/2", values=lambda: [value("σ(0)", "sigmoid", 0)]), picture="sigmoid",
    ),
    Assertion(
        "sigmoid.value_0.floats", "Code gives exactly 0.5 at 0.", "sigmoid/*", "floats", "experiment", half_at_zero,
    ),
    Assertion(
        "sigmoid.domain", "σ is defined for every real number.", "sigmoid", "reals", "theorem",
        holds("1/(1 + exp(-x)) == sigmoid(x)"),
    ),
    Assertion(
        "sigmoid.domain.floats", "The loop with math.exp has a result for every float.", "sigmoid/math", "floats",
        "exact threshold", math_is_defined,
    ),
    Assertion(
        "sigmoid.range_open", "The values lie strictly between 0 and 1.", "sigmoid", "reals", "theorem",
        holds("sigmoid(x) > 0", "sigmoid(x) < 1", "Range(sigmoid(x), x) == Interval.open(0, 1)"),
    ),
    Assertion(
        "sigmoid.range_open.floats", "The results lie strictly between 0 and 1.", "sigmoid/naive", "floats",
        "exact threshold", lambda: ends(included=False),
    ),
    Assertion(
        "sigmoid.range_closed", "The values lie between 0 and 1, both included.", "sigmoid", "reals", "theorem",
        holds("Range(sigmoid(x), x) == Interval(0, 1)"),
    ),
    Assertion(
        "sigmoid.range_closed.floats", "The results lie between 0 and 1, both included.", "sigmoid/naive", "floats",
        "exact threshold", lambda: ends(included=True),
    ),
    Assertion(
        "sigmoid.increasing", "σ is strictly increasing.", "sigmoid", "reals", "theorem",
        holds(Ask("sigmoid(x) < sigmoid(y)", ("x < y",)), "Derivative(sigmoid(x), x) > 0"),
    ),
    Assertion(
        "sigmoid.increasing.floats", "A larger float gives a larger result.", "sigmoid/naive", "floats",
        "exhaustive audit", rises_everywhere,
    ),
    Assertion(
        "sigmoid.never_falls.floats", "A larger float never gives a smaller result.", "sigmoid/naive", "floats",
        "sampled audit", never_falls,
    ),
    Assertion(
        "sigmoid.differentiable", "σ is continuous and differentiable everywhere.", "sigmoid", "reals", "theorem",
        holds("Derivative(sigmoid(x), x) == sigmoid(x)*(1 - sigmoid(x))"),
    ),
    Assertion(
        "sigmoid.s_shaped", "σ is S-shaped: from 0 to 1, convex up to 0 and concave from there.", "sigmoid", "reals",
        "theorem",
        holds(
            Ask("Derivative(sigmoid(x), (x, 2)) > 0", ("x < 0",)),
            Ask("Derivative(sigmoid(x), (x, 2)) < 0", ("x > 0",)),
            "Limit(sigmoid(x), x, -oo) == 0", "Limit(sigmoid(x), x, oo) == 1",
            values=lambda: highest("steepest", "sigmoid", 1),
        ), picture="sigmoid",
    ),
))  # fmt: skip
