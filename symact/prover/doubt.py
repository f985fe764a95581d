"""Points at which numbers show a claim to fail: a look before a proof is searched case by case."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import islice
from random import Random
from typing import Any

from symact.kernel.claim import Claim
from symact.kernel.errors import LimitExceeded, Stuck
from symact.kernel.germ import holds
from symact.kernel.grammar import parse_expression
from symact.kernel.terms import TRUE, Term, ops, sub
from symact.prover.numeric import sign, value
from symact.prover.points import candidates, point
from symact.prover.search import Failure

LOOKS = 3
PLAIN = tuple(map(Fraction, (-1, 1, 2)))
BEYOND = frozenset({"limit", "integral", "subs", "series", "iterated", "apply", "opaque", "infinity"})


def failing(claim: Claim, failure: Failure | None, seed: int) -> Iterator[dict[str, Any]]:
    """First candidates for a counterexample where the claim is seen to fail; a single one before a proof was tried."""
    sides = claim.sides()
    if (
        claim.relation == "!="
        or claim.is_complex
        or claim.is_general
        or not all(ops(s).isdisjoint(BEYOND) for s in sides)
    ):
        return
    conditions = [*claim.domain_conditions(), *map(claim.unfold, claim.assumptions)]
    difference = sub(*sides)
    guarded = Term("piecewise", Term("and", *conditions, TRUE), difference) if conditions else difference
    random = Random(seed)
    plain = (point(claim, random, None, q) for q in PLAIN[: None if failure else 1])
    more = islice(candidates(claim, [failure], Random(seed)), LOOKS) if failure else ()
    for made in (*plain, *more):
        try:
            seen = sign(guarded, {name: value(parse_expression(made[name]), {}) for name, _ in claim.variables})
        except (Stuck, LimitExceeded):
            return
        if seen and not holds(claim.relation, seen):
            yield made
