"""An antiderivative as a combination of likely terms whose derivative has the integrand's normal form.

The terms are products of what occurs in the integrand with powers of the variable, and the functions that have such
derivatives: logarithms of denominators, erf for Gaussians, atan for quadratics. The coefficients solve a linear system.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import product

from flint import fmpq, fmpq_mat

from symact.kernel import polynomial as poly
from symact.kernel.case import Case
from symact.kernel.differentiate import depends, differentiate
from symact.kernel.errors import LimitExceeded, Stuck
from symact.kernel.normal import Normaliser
from symact.kernel.polynomial import UNIT, Monomial
from symact.kernel.ring import Quotient
from symact.kernel.terms import (
    ONE,
    PI,
    TWO,
    ZERO,
    Term,
    add,
    div,
    free_symbols,
    mul,
    neg,
    number,
    power,
    sqrt,
    sub,
    substitute,
    variable,
    walk,
)  # fmt: skip
from symact.prover.factor import Recorder

MAX_BASIS, MAX_POWER, MAX_WAVES = 640, 6, 6


@dataclass
class _Row:
    term: Term
    derivative: Quotient
    defined: bool  # as far as is seen


class Ansatz:
    def __init__(self, case: Case, x: Term, tick: Callable[[], None]) -> None:
        self.x = x
        self.normaliser: Normaliser = case.normaliser(Recorder().advice, tick)
        self.ring = self.normaliser.ring

    def solve(self, f: Term) -> Term | None:
        goal = self.normaliser.of(f)
        rows: list[_Row] = []
        for t in dict.fromkeys(self._basis(goal)):
            if len(rows) >= MAX_BASIS:
                break
            del self.normaliser.obligations[:]
            try:
                derivative = self.normaliser.of(differentiate(t, self.x))
                self.normaliser.of(t)
            except (Stuck, LimitExceeded):
                continue
            rows.append(_Row(t, derivative, not self.normaliser.open_obligations()))
        rows.sort(key=lambda row: not row.defined)
        coefficients = self._coefficients([r.derivative for r in rows], goal)
        if coefficients is None:
            return None
        parts = [mul(number(c), r.term) if c != 1 else r.term for c, r in zip(coefficients, rows, strict=True) if c]
        return add(*parts) if parts else ZERO

    def _coefficients(self, derivatives: list[Quotient], goal: Quotient) -> list[Fraction] | None:
        """Rationals c with Σ cᵢ·derivativeᵢ = goal, monomial by monomial over the common denominator."""
        width = max(len(q.denominator) for q in (*derivatives, goal))
        below = [
            max((q.denominator[k] if k < len(q.denominator) else 0) for q in (*derivatives, goal)) for k in range(width)
        ]
        columns = []
        for q in (*derivatives, goal):
            top = q.numerator
            for k, e in enumerate(below):
                for _ in range(int(e - (q.denominator[k] if k < len(q.denominator) else 0))):
                    top = poly.times(top, self.ring.factors[k])
            columns.append(self.ring.quotient(top).numerator)
        monomials = list({m: None for column in columns for m in column})
        index = {m: i for i, m in enumerate(monomials)}
        matrix = fmpq_mat(len(monomials) or 1, len(columns))
        for j, column in enumerate(columns):
            for m, c in column.items():
                matrix[index[m], j] = fmpq(c.numerator, c.denominator)
        reduced, rank = matrix.rref()
        found = [Fraction(0)] * len(derivatives)
        for i in range(rank):
            pivot = next(j for j in range(len(columns)) if reduced[i, j] != 0)
            if pivot == len(derivatives):
                return None
            value = reduced[i, len(derivatives)]
            found[pivot] = Fraction(int(value.p), int(value.q))
        return found

    def _basis(self, goal: Quotient) -> Iterator[Term]:
        """Likely terms of an antiderivative, the plainest first."""
        bodies, tops, constants = self._parts(goal)
        degree = min(MAX_POWER, 1 + max(tops, default=0))
        powers = [ONE, *(power(self.x, number(j)) if j > 1 else self.x for j in range(1, degree + 1))]
        specials = list(dict.fromkeys(self._specials(goal)))
        for scale in constants:
            for body in (ONE, *bodies, *specials):
                for p in powers:
                    factors = [t for t in (scale, p, body) if t is not ONE]
                    yield mul(*factors) if factors else ONE

    def _parts(self, goal: Quotient) -> tuple[list[Term], list[int], list[Term]]:
        """What multiplies powers of x in the integrand, those powers, and the constants that occur."""
        ring = self.ring
        bodies: dict[Term, None] = {}
        tops: list[int] = []
        scales: dict[Term, None] = {ONE: None}
        letters = [variable(name) for name in sorted(free_symbols(ring.term(goal)) - {self.x.args[0]})]
        here = next((i for i, g in enumerate(ring.generators) if g.term is self.x), None)
        for m in goal.numerator:
            if here is not None and len(m) > here and m[here].denominator == 1:
                tops.append(max(0, int(m[here])))
            rest, fixed = UNIT, UNIT
            for i, e in enumerate(m):
                g = ring.generators[i]
                if e and i != here and depends(g.term, self.x):
                    rest = poly.monomial_product(rest, poly.monomial(i, e))
                elif e and i != here:
                    fixed = poly.monomial_product(fixed, poly.monomial(i, e))
            if fixed:
                scales[ring.monomial_term(fixed)] = None
            factors = [k for k, e in enumerate(goal.denominator) if e]
            for exponents in product(*[range(int(goal.denominator[k]) + 1) for k in factors]):
                denominator = UNIT
                for k, e in zip(factors, exponents, strict=True):
                    denominator = poly.monomial_product(denominator, poly.monomial(k, e))
                bodies[ring.term(Quotient({rest: 1}, denominator))] = None
                bodies[ring.term(Quotient({UNIT: 1}, denominator))] = None
                for wave in self._waves(rest):
                    bodies[ring.term(Quotient({wave: 1}, denominator))] = None
        for scale in list(scales):
            for a in letters:
                for factor in (div(ONE, a), a, div(ONE, power(a, TWO)), power(a, TWO)):
                    scales[factor if scale is ONE else mul(factor, scale)] = None
        return list(bodies), tops, list(scales)

    def _waves(self, rest: Monomial) -> Iterator[Monomial]:
        """Sines and cosines of one angle in a monomial give way to others of no higher degree."""
        found = {self.ring.generators[i].kind: i for i, e in enumerate(rest) if e}
        at = next((found[kind] for kind in ("sin", "cos") if kind in found), None)
        if at is None:
            return
        angle = self.ring.generators[at].term.args[0]
        pair = {
            g.kind: i for i, g in enumerate(self.ring.generators) if g.term in (Term("sin", angle), Term("cos", angle))
        }
        other = UNIT
        for i, e in enumerate(rest):
            if e and i not in pair.values():
                other = poly.monomial_product(other, poly.monomial(i, e))
        for degree in range(min(MAX_WAVES, int(sum(rest[i] for i in pair.values() if i < len(rest)))) + 1):
            for sine in (0, 1) if degree and len(pair) == 2 else (0,):
                made = other
                for kind, e in (("sin", sine), ("cos", degree - sine)):
                    if e and kind in pair:
                        made = poly.monomial_product(made, poly.monomial(pair[kind], e))
                yield made

    def _specials(self, goal: Quotient) -> Iterator[Term]:
        """Functions whose derivatives look like the integrand."""
        ring = self.ring
        for k, e in enumerate(goal.denominator):
            if e:
                yield from self._of_denominator(ring.polynomial_term(ring.factors[k]))
        for m in goal.numerator:
            yield from self._of_monomial(m)
        used = {i for p in (goal.numerator, *ring.factors) for i in poly.generators(p)}
        kinds = {ring.generators[i].kind for i in used}
        quotient = any(goal.denominator) or any(e < 0 for m in goal.numerator for e in m)
        for i in sorted(used):
            g = ring.generators[i]
            if not depends(g.term, self.x):
                continue
            inner = g.term.args[0] if g.term.args and isinstance(g.term.args[0], Term) else self.x
            match g.kind:
                case "variable" if quotient or "log" in kinds:
                    yield Term("log", g.term)
                    yield Term("log", neg(g.term))
                case "exp":
                    if any(goal.denominator):
                        yield Term("atan", g.term)
                case "log":
                    yield mul(inner, g.term)
                    yield _dilogarithm(inner)
                    for u in (u for u in walk(inner) if u.op == "exp"):
                        down = Term("exp", neg(u.args[0]))
                        yield from (_dilogarithm(f(ONE, v)) for v in (u, down) for f in (add, sub))
                case "erf":
                    slope = differentiate(g.term, self.x)
                    yield slope
                    yield power(g.term, TWO)
                    yield mul(slope, g.term)
                    for scale in (ONE, div(ONE, sqrt(PI)), div(sqrt(TWO), sqrt(PI))):
                        yield mul(scale, Term("erf", mul(sqrt(TWO), inner)))
                case "atan":
                    yield Term("log", add(ONE, power(inner, TWO)))
                case "sin" | "cos":
                    yield Term("sin", inner)
                    yield Term("cos", inner)

    def _of_denominator(self, p: Term) -> Iterator[Term]:
        yield Term("log", p)
        yield Term("log", neg(p))
        yield _dilogarithm(p)
        first = differentiate(p, self.x)
        a, b = (self._plain(t) for t in (differentiate(first, self.x), substitute(first, {self.x: ZERO})))
        c = self._plain(substitute(p, {self.x: ZERO}))
        if a is not None and b is not None and c is not None:  # a is twice the coefficient of x**2
            root = sqrt(sub(mul(TWO, a, c), power(b, TWO)))
            yield div(Term("atan", div(add(mul(a, self.x), b), root)), root)

    def _of_monomial(self, m: Monomial) -> Iterator[Term]:
        """x^(e+1) for a power that is not whole, and erf for a Gaussian."""
        exponent = []
        for i, e in enumerate(m):
            g = self.ring.generators[i]
            if e and g.term is self.x and (e < -1 or e.denominator != 1):
                yield power(self.x, number(e + 1))
            elif e and g.kind == "exp":
                exponent.append(mul(number(e), g.term.args[0]))
        if exponent:
            yield from self._of_gaussian(add(*exponent))

    def _of_gaussian(self, argument: Term) -> Iterator[Term]:
        """√π·erf(√a·x + …) for exp(-a·x² + b·x) with a number a > 0."""
        first = differentiate(argument, self.x)
        curvature, slope = (self._plain(t) for t in (differentiate(first, self.x), substitute(first, {self.x: ZERO})))
        rest = self._plain(substitute(argument, {self.x: ZERO}))
        if (
            curvature is None
            or slope is None
            or rest is None
            or (self._number(curvature) or -1) > 0
            or curvature is ZERO
        ):
            return
        root = sqrt(div(neg(curvature), TWO))
        top = sub(rest, div(power(slope, TWO), mul(TWO, curvature)))
        erf = Term("erf", mul(root, add(self.x, div(slope, curvature))))
        for scale in (ONE, div(sqrt(PI), root), div(ONE, sqrt(TWO)), sqrt(PI)):
            made = mul(scale, erf) if scale is not ONE else erf
            yield from (made, mul(Term("exp", top), made), mul(Term("exp", sub(top, rest)), made))

    def _plain(self, t: Term) -> Term | None:
        """The term in normal form, where the variable does not occur in it."""
        found = self.ring.term(self.normaliser.of(t))
        return None if depends(found, self.x) else found

    def _number(self, t: Term) -> Fraction | None:
        q = self.ring.rational_value(self.normaliser.of(t))
        return None if q is None else Fraction(q)


def _dilogarithm(p: Term) -> Term:
    """Li₂(1 − p), the derivative of which is p′·log(p)/(1 − p)."""
    return Term("opaque", "polylog", TWO, sub(ONE, p))
