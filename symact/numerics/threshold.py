"""Where an implementation breaks: per sign and kind of defect, the runs of floats that have it, in order of |x|."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from symact.kernel.errors import Undefined
from symact.numerics.defects import Half
from symact.numerics.errors import InternalError, UndecidedPoint
from symact.numerics.formats import Array, Format, magnitude_of
from symact.numerics.implementations import Implementation
from symact.numerics.models.cells import Model
from symact.numerics.oracle import Oracle
from symact.numerics.reached import first_reached
from symact.numerics.record import shown
from symact.numerics.runs import Run, Search, runs_of_all
from symact.numerics.sampling import edges, special_ordinals, strata
from symact.numerics.scan import Scan, results_at
from symact.numerics.second_opinion import confirm

NEAR = 64  # samples just before a correctly rounded result vanishes or saturates
SAMPLES = 3000  # per sign, where a format has too many numbers to try all


@dataclass(frozen=True)
class Threshold:
    """A maximal run of inputs of one sign with a defect, from the smallest |x|, `first`, to the largest, `last`.

    `outside` are the floats before and after it, without the defect or undecided (None: the run begins at zero, or ends
    at the largest float); undecided floats have runs of their own, of kind `undecided`. `true_at` is the float at which
    the correctly rounded function begins to do the same, None if it never does.
    `evidence` is `exhaustive` or `adjacent pair + N samples`, and how many of these lie in a run of which not every
    float was looked at: it may have gaps. Where defects alternate with good results
    too often to be listed, one record spans the band and the evidence says how many samples in it have the defect (of
    all inputs, where these were tried).
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


def find_thresholds(
    implementation: Implementation, oracle: Oracle, fmt: Format, *, kinds: Sequence[str], bounds: dict[str, Fraction],
    exhaustive: bool, samples: int = SAMPLES, seed: int = 0, progress: Callable[[int, int], None] | None = None,
    model: Model | None = None, scanned: Scan | None = None,
) -> tuple[Threshold, ...]:  # fmt: skip
    """All runs of all `kinds`: by sign, then in the order of `kinds`, then by |x|; `undecided` comes last, unasked.

    With `scanned`, the record of all inputs, the runs are those, and only `warns` is sampled.
    """
    found: list[Threshold] = []
    if set(kinds) - {"warns"}:
        kinds = [*(k for k in kinds if k != "undecided"), "undecided"]
    for negative in (False, True):
        half = Half(implementation, oracle, fmt, negative, bounds, model)
        tried: Sequence[int] = range(fmt.largest + 1)
        if scanned is not None:
            tried = sample_magnitudes(fmt, samples, seed) if "warns" in kinds else ()
        elif not exhaustive:
            tried = _sample(half, samples, seed)
        for start in range(0, len(tried), 1 << 12) if scanned is None else ():
            half.learn([int(m) for m in tried[start : start + (1 << 12)]])
            if progress is not None:
                progress(negative * len(tried) + start, 2 * len(tried))
        for kind in kinds:
            if scanned is not None and kind != "warns":
                found += _scanned(half, kind, scanned)
            else:
                found += _of_kind(half, kind, tried, exhaustive and scanned is None, seed)
        if half.limit_open and "saturates" in kinds:
            ends = half.x(0), half.x(fmt.largest)
            found.append(Threshold("undecided", half.sign, *ends, (None, None), None, half.limit_open))
    return tuple(found)


def _sample(half: Half, samples: int, seed: int) -> list[int]:
    """The magnitudes to start from, and the neighbours of those at which results change their sign or class."""
    fmt, found = half.fmt, sample_magnitudes(half.fmt, samples, seed)
    ordinals = np.sort(np.asarray([half.ordinal(m) for m in found], dtype=np.int64))
    changes = [magnitude_of(o) for o in edges(fmt, lambda values: half.implementation.run(values, fmt), ordinals)]
    near = {m + d for m in changes for d in (-1, 0, 1)}
    return sorted({*found, *(m for m in near if 0 <= m <= fmt.largest)})


def _of_kind(half: Half, kind: str, tried: Sequence[int] | Array, exhaustive: bool, seed: int) -> list[Threshold]:
    if exhaustive:
        runs, evidence = runs_of_all(half.has(kind, m) for m in tried), "exhaustive"
        known: Iterable[int] = tried
    else:
        learn = half.learn if kind != "warns" else None
        search = Search(lambda m: half.has(kind, m), half.fmt.largest, random.Random(seed), learn)
        more = half.undecided() if kind == "undecided" else _before_true_at(half, kind, tried, seed)
        runs = search.runs([*(int(m) for m in tried), *more])
        known, evidence = search.known, f"adjacent pair + {len(search.known)} samples"
    return [_threshold(half, kind, run, known, evidence) for run in runs]


def _scanned(half: Half, kind: str, scanned: Scan) -> Iterator[Threshold]:
    """The runs in the record of all inputs."""
    bands = scanned.of(half.sign, kind)
    for first, last, count in zip(bands.first.tolist(), bands.last.tolist(), bands.count.tolist(), strict=True):
        inputs = last - first + 1
        for m in (first - 1, first, last, last + 1):
            if 0 <= m <= half.fmt.largest:
                results_at(half, m)
        yield _threshold(half, kind, Run(first, last, None if count == inputs else (count, inputs)), None, "exhaustive")


def _before_true_at(half: Half, kind: str, tried: Sequence[int] | Array, seed: int) -> list[int]:
    """Magnitudes in the last eighth of a binade before correct rounding gives 0 or the limit: so narrow are the bands
    in which a formula may give it too early."""
    if kind not in ("false_zero", "saturates"):
        return []
    try:
        at = half.true_at(kind, 0, [int(m) for m in tried])
    except UndecidedPoint:
        return []
    if at is None:
        return []
    return [int(m) for m in strata(np.random.default_rng(seed), max(0, at - (1 << (half.fmt.p - 4))), at, NEAR)]


def _threshold(half: Half, kind: str, run: Run, known: Iterable[int] | None, evidence: str) -> Threshold:
    """`known` are magnitudes to start from; None where every one is looked at, by the model."""
    fmt = half.fmt
    beside = [m if 0 <= m <= fmt.largest else None for m in (run.first - 1, run.last + 1)]
    for m, expected in ((run.first, True), (run.last, True), (beside[0], False), (beside[1], False)):
        if m is not None and half.has(kind, m) != expected:
            name = half.implementation.name
            raise InternalError(f"threshold {kind} of {name}: {half.x(m).hex()} is on the wrong side of the edge")
        if m is not None and kind != "warns":
            half.ask_again(m)
    try:
        if known is None and half.model is not None:
            at = first_reached(half, half.model, kind, run.first, half.correct(kind))
        else:
            at = half.true_at(kind, run.first, [*(known or ()), fmt.largest])
    except UndecidedPoint as error:
        at = None
        evidence += f"; true_at is not known: {error}"
    if known is not None and run.flickers is None:
        evidence += _unseen(run, known)
    if run.flickers is not None:
        what = "samples between first and last" if known is not None else "inputs from first to last"
        evidence += "; alternates: {} of {} {} have the defect".format(*run.flickers, what)
    if kind != "undecided":
        looked_at = dict.fromkeys(m for m in (run.first, run.last, at, *beside) if m is not None)
        lonely = [m for m in looked_at if not _second_opinion(half, kind, m)]
        alone = [half.x(m).hex() for m in lonely if m not in beside or not half.has("undecided", m)]
        evidence += f"; without a second opinion at {', '.join(alone)}" if alone else ""
    before, after, true_at = (None if m is None else half.x(m) for m in (*beside, at))
    return Threshold(kind, half.sign, half.x(run.first), half.x(run.last), (before, after), true_at, evidence)


def _unseen(run: Run, known: Iterable[int]) -> str:
    """That a run may have gaps, where not all of it was looked at."""
    seen = sum(run.first <= m <= run.last for m in known)
    return f"; {seen} of them in this run, which may have gaps between" if seen <= run.last - run.first else ""


def _second_opinion(half: Half, kind: str, magnitude: int) -> bool:
    """Whether mpmath was asked; only `warns` needs no truth. Raises InternalError when it contradicts the balls."""
    if magnitude in half.confirmed:
        return True
    x, oracle = half.x(magnitude), half.oracle
    try:
        enclosure = oracle.enclose(x, 100)
    except Undefined:
        return True
    except UndecidedPoint:
        return kind == "warns"
    confirm(f"threshold {kind} of {half.implementation.name}", oracle.term, x, oracle.derivative, enclosure)
    half.confirmed.add(magnitude)
    return True


def sample_magnitudes(fmt: Format, count: int, seed: int) -> list[int]:
    """About `count` magnitudes: strata over all of them, as many over the binades 2^-30 … 2^10, and special ones."""
    rng = np.random.default_rng(seed)
    low, high = (int(fmt.ordinals(np.asarray([math.ldexp(1.0, e)], dtype=fmt.carrier))[0]) for e in (-30, 10))
    special = [m + d for o in special_ordinals(fmt) if o >= 0 for m in (o,) for d in (-1, 0, 1)]
    parts = [strata(rng, 0, fmt.largest, count // 2), strata(rng, low, high, count - count // 2)]
    found = {int(m) for part in parts for m in part} | set(special) | {0, fmt.largest}
    return sorted(m for m in found if 0 <= m <= fmt.largest)
