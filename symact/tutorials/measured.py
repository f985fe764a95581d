"""Verdicts that rest on floats: audits of named formulas, exact thresholds, and what all numbers of a format give."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from symact.numerics import (
    FORMATS,
    Audit,
    Threshold,
    VectorAudit,
    accuracy,
    find_format,
    find_implementation,
    thresholds,
    vector_accuracy,
)
from symact.numerics.api import reference_term
from symact.numerics.errors import UndecidedPoint
from symact.numerics.formats import Array, Format
from symact.numerics.formulas import formula
from symact.numerics.integrals import rounded_up
from symact.numerics.oracle import Oracle
from symact.tutorials.record import Evidence, Value, floating

NUMPY = ("float16", "float32", "float64")
EXHAUSTIVE = 16  # bits, up to which all numbers are tried
POINTS, SAMPLES = 600, 150  # of larger formats: inputs of an audit; magnitudes per sign in a search for thresholds
SEED = 0
BREAKS = ("nan", "inf", "false_zero", "saturates")


def audit(name: str, dtype: str) -> Audit:
    """The audit of a named formula: every number of a format of at most 16 bits, a sample of the others."""
    return accuracy(
        name, None, dtype, points=None if find_format(dtype).bits <= EXHAUSTIVE else POINTS, seed=SEED, behaviour=False
    )


def audits(name: str) -> list[Audit]:
    """In all formats."""
    return [audit(name, fmt.name) for fmt in FORMATS]


def of_audit(a: Audit) -> Evidence:
    """What an audit found, and the command that repeats it."""
    tried = f"all {a.points:,}" if a.exhaustive else f"{a.points:,}"
    most = "no result to measure" if a.max_ulp is None else f"at most {up(a.max_ulp[1])} ulp"
    bad = [f"{n:,} {what}" for n, what in ((a.nonfinite, "not finite"), (a.false_zero, "false zeros")) if n]
    words = ["symact", "accuracy", a.activation, "--impl", a.implementation, "--dtype", a.dtype]
    words += ["--derivative", str(a.derivative)] * bool(a.derivative)
    words += [] if a.exhaustive else ["--points", str(POINTS), "--seed", str(a.seed)]
    said = f"{a.implementation} in {a.dtype}, {tried} inputs: {', '.join([most, *bad])}"
    return Evidence("audit", said, shlex.join(words))


def row_audit(name: str, dtype: str, lengths: Sequence[int], points: int) -> VectorAudit:
    """The audit of a formula of rows, on rows that break such code."""
    reference = formula(name).reference
    return vector_accuracy(name, reference, dtype, points=points, lengths=lengths, seed=SEED)


def of_row_audit(a: VectorAudit, lengths: Sequence[int], points: int) -> Evidence:
    """What an audit of rows found, and the command that repeats it."""
    most = "" if a.max_ulp is None else f"at most {up(a.max_ulp[1])} ulp, "
    said = f"{a.points:,} components of {a.rows:,} rows: {most}{a.nonfinite:,} not finite, {a.false_zero:,} false zeros"
    words = ["symact", "accuracy", formula(a.implementation).reference, "--impl", a.implementation, "--dtype", a.dtype]
    words += ["--points", str(points), *(word for n in lengths for word in ("--length", str(n)))]
    return Evidence("audit", f"{a.implementation} in {a.dtype}, {said}", shlex.join(words))


def up(q: Fraction) -> str:
    """An upper bound: three decimals, or four digits and a power of ten."""
    return f"{-(-(q * 1000) // 1) / 1000:.3f}" if q < 1000 else rounded_up(q)


def breaks(name: str, dtype: str, kinds: Sequence[str] = BREAKS) -> list[Threshold]:
    """Where a named formula breaks: exact floats, found by bisection between samples."""
    found = formula(name)
    exhaustive = find_format(dtype).bits <= EXHAUSTIVE
    return list(
        thresholds(
            found.reference, name, dtype, found.derivative, kinds=tuple(kinds), exhaustive=exhaustive,
            samples=SAMPLES, seed=SEED,
        )
    )  # fmt: skip


def of_threshold(name: str, dtype: str, t: Threshold) -> Evidence:
    """One threshold, and the command that finds it."""
    found = formula(name)
    words = ["symact", "thresholds", found.reference, "--impl", name, "--dtype", dtype]
    words += ["--derivative", str(found.derivative)] * bool(found.derivative)
    words += ["--kind", t.kind]
    words += ["--samples", str(SAMPLES)] * (find_format(dtype).bits > EXHAUSTIVE)
    until = "" if t.outside[0] is None else f", and not yet at {t.outside[0]!r}"
    return Evidence("threshold", f"{name} in {dtype}: {t.kind} from x = {t.first!r}{until} ({t.evidence})",
                    shlex.join(words))  # fmt: skip


def every(fmt: Format) -> Array:
    """All finite numbers of a format in ascending order, −0 left out."""
    ordinals = np.arange(-fmt.largest - 1, fmt.largest + 1, dtype=np.int64)
    return fmt.values(ordinals[ordinals != -1])


def results(name: str, values: Array, fmt: Format) -> Array:
    """What a named formula gives."""
    found = formula(name)
    return find_implementation(name, found.reference, found.derivative).run(values, fmt)


@dataclass(frozen=True)
class Edge:
    """Neighbouring floats between which something begins."""

    before: float
    first: float


def edge(holds: Callable[[float], bool], low: float, high: float, fmt: Format) -> Edge | None:
    """Neighbouring floats of a format, the first without a property that the second has; None if `high` lacks it, too.

    Found by bisection, so the pair is exact; that nothing changes elsewhere is not said. UndecidedPoint if `low`
    has the property.
    """
    a, b = fmt.ordinal(fmt.round(Fraction(low))), fmt.ordinal(fmt.round(Fraction(high)))
    if holds(fmt.value(a)):
        raise UndecidedPoint(f"what is to begin between {low!r} and {high!r} is there at the beginning")
    if not holds(fmt.value(b)):
        return None
    while abs(b - a) > 1:
        middle = (a + b) // 2
        a, b = (a, middle) if holds(fmt.value(middle)) else (middle, b)
    return Edge(fmt.value(a), fmt.value(b))


def rounded_edge(function: str, result: float, low: float, high: float, fmt: Format) -> Edge | None:
    """Where the correctly rounded function begins to give `result`: from `low`, where it does not, to `high`."""
    oracle, wanted = Oracle(reference_term(function)[1]), fmt.ordinal(fmt.round(Fraction(result)))
    return edge(lambda x: oracle.round(x, fmt) == wanted, low, high, fmt)


def in_format(name: str, x: float, fmt: Format) -> Value:
    """A float as its format writes it."""
    return floating(f"{fmt.name}: {name}", np.dtype(fmt.carrier).type(x) if fmt.native else x)


def quiet(function: Callable[..., Any], *arguments: Any) -> Any:
    """A result without NumPy's warnings, of which thresholds tell."""
    with np.errstate(all="ignore"):
        return function(*arguments)
