"""Signs by monotonicity: a function that does not decrease away from a point has at least its sign there.

With a step {"variable": "x", "from": "a", "then": step}: where x > a, let g be differentiable on [a, x]. If g(a) >= 0
and g' >= 0 between a and x, then g >= 0, and g > 0 if either is strict (mean value theorem); likewise for x < a, and
for the opposite signs. The sign of g' is found by the rules of `signs`, or by a further step.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from symact.kernel.case import Case, no_advice
from symact.kernel.differentiate import differentiate
from symact.kernel.errors import CertificateError, Stuck
from symact.kernel.linear import Linear, Region, Signs, combined, scaled
from symact.kernel.normal import Normaliser
from symact.kernel.terms import Term, free_symbols

MAX_STEPS = 8


def sign_by_steps(case: Case, g: Term, step: Any, seen: Normaliser, depth: int = 0) -> Signs:
    """Signs of `g`, a term without conditionals, at the points of the case's region.

    `seen` gives the clock, and is told when a sign rests on an enclosure.
    """
    if case.claim.is_complex:
        raise Stuck("monotone steps are for real variables")
    if step is None:
        return _sign(case.region, case, g, seen)
    if not isinstance(step, Mapping) or depth >= MAX_STEPS or case.claim.domains.get(str(step.get("variable"))) is None:
        raise CertificateError("a monotone step names a variable, a point to start from, and what follows")
    x = Term("variable", str(step["variable"]))
    anchor = case.form(str(step.get("from")))
    if _mentions(anchor, x):
        raise CertificateError("the point to start from depends on the variable itself")
    gap = combined({x: 1}, scaled(-1, anchor))
    direction = next(iter(case.region.signs(gap))) if len(case.region.signs(gap)) == 1 else 0
    if x in case.region.solved or not direction:
        raise Stuck("a monotone step starts outside the region")
    closed, beyond = (_between(case.region, x, scaled(direction, gap), direction, strict) for strict in (False, True))
    _sign(closed, case, g, seen)  # differentiable on the closed interval, or Stuck
    at_start = _sign(_without(case.region, x).solve(x, anchor), case, g, seen)
    inner = Case(case.claim, (), case.partition, beyond)
    slope = sign_by_steps(inner, differentiate(g, x), step.get("then"), seen, depth + 1)
    away = frozenset(direction * s for s in slope)
    for s in (1, -1):
        if away <= {0, s} and at_start <= {0, s}:
            return frozenset({s}) if 0 not in away or 0 not in at_start else frozenset({0, s})
    raise Stuck("the sign at the start and the slope do not agree")


def _sign(region: Region, case: Case, g: Term, seen: Normaliser) -> Signs:
    normaliser = Normaliser(region, no_advice, seen.ring.tick, case.indices)
    value = normaliser.of(g, strict=True)
    if normaliser.open_obligations():
        raise Stuck("a monotone step through points where the function is not shown differentiable")
    signs = normaliser.signs.of_quotient(value)
    seen.signs.used_balls |= normaliser.signs.used_balls
    return signs


def _between(region: Region, x: Term, gap: Linear, direction: int, strict: bool) -> Region:
    """The points from the start up to any point of the region: the bounds that stay true on the way to the start."""
    kept = tuple(
        r for r in region.constraints if direction * r[0].get(x, 0) <= 0 and not _mentions(r[0], x, inside=True)
    )
    free = _without(region, x)
    return Region((*kept, (gap, strict)), free.nonzero, free.solved)


def _without(region: Region, x: Term) -> Region:
    """What the region says without `x`."""
    return Region(
        tuple(r for r in region.constraints if not _mentions(r[0], x)),
        tuple(form for form in region.nonzero if not _mentions(form, x)),
        {atom: form for atom, form in region.solved.items() if not _mentions({atom: 1, **form}, x)},
    )


def _mentions(form: Linear, x: Term, inside: bool = False) -> bool:
    """Whether the form depends on `x`; with `inside`, whether it does through another atom, such as exp(x)."""
    return any(x.args[0] in free_symbols(k) for k in form if k is not None and not (inside and k is x))
