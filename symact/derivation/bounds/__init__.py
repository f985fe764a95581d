"""Inequalities with the lines that lead to them: signs, squares, slopes, in cases where definitions have them.

A line is `before rel after`, so a chain reads `f = … > …`; what it rests on stands in chains before it. Nothing here is
trusted: every line, every side condition and the claim are put before the kernel.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from symact.activations import catalogue, vocabulary
from symact.derivation import regions
from symact.derivation.assemble import Line, Sketch
from symact.derivation.bounds.arguments import Argument, argued
from symact.derivation.bounds.facts import Ask, Facts
from symact.derivation.bounds.reasons import FLIPPED
from symact.derivation.conditions import cases
from symact.derivation.definitions import NotDerived, without_guards
from symact.derivation.lines import line
from symact.derivation.reading import Prose
from symact.derivation.tidy import folded
from symact.kernel.terms import ZERO, Term, free_symbols, is_constant, number, rebuild, relation, substitute, variable

ORDER = ("<", "<=", ">", ">=", "!=")


def bound_sketches(
    claim: Term, assumptions: tuple[Term, ...], variables: Mapping[str, str], ask: Ask
) -> tuple[Sketch, ...]:
    """The lines to an inequality; raises `NotDerived`."""
    _, a, b = claim.args
    made = Searched(claim, assumptions, dict(variables), ask)
    if regions.conditional(claim):
        return made.by_regions() or made.by_conditions()
    try:
        return (made.case((), (a, b), (a, b)),)
    except NotDerived:
        halves = made.by_sign()
        if not halves:
            raise
        return halves


def consequence(claim: Term, assumptions: tuple[Term, ...], ask: Ask) -> Prose:
    """That a function with a positive derivative increases, where the kernel proves that too; else empty."""
    rel, slope, bound = claim.args
    if slope.op != "derivative" or slope.args[2] != 1 or bound is not ZERO or rel not in ("<", ">") or assumptions:
        return ()
    f, x, _ = slope.args
    if x.op != "variable" or free_symbols(f) != {x.args[0]}:
        return ()
    y = variable("y" if x.args[0] != "y" else "z")
    below, shown = relation("<", x, y), relation("<" if rel == ">" else ">", f, substitute(f, {x: y}))
    return ("So ", shown, " where ", below, ".") if ask(shown, (below,)) else ()


class Searched:
    """One claim, its assumptions, and the kernel that is asked."""

    def __init__(self, claim: Term, assumptions: tuple[Term, ...], variables: dict[str, str], ask: Ask) -> None:
        self.claim, self.assumptions, self.variables, self.ask = claim, assumptions, variables, ask

    def by_regions(self) -> tuple[Sketch, ...]:
        """One case for each interval between breakpoints on the line of one variable; empty where there is no such."""
        names = sorted(free_symbols(self.claim))
        if len(names) != 1 or self.variables.get(names[0], "real") in ("vector", "index"):
            return ()
        x = variable(names[0])
        sides = self.claim.args[1:]
        try:
            points = regions.breakpoints(Term("add", *sides), x)
        except NotDerived:
            return ()
        found = [(c, self._near(x, p)) for c, p in regions.regions(points, x) if not self._empty((c,))]
        made = []
        for condition, near in _merged(found):
            if _is_point((condition,)):
                near = tuple(substitute(t, {x: condition.args[2]}) for t in near)
            made.append(self.case((condition,), sides, (near[0], near[1])))
        return tuple(made)

    def _near(self, x: Term, point: Fraction) -> tuple[Term, ...]:
        sides = self.claim.args[1:]
        return tuple(folded(regions.branch(t, x, point)) if regions.conditional(t) else t for t in sides)

    def by_sign(self) -> tuple[Sketch, ...]:
        """The negative and the positive numbers apart, for one variable that may be both; empty where it may not."""
        names = sorted(free_symbols(self.claim))
        if len(names) != 1 or self.variables.get(names[0], "real") != "real":
            return ()
        x = variable(names[0])
        halves = (relation("<=", x, ZERO),), (relation(">", x, ZERO),)
        if any(self._empty(half) for half in halves):
            return ()
        _, a, b = self.claim.args
        return tuple(self.case(half, (a, b), (a, b)) for half in halves)

    def by_conditions(self) -> tuple[Sketch, ...]:
        """One case for each way in which the conditions of the definitions can hold."""
        _, a, b = self.claim.args
        found = cases(*(_with_calls(t) for t in (a, b)))
        return tuple(self.case(self._fewest(given), (a, b), (p, q)) for given, p, q in found if not self._empty(given))

    def _fewest(self, given: tuple[Term, ...]) -> tuple[Term, ...]:
        """The conditions without those that follow from the others."""
        kept = list(given)
        for c in given[::-1]:
            others = [k for k in kept if k is not c]
            if others and self.ask(c, (*self.assumptions, *others)):
                kept = others
        return tuple(kept)

    def _empty(self, given: tuple[Term, ...]) -> bool:
        return self.ask(relation("==", number(0), number(1)), (*self.assumptions, *given))

    def case(self, given: tuple[Term, ...], sides: tuple[Term, Term], near: tuple[Term, Term]) -> Sketch:
        """The lines where the sides are what `near` says; a number that is only written otherwise stays."""
        near = near[0], sides[1] if folded(sides[1]) is near[1] else near[1]
        facts = Facts(self.ask, (*self.assumptions, *given), self.variables, _banned(near, sides))
        rel = self._relation(near, facts)
        made = _from_the_left(near[0], rel, near[1], facts)
        words = "at this point" if given and _is_point(given) else "the branch that applies"
        first = [line(near[0], words)] if near[0] is not sides[0] else []
        last = [line(sides[1], words)] if near[1] is not sides[1] else []
        return Sketch(given, (), (*first, *made.lines, *last), None, made.before)

    def _relation(self, near: tuple[Term, Term], facts: Facts) -> str:
        """What is shown: the claim's relation, a side of it for ≠, or equality where the sides are the same."""
        stated: str = self.claim.args[0]
        if stated == "!=":
            return next((r for r in (">", "<") if facts.proved(r, *near)), stated)
        if stated in ("<=", ">=") and facts.proved("==", *near):
            return "=="
        return stated


def _merged(found: list[tuple[Term, tuple[Term, ...]]]) -> list[tuple[Term, tuple[Term, ...]]]:
    """Breakpoints put to the interval beside them that has the same branches."""
    kept: list[tuple[Term, tuple[Term, ...]]] = []
    joined: Term | None = None
    for place, (condition, near) in enumerate(found):
        if _is_point((condition,)):
            if kept and kept[-1][1] == near:
                kept[-1] = (_closed(kept[-1][0], condition), near)
                continue
            if place + 1 < len(found) and found[place + 1][1] == near:
                joined = condition
                continue
        kept.append((_closed(condition, joined) if joined is not None else condition, near))
        joined = None
    return kept


def _closed(condition: Term, at: Term) -> Term:
    """The interval with the point at its end."""
    if condition.op == "and":
        return Term("and", *[_closed(c, at) for c in condition.args])
    rel, x, value = condition.args
    return relation(f"{rel}=", x, value) if rel in ("<", ">") and value is at.args[2] else condition


def _with_calls(t: Term) -> Term:
    """Abs, Max and the like by their cases, their arguments as they stand."""
    if t.op == "call" and t.args[0] not in catalogue() and regions.conditional(t):
        names = [variable(f"{t.args[0]}_{place}") for place in range(len(t.args) - 1)]
        body = without_guards(vocabulary().unfold(Term("call", t.args[0], *names)))
        return substitute(body, dict(zip(names, map(_with_calls, t.args[1:]), strict=True)))
    return rebuild(t, _with_calls)


def _banned(near: tuple[Term, ...], sides: tuple[Term, ...]) -> frozenset[str]:
    """Functions whose bounds are not to be quoted, for they are what is to be shown."""
    if not any(is_constant(t) for t in near):
        return frozenset()
    found = [t.args[-1] if t.op == "neg" or (t.op == "call" and t.args[0] == "Abs") else t for t in (*near, *sides)]
    return frozenset(t.args[0] for t in found if t.op == "call")


def _is_point(given: tuple[Term, ...]) -> bool:
    return len(given) == 1 and given[0].op == "relation" and given[0].args[0] == "=="


def _from_the_left(a: Term, rel: str, b: Term, facts: Facts) -> Argument:
    """The argument, found from the side that has more in it, written from the left."""
    if rel == "==" and not a.op == b.op == "variable":
        return Argument(() if a is b else (line(b, "the two are equal"),))
    if is_constant(a) and not is_constant(b):
        return reversed_argument(a, argued(b, FLIPPED[rel], a, facts), b)
    return argued(a, rel, b, facts)


def reversed_argument(a: Term, made: Argument, b: Term) -> Argument:
    """A chain from `b` to `a`, read from its end."""
    terms = [b, *[m.after for m in made.lines]]
    lines = [
        Line(FLIPPED[m.relation], before, m.reason, m.conditions, m.rule, m.source, m.needs)
        for before, m in zip(terms, made.lines, strict=False)
    ]
    return Argument(tuple(lines[::-1]), made.before)
