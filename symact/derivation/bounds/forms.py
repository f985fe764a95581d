"""Forms of a term in which its sign can be read off: a product of factors, a completed square, one logarithm."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import lru_cache
from math import gcd, lcm

from symact.derivation import polynomials as poly
from symact.derivation.algebra import Algebra
from symact.derivation.definitions import NotDerived, unfolded
from symact.derivation.paths import tidied
from symact.derivation.polynomials import Polynomial
from symact.derivation.tidy import folded, negative, product, quotient, raised, total
from symact.kernel.terms import HALF, Term, number, walk

MOST_LEVELS, MOST_FORMS = 4, 24


def levels(t: Term) -> Iterator[Term]:
    """The term, and the term with its functions put in by their definitions, one level after the other."""
    for _ in range(MOST_LEVELS):
        yield t
        names = frozenset(s.args[0] for s in walk(t) if s.op == "call" and len(s.args) > 1)
        try:
            made = folded(tidied(unfolded(t, names))) if names else t
        except NotDerived:
            return
        if made is t or any(s.op == "piecewise" for s in walk(made)):
            return
        t = made


@lru_cache(maxsize=512)
def forms(t: Term) -> tuple[tuple[Term, str], ...]:
    """Terms equal to `t`, each once, the simplest first, and what is done to get there, where that has a name."""
    return tuple(_forms(t))


def _forms(t: Term) -> Iterator[tuple[Term, str]]:
    seen: set[Term] = set()
    for now in levels(t):
        for made, name in ((now, ""), *_rewritten(now)):
            if made not in seen and len(seen) < MOST_FORMS:
                seen.add(made)
                yield made, name


def _rewritten(t: Term) -> Iterator[tuple[Term, str]]:
    calls = frozenset(s for s in walk(t) if s.op == "call" and len(s.args) > 1)
    try:
        algebra = Algebra(t, kept=calls)
        above, below = algebra.value(t)
        yield algebra.canonical(t), ""
        if above:
            yield quotient(algebra.factors(above), algebra.factors(below)), ""
        yield from ((made, "complete the square") for made in _squares(algebra, above, below))
        yield from ((made, "rules of the logarithm") for made in _logarithm(algebra, above, below))
        yield from ((made, "") for made in _shared(algebra, above, below))
        yield from ((made, "multiply above and below by the conjugate") for made in _conjugate(algebra, above, below))
    except (NotDerived, poly.TooLarge):
        return


def _squares(algebra: Algebra, above: Polynomial, below: Polynomial) -> Iterator[Term]:
    """a·g² + b·g + c as a·(g + b/2a)² + (c − b²/4a), in a generator g and rational numbers."""
    used = poly.generators([above])
    if len(used) != 1 or not above:
        return
    (g,) = used
    exponents = {dict(m).get(g, Fraction(0)) for m in above}
    unit = Fraction(gcd(*[int(e * 12) for e in exponents if e]), 12)
    rows = {dict(m).get(g, Fraction(0)) / unit: c for m, c in above.items()}
    if not rows.keys() <= {Fraction(0), Fraction(1), Fraction(2)} or Fraction(2) not in rows:
        return
    a, b, c = (rows.get(Fraction(k), Fraction(0)) for k in (2, 1, 0))
    base = algebra.monomial(((g, unit),))
    square = raised(_shifted(base, b / (2 * a)), Fraction(2))
    rest = c - b * b / (4 * a)
    made = total(product(number(a), square), *([number(rest)] if rest else []))
    yield quotient(made, algebra.factors(below))


def _shifted(base: Term, value: Fraction) -> Term:
    return total(base, number(value) if value > 0 else negative(number(-value))) if value else base


def _logarithm(algebra: Algebra, above: Polynomial, below: Polynomial) -> Iterator[Term]:
    """Logarithms with rational coefficients, and what stands beside them, as one logarithm, over what is below."""
    logs: dict[Term, Fraction] = {}
    rest: Polynomial = {}
    for m, c in above.items():
        if not any(g.op == "log" for g, _ in m):
            rest[m] = c
        elif len(m) == 1 and m[0][1] == 1:
            logs[m[0][0].args[0]] = c
        else:
            return
    if not logs:
        return
    scale = Fraction(gcd(*[c.numerator for c in logs.values()]), lcm(*[c.denominator for c in logs.values()]))
    if next(iter(logs.values())) < 0:
        scale = -scale
    inside = product(
        *[raised(u, c / scale) for u, c in logs.items()],
        *([Term("exp", algebra.polynomial(poly.scaled(rest, 1 / scale)))] if rest else []),
    )
    inner = Algebra(inside, kept=algebra.kept)
    for made in dict.fromkeys((_expanded(inner, inside), inner.canonical(inside))):
        yield quotient(product(number(scale), Term("log", made)), algebra.factors(below))


def _expanded(algebra: Algebra, t: Term) -> Term:
    """A sum over one product as a sum of fractions: (1 + e^x)/e^x is 1 + e^(−x)."""
    above, below = algebra.value(t)
    if len(below) != 1:
        return algebra.canonical(t)
    made = poly.times(above, poly.powered(below, -1))
    return Algebra(t, kept=algebra.kept).polynomial(made)


def _conjugate(algebra: Algebra, above: Polynomial, below: Polynomial) -> Iterator[Term]:
    """A + B·√u as (B²u − A²)/(B·√u − A)."""
    for g in poly.generators([above]):
        if g.op != "pow" or g.args[1] is not HALF or any(dict(m).get(g, 0) not in (0, 1) for m in above):
            continue
        inside, over = algebra.value(g.args[0])
        if over != poly.constant(1) or any(h is g for m in below for h, _ in m):
            continue
        b = {tuple(item for item in m if item[0] is not g): c for m, c in above.items() if dict(m).get(g)}
        a = {m: c for m, c in above.items() if not dict(m).get(g)}
        upper = poly.plus(poly.times(poly.times(b, b), inside), poly.scaled(poly.times(a, a), Fraction(-1)))
        lower = poly.plus(poly.times(b, poly.generator(g)), poly.scaled(a, Fraction(-1)))
        if a and upper:
            yield quotient(algebra.factors(upper), product(algebra.factors(below), algebra.polynomial(lower)))


def _shared(algebra: Algebra, above: Polynomial, below: Polynomial) -> Iterator[Term]:
    """The sum as it stands, not in factors, and over an exponential as a sum of fractions."""
    yield (
        quotient(algebra.polynomial(above), algebra.factors(below))
        if below != poly.constant(1)
        else (algebra.polynomial(above) if above else number(0))
    )
    if len(below) == 1 and () not in below:
        yield algebra.polynomial(poly.times(above, poly.powered(below, -1)))
