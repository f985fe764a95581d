"""Softmax: its range, its sum, its shift, and what a maximum that is taken off prevents."""

from __future__ import annotations

from bisect import bisect_left
from fractions import Fraction
from functools import partial

import numpy as np

from symact.numerics import VectorAudit, find_format
from symact.numerics.formulas import softmax as forms
from symact.tutorials import measured
from symact.tutorials.assertion import Assertion, Topic
from symact.tutorials.comparisons import SAID, TOLERANCE
from symact.tutorials.record import CONDITIONAL, CONFIRMED, REFUTED, UNKNOWN, Evidence, Found, Value, exactly, floating
from symact.tutorials.theorems import Ask, evidence, holds, holds_if, together

Z = {"z": "vector"}
ZI = {"z": "vector", "i": "index"}
COMPONENTS, LENGTHS = 1500, (1, 2, 3, 10, 100)
ROWS = 2000
MOST = 1 << 17  # equal numbers in a row; 1/MOST is a number of every format
AT_MOST_1 = Ask("exp(x - m) <= 1", ("x <= m",))


def audited(name: str) -> tuple[list[VectorAudit], list[Evidence]]:
    made = [measured.row_audit(name, dtype, LENGTHS, COMPONENTS) for dtype in measured.NUMPY]
    return made, [measured.of_row_audit(a, LENGTHS, COMPONENTS) for a in made]


def prevents(name: str) -> Found:
    """Whether a form has no result that is not finite, on rows that break such code, and how long a row may be."""
    made, rests = audited(name)
    values = [exactly(f"components that are not finite, {a.dtype}", a.nonfinite) for a in made]
    verdict = AT_MOST_1.verdict()
    limits = []
    for dtype in measured.NUMPY:
        n = too_long(dtype)
        if n is not None:
            values.append(exactly(f"numbers, all equal, for which {name} gives 0, {dtype}", n))
            rests.append(Evidence("evaluated", f"{name} in {dtype}: {n - 1:,} zeros give 1/{n - 1:,}, {n:,} give 0"))
            limits.append(f"fewer than {n:,} components in {dtype}")
    rests += [evidence(AT_MOST_1, verdict), Evidence("evaluated", f"rows of up to {MOST:,} equal numbers")]
    if any(a.nonfinite for a in made):
        return Found(REFUTED, tuple(values), tuple(rests))
    if verdict.verdict != "PROVED":
        return Found(UNKNOWN, tuple(values), tuple(rests))
    if not limits:
        return Found(CONFIRMED, tuple(values), tuple(rests))
    remark = "No exponential is above 1, but so many of them add up to more than the largest number."
    return Found(CONDITIONAL, tuple(values), tuple(rests), f"the row has {', '.join(limits)}", remark)


def too_long(dtype: str) -> int | None:
    """The least length of a row of equal numbers whose sum of exponentials overflows, up to MOST."""

    def broken(n: int) -> bool:
        return bool(measured.quiet(forms.softmax_shifted, np.zeros(n, dtype=dtype))[0] == 0)

    if not broken(MOST):
        return None
    return bisect_left(range(1, MOST), True, key=broken) + 1


def shift_breaks(dtype: str, sign: int) -> measured.Edge | None:
    """The first c at which the softmax without a shift of (±c, ±c), which is (½, ½), is off by a hundredth or more."""
    fmt = find_format(dtype)

    def broken(c: float) -> bool:
        found = measured.quiet(forms.softmax_naive, np.full(2, sign * c, dtype=fmt.carrier))
        return not bool((np.abs(found - 0.5) < 0.01).all())

    return measured.edge(broken, 0.0, float(fmt.maximum), fmt)


def breaks() -> tuple[list[Value], list[Evidence], list[str]]:
    """On both sides, in every format; and the conditions in words."""
    values, rests, said = [], [], []
    for dtype in measured.NUMPY:
        ends = []
        for sign, name in ((-1, "(−c, −c)"), (1, "(c, c)")):
            found = shift_breaks(dtype, sign)
            if found is not None:
                made = measured.in_format(f"softmax/naive of {name} breaks from c", found.first, find_format(dtype))
                values.append(made)
                ends.append(f"{'−' * (sign < 0)}{made.decimal}")
                shown = f"softmax/naive of {name} in {dtype}: (½, ½) at c = {found.before!r}, not at {found.first!r}"
                rests.append(Evidence("threshold", f"{shown} (adjacent pair)"))
        said += [f"{ends[0]} < c < {ends[1]} in {dtype}"] * (len(ends) == 2)
    return values, rests, said


def shift_in_floats() -> Found:
    """Adding a constant to every component changes the result as soon as the sum of exponentials leaves the range."""
    values, rests, _ = breaks()
    rests.append(Evidence("threshold", f"(±c, ±c) searched up to the largest number of {', '.join(measured.NUMPY)}"))
    return Found(REFUTED if values else CONFIRMED, tuple(values), tuple(rests))


def basic() -> Found:
    """The form without a shift is right as long as the sum of the exponentials is a normal number."""
    made, audits = audited("softmax/naive")
    values, rests, limits = breaks()
    rests += audits
    if not any(a.nonfinite for a in made) and not values:
        return Found(CONFIRMED, tuple(values), tuple(rests))
    condition = (
        f"no exponential, nor their sum, overflows or vanishes; for two equal components c: {' · '.join(limits)}"
    )
    return Found(CONDITIONAL, tuple(values), tuple(rests), condition)


def global_max() -> Found:
    """One maximum for the whole array: a column far below the largest entry of another one is 0/0."""
    values, rests, broken = [], [], False
    for dtype in measured.NUMPY:
        fmt = find_format(dtype)

        def lost(d: float, fmt: object = fmt, dtype: str = dtype) -> bool:
            z = np.asarray([[d, 0.0], [d, 0.0]], dtype=dtype)
            return not np.isfinite(measured.quiet(forms.softmax_global_max, z)).all()

        found = measured.edge(lost, 0.0, float(fmt.maximum), fmt)
        if found is not None:
            broken = True
            values.append(measured.in_format("columns (d, d), (0, 0): nan from d", found.first, fmt))
            said = f"softmax/global_max in {dtype}: finite at d = {found.before!r}, nan at {found.first!r}"
            rests.append(Evidence("threshold", said))
    rests.append(Evidence("threshold", f"searched up to the largest number of {', '.join(measured.NUMPY)}"))
    remark = "The maximum along the axis of the sum has no such limit."
    return Found(REFUTED if broken else CONFIRMED, tuple(values), tuple(rests), remark=remark)


def ends_in_floats() -> Found:
    """(0, d) has the components σ(−d) and σ(d), which are 0 and 1 after rounding when d is large."""
    values, rests = [], []
    for dtype in measured.NUMPY:
        fmt = find_format(dtype)
        for component, end in ((1, 1.0), (0, 0.0)):
            found = measured.edge(partial(_is, dtype, component, end), 0.0, _far(dtype), fmt)
            if found is not None:
                values.append(measured.in_format(f"a component of (0, d) is {end:g} from d", found.first, fmt))
                said = f"softmax/shifted of (0, d) in {dtype}: {end:g} at d = {found.first!r}, not at {found.before!r}"
                rests.append(Evidence("threshold", said))
    rests.append(Evidence("threshold", f"(0, d) searched up to 2000 in {', '.join(measured.NUMPY)}"))
    return Found(REFUTED if values else CONFIRMED, tuple(values), tuple(rests))


def _is(dtype: str, component: int, end: float, d: float) -> bool:
    return bool(measured.quiet(forms.softmax_shifted, np.asarray([0.0, d], dtype=dtype))[component] == end)


def _far(dtype: str) -> float:
    return min(2000.0, float(find_format(dtype).maximum))


def sum_in_floats() -> Found:
    """Sums of computed components, of random rows of ten."""
    values, bad = [], 0
    for dtype in measured.NUMPY:
        z = np.random.default_rng(measured.SEED).normal(0, 3, (ROWS, 10)).astype(dtype)
        exact = [sum(map(Fraction, map(float, row)), Fraction(0)) for row in forms.softmax_shifted(z)]
        off = [abs(s - 1) for s in exact]
        bad += sum(o != 0 for o in off)
        values.append(exactly(f"rows of {ROWS} with a sum other than 1, {dtype}", sum(map(bool, off))))
        values.append(floating(f"largest distance from 1, {dtype}", float(max(off))))
    said = f"softmax/shifted of {ROWS} rows of ten normal(0, 3) numbers, seed {measured.SEED}; sums are exact"
    return Found(REFUTED if bad else CONFIRMED, tuple(values), (Evidence("evaluated", said),))


def example(rows: tuple[str, str], axis: int = 1) -> Found:
    """The printed table against the exact components of rows of scores, or of columns when the axis is 0."""
    values, rests, words = [], [], []
    lines = [row.split(", ") for row in rows]
    for i, row in enumerate(lines):
        for j, printed in enumerate(SAID[i]):
            others, k = (row, j + 1) if axis == 1 else ([line[j] for line in lines], i + 1)
            if k > len(others):  # a masked entry, which is 0 by convention
                continue
            component = exactly(f"component ({i + 1}, {j + 1})", f"softmax({k}, {', '.join(others)})")
            ask = Ask(f"Abs({component.exact} - {printed}) <= {TOLERANCE}")
            verdict = ask.verdict()
            values.append(component)
            words.append(verdict)
            rests.append(evidence(ask, verdict))
    good = sum(v.verdict == "PROVED" for v in words)
    values.append(exactly(f"printed numbers of {len(words)} that are right to {TOLERANCE}", good))
    remark = "What is printed are the softmax of (1, 2, 3) and that of (1, 2, −∞), where −∞ masks a component."
    return Found(together(words), tuple(values), tuple(rests), remark=remark)


TOPIC = Topic("softmax", "Softmax", 7, (
    Assertion(
        "softmax.open", "The components lie strictly between 0 and 1.", "softmax", "reals", "theorem",
        holds_if(
            Ask("softmax(i, z) < 1", (), ZI), "there are at least two",
            Ask("softmax(i, z) < 1", ("n >= 2",), ZI), Ask("softmax(i, z) > 0", (), ZI),
            remark="A single component is 1.",
        ), picture="softmax",
    ),
    Assertion(
        "softmax.open.floats", "The computed components lie strictly between 0 and 1.", "softmax/shifted", "floats",
        "exact threshold", ends_in_floats,
    ),
    Assertion(
        "softmax.sum", "The components add up to 1.", "softmax", "reals", "theorem",
        holds(Ask("Sum(softmax(k, z), (k, 1, n)) == 1", (), Z)),
    ),
    Assertion(
        "softmax.sum.floats", "The computed components add up to exactly 1.", "softmax/shifted", "floats",
        "experiment", sum_in_floats,
    ),
    Assertion(
        "softmax.shift", "A constant added to all components changes nothing.", "softmax", "reals", "theorem",
        holds(Ask("softmax(i, z + c) == softmax(i, z)", (), ZI)),
    ),
    Assertion(
        "softmax.shift.floats", "A constant added to all components changes nothing in code, either.",
        "softmax/naive", "floats", "exact threshold", shift_in_floats,
    ),
    Assertion(
        "softmax.maximum", "Subtracting the maximum prevents overflow.", "softmax/shifted", "floats",
        "sampled audit", lambda: prevents("softmax/shifted"), brief=False,
    ),
    Assertion(
        "softmax.global_maximum", "Subtracting the maximum of the whole array does as well.", "softmax/global_max",
        "floats", "exact threshold", global_max,
    ),
    Assertion(
        "softmax.basic", "The basic softmax, without a shift, computes it.", "softmax/naive", "floats",
        "sampled audit", basic, brief=False,
    ),
    Assertion(
        "softmax.example_axis_0", "Over axis 0, softmax([[1, 2, 3], [1, 2, 0]]) is [[0.09, 0.245, 0.665], "
        "[0.269, 0.731, 0.0]] to 1e-3.", "softmax/global_max", "printout", "theorem",
        lambda: example(("1, 2, 3", "1, 2, 0"), axis=0),
    ),
    Assertion(
        "softmax.example_last_axis", "Over the last axis it is.", "softmax/shifted", "printout", "theorem",
        lambda: example(("1, 2, 3", "1, 2, 0")),
    ),
    Assertion(
        "softmax.example_masked", "Over the last axis it is, with −∞ in place of the 0.", "softmax/shifted", "printout",
        "theorem", lambda: example(("1, 2, 3", "1, 2")),
    ),
    Assertion(
        "softmax.two_classes", "With two classes, softmax is the sigmoid of the difference.", "softmax", "reals",
        "theorem", holds("softmax(1, x, y) == sigmoid(x - y)", "softmax(1, x, 0) == sigmoid(x)"), picture="softmax",
    ),
))  # fmt: skip
