"""Whether a number made of rationals by + − × ÷ and real roots is zero: it is when it is small enough.

Such a number is U/L with algebraic integers U, L of a field of degree at most D, the product of the degrees of the
distinct roots. All conjugates of U are at most u in modulus, those of L at most l. If U is not 0, the product of its
conjugates is a whole number that is not 0, so |U| >= u^(1 − D) and |U/L| >= 1/(l·u^(D − 1)) (Burnikel, Fleischer,
Mehlhorn, Schirra: A strong and easily computable separation bound, Algorithmica 27, 2000).
"""

from __future__ import annotations

from math import ceil

from symact.kernel.ball import Arithmetic, Indeterminate
from symact.kernel.errors import LimitExceeded, Stuck, Undefined
from symact.kernel.evaluate import evaluate
from symact.kernel.point import Point
from symact.kernel.terms import Term

MAX_DEGREE, MAX_BITS = 128, 6_000


def vanishes(t: Term) -> bool:
    """Whether the closed term `t` is shown to be 0 by its size."""
    try:
        return _is_small(t)
    except (Stuck, Undefined, Indeterminate, LimitExceeded):
        return False


def _is_small(t: Term) -> bool:
    roots: set[Term] = set()
    u, l_ = _bounds(t, roots, {})
    degree = 1
    for r in roots:
        degree *= r.args[1].args[0].denominator
    if degree > MAX_DEGREE:
        raise Stuck("roots of too high a degree together")
    bits = l_ + u * (degree - 1) + 1
    if bits > MAX_BITS:
        raise Stuck("a number that would have to be known to too many digits")
    ball = evaluate(t, Point(), Arithmetic(bits + 64 + u + l_))
    size = max(abs(ball.lower), abs(ball.upper))
    return bool(size * 2**bits < 1)


def _bounds(t: Term, roots: set[Term], memo: dict[Term, tuple[int, int]]) -> tuple[int, int]:
    """Bounds, as powers of 2, of the conjugates of U and L with t = U/L; at least those of 1."""
    if t not in memo:
        memo[t] = _of(t, roots, memo)
    return memo[t]


def _of(t: Term, roots: set[Term], memo: dict[Term, tuple[int, int]]) -> tuple[int, int]:
    if t.op == "number":
        return abs(t.args[0].numerator).bit_length(), t.args[0].denominator.bit_length()
    if t.op == "neg":
        return _bounds(t.args[0], roots, memo)
    if t.op in ("add", "mul"):
        u, l_ = _bounds(t.args[0], roots, memo)
        for a in t.args[1:]:
            v, m = _bounds(a, roots, memo)
            u, l_ = max(u + m, v + l_) + 1 if t.op == "add" else u + v, l_ + m
        return u, l_
    if t.op == "div":
        (u, l_), (v, m) = (_bounds(a, roots, memo) for a in t.args)
        return u + m, l_ + v
    if t.op != "pow" or t.args[1].op != "number":
        raise Stuck(f"no separation bound for {t.op}")
    return _power(t, roots, memo)


def _power(t: Term, roots: set[Term], memo: dict[Term, tuple[int, int]]) -> tuple[int, int]:
    """a^(p/k) = (a^(1/k))^p, and (U/L)^(1/k) = (U·L^(k−1))^(1/k)/L."""
    q = t.args[1].args[0]
    u, l_ = _bounds(t.args[0], roots, memo)
    if abs(q.numerator) > 64:
        raise Stuck("a high power")
    k = q.denominator
    if k > 1:
        roots.add(Term("pow", t.args[0], Term("number", q / q.numerator)))
        u = ceil((u + (k - 1) * l_) / k) + 1
    u, l_ = u * abs(q.numerator), l_ * abs(q.numerator)
    return (u, l_) if q > 0 else (l_, u)
