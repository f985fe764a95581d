"""The record of an audit of rows: the fields of a scalar audit where they apply, and where in which row."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

from symact.numerics.formats import Array, Format, find_format
from symact.numerics.judge import ERROR_BITS, KINDS, Judgement
from symact.numerics.record import shown, shown_bound
from symact.numerics.tally import COUNTS, DEFECTS, LABELS, bin_of, bounds_in_ulp, defects_of
from symact.numerics.vectors.families import Place


@dataclass(frozen=True)
class Worst:
    """The component with the largest error; `error` in 2^-32 ulp, and its upper end bounds all of them."""

    error: tuple[int, int]
    place: Place
    input: float
    output: float


@dataclass(frozen=True)
class VectorAudit:
    """What became of every component of every row; the counts of `KINDS` add up to `points`.

    `worst_input` is the entry at the worst component (the largest entry of the row for log-sum-exp, which has one
    component), `exact` the true value there. `alone` counts the components that come out otherwise when the row is
    computed alone; None where rows are computed alone anyway.
    """

    activation: str
    implementation: str
    computed_in: str
    versions: dict[str, str]
    machine: dict[str, Any]
    dtype: str
    seed: int
    layout: str
    rows: int = 0
    points: int = 0
    measured: int = 0
    nonfinite: int = 0
    missing_overflow: int = 0
    undefined: int = 0
    undecided: int = 0
    undecided_rounding: int = 0
    false_zero: int = 0
    false_zero_normal: int = 0
    wrong_sign: int = 0
    correctly_rounded: int = 0
    worst: Worst | None = None
    worst_normal: Worst | None = None
    histogram: dict[str, int] = field(default_factory=lambda: dict.fromkeys(LABELS, 0))
    first: dict[str, Place | None] = field(default_factory=lambda: dict.fromkeys(DEFECTS))
    families: dict[str, Fraction] = field(default_factory=dict)
    alone: int | None = None
    alone_first: Place | None = None
    exact: str | None = None
    seconds: float = 0.0

    def __post_init__(self) -> None:
        if sum(getattr(self, kind) for kind in KINDS) != self.points:
            raise ValueError(f"the counts {', '.join(KINDS)} do not add up to {self.points} components")
        if sum(self.histogram.values()) != self.measured:
            raise ValueError("the histogram does not add up to the measured components")

    @property
    def max_ulp(self) -> tuple[Fraction, Fraction] | None:
        return None if self.worst is None else bounds_in_ulp(self.worst.error, self.histogram)

    @property
    def max_ulp_normal(self) -> tuple[Fraction, Fraction] | None:
        return None if self.worst_normal is None else bounds_in_ulp(self.worst_normal.error, self.histogram)

    @property
    def worst_input(self) -> float | None:
        return None if self.worst is None else self.worst.input

    @property
    def worst_output(self) -> float | None:
        return None if self.worst is None else self.worst.output

    def row(self) -> Array | None:
        """The entries of the worst row."""
        from symact.numerics.vectors.families import row

        return None if self.worst is None else row(self.worst.place, find_format(self.dtype))

    def to_json(self) -> dict[str, Any]:
        """Plain data; floats as `{"hex", "decimal"}`, rows as family, length, seed and index."""
        same = ("activation", "implementation", "computed_in", "versions", "machine", "dtype", "seed")
        record: dict[str, Any] = {name: getattr(self, name) for name in same}
        record |= {"derivative": 0, "exhaustive": False, "layout": self.layout, "rows": self.rows}
        record |= {name: getattr(self, name) for name in COUNTS}
        for name in ("max_ulp", "max_ulp_normal"):
            bounds = getattr(self, name)
            record[name] = bounds and [shown_bound(bounds[0], up=False), shown_bound(bounds[1], up=True)]
        rate = self.points / self.seconds if self.seconds > 0 else 0.0
        return record | {
            "worst_row": self.worst and self.worst.place.to_json(),
            "worst_input": shown(self.worst_input),
            "worst_output": shown(self.worst_output),
            "exact": self.exact and {"hex": float(self.exact).hex(), "decimal": self.exact},
            "histogram": dict(self.histogram),
            "first": {defect: place and place.to_json() for defect, place in self.first.items()},
            "families": {name: shown_bound(most, up=True) for name, most in self.families.items()},
            "alone": self.alone,
            "alone_first": self.alone_first and self.alone_first.to_json(),
            "seconds": round(self.seconds, 6),
            "points_per_second": round(rate, 1),
        }


class Tally:
    """The counts while they grow."""

    def __init__(self, fmt: Format) -> None:
        self.fmt = fmt
        self.counts = dict.fromkeys(COUNTS, 0)
        self.histogram = dict.fromkeys(LABELS, 0)
        self.first: dict[str, Place | None] = dict.fromkeys(DEFECTS)
        self.worst: Worst | None = None
        self.worst_normal: Worst | None = None
        self.families: dict[str, Fraction] = {}

    def undefined(self, components: int) -> None:
        self.counts["points"] += components
        self.counts["undefined"] += components

    def add(self, place: Place, entry: float, result: float | None, verdict: Judgement) -> None:
        counts = self.counts
        counts["points"] += 1
        counts[verdict.kind] += 1
        counts["correctly_rounded"] += verdict.correct is True
        counts["undecided_rounding"] += verdict.correct is None and verdict.kind != "undecided"
        if verdict.kind == "measured":
            self.histogram[bin_of(verdict)] += 1
        if verdict.error is not None and result is not None:
            found = Worst(verdict.error, place, entry, result)
            self.worst = _worse(self.worst, found)
            if verdict.normal:
                self.worst_normal = _worse(self.worst_normal, found)
            most = Fraction(verdict.error[1], 1 << ERROR_BITS)
            self.families[place.family] = max(most, self.families.get(place.family, most))
        for defect in defects_of(result, verdict):
            if defect in counts and defect not in KINDS:
                counts[defect] += 1
            if self.first[defect] is None:
                self.first[defect] = place


def _worse(a: Worst | None, b: Worst) -> Worst:
    """The one with the larger lower end, the earlier of equals; its upper end bounds both."""
    if a is None:
        return b
    worse = b if b.error[0] > a.error[0] else a
    return replace(worse, error=(worse.error[0], max(a.error[1], b.error[1])))
