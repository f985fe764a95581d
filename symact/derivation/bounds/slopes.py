"""Inequalities from the sign of a derivative: a function that increases, a difference that grows from a known value.

Where x > c and g has the derivative g' > 0 between c and x, g(x) > g(c). So g has at least the sign of g(c), and the
same is said on the other side of c with g' < 0. The sign of g' is argued in its turn.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from symact.derivation.assemble import Line, Preparation
from symact.derivation.bounds.arguments import Argument, argued, difference
from symact.derivation.bounds.facts import Facts, conjuncts
from symact.derivation.definitions import NotDerived
from symact.derivation.lines import line
from symact.derivation.reading import Prose
from symact.kernel.terms import ONE, ZERO, Term, free_symbols, number, relation, substitute, variable

STRICT = {">": ">", ">=": ">", "<": "<", "<=": "<"}


def by_slope(a: Term, rel: str, b: Term, facts: Facts, depth: int) -> Argument | None:
    """The argument by the slope of `a` where `b` is its value elsewhere, else by that of the difference."""
    if a.op == b.op == "variable":
        return _reflected(a, rel, b, facts, depth)
    if rel not in STRICT:
        return None
    return _increasing(a, rel, b, facts, depth) or _from_a_point(a, rel, b, facts, depth)


def _increasing(a: Term, rel: str, b: Term, facts: Facts, depth: int) -> Argument | None:
    """f(x) < f(y) for x < y, where f increases on all points that meet what is assumed of x and of y alone."""
    ours, theirs = free_symbols(a) - free_symbols(b), free_symbols(b) - free_symbols(a)
    if len(ours) != 1 or len(theirs) != 1:
        return None
    x, y = variable(*ours), variable(*theirs)
    order = next((o for o in ("<", ">", "<=", ">=") if facts.proved(o, x, y)), None)
    if substitute(a, {x: y}) is not b or order is None:
        return None
    own = tuple(c for c in conjuncts(facts.assumptions) if y.args[0] not in free_symbols(c))
    there = _under(facts, own)
    if not _reaches(there, x, x, 1 if order in ("<", "<=") else -1):
        return None
    slope = Term("derivative", a, x, 1)
    upwards = (rel in ("<", "<=")) == (order in ("<", "<="))
    if not there.proved(">" if upwards else "<", slope, ZERO):
        return None
    made = argued(slope, ">" if upwards else "<", ZERO, there, depth + 1)
    said = f"the function {'increases' if upwards else 'decreases'}"
    last = Line(rel, b, (said, ", and ", relation(order, x, y)), rule=said)
    return Argument((last,), (*made.before, Preparation(("the derivative",), slope, made.lines)))


# The difference followed from a point.


def _reflected(x: Term, rel: str, y: Term, facts: Facts, depth: int) -> Argument | None:
    """x < y where f(x) < f(y), for a function that increases or decreases everywhere."""
    for c in conjuncts(facts.assumptions):
        if c.op != "relation" or free_symbols(c.args[1]) not in ({x.args[0]}, {y.args[0]}):
            continue
        f, other = (x, y) if free_symbols(c.args[1]) == {x.args[0]} else (y, x)
        if substitute(c.args[1], {f: other}) is not c.args[2] or len(conjuncts_about(facts, x, y)) > 1:
            continue
        slope, free = Term("derivative", c.args[1], f, 1), _under(facts, ())
        wanted = next((r for r in (">", "<") if free.proved(r, slope, ZERO)), None)
        if wanted is not None:
            made = argued(slope, wanted, ZERO, free, depth + 1)
            said = f"the function {'increases' if wanted == '>' else 'decreases'}"
            last = Line(rel, y, (said, ", and ", c), rule=said)
            return Argument((last,), (*made.before, Preparation(("the derivative",), slope, made.lines)))
    return None


def conjuncts_about(facts: Facts, *names: Term) -> list[Term]:
    """The assumptions in which one of the variables occurs."""
    wanted = {n.args[0] for n in names}
    return [c for c in conjuncts(facts.assumptions) if free_symbols(c) & wanted]


def _from_a_point(a: Term, rel: str, b: Term, facts: Facts, depth: int) -> Argument | None:
    up = rel in (">", ">=")
    if b is ZERO:
        g, sign = a, 1 if up else -1
    else:
        g, sign = difference(a, b) if up else difference(b, a), 1
    for name in sorted(free_symbols(g)):
        x = variable(name)
        if facts.domains.get(name, "real") in ("vector", "index", "complex"):
            continue
        for at in _starts(g, x, facts):
            made = _followed(g, sign, x, at, facts, depth)
            if made is not None:
                before, words = made
                what: Prose = ("it",) if b is ZERO else ("the difference",)
                said = (*what, *words)
                return Argument((Line(rel, b, said, rule="monotone from a point", needs=_smooth(g, x, at)),), before)
    return None


def _starts(g: Term, x: Term, facts: Facts) -> list[Term]:
    """Points to start from: where assumptions begin, 0, 1, -1, other variables."""
    ends = [c.args[2] for c in conjuncts(facts.assumptions) if c.op == "relation" and c.args[1] is x]
    others = [variable(n) for n in sorted(free_symbols(g)) if n != x.args[0]]
    found = [*[e for e in ends if e.op == "number"], ZERO, ONE, number(Fraction(-1)), *others]
    return list(dict.fromkeys(found))


def _smooth(g: Term, x: Term, at: Term) -> tuple[Term, ...]:
    """That g has a derivative at the start, and is therefore continuous there."""
    slope = Term("subs", Term("derivative", g, x, 1), x, at)
    return (relation("==", slope, slope),)


def _followed(
    g: Term, sign: int, x: Term, at: Term, facts: Facts, depth: int
) -> tuple[tuple[Preparation, ...], Prose] | None:
    """The slopes on both sides of the start, as far as there are points there, and the value at the start."""
    value = substitute(g, {x: at})
    own = tuple(c for c in conjuncts(facts.assumptions) if x.args[0] not in free_symbols(c))
    start = _under(facts, own)
    zero = start.proved("==", value, ZERO)
    if not zero and not start.proved(">" if sign > 0 else "<", value, ZERO):
        return None
    if not all(facts.ask(c, facts.assumptions) for c in _smooth(g, x, at)):
        return None
    before: list[Preparation] = []
    sides: list[int] = []
    for side, order in ((-1, "<"), (1, ">")):
        beyond = relation(order, x, at)
        if facts.ask(relation("==", ZERO, ONE), (*facts.assumptions, beyond)):
            continue
        made = _slope(g, sign * side, x, at, side, facts, depth)
        if made is None:
            return None
        sides.append(side)
        before += made
    if not sides:
        return None
    shown = _value(value, zero, x, at, start, sign, depth)
    if shown is None:
        return None
    return tuple(dict.fromkeys((*before, *shown))), _story(sides, sign, zero, x, at)


def _slope(g: Term, wanted: int, x: Term, at: Term, side: int, facts: Facts, depth: int) -> list[Preparation] | None:
    beyond = relation(">" if side > 0 else "<", x, at)
    known = any(c is beyond for c in conjuncts(facts.assumptions))
    there = facts if known else _under(facts, (*facts.assumptions, beyond))
    if not _reaches(there, x, at, side):
        return None
    slope = Term("derivative", g, x, 1)
    for rel in (">", ">=") if wanted > 0 else ("<", "<="):
        if there.proved(rel, slope, ZERO):
            try:
                made = argued(slope, rel, ZERO, there, depth + 1)
            except NotDerived:
                return None
            title: Prose = ("the derivative",)
            own = () if known else (beyond,)
            return [*[_there(p, own, x) for p in made.before], Preparation(title, slope, made.lines, own)]
    return None


def _there(p: Preparation, own: tuple[Term, ...], x: Term) -> Preparation:
    return replace(p, assumptions=(*own, *p.assumptions)) if x.args[0] in free_symbols(p.first) else p


def _reaches(facts: Facts, x: Term, at: Term, side: int) -> bool:
    """Whether all points between the start and a point that meets the assumptions meet them too."""
    for c in conjuncts(facts.assumptions):
        if x.args[0] not in free_symbols(c):
            continue
        if c.op != "relation" or c.args[1] is not x or x.args[0] in free_symbols(c.args[2]):
            return False
        rel, _, end = c.args
        if rel == "!=" and end is at:
            continue
        outward = rel in ("<", "<=") if side > 0 else rel in (">", ">=")
        if not outward and end is not at and not facts.proved("<=" if side > 0 else ">=", end, at):
            return False
        if rel in ("==", "!="):
            return False
    return True


def _value(
    value: Term, zero: bool, x: Term, at: Term, start: Facts, sign: int, depth: int
) -> tuple[Preparation, ...] | None:
    title: Prose = ("the value at ", relation("==", x, at))
    if zero:
        return () if value is ZERO else (Preparation(title, value, (line(ZERO, "put in"),)),)
    try:
        made = argued(value, ">" if sign > 0 else "<", ZERO, start, depth + 1)
    except NotDerived:
        return None
    return (*made.before, Preparation(title, value, made.lines))


def _story(sides: list[int], sign: int, zero: bool, x: Term, at: Term) -> Prose:
    """What the slopes say: it is 0 at the start, and moves away from there."""
    where = relation("==", x, at)
    value = "0" if zero else "positive" if sign > 0 else "negative"
    if len(sides) == 2:
        return (" is ", "least" if sign > 0 else "greatest", " at ", where, f", where it is {value}")
    if sides == [1]:
        return (f" is {value} at ", where, " and ", "increases" if sign > 0 else "decreases", " from there on")
    return (f" is {value} at ", where, " and ", "decreases" if sign > 0 else "increases", " up to there")


def _under(facts: Facts, assumptions: tuple[Term, ...]) -> Facts:
    return Facts(facts.ask, assumptions, facts.domains, facts.banned)
