"""Values at a point that are a rational number and hardly anything besides: 4096 - e^(-8388608), (1 - e^-9999)/2.

No number of bits shows on which side of the rational number they are, but an expansion does: a value is Σ q·α·e^L with
exact q, products α of powers of a few real numbers ("atoms") and exact linear forms L, and a bound of all that is left
out. What cancels does so exactly, so √x·√x is x. The largest term beside the rational one tells the side
(docs/oracle.md, "Beside a number").
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import TypeVar

from flint import arb, fmpq

from symact.kernel.terms import Term, text
from symact.numerics.errors import UndecidedPoint
from symact.numerics.exact import exact_root
from symact.numerics.sums import NARROW, ONE, PLAIN, Beside, Key, Sum, Sums, rational
from symact.numerics.tape import constant_value
from symact.numerics.view import precision

ORDERS = (2, 6)  # so many powers of what is small are kept; where the fewer do not tell, the more are tried
BITS = 128
TAIL = 4  # |u| from which on erfc(u) is e^(-u²) times a number near 1/(u·√π)
HIGH = 64  # powers and roots are not higher
LINEAR = (((0, 1),), 0)  # the key of x, where that is the first atom
FAINTEST = 1 << 40  # 2^-FAINTEST is small enough a bound of what is smaller still

Told = TypeVar("Told")


def beside(term: Term, variable: Term, x: fmpq) -> Beside | None:
    """The value of a term without conditionals, which is defined at x; None where an expansion does not tell."""
    with precision(BITS + 4 * (int(x.p).bit_length() + int(x.q).bit_length())):
        return _first(lambda order: Expansion(variable, x, order).beside(term))


def line_beside(term: Term, variable: Term, x: arb) -> tuple[fmpq, Beside] | None:
    """A slope p with which the term is p·x + what is told, for all numbers of the ball x, which has no 0 in it."""
    return _first(lambda order: Expansion(variable, x, order).line(term))


def _first(expanded: Callable[[int], Told | None]) -> Told | None:
    for order in ORDERS:
        try:
            found = expanded(order)
        except UndecidedPoint:
            return None
        if found is not None:
            return found
    return None


class Expansion(Sums):
    """The sums that terms are at a point x, or at every point of a ball: then x is an atom."""

    def __init__(self, variable: Term, x: fmpq | arb, order: int) -> None:
        super().__init__(order)
        self.memo: dict[Term, Sum] = {variable: self.atom("x", x) if isinstance(x, arb) else rational(x)}
        self.rules: dict[str, Callable[..., Sum]] = {
            "add": self.sum, "mul": self.product, "div": lambda a, b: self.times(a, self.inverse(b)),
            "neg": lambda a: self.times(a, rational(fmpq(-1))), "guarded": lambda a, *_: a,
            "exp": self.exp, "log": self.logarithm, "erf": self.erf,
        }  # fmt: skip

    def beside(self, term: Term) -> Beside | None:
        """What is known of a value beside its rational term; None where the sign is open."""
        rest = dict(self.of(term).terms)
        return self._rest(rest.pop(PLAIN, fmpq(0)), Sum(rest, self.of(term).tail))

    def line(self, term: Term) -> tuple[fmpq, Beside] | None:
        """The coefficient of x, and what is besides."""
        rest = dict(self.of(term).terms)
        slope, shift = rest.pop(LINEAR, fmpq(0)), rest.pop(PLAIN, fmpq(0))
        found = self._rest(shift, Sum(rest, self.of(term).tail))
        return found and (slope, found)

    def _rest(self, value: fmpq, rest: Sum) -> Beside | None:
        if not rest.terms:
            return Beside(value, 0, 0) if rest.tail is None else None
        lead, q, others = self.split(rest)
        size = self.bound(others)
        if size is not None and not self.log(size) < 0:
            return None
        reach = (self.log(self.size(lead, q)).upper() / arb(2).log() + 2).upper()
        bits = -FAINTEST if reach < -FAINTEST else int(reach.ceil().unique_fmpz()) if reach < FAINTEST else FAINTEST
        return Beside(value, self.sign(lead) * (1 if q > 0 else -1), bits)

    # ---------------------------------------------------------------- terms

    def of(self, t: Term) -> Sum:
        if t not in self.memo:
            self.memo[t] = self._of(t)
        return self.memo[t]

    def _of(self, t: Term) -> Sum:
        if t.op == "number":
            return rational(fmpq(t.args[0].numerator, t.args[0].denominator))
        if t.op == "pi":
            return self.atom("pi", arb.pi())
        if t.op == "pow":
            exponent = constant_value(t.args[1])
            base = self.of(t.args[0])
            return self.power(base, exponent) if exponent is not None else self.exp(
                self.times(self.of(t.args[1]), self.logarithm(base))
            )  # fmt: skip
        if t.op in ("sin", "cos", "atan"):
            return self.bounded(t.op, self.of(t.args[0]))
        if t.op not in self.rules:
            raise UndecidedPoint(f"no expansion of {text(t)} is known")
        return self.rules[t.op](*[self.of(a) for a in t.args if isinstance(a, Term)])

    # ---------------------------------------------------------------- functions

    def exp(self, s: Sum) -> Sum:
        small = Sum({k: q for k, q in s.terms.items() if k[1] and self.log(self.size(k, q)) < NARROW - 2}, s.tail)
        large = self.sum(*(self._as_atom(k, q) for k, q in s.terms.items() if k not in small.terms))
        if large.tail is not None:
            raise UndecidedPoint("an exponent of many terms")
        exponent = self.exponent((atoms, q) for (atoms, _), q in large.terms.items())
        coefficients = [ONE]
        for k in range(1, self.order + 1):
            coefficients.append(coefficients[-1] / k)
        return self.times(Sum({((), exponent): ONE}), self.series(small, coefficients))

    def _as_atom(self, key: Key, q: fmpq) -> Sum:
        """A term without its exponential: that becomes an atom."""
        if not key[1]:
            return Sum({key: q})
        return self.times(rational(q), self.atom(key, self.ball(key[0]) * self.value(key[1]).exp()))

    def logarithm(self, s: Sum) -> Sum:
        key, q, small = self.split(s)
        if self.sign(key) * q < 0:
            raise UndecidedPoint("a logarithm of what is not positive")
        coefficients = [fmpq(0), *(fmpq((-1) ** (k + 1), k) for k in range(1, self.order + 1))]
        parts = [Sum({(atoms, 0): c for atoms, c in self.forms[key[1]]}), self.series(small, coefficients)]
        if key[0] or q != 1:
            parts.append(self.atom(("log", key[0], q), (arb(q) * self.ball(key[0])).log()))
        return self.sum(*parts)

    def power(self, s: Sum, exponent: Fraction) -> Sum:
        whole = exponent.numerator // exponent.denominator
        if abs(whole) > HIGH:
            raise UndecidedPoint("a high power")
        base = s if whole >= 0 else self.inverse(s)
        result = self.product(rational(ONE), *[base] * abs(whole))
        return result if whole == exponent else self.times(result, self.root(s, exponent - whole))

    def root(self, s: Sum, exponent: Fraction) -> Sum:
        """s^exponent, 0 < exponent < 1."""
        if not s.terms and s.tail is None:
            return s
        key, q, small = self.split(s)
        if self.sign(key) * q < 0:
            raise UndecidedPoint("a root of what is not positive")
        b = fmpq(exponent.numerator, exponent.denominator)
        coefficients = [ONE]
        for k in range(self.order):
            coefficients.append(coefficients[-1] * (b - k) / (k + 1))
        share = self.exponent((atoms, c * b) for atoms, c in self.forms[key[1]])
        made = [self.series(small, coefficients), Sum({((), share): ONE})]
        if key[0]:
            made.append(self.atom(("power", key[0], q, exponent), (arb(q) * self.ball(key[0])) ** arb(b)))
        elif q != 1:
            made.append(self._radical(q, exponent))
        return self.product(*made)

    def _radical(self, q: fmpq, exponent: Fraction) -> Sum:
        """q^exponent for q > 0: with n = degree, (p/d)^(1/n) = (p·d^(n-1))^(1/n)/d, the power of two by itself."""
        n = exponent.denominator
        if n > HIGH:
            raise UndecidedPoint("a high root")
        radicand = int(q.p) * int(q.q) ** (n - 1)
        twos = (radicand & -radicand).bit_length() - 1
        parts = [rational(fmpq(1 << (twos // n), int(q.q)))]
        for part in (1 << (twos % n), radicand >> twos):
            root = exact_root(part, n)
            ball = arb(part) ** arb(fmpq(1, n))
            known = root is not None
            parts.append(rational(fmpq(root)) if known else self.atom(("root", part, n), ball, n, fmpq(part)))
        first = self.product(*parts)
        return self.product(*[first] * exponent.numerator)

    def erf(self, u: Sum) -> Sum:
        """1 - A·e^(-u²) for u > TAIL, with (1 - 1/(2u²))/(u·√π) < A < 1/(u·√π) (DLMF 7.12.1)."""
        at = self._argument(u)
        if not abs(at) > TAIL:
            return self.bounded("erf", u)
        size = abs(at)
        top = 1 / (size * arb.pi().sqrt())
        factor = self.atom(("erfc", _frozen(u)), (top * (1 - 1 / (2 * size**2))).union(top))
        lost = self.times(factor, self.exp(self.times(rational(fmpq(-1)), self.times(u, u))))
        sign = rational(fmpq(1 if at > 0 else -1))
        return self.times(sign, self.sum(rational(ONE), self.times(rational(fmpq(-1)), lost)))

    def bounded(self, name: str, u: Sum) -> Sum:
        """A number about which nothing but a ball is known, and at 0 the number."""
        if not u.terms and u.tail is None:
            return rational(fmpq(int(name == "cos")))
        return self.atom((name, _frozen(u)), getattr(self._argument(u), name)())

    def _argument(self, u: Sum) -> arb:
        """The ball of an argument that is exact, without exponentials."""
        if u.tail is not None or any(exponent for _, exponent in u.terms):
            raise UndecidedPoint("an argument that is not exact")
        return sum((arb(q) * self.ball(atoms) for (atoms, _), q in u.terms.items()), arb(0))


def _frozen(u: Sum) -> tuple[tuple[Key, fmpq], ...]:
    return tuple(sorted(u.terms.items(), key=lambda term: term[0]))
