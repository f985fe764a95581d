"""What is known of the values of one function at two or three points: from its slope, or from its convexity.

Let f be continuous on an interval that contains a and b, and differentiable inside it but for finitely many points.
If A <= f' there, and a < b, then A·(b - a) <= f(b) - f(a); likewise for f' <= B, and with strict signs (mean value
theorem, between the points left out). If f'' >= 0 inside, then f(w·a + (1 - w)·b) <= w·f(a) + (1 - w)·f(b) for
0 <= w <= 1; if f'' > 0, with < where 0 < w < 1 and a != b; for f'' <= 0 the other way round (mathlib,
`convexOn_of_deriv2_nonneg` and `strictConvexOn_of_deriv2_pos`).

{"facts": {"variable": t, "function": f, "first": a, "second": b, "domain": …, "cuts": […], …, "proofs": […]},
"then": proof}: with {"lower": [rel, A], "upper": [rel, B]}, or with {"mean": m, "weight": w, "shape": rel}. The claim
that "then" shows has a new variable for each of f(a), f(b), f(m), and the fact as an assumption about them. It is more
general, and the claim follows: these terms have a value.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from symact.kernel.claim import Claim
from symact.kernel.errors import CertificateError
from symact.kernel.grammar import parse_expression
from symact.kernel.integrals import BINDERS
from symact.kernel.intervals import Domain, continuity, read_number, read_numbers
from symact.kernel.terms import (
    IMAGINARY,
    INFINITY,
    ONE,
    ZERO,
    Term,
    add,
    free_symbols,
    fresh,
    is_constant,
    mul,
    power,
    rebuild,
    relation,
    sub,
    substitute,
    variable,
    walk,
)

LOWER, UPPER, MIRRORED = (">=", ">"), ("<=", "<"), {">=": "<=", ">": "<", "<=": ">=", "<": ">"}


@dataclass(frozen=True)
class Fact:
    """`values`: each point with the name of f there; `shown`: claims that have proofs; `said`: what follows.

    `written` is f with its defined functions.
    """

    f: Term
    written: Term
    t: Term
    values: tuple[tuple[Term, Term], ...]
    shown: tuple[Claim, ...]
    said: Term


def read_fact(claim: Claim, data: Any) -> Fact:
    if not isinstance(data, Mapping) or claim.is_complex or claim.is_general or claim.needs:
        raise CertificateError("facts about functions are used in claims about plain real variables only")
    name = data.get("variable")
    if not isinstance(name, str) or name in claim.domains or not (name.isidentifier() and name.isascii()):
        raise CertificateError("the variable of a function is a new name")
    t = variable(name)
    f = _term(claim, data.get("function"), {name: "real"})
    parameters = free_symbols(f) - {name}
    points = [_term(claim, data.get(key)) for key in ("first", "second")]
    domain = _domain(data.get("domain"))
    unfolded = tuple(map(claim.vocabulary.unfold, claim.assumptions))
    base = replace(
        claim, left=ZERO, right=ZERO, relation="==",
        assumptions=tuple(a for a in unfolded if free_symbols(a) <= parameters),
        variables=tuple((n, d) for n, d in claim.variables if n in parameters),
    )  # fmt: skip
    inside = [claim.stating(r) for p in points for r in (relation("==", p, p), *domain.contains(p))]
    cuts = read_numbers(data.get("cuts", []))
    names: list[Term] = []
    for stem in ("p", "q", "r"):
        names.append(variable(fresh(stem, {*claim.domains, name, *(v.args[0] for v in names)})))
    if "mean" in data:
        return _convex(claim, data, f, t, points, names, base, domain, inside)
    return _slope(claim, data, f, t, points, names, base, domain, cuts, inside)


def _slope(
    claim: Claim, data: Mapping[str, Any], f: Term, t: Term, points: list[Term], names: list[Term], base: Claim,
    domain: Domain, cuts: tuple[Term, ...], inside: list[Claim],
) -> Fact:  # fmt: skip
    (a, b), (p, q) = points, names[:2]
    smooth, *continuous = continuity(base, f, t, domain, cuts)
    rise, run = sub(q, p), sub(b, a)
    slopes, ahead, behind = [], [relation("<", a, b)], [relation(">", a, b)]
    for key, relations in (("lower", LOWER), ("upper", UPPER)):
        if key in data:
            rel, bound = _bound(base, data[key], relations)
            slopes.append(replace(smooth, relation=rel, right=bound))
            ahead.append(relation(rel, rise, mul(bound, run)))
            behind.append(relation(MIRRORED[rel], rise, mul(bound, run)))
    if not slopes:
        raise CertificateError("a slope has a lower or an upper bound")
    same = Term("and", relation("==", a, b), relation("==", p, q))
    said = Term("or", Term("and", *ahead), same, Term("and", *behind))
    return Fact(
        f,
        parse_expression(str(data["function"]), {**claim.domains, t.args[0]: "real"}, claim.vocabulary),
        t,
        ((a, p), (b, q)),
        (*inside, *continuous, *slopes),
        said,
    )


def _bound(base: Claim, data: Any, relations: tuple[str, str]) -> tuple[str, Term]:
    if not isinstance(data, list) or len(data) != 2 or data[0] not in relations:
        raise CertificateError("a bound of a slope is a relation, and a term in the parameters of the function")
    return data[0], _term(base, data[1])


def _convex(
    claim: Claim, data: Mapping[str, Any], f: Term, t: Term, points: list[Term], names: list[Term], base: Claim,
    domain: Domain, inside: list[Claim],
) -> Fact:  # fmt: skip
    (a, b), (p, q, r), rel = points, names, data.get("shape")
    if not isinstance(rel, str) or rel not in MIRRORED:
        raise CertificateError("the sign of the second derivative is one of > >= < <=")
    m, w = _term(claim, data.get("mean")), _term(claim, data.get("weight"))
    smooth, *continuous = continuity(base, f, t, domain, (), 2)
    strict = rel in (">", "<")
    met = [relation("==", m, _mean(w, a, b)), relation(">" if strict else ">=", w, ZERO)]
    met += [relation("<" if strict else "<=", w, ONE), *([relation("!=", a, b)] if strict else [])]
    curved = replace(smooth, relation=rel, right=ZERO)
    said = relation(MIRRORED[rel], r, _mean(w, p, q))
    shown = (*inside, *(claim.stating(c) for c in met), *continuous, curved)
    return Fact(
        f,
        parse_expression(str(data["function"]), {**claim.domains, t.args[0]: "real"}, claim.vocabulary),
        t,
        ((a, p), (b, q), (m, r)),
        shown,
        said,
    )


def _mean(w: Term, a: Term, b: Term) -> Term:
    return add(mul(w, a), mul(sub(ONE, w), b))


def _term(claim: Claim, source: Any, more: Mapping[str, str] | None = None) -> Term:
    names = {**claim.domains, **(more or {})}
    found = claim.vocabulary.unfold(parse_expression(str(source), names, claim.vocabulary))
    if free_symbols(found) - names.keys() or any(s.op in BINDERS or s in (IMAGINARY, INFINITY) for s in walk(found)):
        raise CertificateError("a function, or a point, is a term in the variables of the claim that binds none")
    return found


def _domain(data: Any) -> Domain:
    """[low, high, whether low and whether high belongs to it], null for an infinite end."""
    if not isinstance(data, list) or len(data) != 4 or not all(type(d) is bool for d in data[2:]):
        raise CertificateError("a domain is [low, high, true or false, true or false]")
    low, high = (None if e is None else read_number(e) for e in data[:2])
    return Domain(low, high, data[2], data[3])


def with_fact(claim: Claim, fact: Fact) -> Claim:
    """The claim with names for the values of f, and what is said of them."""
    new = {substitute(fact.f, {fact.t: point}): name for point, name in fact.values}
    # As the claim has it: f(a) with a guard for a, which is defined.
    unfold = claim.vocabulary.unfold
    new |= {unfold(substitute(fact.written, {fact.t: point})): name for point, name in fact.values}

    def put(s: Term) -> Term:
        if s in new:
            return new[s]
        # 0 may be raised to a constant, and to what natural variables make, and to no other variable.
        if s.op == "pow" and (is_constant(s.args[1]) or not free_symbols(s.args[1]) - claim.naturals):
            return power(put(s.args[0]), s.args[1])
        return s if s.op in BINDERS else rebuild(s, put)

    left, right = map(put, claim.sides())
    assumptions = (*(put(claim.vocabulary.unfold(a)) for a in claim.assumptions), fact.said)
    names = {name.args[0]: "real" for _, name in fact.values}
    variables = tuple(sorted({**claim.domains, **names}.items()))
    return replace(claim, left=left, right=right, assumptions=assumptions, variables=variables)


def with_facts(claim: Claim, data: Any, show: Callable[[Claim, Any], object]) -> Claim:
    """The claim with a fact, once `show` has accepted each proof."""
    fact = read_fact(claim, data)
    proofs = data.get("proofs")
    if not isinstance(proofs, list) or len(proofs) != len(fact.shown):
        raise CertificateError(f"the fact has {len(fact.shown)} proofs")
    for part, proof in zip(fact.shown, proofs, strict=True):
        show(part, proof)
    return with_fact(claim, fact)
