"""Cells on which a function is a line, and hardly anything besides: x/2 + x²/4 near 0, 1/4 - x²/16 nearer still.

There results lie half an ulp from the exact value, or one ulp, by the million, but for that hardly anything. Its sign
decides them all; `symact.numerics.ties` does so in integers.
"""

from __future__ import annotations

import math
from enum import Enum
from fractions import Fraction
from functools import cache
from math import comb, lcm, perm
from typing import NamedTuple

from flint import arb

from symact.kernel.differentiate import differentiate
from symact.kernel.terms import Term
from symact.numerics.beside import line_beside
from symact.numerics.exact import to_fmpq, to_fraction
from symact.numerics.formats import floor_log2, two
from symact.numerics.models.fit import Taylor, exponent_of_ulp, power_of_two, size_of
from symact.numerics.models.polynomials import Polynomial
from symact.numerics.models.series import head
from symact.numerics.models.spans import Span
from symact.numerics.models.wide import ZERO, Wide

PLAIN = 1 << 12  # slopes and constants of larger denominators are no candidates
STEEP = 1 << 20  # nor are numerators as large
GAP = 3  # what is missing is below 2^-GAP of what the integers of a decision are counted in
NOTHING = -(1 << 30)  # the `reach` of 0
FAINT = -4000  # 2^FAINT lies far below the numbers of every format


class Unseen(Enum):
    """There is a line, but more bits, or a narrower cell, are needed to see on which side of it the function is."""

    SIDE = 1
    WIDE = 2


class Line(NamedTuple):
    """f(x) = (slope·x + shift)/divisor + r, |r| < 2^reach; r has the sign `above` on all of the cell, 0 if r is 0."""

    slope: int
    shift: int
    divisor: int
    above: int
    reach: int


def binade_beside(line: Line, first: Fraction, last: Fraction) -> int | None:
    """The n with 2^n ≤ |f(x)| < 2^(n + 1) for all x of a cell with these ends, where there is one."""
    ends = [(line.slope * x + line.shift) / line.divisor for x in (first, last)]
    low, high = sorted(map(abs, ends))
    if ends[0] * ends[1] <= 0:
        return None
    outward = line.above * (1 if ends[0] > 0 else -1)
    beside = two(max(line.reach, FAINT))
    if outward > 0:
        high += beside
    elif outward < 0:
        low -= beside
    if low <= 0:
        return None
    below = outward < 0 and high == two(floor_log2(high))  # all of |f| is less than that
    return floor_log2(low) if floor_log2(low) == floor_log2(high) - below else None


def exact_line(c: Polynomial | None, derivative: int) -> Line | None:
    """The line that a polynomial, or its derivative, is."""
    if c is None or derivative > len(c) or len(c) - derivative > 2:
        return None
    derived = [perm(k, derivative) * a for k, a in enumerate(c) if k >= derivative]
    shift, slope = [*derived, Fraction(0), Fraction(0)][:2]
    return _line(slope, shift, 0, NOTHING) if slope or shift else None


def straight(f: Taylor, span: Span) -> bool:
    """Whether it may be a line, but for less than an ulp: elsewhere none is looked for."""
    return all(abs(c) < power_of_two(exponent_of_ulp(f.bounds[0], span.fmt)) for c in f.at[2:3])


def line_near(f: Taylor, span: Span) -> Line | Unseen | None:
    """The constant, or the line through 0, that f is but for less than 2^-GAP of the grain of exact decisions."""
    ulp = exponent_of_ulp(f.bounds[0], span.fmt)
    bent = sum((abs(c) for c in f.at[2:]), abs(f.rest))
    if not bent < power_of_two(ulp):
        return None
    constant, slope = _simple(f.at[0]), _simple(f.at[1] / arb(to_fmpq(span.step)))
    return _near(f, span, Fraction(0), constant, ulp - 2) or _near(
        f, span, slope, Fraction(0), min(ulp - 2, span.spacing)
    )


def line_of_form(y: Wide, x: Wide, span: Span, derivative: int = 0) -> Line | None:
    """The line that a value on the whole cell, or its first derivative, is by its form, but for terms of one sign."""
    if derivative > 1 or y.exponent:
        return None
    slope, shift = (to_fraction(y.form.get(a, ZERO)) for a in (x, None))
    rest = [(*a.coefficient(derivative), q) for a, q in y.form.items() if a is not None and a is not x]
    scale = arb(1)
    if derivative:
        slope, shift, scale = Fraction(0), slope, 1 / span.step_ball
    if not rest or not (slope or shift):
        return None
    above = {_sign(c) * _sign(arb(q) * scale) for c, _, q in rest}
    if len(above) > 1 or 0 in above:
        return None
    bits = [(abs(c * arb(q) * scale).log() + size) / arb(2).log() for c, size, q in rest]
    if not all(b.is_finite() for b in bits):
        return None
    most = max(float(NOTHING), *(float(b.upper()) for b in bits)) + len(rest)
    grain = min(exponent_of_ulp(abs(y.s[derivative] * scale).lower(), span.fmt) - 2, span.spacing, 0)
    if not most + math.log2(slope.denominator * shift.denominator) + 1 < grain - GAP:
        return None
    return _line(slope, shift, above.pop(), math.ceil(most) + 1)


def line_expanded(t: Term, derivative: int, variable: Term, span: Span, low: arb) -> Line | None:
    """The line that the derivative of t is on the whole cell, where |t| ≥ low, but for what its expansion tells."""
    found = line_beside(_derived(t, derivative, variable), variable, head(span.throughout().s))
    if found is None or not found[1].above:
        return None
    slope, shift = to_fraction(found[0]), to_fraction(found[1].value)
    size = (slope.denominator * shift.denominator).bit_length()
    grain = min(exponent_of_ulp(low, span.fmt) - 2, span.spacing, 0)
    if not (slope or shift) or found[1].reach + size >= grain - GAP:
        return None
    return _line(slope, shift, found[1].above, found[1].reach)


@cache
def _derived(t: Term, derivative: int, variable: Term) -> Term:
    return _derived(differentiate(t, variable), derivative - 1, variable) if derivative else t


def _sign(y: arb) -> int:
    """0 where it is open."""
    return 1 if y > 0 else -1 if y < 0 else 0


def _near(f: Taylor, span: Span, slope: Fraction, shift: Fraction, grain: int) -> Line | Unseen | None:
    if not (slope or shift):
        return None
    head = f.at[0] - arb(to_fmpq(slope * span.middle + shift))
    missing = [head, f.at[1] - arb(to_fmpq(slope * span.step)), *f.at[2:], f.rest]
    size = sum((abs(c) for c in missing), arb(0)).upper()
    if not size * (slope.denominator * shift.denominator) < power_of_two(grain - GAP):
        return None
    sign = sign_throughout(missing)
    if not sign:
        return Unseen.WIDE if head > 0 or head < 0 else Unseen.SIDE
    return _line(slope, shift, sign, size_of(size) + 1)


def _line(slope: Fraction, shift: Fraction, above: int, reach: int) -> Line | None:
    q = lcm(slope.denominator, shift.denominator)
    p, b = int(slope * q), int(shift * q)
    return Line(p, b, q, above, reach) if q <= PLAIN and max(abs(p), abs(b)) < STEEP * PLAIN else None


def _simple(y: arb) -> Fraction:
    """The fraction that y may be."""
    middle = float(y.mid())
    return Fraction(middle).limit_denominator(PLAIN) if abs(middle) < STEEP else Fraction(0)


def sign_throughout(c: list[arb]) -> int:
    """The sign of Σ c_k·t^k for all -1 ≤ t ≤ 1, 0 where it is open: that of all its Bernstein coefficients."""
    coefficients = [sum((a * w for a, w in zip(c, row, strict=True)), arb(0)) for row in _weights(len(c) - 1)]
    if all(b > 0 for b in coefficients):
        return 1
    return -1 if all(b < 0 for b in coefficients) else 0


@cache
def _weights(n: int) -> list[list[int]]:
    """Row j: the parts of 1, t, …, t^n in the Bernstein polynomial of degree n and number j, times a positive number.

    With 1 = s + r and t = s - r, t^k = (s - r)^k·(s + r)^(n - k); row j has the coefficients of s^j·r^(n - j).
    """
    return [
        [sum((-1) ** (k - i) * comb(k, i) * comb(n - k, j - i) for i in range(min(j, k) + 1)) for k in range(n + 1)]
        for j in range(n + 1)
    ]
