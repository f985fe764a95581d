"""Quotients of polynomials as people write them: letters before functions, one exponential, roots under one sign."""

from __future__ import annotations

from abc import ABC, abstractmethod
from fractions import Fraction

from symact.derivation import polynomials as poly
from symact.derivation.polynomials import UNIT, Monomial, Polynomial
from symact.derivation.tidy import negative, product, quotient, raised, total
from symact.kernel.terms import HALF, ONE, PI, ZERO, Term, number, power, walk

Quotient = tuple[Polynomial, Polynomial]
_LAST = {"number": 0, "pi": 1, "count": 1, "variable": 2, "component": 2, "delta": 2, "pow": 3, "log": 5, "erf": 5,
         "call": 4, "sum": 6, "exp": 7}  # fmt: skip
_LETTERS = 4  # what comes before: numbers, letters and their roots
_STANDING = frozenset({"component", "call", "exp", "log", "erf", "sin", "cos", "atan", "sum"})


class Writing(ABC):
    """`kept` are subterms that stay whole; `signs` the sign with which an exponential is written, +1 unless given.

    `decimals` are the denominators of decimals that are given; brackets are written with decimals then.
    With `opening`, a sum that is kept whole is collected with the summands beside it.
    """

    opening = True
    decimals: tuple[int, ...] = ()
    kept: frozenset[Term]
    signs: dict[Term, int]
    sums: dict[frozenset[tuple[Monomial, Fraction]], Term]  # how the sums are written in what is given
    exponents: dict[frozenset[tuple[Monomial, Fraction]], tuple[Fraction, Term]]

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
        less = min(dict(m).get(PI, Fraction(0)) for m in above)
        if less < 0:
            above, below = (poly.times(p, poly.generator(PI, -less)) for p in (above, below))
        bottom = self.factors(below)
        expanded = quotient(self.polynomial(above), bottom)
        if len(above) == 1:
            return _with_roots(expanded)
        top = self.factors(above)
        made = quotient(top, bottom)
        falls_apart = sum(s.op == "add" for s in _pieces(top)) < len(_pieces(top))
        return _with_roots(made if falls_apart and made.size <= expanded.size + 2 else expanded)

    def factors(self, p: Polynomial) -> Term:
        """The product of the irreducible factors: numbers, letters, brackets of letters, functions, other brackets."""
        content, found = poly.factored(self._flipped(p))
        pieces = [(self._flipped(f), e) for f, e in found]
        m = tuple((next(iter(f))[0][0], next(iter(f))[0][1] * e) for f, e in pieces if len(f) == 1)
        letters = tuple(item for item in m if _place(item[0])[0] < _LETTERS)
        functions = tuple(item for item in m if item not in letters)
        brackets = _squared(pieces)
        for place, (f, e) in enumerate(brackets):
            lowest = f[min(f, key=poly.order)]
            unit = max((d for d in self.decimals if lowest % d == 0), default=1)
            if unit > 1 and e > 0 and e.denominator == 1:
                brackets[place] = poly.scaled(f, Fraction(1, unit)), e
                content *= Fraction(unit) ** int(e)
        if content < 0:
            turned = next((f for f, e in brackets if e % 2 == 1 and _turns(f)), None)
            if turned is not None:
                brackets = [(poly.scaled(f, Fraction(-1)) if f is turned else f, e) for f, e in brackets]
                content = -content
        several = sorted(((self.polynomial(f), f, e) for f, e in brackets), key=lambda item: item[0].size)
        plain = [(t, e) for t, f, e in several if all(_place(g)[0] < _LETTERS for n in f for g, _ in n)]
        others = [(t, e) for t, f, e in several if (t, e) not in plain]
        above = [_to_power(t, e) for t, e in plain if e > 0], [_to_power(t, e) for t, e in others if e > 0]
        below = [_to_power(t, -e) for t, e in (*plain, *others) if e < 0]
        made = product(number(content), self.monomial(letters), *above[0], self.monomial(functions), *above[1])
        return quotient(made, product(*below)) if below else made

    def polynomial(self, p: Polynomial) -> Term:
        """A sum as it is written in what is given, else in ascending degree, unless it begins with a minus then."""
        if not p:
            return ZERO
        self.prepare()
        p = self._opened(p)
        known = self.sums.get(frozenset(p.items()))
        if known is not None:
            return known
        rows = sorted(p, key=lambda m: (*poly.order(m)[:2], [_place(g) for g, _ in m], poly.order(m)[2]))
        if p[rows[0]] < 0 < p[rows[-1]]:
            rows.reverse()
        first = next((m for m in rows if p[m] > 0), rows[0])
        rows = [first, *[m for m in rows if m != first]]
        return total(*[self._summand(m, p[m]) for m in rows])

    def _opened(self, p: Polynomial) -> Polynomial:
        """A sum that is kept whole elsewhere is no bracket where it is a summand."""
        for m in list(p) if self.opening else ():
            if len(m) == 1 and m[0][0].op == "add" and m[0][1] == 1 and len(p) > 1:
                inner = self.inside(m[0][0])
                if inner is not None:
                    rest = {n: c for n, c in p.items() if n != m}
                    return self._opened(poly.plus(rest, poly.scaled(inner, p[m])))
        return p

    @abstractmethod
    def prepare(self) -> None:
        """Fills `sums` and `exponents`."""

    @abstractmethod
    def inside(self, t: Term) -> Polynomial | None:
        """The polynomial of a sum that is kept whole."""

    def _summand(self, m: Monomial, c: Fraction) -> Term:
        body = product(number(abs(c)), self.monomial(m)) if m else number(abs(c))
        return negative(body) if c < 0 else body

    def monomial(self, m: Monomial) -> Term:
        """Letters first, then roots, functions and sums; exponentials of letters are one."""
        above, below, exponents = list[Term](), list[Term](), list[tuple[Term, Fraction]]()
        for g, e in sorted(m, key=lambda item: _place(item[0])):
            if g.op == "exp" and g not in self.kept and _of_letters(g.args[0]):
                exponents.append((g.args[0], e))
            elif g.op == "exp" and g not in self.kept:
                above.append(Term("exp", _coefficient(e, g.args[0])))
            else:
                (above if e > 0 else below).append(_to_power(g, abs(e)))
        if exponents:
            above.append(Term("exp", self._exponent(exponents)))
        upper = product(*above) if above else ONE
        return quotient(upper, product(*below)) if below else upper

    def _exponent(self, exponents: list[tuple[Term, Fraction]]) -> Term:
        """A sum in an exponent, where it is a multiple of one that is given as a multiple of that."""
        self.prepare()
        if len(exponents) == 1:
            return _coefficient(exponents[0][1], exponents[0][0])
        scale, key = normed({((a, Fraction(1)),): c for a, c in exponents})
        if key in self.exponents:
            own, known = self.exponents[key]
            return product(number(scale / own), known)
        return total(*[_coefficient(c, a) for a, c in sorted(exponents, key=lambda item: item[1] < 0)])


def _turns(f: Polynomial) -> bool:
    """Whether −(1 − 2x²) is better written 2x² − 1; not so 1 − σ(x)."""
    return f[max(f, key=poly.order)] < 0 and not any(g.op == "call" for m in f for g, _ in m)


def normed(p: Polynomial) -> tuple[Fraction, frozenset[tuple[Monomial, Fraction]]]:
    """What sums that are multiples of one another have in common, and the number in which they differ."""
    scale = poly.content(p)
    return scale, frozenset((m, c / scale) for m, c in p.items())


def _of_letters(exponent: Term) -> bool:
    """e^x and e^(−y) are one exponential, e^zᵢ and e^(−e^x) stand for themselves."""
    return not any(s.op in _STANDING for s in walk(exponent))


def _squared(pieces: list[tuple[Polynomial, Fraction]]) -> list[tuple[Polynomial, Fraction]]:
    """The brackets, (1 + a)(1 − a) as 1 − a²."""
    brackets = [(f, e) for f, e in pieces if len(f) > 1]
    for f, e in brackets:
        for g, k in brackets:
            if f is not g and e == k and len(f) == len(g) == 2 and len(poly.plus(f, g)) == 1 and UNIT in f:
                if len(poly.plus(f, poly.scaled(g, Fraction(-1)))) == 1:
                    rest = [item for item in brackets if item[0] is not f and item[0] is not g]
                    return [*_squared(rest), (poly.times(f, g), e)]
    return brackets


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
