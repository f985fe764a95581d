"""Which defects an implementation has at each float of one sign."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property

import numpy as np

from symact.kernel.errors import Undefined
from symact.numerics.errors import InternalError, UndecidedPoint
from symact.numerics.flags import Flags
from symact.numerics.formats import Array, Format, magnitude_of
from symact.numerics.implementations import Implementation
from symact.numerics.judge import at_least, lost_in_zero, overflows, relative_error_exceeds, ulp_error_exceeds
from symact.numerics.limits import limit_of
from symact.numerics.models.cells import Model
from symact.numerics.oracle import Oracle
from symact.numerics.sampling import in_vectors
from symact.numerics.view import View, rounded

KINDS = {
    "inf": "the result is infinite, the exact value does not overflow",
    "nan": "the result is nan, the exact value exists",
    "false_zero": "the result is 0, |exact value| is more than half of the smallest positive number",
    "saturates": "the result equals the limit at ±infinity, the correctly rounded value does not",
    "half": "relative error above 2^-⌊p/2⌋, infinite results included, where the exact value is normal",
    "all": "relative error above 1/2, infinite results included, where the exact value is normal",
    "warns": "NumPy warns of overflow, invalid value or division by zero for this input alone",
    "undecided": "whether one of the other defects is here could not be decided; none of them is reported here",
}


@dataclass
class Half:
    """One sign of a format: which defects the implementation has at each magnitude. Answers are remembered.

    With a `model`, the oracle is asked only what that leaves open.
    """

    implementation: Implementation
    oracle: Oracle
    fmt: Format
    negative: bool
    bounds: dict[str, Fraction]
    model: Model | None = None
    limit: int | None = None
    limit_open: str = ""
    asked: int = 0
    confirmed: set[int] = field(default_factory=set)
    _seen: dict[int, frozenset[str]] = field(default_factory=dict)
    _results: dict[int, float] = field(default_factory=dict)
    _warned: dict[int, bool] = field(default_factory=dict)
    _rounded: dict[tuple[str, int], bool] = field(default_factory=dict)

    def __post_init__(self) -> None:
        try:
            self.limit = limit_at_infinity(self.oracle, self.fmt, self.negative)
        except UndecidedPoint as error:
            self.limit_open = f"the limit at infinity, and so `saturates`, is not decided: {error}"

    @property
    def sign(self) -> str:
        return "-" if self.negative else "+"

    def ordinal(self, magnitude: int) -> int:
        return -1 - magnitude if self.negative else magnitude

    def x(self, magnitude: int) -> float:
        return self.fmt.value(self.ordinal(magnitude))

    def learn(self, magnitudes: Sequence[int]) -> None:
        """Asks about many magnitudes, with one call of the implementation.

        It sees whole vectors even where there is one to ask about: code may do what is left over in another way, and
        neighbours that were computed in two ways tell nothing about where a defect begins.
        """
        new = [m for m in magnitudes if m not in self._seen]
        if not new:
            return
        tried = np.asarray(new, dtype=np.int64)
        values = self.fmt.values(-1 - tried if self.negative else tried)
        results = self.implementation.run(in_vectors(values), self.fmt)[: len(new)]
        left = np.arange(len(new)) if self._flags is None else self._learn_by_model(self._flags, tried, results)
        outputs, nans = self.fmt.ordinals(results[left]).tolist(), np.isnan(results[left]).tolist()
        self.asked += len(left)
        for i, x, output, is_nan in zip(left.tolist(), values[left].tolist(), outputs, nans, strict=True):
            self._seen[new[i]] = self._defects(x, None if is_nan else output)
        if self._flags is not None:
            self._results.update(zip(new, results.tolist(), strict=True))

    @cached_property
    def _flags(self) -> Flags | None:
        if self.model is None:
            return None
        return Flags(self.model, self.fmt, self.negative, self.bounds, self.limit)

    def _learn_by_model(self, flags: Flags, tried: Array, results: Array) -> Array:
        """Remembers what the model decides; the places of those that it leaves open."""
        found = flags.of(tried, results)
        sets = [frozenset(k for i, k in enumerate(flags.kinds) if b >> i & 1) for b in range(1 << len(flags.kinds))]
        known = np.flatnonzero(~found.open)
        self._seen.update(zip(tried[known].tolist(), map(sets.__getitem__, found.bits[known].tolist()), strict=True))
        return np.flatnonzero(found.open)

    def judged(self, magnitude: int, result: float) -> frozenset[str]:
        """The defects of this result at this magnitude, by the oracle."""
        return self._defects(self.x(magnitude), None if math.isnan(result) else self.fmt.ordinal(result))

    def remember(self, magnitude: int, result: float) -> None:
        """Takes this for the result at this magnitude."""
        if magnitude not in self._seen:
            self._seen[magnitude], self._results[magnitude] = self.judged(magnitude, result), result

    def ask_again(self, magnitude: int) -> None:
        """Asks the oracle what a model has answered; InternalError when they disagree.

        The implementation is not asked again: its result may be another one in another array.
        """
        if self._flags is None or magnitude not in self._seen:
            return
        found, known = self.judged(magnitude, self._results[magnitude]), self._seen[magnitude]
        if found != known:
            name, x = self.implementation.name, self.x(magnitude).hex()
            raise InternalError(f"defects of {name} at {x}: {sorted(known)} by the model, {sorted(found)} by balls")

    def has(self, kind: str, magnitude: int) -> bool:
        if kind == "warns":
            if magnitude not in self._warned:
                self._warned[magnitude] = bool(self.implementation.warnings(self.x(magnitude), self.fmt))
            return self._warned[magnitude]
        if magnitude not in self._seen:
            self.learn([magnitude])
        return kind in self._seen[magnitude]

    def undecided(self) -> list[int]:
        """The magnitudes asked about so far at which some kind is open."""
        return [m for m, defects in self._seen.items() if "undecided" in defects]

    def _defects(self, x: float, result: int | None) -> frozenset[str]:
        certain: set[str] = set()
        try:
            return frozenset(self.oracle.decide(x, self.fmt, lambda view: self._look(view, result, certain)))
        except Undefined:
            return frozenset()  # without a truth there is no defect but `warns`
        except UndecidedPoint:
            return frozenset({"undecided", *certain})

    def _look(self, view: View, result: int | None, certain: set[str]) -> set[str] | None:
        """The defects of this result, None while some kind is open; what is certain already goes into `certain`."""
        fmt = self.fmt
        beyond = overflows(fmt, view)
        if beyond is None:
            return None
        if beyond:
            return {"nan"} if result is None and fmt.infinities else set()
        if result is None:
            return {"nan"}
        if magnitude_of(result) > fmt.largest:
            answers = {"inf": True, **self._lost(view, result, True)}
        else:
            answers = {**self._lost(view, result, False), "saturates": self._saturates(view, result)}
            if magnitude_of(result) == 0:
                answers["false_zero"] = lost_in_zero(view)
        found = {kind for kind, answer in answers.items() if answer}
        certain |= found
        return None if None in answers.values() else found

    def _lost(self, view: View, result: int, infinite: bool) -> dict[str, bool | None]:
        """Whether each bound on the error is exceeded; None while that is open."""
        answers: dict[str, bool | None] = {}
        normal = at_least(view, 1 << (self.fmt.p - 1))
        for kind, bound in self.bounds.items():
            if kind == "ulp":
                answers[kind] = False if infinite else ulp_error_exceeds(self.fmt, view, result, bound)
            elif infinite or not normal:
                answers[kind] = normal
            else:
                answers[kind] = relative_error_exceeds(self.fmt, view, result, bound)
        return answers

    def _saturates(self, view: View, result: int) -> bool | None:
        if self.limit is None or not _same(result, self.limit):
            return False
        nearest = rounded(view, self.fmt)
        return None if nearest is None else not _same(nearest, self.limit)

    def true_at(self, kind: str, first: int, samples: Iterable[int]) -> int | None:
        """The smallest magnitude from `first` on at which correct rounding gives what the defect gives.

        Raises UndecidedPoint where the correctly rounded value is not decided.
        """
        does = self.correct(kind)
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

    def correct(self, kind: str) -> Callable[[int], bool] | None:
        """Whether correct rounding gives what the defect gives, as a question about a magnitude; None for the others.

        The question raises UndecidedPoint where it is not decided.
        """
        goal = {"inf": self.fmt.largest + 1, "false_zero": 0, "saturates": self.limit}.get(kind)
        if goal is None:
            return None
        same = _same if kind == "saturates" else lambda a, b: magnitude_of(a) == b

        def does(m: int) -> bool:
            if (kind, m) not in self._rounded:
                try:
                    self._rounded[kind, m] = same(self.oracle.round(self.x(m), self.fmt), goal)
                except Undefined:
                    self._rounded[kind, m] = False
            return self._rounded[kind, m]

        return does


def _same(a: int, b: int) -> bool:
    """Whether two ordinals are the same number; the zeros are."""
    return a == b or magnitude_of(a) == magnitude_of(b) == 0


def limit_at_infinity(oracle: Oracle, fmt: Format, negative: bool) -> int | None:
    """The ordinal of the correctly rounded limit at ±infinity, None if there is certainly no finite one.

    Raises UndecidedPoint where no limit is shown, or its rounding is not decided.
    """
    try:
        limit = limit_of(oracle.term, oracle.variable, oracle.derivative, None, -1 if negative else 1)
    except Undefined:
        return None
    if limit.value is None:
        return None
    nearest = Oracle(limit.value).round(0.0, fmt)
    if magnitude_of(nearest) > fmt.largest:
        return None
    return 0 if magnitude_of(nearest) == 0 else nearest
