"""Balls times e^r with an integer r, for the points at which an exponential leaves the range of balls.

Arb's exponents are unbounded, but arb.exp gives up beyond e^(2^127) or so; a value here is `ball · e^r`, and
only exponents that differ are ever turned back into factors e^(r₁ - r₂) ≤ 1, which underflow rigorously.
"""

from __future__ import annotations

from flint import arb, fmpz

LARGE = 1 << 60
LONGEST = arb((1, 1 << 15))  # an integer with more bits than any precision here is no exponent


class Scaled:
    __slots__ = ("m", "r")

    def __init__(self, m: arb, r: int = 0) -> None:
        self.m, self.r = m, r

    def ball(self) -> arb:
        return self.m if self.r == 0 else self.m * _exp_of_integer(self.r)

    def _aligned(self, other: Scaled) -> tuple[arb, arb, int]:
        if self.r == other.r:
            return self.m, other.m, self.r
        r = max(self.r, other.r)
        a, b = (v.m if v.r == r else v.m * _exp_of_integer(v.r - r) for v in (self, other))
        return a, b, r

    def __add__(self, other: Scaled | int) -> Scaled:
        a, b, r = self._aligned(other if isinstance(other, Scaled) else Scaled(arb(other)))
        return Scaled(a + b, r)

    def __sub__(self, other: Scaled) -> Scaled:
        a, b, r = self._aligned(other)
        return Scaled(a - b, r)

    def __mul__(self, other: Scaled | int) -> Scaled:
        if isinstance(other, Scaled):
            return Scaled(self.m * other.m, self.r + other.r)
        return Scaled(self.m * other, self.r)

    def __truediv__(self, other: Scaled) -> Scaled:
        return Scaled(self.m / other.m, self.r - other.r)

    def __neg__(self) -> Scaled:
        return Scaled(-self.m, self.r)

    def power(self, n: Scaled) -> Scaled:
        k = int(n.m.unique_fmpz())
        return Scaled(self.m**k, self.r * k)

    def root(self, _: Scaled) -> Scaled:
        half, odd = divmod(self.r, 2)
        return Scaled((self.m * arb(odd).exp()).sqrt(), half)

    def real_power(self, b: Scaled) -> Scaled:
        return (self.log(b) * b).exp(b)

    def exp(self, _: Scaled) -> Scaled:
        t = self.ball()
        if not t.is_finite() or not abs(t) > LARGE:
            return Scaled(t.exp())
        if t < 0 or not t.abs_upper() < LONGEST:
            return Scaled(t.exp())  # arb underflows rigorously: [0 ± tiny]; or gives up: not finite
        digits, power = (int(n) for n in t.mid().man_exp())  # the midpoint, however many bits it has
        r = digits << power if power >= 0 else digits >> -power
        return Scaled((t - fmpz(r)).exp(), r)

    def expm1(self, b: Scaled) -> Scaled:
        t = self.ball()
        return self.exp(b) + -1 if t.is_finite() and t > LARGE else Scaled(t.expm1())

    def log(self, _: Scaled) -> Scaled:
        return Scaled(self.m.log() + fmpz(self.r))

    def log1p(self, b: Scaled) -> Scaled:
        return Scaled(self.m.log1p()) if self.r == 0 else (self + 1).log(b)

    def log1mexp(self, b: Scaled) -> Scaled:
        near = self.r == 0 and abs(self.m) < 1
        return (-self.expm1(b)).log(b) if near else (-self.exp(b)).log1p(b)

    def erf(self, _: Scaled) -> Scaled:
        return Scaled(self.ball().erf())

    def erfc(self, _: Scaled) -> Scaled:
        return Scaled(self.ball().erfc())

    def sin(self, _: Scaled) -> Scaled:
        return Scaled(self.ball().sin())

    def cos(self, _: Scaled) -> Scaled:
        return Scaled(self.ball().cos())

    def atan(self, _: Scaled) -> Scaled:
        return Scaled(self.ball().atan())


def _exp_of_integer(r: int) -> arb:
    return arb(fmpz(r)).exp()
