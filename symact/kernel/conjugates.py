"""Conjugates, real and imaginary parts and moduli of normal forms in the plane; sines and cosines by exponentials.

conj is a field automorphism that commutes with exp, erf, sin and cos (their Taylor coefficients are real), and with
the principal logarithm off its cut only; hence re u = (u + ū)/2, im u = (u − ū)/(2i), |u|² = u·ū, |uv| = |u|·|v|.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from symact.kernel import polynomial as poly
from symact.kernel.errors import Stuck
from symact.kernel.polynomial import UNIT, Polynomial, Rational
from symact.kernel.ring import UNITY, Generator, Quotient
from symact.kernel.terms import (
    IMAGINARY,
    TRUE,
    ZERO,
    Term,
    add,
    is_constant,
    mul,
    neg,
    number,
    power,
    relation,
    sub,
)  # fmt: skip

if TYPE_CHECKING:
    from symact.kernel.principal import PlaneNormaliser

PARTS = ("re", "im", "conjugate", "Abs")
HALF = Fraction(1, 2)


def of_part(t: Term, n: PlaneNormaliser, strict: bool) -> Quotient:
    """re, im, conjugate or Abs of a term; none of them has a complex derivative."""
    name, a = t.args
    if strict and not is_constant(t):
        raise Stuck(f"{name} where a neighbourhood matters")
    u = n.of(a, strict)
    if n.ring.quotient_is_real(u):
        if name == "Abs":
            return n.of(Term("piecewise", relation(">=", a, ZERO), a, TRUE, neg(a)))
        return n.ring.scaled(u, 0) if name == "im" else u
    if name == "Abs":
        return modulus(n, u)
    other = conjugate(n, u)
    if name == "conjugate":
        return other
    if name == "re":
        return n.ring.scaled(n.ring.plus(u, other), Fraction(1, 2))
    return n.ring.scaled(n.ring.times(n.of(IMAGINARY), n.ring.minus(u, other)), Fraction(-1, 2))


def conjugate(n: PlaneNormaliser, u: Quotient) -> Quotient:
    """ū; a denominator that is not zero has a conjugate that is not."""
    total = _of_polynomial(n, u.numerator)
    for k, e in enumerate(u.denominator):
        if e:
            total = n.ring.times(total, n.ring.power(n.ring.inverse(_of_polynomial(n, n.ring.factors[k])), int(e)))
    return total


def _of_polynomial(n: PlaneNormaliser, p: Polynomial) -> Quotient:
    if n.ring.is_real(p):
        return Quotient(p, UNIT)
    total = n.ring.scaled(UNITY, 0)
    for m, c in p.items():
        piece = n.ring.scaled(UNITY, c)
        for i, e in enumerate(m):
            if e:
                piece = n.ring.times(piece, _of_generator(n, i, e))
        total = n.ring.plus(total, piece)
    return total


def _of_generator(n: PlaneNormaliser, i: int, e: Rational) -> Quotient:
    """The conjugate of gᵢ^e."""
    g = n.ring.generators[i]
    if g.real:
        return n.ring.of_generator(i, e)
    if g.kind == "exp" and g.argument is not None:
        return n.exponential(n.ring.scaled(conjugate(n, g.argument), e))
    if Fraction(e).denominator != 1:
        raise Stuck("the conjugate of a root")
    if g.kind == "imaginary":
        return n.ring.power(n.ring.scaled(n.ring.of_generator(i), -1), int(e))
    if g.kind == "erf" and g.argument is not None:  # not by a term: that of exp(u)^(1/2) = exp(u/2) is a principal root
        return n.ring.power(n.odd("erf", conjugate(n, g.argument)), int(e))
    if i in n.conjugates:
        return n.ring.of_generator(n.conjugates[i], e)

    def make() -> Generator:
        return Generator("conjugate", Term("opaque", "conjugate", g.term), g.indices, real=False)

    j = n.ring.generator(("conjugate", i), make)
    n.conjugates.update({i: j, j: i})
    return n.ring.of_generator(j, e)


def in_two_variables(t: Term, z: Term, other: Term, names: frozenset[str]) -> tuple[Term, Term]:
    """`t` and its conjugate as functions of z and of z̄, for which `other` stands: analytic ones where they are defined.

    A modulus |u| is (u·ū)^(1/2), analytic where it is not 0.
    """
    if t is z:
        return z, other
    if t.op == "variable" and t.args[0] in names:
        return t, Term("opaque", "conjugate", t)
    if t.op in ("number", "pi", "variable"):
        return t, t
    if t is IMAGINARY:
        return t, neg(t)
    if t.op == "opaque" and t.args[0] in PARTS:
        a, b = in_two_variables(t.args[1], z, other, names)
        if t.args[0] == "conjugate":
            return b, a
        half = number(HALF)
        part = {
            "Abs": power(mul(a, b), half), "re": mul(half, add(a, b)), "im": mul(half, IMAGINARY, sub(b, a)),
        }[t.args[0]]  # fmt: skip
        return part, part
    if t.op == "pow" and t.args[1].op == "number" and t.args[1].args[0].denominator == 1:
        a, b = in_two_variables(t.args[0], z, other, names)
        return power(a, t.args[1]), power(b, t.args[1])
    if t.op not in ("add", "mul", "neg", "div", "exp", "sin", "cos", "erf"):
        raise Stuck(f"{t.op} beside a conjugate under a derivative")
    pairs = [in_two_variables(a, z, other, names) for a in t.args]
    return Term(t.op, *(a for a, _ in pairs)), Term(t.op, *(b for _, b in pairs))


def modulus(n: PlaneNormaliser, u: Quotient) -> Quotient:
    """|u| as the product over the factors of u."""
    if not u.numerator:
        return u
    c, m, factors = n.ring.factored(u.numerator)
    total = n.ring.scaled(UNITY, abs(Fraction(c)))
    for i, e in enumerate(m):
        if e:
            total = n.ring.times(total, _modulus_of_generator(n, i, e))
    for f, k in factors:
        total = n.ring.times(total, _modulus_of_factor(n, f, k))
    for j, e in enumerate(u.denominator):
        if e:
            total = n.ring.times(total, n.ring.inverse(_modulus_of_factor(n, n.ring.factors[j], e)))
    return total


def _modulus_of_generator(n: PlaneNormaliser, i: int, e: Rational) -> Quotient:
    g = n.ring.generators[i]
    if g.kind == "exp" and g.argument is not None and not g.real:  # |exp u| = exp(re u)
        size = n.ring.plus(g.argument, conjugate(n, g.argument))
        return n.exponential(n.ring.scaled(size, Fraction(e) / 2))
    if g.real and Fraction(e).denominator != 1:  # of what is not negative
        return n.ring.of_generator(i, e)
    if Fraction(e).denominator != 1:
        raise Stuck("the modulus of a root")
    if e < 0:
        return n.ring.inverse(_modulus_of_generator(n, i, -e))
    return _modulus_of_factor(n, {poly.monomial(i): 1}, int(e))


def _modulus_of_factor(n: PlaneNormaliser, f: Polynomial, k: int | Rational) -> Quotient:
    """|f|^k, a power of the root of f·f̄."""
    u = Quotient(f, UNIT)
    if n.ring.is_real(f):
        return n.absolute_power(f, Fraction(k))
    square = n.ring.times(u, conjugate(n, u))
    if square == UNITY:
        return UNITY
    if n.ring.quotient_is_real(square) and n.signs.of_quotient(square) == {1}:
        return n.root(square, Fraction(k) / 2)
    if square.denominator:
        raise Stuck("the modulus of a quotient")

    def make() -> Generator:
        return Generator("principal root", n.ring.term(square), frozenset(), None, square.numerator)

    i = n.ring.generator(("principal root", poly.key(square.numerator)), make)
    return n.ring.of_generator(i, Fraction(k) / 2)


def circular_by_exponentials(n: PlaneNormaliser, kind: str, u: Quotient) -> Quotient:
    """cos u = (e^(iu) + e^(−iu))/2 and sin u = (e^(iu) − e^(−iu))/(2i)."""
    i = n.of(IMAGINARY)
    turn = n.ring.times(i, u)
    up, down = n.exponential(turn), n.exponential(n.ring.scaled(turn, -1))
    if kind == "cos":
        return n.ring.scaled(n.ring.plus(up, down), Fraction(1, 2))
    return n.ring.scaled(n.ring.times(i, n.ring.minus(up, down)), Fraction(-1, 2))
