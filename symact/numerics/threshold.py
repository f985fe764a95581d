"""Where an implementation breaks: per sign and kind of defect, the runs of floats that have it, in order of |x|."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import numpy as np

from symact.kernel.errors import Undefined
from symact.numerics.errors import InternalError, UndecidedPoint
from symact.numerics.formats import Array, Format, magnitude_of
from symact.numerics.implementations import Implementation
from symact.numerics.judge import ERROR_BITS, at_least, judge_view, overflows, relative_error_exceeds
from symact.numerics.oracle import Oracle
from symact.numerics.record import shown
from symact.numerics.runs import Run, Search, runs_of_all
from symact.numerics.sampling import special_ordinals, strata
from symact.numerics.second_opinion import confirm
from symact.numerics.view import View, rounded

SAMPLES = 3000  # per sign, where a format has too many numbers to try all
KINDS = {
    "inf": "the result is infinite, the exact value does not overflow",
    "nan": "the result is nan, the exact value exists",
    "false_zero": "the result is 0, |exact value| is more than half of the smallest positive number",
    "saturates": "the result equals the limit at ±infinity, the correctly rounded value does not",
    "half": "relative error above 2^-⌊p/2⌋, infinite results included, where the exact value is normal",
    "all": "relative error above 1/2, infinite results included, where the exact value is normal",
    "warns": "NumPy warns of overflow, invalid value or division by zero for this input alone",
}


@dataclass(frozen=True)
class Threshold:
    """A maximal run of inputs of one sign with a defect, from the smallest |x|, `first`, to the largest, `last`.

    `outside` are the floats before and after it, without the defect (None: the run begins at zero, or ends at the
    largest float). `true_at` is the float at which the correctly rounded function begins to do the same, None if it
    never does. `evidence` is `exhaustive` or `adjacent pair + N samples`; where defects alternate with good results
    too often to be listed, one record spans the band and the evidence says how many samples in it have the defect.
    """

    kind: str
    sign: str
    first: float
    last: float
    outside: tuple[float | None, float | None]
    true_at: float | None
    evidence: str

    def to_json(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "sign": self.sign,
            "first": shown(self.first),
            "last": shown(self.last),
            "outside": [shown(x) for x in self.outside],
            "true_at": shown(self.true_at),
            "evidence": self.evidence,
        }


@dataclass
class Half:
    """One sign of a format: which defects the implementation has at each magnitude. Answers are remembered."""

    implementation: Implementation
    oracle: Oracle
    fmt: Format
    negative: bool
    bounds: dict[str, Fraction]
    limit: int | None = None
    _seen: dict[int, frozenset[str]] = field(default_factory=dict)
    _warned: dict[int, bool] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.limit = limit_at_infinity(self.oracle, self.fmt, self.negative)

    def ordinal(self, magnitude: int) -> int:
        return -1 - magnitude if self.negative else magnitude

    def x(self, magnitude: int) -> float:
        return self.fmt.value(self.ordinal(magnitude))

    def learn(self, magnitudes: Sequence[int]) -> None:
        """Asks about many magnitudes, with one call of the implementation."""
        new = [m for m in magnitudes if m not in self._seen]
        if not new:
            return
        values = self.fmt.values(np.asarray([self.ordinal(m) for m in new], dtype=np.int64))
        results = self.implementation.run(values, self.fmt)
        outputs, nans = self.fmt.ordinals(results).tolist(), np.isnan(results).tolist()
        for m, x, output, is_nan in zip(new, values.tolist(), outputs, nans, strict=True):
            self._seen[m] = self._defects(x, None if is_nan else output)

    def has(self, kind: str, magnitude: int) -> bool:
        if kind == "warns":
            if magnitude not in self._warned:
                self._warned[magnitude] = bool(self.implementation.warnings(self.x(magnitude), self.fmt))
            return self._warned[magnitude]
        if magnitude not in self._seen:
            self.learn([magnitude])
        return kind in self._seen[magnitude]

    def _defects(self, x: float, result: int | None) -> frozenset[str]:
        try:
            return frozenset(self.oracle.decide(x, self.fmt, lambda view: self._look(view, result)))
        except Undefined:
            return frozenset()  # without a truth there is no defect but `warns`

    def _look(self, view: View, result: int | None) -> set[str] | None:
        fmt = self.fmt
        beyond = overflows(fmt, view)
        if beyond is None:
            return None
        if beyond:
            return {"nan"} if result is None and fmt.infinities else set()
        if result is None:
            return {"nan"}
        normal = at_least(view, 1 << (fmt.p - 1))
        if normal is None:
            return None
        infinite = magnitude_of(result) > fmt.largest
        lost = {k for k in self.bounds if k != "ulp"} if normal else set()
        found = {"inf", *lost} if infinite else self._finite(view, result, normal)
        if found is None or result is None or self.limit is None or not _same(result, self.limit):
            return found
        nearest = rounded(view, fmt)
        if nearest is None:
            return None
        return found if _same(nearest, self.limit) else found | {"saturates"}

    def _finite(self, view: View, result: int, normal: bool) -> set[str] | None:
        found = set()
        for kind, bound in self.bounds.items():
            if kind != "ulp" and not normal:
                continue
            exceeds = self._exceeds_ulp(view, result, bound) if kind == "ulp" else (
                relative_error_exceeds(self.fmt, view, result, bound))  # fmt: skip
            if exceeds is None:
                return None
            if exceeds:
                found.add(kind)
        if magnitude_of(result) == 0:
            verdict = judge_view(self.fmt, view, result)
            if verdict is None:
                return None
            if verdict.false_zero:
                found.add("false_zero")
        return found

    def _exceeds_ulp(self, view: View, result: int, bound: Fraction) -> bool | None:
        verdict = judge_view(self.fmt, view, result)
        if verdict is None or verdict.error is None:
            return None
        low, high = verdict.error
        if low > bound * (1 << ERROR_BITS):
            return True
        return None if high > bound * (1 << ERROR_BITS) else False

    def true_at(self, kind: str, first: int, samples: Iterable[int]) -> int | None:
        """The smallest magnitude from `first` on at which correct rounding gives what the defect gives."""
        does = self._correct(kind)
        if does is None:
            return None
        after = [m for m in sorted(samples) if m > first]
        hit = next((m for m in after if does(m)), None)
        if hit is None:
            return None
        before = max((m for m in after if m < hit), default=first)
        while hit - before > 1:
            middle = (before + hit) // 2
            before, hit = (before, middle) if does(middle) else (middle, hit)
        return hit

    def _correct(self, kind: str) -> Callable[[int], bool] | None:
        goal = {"inf": self.fmt.largest + 1, "false_zero": 0, "saturates": self.limit}.get(kind)
        if goal is None:
            return None
        if kind == "saturates":
            return lambda m: _same(self.oracle.round(self.x(m), self.fmt), goal)
        return lambda m: magnitude_of(self.oracle.round(self.x(m), self.fmt)) == goal


def _same(a: int, b: int) -> bool:
    """Whether two ordinals are the same number; the zeros are."""
    return a == b or magnitude_of(a) == magnitude_of(b) == 0


def limit_at_infinity(oracle: Oracle, fmt: Format, negative: bool) -> int | None:
    """The ordinal of the correctly rounded limit at ±infinity, None if there is no finite one.

    Read off the oracle far outside the format: the correctly rounded value must be one and the same at the largest
    float, at 2^(emax + 1) and at 2^(4·emax + 8), and finite.
    """
    points = [fmt.maximum, Fraction(2) ** (fmt.emax + 1), Fraction(2) ** (4 * fmt.emax + 8)]
    try:
        found = {oracle.round(-x if negative else x, fmt) for x in points}
        found = {0 if magnitude_of(o) == 0 else o for o in found}
    except (Undefined, UndecidedPoint):
        return None
    limit = found.pop()
    return None if found or magnitude_of(limit) > fmt.largest else limit


def find_thresholds(
    implementation: Implementation, oracle: Oracle, fmt: Format, *, kinds: Sequence[str], bounds: dict[str, Fraction],
    exhaustive: bool, samples: int = SAMPLES, seed: int = 0, progress: Callable[[int, int], None] | None = None,
) -> tuple[Threshold, ...]:  # fmt: skip
    """All runs of all `kinds`: by sign, then in the order of `kinds`, then by |x|."""
    found: list[Threshold] = []
    for negative in (False, True):
        half = Half(implementation, oracle, fmt, negative, bounds)
        tried = range(fmt.largest + 1) if exhaustive else sample_magnitudes(fmt, samples, seed)
        for start in range(0, len(tried), 1 << 12):
            half.learn([int(m) for m in tried[start : start + (1 << 12)]])
            if progress is not None:
                progress(negative * len(tried) + start, 2 * len(tried))
        for kind in kinds:
            found += _of_kind(half, kind, tried, exhaustive, seed)
    return tuple(found)


def _of_kind(half: Half, kind: str, tried: Sequence[int] | Array, exhaustive: bool, seed: int) -> list[Threshold]:
    if exhaustive:
        runs, evidence = runs_of_all(half.has(kind, m) for m in tried), "exhaustive"
        known: Iterable[int] = tried
    else:
        learn = half.learn if kind != "warns" else None
        search = Search(lambda m: half.has(kind, m), half.fmt.largest, random.Random(seed), learn)
        runs = search.runs([int(m) for m in tried])
        known, evidence = search.known, f"adjacent pair + {len(search.known)} samples"
    return [_threshold(half, kind, run, known, evidence) for run in runs]


def _threshold(half: Half, kind: str, run: Run, known: Iterable[int], evidence: str) -> Threshold:
    fmt = half.fmt
    outside = [m if 0 <= m <= fmt.largest else None for m in (run.first - 1, run.last + 1)]
    for m, expected in ((run.first, True), (run.last, True), (outside[0], False), (outside[1], False)):
        if m is not None and half.has(kind, m) != expected:
            name = half.implementation.name
            raise InternalError(f"threshold {kind} of {name}: {half.x(m).hex()} is on the wrong side of the edge")
    before, after = (None if m is None else half.x(m) for m in outside)
    at = half.true_at(kind, run.first, [*known, fmt.largest])
    if run.flickers is not None:
        evidence += "; alternates: {} of {} samples between first and last have the defect".format(*run.flickers)
    for m in {run.first, run.last, *([] if at is None else [at])}:
        _second_opinion(half, kind, m)
    sign = "-" if half.negative else "+"
    return Threshold(
        kind, sign, half.x(run.first), half.x(run.last), (before, after), None if at is None else half.x(at), evidence
    )


def _second_opinion(half: Half, kind: str, magnitude: int) -> None:
    x, oracle = half.x(magnitude), half.oracle
    try:
        enclosure = oracle.enclose(x, 100)
    except Undefined:
        return  # only `warns` is reported where there is no truth
    confirm(f"threshold {kind} of {half.implementation.name}", oracle.term, x, oracle.derivative, enclosure)


def sample_magnitudes(fmt: Format, count: int, seed: int) -> list[int]:
    """About `count` magnitudes: strata over all of them, as many over the binades 2^-30 … 2^10, and special ones."""
    rng = np.random.default_rng(seed)
    low, high = (int(fmt.ordinals(np.asarray([math.ldexp(1.0, e)], dtype=fmt.carrier))[0]) for e in (-30, 10))
    special = [m + d for o in special_ordinals(fmt) if o >= 0 for m in (o,) for d in (-1, 0, 1)]
    parts = [strata(rng, 0, fmt.largest, count // 2), strata(rng, low, high, count - count // 2)]
    found = {int(m) for part in parts for m in part} | set(special) | {0, fmt.largest}
    return sorted(m for m in found if 0 <= m <= fmt.largest)
