"""Finds facts about the values of one function at two or three points from which a claim follows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any

from symact.kernel.ball import Arithmetic, Indeterminate
from symact.kernel.claim import Claim
from symact.kernel.errors import CertificateError, ClaimError, LimitExceeded, Stuck, Undefined
from symact.kernel.evaluate import evaluate
from symact.kernel.facts import Fact, read_fact, with_fact
from symact.kernel.intervals import described
from symact.kernel.point import Point
from symact.kernel.terms import (
    ONE,
    TRUE,
    Term,
    free_symbols,
    mul,
    number,
    rebuild,
    sub,
    substitute,
    text,
    variable,
    walk,
)
from symact.prover.breaks import breaks
from symact.prover.numeric import real, sign

FUNCTIONS = ("call", "exp", "log", "erf", "sin", "cos", "atan", "pow", "opaque", "div", "mul", "neg", "add")
DOMAINS: tuple[list[Any], ...] = (
    [None, None, False, False], ["0", None, True, False], ["0", None, False, False], [None, "0", False, False],
    [None, "0", False, True], ["0", "1", False, False], ["-1", "1", False, False],
)  # fmt: skip
SLOPES = ({"lower": [">", "0"]}, {"upper": ["<", "0"]})
MAX_TRIES = 12
ORDERS = {"<": -1, "<=": -1, ">": 1, ">=": 1}
GRID = tuple(Fraction(k, 8) for k in range(-48, 49))
Proof = list[dict[str, Any]]
Show = Callable[[Claim], Proof | None]


def facts(claim: Claim, shown: Show, shown_at_length: Show) -> Iterator[dict[str, Any]]:
    """Proofs of the claim by a fact; the second search is for claims that are likely to hold."""
    if claim.is_complex or claim.is_general or claim.needs or len(claim.variables) < 2:
        return
    if any(
        t.op in ("derivative", "limit", "integral", "subs") for side in (claim.left, claim.right) for t in walk(side)
    ):
        return
    tried = 0
    for data in _candidates(claim):
        try:
            fact = read_fact(claim, data)
        except (CertificateError, ClaimError, LimitExceeded):
            continue
        tried += 1
        if tried > MAX_TRIES:
            return
        found = _proved(claim, data, fact, shown, shown_at_length)
        if found is not None:
            yield found


def _proved(
    claim: Claim, data: dict[str, Any], fact: Fact, shown: Show, shown_at_length: Show
) -> dict[str, Any] | None:  # fmt: skip
    """The last first: whether the fact is of use at all."""
    if any(map(seen_to_fail, fact.shown)):
        return None
    then = shown(with_fact(claim, fact))
    if then is None:
        return None
    proofs = []
    for part in fact.shown:
        proof = shown_at_length(part)
        if proof is None:
            return None
        proofs.append(proof)
    return {"facts": {**data, "proofs": proofs}, "then": then}


def is_lipschitz(claim: Claim) -> bool:
    """Whether the claim is |u| <= L·|x - y|."""
    return claim.relation in ("<=", "<") and all(any(map(_is_distance, walk(s))) for s in (claim.left, claim.right))


def seen_to_fail(part: Claim) -> bool:
    """Whether an inequality is seen to fail at one of many points."""
    if part.relation not in ORDERS or any(domain in ("vector", "index") for _, domain in part.variables):
        return False
    conditions = [*part.domain_conditions(), *map(part.unfold, part.assumptions)]
    margin = Term("piecewise", Term("and", *conditions, TRUE), sub(*part.sides()))
    try:
        for q in GRID:
            at = {name: real(q if k == 0 else abs(q) / 5) for k, (name, _) in enumerate(reversed(part.variables))}
            if sign(margin, at) == -ORDERS[part.relation]:
                return True
    except (Stuck, LimitExceeded):
        return False
    return False


def _candidates(claim: Claim) -> Iterator[dict[str, Any]]:
    names = [n for n, d in claim.variables if d not in ("vector", "index", "complex")]
    terms = [t for top in (claim.left, claim.right, *claim.assumptions) for t in walk(top)]
    t = variable(_new(claim))
    for a in names:
        for b in names[names.index(a) + 1 :]:
            x, y = variable(a), variable(b)
            for f in _functions(terms, x, y):
                g = substitute(f, {x: t})
                data = {"variable": t.args[0], "function": text(g), "first": a, "second": b}
                yield from _means(claim, terms, data, g, t, x, y)
                yield from _slopes(claim, data, g, t)


def _new(claim: Claim) -> str:
    return next(n for n in ("t", "s", "u", "v", *(f"t_{k}" for k in range(300))) if n not in claim.domains)


def _functions(terms: list[Term], x: Term, y: Term) -> list[Term]:
    """Terms in x that occur with y in the place of x too; the largest first."""
    known = set(terms)
    found = [
        f for f in terms
        if f.op in FUNCTIONS and x.args[0] in free_symbols(f) and y.args[0] not in free_symbols(f)
        and substitute(f, {x: y}) in known
    ]  # fmt: skip
    return sorted(dict.fromkeys(found), key=lambda f: -f.size)


def _slopes(claim: Claim, data: dict[str, Any], g: Term, t: Term) -> Iterator[dict[str, Any]]:
    unfolded = claim.vocabulary.unfold(g)
    inside = [text(number(q)) for q in sorted(breaks(unfolded, t))]
    domains = _domains(claim, data, unfolded, t)[:2]
    constant = _constant(claim, {data["first"], data["second"]})
    for domain in domains:
        for cuts in ([], inside) if inside else ([],):
            found = {**data, "domain": domain, "cuts": cuts}
            if constant is not None:
                for bounds in ({"lower": [">=", f"-({constant})"], "upper": ["<=", constant]},):
                    yield {**found, **bounds}
            else:
                yield from ({**found, **bounds} for bounds in SLOPES)


def _domains(claim: Claim, data: dict[str, Any], f: Term, t: Term) -> list[list[Any]]:
    """What the claim says of both points, and intervals on which f seems to be defined."""
    found = [d for d in DOMAINS if _defined(f, t, d)]
    conditions = (*claim.domain_conditions(), *map(claim.vocabulary.unfold, claim.assumptions))
    own = []
    for name in (data["first"], data["second"]):
        try:
            own.append(described((c for c in conditions if free_symbols(c) == {name}), variable(name)))
        except CertificateError:
            return found
    if own[0] != own[1] or (own[0].low is None and own[0].high is None):
        return found
    ends = [None if e is None else text(e) for e in (own[0].low, own[0].high)]
    return [[*ends, own[0].low_in, own[0].high_in], *found]


def _constant(claim: Claim, points: set[str]) -> str | None:
    """L, of a claim with one side L·|x - y|."""
    for side in (claim.right, claim.left):
        distances = [s for s in walk(side) if s.op == "call" and s.args[0] == "Abs"]
        rest = _without(side)
        if len(distances) == 1 and free_symbols(rest).isdisjoint(points):
            return text(rest)
    return None


def _without(t: Term) -> Term:
    if t.op == "mul" and any(_is_distance(a) for a in t.args):
        return mul(*(a for a in t.args if not _is_distance(a))) if len(t.args) > 1 else ONE
    return ONE if _is_distance(t) else rebuild(t, _without)


def _is_distance(t: Term) -> bool:
    return t.op == "call" and t.args[0] == "Abs"


def _within(q: Fraction, domain: list[Any]) -> bool:
    """Whether a domain with whole numbers for ends has the point; true where an end is another number."""
    for end, inside, way in ((domain[0], domain[2], 1), (domain[1], domain[3], -1)):
        gap = (q - int(end)) * way if end is not None and end.lstrip("-").isdigit() else None
        if gap is not None and (gap < 0 or (gap == 0 and not inside)):
            return False
    return True


def _defined(f: Term, t: Term, domain: list[Any]) -> bool:
    """Whether f has values at points of the domain."""
    for q in map(Fraction, ("1/2", "-1/2", "0", "1", "-1", "3", "-3")):
        if not _within(q, domain):
            continue
        point = {n: number(q if n == t.args[0] else Fraction(1, 2)) for n in free_symbols(f)}
        try:
            evaluate(f, Point(point), Arithmetic(64))
        except Undefined:
            return False
        except (Stuck, Indeterminate, LimitExceeded):
            continue
    return True


# ------------------------------------------------------------ convexity


def _means(
    claim: Claim, terms: list[Term], data: dict[str, Any], g: Term, t: Term, x: Term, y: Term
) -> Iterator[dict[str, Any]]:  # fmt: skip
    unfolded = claim.vocabulary.unfold(g)
    domains = _domains(claim, data, unfolded, t)
    for s in terms:
        m = _argument(g, t, s)
        if m is None or m in (x, y) or not {x.args[0], y.args[0]} <= free_symbols(m):
            continue
        for weight in _weights(claim, m, x, y):
            for domain in domains[:3]:
                bend = _bend(unfolded, t, domain)
                if bend:
                    shape = (">" if bend > 0 else "<") + "=" * (claim.relation not in ("<", ">", "!="))
                    yield {**data, "mean": text(m), "weight": weight, "shape": shape, "domain": domain}


def _bend(f: Term, t: Term, domain: list[Any]) -> int:
    """The sign of the second derivative at a point of the domain."""
    for q in map(Fraction, ("1/2", "-1/2", "3", "-3")):
        if not _within(q, domain):
            continue
        point = {n: number(q if n == t.args[0] else Fraction(1, 2)) for n in free_symbols(f)}
        try:
            value = evaluate(Term("derivative", f, t, 2), Point(point), Arithmetic(96))
        except (Undefined, Stuck, Indeterminate, LimitExceeded):
            continue
        if not value.contains_zero:
            return 1 if value.is_positive else -1
    return 0


def _argument(g: Term, t: Term, s: Term) -> Term | None:
    """The m for which `s` is g with m in the place of t."""
    found: list[Term] = []

    def same(a: Term, b: Term) -> bool:
        if a is t:
            found.append(b)
            return True
        if t.args[0] not in free_symbols(a):
            return a is b
        return (
            a.op == b.op
            and len(a.args) == len(b.args)
            and all(
                same(p, q) if isinstance(p, Term) and isinstance(q, Term) else p == q
                for p, q in zip(a.args, b.args, strict=True)
            )
        )

    return found[0] if same(g, s) and found and len(set(found)) == 1 else None


def _weights(claim: Claim, m: Term, x: Term, y: Term) -> Iterator[str]:
    others = [n for n, d in claim.variables if n not in (x.args[0], y.args[0]) and d not in ("vector", "index")]
    values = {n: number(Fraction(k + 2, 7 + 3 * k)) for k, (n, _) in enumerate(claim.variables)}
    texts = ["R(1, 2)", *others, *(f"1 - {n}" for n in others)]
    for source in dict.fromkeys((*texts, *_coefficients(m, x))):
        try:
            w = claim.vocabulary.unfold(_read(claim, source))
            gap = sub(claim.vocabulary.unfold(m), y)
            value = evaluate(sub(gap, Term("mul", w, sub(x, y))), Point(values), Arithmetic(96))
        except (Undefined, Stuck, Indeterminate, LimitExceeded, ClaimError):
            continue
        if value.contains_zero:
            yield source
            return


def _read(claim: Claim, source: str) -> Term:
    from symact.kernel.grammar import parse_expression

    return parse_expression(source, claim.domains, claim.vocabulary)


def _coefficients(m: Term, x: Term) -> Iterator[str]:
    """What x is multiplied by in `m`."""
    for s in walk(m):
        if s.op == "mul" and x in s.args:
            yield (
                text(Term("mul", *(a for a in s.args if a is not x)))
                if len(s.args) > 2
                else text(next(a for a in s.args if a is not x))
            )
