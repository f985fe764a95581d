"""Quotients N / ∏ fᵢ^eᵢ of polynomials over generators, kept in lowest terms with respect to the registered factors.

A generator stands for a real number named by a term: a variable, exp(u), |f|^s, log|f|, erf(u), a sum over the index, …
Only these facts enter: the field axioms, exp(a+b) = exp(a)·exp(b), (σf)^a·(σf)^b = (σf)^(a+b) for σf > 0,
sin² = 1 − cos², δ² = δ. Two quotients with the same normal form are equal wherever both are defined;
different normal forms show nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from fractions import Fraction
from math import floor, lcm
from typing import NamedTuple

from symact.kernel import polynomial as poly
from symact.kernel.errors import CertificateError, LimitExceeded, Stuck
from symact.kernel.polynomial import UNIT, Monomial, Polynomial, Rational, constant
from symact.kernel.terms import ZERO, Term, add, div, mul, neg, number, power, text

MAX_GENERATORS, MAX_DENOMINATOR = 120, 400
Factors = list[tuple[Polynomial, int]]
# Asked for a factorisation of a primitive polynomial, and told which generators may be given fractional powers;
# None means "treat it as irreducible". Answers are checked.
Advice = Callable[[Polynomial, frozenset[int]], "Factors | None"]
PowerRule = Callable[[Rational], tuple[Rational, Polynomial]]


class Quotient(NamedTuple):
    """`numerator` over the product of registered factors to the powers in `denominator`."""

    numerator: Polynomial
    denominator: Monomial


NOUGHT, UNITY = Quotient({}, UNIT), Quotient(constant(1), UNIT)


@dataclass(frozen=True, slots=True)
class Generator:
    """`argument` of exp, erf, sin, …; `base` and `sign` of a root or logarithm; `indices` it depends on.

    `real` is false where complex numbers come in; signs speak of real generators only.
    """

    kind: str
    term: Term
    indices: frozenset[str]
    argument: Quotient | None = None
    base: Polynomial | None = None
    sign: int = 1
    real: bool = True


class Ring:
    def __init__(self, advice: Advice, tick: Callable[[], None]) -> None:
        self.advice, self.tick = advice, tick
        self.generators: list[Generator] = []
        self.factors: list[Polynomial] = []
        self._related: list[int] = []  # generators under a relation
        self._numbers: dict[Hashable, int] = {}
        self._factor_numbers: dict[Hashable, int] = {}

    # ------------------------------------------------------------ generators

    def generator(self, name: Hashable, make: Callable[[], Generator]) -> int:
        """The number of the generator called `name`, made when it is new."""
        if name not in self._numbers:
            made = make()
            if len(self.generators) >= MAX_GENERATORS:
                raise LimitExceeded(f"more than {MAX_GENERATORS} independent quantities")
            self._numbers[name] = len(self.generators)
            self.generators.append(made)
            if made.kind in _POWERS or made.kind in ("root", "principal root"):
                self._related.append(self._numbers[name])
        return self._numbers[name]

    def of_generator(self, i: int, exponent: Rational = 1) -> Quotient:
        made = Quotient({poly.monomial(i, exponent): 1}, UNIT)
        return self.quotient(*made) if i in self._related else made

    def indices_of(self, *polynomials: Polynomial) -> frozenset[str]:
        return frozenset[str]().union(*[self.generators[i].indices for p in polynomials for i in poly.generators(p)])

    def is_real(self, *polynomials: Polynomial) -> bool:
        return all(self.generators[i].real for p in polynomials for i in poly.generators(p))

    def below(self, u: Quotient) -> Factors:
        """The factors of the denominator, with their exponents."""
        return [(self.factors[k], int(e)) for k, e in enumerate(u.denominator) if e]

    def quotient_is_real(self, u: Quotient) -> bool:
        return self.is_real(u.numerator, *[f for f, _ in self.below(u)])

    def quotient_indices(self, u: Quotient) -> frozenset[str]:
        return self.indices_of(u.numerator, *[f for f, _ in self.below(u)])

    # ------------------------------------------------------------ arithmetic

    def quotient(self, numerator: Polynomial, denominator: Monomial = UNIT) -> Quotient:
        """Relations applied, common registered factors cancelled."""
        self.tick()
        numerator, denominator = self._reduced(numerator, denominator)
        if not numerator:
            return NOUGHT
        if not denominator:
            return Quotient(numerator, UNIT)
        left = list(denominator)
        if any(e > MAX_DENOMINATOR for e in left):
            raise LimitExceeded("a denominator of too high a power")
        for k, e in enumerate(left):
            while e > 0:
                smaller = poly.exact_quotient(numerator, self.factors[k])
                if smaller is None:
                    break
                numerator, e = smaller, e - 1
            left[k] = e
        return Quotient(numerator, poly.trimmed(left))

    def plus(self, a: Quotient, b: Quotient) -> Quotient:
        if not a.denominator and not b.denominator:
            return self.quotient(poly.plus(a.numerator, b.numerator))
        n = max(len(a.denominator), len(b.denominator))
        da, db = (u.denominator + (0,) * (n - len(u.denominator)) for u in (a, b))
        common = tuple(map(max, da, db))
        parts = [self._times_factors(u.numerator, common, d) for u, d in ((a, da), (b, db))]
        return self.quotient(poly.plus(*parts), poly.trimmed(common))

    def _times_factors(self, p: Polynomial, wanted: Monomial, present: Monomial) -> Polynomial:
        for k, (e, d) in enumerate(zip(wanted, present, strict=True)):
            for _ in range(int(e - d)):
                p = poly.times(p, self.factors[k])
        return p

    def times(self, a: Quotient, b: Quotient) -> Quotient:
        if a is UNITY or b is UNITY:
            return b if a is UNITY else a
        left = self.quotient(a.numerator, b.denominator) if b.denominator else Quotient(a.numerator, UNIT)
        right = self.quotient(b.numerator, a.denominator) if a.denominator else Quotient(b.numerator, UNIT)
        return self.quotient(
            poly.times(left.numerator, right.numerator), poly.monomial_product(left.denominator, right.denominator)
        )

    def scaled(self, a: Quotient, c: Rational) -> Quotient:
        return Quotient(poly.scale(a.numerator, c), a.denominator) if c else NOUGHT

    def minus(self, a: Quotient, b: Quotient) -> Quotient:
        return self.plus(a, self.scaled(b, -1))

    def inverse(self, a: Quotient) -> Quotient:
        """1/a; that `a` is not zero is an obligation of the caller."""
        if not a.numerator:
            raise Stuck("division by zero")
        c, m, factors = self.factored(a.numerator)
        top: Polynomial = {poly.monomial_power(m, -1): c if abs(c) == 1 else poly.rational(1 / Fraction(c))}
        for f, e in self.below(a):
            for _ in range(e):
                top = poly.times(top, f)
        below: Monomial = UNIT
        for f, e in factors:
            below = poly.monomial_product(below, poly.monomial(self._factor(f), e))
        return self.quotient(top, below)

    def power(self, a: Quotient, n: int) -> Quotient:
        if n < 0:
            return self.power(self.inverse(a), -n)
        if len(a.numerator) > 1 and n > 64:
            raise LimitExceeded(f"a sum raised to the power {n}")
        return self.quotient(poly.power(a.numerator, n), poly.monomial_power(a.denominator, n)) if n else UNITY

    def rational_value(self, a: Quotient) -> Rational | None:
        return None if a.denominator else poly.constant_value(a.numerator)

    # ------------------------------------------------------------ factors

    def factored(self, p: Polynomial) -> tuple[Rational, Monomial, Factors]:
        """c, a monomial, and primitive factors with exponents, whose product is `p`; advice is multiplied out."""
        c, m, f = poly.primitive(p)
        if len(f) == 1:
            return c, m, []
        advised = self.advice(f, frozenset(i for i in poly.generators(f) if self.generators[i].kind == "exp"))
        if advised is None:
            return c, m, [(f, 1)]
        product, pieces = constant(1), []
        for g, e in advised:
            if not g or e < 1:
                raise CertificateError("a factor is zero or has no positive exponent")
            unit, shift, g = poly.primitive(g)
            if not self._same_lattice(g, f):
                raise CertificateError("a factor has fractional powers of what may be negative")
            c, m = poly.rational(c * Fraction(unit) ** e), poly.monomial_product(m, poly.monomial_power(shift, e))
            pieces.append((g, e))
        for g, e in pieces:
            for _ in range(e):
                product = poly.times(product, g)
        rest, shift, product = poly.primitive(product)
        if product != f or (c, m) != poly.primitive(p)[:2] or rest != 1 or shift:
            raise CertificateError("the advised factors do not multiply to the polynomial")
        return c, m, pieces

    def _same_lattice(self, g: Polynomial, f: Polynomial) -> bool:
        """Whether fractional exponents of `g` belong to positive generators or occur in `f` already."""
        for i in poly.generators(g):
            if i >= len(self.generators):
                return False
            step = lcm(*[Fraction(m[i]).denominator for m in f if len(m) > i])
            fine = all((m[i] * step).denominator == 1 for m in g if len(m) > i)
            if not fine and self.generators[i].kind != "exp":
                return False
        return True

    def _factor(self, f: Polynomial) -> int:
        name = poly.key(f)
        if name not in self._factor_numbers:
            self._factor_numbers[name] = len(self.factors)
            self.factors.append(f)
        return self._factor_numbers[name]

    # ------------------------------------------------------------ relations

    def _reduced(self, p: Polynomial, denominator: Monomial) -> tuple[Polynomial, Monomial]:
        """Relations applied from the last generator down: what replaces a power contains only earlier generators."""
        for i in reversed(self._related):
            if not any(len(m) > i and m[i] for m in p):
                continue
            g = self.generators[i]
            if g.kind in ("root", "principal root"):
                p, denominator = self._reduce_root(p, denominator, i, g)
            elif any(len(m) > i and m[i] not in (0, 1) for m in p):
                p = self._rewritten(p, i, _POWERS[g.kind](i))
        return p, denominator

    def _rewritten(self, p: Polynomial, i: int, rule: PowerRule) -> Polynomial:
        """`p` with gᵢ^e replaced by gᵢ^e'·q, where rule(e) = (e', q)."""
        result: Polynomial = {}
        for m, c in p.items():
            e = m[i] if len(m) > i else 0
            kept, extra = rule(e)
            rest = poly.monomial_product(m, poly.monomial(i, kept - e))
            result = poly.plus(result, poly.times({rest: c}, extra))
        return result

    def _reduce_root(self, p: Polynomial, denominator: Monomial, i: int, g: Generator) -> tuple[Polynomial, Monomial]:
        """Exponents of |f|^s brought into [0, 1): whole powers become powers of ±f, below or above the line."""
        exponents = [m[i] if len(m) > i else 0 for m in p]
        if all(0 <= e < 1 for e in exponents):
            return p, denominator
        assert g.base is not None
        low = min(0, *map(floor, exponents))
        base = poly.scale(g.base, g.sign)
        value = poly.constant_value(base)
        if value is not None:
            fixed = Fraction(value)
            return self._rewritten(p, i, lambda e: (e - floor(e), constant(fixed ** floor(e)))), denominator
        if low < 0:
            denominator = poly.monomial_product(denominator, poly.monomial(self._factor(g.base), -low))
        # (σf)^k / f^low has the sign σ^low left over.
        sign = g.sign ** (low % 2)
        p = self._rewritten(p, i, lambda e: (e - floor(e), poly.scale(poly.power(base, floor(e) - low), sign)))
        return p, denominator

    def monomial_term(self, m: Monomial, c: Rational = 1) -> Term:
        used = [(self.generators[i], e) for i, e in enumerate(m) if e]
        parts = sorted([raised(g.term, e, g.kind == "exp" and not g.real) for g, e in used], key=text)
        if abs(c) != 1 or not parts:
            parts.insert(0, number(-c if c < 0 else c))
        return neg(mul(*parts)) if c < 0 else mul(*parts)

    def polynomial_term(self, p: Polynomial) -> Term:
        return add(*sorted((self.monomial_term(m, c) for m, c in p.items()), key=text)) if p else ZERO

    def term(self, u: Quotient) -> Term:
        """A term with the value of `u`, which may be read again: in forms of a region, steps, splits and sums."""
        top = self.polynomial_term(u.numerator)
        below = [raised(self.polynomial_term(f), e) for f, e in self.below(u)]
        return div(top, mul(*below)) if below else top


def _even_powers_of(square: Polynomial) -> PowerRule:
    return lambda e: (e % 2, poly.power(square, int(e) // 2)) if e > 1 else (e, constant(1))


# What the power of generator i is, by its kind: sin² = 1 − cos², the cosine being made just before the sine.
_POWERS: dict[str, Callable[[int], PowerRule]] = {
    "imaginary": lambda i: lambda e: (e % 2, constant(-1 if int(e // 2) % 2 else 1)),
    "delta": lambda i: lambda e: (min(e, 1), constant(1)),
    "parity": lambda i: lambda e: (e % 2, constant(1)),
    "sin": lambda i: _even_powers_of(poly.plus(constant(1), {poly.monomial(i - 1, 2): -1})),
}


def raised(t: Term, e: Rational, inside: bool = False) -> Term:
    if inside and e.denominator != 1:  # exp(u/2) is no principal root of exp(u)
        return Term("exp", mul(number(e), *t.args))
    return t if e == 1 else power(t, number(e))


def name_of(u: Quotient) -> Hashable:
    return (poly.key(u.numerator), u.denominator)
