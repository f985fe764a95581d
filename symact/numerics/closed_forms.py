"""Numbers that are known to a hundred bits, told as sqrt(2) or log(2 + sqrt(3)) where the kernel proves that they are.

A guess is a form of a simple fraction that lies within the enclosure; it is worth nothing until it is proved.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import isqrt

from flint import arb

from symact.derivation.ask import check
from symact.numerics.exact import to_fmpq
from symact.numerics.view import precision

SIMPLE = 5000  # the largest denominator of a fraction that is worth a guess
BITS = 160
TIMEOUT = 1.0
HALVES = tuple(k for k in range(-8, 9) if k)


def _log(q: Fraction) -> str:
    return f"log({q})" if q > 1 else f"-log({1 / q})"


@dataclass(frozen=True)
class Number:
    """low ≤ value ≤ high; `closed` is a proved exact form in the claim language, empty where none is known."""

    low: Fraction
    high: Fraction
    closed: str = ""

    @property
    def nearest(self) -> float:
        """The float nearest to the middle: the enclosure is narrower than a float's last digit but for rare ties."""
        return float((self.low + self.high) / 2)


def rational(q: Fraction) -> Number:
    """A fraction, which is its own closed form if it is a short one."""
    return Number(q, q, str(q) if q.denominator <= SIMPLE and abs(q.numerator) <= 10**6 else "")


def simplest_between(low: Fraction, high: Fraction) -> Fraction:
    """The fraction of least denominator in [low, high]."""
    if low <= 0 <= high:
        return Fraction(0)
    if high < 0:
        return -simplest_between(-high, -low)
    whole = -(-low.numerator // low.denominator)
    if whole <= high:
        return Fraction(whole)
    floor = whole - 1
    return floor + 1 / simplest_between(1 / (high - floor), 1 / (low - floor))


def guesses(low: Fraction, high: Fraction) -> Iterator[str]:
    """Closed forms that lie in the enclosure as far as it can tell, the simplest first."""
    minus = "-" if high < 0 else ""
    with precision(BITS):
        v = (arb(to_fmpq(low)) + arb(to_fmpq(high))) / 2 + arb(0, 1) * arb(to_fmpq((high - low) / 2)).upper()
        for value, form in (
            (v, str),
            (v * v, lambda q: minus + _root(q)),
            (v.exp(), _log),
            (v.log(), "exp({})".format),
            (
                v * v * arb.pi(),
                lambda q: f"{minus}sqrt({q}/pi)" if q.denominator == 1 else f"{minus}1/sqrt({1 / q}*pi)",
            ),
            (v / arb.pi(), "{}*pi".format),
            (v.cosh(), lambda q: f"{minus}{_inverse_cosh(q)}"),
            ((2 * v).cosh(), lambda q: f"{minus}{_inverse_cosh(q)}/2"),
        ):
            q = _simple(value)
            if q is not None and (q or form is str) and (q != 1 or form is not _log):
                yield form(q)
        for k in HALVES:
            q = _simple((v - arb(k) / 2) ** 2)
            if q:
                yield f"{Fraction(k, 2)} {'-' if v < arb(k) / 2 else '+'} {_root(q)}"


def _simple(value: arb) -> Fraction | None:
    if not value.is_finite() or value.rad() > 1e-20:
        return None
    ends = [Fraction(int(m)) * Fraction(2) ** int(e) for m, e in (value.lower().man_exp(), value.upper().man_exp())]
    q = simplest_between(*ends)
    return q if q.denominator <= SIMPLE and abs(q.numerator) <= 10**5 else None


def _root(q: Fraction) -> str:
    """`4*sqrt(3)/9` for the root of 16/27."""
    below, outside = q.numerator * q.denominator, 1
    for n in range(isqrt(below), 1, -1):
        if below % (n * n) == 0:
            below, outside = below // (n * n), n
            break
    factor = Fraction(outside, q.denominator)
    above = f"sqrt({below})" if factor.numerator == 1 else f"{factor.numerator}*sqrt({below})"
    return above if factor.denominator == 1 else f"{above}/{factor.denominator}"


def _inverse_cosh(q: Fraction) -> str:
    """`log(2 + sqrt(3))` for 2, `log((3 + sqrt(5))/2)` for 3/2."""
    rest = _root(q * q - 1) if q.denominator == 1 else f"sqrt({q.numerator**2 - q.denominator**2})"
    return f"log({q} + {rest})" if q.denominator == 1 else f"log(({q.numerator} + {rest})/{q.denominator})"


def closed_form(low: Fraction, high: Fraction, claim: Callable[[str], str]) -> str:
    """The first guess for which the kernel proves the claim that `claim` makes of it; empty if there is none."""
    for form in guesses(low, high):
        if holds(claim(form)):
            return form
    return ""


def holds(claim: str) -> bool:
    """Whether the kernel proves a claim about x, quickly."""
    return check(claim, (), {}, TIMEOUT).verdict == "PROVED"
