"""Finds inductions: on which natural variable, from how many values, and by what the claim at m is multiplied."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import combinations, product
from typing import Any

from symact.kernel.claim import Claim
from symact.kernel.errors import CertificateError, ClaimError, LimitExceeded, Stuck
from symact.kernel.induction import Parts, at_value, least, parts_of
from symact.kernel.terms import Term, free_symbols, text, walk

MAX_BASES, MAX_FACTORS, MAX_DEPTH = 2, 4, 2
FIRST = 4  # values of each natural variable, three more where there is one
Attempt = Callable[[Claim], "list[dict[str, Any]] | None"]
Proof = dict[str, Any]


def induction(claim: Claim, attempt: Attempt, depth: int = 0) -> Proof | None:
    """A proof by induction; `attempt` proves claims without one."""
    for name, bases, times in _plans(claim):
        try:
            parts = parts_of(claim, name, bases, times)
        except (Stuck, CertificateError, ClaimError, LimitExceeded):
            continue
        found = _shown(parts, attempt, depth)
        if found is not None:
            return {"induction": name, **found, **({} if times == "1" else {"times": times})}
    return None


def _shown(parts: Parts, attempt: Attempt, depth: int) -> Proof | None:
    def proof(part: Claim) -> Any:
        found: Any = attempt(part)
        return induction(part, attempt, depth + 1) if found is None and part.naturals and depth < MAX_DEPTH else found

    bases: list[Any] = []
    for base in parts.bases:
        bases.append(proof(base))
        if bases[-1] is None:
            return None
    step = attempt(parts.step)
    sign = attempt(parts.sign) if parts.sign is not None and step is not None else None
    if step is None or (sign is None and parts.sign is not None):
        return None
    return {"bases": bases, "step": step, **({} if sign is None else {"sign": sign})}


def _plans(claim: Claim) -> Iterator[tuple[str, int, str]]:
    occurring = free_symbols(claim.left) | free_symbols(claim.right)
    for name in sorted(claim.naturals & occurring, key=lambda m: (not _governs(claim, m), m)):
        for times in ("1", *_factors(claim, name)):
            for bases in range(1, MAX_BASES + 1):
                yield name, bases, times


def _governs(claim: Claim, name: str) -> bool:
    """Whether the variable stands in the bounds of a sum or in the order of a derivative."""
    parts = [a for s in _parts(claim) if s.op in ("series", "iterated") for a in s.args[2:]]
    return any(name in free_symbols(a) for a in parts)


def _factors(claim: Claim, name: str) -> list[str]:
    """What the sides may grow by: bases of powers with e in the exponent, e + 1 there and beside a factorial of e."""
    found: dict[str, None] = {}
    for s in _parts(claim):
        if s.op == "pow" and name in free_symbols(s.args[1]) and free_symbols(s.args[0]) <= claim.domains.keys():
            found |= {text(s.args[0]): None, f"{text(s.args[1])} + 1": None}
        if s.op == "opaque" and s.args[0] == "factorial" and name in free_symbols(s.args[1]):
            found[f"{text(s.args[1])} + 1"] = None
    single = list(found)[:MAX_FACTORS]
    return [*single, *(f"({a})*({b})" for a, b in combinations(single, 2))]


def _parts(claim: Claim) -> list[Term]:
    return sorted({s for side in (claim.left, claim.right) for s in walk(side)}, key=lambda s: (s.size, text(s)))


def instances(claim: Claim) -> Iterator[tuple[dict[str, int], Claim]]:
    """The claim at small values of its natural variables, the least first."""
    starts = {}
    for name in sorted(claim.naturals):
        try:
            starts[name] = least(claim, name)[0]
        except Stuck:
            starts[name] = 0
    reach = FIRST + 3 if len(starts) == 1 else FIRST
    for steps in sorted(product(range(reach), repeat=len(starts)), key=lambda s: (sum(s), s)):
        values = {name: start + k for (name, start), k in zip(starts.items(), steps, strict=True)}
        try:
            yield values, at_value(claim, values)
        except (LimitExceeded, ClaimError):
            continue
