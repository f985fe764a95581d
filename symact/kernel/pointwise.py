"""A sum over the components of vectors has a sign when each of its terms has: Σ_k g(k) >= 0, for every n >= 1.

{"pointwise": {"index": k, "variables": [[t, domain, T], …], "said": [[rel, [[a, g, named], …]], …], "proofs": […]},
"then": proof}: here g is a term in the index k, and in the variables t, for which T is a term in k. For all values of
the t in their domains, and for every k, Σ a·g rel 0 is shown, and of each T that it has a value in the domain of its t.
So the same holds with T in the place of t; and as the a are free of k and n >= 1, it follows that Σ a·(Σ_k g) rel 0.
The claim that "then" shows has this as an assumption. A sum that is `named` is a new variable in it, which makes it
more general: the sum has a value, as all its terms have.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from symact.kernel.claim import Claim
from symact.kernel.errors import CertificateError
from symact.kernel.grammar import known, parse_expression
from symact.kernel.integrals import BINDERS
from symact.kernel.terms import (
    IMAGINARY,
    INFINITY,
    ZERO,
    Term,
    add,
    free_symbols,
    fresh,
    mul,
    rebuild,
    relation,
    substitute,
    sum_level,
    variable,
    walk,
)

RELATIONS, DOMAINS = (">", ">=", "==", "<=", "<"), ("real", "positive", "negative", "nonnegative", "unit", "sym1")
MAX_PARTS = 20
REFUSED = frozenset(BINDERS) - {"sum"} | {"apply", "range", "interval", "vector", "index"}


@dataclass(frozen=True)
class Pointwise:
    """`shown`: claims that have proofs; `said`: what follows; `names`: the sums that are variables in it."""

    shown: tuple[Claim, ...]
    said: tuple[Term, ...]
    names: tuple[tuple[Term, Term], ...]


def read_pointwise(claim: Claim, data: Any) -> Pointwise:
    if not isinstance(data, Mapping) or claim.is_complex or claim.naturals or claim.needs or not claim.is_general:
        raise CertificateError("terms of sums are compared in claims about real vectors only")
    k = _new(claim, data.get("index"), ())
    inside = {**claim.domains, k: "index"}
    new, values, places = {k: "index"}, dict[Term, Term](), list[Term]()
    for name, domain, source in _rows(data.get("variables", []), 3, 0):
        if domain not in DOMAINS:
            raise CertificateError(f"the domain of a variable is one of {' '.join(DOMAINS)}")
        place, t = _term(claim, source, inside), variable(_new(claim, name, new))
        new[t.args[0]] = domain
        values[t] = place
        at = replace(claim, variables=((t.args[0], domain),)).domain_conditions()
        places += [relation("==", place, place), *(substitute(c, {t: place}) for c in at)]
    said, names = list[Term](), dict[Term, Term]()
    for rel, parts in _rows(data.get("said"), 2):
        if rel not in RELATIONS:
            raise CertificateError("a sum is compared with 0 by one of > >= == <= <")
        total, sums = [], []
        for a, g, named in _rows(parts, 3):
            factor, body = _term(claim, a, claim.domains), _term(claim, g, {**claim.domains, **new})
            whole = Term("sum", k, substitute(body, values))
            if named is True and whole not in names:
                taken = {*claim.domains, *new, *(v.args[0] for v in names.values())}
                names[whole] = variable(fresh("s", taken))
            total.append(mul(factor, body))
            sums.append(mul(factor, names[whole] if named is True else whole))
        places.append(relation(rel, add(*total), ZERO))
        said.append(relation(rel, add(*sums), ZERO))
    shown = tuple(_stated(claim, c, {**claim.domains, **new}) for c in places)
    return Pointwise(shown, tuple(said), tuple(names.items()))


def _rows(rows: Any, width: int, least: int = 1) -> list[list[Any]]:
    if not isinstance(rows, list) or not least <= len(rows) <= MAX_PARTS:
        raise CertificateError(f"what is said of terms is in lists of at most {MAX_PARTS} rows")
    if not all(isinstance(row, list) and len(row) == width for row in rows):
        raise CertificateError(f"a row of {width} is expected")
    return rows


def _new(claim: Claim, name: Any, taken: Mapping[str, str] | tuple[()]) -> str:
    if not isinstance(name, str) or not (name.isidentifier() and name.isascii()) or name in claim.domains:
        raise CertificateError("an index, or a variable, of terms is a new name")
    if name in taken or name == "n" or known(name, claim.vocabulary):
        raise CertificateError(f"'{name}' has a meaning already")
    return name


def _term(claim: Claim, source: Any, names: Mapping[str, str]) -> Term:
    found = parse_expression(str(source), names, claim.vocabulary)
    unfolded = claim.unfold(found)
    if free_symbols(found) - names.keys():
        raise CertificateError(
            f"{source} is a term in the variables of the claim, and in the index where one is summed"
        )
    if any(s.op in REFUSED or s in (IMAGINARY, INFINITY) for s in walk(unfolded)):
        raise CertificateError(f"{source} binds a variable, or is no real number")
    return found


def _stated(claim: Claim, r: Term, names: Mapping[str, str]) -> Claim:
    """`r` as a claim about what occurs in it; what is assumed of other variables is left out, which asks for more."""
    used = free_symbols(r)
    return replace(
        claim.stating(r),
        assumptions=tuple(a for a in claim.assumptions if free_symbols(a) <= used),
        variables=tuple(sorted((n, d) for n, d in names.items() if n in used)),
    )  # fmt: skip


def _canonical(t: Term) -> Term:
    """`t` with the index of each sum named after its level: sums are equal up to the names of their indices."""
    t = rebuild(t, _canonical)
    if t.op != "sum":
        return t
    bound, body = t.args
    level = Term("index", f"#{sum_level(body)}")  # larger than the levels inside
    return Term("sum", level.args[0], substitute(body, {Term("index", bound): level}))


def with_pointwise(claim: Claim, found: Pointwise) -> Claim:
    """The claim with names for some sums, and with what is said of them as an assumption."""
    new = {_canonical(claim.unfold(whole)): name for whole, name in found.names}

    def put(s: Term) -> Term:
        if s.op == "sum":
            return new.get(_canonical(s), s)
        return s if s.op in BINDERS else rebuild(s, put)

    left, right = map(put, claim.sides())
    assumptions = (*(put(claim.unfold(a)) for a in claim.assumptions), *found.said)
    variables = tuple(sorted({**claim.domains, **{name.args[0]: "real" for _, name in found.names}}.items()))
    return replace(claim, left=left, right=right, assumptions=assumptions, variables=variables)


def by_terms(claim: Claim, data: Any, show: Callable[[Claim, Any], object]) -> Claim:
    """The claim with what is said of its sums, once `show` has accepted each proof."""
    found = read_pointwise(claim, data)
    proofs = data.get("proofs")
    if not isinstance(proofs, list) or len(proofs) != len(found.shown):
        raise CertificateError(f"the terms of these sums need {len(found.shown)} proofs")
    for part, proof in zip(found.shown, proofs, strict=True):
        show(part, proof)
    return with_pointwise(claim, found)
