"""Limits by expansion: x is written as ±X or a ± 1/X, and the term as a sum of monomials in X with a bounded remainder.

The expansion of a term exists only where the term is defined for all large X, so a limit found is the limit of a
function that is defined beside the point.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from symact.kernel.errors import Stuck
from symact.kernel.expander import Expander
from symact.kernel.expansion import ONE, Expansion, Expansions, Monomial, X
from symact.kernel.normal import Normaliser
from symact.kernel.oscillation import along, squeezed, swings_of
from symact.kernel.ring import UNITY, Quotient
from symact.kernel.terms import INFINITY, Term, is_constant, neg, text, walk

ORDERS = (3, 6, 12)


@dataclass(frozen=True, slots=True)
class Tendency:
    """What a term tends to: a number, or +∞ or −∞ by `infinite`."""

    value: Quotient | None
    infinite: int = 0


def tendency(t: Term, normaliser: Normaliser) -> Tendency:
    """What `Limit(f, x, a, side)` is, at every point of the region; of both sides when they agree, else `Stuck`."""
    if normaliser.plane:
        raise Stuck("limits are of real functions")
    found = [_beside(t.args[0], t.args[1], place, normaliser) for place in _places(t, normaliser)]
    _agree(t, found[0], found[-1], normaliser)
    return found[0]


def _agree(t: Term, right: Tendency, left: Tendency, normaliser: Normaliser) -> None:
    if right.infinite != left.infinite:
        raise Disagreement(text(t), right, left)
    if right.value is not None and left.value is not None:
        if normaliser.ring.minus(right.value, left.value).numerator:
            raise Disagreement(text(t), right, left)


def limit(t: Term, normaliser: Normaliser, strict: bool) -> Quotient:
    """The number that a limit is; `strict` as in `Normaliser.of`."""
    if strict and not is_constant(t):
        raise Stuck("a derivative of a limit")
    found = tendency(t, normaliser)
    if found.value is None:
        raise Stuck(f"{text(t)} is {'oo' if found.infinite > 0 else '-oo'}, not a number")
    return found.value


class Disagreement(Stuck):
    """Not shown: the limits from both sides, or of a derivative those of its quotient, are the same number."""

    def __init__(self, what: str, right: Tendency, left: Tendency) -> None:
        super().__init__(f"not shown: {what} is the same number from the right and from the left")
        self.right, self.left = right, left


def is_infinite(t: Term) -> bool:
    return t in (INFINITY, neg(INFINITY))


def _places(t: Term, normaliser: Normaliser) -> list[Expansion]:
    """x as an expansion in X, for each side from which the point is approached."""
    point, side = t.args[2:]
    plain = Expansion(((X, UNITY),))
    minus = Expansion(((X, normaliser.ring.scaled(UNITY, -1)),))
    if is_infinite(point):
        if side:
            raise Stuck("a limit at infinity has no side")
        return [plain if point is INFINITY else minus]
    if any(s is INFINITY for s in walk(point)):
        raise Stuck(f"a limit at {text(point)}")
    return _around(normaliser.of(point), {"+": (1,), "-": (-1,), "": (1, -1)}[side], normaliser)


def _around(at: Quotient, ways: tuple[int, ...], normaliser: Normaliser) -> list[Expansion]:
    start = ((ONE, at),) if at.numerator else ()
    return [Expansion((*start, (Monomial(-1), normaliser.ring.scaled(UNITY, s)))) for s in ways]


def derivative_at(t: Term, normaliser: Normaliser) -> Quotient:
    """A derivative by its definition, order by order: the limit of (g(x + h) - g(x))/h, the same from both sides."""
    f, x, order = t.args
    while f.op == "derivative" and f.args[1] is x:
        f, order = f.args[0], order + f.args[2]
    if x.op != "variable":
        raise Stuck(f"a difference quotient along {text(x)}")
    value = normaliser.of(f)
    for k in range(order):
        g = Term("derivative", f, x, k) if k else f
        right, left = (
            _beside(g, x, place, normaliser, value) for place in _around(normaliser.of(x), (1, -1), normaliser)
        )
        _agree(t, right, left, normaliser)
        if right.value is None:
            raise Disagreement(text(t), right, left)
        value = right.value
    return value


def _beside(
    f: Term, x: Term, place: Expansion, normaliser: Normaliser, start: Quotient | None = None,
) -> Tendency:  # fmt: skip
    """What f tends to along `place`; with `start`, what (f - start)/(x - its value) tends to."""
    why = Stuck("no expansion was tried")
    for order in ORDERS:
        expander = Expander(normaliser, order, x, place)
        try:
            found = expander.of(f)
            if start is not None:
                (_, step) = place.terms[-1]
                rise = expander.plus(found, expander.number(normaliser.ring.scaled(start, -1)))
                found = expander.scaled(rise, step, X)
            return _tendency(found, expander)
        except Stuck as error:
            why = error
            if error.split:
                break
    if start is None and type(why) is Stuck:
        between = _squeezed(f, x, place, normaliser)
        if between is not None:
            return between
    raise why


def _squeezed(f: Term, x: Term, place: Expansion, normaliser: Normaliser) -> Tendency | None:
    """The common limit of terms between which f lies: see `oscillation`."""
    found: list[Tendency] = []
    try:
        for end in squeezed(f, x):
            for u in swings_of(f, x) if not found else ():
                Expander(normaliser, ORDERS[0], x, place).of(u)  # defined beside the point
            found.append(_beside(end, x, place, normaliser))
            _agree(f, found[0], found[-1], normaliser)
    except Stuck:
        return None
    return found[0] if found else None


def limits_along(t: Term, normaliser: Normaliser) -> Iterator[list[Tendency]]:
    """For each side of a limit: what f tends to along some ways to the point; see `oscillation`."""
    f, x = t.args[:2]
    for place in _places(t, normaliser):
        expander = Expander(normaliser, ORDERS[0], x, place)

        def grows(u: Term, expander: Expander = expander) -> bool:
            found = expander.of(u)
            return bool(found.terms) and expander.compare(found.terms[0][0], ONE) > 0

        yield [_beside(g, x, place, normaliser) for g in along(f, x, grows, normaliser)]


def _tendency(u: Expansion, expansions: Expansions) -> Tendency:
    if u.terms and expansions.compare(u.terms[0][0], ONE) > 0:
        return Tendency(None, expansions.sign(u))
    return Tendency(expansions.at_one(u)[0])
