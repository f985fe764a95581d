"""From a claim to lines that show it: by rules, by a common form, by regions where there are cases. Not trusted."""

from __future__ import annotations

from fractions import Fraction

from symact.derivation import reading, regions
from symact.derivation.algebra import Algebra
from symact.derivation.assemble import Line, Sketch
from symact.derivation.closed import shortest
from symact.derivation.definitions import NotDerived
from symact.derivation.indices import delta_of, index_cases
from symact.derivation.lines import differentiated, ended, line, opened
from symact.derivation.paths import both_ways
from symact.derivation.simple import TABLE, depends, has_derivative
from symact.derivation.splitting import Ask, Boundary, Case, conjunction, fewer, resolved, split, split_open
from symact.derivation.tidy import folded
from symact.kernel.terms import ONE, ZERO, Term, free_symbols, number, relation, substitute, variable, walk


def sketches(claim: Term, assumptions: tuple[Term, ...], ask: Ask) -> tuple[Sketch, ...]:
    """The lines to an equality, in cases where definitions have them; raises `NotDerived`.

    `ask` says whether the kernel proves a claim under more conditions; it decides where conditions hold parameters.
    """
    rel, left, right = claim.args
    if rel != "==":
        raise NotDerived("only equalities are derived line by line")
    if not regions.conditional(claim):
        delta = delta_of(left, right)
        return index_cases(left, right, delta, _evaluated) if delta is not None else (_straight(left, right),)
    try:
        x = _deciding(claim)
        points = regions.breakpoints(Term("add", *[_operands(t) for t in (left, right)]), x)
    except NotDerived:
        return by_conditions(left, right, assumptions, ask)
    if not points:
        raise NotDerived("the definition is piecewise, but no breakpoint was found")
    found = []
    for condition, point in regions.regions(points, x):
        at = condition.op == "relation" and condition.args[0] == "=="
        if at and relation("!=", x, condition.args[2]) in assumptions:
            continue
        if not at and any(_excludes(a, x, point) for a in assumptions):
            continue
        if at and left.op == "derivative" and left.args[1] is x:
            found.append(_glued(left, right, condition, points, point))
        else:
            found.append(_within(left, right, x, condition, point, at))
    return tuple(found)


def by_conditions(left: Term, right: Term, assumptions: tuple[Term, ...], ask: Ask) -> tuple[Sketch, ...]:
    """Cases by conditions that hold parameters."""
    if left.op == "derivative" and not has_derivative(right):
        return _open_cases(left, right, assumptions, ask)
    if has_derivative(left) or has_derivative(right):
        raise NotDerived("a derivative by cases stands inside of other terms")
    found = []
    for case in split((left, right), ask):
        same = tuple(relation("==", *pair) for pair in zip((left, right), case.terms, strict=True))
        given = _shorter(case.given, same, ask)
        found.append(_under(given, (left, right), case.terms))
    return tuple(found)


def _shorter(given: tuple[Term, ...], claims: tuple[Term, ...], ask: Ask) -> tuple[Term, ...]:
    """Without conditions that follow from the others, if the claims are proved without them."""
    return fewer(given, ask, lambda rest: all(ask(c, rest) for c in claims if c.args[1] is not c.args[2]))


def _under(given: tuple[Term, ...], sides: tuple[Term, Term], chosen: tuple[Term, ...]) -> Sketch:
    """The lines where conditions hold that are written as they stand in the definitions."""
    first, second = ([_chosen_line(t, near)] if near is not t else [] for t, near in zip(sides, chosen, strict=True))
    a, b = chosen
    made = _straight(a, b, tuple(first), tuple(second))
    return Sketch(given, (), made.left, made.right)


def _open_cases(left: Term, right: Term, assumptions: tuple[Term, ...], ask: Ask) -> tuple[Sketch, ...]:
    """A derivative in its open regions, and on the boundaries that the assumptions do not leave out."""
    f, x, order = left.args
    cases, boundaries = split_open((f, right), ask)
    found = {}
    for case in cases:
        near = Term("derivative", case.terms[0], x, order)
        given = _shorter(case.given, (relation("==", left, near),), ask)
        found[case] = _under((conjunction(given),), (left, right), (near, case.terms[1]))
    order_of = list(found)
    for boundary in boundaries:
        given = (*boundary.given, boundary.at)
        excluded = relation("!=", *boundary.at.args[1:]) in assumptions or ask(relation("==", ZERO, ONE), given)
        if not excluded and (len(boundary.below) != 1 or len(boundary.above) != 1):
            raise NotDerived("more than two branches meet at a point")
        if not excluded:
            between = Case(given, ())
            order_of.insert(max(order_of.index(c) for c in boundary.below) + 1, between)
            found[between] = _joint(left, right, boundary, ask)
    return tuple(found[case] for case in order_of)


def _joint(left: Term, right: Term, boundary: Boundary, ask: Ask) -> Sketch:
    """On a boundary: the branches of both sides agree in value and in every derivative up to the order."""
    _, x, order = left.args
    before, after = boundary.below[0].terms[0], boundary.above[0].terms[0]
    given = (*boundary.given, boundary.at)
    here = folded(resolved(regions.spelt_out(right), given, ask))
    point = boundary.at.args[2]
    value = here
    if boundary.at.args[1] is x and point.op == "number":
        value = regions.value_at(here, x, point.args[0])
    down = [line(here, "the branch that applies")] if here is not right else []
    down += [line(value, "at this point")] if here is not value else []
    return Sketch(given, (), (_glue(before, after, value, x, order),), tuple(down) or None)


def _glue(before: Term, after: Term, value: Term, x: Term, order: int) -> Line:
    lower = [relation("==", _nth(before, x, k), _nth(after, x, k)) for k in range(order)]
    conditions = (*lower, *(relation("==", _nth(side, x, order), value) for side in (before, after)))
    slopes = "slope" if order == 1 else f"derivatives up to order {order}"
    reason = reading.prose(f"the branches on both sides have the same value and the same {slopes}", {})
    return Line("==", value, reason, conditions, "glue")


def _excludes(assumption: Term, x: Term, point: Fraction) -> bool:
    """Whether an assumption about x alone leaves out the region of the point."""
    if assumption.op != "relation" or free_symbols(assumption) != {x.args[0]}:
        return False
    return not regions.holds(assumption, x, point)


def _operands(t: Term) -> Term:
    """What is differentiated, instead of the derivative: its conditions decide."""
    return t.args[0] if t.op == "derivative" else t


def _deciding(claim: Term) -> Term:
    """The one variable on which the conditions depend."""
    spelt = regions.spelt_out(claim)
    conditions = [s for s in walk(spelt) if s.op == "relation" and s is not spelt]
    found = sorted({n for c in conditions for n in free_symbols(c)})
    first = claim.args[1].args[1].args[0] if claim.args[1].op == "derivative" else "x"
    if first in found or len(found) == 1:
        return variable(first if first in found else found[0])
    raise NotDerived("the cases of the definitions do not depend on one variable alone")


def _straight(left: Term, right: Term, first: tuple[Line, ...] = (), second: tuple[Line, ...] = ()) -> Sketch:
    """Without cases. `first` and `second` are lines that already lead from the sides to `left` and `right`."""
    up = [*first, *_evaluated(left)]
    down = [*second, *_evaluated(right)]
    start, end = (lines[-1].after if lines else t for lines, t in ((up, left), (down, right)))
    if up and not down:
        return Sketch(left=tuple(ended(up, end)))
    a, b = both_ways(start, end)
    up += [m.line() for m in a]
    down += [m.line() for m in b]
    return Sketch(left=tuple(up) if up or not down else None, right=tuple(down) or None)


def _evaluated(t: Term) -> list[Line]:
    """Lines that carry out the derivatives in `t`."""
    if not has_derivative(t):
        return []
    first = opened(t) if t.op == "derivative" and t.args[2] == 1 else []
    return [*first, *differentiated(first[-1].after if first else t)]


def _within(left: Term, right: Term, x: Term, condition: Term, point: Fraction, at: bool) -> Sketch:
    """In a region every definition is one branch; at a breakpoint also the variable is a number."""
    sides = []
    for t in (left, right):
        lines: list[Line] = []
        near = _near(t, x, point)
        if near is not t:
            lines.append(_chosen_line(t, near))
        if at:
            value = substitute(near, {x: number(point)}) if not _moves(near, x) else near
            if value is not near:
                exact = regions.value_at(near, x, point)
                lines.append(line(exact, "at this point"))
                near = exact
        sides.append((near, lines))
    (a, first), (b, second) = sides
    made = _straight(a, b, tuple(first), tuple(second))
    return Sketch((condition,), (), made.left, made.right)


def _moves(t: Term, x: Term) -> bool:
    return any(s.op == "derivative" and s.args[1] is x for s in walk(t))


def _near(t: Term, x: Term, point: Fraction) -> Term:
    return folded(regions.branch(t, x, point)) if regions.conditional(t) else t


def _chosen_line(t: Term, near: Term) -> Line:
    if t.op != "derivative":
        return line(near, "the branch that applies")
    words: reading.Prose = ("near this point ", t.args[0], " is ", near.args[0])
    return Line("==", near, words, rule="branch")


def _glued(left: Term, right: Term, condition: Term, points: list[Fraction], point: Fraction) -> Sketch:
    """At a breakpoint: the branches on both sides agree in value and in every derivative up to the order."""
    f, x, order = left.args
    before, after = (folded(regions.branch(f, x, p)) for p in regions.neighbours(points, point))
    here = _near(right, x, point)
    value = regions.value_at(here, x, point)
    down = [line(here, "the branch that applies")] if here is not right else []
    down += [line(value, "at this point")] if here is not value else []
    return Sketch((condition,), (), (_glue(before, after, value, x, order),), tuple(down) or None)


def _nth(t: Term, x: Term, k: int) -> Term:
    return Term("derivative", t, x, k) if k else t


def closed_form(left: Term) -> Term:
    """A closed form of a derivative without cases: as a table has it, else the shortest that is found."""
    f, x, order = left.args
    if order == 1 and f.op == "call" and f.args[0] in TABLE and f.args[1] is x:
        return TABLE[f.args[0]](x)
    lines = _evaluated(left)
    return shortest(lines[-1].after)


def by_cases(left: Term) -> tuple[Term, list[Term]]:
    """A derivative branch by branch, from left to right, and the breakpoints between them as conditions."""
    f, x, order = left.args
    points = regions.breakpoints(f, x)
    branches: list[Term] = []
    at: list[Term] = []
    for condition, point in regions.regions(points, x):
        if condition.op == "relation" and condition.args[0] == "==":
            at.append(condition)
            continue
        near = folded(regions.branch(f, x, point))
        value = closed_form(Term("derivative", near, x, order)) if depends(near, x) else number(0)
        branches += [condition, value]
    if not points:
        raise NotDerived("the definition is piecewise, but no breakpoint was found")
    return Term("piecewise", *branches), at


def by_open_cases(left: Term, ask: Ask) -> tuple[list[tuple[Term, Term]], list[Boundary]]:
    """A derivative region by region, where conditions hold parameters, and the boundaries between them."""
    f, x, order = left.args
    cases, boundaries = split_open((f,), ask)
    inside = tuple(relation("!=", *b.at.args[1:]) for b in boundaries)
    found = []
    for case in cases:
        near = Term("derivative", case.terms[0], x, order)
        given = _shorter(case.given, (relation("==", left, near),), lambda c, more: ask(c, (*inside, *more)))
        value = closed_form(near) if depends(case.terms[0], x) else ZERO
        found.append((conjunction(given), value))
    return found, boundaries


def slopes(left: Term, point: Fraction) -> tuple[Term, Term]:
    """What the derivative tends to on both sides of a breakpoint, when that is plain arithmetic."""
    f, x, order = left.args
    points = regions.breakpoints(f, x)
    sides = [folded(regions.branch(f, x, p)) for p in regions.neighbours(points, point)]
    before, after = (closed_form(Term("derivative", s, x, order)) if depends(s, x) else number(0) for s in sides)
    values = [regions.value_at(v, x, point) for v in (before, after)]
    return Algebra(*values).canonical(values[0]), Algebra(*values).canonical(values[1])


__all__ = ["by_cases", "by_open_cases", "closed_form", "ended", "sketches", "slopes"]
