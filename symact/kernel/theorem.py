"""The only place that makes theorems.

`prove(claim, proof)` checks what an untrusted prover found and returns a `Theorem`, or raises. A proof lists, for each
case of the claim, a node:

    {"vacuous": true}                         no point belongs to the case
    {"split": "x - y", "parts": [<, =, >]}    the linear form is negative, zero, positive
    {"factors": {"3": [[poly, e], …]}}        normal form; the 3rd polynomial met factors so
    {"step": {"variable": "x", …}}            and the sign of the difference follows by monotonicity
    {"contradiction": 2, …}                   no point belongs to the case: the opposite of condition 2 is shown so

Instead of the list, a claim with integrals has {"integrals": […], "then": proof}; see `integrals`. So there are
{"function": …, "then": proof} and {"facts": …, "then": proof}, and {"range": …}; see `characterise`, `facts`, `ranges`.
For vectors there is {"pointwise": …, "then": proof}; see `pointwise`. A claim with a natural variable may have
{"induction": "m", …}; see `induction`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from symact.kernel.advice import recorded
from symact.kernel.case import Case, Trust, cases, no_clock
from symact.kernel.characterise import without_function
from symact.kernel.claim import Claim
from symact.kernel.errors import CertificateError, Stuck
from symact.kernel.facts import with_facts
from symact.kernel.induction import by_induction
from symact.kernel.integrals import without_integrals
from symact.kernel.limits import is_infinite, tendency
from symact.kernel.monotone import sign_by_steps
from symact.kernel.normal import ALLOWED, Normaliser, Obligation
from symact.kernel.pointwise import by_terms
from symact.kernel.ranges import show_range
from symact.kernel.terms import INFINITY, Term, relation, text

Node = Mapping[str, Any]
Proof = Sequence[Node] | Node
MAX_SPLITS, MAX_PRECISION, MAX_NESTED = 40, 8192, 4
OPPOSITE = {"==": "!=", "!=": "==", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
_SEAL = object()


@dataclass(frozen=True, init=False, repr=False)
class Theorem:
    """A claim that the kernel has checked. `vacuous`: no point meets its assumptions."""

    claim: Claim
    trust: Trust
    vacuous: bool

    def __init__(self, claim: Claim, trust: Trust, vacuous: bool, *, seal: object) -> None:
        if seal is not _SEAL:
            raise TypeError("only the kernel makes theorems: use symact.prove")
        for name, value in (("claim", claim), ("trust", trust), ("vacuous", vacuous)):
            object.__setattr__(self, name, value)

    def __repr__(self) -> str:
        return f"Theorem({self.claim.statement!r}, trust={self.trust!r})"

    def to_json(self) -> dict[str, Any]:
        return {**self.claim.to_json(), "trust": self.trust, "vacuous": self.vacuous}


# ------------------------------------------------------------ proofs


def prove(claim: Claim, proof: Proof, tick: Callable[[], None] = no_clock, depth: int = 0) -> Theorem:
    """The theorem that `proof` shows; raises `Stuck` or `CertificateError` when it does not."""
    if isinstance(proof, Mapping):
        return _by_parts(claim, proof, tick, depth)
    if claim.needs:
        raise CertificateError(f"only a proof with '{claim.needs}' shows such a claim")
    if not isinstance(proof, Sequence) or isinstance(proof, str):
        raise CertificateError("a proof is a list of nodes, one for each case")
    found = cases(claim, tick)
    if len(found) != len(proof):
        raise CertificateError(f"the claim has {len(found)} cases, the proof {len(proof)}")
    used = [_follow(case, node, tick, 0) for case, node in zip(found, proof, strict=True)]
    balls = any(u.balls for u in used)
    return Theorem(claim, "kernel with balls" if balls else "kernel", all(u.vacuous for u in used), seal=_SEAL)


_WITHOUT = {"integrals": without_integrals, "facts": with_facts, "pointwise": by_terms}


def _by_parts(claim: Claim, proof: Node, tick: Callable[[], None], depth: int) -> Theorem:
    """What follows from claims with proofs of their own, and for the most part from a claim that is left then."""
    if depth > MAX_NESTED:
        raise CertificateError("proofs inside proofs nested too deep")
    parts: list[Theorem] = []

    def shown(part: Claim, data: Any) -> None:
        if part.is_complex != claim.is_complex:
            raise CertificateError("a part of a proof about real numbers is about complex ones, or the other way round")
        parts.append(prove(part, data, tick, depth + 1))

    if "induction" in proof and not claim.needs:
        by_induction(claim, proof, shown)
        balls = any(p.trust != "kernel" for p in parts)
        return Theorem(claim, "kernel with balls" if balls else "kernel", all(p.vacuous for p in parts), seal=_SEAL)
    kind = claim.needs or next((key for key in ("facts", "pointwise") if key in proof), "integrals")
    if kind not in proof:
        raise CertificateError(f"a proof with '{kind}' is needed")
    rest, balls = claim, False
    if kind == "range":
        show_range(claim, proof["range"], shown)
    else:
        if kind == "function":
            rest, balls = without_function(claim, proof["function"], shown, tick)
        else:
            rest = _WITHOUT[kind](claim, proof[kind], shown)
        parts.append(prove(rest, proof.get("then", ()), tick, depth + 1))
    balls |= any(p.trust != "kernel" for p in parts)
    vacuous = kind != "range" and parts[-1].vacuous
    return Theorem(claim, "kernel with balls" if balls else "kernel", vacuous, seal=_SEAL)


@dataclass(frozen=True, slots=True)
class _Used:
    balls: bool
    vacuous: bool


def _follow(case: Case, node: Node, tick: Callable[[], None], depth: int) -> _Used:
    tick()
    if not isinstance(node, Mapping):
        raise CertificateError("a proof node is not an object")
    if node.get("vacuous"):
        trust = case.emptiness()
        if trust is None:
            raise CertificateError("a case said to be empty is not shown empty")
        return _Used(trust != "kernel" or case.balls, True)
    if "split" in node:
        parts = node.get("parts")
        if depth >= MAX_SPLITS or not isinstance(parts, Sequence) or len(parts) != 3:
            raise CertificateError("a split needs three parts, and not too many splits above it")
        used = [
            _follow(case.where(str(node["split"]), s), p, tick, depth + 1)
            for s, p in zip((-1, 0, 1), parts, strict=True)
        ]
        return _Used(any(u.balls for u in used), all(u.vacuous for u in used))
    vacuous = "contradiction" in node
    if vacuous:
        case = opposed(case, node["contradiction"])
    normaliser = case.normaliser(recorded(node), tick)
    show(case, normaliser, node.get("step"))
    return _Used(normaliser.signs.used_balls or case.balls, vacuous)


def opposed(case: Case, k: Any) -> Case:
    """The case with the opposite of its k-th condition as the claim: it is empty where that holds throughout."""
    if type(k) is not int or not 0 <= k < len(case.conditions):
        raise CertificateError("a contradiction names a condition of the case by its number")
    rel, *sides = case.conditions[k].args
    opposite = case.claim.stating(relation(OPPOSITE[rel], *sides))
    if opposite.is_complex != case.claim.is_complex:
        raise CertificateError("without the claim, its conditions would be about real numbers")
    return replace(case, claim=opposite, conditions=(*case.conditions[:k], *case.conditions[k + 1 :]))


def show(case: Case, normaliser: Normaliser, step: Any = None) -> None:
    """Checks the claim at all points of a case by normal form and signs; raises `Stuck` with what is missing.

    `step` says how the sign of the difference's numerator follows by monotonicity (see `monotone`).
    """
    rel = case.claim.relation
    if any(is_infinite(side) for side in case.sides()):
        _show_infinite(*case.sides(), rel, normaliser)
        return
    left, right = (normaliser.of(side) for side in case.sides())
    difference = normaliser.ring.minus(left, right)
    if rel not in ("==", "!=") and not (
        normaliser.ring.quotient_is_real(left) and normaliser.ring.quotient_is_real(right)
    ):
        raise Stuck("complex numbers are not ordered, and the two sides are not shown to be real")
    if step is not None:
        numerator = normaliser.ring.polynomial_term(difference.numerator)
        normaliser.signs.assume(difference.numerator, sign_by_steps(case, numerator, step, normaliser))
    if not (rel == "==" and not difference.numerator) and not normaliser.signs.of_quotient(difference) <= ALLOWED[rel]:
        what = text(normaliser.ring.term(difference))
        numerator = normaliser.ring.polynomial_term(difference.numerator)
        raise Stuck(f"not shown: {what[:200]} {rel} 0", normaliser.splits(difference, whole=False), numerator=numerator)
    _settle(normaliser)


def _settle(normaliser: Normaliser) -> None:
    """Checks that all obligations are met."""
    owed = normaliser.open_obligations()
    if owed:
        splits = tuple(s for o in owed for s in normaliser.splits(o.value))
        needs = tuple(dict.fromkeys(_need(o) for o in owed))
        raise Stuck(
            f"needs {', '.join(needs)}"[:400], splits, needs, tuple(normaliser.ring.term(o.value) for o in owed)
        )


def _show_infinite(left: Term, right: Term, rel: str, normaliser: Normaliser) -> None:
    """`Limit(f, x, a) == oo`, and the like: the limit tends to the infinity that the other side names."""
    limit, named = (right, left) if is_infinite(left) else (left, right)
    if limit.op != "limit" or rel not in ("==", "!="):
        raise Stuck("infinity is compared with a limit only, by == or !=")
    found = tendency(limit, normaliser)
    same = found.infinite == (1 if named is INFINITY else -1)
    if same != (rel == "=="):
        raise Stuck(f"{text(limit)} is {'not ' * (rel == '==')}{text(named)}")
    _settle(normaliser)


def _need(o: Obligation) -> str:
    said = f"{text(o.term)} {o.relation} 0"
    return re.sub(r"#(\d+)", r"k\1", said) + " for every index" if "#" in said else said
