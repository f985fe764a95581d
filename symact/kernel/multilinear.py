"""Signs of polynomials that are linear in each variable, where every variable lies between bounds or beyond one.

With low < t < high, a + b·t is a sum of its values at the ends with positive weights; with low < t, of its value at
low and of b with the weights 1 and t − low. Variable by variable this makes the polynomial a sum of finitely many
numbers with positive weights; with weights that may be 0 where a bound may be reached.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from symact.kernel import polynomial as poly
from symact.kernel.linear import ANY, Signs
from symact.kernel.polynomial import Polynomial

MAX_VARIABLES = 4
End = tuple[Fraction, bool] | None  # a bound, and whether it is never reached


def of_multilinear(p: Polynomial, ends: Callable[[int], tuple[End, End]]) -> Signs:
    """Signs of `p`, whose i-th generator lies between `ends(i)`."""
    used = poly.generators(p)
    if not 2 <= len(used) <= MAX_VARIABLES or any(e not in (0, 1) for m in p for e in m):
        return ANY
    parts, inside = [p], True
    for i in used:
        low, high = ends(i)
        if low is None and high is None:
            return ANY
        inside &= all(end is None or end[1] for end in (low, high))
        if low is not None and high is not None and low[0] >= high[0]:
            return ANY
        parts = [part for q in parts for part in split(q, i, low, high)]
    signs = {(c > 0) - (c < 0) for c in (Fraction(q.get(poly.UNIT, 0)) for q in parts)}
    for s in (1, -1):
        if -s not in signs and s in signs:
            return frozenset({s}) if inside or 0 not in signs else frozenset({0, s})
    return ANY


def split(p: Polynomial, i: int, low: End, high: End) -> list[Polynomial]:
    """The polynomials of which `p` is a sum with weights that are not negative, without the i-th generator."""
    unit = poly.monomial(i, -1)
    slope = {poly.monomial_product(m, unit): c for m, c in p.items() if len(m) > i and m[i]}
    rest = {m: c for m, c in p.items() if not (len(m) > i and m[i])}
    made = [poly.plus(rest, poly.scale(slope, end[0])) for end in (low, high) if end is not None]
    if low is None or high is None:
        made.append(slope if high is None else poly.scale(slope, -1))
    return made
