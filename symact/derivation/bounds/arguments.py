"""Lines from one side of an inequality to the other: by a form in which the sign is seen, or by the slope.

`argued` finds `a = … rel b`. It looks for a form of `a`, or of `a - b`, whose sign follows by one rule; where there is
none, a factor is argued first, or the difference is followed from a point at which its value is known.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import takewhile

from symact.derivation.assemble import Line, Preparation
from symact.derivation.bounds.facts import Facts
from symact.derivation.bounds.forms import forms, levels
from symact.derivation.bounds.reasons import FLIPPED, Reason, reason
from symact.derivation.closed import cost
from symact.derivation.definitions import NotDerived
from symact.derivation.lines import differentiated, ended, line
from symact.derivation.shapes import shape
from symact.derivation.simple import has_derivative
from symact.derivation.tidy import folded, negative, total
from symact.kernel.terms import ZERO, Term

MOST_DEPTH, MOST_TRIED = 4, 5


@dataclass(frozen=True, slots=True)
class Argument:
    """Lines that lead from `a` to `b`, and what they rest on."""

    lines: tuple[Line, ...]
    before: tuple[Preparation, ...] = ()

    @property
    def weight(self) -> tuple[int, int]:
        size = sum(cost(line.after) + sum(cost(c) for c in line.conditions) for line in self.lines)
        return len(self.lines) + len(self.before), size


def argued(a: Term, rel: str, b: Term, facts: Facts, depth: int = 0) -> Argument:
    """Raises `NotDerived` where no argument is found."""
    if depth > MOST_DEPTH:
        raise NotDerived("no argument with few steps was found")
    if has_derivative(a):
        return _differentiated(a, rel, b, facts, depth)
    found = [_written(a, t, name, rel, b, why) for t, name, why in _by_form(a, rel, b, facts)]
    found += _through_zero(a, rel, b, facts)
    if found:
        return min(found, key=lambda made: made.weight)
    from symact.derivation.bounds.slopes import by_slope

    for attempt in (by_slope, _by_factor):
        made = attempt(a, rel, b, facts, depth)
        if made is not None:
            return made
    raise NotDerived("no form of the difference shows its sign, and no slope does")


def _differentiated(a: Term, rel: str, b: Term, facts: Facts, depth: int) -> Argument:
    lines = [replace(m, after=folded(m.after)) for m in differentiated(a)]
    for way in dict.fromkeys((tuple(ended(lines)), tuple(lines))):
        with suppress(NotDerived):
            made = argued(way[-1].after, rel, b, facts, depth)
            return Argument((*way, *made.lines), made.before)
    raise NotDerived("no form of the derivative shows its sign")


def _by_form(a: Term, rel: str, b: Term, facts: Facts) -> Iterator[tuple[Term, str, Reason]]:
    """Forms of `a` that stand in the relation to `b` by one rule, and what leads to them."""
    tried = 0
    if b.op == "number":
        for now in levels(a):
            why = reason(now, rel, b.args[0], facts)
            if why is not None and not _banned(now, facts):
                tried += 1
                yield now, "", why
    for e, name in forms(_difference(a, b)):
        why = reason(e, rel, Fraction(0), facts)
        if why is not None and not _banned(e, facts):
            tried += 1
            yield (e if b is ZERO else total(b, e)), name, why
        if tried >= MOST_TRIED:
            return


def _through_zero(a: Term, rel: str, b: Term, facts: Facts) -> Iterator[Argument]:
    """`a > 0 >= b`, where the two have different signs."""
    if b.op == "number" or rel not in FLIPPED or rel == "!=":
        return
    weak = f"{rel.removesuffix('=')}="
    for now in levels(a):
        for first, second in ((rel, weak), (weak, rel)):
            over, under = reason(now, first, Fraction(0), facts), reason(b, FLIPPED[second], Fraction(0), facts)
            if over is not None and under is not None and not _banned(now, facts):
                made = _written(a, now, "", first, ZERO, over)
                yield Argument((*made.lines, under.line(second, b)))
                return


def _banned(t: Term, facts: Facts) -> bool:
    return t.op == "call" and t.args[0] in facts.banned


def _difference(a: Term, b: Term) -> Term:
    return a if b is ZERO else difference(a, b)


def _written(a: Term, target: Term, name: str, rel: str, b: Term, why: Reason) -> Argument:
    """`a = target rel b`, the way to the target written out; one line after the definitions where it has a name."""
    if shape(a) == shape(target):
        return Argument((why.line(rel, b),))
    lines = ended([Line("==", a)], target)[1:]
    lines = [*[replace(m, after=folded(m.after)) for m in lines[:-1]], replace(lines[-1], after=target)]
    if name:
        opened = list(takewhile(_opens, lines[:-1]))
        if opened and shape(opened[-1].after) == shape(target):
            opened.pop()
        return Argument((*opened, line(target, name), why.line(rel, b)))
    return Argument((*_direct(a, lines), why.line(rel, b)))


def _opens(m: Line) -> bool:
    return m.rule.startswith("definition of")


def _direct(a: Term, lines: list[Line]) -> list[Line]:
    """Without lines that are longer than the ones beside them, or look like the next one."""
    kept = list(lines)
    for place in range(len(kept) - 2, -1, -1):
        here, after = kept[place].after, kept[place + 1].after
        before = kept[place - 1].after if place else a
        longer = cost(here) > max(cost(before), cost(after)) and not _opens(kept[place])
        if longer or shape(here) == shape(after):
            del kept[place]
    return kept


def _by_factor(a: Term, rel: str, b: Term, facts: Facts, depth: int) -> Argument | None:
    """A product in which the sign of a factor is argued first."""
    for e, name in forms(_difference(a, b)):
        factor = _unknown(e, facts)
        if factor is None:
            continue
        for sign in (">", "<", ">=", "<="):
            if not facts.proved(sign, factor, ZERO):
                continue
            inner = replace(facts, known=dict(facts.known), memo={})
            inner.learn(sign, factor, ZERO)
            why = reason(e, rel, Fraction(0), inner)
            if why is None:
                break
            try:
                made = argued(factor, sign, ZERO, facts, depth + 1)
            except NotDerived:
                break
            title = ("the sign of the logarithm’s argument",) if e.op == "log" else ("the sign of the factor",)
            prepared = Preparation(title, factor, made.lines)
            chain = _written(a, e if b is ZERO else total(b, e), name, rel, b, why)
            return Argument(chain.lines, (*made.before, prepared))
    return None


def _unknown(e: Term, facts: Facts) -> Term | None:
    """The one factor of a product or quotient whose sign is not seen."""
    parts = list(_factors(e))
    unknown = [p for p in parts if not any(facts.range(p).meets(r, Fraction(0)) for r in (">", "<", ">=", "<="))]
    return unknown[0] if len(unknown) == 1 and len(parts) > 1 else None


def _factors(e: Term) -> Iterator[Term]:
    if e.op in ("mul", "div", "neg"):
        for a in e.args:
            yield from _factors(a)
    elif e.op == "pow" and e.args[1].op == "number":
        yield e.args[0]
    else:
        yield e


def difference(a: Term, b: Term) -> Term:
    """a − b, the summands of b one by one."""
    return total(a, *[negative(s) for s in (b.args if b.op == "add" else (b,))])
