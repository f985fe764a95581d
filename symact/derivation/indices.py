"""Derivatives by a component: first where the indices are equal, then where they differ, and the delta for both."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from symact.derivation.assemble import Line, Sketch
from symact.derivation.lines import ended
from symact.derivation.tidy import folded
from symact.kernel.terms import ONE, ZERO, Term, free_symbols, relation, substitute, walk

Evaluated = Callable[[Term], list[Line]]


def delta_of(left: Term, right: Term) -> Term | None:
    """The delta of two free indices in the closed form of a first or mixed derivative; None where there is none."""
    if left.op != "derivative" or left.args[1].op != "component" or left.args[2] != 1:
        return None
    free = free_symbols(left)
    found = {s for s in walk(right) if s.op == "delta" and s.args[0] != s.args[1] and free.issuperset(s.args)}
    return found.pop() if len(found) == 1 else None


def index_cases(left: Term, right: Term, delta: Term, evaluated: Evaluated) -> tuple[Sketch, ...]:
    """The lines for equal indices and those for different ones."""
    by = left.args[1].args[1]
    other = next(a for a in delta.args if a != by)
    return _equal(left, right, by, other, evaluated), _different(left, right, delta, evaluated)


def _equal(left: Term, right: Term, by: str, other: str, evaluated: Evaluated) -> Sketch:
    same = {Term("index", by): Term("index", other)}
    condition = relation("==", Term("index", other), Term("index", by))
    near, goal = (_one(substitute(t, same)) for t in (left, right))
    first = Line("==", near, ("here ", relation("==", Term("index", by), Term("index", other))), rule="equal indices")
    delta = Term("delta", *sorted((by, other)))
    last = Line("==", goal, (relation("==", delta, ONE),), rule="equal indices")
    return Sketch((condition,), (), tuple(ended([first, *evaluated(near)], goal)), (last,))


def _one(t: Term) -> Term:
    """δᵢᵢ is 1."""
    deltas = {s: ONE for s in walk(t) if s.op == "delta" and s.args[0] == s.args[1]}
    return folded(substitute(t, deltas)) if deltas else t


def _different(left: Term, right: Term, delta: Term, evaluated: Evaluated) -> Sketch:
    condition = relation("!=", *[Term("index", a) for a in sorted(delta.args)])

    def without(t: Term) -> Term:
        return folded(substitute(t, {delta: ZERO})) if any(s is delta for s in walk(t)) else t

    lines: list[Line] = []
    for made in evaluated(left):
        after = without(made.after)
        if after is not (lines[-1].after if lines else left):
            lines.append(made if after is made.after else replace(made, after=after, changed=()))
    goal = without(right)
    last = Line("==", goal, (relation("==", delta, ZERO),), rule="different indices")
    return Sketch((condition,), (), tuple(ended(lines, goal)), (last,))
