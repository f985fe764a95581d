"""Laws of a random input: the density as a function of a complex ball, and moments of the tails by erfc."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from flint import acb, arb

from symact.numerics.errors import UsageError
from symact.numerics.exact import to_fmpq

STANDARD = Fraction(15)  # from so many deviations on the normal law has less than 2^-160 of its weight
NUMBER = re.compile(r"[+-]?\d{1,20}(/\d{1,20}|(\.\d{0,30})?(e[+-]?\d{1,4})?)", re.IGNORECASE)
LARGEST = Fraction(10) ** 6  # beyond, neither the function nor the law can be resolved


@dataclass(frozen=True)
class Normal:
    """Mean mu, standard deviation sigma."""

    mu: Fraction
    sigma: Fraction

    def __str__(self) -> str:
        return f"normal({self.mu}, {self.sigma})"

    def to_json(self) -> dict[str, str]:
        return {"law": "normal", "mu": str(self.mu), "sigma": str(self.sigma)}

    def far(self, sign: int) -> Fraction:
        """The distance from 0 beyond which the tail of this sign is bounded, not integrated."""
        return sign * self.mu + STANDARD * self.sigma

    def density(self) -> Callable[[acb], acb]:
        mu, sigma = arb(to_fmpq(self.mu)), arb(to_fmpq(self.sigma))
        scale = 1 / (sigma * (2 * arb.pi()).sqrt())
        return lambda z: (-(((z - mu) / sigma) ** 2) / 2).exp() * scale

    def tail(self, sign: int, start: Fraction, power: int) -> arb:
        """A bound of the integral of |x|^power over the tail beyond `start`, which is at least 15 sigma out.

        There |x| = |sign·mu + sigma·z| <= (|mu| + sigma)·z, as z >= 1; and the integral of z^m·phi(z) from t is
        t^(m-1)·phi(t) + (m-1) times that of z^(m-2)·phi(z), for m = 0 erfc(t/sqrt 2)/2 and for m = 1 phi(t).
        """
        t = arb(to_fmpq((start - sign * self.mu) / self.sigma))
        phi = (-t * t / 2).exp() / (2 * arb.pi()).sqrt()
        moments = [(t / arb(2).sqrt()).erfc() / 2, phi]
        for m in range(2, power + 1):
            moments.append(t ** (m - 1) * phi + (m - 1) * moments[m - 2])
        return arb(to_fmpq(abs(self.mu) + self.sigma)) ** power * moments[power]

    def points(self) -> list[Fraction]:
        """Where a quadrature that knows nothing should look twice."""
        steps = [Fraction(k) for k in (0, 1, 2, 4, 7)]
        return [self.mu + s * k * self.sigma for k in steps for s in (-1, 1)] + _around_zero()

    def by_mpmath(self, context: Any, x: Any) -> Any:
        mu, sigma = (context.mpf(q.numerator) / q.denominator for q in (self.mu, self.sigma))
        return context.npdf(x, mu, sigma)


@dataclass(frozen=True)
class Uniform:
    """On [low, high]."""

    low: Fraction
    high: Fraction

    def __str__(self) -> str:
        return f"uniform({self.low}, {self.high})"

    def to_json(self) -> dict[str, str]:
        return {"law": "uniform", "low": str(self.low), "high": str(self.high)}

    def density(self) -> Callable[[acb], acb]:
        value = acb(arb(to_fmpq(1 / (self.high - self.low))))
        return lambda z: value

    def points(self) -> list[Fraction]:
        return _around_zero()

    def by_mpmath(self, context: Any, x: Any) -> Any:
        width = self.high - self.low
        return context.mpf(width.denominator) / width.numerator


Distribution = Normal | Uniform


def _around_zero() -> list[Fraction]:
    return [s * Fraction(k) for k in (0, 1, 4, 16, 64, 256) for s in (-1, 1)]


def normal(mu: Fraction | float | str, sigma: Fraction | float | str) -> Normal:
    """The normal law; numbers are taken exactly, and texts such as "0.1" as decimals."""
    m, s = _number("the mean, mu,", mu), _number("the standard deviation, sigma,", sigma)
    if s <= 0:
        raise UsageError(f"sigma is the standard deviation and must be positive, not {s}")
    return Normal(m, s)


def uniform(low: Fraction | float | str, high: Fraction | float | str) -> Uniform:
    """The uniform law."""
    a, b = _number("the lower end of the interval", low), _number("the upper end of the interval", high)
    if not a < b:
        raise UsageError(f"the interval from {a} to {b} is empty")
    return Uniform(a, b)


def _number(what: str, value: Fraction | float | str) -> Fraction:
    try:
        if isinstance(value, str) and not NUMBER.fullmatch(value.strip()):
            raise ValueError
        q = Fraction(value)
    except (ValueError, OverflowError, ZeroDivisionError) as error:
        raise UsageError(f"{what} is {str(value)[:40]!r}, which is not a number") from error
    if abs(q) > LARGEST or (q and abs(q) < 1 / LARGEST):
        raise UsageError(f"{what} is {str(value)[:40]}, beyond what is integrated: use 0, or a size from 1e-6 to 1e6")
    return q
