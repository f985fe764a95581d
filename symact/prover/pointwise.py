"""Finds inequalities between the terms of sums from which a claim about vectors of every length follows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice, permutations
from typing import Any

from symact.kernel.claim import Claim
from symact.kernel.errors import CertificateError, ClaimError, LimitExceeded
from symact.kernel.pointwise import Pointwise, read_pointwise, with_pointwise
from symact.kernel.terms import (
    COUNT,
    HALF,
    ONE,
    ZERO,
    Term,
    add,
    div,
    free_symbols,
    fresh,
    mul,
    neg,
    ops,
    rebuild,
    sub,
    substitute,
    text,
    variable,
    walk,
)

MAX_TRIES = 40
PIECES = ("piecewise", "opaque")
Proof = list[dict[str, Any]]
Show = Callable[[Claim], Proof | None]
Entry = dict[str, Any]
Product = tuple[Term, Term]  # a factor, and the term of a sum or 1


def pointwise(claim: Claim, shown: Callable[..., Proof | None], shown_at_length: Show) -> Iterator[dict[str, Any]]:
    """Proofs of the claim by its terms: one inequality, or two that are assumed together."""
    if claim.is_complex or claim.naturals or claim.needs or not claim.is_general or claim.relation in ("==", "!="):
        return
    if any(not ops(s).isdisjoint(("derivative", "limit", "integral", "subs")) for s in claim.sides()):
        return
    for data, hints in islice(_candidates(claim), MAX_TRIES):
        found = _proved(claim, data, partial(_with, shown, hints), shown_at_length)
        if found is not None:
            yield found


def _with(shown: Callable[..., Proof | None], hints: list[str], rest: Claim) -> Proof | None:
    return shown(rest, *hints)


def _proved(claim: Claim, data: Entry, shown: Show, shown_at_length: Show) -> dict[str, Any] | None:
    """The last first: whether what is said of the sums is of use at all."""
    try:
        found = read_pointwise(claim, data)
    except (CertificateError, ClaimError, LimitExceeded):
        return None
    then = shown(with_pointwise(claim, found))
    proofs = None if then is None else _each(found, shown_at_length)
    return None if proofs is None else {"pointwise": {**data, "proofs": proofs}, "then": then}


def _each(found: Pointwise, shown: Show) -> list[Proof] | None:
    proofs = []
    for part in found.shown:
        proof = shown(part)
        if proof is None:
            return None
        proofs.append(proof)
    return proofs


def _candidates(claim: Claim) -> Iterator[tuple[Entry, list[str]]]:
    """What may be said of the terms, and forms to split on then."""
    bound = {s.args[0] for s in _sums(claim)}
    found = _Terms(claim, fresh("k", {*claim.domains, *bound, *claim.vocabulary}))
    yield from ((data, []) for data in (*found.as_written(), *found.tangents(), *found.squares(), *found.cross_terms(),
                                           *found.levels_above()))  # fmt: skip
    yield from found.products()


def _sums(claim: Claim) -> list[Term]:
    tops = (claim.left, claim.right, *claim.sides())
    return list(dict.fromkeys(t for top in tops for t in walk(top) if t.op == "sum"))


def _bound(t: Term) -> list[Term]:
    return [t] if t.op == "sum" else []


class _Terms:
    """What the claim speaks of, read at the index k."""

    def __init__(self, claim: Claim, k: str) -> None:
        self.claim, self.k = claim, k
        self.vectors = [Term("component", n, k) for n, d in claim.variables if d == "vector"]
        (self.t, self.u), (self.w,) = self.names("t", 2), self.names("w", 1)
        calls = {c for top in (claim.left, claim.right) for c in walk(top) if _is_softmax(c)}
        self.softmaxes = sorted({Term("call", "softmax", Term("index", k), c.args[2]) for c in calls}, key=text)
        # log softmax of each u for which Σ exp(u) occurs
        exponents = [(s.args[1].args[0], s) for s in _sums(claim) if s.args[1].op == "exp"]
        at = [(substitute(u, {Term("index", s.args[0]): Term("index", k)}), s) for u, s in exponents]
        self.exponentials = [(Term("exp", u), s) for u, s in at if k in free_symbols(u)]
        self.logs = list(dict.fromkeys(sub(u, Term("log", s)) for u, s in at if k in free_symbols(u)))
        # logarithms of means of exponentials
        logs = [c for side in (claim.left, claim.right) for c in walk(side) if c.op == "log" and "sum" in ops(c)]
        self.levels = [
            c for c in logs if not any(_is_softmax(d) and d.args[1].args[0] in free_symbols(c) for d in walk(c))
        ]
        self.uniform = neg(Term("log", COUNT))

    def summed(self, g: Term) -> Term:
        j = fresh("j", {*self.claim.domains, *self.claim.vocabulary, *(s.args[0] for t in walk(g) for s in _bound(t))})
        return Term("sum", j, substitute(g, {Term("index", self.k): Term("index", j)}))

    # ------------------------------------------------------------ the claim's own terms

    def as_written(self) -> Iterator[Entry]:
        """The larger side less the smaller, as sums with factors, and the rest spread over their terms."""
        rel, high, low = self.claim.relation, self.claim.left, self.claim.right
        if rel in ("<", "<="):
            rel, high, low = rel.replace("<", ">"), low, high
        split = [self._linear(sub(high, side)) for side in _below(low)]
        if all(parts for parts, _ in split):
            for shares in zip(*(self._shares(rest) for _, rest in split), strict=True):
                whole = [[*parts, *share] for (parts, _), share in zip(split, shares, strict=True)]
                yield from self._stated(rel, whole)

    def _stated(self, rel: str, said: list[list[Product]]) -> Iterator[Entry]:
        """For all real numbers in the place of components, and all positive ones in that of softmax; and as it is."""
        used = free_symbols(add(*(mul(a, g) for parts in said for a, g in parts)))
        calls = {c for parts in said for _, g in parts for c in walk(g) if _is_softmax(c) and self.k in free_symbols(c)}
        positive = dict(zip(sorted(calls, key=text), self.names("w", len(calls)), strict=True))
        within = [v for v in self.vectors if v.args[0] in used]
        real = dict(zip(within, self.names("t", len(within)), strict=True))

        def put(g: Term) -> Term:
            return positive[g] if g in positive else real[g] if g in real else rebuild(g, put)

        plain = [[(a, put(g)) for a, g in parts] for parts in said]
        names = {s for parts in plain for a, g in parts for s in free_symbols(mul(a, g))}
        if self.k not in names and names.isdisjoint(v.args[0] for v in self.vectors):
            entries = [(t, "positive", place) for place, t in positive.items()]
            entries += [(t, "real", place) for place, t in real.items() if t.args[0] in names]
            yield self._entry(rel, plain, [[t.args[0], domain, text(place)] for t, domain, place in entries])
            if not calls:
                return
        yield self._entry(rel, said, [])

    def names(self, stem: str, count: int) -> list[Term]:
        taken = {*self.claim.domains, *self.claim.vocabulary, self.k}
        found: list[Term] = []
        for _ in range(count):
            found.append(variable(fresh(stem, {*taken, *(v.args[0] for v in found)})))
        return found

    def _entry(self, rel: str, said: list[list[Product]], variables: list[list[str]]) -> Entry:
        rows = [[rel, [[text(a), text(g), self._is_opaque(g)] for a, g in parts]] for parts in said]
        return {"index": self.k, "variables": variables, "said": rows}

    def _is_opaque(self, g: Term) -> bool:
        """Whether the normal form of a sum of `g` needs to know what it cannot."""
        return not ops(self.claim.unfold(g)).isdisjoint(PIECES)

    def _linear(self, t: Term) -> tuple[list[Product], list[Term]]:
        """Sums with their factors, and what is added to them."""
        if t.op == "add":
            each = [self._linear(a) for a in t.args]
            return [p for parts, _ in each for p in parts], [r for _, rest in each for r in rest]
        if t.op == "neg":
            parts, rest = self._linear(t.args[0])
            return [(neg(a), g) for a, g in parts], [neg(r) for r in rest]
        if t.op == "sum":
            return [(ONE, substitute(t.args[1], {Term("index", t.args[0]): Term("index", self.k)}))], []
        inner = [a for a in t.args if "sum" in ops(a)] if t.op in ("mul", "div") else []
        if len(inner) == 1 and (t.op == "mul" or inner[0] is t.args[0]):

            def put(a: Term) -> Term:
                return Term(t.op, *(a if b is inner[0] else b for b in t.args))

            parts, rest = self._linear(inner[0])
            return [(put(a), g) for a, g in parts], [put(r) for r in rest]
        return [], [] if t is ZERO else [t]

    def _shares(self, rest: list[Term]) -> Iterator[list[Product]]:
        """R as Σ R/n, and as Σ R·p for a softmax p."""
        if not rest:
            yield []
            return
        whole = add(*rest)
        if "count" in ops(whole):
            yield [(_at_one(whole), ONE)]  # where R is c·n
        yield [(div(whole, COUNT), ONE)]
        weights = self.softmaxes or [Term("exp", u) for u in self.logs]
        for p in [*weights, *([mul(HALF, add(*weights[:2]))] if len(weights) > 1 else [])]:
            yield [(ONE, mul(whole, p))] if self.softmaxes else [(whole, p)]

    # ------------------------------------------------------------ lines below exp, and squares

    def tangents(self) -> Iterator[Entry]:
        """w·(exp(t) - 1 - t) >= 0, where t is the logarithm of a quotient of two distributions, or a component."""
        places = [(p, sub(q, p)) for p, q in permutations([*self.logs, self.uniform], 2)] if self.logs else []
        f = sub(sub(Term("exp", self.t), ONE), self.t)
        for p, t in [*places, *((None, z) for z in self.vectors)]:
            yield self._weighted(None if p is None else Term("exp", p), f, (t,))
        for z in self.vectors:
            mean = div(self.summed(z), COUNT)
            yield self._weighted(Term("exp", mean), f, (sub(z, mean),))
            for p in (Term("exp", u) for u in self.logs):
                for level in (self.summed(mul(p, z)), *self.levels):
                    yield self._weighted(p, f, (sub(z, level),))
        if len(self.logs) > 1:
            yield self._weighted(div(ONE, COUNT), f, (sub(self.logs[0], self.uniform), sub(self.logs[1], self.uniform)))

    def levels_above(self) -> Iterator[Entry]:
        """The logarithm of a softmax is not positive."""
        for log in self.logs:
            yield self._entry(">=", [[(ONE, neg(log))]], [])

    def squares(self) -> Iterator[Entry]:
        """w·t² >= 0 for the distance t of a component, or of a softmax, from its mean."""
        f = Term("pow", self.t, add(ONE, ONE))
        for u in self.logs:
            yield self._weighted(None, f, (sub(Term("exp", u), div(ONE, COUNT)),))
        for z in self.vectors:
            yield self._weighted(None, f, (sub(z, div(self.summed(z), COUNT)),))
            for u in self.logs:
                p = Term("exp", u)
                yield self._weighted(p, f, (sub(z, self.summed(mul(p, z))),))
        for p, q in permutations(self.logs, 2):
            yield self._weighted(None, f, (sub(Term("exp", mul(HALF, p)), Term("exp", mul(HALF, q))),))

    def cross_terms(self) -> Iterator[Entry]:
        """a·(Σ a - a) >= 0 for a = exp(u): the square of a sum is above the sum of squares."""
        for a, whole in self.exponentials:
            yield self._entry(">=", [[(ONE, mul(a, sub(whole, a)))]], [])

    def products(self) -> Iterator[tuple[Entry, list[str]]]:
        """The inequality of Cauchy and Schwarz."""
        for z, y in permutations(self.vectors, 2):
            a, b, c = self.summed(mul(z, z)), self.summed(mul(y, y)), self.summed(mul(z, y))
            # Σ (z·b - y·c)² = b·(a·b - c²); where b is 0, the other is -(3·a + 4)·c²
            other = sub(mul(z, c), mul(add(ONE, ONE), add(a, ONE), y))
            f = Term("pow", self.t, add(ONE, ONE))
            yield self._weighted(None, f, (sub(mul(z, b), mul(y, c)), other)), [text(b), text(c)]

    def _weighted(self, weight: Term | None, f: Term, places: tuple[Term, ...]) -> Entry:
        """weight·f >= 0 at each of the places of t."""
        names = (self.t, self.u)[: len(places)]
        entries = [[t.args[0], "real", text(place)] for t, place in zip(names, places, strict=True)]
        if weight is not None:
            entries.append([self.w.args[0], "positive", text(weight)])
            f = mul(self.w, f)
        said = [[">=", [["1", text(substitute(f, {self.t: t})), False]]] for t in names]
        return {"index": self.k, "variables": entries, "said": said}


def _below(t: Term) -> list[Term]:
    """What has to stay below a bound where |u|, relu(u) or the largest of several does."""
    if t.op == "call" and "sum" in ops(t):
        u = t.args[1]
        return {"Abs": [u, neg(u)], "relu": [u, ZERO], "Max": list(t.args[1:])}.get(t.args[0], [t])
    return [t]


def _is_softmax(t: Term) -> bool:
    return t.op == "call" and t.args[0] == "softmax" and t.args[1].op == "index"


def _at_one(t: Term) -> Term:
    return ONE if t is COUNT else rebuild(t, _at_one)
