"""Audits and thresholds beside a plain loop over every float16 by mpmath, which shares no code with them."""

import math
from collections import Counter
from collections.abc import Callable
from itertools import groupby

import mpmath
import numpy as np
import pytest

from symact.numerics import accuracy, thresholds

mp = mpmath.MPContext()
mp.prec = 200
SMALLEST, OVERFLOW, HALF_QUANTUM = mp.mpf(2) ** -14, 65520, mp.mpf(2) ** -25
Real = Callable[..., mpmath.mpf]
CASES: dict[str, tuple[str, int, Real, float | None]] = {
    "tanh/sigmoid": ("tanh", 0, mp.tanh, 1.0),
    "sigmoid_grad/quotient": ("sigmoid", 1, lambda x: 1 / ((1 + mp.exp(x)) * (1 + mp.exp(-x))), 0.0),
}


def code(impl: str, x: np.ndarray) -> np.ndarray:
    with np.errstate(all="ignore"):
        return 2 / (1 + np.exp(-2 * x)) - 1 if impl == "tanh/sigmoid" else np.exp(-x) / (1 + np.exp(-x)) ** 2


def ulp(y: mpmath.mpf) -> mpmath.mpf:
    return mp.mpf(2) ** (max(mp.mag(y) - 1, -14) - 10) if y else mp.mpf(2) ** -24


def defects(r: float, y: mpmath.mpf, limit: float | None) -> set[str]:
    if math.isnan(r):
        return {"nan"}
    found = {"inf"} if math.isinf(r) else set()
    if abs(y) >= SMALLEST:
        found |= {k for k, bound in (("half", 2.0**-5), ("all", 0.5)) if abs(r - y) > abs(y) * bound}
    if r == 0 and abs(y) > HALF_QUANTUM:
        found.add("false_zero")
    return found | ({"saturates"} if r == limit and mp.nint(y / ulp(y)) * ulp(y) != limit else set())


@pytest.mark.slow
@pytest.mark.parametrize("impl", CASES)
def test_every_float16(impl: str) -> None:
    name, derivative, truth, limit = CASES[impl]
    counts: Counter[str] = Counter()
    worst, runs = mp.mpf(0), []
    for sign in (1, -1):
        xs = np.arange(0x7C00, dtype=np.uint16).view(np.float16) * np.float16(sign)
        rows = [(float(x), float(r), truth(mp.mpf(float(x)))) for x, r in zip(xs, code(impl, xs), strict=True)]
        for _, r, y in rows:
            if math.isfinite(r):
                error = abs(r - y) / ulp(y)
                worst = max(worst, error)
                right = mp.nint(y / ulp(y)) * ulp(y) == r
                counts["correctly_rounded"] += right
                bins = ((0.5, "<=1/2"), (1, "<=1"), (2, "<=2"), (3, "<=3"))
                counts["<=1/2" if right else next((label for top, label in bins if error <= top), ">3")] += 1
                counts["false_zero"] += r == 0 and abs(y) > HALF_QUANTUM
            else:
                counts["nonfinite"] += 1
        flags = [(x, defects(r, y, None if limit is None else sign * limit)) for x, r, y in rows]
        for kind in ("inf", "nan", "false_zero", "saturates", "half", "all"):
            for has, group in groupby(flags, lambda row, k=kind: k in row[1]):
                members = list(group)
                if has:
                    runs.append((kind, "+" if sign > 0 else "-", members[0][0], members[-1][0]))
    audit = accuracy(impl, dtype="float16")
    for key in ("correctly_rounded", "false_zero", "nonfinite"):
        assert getattr(audit, key) == counts[key]
    assert audit.histogram == {label: counts[label] for label in audit.histogram}
    assert audit.max_ulp is not None
    low, high = (mp.mpf(v.numerator) / v.denominator for v in audit.max_ulp)
    assert low <= worst <= high
    found = thresholds(name, impl, "float16", derivative)
    assert [(t.kind, t.sign, t.first, t.last) for t in found if t.kind != "warns"] == runs
