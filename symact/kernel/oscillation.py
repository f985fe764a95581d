"""Limits of what swings: sines, cosines and floors of what tends to infinity.

Let w(x) be continuous beside the point and tend to ±∞ there. By the intermediate value theorem there are points as
near as one likes at which w is θ plus a multiple of 2π, so that sin kw = sin kθ and cos kw = cos kθ for whole k; and
points at which w − ⌊w⌋ is θ, for 0 <= θ < 1. Along these f is a term without them; if f has a limit, that has it too.

Conversely, let f increase or decrease in each of finitely many sines and cosines, whatever the values of the others.
Then at each x it lies between the least and the greatest of the values with ±1 in their places; if all of these tend to
one limit, so does f.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import product
from math import lcm

from symact.kernel.differentiate import depends
from symact.kernel.germ import BINDERS
from symact.kernel.linear import Region
from symact.kernel.normal import Normaliser
from symact.kernel.terms import ONE, PI, Term, children, mul, neg, number, rebuild, sub, walk

CIRCULAR, MAX_SWINGS = ("sin", "cos"), 3
CONTINUOUS = frozenset({"number", "pi", "variable", "add", "neg", "mul", "div", "pow", "exp", "log", "atan", "erf"})
PHASES = tuple(map(Fraction, ("0", "1/2", "1", "-1/2", "1/4", "1/6")))  # of π
PARTS = tuple(map(Fraction, ("0", "1/2", "1/3")))


def along(f: Term, x: Term, grows: Callable[[Term], bool], normaliser: Normaliser) -> Iterator[Term]:
    """Terms that f equals at points as near as one likes, at which its swinging parts are constant."""
    if any(s.op in (*BINDERS, "derivative") for s in walk(f)):
        return
    swings = [s for s in walk(f) if depends(s, x) and (s.op in CIRCULAR or _is_floor(s))]
    kinds = {s.op for s in swings}
    angles = list(dict.fromkeys(s.args[-1] for s in swings))
    if not swings or not all(_is_continuous(u) and grows(u) for u in angles):
        return
    if kinds == {"opaque"} and len(angles) == 1:
        (u,) = angles
        for part in PARTS:
            yield _replaced(f, {s: sub(u, number(part)) for s in swings})
    if kinds <= {*CIRCULAR}:
        steps = _multiples(angles, normaliser)
        for phase in PHASES if steps else ():
            turned = {u: mul(number(phase * k), PI) for u, k in steps.items()}
            yield _replaced(f, {s: Term(s.op, turned[s.args[0]]) for s in swings})


def _is_floor(t: Term) -> bool:
    return t.op == "opaque" and t.args[0] == "floor" and len(t.args) == 2


def _is_continuous(t: Term) -> bool:
    """Whether the term is continuous on every interval on which it is defined."""
    powers = (s.args[1] for s in walk(t) if s.op == "pow")
    return all(s.op in CONTINUOUS for s in walk(t)) and all(e.op == "number" for e in powers)


def _multiples(angles: list[Term], normaliser: Normaliser) -> dict[Term, int]:
    """Whole numbers k such that each angle is k times one and the same term; none when there are no such."""
    blank = Normaliser(Region(), lambda f, refinable: None, normaliser.ring.tick)
    values = [blank.of(u) for u in angles]
    ratios: list[Fraction] = []
    for v in values:
        q = blank.ring.rational_value(blank.ring.times(v, blank.ring.inverse(values[0])))
        if q is None:
            return {}
        ratios.append(Fraction(q))
    if any(not o.necessary for o in blank.open_obligations()):
        return {}
    below = lcm(*(q.denominator for q in ratios))
    return {u: int(q * below) for u, q in zip(angles, ratios, strict=True)}


def swings_of(f: Term, x: Term) -> list[Term]:
    """The arguments of the sines and cosines in `f`."""
    return [s.args[0] for s in walk(f) if s.op in CIRCULAR and depends(s, x)]


def squeezed(f: Term, x: Term) -> list[Term]:
    """Terms between the least and greatest of which f lies where its sines and cosines are defined, if known."""
    swings = list(_monotone_parts(f, x))
    if not 0 < len(swings) <= MAX_SWINGS or len(set(swings)) < len(swings):
        return []
    ends = (ONE, neg(ONE))
    return [_replaced(f, dict(zip(swings, choice, strict=True))) for choice in product(ends, repeat=len(swings))]


def _monotone_parts(t: Term, x: Term) -> Iterator[Term]:
    """The sines and cosines in `t` reached through operations that increase or decrease in what holds them.

    One that is reached otherwise makes the list useless: it is given twice.
    """
    if t.op in CIRCULAR and depends(t, x):
        yield t
        return
    swinging = [a for a in children(t) if any(s.op in CIRCULAR and depends(s, x) for s in walk(a))]
    through = {"add": True, "neg": True, "exp": True, "log": True, "atan": True, "erf": True}
    through |= {"mul": len(swinging) == 1, "div": swinging == [t.args[0]]} if t.op in ("mul", "div") else {}
    for a in swinging:
        for part in _monotone_parts(a, x):
            yield part
            if not through.get(t.op, False):
                yield part


def _replaced(t: Term, by: dict[Term, Term]) -> Term:
    return by[t] if t in by else rebuild(t, lambda a: _replaced(a, by))
