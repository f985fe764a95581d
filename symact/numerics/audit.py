"""An audit: one implementation, one format, many inputs, every one of them accounted for.

Shard records merge: `merge` is associative and commutative but for `seconds`, so an audit may be cut anywhere.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

import numpy as np

from symact.kernel.errors import Undefined
from symact.numerics.formats import Array, Format, find_format, magnitude_of
from symact.numerics.implementations import Implementation
from symact.numerics.judge import ERROR_BITS, HALVES, KINDS, Judgement, judge
from symact.numerics.oracle import Oracle
from symact.numerics.record import shown, shown_bound, versions
from symact.numerics.second_opinion import confirm

Progress = Callable[[int, int], None]
CHUNK = 1 << 13
BINS = tuple((f"<={Fraction(n, 2)}", Fraction(n, 2)) for n in HALVES)
LAST_BIN = ">3"
LABELS = (*(label for label, _ in BINS), LAST_BIN)
DEFECTS = ("inf", "nan", "missing_overflow", "false_zero", "false_zero_normal", "wrong_sign", "undecided")
COUNTS = ("points", *KINDS, "undecided_rounding", "false_zero", "false_zero_normal", "wrong_sign", "correctly_rounded")
SAME = ("activation", "derivative", "implementation", "computed_in", "versions", "dtype", "seed", "exhaustive")


@dataclass(frozen=True)
class Worst:
    """The input with the largest error; `error` in 2^-32 ulp. Ties go to the smaller |x|, then to the positive one."""

    error: tuple[int, int]
    ordinal: int
    output: int

    def beats(self, other: Worst | None) -> bool:
        return other is None or self.key > other.key

    @property
    def key(self) -> tuple[int, int, int, bool]:
        return (*self.error, -magnitude_of(self.ordinal), self.ordinal >= 0)


@dataclass(frozen=True)
class Audit:
    """What became of every input tried; the counts of `symact.numerics.judge.KINDS` add up to `points`.

    `max_ulp` encloses the largest ulp error over finite results whose truth does not overflow, false zeros and wrong
    signs included; `max_ulp_normal` the same over truths in the normal range. `histogram` counts the measured inputs by
    the upper bound of their error. `first` gives, per defect and sign of the input, the first input in order of |x|.
    `exact` is the true value at the worst input.
    """

    activation: str
    derivative: int
    implementation: str
    computed_in: str
    versions: dict[str, str]
    dtype: str
    seed: int
    exhaustive: bool
    points: int = 0
    measured: int = 0
    nonfinite: int = 0
    missing_overflow: int = 0
    undefined: int = 0
    undecided: int = 0
    undecided_rounding: int = 0
    worst: Worst | None = None
    worst_normal: Worst | None = None
    false_zero: int = 0
    false_zero_normal: int = 0
    wrong_sign: int = 0
    correctly_rounded: int = 0
    histogram: dict[str, int] = field(default_factory=lambda: dict.fromkeys(LABELS, 0))
    first: dict[str, dict[str, float | None]] = field(default_factory=lambda: _signs())
    seconds: float = 0.0
    exact: str | None = None

    def __post_init__(self) -> None:
        if sum(getattr(self, kind) for kind in KINDS) != self.points:
            raise ValueError(f"the counts {', '.join(KINDS)} do not add up to {self.points} points")
        if sum(self.histogram.values()) != self.measured:
            raise ValueError("the histogram does not add up to the measured inputs")

    @property
    def max_ulp(self) -> tuple[Fraction, Fraction] | None:
        """[lo, hi] in ulp; None when no result could be measured."""
        return _bounds(self.worst)

    @property
    def max_ulp_normal(self) -> tuple[Fraction, Fraction] | None:
        return _bounds(self.worst_normal)

    @property
    def worst_input(self) -> float | None:
        return None if self.worst is None else find_format(self.dtype).value(self.worst.ordinal)

    @property
    def worst_output(self) -> float | None:
        return None if self.worst is None else find_format(self.dtype).value(self.worst.output)

    @property
    def points_per_second(self) -> float:
        return self.points / self.seconds if self.seconds > 0 else 0.0

    def to_json(self) -> dict[str, Any]:
        """Plain data; every float as `{"hex", "decimal"}`."""
        record: dict[str, Any] = {name: getattr(self, name) for name in (*SAME, *COUNTS)}
        for name in ("max_ulp", "max_ulp_normal"):
            bounds = getattr(self, name)
            record[name] = bounds and [shown_bound(bounds[0], up=False), shown_bound(bounds[1], up=True)]
        record |= {
            "worst_input": shown(self.worst_input),
            "worst_output": shown(self.worst_output),
            "exact": self.exact and {"hex": float(self.exact).hex(), "decimal": self.exact},
            "histogram": dict(self.histogram),
            "first": {defect: {s: shown(x) for s, x in signs.items()} for defect, signs in self.first.items()},
            "seconds": round(self.seconds, 6),
            "points_per_second": round(self.points_per_second, 1),
        }
        return record


def _bounds(worst: Worst | None) -> tuple[Fraction, Fraction] | None:
    if worst is None:
        return None
    lo, hi = worst.error
    return Fraction(lo, 1 << ERROR_BITS), Fraction(hi, 1 << ERROR_BITS)


def _signs() -> dict[str, dict[str, Any]]:
    return {defect: {"+": None, "-": None} for defect in DEFECTS}


class Tally:
    """The counts of one shard while they grow."""

    def __init__(self, fmt: Format) -> None:
        self.fmt = fmt
        self.counts = dict.fromkeys(COUNTS, 0)
        self.histogram = dict.fromkeys(LABELS, 0)
        self.first: dict[str, dict[str, int | None]] = _signs()
        self.worst: Worst | None = None
        self.worst_normal: Worst | None = None

    def add(self, ordinal: int, result: int | None, verdict: Judgement) -> None:
        counts = self.counts
        counts["points"] += 1
        counts[verdict.kind] += 1
        counts["correctly_rounded"] += verdict.correct is True
        counts["undecided_rounding"] += verdict.correct is None and verdict.kind not in ("undefined", "undecided")
        if verdict.kind == "measured":
            self.histogram[_bin(verdict)] += 1
        if verdict.error is not None and result is not None:
            found = Worst(verdict.error, ordinal, result)
            self.worst = found if found.beats(self.worst) else self.worst
            if verdict.normal:
                self.worst_normal = found if found.beats(self.worst_normal) else self.worst_normal
        for defect in self._defects(result, verdict):
            if defect in counts and defect not in KINDS:
                counts[defect] += 1
            sign = "+" if ordinal >= 0 else "-"
            seen = self.first[defect][sign]
            if seen is None or magnitude_of(ordinal) < magnitude_of(seen):
                self.first[defect][sign] = ordinal

    @staticmethod
    def _defects(result: int | None, verdict: Judgement) -> list[str]:
        if verdict.kind == "nonfinite":
            return ["nan" if result is None else "inf"]
        if verdict.kind in DEFECTS:
            return [verdict.kind]
        zero = ["false_zero", "false_zero_normal"][: 1 + verdict.normal] if verdict.false_zero else []
        return [*zero, *["wrong_sign"] * verdict.wrong_sign]


def _bin(verdict: Judgement) -> str:
    if verdict.correct or verdict.error is None:
        return BINS[0][0]
    return next((label for label, top in BINS if verdict.error[1] <= top * (1 << ERROR_BITS)), LAST_BIN)


def audit_shard(
    implementation: Implementation, oracle: Oracle, fmt: Format, ordinals: Array | range, *,
    activation: str, exhaustive: bool, seed: int = 0, progress: Progress | None = None,
) -> Audit:  # fmt: skip
    """The audit over these ordinals. `progress` is called with the inputs done and their number."""
    started = time.perf_counter()
    tally = Tally(fmt)
    for start in range(0, len(ordinals), CHUNK):
        chunk = np.asarray(ordinals[start : start + CHUNK], dtype=np.int64)
        values = fmt.values(chunk)
        results = implementation.run(values, fmt)
        outputs = fmt.ordinals(results)
        rows = zip(chunk.tolist(), values.tolist(), outputs.tolist(), np.isnan(results).tolist(), strict=True)
        for ordinal, x, output, is_nan in rows:
            result = None if is_nan else output
            tally.add(ordinal, result, _judged(oracle, fmt, x, result))
        if progress is not None:
            progress(min(start + CHUNK, len(ordinals)), len(ordinals))
    first = {d: {s: None if o is None else fmt.value(o) for s, o in signs.items()} for d, signs in tally.first.items()}
    same = (activation, oracle.derivative, implementation.name, implementation.computed_in(fmt), versions(), fmt.name)
    found: dict[str, Any] = {"histogram": tally.histogram, "first": first, **tally.counts}
    seconds = time.perf_counter() - started
    return Audit(
        *same, seed, exhaustive, worst=tally.worst, worst_normal=tally.worst_normal, seconds=seconds, **found
    )  # fmt: skip


def _judged(oracle: Oracle, fmt: Format, x: float, result: int | None) -> Judgement:
    try:
        return judge(oracle, fmt, x, result)
    except Undefined:
        return Judgement("undefined", correct=False)


def confirmed(audit: Audit, oracle: Oracle) -> Audit:
    """The audit with `exact` filled in, after mpmath has confirmed the true value at its worst inputs.

    Raises InternalError when mpmath contradicts the balls.
    """
    fmt, exact = find_format(audit.dtype), None
    for worst in dict.fromkeys(w for w in (audit.worst_normal, audit.worst) if w is not None):
        x = fmt.value(worst.ordinal)
        what = f"largest error of {audit.implementation}"
        exact = confirm(what, oracle.term, x, audit.derivative, oracle.enclose(x, 100))
    return replace(audit, exact=exact)


def merge(a: Audit, b: Audit) -> Audit:
    """The record of two shards of one audit, which must not share inputs; ValueError when the audits differ."""
    for name in SAME:
        if getattr(a, name) != getattr(b, name):
            raise ValueError(f"shards of different audits: {name} is {getattr(a, name)!r} and {getattr(b, name)!r}")
    return replace(
        a,
        **{name: getattr(a, name) + getattr(b, name) for name in (*COUNTS, "seconds")},
        worst=_worse(a.worst, b.worst),
        worst_normal=_worse(a.worst_normal, b.worst_normal),
        histogram={label: n + b.histogram[label] for label, n in a.histogram.items()},
        first={d: {s: _nearer(x, b.first[d][s]) for s, x in signs.items()} for d, signs in a.first.items()},
        exact=None,
    )


def _worse(a: Worst | None, b: Worst | None) -> Worst | None:
    return b if b is not None and b.beats(a) else a


def _nearer(x: float | None, y: float | None) -> float | None:
    if x is None or y is None:
        return x if y is None else y
    return x if abs(x) <= abs(y) else y
