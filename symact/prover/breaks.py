"""Where the conditions of a function may change."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

from symact.kernel.terms import Term, sub, walk

MAX_PIECES = 64
Line = tuple[Fraction, Fraction]  # slope, and value at 0


def breaks(f: Term, x: Term) -> set[Fraction]:
    """Rational points at which a condition changes whose sides are linear in x, piece by piece."""
    found = set()
    for t in walk(f):
        for c in t.args[::2] if t.op == "piecewise" else ():
            for r in walk(c):
                if r.op == "relation":
                    found |= {-b / a for a, b in _lines(sub(*r.args[1:]), x) if a}
    return found


def _lines(t: Term, x: Term) -> set[Line]:
    """The lines that make up `t`; none when it is not piecewise linear."""
    if t is x:
        return {(Fraction(1), Fraction(0))}
    if t.op == "number":
        return {(Fraction(0), t.args[0])}
    if t.op == "guarded":
        return _lines(t.args[0], x)
    if t.op == "piecewise":
        parts = [_lines(e, x) for e in t.args[1::2]]
        return set().union(*parts) if all(parts) else set()
    if t.op not in ("add", "mul", "neg", "div"):
        return set()
    choices = [_lines(a, x) for a in t.args]
    size = 1
    for c in choices:
        size *= len(c)
    if not 0 < size <= MAX_PIECES:
        return set()
    made = [_combined(t.op, choice) for choice in product(*choices)]
    return set() if None in made else {line for line in made if line is not None}


def _combined(op: str, lines: tuple[Line, ...]) -> Line | None:
    total = lines[0]
    for a, b in lines[1:]:
        if op == "add":
            total = (total[0] + a, total[1] + b)
        elif op == "mul":
            if total[0] and a:
                return None
            total = (total[0] * b + total[1] * a, total[1] * b)
        elif a or not b:
            return None
        else:
            total = (total[0] / b, total[1] / b)
    return (-total[0], -total[1]) if op == "neg" else total
