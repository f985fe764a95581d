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
from symact.numerics.oracle import Oracle
from symact.numerics.pieces import Piece
from symact.numerics.taylor import BITS
from symact.numerics.view import enclosure_of, precision


@dataclass(frozen=True)
class Jump:
    """At x the `order`-th derivative has one-sided limits (None: not finite), and a value or none."""

    order: int
    x: Fraction
    left: Number | None
    right: Number | None
    value: Number | None


def jumps_at(term: Term, pair: tuple[Piece, Piece], orders: int) -> tuple[Jump, ...]:
    """Which of f, f′, … up to `orders` are not continuous, or have no value, where the pieces meet."""
    x, found = pair[0].high, []
    for order in range(orders + 1):
        sides = [limit_at(p, x, order) for p in pair]
        try:
            value = _number(Oracle(term, derivative=order).enclose(x, 100).lo)
        except Undefined:
            value = None
        except UndecidedPoint:
            if None in sides or not _apart(*sides):
                continue
            value = None
        if value is None or None in sides or any(_apart(side, value) for side in sides):
            found.append(Jump(order, x, sides[0], sides[1], value))
    return tuple(found)


def limit_at(piece: Piece, x: Fraction, order: int) -> Number | None:
    """The value at an end of the piece, by its own term, which is the one-sided limit; None if it is not finite."""
    exact = piece.smooth.exactly(x, order)
    if exact is not None:
        return rational(to_fraction(exact))
    return number_of(piece.smooth.value(x, x, order))


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


def _number(q: Fraction | float) -> Number | None:
    return rational(q) if isinstance(q, Fraction) else None


def _apart(a: Number | None, b: Number | None) -> bool:
    return a is None or b is None or a.high < b.low or b.high < a.low
