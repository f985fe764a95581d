"""One computed number against the enclosure of the exact one: ulp error, correct rounding and kind of defect.

All arithmetic is on integers, so a verdict is a fact about the enclosure. Ulp errors are kept in units of 2^-32 ulp,
lower ends rounded down and upper ends up.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from symact.numerics.errors import UndecidedPoint
from symact.numerics.exact import to_fraction
from symact.numerics.formats import Format, magnitude_of, two
from symact.numerics.oracle import Oracle
from symact.numerics.view import View, rounded

ERROR_BITS = 32
TOLERANCE = 12  # an ulp error is decided when it is known to 2^(12 - 32) = 2^-20 ulp, or relatively as well
HALVES = (1, 2, 4, 6)  # the bins of a histogram end at so many halves of an ulp
KINDS = ("measured", "nonfinite", "missing_overflow", "undefined", "undecided")


@dataclass(frozen=True, slots=True)
class Judgement:
    """What became of one input. `error` is (lower, upper) in 2^-32 ulp; None unless the result is finite and measured.

    `correct` is whether the result is the correctly rounded one, None when that is not decided.
    """

    kind: str
    error: tuple[int, int] | None = None
    correct: bool | None = None
    normal: bool = False
    false_zero: bool = False
    wrong_sign: bool = False


def judge(oracle: Oracle, fmt: Format, x: float, result: int | None) -> Judgement:
    """The judgement on `result` (an ordinal, None for nan) at the input x; raises Undefined where there is no truth."""
    partial: list[Judgement] = []

    def question(view: View) -> Judgement | None:
        verdict = judge_view(fmt, view, result)
        if verdict is not None and (verdict.correct is None or straddles(verdict)):
            partial[:] = [verdict]
            return None
        return verdict

    try:
        return oracle.decide(x, fmt, question)
    except UndecidedPoint:
        return partial[0] if partial else Judgement("undecided")


def straddles(verdict: Judgement) -> bool:
    """Whether more bits may tell on which side of a bin of the histogram the error lies."""
    if verdict.error is None or verdict.correct:
        return False
    low, high = verdict.error
    return any(low < edge * (1 << (ERROR_BITS - 1)) < high for edge in HALVES)


def judge_view(fmt: Format, view: View, result: int | None) -> Judgement | None:
    """The judgement, with `correct` None while it is open; None while anything else is open."""
    beyond = overflows(fmt, view)
    if beyond is None:
        return None
    magnitude = None if result is None else magnitude_of(result)
    finite = magnitude is not None and magnitude <= fmt.largest
    if beyond:
        if finite:
            return Judgement("missing_overflow", correct=False)
        right = not fmt.infinities if result is None else (result >= 0) == (view.sign == 1)
        return Judgement("measured", correct=True) if right else Judgement("nonfinite", correct=False)
    if result is None or magnitude is None or not finite:
        return Judgement("nonfinite", correct=False)
    return _finite(fmt, view, result, fmt.significand(magnitude))


def _finite(fmt: Format, view: View, result: int, quanta: int) -> Judgement | None:
    k, lo, hi = view.k, view.lo, view.hi
    if quanta and view.sign is None:
        return None
    computed = (quanta if result >= 0 else -quanta) << k
    low, high = absolute(view)
    nearest, farthest = max(lo - computed, computed - hi, 0), max(computed - lo, hi - computed)
    least = (nearest << ERROR_BITS) >> max(high.bit_length() - fmt.p, k)
    most = -((-farthest << ERROR_BITS) >> max(low.bit_length() - fmt.p, k))
    if most - least > max(1 << TOLERANCE, least >> 20):
        return None
    normal, lost = at_least(view, 1 << (fmt.p - 1)), False if quanta else lost_in_zero(view)
    if normal is None or lost is None:
        return None
    nearest_ordinal = rounded(view, fmt)
    correct: bool | None = None
    if nearest_ordinal is not None:
        correct = nearest_ordinal == result or (quanta == 0 and magnitude_of(nearest_ordinal) == 0)
    elif least > 1 << (ERROR_BITS - 1):
        correct = False
    opposite = quanta != 0 and view.sign == (-1 if result >= 0 else 1)
    return Judgement("measured", (least, most), correct, normal, lost, opposite)


def lost_in_zero(view: View) -> bool | None:
    """Whether 0 is more than half of the smallest positive number away from the truth, None while that is open."""
    (low, high), half = absolute(view), 1 << (view.k - 1)
    return (low > half or (view.strict and high > half)) or (None if high > half else False)


def absolute(view: View) -> tuple[int, int]:
    """Bounds of the absolute value, in the units of the view."""
    if view.lo <= 0 <= view.hi:
        return 0, max(-view.lo, view.hi)
    return min(abs(view.lo), abs(view.hi)), max(abs(view.lo), abs(view.hi))


def at_least(view: View, quanta: int) -> bool | None:
    """Whether the absolute value is at least so many quanta, None while that is open."""
    low, high = absolute(view)
    bound = quanta << view.k
    if low >= bound:
        return True
    return None if high > bound or (high == bound and not view.strict) else False


def overflows(fmt: Format, view: View) -> bool | None:
    """Whether the correctly rounded value overflows, None while that is open."""
    low, high = absolute(view)
    bound = fmt.overflow_quanta << view.k
    if high < bound or (high == bound and view.strict and low < high):
        return False
    if low > bound or (low == bound and view.strict and low < high):
        return True
    if low == high == bound:
        return fmt.largest % 2 == 1
    return None


def relative_error_exceeds(fmt: Format, view: View, result: int, bound: Fraction) -> bool | None:
    """Whether |result - value| > bound·|value| for a finite result, None while that is open."""
    quanta = fmt.significand(magnitude_of(result))
    if view.exact is not None:  # the error may equal the bound
        truth = to_fraction(view.exact)
        return abs((quanta if result >= 0 else -quanta) * two(fmt.q) - truth) > bound * abs(truth)
    computed = (quanta if result >= 0 else -quanta) << view.k
    low, high = absolute(view)
    nearest = max(view.lo - computed, computed - view.hi, 0)
    farthest = max(computed - view.lo, view.hi - computed)
    p, q = bound.numerator, bound.denominator
    if nearest * q > high * p:
        return True
    return False if farthest * q <= low * p else None
