"""Points at which two smooth pieces of a function meet: what jumps there, and what goes through."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from flint import arb

from symact.kernel.errors import Undefined
from symact.kernel.terms import Term
from symact.numerics.closed_forms import Number, rational
from symact.numerics.errors import UndecidedPoint
from symact.numerics.exact import to_fraction
from symact.numerics.limits import limit_of
from symact.numerics.oracle import Oracle
from symact.numerics.pieces import Piece
from symact.numerics.taylor import BITS
from symact.numerics.view import Enclosure, enclosure_of, precision


@dataclass(frozen=True)
class Jump:
    """At x the `order`-th derivative has one-sided limits (None: certainly no finite one), and a value or none."""

    order: int
    x: Fraction
    left: Number | None
    right: Number | None
    value: Number | None


def jumps_at(term: Term, pair: tuple[Piece, Piece], orders: int) -> tuple[Jump, ...]:
    """Which of f, f′, … up to `orders` are shown not to be continuous, or to have no value, where the pieces meet."""
    x, found = pair[0].high, []
    for order in range(orders + 1):
        try:
            sides = [limit_at(p, x, order, side) for p, side in zip(pair, (-1, 1), strict=True)]
        except UndecidedPoint:
            continue
        try:
            value = _number(Oracle(term, derivative=order).enclose(x, 100))
        except Undefined:
            value = None
        except UndecidedPoint:
            if None in sides or not _apart(*sides):
                continue
            value = None
        if value is None or None in sides or any(_apart(side, value) for side in sides):
            found.append(Jump(order, x, sides[0], sides[1], value))
    return tuple(found)


def limit_at(piece: Piece, x: Fraction, order: int, side: int) -> Number | None:
    """The limit at an end of the piece, from the side on which it lies (1: the right); None if there is no finite one.

    That is the value of its own term, if that has one there. Raises UndecidedPoint where nothing is shown.
    """
    exact = piece.smooth.exactly(x, order)
    if exact is not None:
        return rational(to_fraction(exact))
    number = number_of(piece.smooth.value(x, x, order))
    if number is not None:
        return number
    try:
        limit = limit_of(piece.smooth.term, piece.smooth.variable, order, x, side)
    except Undefined:
        return None
    return None if limit.value is None else _number(Oracle(limit.value).enclose(Fraction(0), 100))


def number_of(y: arb) -> Number | None:
    """The number that a ball encloses; None for a ball that is not finite."""
    if not y.is_finite():
        return None
    with precision(BITS):
        found = enclosure_of(y)
    return Number(Fraction(found.lo), Fraction(found.hi))


def meet(left: Piece, right: Piece, order: int) -> bool:
    """Whether the one-sided limits of a derivative are shown to be one number."""
    a, b = (p.smooth.exactly(left.high, order) for p in (left, right))
    return a is not None and b is not None and bool(a == b)


def beside(piece: Piece, x: Fraction, order: int) -> int:
    """The sign of a derivative between x, an end of the piece, and its nearest zero; 0 where that is open."""
    roots = piece.smooth.roots(piece.low, piece.high, order)
    if roots.everywhere:
        return 0
    others = [r.low if x == piece.low else r.high for r in roots.found]
    others += [a if x == piece.low else b for a, b in roots.open]
    end = min([*others, piece.high]) if x == piece.low else max([*others, piece.low])
    return piece.smooth.sign((x + end) / 2, order) or 0


def _number(y: Enclosure) -> Number | None:
    """None for what is only known to be huge."""
    if not isinstance(y.lo, Fraction) or not isinstance(y.hi, Fraction):
        return None
    return rational(y.lo) if y.exact else Number(y.lo, y.hi)


def _apart(a: Number | None, b: Number | None) -> bool:
    return a is None or b is None or a.high < b.low or b.high < a.low
