"""What a term with conditionals is just to the right, just to the left, and at a point, along one variable.

Conditions compare continuous functions. Where the difference of the two sides is not zero at the point, the choice is
the same nearby; where it is zero, the first derivative of the difference that is not zero decides on each side.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum

from symact.kernel.differentiate import depends, differentiate
from symact.kernel.errors import LimitExceeded, Stuck
from symact.kernel.terms import (
    LEAVES,
    TRUE,
    Term,
    is_constant,
    number,
    ops,
    rebuild,
    relation,
    sub,
    substitute,
    text,
    walk,
)  # fmt: skip

MAX_CONTACT, MAX_ORDER = 6, 60
BINDERS = ("sum", "series", "iterated", "subs", "limit", "integral")

WRITTEN_OUT = frozenset(
    {*LEAVES, "add", "mul", "neg", "div", "pow", "exp", "log", "erf", "sin", "cos", "atan", "guarded"}
)

# Gives the sign, at the point considered, of a term without conditionals; raises when it cannot tell.
Decide = Callable[[Term], int]
Floor = Callable[[Term], "int | None"]


class Side(IntEnum):
    LEFT, HERE, RIGHT = -1, 0, 1


@dataclass(frozen=True, slots=True)
class Germs:
    """The operand of a derivative of `order` along `x`, without conditionals: at the point and on both sides.

    Each term of `operands` has to be defined in a neighbourhood for the description to hold.
    """

    x: Term
    order: int
    here: Term
    right: Term
    left: Term
    operands: tuple[Term, ...]

    def derivatives(self) -> list[tuple[Term, Term]]:
        """(right, left) derivatives of orders 1, 2, …, `order`; the derivative exists when each pair agrees."""
        pairs, right, left = [], self.right, self.left
        for _ in range(self.order):
            same = right is left
            right = differentiate(right, self.x)
            left = right if same else differentiate(left, self.x)
            pairs.append((right, left))
        return pairs


def has_conditional(t: Term) -> bool:
    return "piecewise" in ops(t)


def holds(rel: str, sign: int) -> bool:
    """Whether a number of this sign stands in the relation to 0."""
    return {"==": sign == 0, "!=": sign != 0, "<": sign < 0, "<=": sign <= 0, ">": sign > 0, ">=": sign >= 0}[rel]


def germs(derivative: Term, decide: Decide, floor: Floor = lambda t: None) -> Germs:
    """The germs of the operand of `derivative(f, x, order)`; `floor` gives the value of ⌊u⌋ at the point, if known."""
    f, x, order = derivative.args
    while f.op == "derivative" and f.args[1] is x:
        f, order = f.args[0], order + f.args[2]
    if order > MAX_ORDER:
        raise LimitExceeded(f"a derivative of order {order}")
    operands: list[Term] = []
    f = _without_inner_derivatives(_without_floors(_without_subs(f), floor), decide, operands)
    here, right, left = (germ(f, x, side, decide, operands) for side in (Side.HERE, Side.RIGHT, Side.LEFT))
    return Germs(x, order, here, right, left, tuple(dict.fromkeys((right, left, *operands))))


def _without_subs(t: Term) -> Term:
    """`t` with f at x = a written out; not where an exponent varies: it might be a constant then, which says more."""
    if t.op in LEAVES or "subs" not in ops(t):
        return t
    t = rebuild(t, _without_subs)
    if t.op != "subs":
        return t
    f, x, a = t.args
    plain = all(s.op in WRITTEN_OUT and (s.op != "pow" or is_constant(s.args[1])) for s in walk(f))
    return Term("guarded", substitute(f, {x: a}), a) if plain else t


def _without_floors(t: Term, floor: Floor) -> Term:
    """Where ⌊u⌋ = k and u is continuous, k − 1 < u < k + 2 nearby: ⌊u⌋ is k − 1, k or k + 1, by conditions on u."""
    if t.op in LEAVES or t.op in BINDERS:
        return t
    k = floor(t) if t.op == "opaque" and t.args[0] == "floor" else None
    t = rebuild(t, lambda a: _without_floors(a, floor))
    if k is None or has_conditional(t):  # what has conditionals may jump
        return t
    u, low, here, high = t.args[1], number(k - 1), number(k), number(k + 1)
    return Term("piecewise", relation("<", u, here), low, relation("<", u, high), here, TRUE, high)


def _without_inner_derivatives(t: Term, decide: Decide, operands: list[Term]) -> Term:
    """Derivatives inside `t` carried out, where no condition is at its boundary: the choice is the same nearby."""
    if t.op in BINDERS and "derivative" in ops(t):
        raise Stuck(f"a derivative of a {t.op} of derivatives")
    if t.op != "derivative":
        return rebuild(t, lambda a: _without_inner_derivatives(a, decide, operands))

    def off_boundary(difference: Term) -> int:
        s = decide(difference)
        if s == 0:
            raise Stuck("a mixed derivative at the boundary of a condition")
        return s

    inner, x, order = t.args
    inner = _without_inner_derivatives(inner, decide, operands)
    inner = germ(inner, x, Side.HERE, off_boundary, operands)
    operands.append(inner)
    for _ in range(order):
        inner = differentiate(inner, x)
    return inner


def germ(t: Term, x: Term, side: Side, decide: Decide, visited: list[Term]) -> Term:
    """`t` without conditionals, as it is on `side` of the point along `x`; operands of conditions go to `visited`."""
    if t.op == "piecewise":
        for c, e in zip(t.args[::2], t.args[1::2], strict=True):
            if _holds(c, x, side, decide, visited):
                return germ(e, x, side, decide, visited)
        raise Stuck("no condition of a Piecewise is true next to this point")
    if not has_conditional(t):
        return t
    if t.op in BINDERS:
        raise Stuck(f"a derivative of a {t.op} of conditionals")
    return rebuild(t, lambda a: germ(a, x, side, decide, visited))


def _holds(c: Term, x: Term, side: Side, decide: Decide, visited: list[Term]) -> bool:
    if c.op == "true":
        return True
    if c.op in ("and", "or"):
        values = [_holds(a, x, side, decide, visited) for a in c.args]
        return all(values) if c.op == "and" else any(values)
    rel = c.args[0]
    a, b = (germ(s, x, side, decide, visited) for s in c.args[1:])
    visited += [a, b]
    s = sign_beside(sub(a, b), x, side, decide)
    return holds(str(rel), s)


def sign_beside(t: Term, x: Term, side: Side, decide: Decide) -> int:
    """The sign of `t` on `side`: that of its first derivative that is not zero at the point."""
    s: int = decide(t)
    if s or side is Side.HERE or not depends(t, x):
        return s
    d = t
    for k in range(1, MAX_CONTACT + 1):
        d = differentiate(d, x)
        s = decide(d)
        if s:
            return s if side is Side.RIGHT or k % 2 == 0 else -s
        if not depends(d, x):
            return 0  # all derivatives vanish and one is constant along x: t is zero along x
    raise Stuck(f"the sign of {text(t)} next to a zero is not known")
