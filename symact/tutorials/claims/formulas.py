"""The formulas themselves: what each text says of the reals, and what its code gives in floats."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import partial

from symact.numerics import FORMATS
from symact.numerics.formulas import FORMULAS, ROW_FORMULAS, Formula
from symact.tutorials import measured
from symact.tutorials.assertion import Assertion, Topic
from symact.tutorials.record import CONFIRMED, REFUTED, Evidence, Found, Value, between, exactly, floating
from symact.tutorials.theorems import Ask, holds

ALLOWED = Fraction(8)  # ulp: careful forms stay below it, careless ones exceed it by far
ORDERS = ("", "′")
COMPONENTS, LENGTHS = 90, (1, 2, 3)  # of audits of rows


def accurate(name: str) -> Found:
    """The audits of a formula in all formats, and in binary64 the exact floats at which it breaks."""
    values: list[Value] = []
    rests: list[Evidence] = []
    bad = False
    for a in measured.audits(name):
        rests.append(measured.of_audit(a))
        if a.max_ulp is not None:
            values.append(between(f"largest error, {a.dtype}", *a.max_ulp, unit="ulp"))
        if a.nonfinite:
            values.append(exactly(f"results of {a.points:,} that are not finite, {a.dtype}", a.nonfinite))
        bad |= bool(a.nonfinite or a.undecided) or a.max_ulp is None or a.max_ulp[1] > ALLOWED
    for t in measured.breaks(name, "float64") if bad else ():
        values.append(floating(f"{t.kind} from x", t.first))
        rests.append(measured.of_threshold(name, "float64", t))
    return Found(REFUTED if bad else CONFIRMED, tuple(values), tuple(rests))


def accurate_rows(name: str) -> Found:
    """The audits of a formula of rows, on rows that break such code."""
    values: list[Value] = []
    rests: list[Evidence] = []
    bad = False
    for fmt in FORMATS:
        a = measured.row_audit(name, fmt.name, LENGTHS, COMPONENTS)
        rests.append(measured.of_row_audit(a, LENGTHS, COMPONENTS))
        values.append(exactly(f"components of {a.points:,} that are not finite, {a.dtype}", a.nonfinite))
        if a.max_ulp_normal is not None:
            values.append(between(f"largest error of a normal number, {a.dtype}", *a.max_ulp_normal, unit="ulp"))
        bad |= bool(a.nonfinite or a.undecided) or a.max_ulp_normal is None or a.max_ulp_normal[1] > ALLOWED
    return Found(REFUTED if bad else CONFIRMED, tuple(values), tuple(rests))


def _of_text(f: Formula) -> Assertion:
    what = f"{f.reference}{ORDERS[f.derivative]}"
    left = f.claim.partition(" == ")[0]
    return Assertion(
        f"formula.{f.name}", f"Over the reals, {f.name} is {what}: {left}.", f.name, "reals", "theorem",
        holds(Ask(f.claim, f.assume, f.variables), remark=f.mends and f"Mended: {f.mends}."),
    )  # fmt: skip


def _of_code(f: Formula) -> Assertion:
    what = f"{f.reference}{ORDERS[f.derivative]}"
    return Assertion(
        f"formula.{f.name}.floats",
        f"{f.name} gives {what} to within {ALLOWED} ulp, and is finite, at all numbers of formats of up to "
        f"{measured.EXHAUSTIVE} bits, and at samples of larger ones.", f.name, "floats",
        "exhaustive audit", partial(accurate, f.name), brief=False, requires=f.requires,
    )  # fmt: skip


def _of_rows(f: Formula) -> Assertion:
    return Assertion(
        f"formula.{f.name}.floats",
        f"{f.name} is finite, and within {ALLOWED} ulp where normal, at sampled rows of up to {max(LENGTHS)} numbers.",
        f.name, "floats", "sampled audit", partial(accurate_rows, f.name), brief=False, requires=f.requires,
    )  # fmt: skip


def _assertions() -> Iterator[Assertion]:
    for f in (*FORMULAS, *ROW_FORMULAS):
        if f.claim:
            yield _of_text(f)
        yield _of_code(f) if f in FORMULAS else _of_rows(f)


TOPIC = Topic("formulas", "The formulas themselves", 13, tuple(_assertions()))
