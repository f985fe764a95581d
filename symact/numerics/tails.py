"""Limits and asymptotes: guessed from values far out, believed when the kernel proves the limit."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from symact.kernel.errors import Undefined
from symact.numerics.closed_forms import holds, simplest_between
from symact.numerics.errors import UndecidedPoint
from symact.numerics.oracle import Oracle
from symact.numerics.shape import Subject

FAR = Fraction(1 << 22)
NEAR = Fraction(1, 1 << 18)  # a guess may miss the value at FAR by so much


@dataclass(frozen=True)
class Tail:
    """The `order`-th derivative minus slope·x + intercept tends to 0 for x → +oo or -oo, as `claim` says: a theorem."""

    order: int
    sign: str
    slope: Fraction
    intercept: Fraction
    claim: str


def tails(subject: Subject, orders: int) -> tuple[Tail, ...]:
    """The asymptotes with rational coefficients that are found and proved."""
    found = [_tail(subject, order, sign) for order in range(orders + 1) for sign in "-+"]
    return tuple(t for t in found if t is not None)


def _tail(subject: Subject, order: int, sign: str) -> Tail | None:
    x = FAR if sign == "+" else -FAR
    slope = _guess(subject, order + 1, x)
    if slope is None:
        return None
    intercept = _guess(subject, order, x, slope)
    if intercept is None:
        return None
    claim = limit_claim(subject.derivative(order), slope, intercept, sign)
    return Tail(order, sign, slope, intercept, claim) if holds(claim) else None


def limit_claim(f: str, slope: Fraction, intercept: Fraction, sign: str) -> str:
    """`Limit(softplus(x) - x, x, oo) == 0`."""
    size = abs(slope)
    times = "" if size == 1 else f"{size}*" if size.denominator == 1 else f"({size})*"
    line = f"{f} {'-' if slope > 0 else '+'} {times}x"
    return f"Limit({line if slope else f}, x, {'oo' if sign == '+' else '-oo'}) == {intercept}"


def _guess(subject: Subject, order: int, x: Fraction, slope: Fraction = Fraction(0)) -> Fraction | None:
    """The simplest fraction near the value at x, minus slope·x."""
    try:
        value = Oracle(subject.term, derivative=order).enclose(x).lo
    except (Undefined, UndecidedPoint):
        return None
    if not isinstance(value, Fraction):
        return None
    rest = value - slope * x
    return simplest_between(rest - NEAR, rest + NEAR) if abs(rest) < 1000 else None
