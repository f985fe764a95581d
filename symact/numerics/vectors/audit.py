"""An audit of softmax, log-softmax or log-sum-exp: rows that break such code, every component against its enclosure."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

import mpmath
import numpy as np

from symact.kernel.errors import Undefined
from symact.numerics.errors import InternalError, UsageError
from symact.numerics.formats import Array, Format, find_format
from symact.numerics.record import machine, versions
from symact.numerics.vectors.families import LENGTHS, Place, batch, row, rows_of
from symact.numerics.vectors.forms import VectorForm, find_form
from symact.numerics.vectors.gradients import GRADIENTS, JACOBIAN, by_mpmath, entry_of, scaled, truth_of
from symact.numerics.vectors.gradients import LENGTHS as SHORT
from symact.numerics.vectors.gradients import LONGEST as LONGEST_JACOBIAN
from symact.numerics.vectors.record import Tally, VectorAudit
from symact.numerics.vectors.truth import SCALAR

POINTS, MOST = 40_000, 10**8
LAYOUTS = ("rows", "single")
LONGEST = 1 << 16
DIGITS = 25
_CONTEXT = mpmath.ctx_mp.MPContext()
Progress = Callable[[int, int], None]


def vector_accuracy(
    implementation: str | Callable[[Array], Any], reference: str, dtype: str = "float64", *, points: int = POINTS,
    lengths: Sequence[int] = LENGTHS, layout: str = "rows", seed: int = 0, progress: Progress | None = None,
) -> VectorAudit:  # fmt: skip
    """Every component of an implementation of softmax, log_softmax or logsumexp on rows that break such code.

    `implementation` is a name (`shifted`, `softmax_grad/jacobian`, `package.module:function`) or a function of an array
    that works along the last axis; with the layout `single` it gets one row at a time, as an array of one dimension.
    About `points` components are tried, shared between the lengths, with every family of rows in each.
    """
    fmt, form = find_format(dtype), find_form(implementation, reference)
    lengths = _checked(form, points, lengths, layout)
    started, tally = time.perf_counter(), Tally(fmt)
    share, done, alone, alone_first = points // len(lengths), 0, 0, None
    batches = [batch(n, rows_of(n, share), seed) for n in lengths]
    total = sum(len(places) for places in batches)
    for places in batches:
        values = np.stack([row(place, fmt) for place in places])
        results = _results(form, values, fmt, layout)
        for place, entries, result in zip(places, values, results, strict=True):
            _judge(tally, form, place, entries, result, fmt)
            done += 1
            if progress is not None:
                progress(done, total)
        if layout == "rows":
            count, first = _otherwise_alone(form, places, values, results, fmt)
            alone, alone_first = alone + count, alone_first or first
    counts: dict[str, Any] = tally.counts
    numbers = {**versions(), **form.versions}
    audit = VectorAudit(
        form.reference, form.name, form.computed_in(fmt), numbers, machine(), fmt.name, seed, layout, total,
        worst=tally.worst, worst_normal=tally.worst_normal, histogram=tally.histogram, first=tally.first,
        families=tally.families, alone=alone if layout == "rows" else None, alone_first=alone_first,
        seconds=time.perf_counter() - started, **counts,
    )  # fmt: skip
    return confirmed(audit, form.scale)


def _checked(form: VectorForm, points: int, lengths: Sequence[int], layout: str) -> Sequence[int]:
    """The lengths of the rows, fewer for a Jacobian; UsageError for what cannot be asked."""
    if form.reference == JACOBIAN:
        lengths = SHORT if tuple(lengths) == LENGTHS else lengths
        if any(n > LONGEST_JACOBIAN for n in lengths):
            raise UsageError(f"a Jacobian is audited for rows of up to {LONGEST_JACOBIAN} entries")
    if layout not in LAYOUTS:
        raise UsageError(f"unknown layout '{layout}': use one of {', '.join(LAYOUTS)}")
    if points > MOST:
        raise UsageError(f"at most {MOST:,} components are tried at once")
    if points < 1 or not lengths or any(not 1 <= n <= LONGEST for n in lengths):
        raise UsageError(f"at least one component and lengths from 1 to {LONGEST} are needed")
    return lengths


def _results(form: VectorForm, values: Array, fmt: Format, layout: str) -> Array:
    """One line of results for each row."""
    if layout == "rows":
        found = form.run(values, fmt)
        return found[:, None] if form.reference in SCALAR else found
    return np.stack([np.atleast_1d(form.run(v, fmt)) for v in values])


def _judge(tally: Tally, form: VectorForm, place: Place, entries: Array, results: Array, fmt: Format) -> None:
    numbers, reference = entries.astype(np.float64).tolist(), form.reference
    try:
        truth = truth_of(reference, tuple(numbers), fmt, form.scale)
    except Undefined:
        tally.undefined(len(results))
        return
    top = max(numbers)
    for i, computed in enumerate(results.astype(np.float64).tolist()):
        result = None if math.isnan(computed) else computed
        entry = top if reference in SCALAR else numbers[entry_of(reference, i, len(numbers))]
        tally.add(replace(place, component=i), entry, result, truth.judge(i, result))


def _otherwise_alone(
    form: VectorForm, places: list[Place], values: Array, results: Array, fmt: Format
) -> tuple[int, Place | None]:
    """How many components come out otherwise when the row is an array by itself, and the first row with one."""
    single = np.concatenate([form.run(values[i : i + 1], fmt) for i in range(len(values))])
    single = single[:, None] if form.reference in SCALAR else single
    other = (single != results) & ~(np.isnan(single) & np.isnan(results))
    rows = np.flatnonzero(other.any(axis=1))
    if not len(rows):
        return 0, None
    first = int(rows[0])
    return int(other.sum()), replace(places[first], component=int(np.flatnonzero(other[first])[0]))


# ------------------------------------------------------------------------------------------- the second opinion


def confirmed(audit: VectorAudit, scale: Fraction = Fraction(1)) -> VectorAudit:
    """The audit with `exact`, after mpmath has confirmed the true value at its worst components.

    Raises InternalError when mpmath contradicts the balls.
    """
    fmt, exact = find_format(audit.dtype), None
    for worst in (audit.worst_normal, audit.worst):
        if worst is None:
            continue
        entries = row(worst.place, fmt).astype(np.float64).tolist()
        component = worst.place.component or 0
        truth = truth_of(audit.activation, tuple(entries), fmt, scale).enclose(component)
        exact = _confirm(
            audit.activation, scaled(tuple(entries), scale), component, truth.lo, truth.hi, str(worst.place)
        )
    return replace(audit, exact=exact)


def _confirm(function: str, entries: list[Any], i: int, lo: Any, hi: Any, where: str) -> str:
    value = _by_mpmath(function, entries, i)
    with _CONTEXT.workprec(400):
        low, high = (_CONTEXT.mpf(e.numerator) / e.denominator if isinstance(e, Fraction) else e for e in (lo, hi))
        slack = abs(value) * _CONTEXT.mpf(10) ** (2 - DIGITS) + _CONTEXT.mpf(10) ** -1000
        if not low - slack <= value <= high + slack:
            raise InternalError(f"{function} at {where}: balls say [{low}, {high}], mpmath says {value}")
        return str(_CONTEXT.nstr(value, 20, min_fixed=-5, max_fixed=20))


def _by_mpmath(function: str, entries: list[Any], i: int) -> Any:
    """The definition as it stands, at two precisions that agree; the entries are fractions, or masks."""
    before, bits = None, 4 * DIGITS + 64
    while bits <= 16_000:
        with _CONTEXT.workprec(bits):
            kept = [_exact(x) for x in entries if x != -math.inf]
            top = max(kept)
            if function in GRADIENTS:
                powers = [_CONTEXT.exp(_exact(x) - top) if x != -math.inf else _CONTEXT.mpf(0) for x in entries]
                now = by_mpmath(_CONTEXT, function, powers, i)
            else:
                total = _CONTEXT.fsum(_CONTEXT.exp(x - top) for x in kept)
                z = _exact(entries[i])
                if function == "softmax":
                    now = _CONTEXT.exp(z - top) / total if entries[i] != -math.inf else _CONTEXT.mpf(0)
                else:
                    log = _CONTEXT.log(total)
                    now = top + log if function in SCALAR else z - top - log
            small = abs(now) < _CONTEXT.mpf(10) ** -1000
            if before is not None and abs(now - before) <= abs(now) * _CONTEXT.mpf(10) ** -DIGITS:
                if not small or bits > 3500:
                    return now
        before, bits = now, 2 * bits
    raise InternalError(f"mpmath: the digits of {function} do not settle")


def _exact(x: Any) -> Any:
    """A fraction or a float as an mpmath number of the precision at hand."""
    return _CONTEXT.mpf(x.numerator) / x.denominator if isinstance(x, Fraction) else _CONTEXT.mpf(x)
