"""Signs of a polynomial in one variable between two bounds, by Sturm's theorem, over the rationals or one ℚ(√d).

A root of even multiplicity changes no sign. Let f = c·∏ fᵢ^i with fᵢ monic without multiple roots (Yun's algorithm):
where ∏ fᵢ over the odd i has no root, f has one sign, apart from zeros.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Any

from symact.kernel.linear import ANY, Signs

Bound = tuple[Fraction, bool] | None  # a bound, and whether it is never reached
Number = Any  # all of a polynomial's coefficients are a Fraction, or all a Surd of one d


@dataclass(frozen=True, slots=True)
class Surd:
    """a + b·√d for rationals a, b and a d > 0 that is no square of a rational."""

    a: Fraction
    b: Fraction
    d: Fraction

    def _other(self, x: Number) -> Surd:
        return x if isinstance(x, Surd) else Surd(Fraction(x), Fraction(0), self.d)

    def __add__(self, x: Number) -> Surd:
        y = self._other(x)
        return Surd(self.a + y.a, self.b + y.b, self.d)

    def __neg__(self) -> Surd:
        return Surd(-self.a, -self.b, self.d)

    def __sub__(self, x: Number) -> Surd:
        return self + -self._other(x)

    def __mul__(self, x: Number) -> Surd:
        y = self._other(x)
        return Surd(self.a * y.a + self.b * y.b * self.d, self.a * y.b + self.b * y.a, self.d)

    def __truediv__(self, x: Number) -> Surd:
        y = self._other(x)
        norm = y.a**2 - y.b**2 * self.d  # not 0: √d is irrational
        return self * Surd(y.a / norm, -y.b / norm, self.d)

    def __bool__(self) -> bool:
        return bool(self.a or self.b)

    def sign(self) -> int:
        first, second = _sign(self.a), _sign(self.b)
        return second or first if first * second >= 0 else first * _sign(self.a**2 - self.b**2 * self.d)


Coefficients = list[Number]  # c₀, c₁, …; the last is not 0


def _sign(c: Number) -> int:
    return c.sign() if isinstance(c, Surd) else int(c > 0) - int(c < 0)


def signs_between(f: Coefficients, low: Bound, high: Bound) -> Signs:
    """Signs of Σ cᵢ tⁱ, not the zero polynomial, at all t between the bounds."""
    if low is not None and high is not None and low[0] >= high[0]:
        return ANY
    sign, zero = 1, False
    for end, side in ((low, 1), (high, -1)):
        while end is not None and len(f) > 1 and not _value(f, end[0]):
            f = _without_root(f, end[0])
            sign *= side  # t - low is not negative, t - high is not positive
            zero |= not end[1]
    lowest, highest = (None if end is None else end[0] for end in (low, high))
    chain = sturm_chain(f)
    if count_roots(chain, lowest, highest):
        odd = _odd_part(f) if len(chain[-1]) > 1 else f
        if odd is f or count_roots(sturm_chain(odd), lowest, highest):
            return ANY
        zero, sign, f = True, sign * _sign(f[-1]), odd
    sign *= _sign(f[-1] if highest is None else _value(f, highest))
    return frozenset({sign, 0} if zero else {sign})


def count_roots(chain: list[Coefficients], low: Fraction | None, high: Fraction | None) -> int:
    """Number of distinct roots between two numbers that are none, or ±∞, by the Sturm chain of a polynomial."""
    at_low = [_sign(f[-1]) * (-1) ** (len(f) - 1) if low is None else _sign(_value(f, low)) for f in chain]
    at_high = [_sign(f[-1] if high is None else _value(f, high)) for f in chain]
    return _changes(at_low) - _changes(at_high)


def sturm_chain(f: Coefficients) -> list[Coefficients]:
    """f, f', and the remainders of division with their signs changed, up to the last that is not zero."""
    chain = [f, _derivative(f)]
    while chain[-1]:
        chain.append(_scaled(_divided(chain[-2], chain[-1])[1], -1))
    chain.pop()
    return chain


def _odd_part(f: Coefficients) -> Coefficients:
    """The product of the fᵢ for odd i, up to a factor > 0 or < 0 that makes it monic."""
    c = sturm_chain(f)[-1]  # the greatest common divisor of f and f'
    w, odd, i = _divided(f, c)[0], [f[-1] / f[-1]], 1
    while len(w) > 1:
        y = _divisor(w, c)
        if i % 2:
            odd = _product(odd, _divided(w, y)[0])
        w, c, i = y, _divided(c, y)[0], i + 1
    return [a / odd[-1] for a in odd]


def _divisor(f: Coefficients, g: Coefficients) -> Coefficients:
    """The greatest common divisor."""
    while g:
        f, g = g, _divided(f, g)[1]
    return f


def _derivative(f: Coefficients) -> Coefficients:
    return [c * Fraction(i) for i, c in enumerate(f)][1:]


def _scaled(f: Coefficients, s: int) -> Coefficients:
    return [c * Fraction(s) for c in f]


def _product(f: Coefficients, g: Coefficients) -> Coefficients:
    made = [f[0] - f[0]] * (len(f) + len(g) - 1)
    for i, a in enumerate(f):
        for j, b in enumerate(g):
            made[i + j] = made[i + j] + a * b
    return made


def _divided(f: Coefficients, g: Coefficients) -> tuple[Coefficients, Coefficients]:
    """Quotient and remainder."""
    rest, quotient = list(f), list[Number]()
    while len(rest) >= len(g):
        q = rest[-1] / g[-1]
        for k in range(2, len(g) + 1):
            rest[-k] = rest[-k] - q * g[-k]
        rest.pop()
        quotient.append(q)
    while rest and not rest[-1]:
        rest.pop()
    return quotient[::-1], rest


def _value(f: Coefficients, at: Fraction) -> Number:
    total = f[-1]
    for c in reversed(f[:-1]):
        total = c + total * at
    return total


def _without_root(f: Coefficients, root: Fraction) -> Coefficients:
    """The quotient by t - root."""
    return _divided(f, [-root, Fraction(1)])[0]


def _changes(signs: list[int]) -> int:
    kept = [s for s in signs if s]
    return sum(x != y for x, y in pairwise(kept))
