"""Sums over the index, for every n >= 1: Σ_k of each monomial of the body."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from symact.kernel import polynomial as poly
from symact.kernel.errors import Stuck
from symact.kernel.polynomial import UNIT, Monomial, Rational
from symact.kernel.ring import NOUGHT, Generator, Quotient, name_of
from symact.kernel.terms import Term, add, number, rebuild, substitute, sum_level

if TYPE_CHECKING:
    from symact.kernel.normal import Normaliser
    from symact.kernel.point import Point

MAX_SUMMANDS = 64


def written_out(t: Term, point: Point) -> Term:
    """`t` at a point that gives the length n: its sums with n summands, without vectors and indices."""
    if t.op == "sum":
        if point.length ** sum_level(t) > MAX_SUMMANDS:
            raise Stuck("sums of too many terms")
        inner = (replace(point, indices={**point.indices, t.args[0]: k + 1}) for k in range(point.length))
        return add(*(written_out(t.args[1], p) for p in inner))
    if t.op == "count":
        return number(point.length)
    if t.op == "component":
        return point.vectors[t.args[0]][point.indices[t.args[1]] - 1]
    if t.op == "delta":
        return number(point.indices[t.args[0]] == point.indices[t.args[1]])
    return rebuild(t, lambda a: written_out(a, point))


def of_sum(t: Term, normaliser: Normaliser, strict: bool) -> Quotient:
    """What does not depend on k comes out, δ(k, i) selects, the rest is a generator."""
    ring = normaliser.ring
    bound = f"#{sum_level(t.args[1])}"
    body = normaliser.of(substitute(t.args[1], {Term("index", t.args[0]): Term("index", bound)}), strict)
    below = [(k, e) for k, e in enumerate(body.denominator) if e]
    inside = [(k, e) for k, e in below if bound in ring.indices_of(ring.factors[k])]
    outside = [(k, e) for k, e in below if (k, e) not in inside]
    d_in, d_out = (_denominator(pairs) for pairs in (inside, outside))
    total = NOUGHT
    for m, c in body.numerator.items():
        depends = [bound in ring.generators[i].indices for i in range(len(m))]
        m_in = poly.trimmed(e if dep else 0 for e, dep in zip(m, depends, strict=True))
        m_out = poly.trimmed(0 if dep else e for e, dep in zip(m, depends, strict=True))
        value = _of_monomial(normaliser, bound, m_in, d_in, strict)
        total = ring.plus(total, ring.times(ring.quotient({m_out: c}, d_out), value))
    return total


def _denominator(pairs: list[tuple[int, Rational]]) -> Monomial:
    result = UNIT
    for k, e in pairs:
        result = poly.monomial_product(result, poly.monomial(k, e))
    return result


def _of_monomial(normaliser: Normaliser, bound: str, m: Monomial, d: Monomial, strict: bool) -> Quotient:
    ring = normaliser.ring
    if not any(m) and not d:
        return normaliser.of(Term("count"))
    deltas = [i for i, e in enumerate(m) if e and ring.generators[i].kind == "delta"]
    if deltas:
        return _collapsed(normaliser, bound, m, d, deltas[0], strict)
    body = Quotient({m: 1}, d)
    inner = ring.term(body)
    name = f"#{sum_level(inner)}"
    if name != bound:  # what came out took inner sums with it: sums are equal up to the name of their index
        renamed = substitute(inner, {Term("index", bound): Term("index", name)})
        return normaliser.of(Term("sum", name, renamed), strict)
    term = Term("sum", bound, inner)
    value = normaliser.region.solved.get(term)
    if value is not None:
        return normaliser.of_linear(value)

    def make() -> Generator:
        return Generator("sum", term, ring.quotient_indices(body) - {bound}, body)

    return ring.of_generator(ring.generator(("sum", bound, name_of(body)), make))


def _collapsed(normaliser: Normaliser, bound: str, m: Monomial, d: Monomial, delta: int, strict: bool) -> Quotient:
    """Σ_k δ(k, i)·g(k) = g(i)."""
    if m[delta] != 1:
        raise Stuck("a Kronecker delta in a denominator")
    (other,) = normaliser.ring.generators[delta].indices - {bound}
    rest = poly.monomial_product(m, poly.monomial(delta, -1))
    g = normaliser.ring.term(Quotient({rest: 1}, d))
    return normaliser.of(substitute(g, {Term("index", bound): Term("index", other)}), strict)
