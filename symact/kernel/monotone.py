"""Signs by steps: how the sign of a function on a region follows from that of simpler ones.

A step is one of

    null                                                 by the rules of `signs`
    {"factors": {"3": [[poly, e], …]}}                   the same, where the 3rd polynomial met factors so
    {"variable": "x", "from": "a", "then": step}         by monotonicity from x = a; "then" is about the derivative
    {"variable": "x", "from": "a", "open": true, …}      the same from the limit at a; so with "oo" and "-oo" for a
    {"times": "m", "then": step}                         sign of the numerator of g·m; those of m and below are known
    {"split": "x - a", "parts": [step, step, step]}      where the linear form is negative, zero, positive
    {"sum": ["t", …], "then": [step, …]}                 g is the sum of the terms, each of a sign that its step shows
    {"through": "log", "of": [["t", …], ["s", …]], "then": step}   g = t·… − s·…: that of log t + … − log s − …
    {"through": "exp", "of": [["t"], ["s"]], "then": step}         g = t − s: that of exp t − exp s
    {"box": {"x": ["low", "high"]}}                      by enclosures (see `enclosure`)
    {"sides": step}                                      at the top: from the sign of lhs - rhs as the claim writes them

Monotonicity: where x > a, let g be differentiable on [a, x]. If g(a) >= 0 and g' >= 0 between a and x, then g >= 0,
and g > 0 if either is strict (mean value theorem); likewise for x < a, and for the opposite signs; if g' = 0, then g
has the sign of g(a). If g is differentiable on (a, x] only, the limit of g at a takes the place of g(a): from t to x,
g(x) >= g(t), hence g(x) >= lim g, and > where g' > 0.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from symact.kernel.advice import recorded
from symact.kernel.case import Case, no_advice
from symact.kernel.differentiate import differentiate
from symact.kernel.enclosure import sign_on_box
from symact.kernel.errors import CertificateError, Stuck
from symact.kernel.germ import BINDERS, has_conditional
from symact.kernel.limits import tendency
from symact.kernel.linear import NULL, POSITIVE, Linear, Region, Signs, combined, scaled
from symact.kernel.normal import Normaliser
from symact.kernel.polynomial import constant
from symact.kernel.ring import Advice, Quotient
from symact.kernel.signs import product, total
from symact.kernel.terms import INFINITY, ZERO, Term, add, free_symbols, is_constant, mul, neg, rebuild, sub, walk

MAX_STEPS, MAX_KNOWN = 24, 300
_KNOWN: dict[Term, tuple[Signs, bool]] = {}  # signs of limits, and whether they rest on enclosures
INFINITE = {"oo": INFINITY, "-oo": neg(INFINITY)}


def sign_by_steps(case: Case, g: Term, step: Any, seen: Normaliser, depth: int = 0) -> Signs:
    """Signs of `g`, a term without conditionals, at the points of the case's region.

    `seen` gives the clock, and is told when a sign rests on an enclosure.
    """
    if case.claim.is_complex:
        raise Stuck("monotone steps are for real variables")
    if step is None:
        return sign_here(case.region, case, g, seen)
    if not isinstance(step, Mapping) or depth >= MAX_STEPS:
        raise CertificateError("a step is an object, and not nested too deeply")
    if "factors" in step:
        return sign_here(case.region, case, g, seen, recorded(step))
    if "box" in step:
        return sign_on_box(case, g, step["box"], seen)
    if "split" in step:
        return _split(case, g, step, seen, depth)
    if "times" in step:
        return _multiplied(case, g, step, seen, depth)
    if "sum" in step:
        return _summed(case, g, step, seen, depth)
    if "through" in step:
        return _through(case, g, step, seen, depth)
    if "sides" in step:
        if depth:  # on the way of a monotone step the two sides may be written otherwise than in the case
            raise CertificateError("the sides as the claim writes them are compared at the top only")
        return _as_written(case, g, step, seen, depth)
    return _monotone(case, g, step, seen, depth)


def _split(case: Case, g: Term, step: Mapping[str, Any], seen: Normaliser, depth: int) -> Signs:
    parts = step.get("parts")
    if not isinstance(parts, list) or len(parts) != 3:
        raise CertificateError("a split needs three parts")
    found: Signs = frozenset()
    for s, part in zip((-1, 0, 1), parts, strict=True):
        inner = replace(case.restricted(str(step["split"]), s), conditions=())
        seen.signs.used_balls |= inner.balls
        if not inner.region.empty():
            found |= sign_by_steps(inner, g, part, seen, depth + 1)
    return found


def _as_written(case: Case, g: Term, step: Mapping[str, Any], seen: Normaliser, depth: int) -> Signs:
    """lhs - rhs = g/D in the normal form of `seen`: the sign of g is that of lhs - rhs, times that of D."""
    left, right = case.sides()
    difference = seen.ring.minus(seen.of(left), seen.of(right))
    if seen.ring.polynomial_term(difference.numerator) is not g:
        raise CertificateError("only the difference of the sides themselves can be taken as the claim writes them")
    below = seen.signs.of_quotient(Quotient(constant(1), difference.denominator))
    if len(below) != 1 or below == NULL:
        raise Stuck("the sign of a denominator is not known")
    written = sub(settled(left, seen), settled(right, seen))
    return product(below, sign_by_steps(case, written, step["sides"], seen, depth + 1))


def settled(t: Term, normaliser: Normaliser) -> Term:
    """A term without conditionals that equals `t` at the points of the region where `t` is defined."""
    if t.op == "piecewise":
        for c, e in zip(t.args[::2], t.args[1::2], strict=True):
            if normaliser.condition(c):
                return settled(e, normaliser)
        raise Stuck("no condition of a Piecewise is true here")
    if t.op == "guarded":
        return settled(t.args[0], normaliser)
    if t.op in ("derivative", *BINDERS):
        if has_conditional(t):
            raise Stuck(f"a {t.op} of conditionals")
        return t
    return rebuild(t, lambda a: settled(a, normaliser))


def _multiplied(case: Case, g: Term, step: Mapping[str, Any], seen: Normaliser, depth: int) -> Signs:
    """g·m = N/D: the sign of g is that of N times those of m and D, which are known and not 0."""
    normaliser = Normaliser(case.region, no_advice, seen.ring.tick, case.indices)
    factor = normaliser.of(case.read(str(step["times"])))
    value = normaliser.ring.times(normaliser.of(g), factor)
    if normaliser.open_obligations():
        raise Stuck("a term, or what it is multiplied by, is not shown defined")
    outside = product(
        normaliser.signs.of_quotient(factor), normaliser.signs.of_quotient(Quotient(constant(1), value.denominator))
    )
    if len(outside) != 1 or outside == NULL:
        raise Stuck("the sign of what a term is multiplied by is not known")
    seen.signs.used_balls |= normaliser.signs.used_balls
    numerator = normaliser.ring.polynomial_term(value.numerator)
    return product(outside, sign_by_steps(case, numerator, step.get("then"), seen, depth + 1))


def _summed(case: Case, g: Term, step: Mapping[str, Any], seen: Normaliser, depth: int) -> Signs:
    """g = Σ t by normal forms, wherever all of them are defined: the signs of a sum of numbers of known signs."""
    named, steps = step["sum"], step.get("then")
    if not isinstance(named, list) or not isinstance(steps, list) or len(named) != len(steps) or not named:
        raise CertificateError("a sum names its terms and a step for each")
    parts = [_plain(case, t) for t in named]
    _adds_up(case, g, parts, seen)
    found = NULL
    for part, then in zip(parts, steps, strict=True):
        found = total(found, sign_by_steps(case, part, then, seen, depth + 1))
    return found


def _plain(case: Case, source: Any) -> Term:
    part = case.read(str(source))
    if any(t.op in ("piecewise", "derivative", *BINDERS) for t in walk(part)):
        raise CertificateError("a part of a term is without conditionals, derivatives and bound variables")
    return part


def _adds_up(case: Case, g: Term, parts: list[Term], seen: Normaliser) -> Normaliser:
    """A normaliser by which g is the sum of the parts, wherever all of them are defined, and they are in the region."""
    normaliser = Normaliser(case.region, no_advice, seen.ring.tick, case.indices)
    rest = normaliser.of(g)
    for part in parts:
        rest = normaliser.ring.minus(rest, normaliser.of(part))
    if rest.numerator:
        raise CertificateError("the terms do not add up to what they are to be the sum of")
    if normaliser.open_obligations():
        raise Stuck("a term of a sum is not shown defined")
    seen.signs.used_balls |= normaliser.signs.used_balls
    return normaliser


def _through(case: Case, g: Term, step: Mapping[str, Any], seen: Normaliser, depth: int) -> Signs:
    """exp increases, and so does log: u − v has the sign of exp u − exp v; and of log u − log v, where both are > 0."""
    function, named = step["through"], step.get("of")
    if function not in ("exp", "log") or not isinstance(named, list) or len(named) != 2:
        raise CertificateError("'through' is exp or log, of two lists of factors")
    if not all(isinstance(side, list) and 0 < len(side) <= MAX_STEPS for side in named):
        raise CertificateError("'through' is exp or log, of two lists of factors")
    over, under = ([_plain(case, t) for t in side] for side in named)
    u, v = (mul(*factors) if len(factors) > 1 else factors[0] for factors in (over, under))
    normaliser = _adds_up(case, g, [u, neg(v)], seen)
    if function == "exp":
        image = sub(Term("exp", u), Term("exp", v))
    else:
        if not all(normaliser.signs.of_quotient(normaliser.of(f)) == POSITIVE for f in (*over, *under)):
            raise Stuck("a factor of which the logarithm is taken is not shown positive")
        seen.signs.used_balls |= normaliser.signs.used_balls
        image = add(ZERO, *(Term("log", f) for f in over), *(neg(Term("log", f)) for f in under))
    return sign_by_steps(case, image, step.get("then"), seen, depth + 1)


def path(case: Case, x: Term, start: str) -> tuple[Case, int]:
    """The points strictly between the start of a monotone step and the points of the case; 1 where these are above."""
    direction, region = _path(case, x, start, True)
    return Case(case.claim, (), case.partition, region), direction


def _path(case: Case, x: Term, start: str, strict: bool) -> tuple[int, Region]:
    if start in INFINITE:
        direction = -1 if start == "oo" else 1
        return direction, _between(case.region, x, direction)
    anchor = case.form(start)
    if _mentions(anchor, x):
        raise CertificateError("the point to start from depends on the variable itself")
    gap = combined({x: 1}, scaled(-1, anchor))
    sides = case.region.signs(gap)
    if len(sides) != 1 or sides == NULL:
        raise Stuck("a monotone step starts outside the region")
    (direction,) = sides
    return direction, _between(case.region, x, direction, (scaled(direction, gap), strict))


def _monotone(case: Case, g: Term, step: Mapping[str, Any], seen: Normaliser, depth: int) -> Signs:
    name, start = str(step.get("variable")), str(step.get("from"))
    x = Term("variable", name)
    if case.claim.domains.get(name) in (None, "vector", "index") or x in case.region.solved:
        raise CertificateError("a monotone step names a variable, a point to start from, and what follows")
    inner, direction = path(case, x, start)
    seen.signs.used_balls |= start not in INFINITE and case.form_and_balls(start)[1]
    if start in INFINITE or step.get("open"):
        sign_here(inner.region, case, g, seen)  # differentiable on the way, or Stuck
        point = INFINITE.get(start) or case.read(start)
        at_start = _tendency(case, g, x, point, "" if start in INFINITE else "+" if direction > 0 else "-", seen)
    else:
        sign_here(_path(case, x, start, False)[1], case, g, seen)
        at_start = sign_here(_without(case.region, x).solve(x, case.form(start)), case, g, seen)
    slope = sign_by_steps(inner, differentiate(g, x), step.get("then"), seen, depth + 1)
    return _from_start(at_start, frozenset(direction * s for s in slope))


def _from_start(at_start: Signs, away: Signs) -> Signs:
    """Signs of a function with these signs at the start, and of its slope away from there."""
    if away == NULL:
        return at_start
    for s in (1, -1):
        if away <= {0, s} and at_start <= {0, s}:
            return frozenset({s}) if 0 not in away or 0 not in at_start else frozenset({0, s})
    raise Stuck("the sign at the start and the slope do not agree")


def _tendency(case: Case, g: Term, x: Term, point: Term, side: str, seen: Normaliser) -> Signs:
    """The sign of the limit of `g`, for all values that the other variables may have."""
    limit = Term("limit", g, x, point, side)
    alone = is_constant(limit)  # then it does not depend on the region
    if limit not in _KNOWN or not alone:
        region = Region() if alone else _without(case.region, x)
        normaliser = Normaliser(region, no_advice, seen.ring.tick, case.indices)
        found = tendency(limit, normaliser)
        if normaliser.open_obligations():
            raise Stuck("a limit is not shown to exist")
        signs = frozenset({found.infinite}) if found.value is None else normaliser.signs.of_quotient(found.value)
        if len(_KNOWN) >= MAX_KNOWN:
            _KNOWN.clear()
        _KNOWN[limit] = signs, normaliser.signs.used_balls
    seen.signs.used_balls |= _KNOWN[limit][1]
    return _KNOWN[limit][0]


def sign_here(region: Region, case: Case, g: Term, seen: Normaliser, advice: Advice = no_advice) -> Signs:
    """By the rules of `signs`, where `g` is differentiable."""
    normaliser = Normaliser(region, advice, seen.ring.tick, case.indices)
    value = normaliser.of(g, strict=True)
    if normaliser.open_obligations():
        raise Stuck("a monotone step through points where the function is not shown differentiable")
    signs = normaliser.signs.of_quotient(value)
    seen.signs.used_balls |= normaliser.signs.used_balls
    return signs


def _between(region: Region, x: Term, direction: int, *gap: tuple[Linear, bool]) -> Region:
    """The points from the start up to any point of the region: the bounds that stay true on the way to the start."""
    kept = tuple(
        r for r in region.constraints if direction * r[0].get(x, 0) <= 0 and not _mentions(r[0], x, inside=True)
    )
    free = _without(region, x)
    return Region((*kept, *gap), free.nonzero, free.solved)


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
