"""A one-variable term as a decision tree: conditions on the way, a term without conditionals at each leaf.

Which leaf holds at a rational point is decided exactly, or not at all. The same walk, a hair to the left or to the
right of the point, tells which terms meet at a kink.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, cast

from flint import fmpq

from symact.kernel.differentiate import differentiate
from symact.kernel.errors import LimitExceeded, Undefined
from symact.kernel.terms import TRUE, Term, children, rebuild, sub, text, walk
from symact.numerics.errors import UndecidedPoint

MAX_ORDER_OF_CONTACT = 8  # how many derivatives of a condition are looked at where its two sides meet


@dataclass(frozen=True)
class Leaf:
    """f, f′, … up to the order wanted, all without conditionals."""

    terms: tuple[Term, ...]


@dataclass(frozen=True)
class Nowhere:
    """No condition of a Piecewise is true here."""

    where: str


@dataclass(frozen=True)
class Fork:
    condition: Term
    then: Node
    otherwise: Node


Node = Leaf | Nowhere | Fork
Sign = Callable[[Term, fmpq], "int | None"]


def grow(term: Term, variable: Term, order: int) -> Node:
    """The decision tree of `term`, its leaves differentiated up to `order`."""
    found = _outermost_piecewise(term)
    if found is None:
        terms = [term]
        for _ in range(order):
            terms.append(differentiate(terms[-1], variable))
        return Leaf(tuple(terms))
    while (inner := _outermost_piecewise(found.args[0])) is not None:
        found = inner
    return _split(term, found, variable, order)


def _split(term: Term, piecewise: Term, variable: Term, order: int) -> Node:
    condition, chosen, *rest = piecewise.args
    then = grow(_replace(term, piecewise, chosen), variable, order)
    if condition is TRUE:
        return then
    if rest:
        otherwise = grow(_replace(term, piecewise, Term("piecewise", *rest)), variable, order)
    else:
        otherwise = Nowhere(f"no condition of {text(piecewise)} is true")
    return Fork(condition, then, otherwise)


def _outermost_piecewise(t: Term) -> Term | None:
    if t.op == "piecewise":
        return t
    for a in children(t):
        found = _outermost_piecewise(a)
        if found is not None:
            return found
    return None


def _replace(t: Term, old: Term, new: Term) -> Term:
    return new if t is old else rebuild(t, lambda a: _replace(a, old, new))


def walk_conditions(node: Node) -> Iterator[Term]:
    """Every condition of the tree, the parts of `And` and `Or` by themselves."""
    if isinstance(node, Fork):
        yield from (part for part in walk(node.condition) if part.op == "relation")
        yield from walk_conditions(node.then)
        yield from walk_conditions(node.otherwise)


@dataclass(frozen=True)
class Walk:
    """The leaf at a point, and whether two sides of a condition on the way are equal there (or may be)."""

    leaf: Leaf
    boundary: bool


def select(node: Node, x: fmpq, sign: Sign, side: int = 0, variable: Term | None = None) -> Walk:
    """The leaf at x (side 0), or just right (+1) or left (-1) of it.

    `sign` gives the exact sign of a term at x, or None when it cannot tell. Raises Undefined where no condition is
    true, and UndecidedPoint where a condition cannot be decided.
    """
    seen = [False]
    while isinstance(node, Fork):
        node = node.then if _holds(node.condition, x, sign, side, variable, seen) else node.otherwise
    if isinstance(node, Nowhere):
        raise Undefined(node.where)
    return Walk(node, seen[0])


def _holds(c: Term, x: fmpq, sign: Sign, side: int, variable: Term | None, seen: list[bool]) -> bool:
    if c is TRUE:
        return True
    if c.op in ("and", "or"):
        parts = [_holds(a, x, sign, side, variable, seen) for a in c.args]  # every part must be defined
        return all(parts) if c.op == "and" else any(parts)
    if c.op != "relation":
        raise UndecidedPoint(f"the oracle cannot decide the condition {text(c)}")
    rel, a, b = c.args
    difference = sub(a, b)
    s = sign(difference, x)
    if s is None:
        raise UndecidedPoint(f"the sign of {text(difference)} is not decided")
    if s == 0:
        seen[0] = True
        if side:
            s = _sign_beside(difference, x, sign, side, cast(Term, variable))
    return _COMPARE[rel](s)


_COMPARE: dict[str, Callable[[Any], bool]] = {
    "==": lambda s: s == 0,
    "!=": lambda s: s != 0,
    "<": lambda s: s < 0,
    "<=": lambda s: s <= 0,
    ">": lambda s: s > 0,
    ">=": lambda s: s >= 0,
}


def _sign_beside(g: Term, x: fmpq, sign: Sign, side: int, variable: Term) -> int:
    """The sign of g just beside a zero of it: that of its first derivative that does not vanish."""
    for order in range(1, MAX_ORDER_OF_CONTACT + 1):
        try:
            g = differentiate(g, variable)
        except LimitExceeded:
            break
        s = sign(g, x)
        if s is None:
            break
        if s:
            return s * side**order
    raise UndecidedPoint(f"the sign of {text(g)} beside the point is not decided")
