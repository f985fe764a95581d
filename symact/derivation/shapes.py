"""When two terms look the same but for the order in which they are written, and where two terms differ."""

from __future__ import annotations

from fractions import Fraction
from functools import reduce

from symact.kernel.terms import LEAVES, Term


def shape(t: Term) -> str:
    """The same text for terms that differ only in the order of summands and factors, and in where signs stand."""
    found = _SHAPES.get(t)
    if found is None:
        found = _SHAPES[t] = _shaped(t)
        if len(_SHAPES) > 20_000:
            _SHAPES.clear()
    return found


_SHAPES: dict[Term, str] = {}


def _shaped(t: Term) -> str:
    if t.op in LEAVES:
        return repr(t)
    if t.op == "add":
        return "add(" + ",".join(sorted(shape(s) for s in flat(t, "add"))) + ")"
    if t.op in ("mul", "neg", "div"):
        value, above, below = _group(t)
        if value == 1 and len(above) == 1 and not below:
            return above[0]
        return f"{value}*({','.join(sorted(above))})/({','.join(sorted(below))})"
    return t.op + "(" + ",".join(shape(a) if isinstance(a, Term) else str(a) for a in t.args) + ")"


def _group(t: Term) -> tuple[Fraction, list[str], list[str]]:
    """Number, shapes of the factors above and of those below; x·(a/b) and (x·a)/b have the same."""
    if t.op == "number":
        return t.args[0], [], []
    if t.op == "neg":
        value, above, below = _group(t.args[0])
        return -value, above, below
    if t.op == "mul":
        parts = [_group(a) for a in t.args]
        value = reduce(lambda v, p: v * p[0], parts, Fraction(1))
        return value, [s for p in parts for s in p[1]], [s for p in parts for s in p[2]]
    if t.op == "div":
        (v, above, below), (w, over, under) = map(_group, t.args)
        if w:
            return v / w, above + under, below + over
    return Fraction(1), [shape(t) if t.op != "div" else repr(t)], []


def flat(t: Term, op: str) -> list[Term]:
    if t.op == op:
        return [s for a in t.args for s in flat(a, op)]
    if op == "mul" and t.op == "neg":
        first, *rest = flat(t.args[0], "mul")
        return [Term("neg", first), *rest]
    return [t]


def differences(a: Term, b: Term) -> tuple[tuple[Term, Term], ...]:
    """The smallest subterms in which two terms of the same build differ."""
    if a is b:
        return ()
    if a.op != b.op or len(a.args) != len(b.args) or a.op in ("call", *LEAVES):
        return ((a, b),)
    pairs: dict[tuple[Term, Term], None] = {}
    for x, y in zip(a.args, b.args, strict=True):
        if isinstance(x, Term) and isinstance(y, Term):
            pairs.update(dict.fromkeys(differences(x, y)))
        elif x != y:
            return ((a, b),)
    return tuple(pairs)
