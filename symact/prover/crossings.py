"""Roots of equations that a claim assumes, or denies, between rational numbers: where the claim may fail.

One variable is followed along a grid while the others stand still; where the difference of the two sides changes its
sign, the two neighbours are brought close together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import pairwise
from typing import Any

from symact.kernel.claim import Claim
from symact.kernel.errors import Stuck
from symact.kernel.implicit import REAL
from symact.kernel.terms import Term, free_symbols, ops, sub
from symact.prover.numeric import real, sign

GRID = tuple(Fraction(2 * k + 1, 16) for k in range(-80, 80))
OTHERS = tuple(map(Fraction, ("-1/2", "1/2", "2", "-3")))
HALVINGS, MAX_VARIABLES, MAX_FOUND = 24, 3, 12


def crossings(claim: Claim, tick: Callable[[], None]) -> Iterator[dict[str, Any]]:
    """What refutations at roots begin with, likely ones."""
    if not claim.variables or len(claim.variables) > MAX_VARIABLES or any(d not in REAL for _, d in claim.variables):
        return
    found = 0
    for k, h in _equations(claim):
        for name in sorted(free_symbols(h)):
            rest = [other for other, _ in claim.variables if other != name]
            for q in OTHERS if rest else OTHERS[:1]:
                others = dict.fromkeys(rest, q)
                for low, high in _changes(h, name, others, tick):
                    yield {
                        "variable": name, "between": [str(low), str(high)], "equation": k,
                        "others": {other: str(value) for other, value in others.items()},
                    }  # fmt: skip
                    found += 1
                    if found >= MAX_FOUND:
                        return


def _equations(claim: Claim) -> Iterator[tuple[int | None, Term]]:
    """Differences of the sides of equations, by the number of the assumption."""
    if claim.relation == "!=":
        yield None, sub(*claim.sides())
    for k, c in enumerate(map(claim.unfold, claim.assumptions)):
        if c.op == "relation" and c.args[0] == "==":
            yield k, sub(*c.args[1:])


def _changes(
    h: Term, name: str, others: dict[str, Fraction], tick: Callable[[], None]
) -> Iterator[tuple[Fraction, Fraction]]:  # fmt: skip
    """Pairs of near numbers at which `h` has different signs."""
    if "piecewise" in ops(h):
        return
    fixed = {other: real(q) for other, q in others.items()}

    def at(q: Fraction) -> int | None:
        tick()
        return sign(h, {**fixed, name: real(q)})

    try:
        seen = [(q, at(q)) for q in GRID]
    except Stuck:
        return
    for (a, before), (b, after) in pairwise(seen):
        if before and after and before != after:
            for _ in range(HALVINGS):
                middle = (a + b) / 2
                here = at(middle)
                if not here:  # on the root itself, perhaps
                    middle = (5 * a + 3 * b) / 8
                    here = at(middle)
                if not here:
                    break
                a, b = (middle, b) if here == before else (a, middle)
            yield a, b
