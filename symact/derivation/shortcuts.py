"""Steps that are seen rather than computed: a factor cancelled, e^x/(1 + e^x) known as σ(x), σ(−x) as 1 − σ(x)."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from functools import cache

from symact.activations import catalogue
from symact.derivation.algebra import Algebra
from symact.derivation.definitions import NotDerived
from symact.derivation.gather import gathered
from symact.derivation.reading import condition, expression
from symact.derivation.tidy import factors_of, product, quotient, raised, total
from symact.derivation.written import Quotient
from symact.kernel.terms import LEAVES, ONE, Term, children, neg, number, rebuild, substitute, walk

Powers = dict[Term, Fraction]


def cancelled(t: Term, found: dict[Term, None]) -> Term:
    """Fractions with what all summands above have in common with the denominator cancelled; `found` collects it."""
    if t.op in LEAVES or t.op == "call":
        return t
    made = rebuild(t, lambda a: cancelled(a, found))
    if made.op != "div":
        return made
    sign, above = (-1, made.args[0].args[0]) if made.args[0].op == "neg" else (1, made.args[0])
    if above.op != "add":
        return made
    rows, below = [_powers(a) for a in above.args], _powers(made.args[1])
    common = {b: min(e, *[row[1].get(b, Fraction(0)) for row in rows]) for b, e in below[1].items()}
    common = {b: e for b, e in common.items() if e >= 1 and e.denominator == 1 and b.op != "sum"}
    if not common:
        return made
    found.update(dict.fromkeys(raised(b, e) for b, e in common.items()))
    upper = total(*[gathered(_without(row, common)) for row in rows])
    return quotient(neg(upper) if sign < 0 else upper, _without(below, common))


def _powers(t: Term) -> tuple[Fraction, Powers]:
    value, factors = factors_of([t])
    powers: Powers = {}
    for f in factors:
        base, e = (f.args[0], f.args[1].args[0]) if f.op == "pow" and f.args[1].op == "number" else (f, Fraction(1))
        powers[base] = powers.get(base, Fraction(0)) + e
    return value, powers


def _without(row: tuple[Fraction, Powers], common: Powers) -> Term:
    value, powers = row
    return product(number(value), *[raised(b, e - common.get(b, Fraction(0))) for b, e in powers.items()])


def known(t: Term, names: Iterable[Term]) -> Term:
    """Fractions in `t` that are the values of these calls, written as the calls."""
    values: dict[Term, Quotient] = {}
    for call in names:
        try:
            values[call] = Algebra().value(call)
        except NotDerived:
            continue
    return _known(t, values) if values else t


def _known(t: Term, values: dict[Term, Quotient]) -> Term:
    if t.op in LEAVES or t.op == "call":
        return t
    made = rebuild(t, lambda a: _known(a, values))
    if made.op != "div":
        return made
    (value, above), (under, below) = factors_of([made.args[0]]), factors_of([made.args[1]])
    for g in below:
        for f in (*[a for a in above if a.op == "exp"], number(value), ONE):
            call = _equal(quotient(f, g), values)
            if call is not None:
                rest = number(value if f.op == "exp" or f is ONE else 1)
                upper = product(rest, call, *[a for a in above if a is not f])
                return quotient(upper, product(number(under), *[b for b in below if b is not g]))
    return made


def _equal(t: Term, values: dict[Term, Quotient]) -> Term | None:
    if any(s.op == "call" for s in walk(t)):
        return None
    try:
        own = Algebra().value(t)
    except NotDerived:
        return None
    return next((call for call, value in values.items() if own == value), None)


def reflected(t: Term) -> Term:
    """f(−u) by the symmetry of f that its entry states."""
    made = t if t.op in LEAVES else rebuild(t, reflected)
    if made.op == "call" and len(made.args) == 2 and _is_negative(made.args[1]):
        rule = symmetry(made.args[0])
        if rule is not None:
            return substitute(rule, {Term("variable", "x"): product(number(-1), made.args[1])})
    return made


def _is_negative(t: Term) -> bool:
    return factors_of([t])[0] < 0


@cache
def symmetry(name: str) -> Term | None:
    """What f(−x) is by a stated theorem, as 1 − σ(x) for σ; None without one."""
    entry = catalogue().get(name)
    if entry is None or entry.of_vector or [v.name for v in entry.variables] != ["x"] or entry.parameters:
        return None
    mirrored = expression(f"{name}(-x)", entry.domains)
    for claim in entry.theorems:
        if claim.kind == "symmetry" and claim.expect == "PROVED" and not claim.assumptions and "==" in claim.claim:
            stated = condition(claim.claim, claim.variables)
            if stated.args[1] is mirrored:
                right: Term = stated.args[2]
                return right
    return None


def calls(t: Term) -> list[Term]:
    return [s for s in walk(t) if s.op == "call" and len(s.args) > 1 and all(c.op != "vector" for c in children(s))]
