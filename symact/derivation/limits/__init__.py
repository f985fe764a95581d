"""Limits with the lines that lead to them: the term rewritten until the limits of its parts tell, and these put in.

Every line is a claim about limits at the same place, and the limits of the parts are side conditions; all of them are
put before the kernel, and nothing here is trusted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from itertools import takewhile

from symact.derivation import regions
from symact.derivation.assemble import Line, Preparation, Sketch
from symact.derivation.bounds.facts import Ask, Facts
from symact.derivation.closed import cost
from symact.derivation.definitions import NotDerived
from symact.derivation.limits.forms import DIVIDED, Form, by_derivatives, divided_by, rewritten, within
from symact.derivation.limits.values import MINUS_INFINITY, Place, Tendencies, is_infinite, place_of
from symact.derivation.lines import differentiated, ended, line
from symact.derivation.reading import Prose, prose_text
from symact.derivation.shapes import shape
from symact.derivation.simple import depends, has_derivative
from symact.derivation.tidy import folded
from symact.kernel.terms import INFINITY, ONE, ZERO, Term, free_symbols, relation, substitute, variable, walk

MOST_RULES, ENOUGH = 3, 4
_NAMES = {"erf": "erf", "atan": "the arc tangent", "exp": "the exponential", "log": "the logarithm"}


def is_limit(claim: Term) -> bool:
    """Whether a claim states what a limit is."""
    return bool(claim.args[0] == "==" and any(side.op == "limit" for side in claim.args[1:]))


def limit_sketches(
    claim: Term, assumptions: tuple[Term, ...], variables: Mapping[str, str], ask: Ask
) -> tuple[Sketch, ...]:
    """The lines to a limit; raises `NotDerived`."""
    _, a, b = claim.args
    if a.op != "limit":
        lines, before = _lines(b, a, assumptions, variables, ask)
        terms = [b, *[m.after for m in lines]]
        turned = [Line("==", t, m.reason, m.conditions, m.rule) for t, m in zip(terms, lines, strict=False)]
        return (Sketch(left=tuple(turned[::-1]), before=before),)
    if b.op == "limit":
        value = _value(b, assumptions, variables, ask)
        up, before = _lines(a, value, assumptions, variables, ask)
        down, more = _lines(b, value, assumptions, variables, ask)
        return (Sketch(left=up, right=down, before=(*before, *more)),)
    if regions.conditional(b):
        known = assumptions, variables, ask
        return tuple(_case(a, b, given, near, *known) for given, near in _values(b, assumptions, ask))
    lines, before = _lines(a, b, assumptions, variables, ask)
    return (Sketch(left=lines, before=before),)


def _values(b: Term, assumptions: tuple[Term, ...], ask: Ask) -> Iterator[tuple[Term, Term]]:
    """The cases of a value that has such, and the value in each."""
    names = sorted(free_symbols(b))
    if len(names) != 1:
        raise NotDerived("the cases of the value do not depend on one variable alone")
    x = variable(names[0])
    for given, point in regions.regions(regions.breakpoints(b, x), x):
        if not ask(relation("==", ZERO, ONE), (*assumptions, given)):
            yield given, folded(regions.branch(b, x, point))


def _case(
    a: Term, b: Term, given: Term, near: Term, assumptions: tuple[Term, ...], variables: Mapping[str, str], ask: Ask
) -> Sketch:
    """The lines where the value is one branch; at a single point with that put in."""
    start = a
    if given.op == "relation" and given.args[0] == "==":
        start, near = (substitute(t, {given.args[1]: given.args[2]}) for t in (a, near))
    lines, before = _lines(start, near, (*assumptions, given), variables, ask)
    first = [line(start, "at this point")] if start is not a else []
    return Sketch((given,), (), (*first, *lines, line(b, "the branch that applies")), None, before)


def _facts(t: Term, assumptions: tuple[Term, ...], variables: Mapping[str, str], ask: Ask) -> Facts:
    """What is known; the function whose limit is asked for is not quoted."""
    banned = frozenset({t.args[0].args[0]}) if t.args[0].op == "call" else frozenset[str]()
    return Facts(ask, assumptions, dict(variables), banned)


def _value(t: Term, assumptions: tuple[Term, ...], variables: Mapping[str, str], ask: Ask) -> Term:
    tendencies = Tendencies(place_of(t), _facts(t, assumptions, variables, ask))
    for form in rewritten(t.args[0], tendencies.place):
        found = tendencies.of(form.term)
        if found is not None:
            return found
    raise NotDerived("the value of the limit was not found")


def _lines(
    t: Term, value: Term, assumptions: tuple[Term, ...], variables: Mapping[str, str], ask: Ask
) -> tuple[tuple[Line, ...], tuple[Preparation, ...]]:
    """From a limit to its value."""
    place = place_of(t)
    if regions.conditional(t.args[0]):
        return _by_branches(t, value, assumptions, variables, ask)
    tendencies = Tendencies(place, _facts(t, assumptions, variables, ask))
    lines = tuple(_rewriting(t.args[0], value, tendencies))
    return _without_bounds(t, lines, tendencies) if is_infinite(value) else (lines, ())


def _without_bounds(
    t: Term, lines: tuple[Line, ...], tendencies: Tendencies
) -> tuple[tuple[Line, ...], tuple[Preparation, ...]]:
    """An infinite limit equals nothing: the term is rewritten first, its limit taken in one line."""
    f, (*steps, last) = t.args[0], lines
    if not steps:
        return lines, ()
    if any(m.conditions for m in steps) or any(m.after.op != "limit" for m in steps):
        raise NotDerived("the limit is infinite, and no identity leads to a form that shows it")
    plain = tuple(replace(m, after=m.after.args[0]) for m in steps)
    whole = relation("==", f, plain[-1].after)
    point, x = tendencies.place.point, tendencies.place.x
    beside: tuple[Term, ...] = ()
    if not tendencies.known(whole) and is_infinite(point):
        beside = (relation(">" if point is INFINITY else "<", x, ZERO),)
    return (last,), (Preparation(("the term",), f, plain, beside),)


def _rewriting(f: Term, value: Term, tendencies: Tendencies, rules: int = 0) -> list[Line]:
    place = tendencies.place
    first: list[Line] = []
    if has_derivative(f):
        made = differentiated(f)
        first = [within(m, place) for m in made]
        f = made[-1].after
    found: list[list[Line]] = []
    for form in rewritten(f, place):
        if tendencies.of(form.term) is not None and _agrees(form.term, value, tendencies):
            found.append([*_towards(f, form, place), *_read_off(form.term, value, tendencies)])
        if len(found) >= ENOUGH:
            break
    if found:
        return [*first, *min(found, key=_weight)]
    if rules < MOST_RULES:
        for form in rewritten(f, place):
            there = by_derivatives(form.term, tendencies)
            if there is not None:
                rest = _rewriting(there[-1].term, value, tendencies, rules + 1)
                steps = [_line(place.limit(made.term), made.words, made.conditions) for made in there]
                return [*first, *_towards(f, form, place), *steps, *rest]
    raise NotDerived("no form of the term was found in which the limits of the parts tell")


def _weight(lines: list[Line]) -> tuple[int, int]:
    return len(lines), sum(cost(m.after) + sum(cost(c) for c in m.conditions) for m in lines)


def _agrees(t: Term, value: Term, tendencies: Tendencies) -> bool:
    found = tendencies.of(t)
    if found is None or is_infinite(found) or is_infinite(value):
        return found is value
    return found is value or tendencies.known(relation("==", found, value))


def _towards(f: Term, form: Form, place: Place) -> Iterator[Line]:
    """The lines from the term to its form, under the limit."""
    if shape(f) == shape(form.term):
        return
    if form.words:
        before = f
        for made in takewhile(lambda m: m.rule.startswith("definition of"), ended([Line("==", f)], form.term)[1:-1]):
            before = made.after
            yield within(made, place)
        words = divided_by(before, form.term) if form.words is DIVIDED else form.words
        yield _line(place.limit(form.term), words)
        return
    for made in ended([Line("==", f)], form.term)[1:]:
        yield within(made, place)


def _read_off(t: Term, value: Term, tendencies: Tendencies) -> Iterator[Line]:
    """The limits of the parts put in."""
    place = tendencies.place
    parts = dict(tendencies.parts(t))
    if t in parts:
        yield _line(value, _standing(t, tendencies))
        return
    conditions = tuple(relation("==", place.limit(p), v) for p, v in parts.items())
    words: Prose = ("limits of the parts",) if conditions else ("put in",)
    if not depends(t, place.x):
        words = ("the limit of a constant",)
    elif place.infinite and not conditions:
        words = ("it grows without bound",)
    if is_infinite(value) or any(map(is_infinite, parts.values())) or (place.infinite and not conditions):
        yield _line(value, words, conditions)
        return
    made = tendencies.put(t)
    if any(s is INFINITY for s in walk(made)) or folded(made) is value or made is value:
        yield _line(value, words, conditions)
    else:
        yield _line(made, words, conditions)
        yield line(value, "simplify")


def _standing(t: Term, tendencies: Tendencies) -> Prose:
    """What a limit is called that is not argued further."""
    if t.op == "call":
        return ("known limit of ", Term("call", t.args[0]))
    if t.op in _NAMES:
        return (f"limit of {_NAMES[t.op]}",)
    if t.op == "div" and not is_infinite(tendencies.of(t.args[1]) or INFINITY):
        return ("the denominator tends to 0 and keeps its sign",)
    if t.op == "div" and not depends(t.args[0], tendencies.place.x):
        return ("the denominator grows without bound",)
    over = tendencies.of(t.args[1]) if t.op == "div" else None
    if over is not None and is_infinite(over) and not is_infinite(tendencies.of(t.args[0]) or INFINITY):
        return ("the numerator has a limit, the denominator grows without bound",)
    if t.op == "pow":
        return ("a power of ", tendencies.place.x)
    return ("the exponential dominates",) if any(s.op == "exp" for s in walk(t)) else ("the power dominates",)


def _line(after: Term, words: Prose, conditions: tuple[Term, ...] = ()) -> Line:
    return Line("==", after, words, conditions, rule=prose_text(words))


# Piecewise terms: the branch beside the place.


def _by_branches(
    t: Term, value: Term, assumptions: tuple[Term, ...], variables: Mapping[str, str], ask: Ask
) -> tuple[tuple[Line, ...], tuple[Preparation, ...]]:
    f, place = t.args[0], place_of(t)
    points = regions.breakpoints(f, place.x)
    if place.infinite or place.side or _away(place, points):
        near = folded(regions.branch(f, place.x, _beside(place, points, place.side)))
        tendencies = Tendencies(place, Facts(ask, assumptions, dict(variables)))
        words = line(place.limit(near), "the branch that applies")
        return (words, *_rewriting(near, value, tendencies)), ()
    before = []
    for side, name in (("-", "from the left"), ("+", "from the right")):
        one = Term("limit", f, place.x, place.point, side)
        lines, _ = _by_branches(one, value, assumptions, variables, ask)
        before.append(Preparation((name,), one, lines))
    return (line(value, "the limits from both sides agree"),), tuple(before)


def _away(place: Place, points: list[Fraction]) -> bool:
    return place.point.op == "number" and place.point.args[0] not in points


def _beside(place: Place, points: list[Fraction], side: str) -> Fraction:
    """A point of the region next to the place."""
    if place.point is INFINITY or place.point is MINUS_INFINITY:
        return max(points) + 1 if place.point is INFINITY else min(points) - 1
    if place.point.op != "number":
        raise NotDerived("where the branches change depends on the point")
    at: Fraction = place.point.args[0]
    if at not in points:
        return at
    before, after = regions.neighbours(points, at)
    return after if side == "+" else before
