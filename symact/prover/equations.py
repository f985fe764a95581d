"""Points on equations that a claim assumes: a factor of the difference is solved for a variable, the rest chosen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from math import isqrt

from symact.kernel import polynomial as poly
from symact.kernel.case import no_advice
from symact.kernel.claim import Claim
from symact.kernel.errors import LimitExceeded, Stuck
from symact.kernel.linear import Region
from symact.kernel.normal import Normaliser
from symact.kernel.polynomial import Polynomial
from symact.kernel.terms import sub
from symact.prover.factor import factor

TRIES = 3
Values = dict[str, Fraction]


def solutions(claim: Claim, start: Callable[[], Values]) -> Iterator[Values]:
    """Values of some variables that solve an assumed equation; `start` chooses the others."""
    for condition in dict.fromkeys(c for conditions in claim.conditions() for c in conditions):
        if condition.op != "relation" or condition.args[0] != "==" or condition.args[1].op == "index":
            continue
        normaliser = Normaliser(Region(), no_advice, lambda: None)
        try:
            p = normaliser.of(sub(*condition.args[1:])).numerator
        except (Stuck, LimitExceeded):
            continue
        names = [g.term.args[0] if g.kind == "variable" else None for g in normaliser.ring.generators]
        if not p or any(names[i] is None for i in poly.generators(p)):
            continue
        _, shift, rest = poly.primitive(p)
        for i, e in enumerate(shift):
            if e:
                yield {**start(), str(names[i]): Fraction(0)}
        for f, _ in factor(rest, {}) or [(rest, 1)]:
            for i in poly.generators(f):
                for _ in range(TRIES):
                    yield from _solved(f, i, names, start())


def _solved(f: Polynomial, i: int, names: list[str | None], at: Values) -> Iterator[Values]:
    """Rational roots of `f` in its i-th generator, up to degree 2."""
    c: dict[int, Fraction] = {}
    for m, coefficient in f.items():
        value = Fraction(coefficient)
        for j, e in enumerate(m):
            if e and (Fraction(e).denominator != 1 or e < 0):
                return
            if e and j != i:
                value *= at[str(names[j])] ** int(e)
        degree = int(m[i]) if len(m) > i else 0
        c[degree] = c.get(degree, Fraction(0)) + value
    a, b, d = (c.get(k, Fraction(0)) for k in (2, 1, 0))
    if max(c) > 2 or not (a or b):
        return
    if not a:
        yield {**at, str(names[i]): -d / b}
        return
    square = (b * b - 4 * a * d) / (4 * a * a)
    if square >= 0:
        root = Fraction(isqrt(square.numerator), isqrt(square.denominator))
        if root * root == square:
            yield from ({**at, str(names[i]): -b / (2 * a) + s * root} for s in (1, -1))
