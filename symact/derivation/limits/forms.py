"""Forms in which a limit can be read off: divided by what dominates, as one logarithm, by the rule of l'Hospital."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from math import exp, log

from symact.derivation import polynomials as poly
from symact.derivation.algebra import Algebra
from symact.derivation.assemble import Line
from symact.derivation.bounds.forms import forms, levels
from symact.derivation.closed import cost, shortest
from symact.derivation.definitions import NotDerived
from symact.derivation.limits.values import MINUS_INFINITY, Place, Tendencies, is_infinite
from symact.derivation.lines import differentiated
from symact.derivation.polynomials import Monomial, Polynomial
from symact.derivation.reading import Prose
from symact.derivation.simple import depends
from symact.derivation.tidy import product, quotient
from symact.kernel.terms import HALF, ONE, ZERO, Term, div, neg, rebuild, relation, sqrt, walk

FAR, MOST_TRIED = 40.0, 3
RULE = "l'Hospital's rule"
DIVIDED: Prose = ("divide above and below by what dominates",)
ROOTS: Prose = ("take what dominates out of the root",)


@dataclass(frozen=True, slots=True)
class Form:
    """A term with the same limit, and the line that leads to it; no words where it is algebra in several lines."""

    term: Term
    words: Prose = ()
    conditions: tuple[Term, ...] = ()


def rewritten(t: Term, place: Place) -> Iterator[Form]:
    """Terms equal to `t` near the place, the simplest first."""
    for made, name in forms(t):
        yield Form(made, (name,) if name else ())
    for now in levels(t):
        yield from _dominated(now, place)
        if place.infinite:
            yield from _out_of_roots(now, place)


def _dominated(t: Term, place: Place, kept: frozenset[Term] = frozenset(), said: Prose = DIVIDED) -> Iterator[Form]:
    """Numerator and denominator divided by the greatest term of the denominator, or that of a sum taken out."""
    calls = frozenset(s for s in walk(t) if s.op == "call" and len(s.args) > 1)
    try:
        algebra = Algebra(t, kept=calls | kept)
        above, below = algebra.value(t)
        if kept:
            yield Form(algebra.canonical(t), said)
        for main in _greatest(below if len(below) > 1 else above, place):
            inverse = poly.powered({main: Fraction(1)}, -1)
            upper, lower = (algebra.polynomial(poly.times(p, inverse)) for p in (above, below))
            if len(below) > 1:
                yield Form(quotient(upper, lower), said)
            elif len(above) > 1:
                out = algebra.monomial(main)
                yield Form(quotient(product(out, upper), algebra.polynomial(below)), ("take out ", out))
    except (NotDerived, poly.TooLarge):
        return


def _out_of_roots(t: Term, place: Place) -> Iterator[Form]:
    """The greatest term taken out of every square root."""
    changed = dict[Term, Term]()
    inside = set[Term]()
    for s in walk(t):
        if s.op == "pow" and s.args[1] is HALF and depends(s, place.x):
            try:
                algebra = Algebra(s.args[0])
                above, below = algebra.value(s.args[0])
                main = next(iter(_greatest(above, place)), None)
            except (NotDerived, poly.TooLarge):
                return
            if main is None or below != poly.constant(1) or any(e.denominator != 1 or e % 2 for _, e in main):
                return
            rest = sqrt(algebra.polynomial(poly.times(above, poly.powered({main: Fraction(1)}, -1))))
            half = algebra.monomial(tuple((g, e / 2) for g, e in main))
            odd = sum(int(e / 2) for g, e in main if g is place.x) % 2
            changed[s] = product(neg(half) if odd and place.point is MINUS_INFINITY else half, rest)
            inside.add(rest)
    if changed:
        made = _exchanged(t, changed)
        yield Form(made, ROOTS)
        yield from _dominated(made, place, frozenset(inside), ROOTS)


def _exchanged(t: Term, changed: Mapping[Term, Term]) -> Term:
    return changed[t] if t in changed else rebuild(t, lambda a: _exchanged(a, changed))


def divided_by(before: Term, after: Term) -> Prose:
    """What numerator and denominator were divided by; without it where the line before was no fraction."""
    if before.op == after.op == "div":
        factor = Algebra(before, after).canonical(Term("div", before.args[1], after.args[1]))
        if factor.op in ("exp", "variable", "pow", "mul", "number"):
            return ("divide above and below by ", factor)
    return DIVIDED


def _greatest(p: Polynomial, place: Place) -> list[Monomial]:
    """The monomial that grows fastest; each that has an exponential, where sizes cannot be compared."""
    try:
        if place.infinite:
            return [m for m in [max(p, key=lambda m: _size(m, place))] if m]
    except (ValueError, OverflowError):
        pass
    found = [m for m in p if any(g.op == "exp" and depends(g, place.x) for g, _ in m)]
    return found if len(found) <= MOST_TRIED else []


def _size(m: Monomial, place: Place) -> float:
    """The logarithm of the size far out."""
    at = -exp(FAR) if place.point is MINUS_INFINITY else exp(FAR)
    return sum(float(e) * _log_size(g, place.x, at) for g, e in m)


def _log_size(g: Term, x: Term, at: float) -> float:
    if not depends(g, x):
        return 0.0
    if g is x:
        return log(abs(at))
    if g.op == "exp":
        return _number(g.args[0], x, at)
    if g.op == "log":
        return log(abs(_log_size(g.args[0], x, at)))
    if g.op in ("call", "erf", "atan", "sin", "cos"):
        return 0.0
    raise ValueError("sizes are compared of powers, exponentials and logarithms")


def _number(t: Term, x: Term, at: float) -> float:
    """The value far out of a polynomial with numbers."""
    if t is x:
        return at
    if t.op == "number":
        return float(t.args[0])
    parts = [_number(a, x, at) for a in t.args if isinstance(a, Term)]
    if t.op == "add":
        return sum(parts)
    if t.op == "neg":
        return -parts[0]
    if t.op == "mul":
        found = 1.0
        for p in parts:
            found *= p
        return found
    if t.op == "div":
        return parts[0] / parts[1]
    if t.op == "pow":
        return float(parts[0] ** parts[1])
    raise ValueError("the exponent is no polynomial with numbers")


def by_derivatives(t: Term, tendencies: Tendencies) -> list[Form] | None:
    """Numerator and denominator replaced by their derivatives, where both tend to 0 or both to infinity."""
    place = tendencies.place
    first: list[Form] = []
    over = t.args[1] if t.op == "div" else ZERO
    if t.op == "mul" or (t.op == "div" and not depends(over, place.x)):
        made = _as_quotient(t.args[0] if t.op == "div" else t, over if t.op == "div" else ONE, tendencies)
        if made is None:
            return None
        first, t = [Form(made, ("write the product as a quotient",))], made
    if t.op != "div" or not all(depends(a, place.x) for a in t.args):
        return None
    values = [tendencies.of(a) for a in t.args]
    if not all(v is not None and (_vanishes(v, tendencies) or is_infinite(v)) for v in values) or (
        len({v is not None and is_infinite(v) for v in values}) > 1
    ):
        return None
    conditions = tuple(relation("==", place.limit(a), _stated(v)) for a, v in zip(t.args, values, strict=True))
    slopes = [_slope(a, place.x) for a in t.args]
    return None if slopes[1] is ZERO else [*first, Form(_one_bar(quotient(*slopes)), (RULE,), conditions)]


def _as_quotient(t: Term, over: Term, tendencies: Tendencies) -> Term | None:
    """0·∞ over a constant c as 0/(c/∞)."""
    if t.op != "mul":
        return None
    values = {f: tendencies.of(f) for f in t.args}
    grows = [f for f, v in values.items() if v is not None and is_infinite(v)]
    vanish = [f for f, v in values.items() if v is not None and not is_infinite(v)]
    if not grows or not vanish or len(grows) + len(vanish) < len(t.args):
        return None
    return div(product(*vanish), div(over, product(*grows)))


def _one_bar(t: Term) -> Term:
    """The quotient in lowest terms, where that is shorter."""
    try:
        made = Algebra(t, kept=frozenset(s for s in walk(t) if s.op == "call")).canonical(t)
    except NotDerived:
        return t
    return made if cost(made) < cost(t) else t


def _vanishes(v: Term, tendencies: Tendencies) -> bool:
    return not is_infinite(v) and tendencies.known(relation("==", v, ZERO))


def _stated(v: Term | None) -> Term:
    return v if v is not None and is_infinite(v) else ZERO


def _slope(t: Term, x: Term) -> Term:
    lines: list[Line] = differentiated(Term("derivative", t, x, 1))
    return shortest(lines[-1].after)


def within(made: Line, place: Place) -> Line:
    """A line about a term as a line about its limit."""
    return replace(made, after=place.limit(made.after), changed=(), substeps=(), needs=())
