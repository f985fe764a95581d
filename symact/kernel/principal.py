"""Normal forms in the complex plane: no order, principal branches.

Of a complex number only "not zero" is ever said. log(exp(z)), log(ab) and (ab)^s are not taken apart; what holds is
exp(log z) = z, z^s = exp(s·log z) for the principal logarithm, exp(iπ) = −1. Real subterms keep the real rules.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import floor
from typing import ClassVar

from symact.kernel import polynomial as poly
from symact.kernel.angles import CIRCULAR, SURDS, circular, of_turns
from symact.kernel.conjugates import PARTS, circular_by_exponentials, conjugate, of_part
from symact.kernel.errors import Stuck
from symact.kernel.germ import has_conditional
from symact.kernel.linear import ANY, NONZERO, NULL, POSITIVE, Region, Signs
from symact.kernel.normal import NO_INDICES, Normaliser
from symact.kernel.polynomial import UNIT, Polynomial, Rational, constant
from symact.kernel.ring import NOUGHT, UNITY, Advice, Generator, Quotient, name_of
from symact.kernel.signs import SignRules
from symact.kernel.terms import IMAGINARY, PI, Term, is_constant, number, text

NEVER_ZERO = ("exp", "pi", "imaginary", "root")


class PlaneSigns(SignRules):
    """For what is not real, `{-1, 1}` means "not zero" and nothing more."""

    conjugate: Callable[[Polynomial], Polynomial | None]

    def of(self, p: Polynomial) -> Signs:
        if self.ring.is_real(p):
            return super().of(p)
        name = poly.key(p)
        if name not in self._memo:
            self._memo[name] = ANY
            self._memo[name] = NONZERO if self._never_zero(p) else ANY
        return self._memo[name]

    def of_quotient(self, u: Quotient) -> Signs:
        if self.ring.quotient_is_real(u):
            return super().of_quotient(u)
        s = self.of(u.numerator)
        return NULL if s == NULL else ANY if 0 in s else NONZERO

    def of_generator(self, i: int) -> Signs:
        g = self.ring.generators[i]
        if g.kind == "principal root" and g.real and g.base is not None:  # a modulus
            return frozenset({0, 1}) if 0 in self.of(g.base) else POSITIVE
        return super().of_generator(i)

    def _never_zero(self, p: Polynomial) -> bool:
        _, m, factors = self.ring.factored(p)
        whole = not any(m) and [f for f, _ in factors] == [poly.primitive(p)[2]]
        if 0 not in self._known(p):
            return True
        return all(self._generator_nonzero(i) for i, e in enumerate(m) if e) and (
            not whole and all(0 not in self.of(f) for f, _ in factors)
        )

    def _known(self, p: Polynomial) -> Signs:
        """What is known of `p`, which is 0 where its conjugate is."""
        other = self.conjugate(p)
        return self.by_facts(p) if other is None else self.by_facts(p) & self.by_facts(other)

    def _generator_nonzero(self, i: int) -> bool:
        g = self.ring.generators[i]
        return g.kind in NEVER_ZERO or 0 not in (self.of_generator(i) if g.real else self._known({poly.monomial(i): 1}))


class PlaneNormaliser(Normaliser):
    """`names` are the complex variables."""

    plane = True

    def __init__(self, region: Region, advice: Advice, tick: Callable[[], None], names: frozenset[str]) -> None:
        super().__init__(region, advice, tick)
        self.names = names
        self.conjugates: dict[int, int] = {}
        self.signs: PlaneSigns = PlaneSigns(self.ring, region, (), self.exponential)
        self.signs.conjugate = self._conjugate

    def _of(self, t: Term, strict: bool) -> Quotient:
        if t is IMAGINARY:
            return self.ring.of_generator(self._imaginary())
        if t.op == "variable" and t.args[0] in self.names and t not in self._bound and t not in self.region.solved:
            return self.ring.of_generator(
                self.ring.generator(t, lambda: Generator("variable", t, NO_INDICES, real=False))
            )
        if t.op == "opaque" and t.args[0] in PARTS:
            return of_part(t, self, strict)
        if t.op in ("sum", "component", "subs", "limit", "opaque"):
            raise Stuck(f"the kernel has no rule for {t.args[0] if t.op == 'opaque' else t.op} in the complex plane")
        return super()._of(t, strict)

    def _imaginary(self) -> int:
        return self.ring.generator(IMAGINARY, lambda: Generator("imaginary", IMAGINARY, NO_INDICES, real=False))

    def splits(self, u: Quotient, whole: bool = True) -> tuple[str, ...]:
        return super().splits(u, whole) if self.ring.quotient_is_real(u) else ()

    def condition(self, c: Term) -> bool:
        if c.op == "relation" and c.args[0] not in ("==", "!="):
            for side in c.args[1:]:
                if not self.ring.quotient_is_real(self.of(side)):
                    raise Stuck("complex numbers are not ordered, and the two sides are not shown to be real")
        return super().condition(c)

    def _derivative(self, t: Term) -> Quotient:
        if has_conditional(t.args[0]):
            raise Stuck("a derivative of a conditional in the complex plane, where conditions hold on a line at most")
        return self._derivative_by_rules(t)

    def _conjugate(self, p: Polynomial) -> Polynomial | None:
        """The conjugate of `p` by generators that are there already; None where it is no polynomial in them."""
        if self.ring.is_real(p) or not self.conjugates:
            return None
        try:
            found = conjugate(self, Quotient(p, UNIT))
        except Stuck:
            return None
        return None if found.denominator else found.numerator

    # ------------------------------------------------------------ branches

    def _positive(self, u: Quotient) -> bool:
        return self.ring.quotient_is_real(u) and self.signs.of_quotient(u) == POSITIVE

    def _on_imaginary_axis(self, u: Quotient) -> tuple[int, Quotient] | None:
        """(±1, v) where u = ±i·v with v > 0, whose argument is ±π/2."""
        for s in (1, -1):
            v = self.ring.scaled(self.ring.times(self.ring.of_generator(self._imaginary()), u), -s)
            if self._positive(v):
                return s, v
        return None

    def _principal_log(self, u: Quotient, t: Term, strict: bool) -> Quotient:
        """The principal logarithm: real where u > 0, log(−u) + iπ where u < 0, else a generator of its own."""
        if self._positive(u):
            return self.logarithm(u)
        if strict:
            raise Stuck(f"{text(t)} may lie on a branch cut")
        if self._positive(self.ring.scaled(u, -1)):
            turn = self.ring.times(self.ring.of_generator(self._imaginary()), self.of(PI))
            return self.ring.plus(self.logarithm(self.ring.scaled(u, -1)), turn)
        if (side := self._on_imaginary_axis(u)) is not None:
            turn = self.ring.times(self.ring.of_generator(self._imaginary()), self.of(PI))
            return self.ring.plus(self.logarithm(side[1]), self.ring.scaled(turn, Fraction(side[0], 2)))

        def make() -> Generator:
            return Generator("principal log", Term("log", self.ring.term(u)), NO_INDICES, u, real=False)

        return self.ring.of_generator(self.ring.generator(("principal log", name_of(u)), make))

    def _plane_log(self, t: Term, a: list[Quotient], strict: bool) -> Quotient:
        self.owe("!=", a[0], t.args[0])
        if not a[0].numerator:
            raise Stuck("logarithm of 0")
        return self._principal_log(a[0], t.args[0], strict)

    def _plane_pow(self, t: Term, a: list[Quotient], strict: bool) -> Quotient:
        base, exponent = a
        q = self.ring.rational_value(exponent)
        fixed = is_constant(t.args[1])
        if q is not None and q.denominator == 1 and (fixed or not strict):
            if q < 0:
                self.owe("!=", base, t.args[0])
            return self.ring.power(base, int(q))
        if q is None or not fixed or q < 0 or strict:
            self.owe("!=", base, t.args[0], necessary=False)
        if not base.numerator:
            if q is None or not fixed or q < 0 or strict:
                raise Stuck(f"{text(t.args[0])} is 0 under a power")
            return NOUGHT
        if q is None or not fixed:
            return self.exponential(self.ring.times(exponent, self._principal_log(base, t.args[0], strict)))
        if self._positive(base):
            return self.root(base, q)
        if strict:
            raise Stuck(f"{text(t.args[0])} may lie on a branch cut")
        if self._positive(self.ring.scaled(base, -1)):
            return self.ring.times(self.root(self.ring.scaled(base, -1), q), self._power_of_minus_one(Fraction(q)))
        if (side := self._on_imaginary_axis(base)) is not None:
            turn = self._power_of_minus_one(Fraction(q) * side[0] / 2)
            return self.ring.times(self.root(side[1], q), turn)
        return self._principal_root(base, q)

    def _principal_root(self, u: Quotient, s: Rational) -> Quotient:
        """u^s = exp(s·log u); exponents add, and whole ones are powers of u."""
        if u.denominator:
            raise Stuck("a fractional power of a quotient in the complex plane")

        def make() -> Generator:
            return Generator(
                "principal root", self.ring.polynomial_term(u.numerator), NO_INDICES, None, u.numerator, real=False
            )

        return self.ring.of_generator(self.ring.generator(("principal root", poly.key(u.numerator)), make), s)

    def _exponential_of_piece(self, piece: Quotient, c: Rational) -> Quotient:
        """exp(c·iπ) = (−1)^c; exp(c·log u) = u^c; the rest as on the real line."""
        m = next(iter(piece.numerator)) if len(piece.numerator) == 1 else UNIT
        kinds = sorted((self.ring.generators[i].kind, e) for i, e in enumerate(m) if e)  # log u·log v is two of a kind
        if not piece.denominator and m:
            turns = Fraction(c) * Fraction(piece.numerator[m])
            if kinds == [("imaginary", 1), ("pi", 1)]:
                return self._power_of_minus_one(turns)
            i = len(m) - 1
            g = self.ring.generators[i]
            if g.kind == "principal log" and kinds == [("principal log", 1)] and g.argument is not None:
                whole = turns.denominator == 1
                return self.ring.power(g.argument, int(turns)) if whole else self._principal_root(g.argument, turns)
        return super()._exponential_of_piece(piece, c)

    def _power_of_minus_one(self, c: Fraction) -> Quotient:
        """exp(iπc): a sign for the whole part, i for a half, else a root of −1."""
        sign, rest = (-1) ** (floor(c) % 2), c - floor(c)
        if not rest:
            return self.ring.scaled(UNITY, sign)
        i = self.ring.of_generator(self._imaginary())
        if rest == Fraction(1, 2):
            return self.ring.scaled(i, sign)
        if any((unit * rest).denominator == 1 for unit in SURDS):
            cosine, sine = of_turns(self, rest)
            return self.ring.scaled(self.ring.plus(cosine, self.ring.times(i, sine)), sign)

        def make() -> Generator:
            return Generator("principal root", number(-1), NO_INDICES, None, constant(-1), real=False)

        root = self.ring.generator(("principal root", "-1"), make)
        return self.ring.scaled(self.ring.of_generator(root, rest), sign)

    def _circular(self, t: Term, a: list[Quotient], strict: bool) -> Quotient:
        """By exponentials, but for special values; a real sine then has a form that does not show it to be real."""
        if self.ring.quotient_is_real(a[0]):
            value = circular(self, t.op, a[0])
            if not any(self.ring.generators[i].kind in CIRCULAR for i in poly.generators(value.numerator)):
                return value
        return circular_by_exponentials(self, t.op, a[0])

    def _real_only(self, t: Term, a: list[Quotient], strict: bool) -> Quotient:
        if not self.ring.quotient_is_real(a[0]):
            raise Stuck(f"the kernel has no rule for {t.op} in the complex plane")
        return self.odd(t.op, a[0])

    _OPERATIONS: ClassVar[dict[str, Callable[[PlaneNormaliser, Term, list[Quotient], bool], Quotient]]] = {  # type: ignore[assignment]
        **Normaliser._OPERATIONS, "log": _plane_log, "pow": _plane_pow, "atan": _real_only,
        "sin": _circular, "cos": _circular,
    }  # fmt: skip
