"""Cases whose conditions hold parameters: which branch applies where is asked of the kernel, not computed.

A definition by cases is split on its simplest condition; where the kernel proves that it equals one of its branches,
that branch is taken. Derivatives are split into open regions and the boundaries between them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from symact.derivation.assemble import negation
from symact.derivation.definitions import NotDerived
from symact.derivation.regions import spelt_out
from symact.derivation.tidy import folded
from symact.kernel.terms import ONE, ZERO, Term, free_symbols, number, rebuild, relation, walk

MOST_SPLITS = 3
Ask = Callable[[Term, tuple[Term, ...]], bool]
Given = tuple[Term, ...]
_NEVER = relation("==", ZERO, ONE)
_STRICT = {"<=": "<", ">=": ">", "<": "<", ">": ">"}
_TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}


@dataclass(frozen=True, slots=True)
class Case:
    """Conditions, and the terms as they are where these hold."""

    given: Given
    terms: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Boundary:
    """Where two sides of a condition are equal: the cases that meet there."""

    at: Term
    given: Given
    below: tuple[Case, ...]
    above: tuple[Case, ...]


def split(terms: tuple[Term, ...], ask: Ask, given: Given = ()) -> list[Case]:
    """The cases in which no condition is left; together they are everything."""
    now = tuple(resolved(t, given, ask) for t in map(spelt_out, terms))
    condition = _simplest(now)
    if condition is None:
        return [Case(given, tuple(map(folded, now)))]
    found: list[Case] = []
    for holds in (condition, negation(condition)):
        more = (*given, turned(holds))
        if not ask(_NEVER, more):
            found += split(now, ask, _checked_depth(more))
    return found


def split_open(terms: tuple[Term, ...], ask: Ask, given: Given = ()) -> tuple[list[Case], list[Boundary]]:
    """The open regions, and the boundaries between them."""
    now = tuple(resolved(t, given, ask) for t in map(spelt_out, terms))
    condition = _simplest(now[:1]) or _simplest(now)
    if condition is None:
        return [Case(given, tuple(map(folded, now)))], []
    if condition.args[0] not in _STRICT:
        raise NotDerived("a condition of the definition is an equation")
    sides = []
    boundaries: list[Boundary] = []
    left, right = turned(condition).args[1:]
    for rel in ("<", ">"):
        more = (*given, relation(rel, left, right))
        cases, inner = ([], []) if ask(_NEVER, more) else split_open(now, ask, _checked_depth(more))
        sides.append(tuple(cases))
        boundaries += inner
    boundaries.append(Boundary(relation("==", left, right), given, *sides))
    return [c for side in sides for c in side], boundaries


def _checked_depth(given: Given) -> Given:
    if len(given) > MOST_SPLITS:
        raise NotDerived(f"more than {MOST_SPLITS} conditions decide on the cases")
    return given


def resolved(t: Term, given: Given, ask: Ask) -> Term:
    """`t` with each definition by cases replaced by the branch that the kernel proves it to be, where it does."""
    made = rebuild(t, lambda a: resolved(a, given, ask))
    if made.op != "piecewise":
        return made
    made = _known(made, given)
    if made.op != "piecewise" or not given:
        return made
    return next((v for v in dict.fromkeys(made.args[1::2]) if ask(relation("==", made, v), given)), made)


def _known(t: Term, given: Given) -> Term:
    """Without the branches whose conditions numbers show to be false, up to the first that is true."""
    kept: list[Term] = []
    for c, value in zip(t.args[::2], t.args[1::2], strict=True):
        true = _true(c, given)
        if true and not kept:
            return value
        if true is not False:
            kept += [Term("true") if true else c, value]
        if true:
            break
    return Term("piecewise", *kept)


def _true(c: Term, given: Given) -> bool | None:
    """Whether a condition holds, where that is a matter of numbers: by bounds that are given for its left side."""
    if c.op == "true":
        return True
    if c.op in ("and", "or"):
        parts = [_true(a, given) for a in c.args]
        decisive = c.op == "or"
        return decisive if decisive in parts else None if None in parts else not decisive
    rel, a, b = turned(c).args
    if b.op != "number":
        return None
    if a.op == "number":
        return _compare(rel, a.args[0], b.args[0])
    for g in given:
        if g.op == "relation" and g.args[1] is a and g.args[2].op == "number":
            found = _by_bound(rel, b.args[0], g.args[0], g.args[2].args[0])
            if found is not None:
                return found
    return None


def _compare(rel: str, a: Fraction, b: Fraction) -> bool:
    return {"==": a == b, "!=": a != b, "<": a < b, "<=": a <= b, ">": a > b, ">=": a >= b}[rel]


def _by_bound(rel: str, value: Fraction, known: str, bound: Fraction) -> bool | None:
    """Whether `u rel value` when `u known bound`; None where that leaves it open."""
    if known == "==":
        return _compare(rel, bound, value)
    if known not in _STRICT or rel not in _STRICT:
        return None
    if known[0] == ">":
        return _by_bound(_TURNED[rel], -value, _TURNED[known], -bound)
    if rel[0] == "<":
        return True if bound < value or (bound == value and not (rel == "<" and known == "<=")) else None
    return False if bound < value or (bound == value and not (rel == ">=" and known == "<=")) else None


def _simplest(terms: tuple[Term, ...]) -> Term | None:
    """The condition with the fewest variables and signs."""
    found = [c for t in terms for s in walk(t) if s.op == "piecewise" for c in s.args[::2] if c.op == "relation"]
    plain = [c for c in found if not any(s.op == "piecewise" for s in walk(c))]
    return min(plain, key=lambda c: (len(free_symbols(c)), c.size), default=None)


def turned(c: Term) -> Term:
    """x ≤ 0 instead of 0 ≥ x; what is over a number multiplied by it."""
    rel, a, b = c.args
    if (not free_symbols(a) and free_symbols(b)) or (b.op == "variable" and a.op == "variable" and b.args[0] == "x"):
        rel, a, b = _TURNED[rel], b, a
    if a.op == "div" and a.args[1].op == b.op == "number" and a.args[1].args[0] > 0:
        a, b = a.args[0], number(a.args[1].args[0] * b.args[0])
    return relation(rel, a, b)


def conjunction(given: Given) -> Term:
    """The conditions as one, 0 < u and u < 1 as a chain."""
    if len(given) == 1:
        return given[0]
    for low in given:
        for high in given:
            if low.args[0] in (">", ">=") and high.args[0] in ("<", "<=") and low.args[1] is high.args[1]:
                rest = [c for c in given if c is not low and c is not high]
                below = relation(_TURNED[low.args[0]], low.args[2], low.args[1])
                return Term("and", below, high, *rest)
    return Term("and", *given)


def fewer(given: Given, ask: Ask, enough: Callable[[Given], bool]) -> Given:
    """The conditions without those that follow from the others, as long as the rest is enough."""
    for c in sorted(given, key=lambda c: -c.size):
        rest = tuple(g for g in given if g is not c)
        if rest and _follows(c, rest, ask) and enough(rest):
            given = rest
    return given


def _follows(c: Term, given: Given, ask: Ask) -> bool:
    """Between bounds for one term numbers decide, else the kernel."""
    known = _true(c, given)
    alike = any(g.args[1] is c.args[1] and g.args[2].op == c.args[2].op == "number" for g in given)
    return bool(known) if alike or known is not None else ask(c, given)
