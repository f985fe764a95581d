"""Quotients of polynomials as people write them: letters before functions, one exponential, roots under one sign."""

from __future__ import annotations

from fractions import Fraction

from symact.derivation import polynomials as poly
from symact.derivation.polynomials import UNIT, Monomial, Polynomial
from symact.derivation.tidy import negative, product, quotient, raised, total
from symact.kernel.terms import HALF, ONE, ZERO, Term, number, power

Quotient = tuple[Polynomial, Polynomial]
_LAST = {"number": 0, "pi": 1, "count": 1, "variable": 2, "component": 2, "delta": 2, "pow": 3, "log": 5, "erf": 5,
         "call": 4, "sum": 6, "exp": 7}  # fmt: skip


class Writing:
    """`kept` are subterms that stay whole; `signs` the sign with which an exponential is written, +1 unless given."""

    kept: frozenset[Term]
    signs: dict[Term, int]

    def sign(self, exponent: Term) -> int:
        """With which sign e^exponent is written; components of one vector alike."""
        alike = Term("vector", exponent.args[0]) if exponent.op == "component" else exponent
        return self.signs.get(exponent, self.signs.get(alike, 1))

    def _flipped(self, p: Polynomial) -> Polynomial:
        """e^x exchanged with e^(−x) where that is the one that is written: FLINT knows no negative exponents."""

        def exponent(g: Term, e: Fraction) -> Fraction:
            return -e if g.op == "exp" and self.sign(g.args[0]) < 0 else e

        return {tuple((g, exponent(g, e)) for g, e in m): c for m, c in p.items()}

    def term(self, q: Quotient) -> Term:
        """A quotient as a fraction, its denominator in factors, the numerator in the shorter of both forms."""
        above, below = q
        if not above:
            return ZERO
        bottom = self.factors(below)
        expanded = quotient(self.polynomial(above), bottom)
        if len(above) == 1:
            return _with_roots(expanded)
        made = quotient(self.factors(above), bottom)
        return _with_roots(made if made.size <= expanded.size else expanded)

    def factors(self, p: Polynomial) -> Term:
        """The product of the irreducible factors, numbers and letters first."""
        content, found = poly.factored(self._flipped(p))
        pieces = [(self._flipped(f), e) for f, e in found]
        single = [(self.polynomial(f), e) for f, e in pieces if len(f) == 1]
        several = [(self.polynomial(f), e) for f, e in pieces if len(f) > 1]
        ordered = [*sorted(single, key=lambda item: _place(item[0])), *sorted(several, key=lambda item: item[0].size)]
        above = product(number(content), *[_to_power(t, e) for t, e in ordered if e > 0])
        below = [_to_power(t, -e) for t, e in ordered if e < 0]
        return quotient(above, product(*below)) if below else above

    def polynomial(self, p: Polynomial) -> Term:
        """A sum in ascending degree that begins, where it can, with a positive summand."""
        if not p:
            return ZERO
        rows = sorted(p, key=lambda m: (*poly.order(m)[:2], [_place(g) for g, _ in m], poly.order(m)[2]))
        first = next((m for m in rows if p[m] > 0), rows[0])
        rows = [first, *[m for m in rows if m != first]]
        return total(*[self._summand(m, p[m]) for m in rows])

    def _summand(self, m: Monomial, c: Fraction) -> Term:
        body = product(number(abs(c)), self.monomial(m)) if m else number(abs(c))
        return negative(body) if c < 0 else body

    def monomial(self, m: Monomial) -> Term:
        """Letters first, then roots, functions and sums; the exponentials are one."""
        if m == UNIT:
            return ONE
        above, below, exponents = list[Term](), list[Term](), list[tuple[Term, Fraction]]()
        for g, e in sorted(m, key=lambda item: _place(item[0])):
            if g.op == "exp" and g not in self.kept:
                exponents.append((g.args[0], e))
            else:
                (above if e > 0 else below).append(_to_power(g, abs(e)))
        if exponents:
            exponents.sort(key=lambda item: item[1] < 0)
            above.append(Term("exp", total(*[_coefficient(c, a) for a, c in exponents])))
        upper = product(*above) if above else ONE
        return quotient(upper, product(*below)) if below else upper


def _coefficient(c: Fraction, a: Term) -> Term:
    body = quotient(product(number(abs(c).numerator), a), number(abs(c).denominator)) if abs(c) != 1 else a
    return negative(body) if c < 0 else body


def _to_power(t: Term, e: Fraction | int) -> Term:
    if e == 1:
        return t
    if t.op == "pow" and t.args[1].op == "number":
        return raised(t.args[0], t.args[1].args[0] * e)
    if t.op == "exp":
        return Term("exp", product(number(e), t.args[0]))
    return raised(t, Fraction(e))


def _with_roots(t: Term) -> Term:
    """√u/u² is written 1/u^(3/2), x√2/2 as x/√2, √2·√π as √(2π)."""
    if t.op == "neg":
        return negative(_with_roots(t.args[0]))
    top, bottom = (_pieces(a) for a in (t.args if t.op == "div" else (t, ONE)))
    for root in [r for r in top if r.op == "pow" and r.args[1] is HALF]:
        for place, b in enumerate(bottom):
            base, e = (b.args[0], b.args[1]) if b.op == "pow" and b.args[1].op == "number" else (b, ONE)
            if base is root.args[0]:
                bottom[place] = raised(base, e.args[0] - HALF.args[0])
            elif root.args[0].op == base.op == "number" and base.args[0] % root.args[0].args[0] == 0 and e is ONE:
                bottom[place] = product(number(base.args[0] / root.args[0].args[0]), root)
            else:
                continue
            top.remove(root)
            break
    upper, lower = product(*_one_root(top)), product(*_one_root([p for b in bottom for p in _pieces(b)]))
    return quotient(upper, lower) if lower is not ONE else upper


def _pieces(t: Term) -> list[Term]:
    return list(t.args) if t.op == "mul" else [t]


def _one_root(factors: list[Term]) -> list[Term]:
    """Roots of numbers and π put under one sign."""
    roots = [f for f in factors if f.op == "pow" and f.args[1] is HALF and f.args[0].op in ("number", "pi")]
    if len(roots) < 2:
        return factors
    one = power(product(*[r.args[0] for r in roots]), HALF)
    return [one if f is roots[0] else f for f in factors if f is roots[0] or f not in roots]


def _place(g: Term) -> tuple[int, str]:
    inner = g.args[0] if g.op == "pow" and g.args[1].op == "number" and g.args[1] is not HALF else g
    return _LAST.get(inner.op, 5), poly.label(inner)


def root_degree(g: Term) -> int:
    """k of a k-th root."""
    return int(Fraction(g.args[1].args[0]).denominator)
