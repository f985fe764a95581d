"""Terms as quotients of polynomials in lowest terms, and back to terms as people write them. Not trusted.

`Algebra.value(t)` reads a term without conditions; exponentials are powers of e^m, roots and erf, log, sums of vectors
are generators with the relations that a page of a textbook uses. Equal quotients are equal terms; the converse is not
claimed, and nothing here is believed: what is written down from it is put before the kernel.
"""

from __future__ import annotations

from contextlib import suppress
from fractions import Fraction

from symact.derivation import polynomials as poly
from symact.derivation.definitions import NotDerived, definition_of, without_guards
from symact.derivation.polynomials import Monomial, Polynomial
from symact.derivation.relations import NUMBER_ONE, Relations
from symact.derivation.shapes import shape
from symact.derivation.tidy import is_decimal, quotient
from symact.derivation.written import Quotient, normed
from symact.kernel.terms import COUNT, HALF, PI, Term, free_symbols, fresh, number, power, substitute, walk


class Algebra(Relations):
    """Reads and writes quotients; `kept` are subterms that stay whole, like the names of functions.

    Sums are written as they stand in the terms, or as `alike` writes them.
    """

    def __init__(self, *terms: Term, kept: frozenset[Term] = frozenset(), alike: Algebra | None = None) -> None:
        self.kept, self.memo = kept, dict[Term, Quotient]()
        self.signs, self.sums, self.exponents = {}, {}, {}
        self._given: tuple[Term, ...] = ()
        for t in terms:
            for s in walk(t):
                if s.op == "exp" and s.args[0].op != "number":
                    self._orient(s.args[0])
        decimals = {s.args[0].denominator for t in terms for s in walk(t) if s.op == "number" and is_decimal(s.args[0])}
        self.decimals = alike.decimals if alike is not None else tuple(sorted(decimals))
        self.memo.clear()
        self._given = () if alike is not None else terms
        if alike is not None:
            alike.prepare()
            self.sums, self.exponents = alike.sums, alike.exponents

    def prepare(self) -> None:
        """Learns how sums are written in the terms, inner ones first, before the first one is written."""
        given, self._given = self._given, ()
        for t in given:
            for s in reversed(list(walk(t))):
                with suppress(NotDerived):
                    self._remember(s)

    def _orient(self, exponent: Term) -> None:
        """An exponential is written with the sign in its exponent with which it first occurs."""
        above, below = self.value(exponent)
        if below == NUMBER_ONE or len(below) == 1:
            for m, c in above.items():
                argument, sign = self._monomial_over(m, below), 1 if c > 0 else -1
                self.signs.setdefault(argument, sign)
                if argument.op == "component":
                    self.signs.setdefault(Term("vector", argument.args[0]), sign)

    def _remember(self, t: Term) -> None:
        """How a sum is written, if only the order of its summands is free, and a sum in an exponent."""
        inner = t.args[0] if t.op == "exp" else t
        if t.op not in ("add", "exp") or inner.op == "number":
            return
        above, below = self.value(inner)
        if below != NUMBER_ONE or len(above) < 2:
            return
        if t.op == "exp":
            scale, key = normed({((self._monomial_over(m, below), Fraction(1)),): c for m, c in above.items()})
            self.exponents.setdefault(key, (scale, inner))
        elif shape(self.polynomial(above)) == shape(t):
            self.sums.setdefault(frozenset(above.items()), t)

    def inside(self, t: Term) -> Polynomial | None:
        above, below = Algebra(kept=self.kept - {t}, alike=self).value(t)
        return above if below == NUMBER_ONE else None

    def value(self, t: Term) -> Quotient:
        """The quotient in lowest terms; raises `NotDerived` for conditions, limits, division by zero."""
        if t not in self.memo:
            try:
                self.memo[t] = self._lowest(*self._value(t))
            except poly.TooLarge:
                raise NotDerived("the expression is too large to be written out") from None
        return self.memo[t]

    def _whole(self, t: Term) -> Polynomial:
        """The value of a term as a polynomial, a monomial in the denominator with negative exponents."""
        above, below = self.value(t)
        if len(below) > 1:
            raise NotDerived("a fraction stands where a product is needed")
        return poly.times(above, poly.powered(below, -1))

    def _value(self, t: Term) -> Quotient:
        if t in self.kept or t.op in ("variable", "component", "pi", "count"):
            return poly.generator(t), NUMBER_ONE
        if t.op == "delta":
            return (NUMBER_ONE if t.args[0] == t.args[1] else poly.generator(t)), NUMBER_ONE
        if t.op == "number":
            return poly.constant(t.args[0]), NUMBER_ONE
        if t.op == "call" and len(t.args) == 1:
            return poly.generator(t), NUMBER_ONE
        if t.op not in _READERS:
            raise NotDerived(f"no algebra for {t.op}")
        return _READERS[t.op](self, t)

    def _lowest(self, above: Polynomial, below: Polynomial) -> Quotient:
        above, below = self._reduced(above), self._reduced(below)
        if not below:
            raise NotDerived("a division by zero")
        if not above:
            return {}, NUMBER_ONE
        above, below = self._rational(above, below)
        above, below = (self._flipped(p) for p in (above, below))
        above, below = poly.cancelled(above, below)
        above, below = (self._flipped(p) for p in (above, below))
        lead = poly.content(below)
        less = min((dict(m).get(PI, Fraction(0)) for m in below), default=Fraction(0))
        if less:
            above, below = (poly.times(p, poly.generator(PI, -less)) for p in (above, below))
        return poly.scaled(above, 1 / lead), poly.scaled(below, 1 / lead)

    def _add(self, t: Term) -> Quotient:
        above, below = self.value(t.args[0])
        for a in t.args[1:]:
            n, d = self.value(a)
            if d == below:
                above = poly.plus(above, n)
            else:
                above, below = poly.plus(poly.times(above, d), poly.times(n, below)), poly.times(below, d)
        return above, below

    def _mul(self, t: Term) -> Quotient:
        above = below = NUMBER_ONE
        for a in t.args:
            n, d = self.value(a)
            above, below = poly.times(above, n), poly.times(below, d)
        return above, below

    def _neg(self, t: Term) -> Quotient:
        n, d = self.value(t.args[0])
        return poly.scaled(n, Fraction(-1)), d

    def _div(self, t: Term) -> Quotient:
        (a, b), (c, d) = map(self.value, t.args)
        return poly.times(a, d), poly.times(b, c)

    def _pow(self, t: Term) -> Quotient:
        base, exponent = t.args
        if exponent.op == "neg" and exponent.args[0].op == "number":
            exponent = number(-exponent.args[0].args[0])
        if exponent.op != "number":
            return self.value(Term("exp", Term("mul", exponent, Term("log", base))))
        e: Fraction = exponent.args[0]
        n, d = self.value(base)
        if e.denominator == 1:
            if abs(e) > 12:
                raise NotDerived("a power too high to be multiplied out")
            n, d = (n, d) if e >= 0 else (d, n)
            return poly.powered(n, abs(e)), poly.powered(d, abs(e))
        above, below = self._root_of(n, e.denominator), self._root_of(d, e.denominator)
        above, below = (above, below) if e > 0 else (below, above)
        return poly.powered(above, abs(e.numerator)), poly.powered(below, abs(e.numerator))

    def _root_of(self, p: Polynomial, k: int) -> Polynomial:
        """The k-th root, numbers, π and exponentials taken out one by one."""
        content, factors = poly.factored(p)
        if content < 0:
            return poly.generator(power(self.polynomial(p), number(Fraction(1, k))))
        result: Polynomial = NUMBER_ONE
        for prime, times in poly.primes(content):
            result = poly.times(result, self._prime_root(number(prime), times, k))
        for f, e in factors:
            m = next(iter(f))
            g = m[0][0] if len(f) == 1 and m else None
            if g is not None and g.op == "exp":
                result = poly.times(result, poly.generator(g, m[0][1] * e / k))
            elif g is PI:
                result = poly.times(result, poly.generator(PI, m[0][1] * e / k))
            else:
                result = poly.times(result, self._prime_root(self.polynomial(f), e, k))
        return self._reduced(result)

    def _prime_root(self, base: Term, e: Fraction | int, k: int) -> Polynomial:
        root = power(base, HALF if k == 2 else number(Fraction(1, k)))
        outside = poly.constant(base.args[0]) if base.op == "number" else self._whole(base)
        whole, rest = divmod(e, k)
        body = poly.powered(outside, whole) if whole >= 0 else poly.constant(Fraction(1) / base.args[0] ** -whole)
        return poly.times(body, poly.generator(root, rest)) if rest else body

    def _exp(self, t: Term) -> Quotient:
        above, below = self.value(t.args[0])
        if len(below) > 1:
            return poly.generator(Term("exp", self.term((above, below)))), NUMBER_ONE
        result: Polynomial = NUMBER_ONE
        extra: Polynomial = NUMBER_ONE
        for m, c in above.items():
            argument = self._monomial_over(m, below)
            c /= next(iter(below.values()))
            if argument.op == "log" and c.denominator == 1:
                n, d = self.value(argument.args[0])
                n, d = (n, d) if c > 0 else (d, n)
                result, extra = poly.times(result, poly.powered(n, abs(c))), poly.times(extra, poly.powered(d, abs(c)))
            else:
                result = poly.times(result, poly.generator(Term("exp", argument), c))
        return result, extra

    def _monomial_over(self, m: Monomial, below: Polynomial) -> Term:
        upper = self.monomial(m)
        return quotient(upper, self.monomial(next(iter(below)))) if next(iter(below)) else upper

    def _log(self, t: Term) -> Quotient:
        above, below = self.value(t.args[0])
        if not above:
            raise NotDerived("the logarithm of zero")
        result: Polynomial = {}
        over: Polynomial = NUMBER_ONE
        for p, sign in ((above, 1), (below, -1)):
            content, factors = poly.factored(self._flipped(p))
            if content < 0:
                return poly.generator(Term("log", self.term((above, below)))), NUMBER_ONE
            for prime, times in poly.primes(content):
                logarithm = poly.generator(Term("log", number(prime)))
                result = poly.plus(result, poly.scaled(logarithm, Fraction(sign * times)))
            for f, e in factors:
                result, over = self._log_of(self._flipped(f), sign * e, result, over)
        return result, over

    def _log_of(self, f: Polynomial, e: Fraction, result: Polynomial, over: Polynomial) -> Quotient:
        m = next(iter(f))
        if len(f) == 1 and len(m) == 1 and m[0][0].op == "exp":
            n, d = self.value(m[0][0].args[0])
            n = poly.scaled(n, e * m[0][1])
            return poly.plus(poly.times(result, d), poly.times(n, over)), poly.times(over, d)
        g = Term("log", self.polynomial(f))
        return poly.plus(result, poly.times(poly.scaled(poly.generator(g), Fraction(e)), over)), over

    def _odd(self, t: Term) -> Quotient:
        """erf, sin and atan of −u are written with u, the cosine as well."""
        n, d = self.value(t.args[0])
        if not n:
            return poly.constant(t.op == "cos"), NUMBER_ONE
        sign = Fraction(1 if n[min(n, key=poly.order)] > 0 else -1)
        body = poly.generator(Term(t.op, self.term((poly.scaled(n, sign), d))))
        return poly.scaled(body, Fraction(1) if t.op == "cos" else sign), NUMBER_ONE

    def _call(self, t: Term) -> Quotient:
        return self.value(definition_of(t))

    def _sum(self, t: Term) -> Quotient:
        """What does not depend on the index stands before the sum; deltas in it are used up."""
        index, body = self._bound(t)
        above, below = self.value(body)
        if any(index in free_symbols(g) for g in poly.generators([below])):
            return poly.generator(Term("sum", index, self.term((above, below)))), NUMBER_ONE
        result: Polynomial = {}
        for m, c in above.items():
            result = poly.plus(result, poly.scaled(self._summed(m, index), c))
        return self._reduced(result), below

    def _bound(self, t: Term) -> tuple[str, Term]:
        """The index is called k where nothing else is: sums that differ by its name are one generator."""
        index, body = t.args
        name = fresh("k", free_symbols(body) - {index})
        return name, substitute(body, {Term("index", index): Term("index", name)}) if name != index else body

    def _summed(self, m: Monomial, index: str) -> Polynomial:
        inside = tuple((g, e) for g, e in m if index in free_symbols(g))
        outside = {tuple((g, e) for g, e in m if index not in free_symbols(g)): Fraction(1)}
        delta = next((g for g, _ in inside if g.op == "delta"), None)
        if delta is not None:
            other = next((a for a in delta.args if a != index), index)
            body = {tuple((g, e) for g, e in inside if g is not delta): Fraction(1)}
            moved = substitute(self.polynomial(body), {Term("index", index): Term("index", other)})
            return poly.times(outside, self._whole(moved))
        if not inside:
            return poly.times(outside, poly.generator(COUNT))
        return poly.times(outside, poly.generator(Term("sum", index, self.monomial(inside))))

    def canonical(self, t: Term) -> Term:
        """The quotient of `t` in lowest terms, written out."""
        return self.term(self.value(t))


_READERS = {
    "add": Algebra._add, "mul": Algebra._mul, "neg": Algebra._neg, "div": Algebra._div, "pow": Algebra._pow,
    "exp": Algebra._exp, "log": Algebra._log, "erf": Algebra._odd, "sin": Algebra._odd, "atan": Algebra._odd,
    "cos": Algebra._odd, "call": Algebra._call, "sum": Algebra._sum,
    "guarded": lambda self, t: self.value(without_guards(t)),
}  # fmt: skip
