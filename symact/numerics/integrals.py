"""Mean and variance of a function of a random input, enclosed: Arb's quadrature, and for the normal law proved tails.

The integrals run over smooth pieces, cut where a condition changes. Of a normal input the part beyond T, where
|f(x)| <= C·|x|^k by `growth`, is bounded by moments of the tail of the normal law, which are known by erfc.
mpmath integrates once more, by other means; a contradiction is an internal error.
"""

from __future__ import annotations

import decimal
import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from flint import acb, arb

from symact.kernel.errors import Undefined
from symact.kernel.terms import Term, free_symbols, text
from symact.kernel.terms import variable as variable_term
from symact.numerics.api import reference_term
from symact.numerics.distributions import Distribution, Normal, Uniform, normal, uniform
from symact.numerics.errors import InternalError, UndecidedPoint, UsageError
from symact.numerics.exact import to_fmpq
from symact.numerics.growth import Bound, growth
from symact.numerics.pieces import pieces
from symact.numerics.record import shown_bound, versions
from symact.numerics.second_opinion import second_opinion
from symact.numerics.tape import Tape
from symact.numerics.view import Enclosure, enclosure_of, precision

BITS = 160
GOAL = Fraction(1, 10**20)  # an enclosure wider than this, absolutely and relatively, is no answer
GRAIN = arb(2) ** (20 - BITS)
EVALUATIONS = 30_000  # of an integrand on one piece
NARROW = Fraction(1, 1 << 60)
TRUST = "balls"
Interval = tuple[Fraction, Fraction]
X = variable_term("x")


@dataclass(frozen=True)
class Moments:
    """`mean` and `variance` lie between their ends. `tails` says what bounds the part that is not integrated."""

    activation: str
    derivative: int
    distribution: Distribution
    mean: Interval
    variance: Interval
    pieces: int
    tails: tuple[str, ...]
    trust: str
    seconds: float

    def to_json(self) -> dict[str, Any]:
        """Plain data; the ends as floats next to them outwards, and the digits that both ends share."""
        ends = {
            name: [shown_bound(lo, up=False), shown_bound(hi, up=True)]
            for name, (lo, hi) in (("mean", self.mean), ("variance", self.variance))
        }
        return {
            "activation": self.activation, "derivative": self.derivative, "distribution": self.distribution.to_json(),
            **ends, "mean_digits": digits(self.mean), "variance_digits": digits(self.variance),
            "pieces": self.pieces, "tails": list(self.tails), "trust": self.trust, "versions": versions(),
            "seconds": round(self.seconds, 6),
        }  # fmt: skip


def moments(activation: str | Term, distribution: Distribution) -> Moments:
    """The mean and the variance of `activation` (a name, a text in x or a term) of an input of this distribution.

    Raises UsageError where the function has no value for inputs of positive probability, UndecidedPoint when a tail or
    an integral is not enclosed, InternalError when mpmath contradicts the balls.
    """
    started = time.perf_counter()
    name, term = reference_term(activation)
    if free_symbols(term) - {"x"}:
        raise UsageError(f"{name} has free names besides x: {', '.join(sorted(free_symbols(term) - {'x'}))}")
    low, high, tails, beyond = _cut(name, term, distribution)
    parts = _pieces(name, term, low, high)
    with precision(BITS):
        weight = distribution.density()
        first, second = (
            sum((_integral(p.smooth.tape, p.low, p.high, weight, power) for p in parts), arb(0)) + beyond[power - 1]
            for power in (1, 2)
        )
        what = f"{name} of {distribution}"
        mean, square = _interval(first, what), _interval(second, what)
        spread = _interval(second - first * first, what)
        for moment, (lo, hi) in (("mean", mean), ("mean square", square)):
            if hi - lo > GOAL * max(Fraction(1), abs(lo), abs(hi)):
                raise UndecidedPoint(f"the {moment} of {name} is only known to lie in [{float(lo)!r}, {float(hi)!r}]")
    knots = sorted({p for part in parts for p in (part.low, part.high)})
    for what, power, (lo, hi) in (("mean", 1, mean), ("mean square", 2, square)):
        _confirm(f"the {what} of {name}", term, distribution, knots, power, lo, hi)
    variance = (max(spread[0], Fraction(0)), spread[1])
    return Moments(name, 0, distribution, mean, variance, len(parts), tails, TRUST, time.perf_counter() - started)


def digits(interval: Interval, most: int = 25) -> str:
    """The decimals that are certain, at most so many: the last one may be off by one."""
    if interval[0] <= 0 <= interval[1]:
        return f"0 ± {rounded_up(max(-interval[0], interval[1]))}" if any(interval) else "0"
    with precision(400):
        middle, radius = (interval[0] + interval[1]) / 2, (interval[1] - interval[0]) / 2
        return str((arb(to_fmpq(middle)) + arb(0, arb(to_fmpq(radius)))).str(most, radius=False))


def rounded_up(q: Fraction) -> str:
    """A bound in four digits."""
    context = decimal.Context(prec=4, rounding=decimal.ROUND_CEILING)
    return str(context.create_decimal(decimal.Decimal(float.fromhex(shown_bound(q, up=True)["hex"]))).normalize())


def _interval(y: arb, what: str) -> Interval:
    found = enclosure_of(y) if y.is_finite() else Enclosure(-math.inf, math.inf, None)
    if isinstance(found.lo, float) or isinstance(found.hi, float):
        raise UndecidedPoint(
            f"the moments of {what} are not enclosed: an integral does not exist, or so wide a law is not resolved; "
            "try a narrower one"
        )
    return found.lo, found.hi


def _cut(
    name: str, term: Term, distribution: Distribution
) -> tuple[Fraction, Fraction, tuple[str, ...], tuple[arb, arb]]:
    """The interval to integrate over, and balls for what the rest adds to the mean and to the mean square."""
    if isinstance(distribution, Uniform):
        return distribution.low, distribution.high, (), (arb(0), arb(0))
    ends, said, beyond = [], [], [arb(0), arb(0)]
    for sign in (-1, 1):
        bound = _growth(name, term, distribution, sign)
        ends.append(sign * bound.start)
        factor = rounded_up(Fraction(enclosure_of(bound.factor).hi))
        said.append(f"|f(x)| <= {factor}*|x|**{bound.power} for {'x <= -' if sign < 0 else 'x >= '}{bound.start}")
        with precision(BITS):
            for power in (1, 2):
                tail = bound.factor**power * distribution.tail(sign, bound.start, bound.power * power)
                beyond[power - 1] += arb(0, tail.abs_upper())
    return ends[0], ends[1], tuple(said), (beyond[0], beyond[1])


def _growth(name: str, term: Term, law: Normal, sign: int) -> Bound:
    try:
        return growth(term, X, sign, max(law.far(sign), Fraction(1)))
    except UndecidedPoint:
        _pieces(name, term, -law.far(-1), law.far(1))  # where there is no value it says so
        raise


def _pieces(name: str, term: Term, low: Fraction, high: Fraction) -> tuple[Any, ...]:
    try:
        found, open_ = pieces(term, X, low, high)
    except Undefined as error:
        raise UsageError(f"{name} has no value between {low} and {high}: {error}") from error
    if open_:
        raise UndecidedPoint(f"whether {name} is smooth between {open_[0][0]} and {open_[0][1]} is not decided")
    at = low
    for p in (*found, None):
        start = high if p is None else p.low
        if start != at:
            if start - at < NARROW:
                raise UndecidedPoint(
                    f"{name} changes at an irrational point near {float(at)!r}, which is not split yet"
                )
            raise UsageError(f"{name} has no value, or is not known to have one, between {at} and {start}")
        at = at if p is None else p.high
    return found


# ---------------------------------------------------------------------------------------------- the integrals


def _integral(tape: Tape, low: Fraction, high: Fraction, weight: Callable[[acb], acb], power: int) -> arb:
    """The integral of f^power times the density over a piece, moved to [0, 1]: its ends may be any rationals."""
    start, width = acb(arb(to_fmpq(low))), acb(arb(to_fmpq(high - low)))

    def integrand(u: acb, analytic: bool) -> acb:
        z = start + width * u
        return complex_value(tape, z, analytic) ** power * weight(z)

    made = acb.integral(integrand, acb(0), acb(1), rel_tol=GRAIN, abs_tol=GRAIN, eval_limit=EVALUATIONS)
    return arb((made * width).real)


def complex_value(tape: Tape, z: acb, analytic: bool) -> acb:
    """The term at a complex ball; where `analytic` is asked for, not finite unless it is analytic on the ball."""
    constants = [acb(arb.pi()) if isinstance(c, str) else acb(arb(to_fmpq(c))) for c in tape.constants]
    slots = [z, *constants]
    for name, a, b in tape.ops:
        slots.append(COMPLEX[name](slots[a], slots[b], analytic))
    return slots[tape.output]


def _atan(a: acb, analytic: bool) -> acb:
    """Its cuts lie on the imaginary axis, from ±i outwards."""
    if analytic and a.real.contains(0) and not abs(a.imag) < 1:
        return acb("nan")
    return a.atan()


COMPLEX: dict[str, Callable[[acb, acb, bool], acb]] = {
    "add": lambda a, b, w: a + b,
    "sub": lambda a, b, w: a - b,
    "mul": lambda a, b, w: a * b,
    "div": lambda a, b, w: a / b,
    "neg": lambda a, b, w: -a,
    "one": lambda a, b, w: a * 0 + 1,
    "power": lambda a, b, w: a ** int(b.real.unique_fmpz()),
    "root": lambda a, b, w: a.sqrt(analytic=w),
    "real_power": lambda a, b, w: (b * a.log(analytic=w)).exp(),
    "exp": lambda a, b, w: a.exp(),
    "expm1": lambda a, b, w: a.expm1(),
    "exp_difference": lambda a, b, w: a.expm1() - b.expm1(),
    "log": lambda a, b, w: a.log(analytic=w),
    "log1p": lambda a, b, w: (1 + a).log(analytic=w) if w else a.log1p(),
    "log1mexp": lambda a, b, w: (-a.expm1()).log(analytic=w),
    "erf": lambda a, b, w: a.erf(),
    "erfc": lambda a, b, w: a.erfc(),
    "sin": lambda a, b, w: a.sin(),
    "cos": lambda a, b, w: a.cos(),
    "atan": lambda a, b, w: _atan(a, w),
}


# ------------------------------------------------------------------------------------------- the second opinion


def _confirm(
    what: str, term: Term, distribution: Distribution, knots: list[Fraction], power: int, lo: Fraction, hi: Fraction
) -> None:  # fmt: skip
    """mpmath's quadrature, which is not rigorous, within a hundred of its own error estimates; or InternalError."""
    import mpmath

    context = mpmath.ctx_mp.MPContext()
    context.dps = 20
    known: dict[Any, Any] = {}

    def f(x: Any) -> Any:
        if x not in known:
            q = Fraction(*map(int, _ratio(x)))
            known[x] = context.mpf(second_opinion(term, q, 15))
        return known[x] ** power * distribution.by_mpmath(context, x)

    points = sorted({*knots, *(p for p in distribution.points() if knots[0] < p < knots[-1])})
    value, error = context.quad(f, [context.mpf(p.numerator) / p.denominator for p in points], error=True, maxdegree=5)
    slack = 100 * error + max(abs(value), context.mpf(1)) * context.mpf(10) ** -12
    low, high = (context.mpf(e.numerator) / e.denominator for e in (lo, hi))
    if not low - slack <= value <= high + slack:
        raise InternalError(f"{what}: balls say [{low}, {high}] and mpmath's quadrature {value} for {text(term)}")


def _ratio(x: Any) -> tuple[int, int]:
    sign, man, exp, _ = x._mpf_
    man = -int(man) if sign else int(man)
    return (man << exp, 1) if exp >= 0 else (man, 1 << -exp)


__all__ = ["Distribution", "Moments", "Normal", "Uniform", "digits", "moments", "normal", "uniform"]
