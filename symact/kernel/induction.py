"""Proofs by induction on a natural variable m of a claim.

A proof is {"induction": "m", "bases": [proof, …], "step": proof} and perhaps "times": c, "sign": proof. The kernel
forms the claims: with r bases, the claim at m₀, …, m₀ + r − 1, m₀ being the least value that the assumptions leave,
and one for the step, for all m >= m₀ + r − 1 under the other assumptions. None of them needs a hypothesis:

    Derivative(f, (x, a·m + b)) == R(m)      Derivative(R(m), (x, a)) == R(m + 1)
    Derivative(f(m), (x, m + b)) == R(m)     Derivative(f(m + 1), x) == c·f(m) and R(m + 1) == c·R(m)
    L(m) rel R(m)                            L(m + 1) − c·L(m) rel R(m + 1) − c·R(m)

First: if the equation holds at m for all x of a set that is open in x, both sides are one function around each point,
so f has a further derivatives there, those of R(m). The set does not depend on m. Second: around each point of the
set f(m + 1) has the derivative c·f(m), with a c that is free of x, and this has m + b more, c·R(m) there. Third: add
c times the claim at m; for an order relation c >= 0 is a claim of its own. c is 1, or a term in the variables of the
claim. Each step shows both sides defined at m + 1.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from symact.kernel.claim import Claim
from symact.kernel.errors import CertificateError, Stuck
from symact.kernel.grammar import parse_expression
from symact.kernel.naturals import MAX_DEGREE, MAX_INTEGER, at, is_whole, linear_in, next_of, whole_value
from symact.kernel.terms import (
    ONE,
    ZERO,
    Term,
    add,
    everywhere_defined,
    free_symbols,
    mul,
    neg,
    number,
    ops,
    relation,
    variable,
)  # fmt: skip

MAX_BASES, MAX_START = 6, 60
# Domains that are open sets of the line.
OPEN_DOMAINS = ("real", "positive", "negative", "unit", "sym1")


@dataclass(frozen=True)
class Parts:
    """The claims that together show the claim: `bases`, `step`, and `sign`, about the factor c, where it needs one."""

    bases: tuple[Claim, ...]
    step: Claim
    sign: Claim | None


def by_induction(claim: Claim, proof: Mapping[str, Any], show: Callable[[Claim, Any], object]) -> None:
    """Shows the claim once `show` has accepted each part; the first part is a base."""
    given = proof.get("bases")
    if not isinstance(given, list) or not 1 <= len(given) <= MAX_BASES:
        raise CertificateError(f"an induction has a list of 1 to {MAX_BASES} bases")
    parts = parts_of(claim, str(proof.get("induction")), len(given), str(proof.get("times", "1")))
    for base, data in zip(parts.bases, given, strict=True):
        show(base, data)
    show(parts.step, proof.get("step"))
    if parts.sign is not None:
        show(parts.sign, proof.get("sign"))


def parts_of(claim: Claim, name: str, bases: int, times: str = "1") -> Parts:
    """What has to be shown for an induction on the variable `name` with so many bases."""
    if name not in claim.naturals:
        raise CertificateError(f"'{name}' is not a natural variable of the claim")
    start, others = least(claim, name)
    first = tuple(at_value(claim, {name: start + j}) for j in range(bases))
    later = (*others, relation(">=", variable(name), number(start + bases - 1)))
    step = replace(claim, assumptions=later)
    found = _derivative(claim, name)
    if found is not None:
        f, x, by, right = found
        _check_open(claim, x, others)
        if name in free_symbols(f):
            factor = _factor(claim, times)
            if x.args[0] in free_symbols(factor):
                raise CertificateError("a factor that comes out of a derivative does not depend on its variable")
            slope = replace(step, left=Term("derivative", next_of(f, name), x, 1), right=mul(factor, f))
            return Parts(first, replace(step, left=next_of(right, name), right=mul(factor, right)), slope)
        if times != "1":
            raise CertificateError("the step of an induction on a derivative has no factor")
        grown = Term("derivative", right, x, by)
        return Parts(first, replace(step, relation="==", left=grown, right=next_of(right, name)), None)
    if claim.relation == "!=":
        raise Stuck("no induction for !=")
    factor = _factor(claim, times)
    left, right = (_grown(side, name, factor) for side in (claim.left, claim.right))
    sign = None
    if claim.relation != "==" and factor is not ONE:
        sign = replace(step, relation=">=", left=factor, right=ZERO)
    return Parts(first, replace(step, left=left, right=right), sign)


def _grown(side: Term, name: str, factor: Term) -> Term:
    """−c·side(m) + side(m + 1), so that counters of sums run as they do at m."""
    return add(neg(side if factor is ONE else mul(factor, side)), next_of(side, name))


def _factor(claim: Claim, written: str) -> Term:
    if written == "1":
        return ONE
    factor = parse_expression(written, claim.domains, claim.vocabulary)
    allowed = {"number", "variable", "pi", "add", "neg", "mul", "div", "pow", "exp", "call"}
    if free_symbols(factor) - claim.domains.keys() or not ops(factor) <= allowed:
        raise CertificateError("the factor of a step is a plain term in the variables of the claim")
    return factor


# ------------------------------------------------------------ the least value, and values


def least(claim: Claim, name: str) -> tuple[int, tuple[Term, ...]]:
    """The least m that the assumptions leave, and those about other variables."""
    start, others = 0, []
    for a in claim.assumptions:
        if name not in free_symbols(a):
            others.append(a)
            continue
        bound = _bound(a, name)
        if bound is None:
            raise Stuck(f"an induction on {name} where more than a least value is assumed of it")
        start = max(start, bound)
    if start > MAX_START:
        raise Stuck(f"an induction that begins above {MAX_START}")
    return start, tuple(others)


def _bound(a: Term, name: str) -> int | None:
    """c where the assumption says m >= c."""
    if a.op != "relation" or a.args[0] not in ("<", "<=", ">", ">="):
        return None
    rel, left, right = a.args
    if rel in ("<", "<="):
        rel, left, right = {"<": ">", "<=": ">="}[rel], right, left
    value = whole_value(right)
    if left is not variable(name) or value is None:
        return None
    return value + 1 if rel == ">" else value


def read_naturals(claim: Claim, given: Any) -> dict[str, int]:
    """A value for each natural variable; none where none are given."""
    if given is None:
        return {}
    if not isinstance(given, Mapping) or given.keys() != claim.naturals or not given:
        raise CertificateError("'naturals' gives a value for each natural variable")
    if any(type(v) is not int or not 0 <= v <= MAX_INTEGER for v in given.values()):
        raise CertificateError(f"the value of a natural variable is an integer from 0 to {MAX_INTEGER}")
    return dict(given)


def at_value(claim: Claim, values: Mapping[str, int]) -> Claim:
    """The claim where natural variables have values; what is assumed of these alone and true is left out."""
    kept = [at(a, values) for a in claim.assumptions]
    return replace(
        claim, left=at(claim.left, values), right=at(claim.right, values),
        assumptions=tuple(a for a in kept if not _holds(a)),
        variables=tuple((name, domain) for name, domain in claim.variables if name not in values),
    )  # fmt: skip


def _holds(a: Term) -> bool:
    if a.op != "relation":
        return False
    left, right = map(whole_value, a.args[1:])
    if left is None or right is None:
        return False
    return {"<": left < right, "<=": left <= right, ">": left > right, ">=": left >= right,
            "==": left == right, "!=": left != right}[str(a.args[0])]  # fmt: skip


# ------------------------------------------------------------ derivatives


def _derivative(claim: Claim, name: str) -> tuple[Term, Term, int, Term] | None:
    """f, x, a and R(m) where the claim says Derivative(f, (x, a·m + b)) == R(m), in either order; None for others."""
    if claim.relation != "==":
        return None
    for left, right in ((claim.left, claim.right), (claim.right, claim.left)):
        if left.op != "iterated" or name not in free_symbols(left.args[2]):
            continue
        f, x, order = left.args
        by = linear_in(order, name)
        if by is None or not 1 <= by <= MAX_DEGREE or not is_whole(order, claim.naturals):
            continue
        if name not in free_symbols(f) or by == 1:
            return f, x, by, right
    return None


def _check_open(claim: Claim, x: Term, assumptions: tuple[Term, ...]) -> None:
    """The values of x that the assumptions leave are an open set, whatever the other variables are."""
    if claim.domains.get(x.args[0], "real") not in OPEN_DOMAINS:
        raise Stuck(f"an induction on a derivative where {x.args[0]} ranges over a set that is not open")
    for a in map(claim.vocabulary.unfold, assumptions):
        if x.args[0] in free_symbols(a) and not _is_open(a):
            raise Stuck("an induction on a derivative where an assumption about its variable is no strict inequality")


def _is_open(a: Term) -> bool:
    """Whether strict inequalities of continuous functions, joined by And and Or, are all that `a` says."""
    if a.op in ("and", "or"):
        return all(map(_is_open, a.args))
    if a.op != "relation" or a.args[0] not in ("<", ">", "!="):
        return a.op == "true"
    return all(map(everywhere_defined, a.args[1:]))
