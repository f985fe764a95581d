"""Values at a point of terms with limits, and with derivatives that only their definition gives."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

from symact.kernel.ball import Arithmetic, Indeterminate, Interval
from symact.kernel.case import no_advice
from symact.kernel.errors import Stuck, Undefined
from symact.kernel.evaluate import evaluate
from symact.kernel.expansion import Nowhere
from symact.kernel.germ import BINDERS
from symact.kernel.limits import Disagreement, Tendency, derivative_at, limits_along, tendency
from symact.kernel.linear import Region
from symact.kernel.normal import Normaliser
from symact.kernel.point import Point
from symact.kernel.terms import Term, ops, rebuild, sub, substitute, text, variable


def value_of(
    side: Term, point: Point, arithmetic: Arithmetic, zero: Callable[[Term], bool], tick: Callable[[], None]
) -> tuple[Term, Interval]:
    """The side with limits, and derivatives where need be, replaced by their values, and its enclosure."""
    reduced = _reduced(side, ("limit",), point, arithmetic, tick)
    try:
        return reduced, evaluate(reduced, point, arithmetic, zero)
    except (Indeterminate, Stuck):
        if "derivative" not in ops(reduced):
            raise
        reduced = _reduced(reduced, ("derivative",), point, arithmetic, tick)
        return reduced, evaluate(reduced, point, arithmetic, zero)


def _reduced(t: Term, ops: tuple[str, ...], point: Point, arithmetic: Arithmetic, tick: Callable[[], None]) -> Term:
    """`t` with values in place of its limits or derivatives outside conditionals; `Undefined` where there is none.

    What is differentiated stays as it is: its value at the point says nothing about its derivative there.
    """
    if t.op in ("piecewise", "derivative", *BINDERS) and t.op not in ops:
        return t
    if t.op not in ops:
        return rebuild(t, lambda a: _reduced(a, ops, point, arithmetic, tick))
    found, normaliser = tendency_at(t, point, arithmetic, tick)
    if found.value is None:
        raise Undefined(f"{text(t)} is {'oo' if found.infinite > 0 else '-oo'}, not a number")
    return normaliser.ring.term(found.value)


def tendency_at(t: Term, point: Point, arithmetic: Arithmetic, tick: Callable[[], None]) -> tuple[Tendency, Normaliser]:
    """What a limit or derivative is at the point; `Undefined` when it certainly does not exist."""
    if point.length:
        raise Stuck("limits are evaluated for plain variables only")
    values = {variable(name): value for name, value in point.values.items()}
    region = Region()
    if t.op == "derivative":
        x = t.args[1]
        at = values.pop(x, None)
        if at is None or at.op != "number":
            raise Stuck(f"a derivative by its definition where {text(x)} is not a rational number")
        region = region.solve(x, {None: at.args[0]} if at.args[0] else {})
    normaliser = Normaliser(region, no_advice, tick)
    try:
        here = substitute(t, values)
        found = Tendency(derivative_at(here, normaliser)) if t.op == "derivative" else tendency(here, normaliser)
    except Nowhere as error:
        if "derivative" in ops(t) or _beyond_the_semantics(normaliser):
            raise
        raise Undefined(f"{text(t.args[0])} is not defined beside the point: {error}") from error
    except Disagreement as error:
        sides = [error.right, error.left]
        ends = [normaliser.ring.term(s.value) for s in sides if s.value is not None]
        if _beyond_the_semantics(normaliser):
            raise
        if len(ends) == 2 and evaluate(sub(*ends), Point(), arithmetic).contains_zero:
            raise
        named = [_named(s, normaliser) for s in sides]
        raise Undefined(f"{text(t)} is {named[0]} from the right and {named[1]} from the left") from error
    except Stuck:
        if t.op == "limit":
            _swings(here, normaliser, arithmetic)
        raise
    if normaliser.open_obligations():
        raise Stuck(f"{text(t)} is not shown defined")
    return found, normaliser


def _swings(t: Term, normaliser: Normaliser, arithmetic: Arithmetic) -> None:
    """`Undefined` when the term tends to different limits along different ways to the point."""
    for found in limits_along(t, normaliser):
        if normaliser.open_obligations():
            return
        for a, b in pairwise(found):
            values = [normaliser.ring.term(s.value) for s in (a, b) if s.value is not None]
            if len(values) < 2 and a.infinite == b.infinite:
                continue
            if len(values) == 2 and evaluate(sub(*values), Point(), arithmetic).contains_zero:
                continue
            raise Undefined(f"{text(t)} does not exist: along some ways to the point it is {_named(a, normaliser)},"
                            f" along others {_named(b, normaliser)}")  # fmt: skip


def _named(s: Tendency, normaliser: Normaliser) -> str:
    if s.value is None:
        return "oo" if s.infinite > 0 else "-oo"
    return text(normaliser.ring.term(s.value))


def _beyond_the_semantics(normaliser: Normaliser) -> bool:
    """Whether more was asked for than the semantics does, and not shown: then nothing found is known to be so."""
    return any(not o.necessary for o in normaliser.open_obligations())
