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
from symact.numerics.sums import Beside
from symact.numerics.view import View, rounded

ERROR_BITS = 32
TOLERANCE = 12  # an ulp error is decided when it is known to 2^(12 - 32) = 2^-20 ulp, or relatively as well
LEAST = 40_000  # 2^-LEAST is smaller than what results and bounds differ by
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
    top = high - (view.strict and low < high)  # a power of two is the end of a binade, if the value is below it
    nearest, farthest = max(lo - computed, computed - hi, 0), max(computed - lo, hi - computed)
    least = (nearest << ERROR_BITS) >> max(top.bit_length() - fmt.p, k)
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
    if view.beside is not None:
        return _exceeds(view.beside, (quanta if result >= 0 else -quanta) * two(fmt.q), bound, Fraction(0))
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


def ulp_error_exceeds(fmt: Format, view: View, result: int, bound: Fraction) -> bool | None:
    """Whether the error of a finite result is more than `bound` ulp, None while that is open."""
    quanta = fmt.significand(magnitude_of(result)) * (1 if result >= 0 else -1)
    low, high = absolute(view)
    if view.beside is not None:
        ulp = two(max(low.bit_length() - fmt.p, view.k) - view.k + fmt.q)
        return _exceeds(view.beside, quanta * two(fmt.q), Fraction(0), bound * ulp)
    if view.exact is not None:  # the error may equal the bound
        truth = to_fraction(view.exact)
        return abs(quanta * two(fmt.q) - truth) > bound * fmt.ulp(truth)
    nearest = max(view.lo - (quanta << view.k), (quanta << view.k) - view.hi, 0)
    farthest = max((quanta << view.k) - view.lo, view.hi - (quanta << view.k))
    least, most = (max(size.bit_length() - fmt.p, view.k) for size in (low, high))  # an ulp, as a power of two
    if nearest > bound * (1 << most):
        return True
    return False if farthest <= bound * (1 << least) else None


def _exceeds(b: Beside, y: Fraction, share: Fraction, most: Fraction) -> bool | None:
    """Whether |y - v| > share·|v| + most for v = b.value + r, None where r may decide and is not small enough.

    g(v) = |y - v| - share·|v| - most has slopes of at most 1 + share, and is linear between b.value and v where neither
    y nor 0 lies between them. So g(v) has the sign of g(b.value), or where that is 0 that of its slope times r.
    """
    q = to_fraction(b.value)
    at, room = abs(y - q) - share * abs(q) - most, two(max(b.reach, -LEAST)) * (1 + share)
    if at:
        return at > 0 if abs(at) >= room else None
    if any(0 < abs(q - v) < room for v in (y, Fraction(0))):
        return None
    toward = ((q > y) - (q < y)) * b.above or 1
    return toward - share * ((q > 0) * b.above or (q < 0) * -b.above or 1) > 0
