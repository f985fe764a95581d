"""An audit: one implementation, one format, many inputs, every one of them accounted for.

Shard records merge: `merge` is associative and commutative but for `seconds`, so an audit may be cut anywhere.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

import numpy as np

from symact.kernel.errors import Undefined
from symact.numerics.errors import InternalError, UndecidedPoint
from symact.numerics.formats import Array, Format, find_format
from symact.numerics.implementations import Implementation
from symact.numerics.judge import KINDS, Judgement, judge, straddles
from symact.numerics.models.cells import Model
from symact.numerics.models.evaluate import environment
from symact.numerics.oracle import Oracle
from symact.numerics.record import machine, shown, shown_bound, versions
from symact.numerics.second_opinion import confirm
from symact.numerics.strata import Ordinals
from symact.numerics.sweep import Judge
from symact.numerics.tally import COUNTS, LABELS, Tally, Worst, bounds_in_ulp, signs

Progress = Callable[[int, int], None]
Reserve = Callable[[], Model]
BLOCK = 1 << 15
FINDINGS = ("special", "array_dependence", "flushes")
SAME = (
    "activation", "derivative", "implementation", "computed_in", "versions", "machine", "dtype", "seed", "exhaustive",
)  # fmt: skip


@dataclass(frozen=True)
class Audit:
    """What became of every input tried; the counts of `symact.numerics.judge.KINDS` add up to `points`.

    `max_ulp` encloses the largest ulp error over finite results whose truth does not overflow, false zeros and wrong
    signs included; `max_ulp_normal` the same over truths in the normal range. `histogram` counts the measured inputs by
    the upper bound of their error. `first` gives, per defect and sign of the input, the first input in order of |x|.
    `max_ulp_20` is over |x| ≤ 20. `exact` is the true value at the worst input; `searched` inputs were looked at for
    large errors before that. `special`, `array_dependence` and `flushes` are findings of `symact.numerics.behaviour`,
    None where it was not asked. `condition` is by how many ulp half an ulp of the worst input moves the exact value.
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
    worst_20: Worst | None = None
    false_zero: int = 0
    false_zero_normal: int = 0
    wrong_sign: int = 0
    correctly_rounded: int = 0
    histogram: dict[str, int] = field(default_factory=lambda: dict.fromkeys(LABELS, 0))
    first: dict[str, dict[str, float | None]] = field(default_factory=lambda: signs())
    seconds: float = 0.0
    exact: str | None = None
    machine: dict[str, Any] = field(default_factory=dict)
    special: dict[str, Any] | None = None
    array_dependence: dict[str, Any] | None = None
    flushes: dict[str, Any] | None = None
    condition: float | None = None
    searched: int = 0

    def __post_init__(self) -> None:
        if sum(getattr(self, kind) for kind in KINDS) != self.points:
            raise ValueError(f"the counts {', '.join(KINDS)} do not add up to {self.points} points")
        if sum(self.histogram.values()) != self.measured:
            raise ValueError("the histogram does not add up to the measured inputs")

    @property
    def max_ulp(self) -> tuple[Fraction, Fraction] | None:
        """[lo, hi] in ulp; None when no result could be measured."""
        return self._bounds(self.worst)

    @property
    def max_ulp_normal(self) -> tuple[Fraction, Fraction] | None:
        return self._bounds(self.worst_normal)

    @property
    def max_ulp_20(self) -> tuple[Fraction, Fraction] | None:
        return self._bounds(self.worst_20)

    def _bounds(self, worst: Worst | None) -> tuple[Fraction, Fraction] | None:
        return None if worst is None else bounds_in_ulp(worst.error, self.histogram)

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
        for name in ("max_ulp", "max_ulp_normal", "max_ulp_20"):
            bounds = getattr(self, name)
            record[name] = bounds and [shown_bound(bounds[0], up=False), shown_bound(bounds[1], up=True)]
        record |= {
            "worst_input": shown(self.worst_input),
            "worst_output": shown(self.worst_output),
            "exact": self.exact and {"hex": float(self.exact).hex(), "decimal": self.exact},
            "histogram": dict(self.histogram),
            "first": {defect: {s: shown(x) for s, x in signs.items()} for defect, signs in self.first.items()},
            "condition": shown(self.condition),
            "searched": self.searched,
            **{name: getattr(self, name) for name in FINDINGS},
            "seconds": round(self.seconds, 6),
            "points_per_second": round(self.points_per_second, 1),
        }
        return record


def audit_shard(
    implementation: Implementation, oracle: Oracle, fmt: Format, ordinals: Ordinals, *,
    activation: str, exhaustive: bool, seed: int = 0, progress: Progress | None = None, model: Model | None = None,
    reserve: Reserve | None = None,
) -> Audit:  # fmt: skip
    """The audit over these ordinals, which ascend. `progress` is called with the inputs done and their number.

    With a model, most inputs are judged by it; without, all by the oracle, and what that leaves open by the model
    that `reserve` gives: one tells x - 1 + tiny from a tie where balls lack the digits. That is done input by input,
    so that the record does not depend on how the inputs are cut.
    """
    started = time.perf_counter()
    judge_ = None if model is None else Judge(model, fmt)
    tally = Tally(fmt, 0.0 if judge_ is None else judge_.margin)
    environment(implementation.name)
    done = 0
    for block in blocks(ordinals):
        results = implementation.run(fmt.values(block), fmt)
        if judge_ is None:
            tally.ask(block)
        else:
            judge_.judge(block, results, tally)
        left = _answer(tally, oracle, fmt, block, results, model is None and reserve is not None)
        if left and reserve is not None:
            _ask_reserve(tally, Judge(reserve(), fmt), block, results, left)
        done += len(block)
        if progress is not None:
            progress(done, len(ordinals))
    environment(implementation.name)
    first = {d: {s: None if o is None else fmt.value(o) for s, o in signs.items()} for d, signs in tally.first.items()}
    known = {**versions(), **implementation.versions}
    same = (activation, oracle.derivative, implementation.name, implementation.computed_in(fmt), known, fmt.name)
    found: dict[str, Any] = {"histogram": tally.histogram, "first": first, **tally.counts}
    seconds = time.perf_counter() - started
    return Audit(
        *same, seed, exhaustive, worst=tally.worst, worst_normal=tally.worst_normal, worst_20=tally.worst_20,
        seconds=seconds, machine=machine(), **found,
    )  # fmt: skip


def blocks(ordinals: Ordinals) -> Iterator[Array]:
    """The inputs in pieces of one sign."""
    for start in range(0, len(ordinals), BLOCK):
        part = ordinals[start : start + BLOCK]
        block = np.arange(part.start, part.stop) if isinstance(part, range) else np.asarray(part, dtype=np.int64)
        negative = int(np.searchsorted(block, 0))
        yield from (part for part in (block[:negative], block[negative:]) if len(part))


def _answer(
    tally: Tally, oracle: Oracle, fmt: Format, block: Array, results: Array, set_aside: bool
) -> dict[int, tuple[int | None, Judgement]]:  # fmt: skip
    """Asks tier 2 what the block left open; what stays open there, if it is to be set aside."""
    left: dict[int, tuple[int | None, Judgement]] = {}
    if not tally.asked:
        return left
    asked, tally.asked = np.concatenate(tally.asked), []
    found = results[np.searchsorted(block, asked)]  # blocks ascend
    rows = zip(
        asked.tolist(), fmt.values(asked).tolist(), fmt.ordinals(found).tolist(), np.isnan(found).tolist(), strict=True
    )
    for ordinal, x, output, is_nan in rows:
        result = None if is_nan else output
        verdict = _judged(oracle, fmt, x, result)
        if set_aside and _open(verdict):
            left[ordinal] = result, verdict
        else:
            tally.add(ordinal, result, verdict)
    return left


def _open(verdict: Judgement) -> bool:
    """Whether anything is open: the error, its bin in the histogram, or the rounding."""
    return verdict.kind == "undecided" or (verdict.kind == "measured" and verdict.correct is None) or straddles(verdict)


def _ask_reserve(
    tally: Tally, judge_: Judge, block: Array, results: Array, left: dict[int, tuple[int | None, Judgement]]
) -> None:  # fmt: skip
    """Lets a model judge what balls left open; what it leaves open, too, stays as balls judged it."""
    tally.margin = judge_.margin
    ordinals = np.asarray(sorted(left), dtype=np.int64)
    judge_.judge(ordinals, results[np.searchsorted(block, ordinals)], tally)
    asked, tally.asked = tally.asked, []
    for ordinal in (o for part in asked for o in part.tolist()):
        tally.add(ordinal, *left[ordinal])


def _judged(oracle: Oracle, fmt: Format, x: float, result: int | None) -> Judgement:
    try:
        return judge(oracle, fmt, x, result)
    except Undefined:
        return Judgement("undefined", correct=False)


def confirmed(audit: Audit, oracle: Oracle) -> Audit:
    """The audit with `exact` filled in, after mpmath has confirmed the true value at its worst inputs.

    Where no digits of that value are known, as beyond e^(-2^127), `exact` stays None: only a model tells the error.
    Raises InternalError when mpmath contradicts the balls.
    """
    fmt, exact = find_format(audit.dtype), None
    for worst in dict.fromkeys(w for w in (audit.worst, audit.worst_normal, audit.worst_20) if w is not None):
        x = fmt.value(worst.ordinal)
        what = f"largest error of {audit.implementation}"
        try:
            enclosure = oracle.enclose(x, 100)
        except UndecidedPoint:
            continue
        value = confirm(what, oracle.term, x, audit.derivative, enclosure)
        exact = value if worst is audit.worst else exact
    tight = [_tightened(w, oracle, fmt) for w in (audit.worst, audit.worst_normal, audit.worst_20)]
    return replace(audit, exact=exact, worst=tight[0], worst_normal=tight[1], worst_20=tight[2])


def _tightened(worst: Worst | None, oracle: Oracle, fmt: Format) -> Worst | None:
    """The bounds as the oracle knows them, which must meet those of the model; these where only a model tells them."""
    if worst is None:
        return None
    error = judge(oracle, fmt, fmt.value(worst.ordinal), worst.output).error
    if error is None:
        return worst
    if not worst.error[0] <= error[1] or not error[0] <= worst.error[1]:
        raise InternalError(f"the error at {fmt.value(worst.ordinal).hex()} is {error}, the model says {worst.error}")
    return replace(worst, error=(max(error[0], worst.error[0]), max(error[1], worst.error[1])))


def merge(a: Audit, b: Audit) -> Audit:
    """The record of two shards of one audit, which must not share inputs; ValueError when the audits differ."""
    for name in SAME:
        if getattr(a, name) != getattr(b, name):
            raise ValueError(f"shards of different audits: {name} is {getattr(a, name)!r} and {getattr(b, name)!r}")
    return replace(
        a,
        **{name: getattr(a, name) + getattr(b, name) for name in (*COUNTS, "seconds")},
        worst=a.worst.joined(b.worst) if a.worst else b.worst,
        worst_normal=a.worst_normal.joined(b.worst_normal) if a.worst_normal else b.worst_normal,
        worst_20=a.worst_20.joined(b.worst_20) if a.worst_20 else b.worst_20,
        histogram={label: n + b.histogram[label] for label, n in a.histogram.items()},
        first={d: {s: _nearer(x, b.first[d][s]) for s, x in signs.items()} for d, signs in a.first.items()},
        exact=None,
    )


def _nearer(x: float | None, y: float | None) -> float | None:
    if x is None or y is None:
        return x if y is None else y
    return x if abs(x) <= abs(y) else y
