"""Terms whose text is a polynomial with rational coefficients: what is known of them exactly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import zip_longest

from symact.kernel.terms import Term
from symact.numerics.tape import constant_value

Polynomial = tuple[Fraction, ...]  # coefficients of 1, x, x², …, the last not 0
DEGREE = 8  # polynomials of a higher one are not read


@dataclass(frozen=True)
class Linear:
    """slope·x + shift."""

    slope: Fraction
    shift: Fraction

    def __call__(self, x: Fraction) -> Fraction:
        return self.slope * x + self.shift


def linear(t: Term, variable: Term) -> Linear | None:
    """The term as a linear function with rational coefficients, where its text is one and it is defined."""
    c = polynomial(t, variable)
    if c is None or len(c) > 2:
        return None
    shift, slope = (*c, Fraction(0), Fraction(0))[:2]
    return Linear(slope, shift)


def polynomial(t: Term, variable: Term) -> Polynomial | None:
    """The term as a polynomial with rational coefficients, where its text is one and it is defined."""
    if t is variable:
        return Fraction(0), Fraction(1)
    q = constant_value(t)
    if q is not None:
        return _trimmed([q])
    if t.op not in ("add", "neg", "mul", "div", "guarded", "pow"):
        return None
    parts = [polynomial(a, variable) for a in t.args[: 1 if t.op == "guarded" else None]]
    known = [p for p in parts if p is not None]
    if len(known) < len(parts):
        return None
    if t.op == "add":
        return _trimmed([sum(c, Fraction(0)) for c in zip_longest(*known, fillvalue=Fraction(0))])
    if t.op == "neg":
        return tuple(-c for c in known[0])
    if t.op == "mul":
        return _multiplied(known)
    if t.op == "guarded":
        return known[0]
    base, other = known
    if len(other) > 1:
        return None
    q = other[0] if other else Fraction(0)
    if t.op == "div":
        return tuple(c / q for c in base) if q else None
    return _multiplied([base] * int(q)) if q.denominator == 1 and 0 < q <= DEGREE else None


def _multiplied(factors: Sequence[Polynomial]) -> Polynomial | None:
    made: Polynomial | None = (Fraction(1),)
    for factor in factors:
        made = _product(made, factor)
    return made


def _product(a: Polynomial | None, b: Polynomial | None) -> Polynomial | None:
    """None where the degree is too high."""
    if a is None or b is None or len(a) + len(b) > DEGREE + 2:
        return None
    made = [Fraction(0)] * max(len(a) + len(b) - 1, 0)
    for i, x in enumerate(a):
        for k, y in enumerate(b):
            made[i + k] += x * y
    return _trimmed(made)


def _trimmed(c: list[Fraction]) -> Polynomial:
    while c and not c[-1]:
        c.pop()
    return tuple(c)
