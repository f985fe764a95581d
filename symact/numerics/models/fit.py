"""From two power series to a cell: coefficients in double precision, and a bound of everything that is left out.

The bounds are those of docs/oracle.md, summed as balls and turned into a double once, upward.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from functools import cache, cached_property
from math import comb, factorial

from flint import arb, arb_series

from symact.numerics.exact import to_fmpq
from symact.numerics.formats import Format
from symact.numerics.models.cells import BEYOND, VALUE, Cell
from symact.numerics.models.spans import Span
from symact.numerics.view import precision

UNIT = arb((1, -53))
SLACK = arb("1.01")
SPILL = arb((1, -1000))  # far above what underflow inside an evaluation can cost, far below any tolerance


class Failed(Enum):
    """Why there is no cell: it is too wide, or more bits are needed."""

    TOO_WIDE = 1
    TOO_FEW_BITS = 2


@dataclass(frozen=True)
class Plan:
    """How good a cell must be: error at most `tolerance` of an ulp; `steps` leading coefficients in double-double."""

    degree: int
    tolerance: Fraction
    steps: int
    scaled: bool

    @property
    def scale_of_0(self) -> int:
        """The scale of what is 0: in its units a quantum is far from the smallest doubles, as `sweep` needs it."""
        return -64 if self.scaled else 0

    @cached_property
    def share(self) -> arb:
        """`tolerance`, exactly."""
        return arb(to_fmpq(self.tolerance))


def plan_for(fmt: Format) -> Plan:
    if fmt.p > 26:
        return Plan(degree=21, tolerance=Fraction(1, 1 << 24), steps=7, scaled=True)
    tolerance = Fraction(1, 1 << min(46 - fmt.p, 32))
    return Plan(degree=9, tolerance=tolerance, steps=0, scaled=False)


@dataclass(frozen=True)
class Taylor:
    """f on a cell: Σ at[k]·t^k, k < len(at), plus rest·t^len(at), for -1 ≤ t < 1; all its values lie in `over`."""

    at: list[arb]
    rest: arb
    over: arb

    @property
    def finite(self) -> bool:
        return all(c.is_finite() for c in self.at)

    @cached_property
    def bounds(self) -> tuple[arb, arb]:
        """Lower and upper bound of |f|, at the precision that is set when they are first asked for."""
        spread = sum((abs(c) for c in self.at[1:]), abs(self.rest))
        low = arb.max(abs(self.at[0]) - spread, arb(0)).lower()
        return arb.max(low, self.over.abs_lower()), (abs(self.at[0]) + spread).upper()


def taylor(middle: arb_series, throughout: arb_series, step: arb, derivative: int, degree: int) -> Taylor | None:
    """The derivative's polynomial and remainder, from series of the function itself; None where a series is short."""
    count = degree + 1 + derivative
    if min(middle.prec, throughout.prec) <= count or not all(throughout[k].is_finite() for k in range(count + 1)):
        return None
    if not derivative:
        return Taylor([middle[k] for k in range(count)], throughout[count], throughout[0])
    scale = step**derivative
    at = [middle[k + derivative] * _falling(k + derivative, derivative) / scale for k in range(degree + 1)]
    over = throughout[derivative] * _falling(derivative, derivative) / scale
    return Taylor(at, throughout[count] * _falling(count, derivative) / scale, over)


@cache
def _falling(n: int, k: int) -> int:
    return comb(n, k) * factorial(k)


def fitted(f: Taylor, span: Span, plan: Plan) -> Cell | Failed:
    """The cell, good to the plan's tolerance."""
    if not f.finite:
        return Failed.TOO_FEW_BITS
    low, high = f.bounds
    if not high.is_finite():
        return Failed.TOO_WIDE
    if high == 0:
        return Cell(span.first, span.count / 2, VALUE, (0.0,), (0.0,) * min(plan.steps, 1), 0.0, plan.scale_of_0)
    if low > power_of_two(span.fmt.emax + 1):
        return Cell(span.first, span.count / 2, BEYOND, error=1.0 if f.at[0] > 0 else -1.0)
    allowed = power_of_two(exponent_of_ulp(low, span.fmt)) * plan.share
    blurred = sum((c.rad() for c in f.at), arb(0))
    if not blurred < allowed / 16:
        return Failed.TOO_FEW_BITS if abs(f.rest) < arb.max(allowed, blurred) else Failed.TOO_WIDE
    scale = _scale(high) if plan.scaled else 0
    factor = power_of_two(-scale)
    at, rest, budget = [c * factor for c in f.at], abs(f.rest) * factor, allowed * factor
    error = rest + SPILL
    while at and error + abs(at[-1]) < budget / 2:
        error += abs(at.pop())
    a = [float(c.mid()) for c in at]
    steps = min(plan.steps, len(a))
    missing = [c - v for c, v in zip(at, a, strict=True)]
    b = [float(c.mid()) for c in missing[:steps]]
    for c, v in zip(missing, b, strict=False):
        error += abs(c - v)
    error += sum(map(abs, missing[steps:]), _evaluation(a, steps))
    if not error < budget:
        return Failed.TOO_WIDE
    floor, sign = downward(low * factor), 0 if not low > 0 else 1 if f.at[0] > 0 or f.over > 0 else -1
    return Cell(span.first, span.count / 2, VALUE, tuple(a), tuple(b), upward(error), scale, floor, sign)


def _evaluation(a: list[float], steps: int) -> arb:
    """What the evaluation of the polynomial may be wrong by, for |t| ≤ 1: SLACK and 12 cover the sums of doubles."""
    more = 2 if steps else 1  # before the first compensated step there is one more multiplication
    plain = arb(sum([abs(v) * (2 * k + more) for k, v in enumerate(a[steps:])]))
    if not steps:
        return plain * UNIT * SLACK
    total = arb(sum(map(abs, a)))
    return plain * UNIT * SLACK + total * UNIT * UNIT * (12 * (steps + 1) ** 2)


def exponent_of_ulp(y: arb, fmt: Format) -> int:
    """The ulp of the format at an exact ball y ≥ 0 is 2 to this power."""
    return (max(size_of(y) - 1, fmt.emin) if y > 0 else fmt.emin) - fmt.p + 1


def power_of_two(n: int) -> arb:
    return arb((1, n))


def size_of(y: arb) -> int:
    """The n with 2^(n-1) ≤ y < 2^n, for an exact ball y > 0."""
    man, exp = y.man_exp()
    return int(man).bit_length() + int(exp)


def _scale(high: arb) -> int:
    """The exponent that brings |f| to about 1."""
    if not high > 0:
        return 0
    return max(-2000, min(2000, size_of(high)))


def upward(y: arb) -> float:
    """The least double above y that is found, y ≥ 0."""
    with precision(64):
        made = float(y.upper().mid())
        while not arb(made) >= y.upper():
            made = math.nextafter(made, math.inf)
    return made


def downward(y: arb) -> float:
    """A double at most y, and at least 0."""
    with precision(64):
        made = max(float(y.lower().mid()), 0.0)
        while made > 0 and not arb(made) <= y.lower():
            made = math.nextafter(made, 0.0)
    return made
