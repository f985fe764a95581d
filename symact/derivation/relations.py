"""The relations between generators: √u·√u is u, δ·δ is δ, and a root in a denominator goes to the numerator."""

from __future__ import annotations

from abc import abstractmethod
from fractions import Fraction

from symact.derivation import polynomials as poly
from symact.derivation.polynomials import Monomial, Polynomial
from symact.derivation.written import Quotient, Writing, root_degree
from symact.kernel.terms import Term, free_symbols, substitute

NUMBER_ONE = poly.constant(1)


class Relations(Writing):
    """Brings polynomials to the form in which equal ones are the same; `value` is what reads terms."""

    @abstractmethod
    def value(self, t: Term) -> Quotient: ...

    @abstractmethod
    def _whole(self, t: Term) -> Polynomial: ...

    def _reduced(self, p: Polynomial) -> Polynomial:
        """√u² is u, δ² is δ, and beside δᵢⱼ every j is i."""
        result: Polynomial = {}
        for m, c in p.items():
            result = poly.plus(result, poly.scaled(self._reduced_monomial(m), c))
        return result

    def _reduced_monomial(self, m: Monomial) -> Polynomial:
        for g, e in m:
            rest = tuple(item for item in m if item[0] is not g)
            if g.op == "delta" and (e != 1 or any(g.args[1] in free_symbols(h) and h is not g for h, _ in rest)):
                index = {Term("index", g.args[1]): Term("index", g.args[0])}
                moved: Polynomial = NUMBER_ONE
                for h, k in rest:
                    moved = poly.times(moved, poly.powered(self._whole(substitute(h, index)), k))
                return poly.times(poly.generator(g), self._reduced(moved))
            if g.op == "pow" and g not in self.kept and not 0 <= e < root_degree(g):
                whole = e // root_degree(g)
                base, below = self.value(g.args[0])
                if whole > 0 and below == NUMBER_ONE:
                    kept = poly.generator(g, e - whole * root_degree(g)) if e != whole * root_degree(g) else NUMBER_ONE
                    body = poly.times(poly.times(poly.powered(base, whole), kept), {rest: Fraction(1)})
                    return self._reduced(body)
        return {m: Fraction(1)}

    def _rational(self, above: Polynomial, below: Polynomial) -> Quotient:
        """A root that divides the denominator goes to the numerator."""
        for g in poly.generators([below]):
            if g.op == "pow" and g not in self.kept:
                least = min(dict(m).get(g, Fraction(0)) for m in below)
                if least > 0:
                    more = poly.generator(g, root_degree(g) - least)
                    return self._rational(*[self._reduced(poly.times(p, more)) for p in (above, below)])
        return above, below
