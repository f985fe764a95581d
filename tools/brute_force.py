#!/usr/bin/env python3
"""Compare audits of 16-bit formats with a plain loop over every input, which asks mpmath for the true values.

    python tools/brute_force.py                            15 activations and their derivatives: some 10 minutes
    python tools/brute_force.py --activations gelu mish --forms naive torch --dtypes bfloat16 --range -4 4

Nothing of symact's oracle, models or judgement is used here: truths are closed forms of 300 bits, written by hand, and
each result is compared with its truth in integers. All fields of a record must agree. One line for each record; exit
code 1 when a field differs.
"""

from __future__ import annotations

import argparse
import math
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import mpmath
import numpy as np

from symact.numerics import Audit, UsageError, accuracy
from symact.numerics.api import ordinals_of_range, resolve
from symact.numerics.audit import blocks
from symact.numerics.formats import Array, Format, find_format

mp = mpmath.MPContext()
mp.prec = 300
Number = Any
Real = Callable[[Number], Number | None]  # None: no value
FORMS = ("naive", "torch", "jax")
DTYPES = ("float16", "bfloat16")
DEEP = 400  # bits below the quantum to which truths are kept; what is smaller still keeps its sign
DEFECTS = ("inf", "nan", "missing_overflow", "false_zero", "false_zero_normal", "wrong_sign", "undecided")
COUNTED = ("points", "measured", "nonfinite", "missing_overflow", "undefined", "undecided", "undecided_rounding",
           "false_zero", "false_zero_normal", "wrong_sign", "correctly_rounded")  # fmt: skip
BINS = (("<=1/2", 1), ("<=1", 2), ("<=2", 4), ("<=3", 6))


# ------------------------------------------------------------------------------------------------- true values


def sigmoid(x: Number) -> Number:
    e = mp.exp(-abs(x))
    return 1 / (1 + e) if x >= 0 else e / (1 + e)


def slope(x: Number) -> Number:
    """σ′"""
    e = mp.exp(-abs(x))
    return e / (1 + e) ** 2


def softplus(x: Number) -> Number:
    return max(x, 0) + mp.log1p(mp.exp(-abs(x)))


def normal(x: Number) -> Number:
    """Φ"""
    return mp.erfc(-x / mp.sqrt(2)) / 2


def mish(x: Number, order: int) -> Number:
    if x <= 0:
        w = mp.exp(x) * (mp.exp(x) + 2)
        t, rest = w / (w + 2), 4 * (w + 1) / (w + 2) ** 2
    else:
        u = mp.exp(-x)
        d = 1 + 2 * u + 2 * u * u
        t, rest = (1 + 2 * u) / d, (2 * u * (1 + u) / d) ** 2
    return t + x * rest * sigmoid(x) if order else x * t


def gelu_tanh(x: Number, order: int) -> Number:
    k, c = mp.sqrt(2 / mp.pi), mp.mpf(44715) / 10**6
    v = 2 * k * (x + c * x**3)
    return sigmoid(v) + x * slope(v) * 2 * k * (1 + 3 * c * x * x) if order else x * sigmoid(v)


SCALE, ALPHA = mp.mpf("1.0507009873554804934193349852946"), mp.mpf("1.6732632423543772848170429916717")
SIXTH = mp.mpf(1) / 6
VALUES: dict[str, tuple[Real, Real]] = {
    "sigmoid": (sigmoid, slope),
    "tanh": (mp.tanh, lambda x: 4 * slope(2 * x)),
    "gelu": (lambda x: x * normal(x), lambda x: normal(x) + x * mp.exp(-x * x / 2) / mp.sqrt(2 * mp.pi)),
    "silu": (lambda x: x * sigmoid(x), lambda x: sigmoid(x) * (1 + x * sigmoid(-x))),
    "softplus": (softplus, sigmoid),
    "relu": (lambda x: max(x, mp.mpf(0)), lambda x: sided(x, 0, mp.mpf(0), mp.mpf(1))),
    "elu": (lambda x: x if x > 0 else mp.expm1(x), lambda x: mp.mpf(1) if x > 0 else mp.exp(x)),
    "mish": (lambda x: mish(x, 0), lambda x: mish(x, 1)),
    "gelu_tanh": (lambda x: gelu_tanh(x, 0), lambda x: gelu_tanh(x, 1)),
    "log_sigmoid": (lambda x: -softplus(-x), lambda x: sigmoid(-x)),
    "softsign": (lambda x: x / (1 + abs(x)), lambda x: 1 / (1 + abs(x)) ** 2),
    "leaky_relu": (lambda x: x if x >= 0 else x / 100, lambda x: sided(x, 0, mp.mpf(1) / 100, mp.mpf(1))),
    "selu": (
        lambda x: SCALE * (x if x > 0 else ALPHA * mp.expm1(x)),
        lambda x: sided(x, 0, SCALE * ALPHA * mp.exp(min(x, 0)), SCALE),
    ),
    "hard_swish": (
        lambda x: x * min(mp.mpf(6), max(mp.mpf(0), x + 3)) / 6,
        lambda x: sided(x, -3, mp.mpf(0), sided(x, 3, (2 * x + 3) / 6, mp.mpf(1))),
    ),
    "hard_sigmoid": (
        lambda x: max(mp.mpf(0), min(mp.mpf(1), x / 6 + mp.mpf(1) / 2)),
        lambda x: sided(x, -3, mp.mpf(0), sided(x, 3, SIXTH, mp.mpf(0))),
    ),
}  # fmt: skip


def sided(x: Number, kink: int, left: Number | None, right: Number | None) -> Number | None:
    return None if x == kink else left if x < kink else right


# ------------------------------------------------------------------------------------------------- the comparison


def truths(function: Real, fmt: Format, values: list[float]) -> list[int | None]:
    """The true values in units of quantum/2^DEEP, the last bit set where more would follow; None without a value."""
    return [None if y is None else _scaled(y, fmt) for y in (function(mp.mpf(x)) for x in values)]


def _scaled(y: Number, fmt: Format) -> int:
    sign, man, exp, _ = y._mpf_
    shift = exp - fmt.q + DEEP
    if not man:
        return 0
    if shift + man.bit_length() > DEEP + fmt.emax - fmt.q + 8:
        size = 1 << (DEEP + fmt.emax - fmt.q + 8)
    elif shift >= 0:
        size = man << shift
    else:
        size = (man >> -shift) | bool(man & ((1 << min(-shift, man.bit_length())) - 1))
    return -size if sign else size


@dataclass
class Brute:
    """What the loop counts."""

    counts: dict[str, int]
    histogram: dict[str, int]
    first: dict[str, dict[str, float | None]]
    largest: dict[str, Fraction]
    errors: dict[float, Fraction]  # of the inputs with the largest error, or nearly so
    results: dict[str, float]  # by the input in hexadecimal, which tells the zeros apart


def brute(fmt: Format, values: list[float], results: list[float], exact: list[int | None]) -> Brute:
    counts, histogram = dict.fromkeys(COUNTED, 0), dict.fromkeys([*(label for label, _ in BINS), ">3"], 0)
    first: dict[str, dict[str, float | None]] = {d: {"+": None, "-": None} for d in DEFECTS}
    largest, errors = dict.fromkeys(("max_ulp", "max_ulp_normal", "max_ulp_20"), Fraction(-1)), {}
    for x, r, y in zip(values, results, exact, strict=True):
        counts["points"] += 1
        kind, found, error, label = verdict(fmt, r, y)
        counts[kind] += 1
        counts["correctly_rounded"] += label == "right"
        if kind == "measured":
            histogram["<=1/2" if label == "right" else label] += 1
        for defect in found:
            if defect in COUNTED and defect != kind:
                counts[defect] += 1
            sign = "+" if math.copysign(1, x) > 0 else "-"
            old = first[defect][sign]
            first[defect][sign] = x if old is None or abs(x) < abs(old) else old
        if error is not None and y is not None:
            errors[x] = error
            largest["max_ulp"] = max(largest["max_ulp"], error)
            if abs(y) >= 1 << (DEEP + fmt.p - 1):
                largest["max_ulp_normal"] = max(largest["max_ulp_normal"], error)
            if abs(x) <= 20:
                largest["max_ulp_20"] = max(largest["max_ulp_20"], error)
    return Brute(counts, histogram, first, largest, errors, {x.hex(): r for x, r in zip(values, results, strict=True)})


def verdict(fmt: Format, r: float, y: int | None) -> tuple[str, list[str], Fraction | None, str]:
    """The kind of the result, its defects, its error, and its bin (`right` where it is correctly rounded)."""
    if y is None:
        return "undefined", [], None, ""
    if abs(y) >= int(fmt.overflow / Fraction(2) ** fmt.q) << DEEP:
        if math.isfinite(r):
            return "missing_overflow", ["missing_overflow"], None, ""
        if r == math.copysign(math.inf, y):
            return "measured", [], None, "right"
    if not math.isfinite(r):
        return "nonfinite", ["nan" if math.isnan(r) else "inf"], None, ""
    got = int(Fraction(r) / Fraction(2) ** fmt.q) << DEEP
    unit = max(abs(y).bit_length() - fmt.p, DEEP)  # an ulp is 2^unit
    error = abs(got - y)
    low, rest, half = abs(y) >> unit, abs(y) & ((1 << unit) - 1), 1 << (unit - 1)
    nearest = (low + (rest > half or (rest == half and low & 1))) << unit
    found = []
    if r == 0 and abs(y) > 1 << (DEEP - 1):
        found = ["false_zero", "false_zero_normal"][: 1 + (abs(y) >= 1 << (DEEP + fmt.p - 1))]
    if r * y < 0:
        found.append("wrong_sign")
    label = next((name for name, halves in BINS if 2 * error <= halves << unit), ">3")
    right = nearest == abs(got) and (r == 0 or (r > 0) == (y > 0))
    return "measured", found, Fraction(error, 1 << unit), "right" if right else label


def differences(audit: Audit, found: Brute) -> Iterator[str]:
    """What a record has otherwise than the loop."""
    for name in COUNTED:
        if getattr(audit, name) != found.counts[name]:
            yield f"{name} is {getattr(audit, name)}, not {found.counts[name]}"
    for name in ("histogram", "first"):
        if getattr(audit, name) != getattr(found, name):
            yield f"{name} is {getattr(audit, name)}, not {getattr(found, name)}"
    for name, largest in found.largest.items():
        bounds = getattr(audit, name)
        if (bounds is None) != (largest < 0):
            yield f"{name} is {bounds}, not {float(largest)}"
        elif bounds is not None:
            low, high = bounds
            if not low <= largest <= high or high - low > Fraction(1, 1 << 19) * max(largest, Fraction(1)):
                yield f"{name} is {float(low)} to {float(high)}, not {float(largest)}"
    if audit.worst_input is not None:
        error = found.errors.get(audit.worst_input, Fraction(-1))
        if found.largest["max_ulp"] - error > Fraction(1, 1 << 19) * max(error, Fraction(1)):
            yield f"worst_input is {audit.worst_input}, where the error is {float(error)}"
        result = found.results.get(audit.worst_input.hex(), math.nan)
        if audit.worst_output is None or audit.worst_output.hex() != result.hex():
            yield f"worst_output is {audit.worst_output}, not {result}"


def computed(name: str, order: int, form: str, fmt: Format, ordinals: range) -> Array:
    """The results of an implementation, in blocks as an audit has them."""
    subject = resolve(form, name, order)[0]
    return np.concatenate([subject.run(fmt.values(block), fmt) for block in blocks(ordinals)])


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--activations", nargs="+", default=list(VALUES), choices=list(VALUES))
    parser.add_argument("--forms", nargs="+", default=list(FORMS))
    parser.add_argument("--dtypes", nargs="+", default=list(DTYPES), choices=DTYPES)
    parser.add_argument("--orders", nargs="+", type=int, default=[0, 1], choices=[0, 1])
    parser.add_argument("--range", nargs=2, type=float)
    options = parser.parse_args()
    ends = None if options.range is None else (options.range[0], options.range[1])
    started, wrong = time.process_time(), 0
    for name in options.activations:
        for order in options.orders:
            for dtype in options.dtypes:
                wrong += compare(name, order, dtype, options.forms, ends)
    sys.stdout.write(f"{wrong} records differ, {time.process_time() - started:.0f} s\n")
    return wrong > 0


def compare(name: str, order: int, dtype: str, forms: list[str], ends: tuple[float, float] | None) -> int:
    """How many records of these forms differ from the loop; one line for each."""
    fmt = find_format(dtype)
    low, high = ordinals_of_range(fmt, ends)
    ordinals = range(-1 - fmt.largest if low is None else low, (fmt.largest if high is None else high) + 1)
    values = fmt.values(np.asarray(ordinals)).tolist()
    exact, wrong = truths(VALUES[name][order], fmt, values), 0
    for form in forms:
        what = f"{name}{'′' * order} {dtype} {form}"
        try:
            results = computed(name, order, form, fmt, ordinals).tolist()
            audit = accuracy(form, name, dtype, order, exhaustive=True, range=ends, behaviour=False)
        except UsageError as error:
            sys.stdout.write(f"{what}: not compared: {error}\n")
            continue
        found = list(differences(audit, brute(fmt, values, results, exact)))
        sys.stdout.write(f"{what}: {'; '.join(found) or f'{audit.points:,} inputs agree'}\n")
        sys.stdout.flush()
        wrong += bool(found)
    return wrong


if __name__ == "__main__":
    sys.exit(main())
