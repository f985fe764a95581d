"""Enclosures of erfinv on (−1, 1), the inverse of erf, which increases strictly from −1 to 1 (DLMF 7.17)."""

from __future__ import annotations

from symact.kernel.ball import Arithmetic, Indeterminate, Interval, OutsideDomain

MAX_STEPS, GUARD = 400, 64
_ONE, _NOUGHT = Interval.point(1), Interval.point(0)


def inverse_of_erf(ball: Arithmetic, u: Interval) -> Interval:
    """The w with erf w = u."""
    for side in (u, -u):
        above = ball.sub(side, _ONE)
        if above.is_positive or above.is_exact_zero:
            raise OutsideDomain("erfinv of a number outside (-1, 1)")
        if not above.is_negative:
            raise Indeterminate("perhaps erfinv of a number outside (-1, 1)")
    fine = Arithmetic(ball.precision + GUARD)
    low = _at(fine, Interval(u.lo, u.lo))
    return ball.round(low if u.is_exact else Interval(low.lo, _at(fine, Interval(u.hi, u.hi)).hi))


def _at(fine: Arithmetic, a: Interval) -> Interval:
    """A bracket lo, hi with erf(lo) <= a <= erf(hi). Newton's iteration finds the place; only the bracket counts."""
    if a.is_exact_zero:
        return a
    if a.is_negative:
        return -_at(fine, -a)
    w, half = _NOUGHT, fine.div(fine.root(fine.pi(), 2), Interval.point(2))
    for _ in range(MAX_STEPS):  # from below: erf is concave on [0, ∞)
        gap = fine.sub(a, fine.erf(w))
        if gap.contains_zero:
            break
        moved = _low(fine.add(w, fine.mul(fine.mul(gap, half), fine.exp(fine.mul(w, w)))))
        if moved == w:
            break
        w = moved
    for bits in range(fine.precision - 8, 0, -4):
        delta = fine.mul(fine.add(w, _ONE), Interval.point(1, -bits))
        low, high = _low(fine.sub(w, delta)), _high(fine.add(w, delta))
        below, above = fine.sub(a, fine.erf(low)), fine.sub(fine.erf(high), a)
        if below.is_positive and above.is_positive:
            return Interval(low.lo, high.hi)
    raise Indeterminate("no bracket of erfinv was found at this precision")


def _low(x: Interval) -> Interval:
    return Interval(x.lo, x.lo)


def _high(x: Interval) -> Interval:
    return Interval(x.hi, x.hi)
