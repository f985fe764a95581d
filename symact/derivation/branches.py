"""The derivative of a definition by cases, as a definition by cases: where the kernel says that it exists."""

from __future__ import annotations

from collections.abc import Mapping

from symact.derivation import regions
from symact.derivation.assemble import Checker
from symact.derivation.definitions import NotDerived
from symact.derivation.record import PROVED
from symact.derivation.splitting import Ask
from symact.derivation.strategies import by_cases, by_open_cases
from symact.kernel.terms import ONE, TRUE, ZERO, Term, relation, text


def with_cases(
    left: Term, assumptions: tuple[Term, ...], variables: Mapping[str, str], check: Checker, timeout: float, ask: Ask
) -> tuple[Term, tuple[Term, ...]]:
    """The derivative branch by branch; the kernel says at which breakpoints it exists, the others are left out."""
    try:
        branched, at = by_cases(left)
    except NotDerived:
        return _with_open_cases(left, assumptions, ask)
    pairs = list(zip(branched.args[::2], branched.args[1::2], strict=True))
    for place, point in enumerate(at):
        value = regions.value_at(pairs[place][1], left.args[1], point.args[2].args[0])
        conditions = [text(a) for a in (*assumptions, point)]
        if check(text(relation("==", left, value)), tuple(conditions), variables, timeout).verdict == PROVED:
            condition, branch = pairs[place]
            pairs[place] = (_closed(condition, point), branch)
        elif not any(a.args[:2] == ("!=", point.args[1]) and a.args[2] is point.args[2] for a in assumptions):
            assumptions = (*assumptions, relation("!=", *point.args[1:]))
    if all(value is pairs[0][1] for _, value in pairs):
        return pairs[0][1], assumptions
    complete = len(pairs) > 1 and not any(relation("!=", *p.args[1:]) in assumptions for p in at)
    if complete:
        pairs[-1] = (TRUE, pairs[-1][1])
    return Term("piecewise", *[t for pair in pairs for t in pair]), assumptions


def _with_open_cases(left: Term, assumptions: tuple[Term, ...], ask: Ask) -> tuple[Term, tuple[Term, ...]]:
    """The same where conditions hold parameters: the kernel says on which boundaries the derivative exists."""
    regions_, boundaries = by_open_cases(left, ask)
    pairs = list(regions_)
    for boundary in boundaries:
        a, b = boundary.at.args[1:]
        if ask(relation("==", ZERO, ONE), (*boundary.given, boundary.at)):
            continue
        closed = {relation("<", a, b): relation("<=", a, b)}
        place = next((i for i, (c, _) in enumerate(pairs) if c in closed), None)
        if place is not None and ask(relation("==", left, pairs[place][1]), (*boundary.given, boundary.at)):
            pairs[place] = (closed[pairs[place][0]], pairs[place][1])
        else:
            assumptions = (*assumptions, relation("!=", a, b))
    if len(boundaries) == 1 and len(pairs) == 2 and pairs[0][0].args[0] == "<=":
        pairs[1] = (TRUE, pairs[1][1])
    if all(value is pairs[0][1] for _, value in pairs):
        return pairs[0][1], assumptions
    return Term("piecewise", *[t for pair in pairs for t in pair]), assumptions


def _closed(condition: Term, point: Term) -> Term:
    """The region with the breakpoint at its end."""
    if condition.op == "and":
        return Term("and", *[_closed(c, point) for c in condition.args])
    rel, x, value = condition.args
    return relation("<=", x, value) if rel == "<" and value is point.args[2] else condition
