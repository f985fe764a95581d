"""Points at which an inequality fails by little, or on a short interval only: found by going down numerically.

The claim's sides are evaluated as they are written. From the best of many points, one coordinate after another goes to
the least margin nearby; the exact point is the simplest number at which the margin is still wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from random import Random
from typing import Any

from flint import arb

from symact.kernel.claim import Claim
from symact.kernel.errors import LimitExceeded, Stuck
from symact.kernel.terms import Term, sub
from symact.prover.numeric import real, value
from symact.prover.points import point
from symact.prover.recognise import closed_form, middle, ratio
from symact.prover.search import Failure

ORDERS = {"<": -1, "<=": -1, ">": 1, ">=": 1}
BITS, FINEST_DENOMINATOR = 200, 2**80
HUGE = arb(2) ** 4096  # margins are not compared beyond
STARTS, BEST, ROUNDS, SHRINKINGS = 40, 3, 6, 150
LINE = (
    *(Fraction(k, 8) for k in range(-64, 65)),
    *(Fraction(s * k) for k in (9, 10, 12, 15, 20, 30, 60) for s in (1, -1)),
)
Values = dict[str, Fraction]


def lowest(claim: Claim, failures: list[Failure], tick: Callable[[], None]) -> Iterator[dict[str, Any]]:
    """Points near which the claim holds by the least margin, or fails."""
    names = [name for name, _ in claim.variables]
    if claim.relation not in ORDERS or claim.is_general or claim.is_complex or not names or len(names) > 4:
        return
    descent = _Descent(claim, tick)
    try:
        for low in descent.lows(names, failures):
            yield from descent.written(low)
    except (Stuck, LimitExceeded):
        return


class _Descent:
    def __init__(self, claim: Claim, tick: Callable[[], None]) -> None:
        self.claim, self.tick, self.way = claim, tick, ORDERS[claim.relation]
        self.difference = sub(*claim.sides())
        unfold = claim.unfold
        self.conditions = [*claim.domain_conditions(), *map(unfold, claim.assumptions)]

    def margin(self, at: Values) -> arb | None:
        """By how much the claim holds; None where it says nothing, or where that is not seen."""
        self.tick()
        numbers = {name: real(q) for name, q in at.items()}
        guard = Term("and", *self.conditions, Term("true"))
        try:
            found = value(Term("piecewise", guard, self.difference), numbers, BITS)
        except Stuck:
            return None
        if not found.is_finite() or abs(found) > HUGE:
            return None
        return arb(0) if abs(found) < 1 / HUGE else found * self.way

    def lows(self, names: list[str], failures: list[Failure]) -> Iterator[Values]:
        """Points of least margin, the most promising first."""
        if len(names) == 1:
            yield from self._along_line(names[0], failures)
            return
        random = Random(STARTS)
        starts = []
        for k in range(STARTS):
            made = point(self.claim, random, failures[k % len(failures)].case if failures and k % 2 else None)
            at = {name: Fraction(_plain(made[name])) for name in names}
            m = self.margin(at)
            if m is not None:
                starts.append((middle(m), k, at))
        for _, _, at in sorted(starts)[:BEST]:
            yield self._down(at)

    def _along_line(self, name: str, failures: list[Failure]) -> Iterator[Values]:
        random = Random(STARTS)
        grid = {Fraction(_plain(point(self.claim, random, f.case)[name])) for f in failures for _ in range(3)}
        grid |= {*LINE, *(Fraction(k, 96) for k in range(-95, 96))}
        seen = [(q, self.margin({name: q})) for q in sorted(grid)]
        seen = [(seen[0][0] - 1, None), *seen, (seen[-1][0] + 1, None)]
        valleys = [
            (middle(m), a, b)
            for (a, before), (_, m), (b, after) in zip(seen, seen[1:], seen[2:], strict=False)
            if m is not None and not (before is not None and before < m) and not (after is not None and after < m)
        ]
        for _, a, b in sorted(valleys)[: 2 * BEST]:
            yield self._valley({name: a}, name, a, b)

    def _valley(self, at: Values, name: str, a: Fraction, b: Fraction) -> Values:
        """The least margin between a and b along one variable, by thirds."""
        for _ in range(SHRINKINGS):
            p, q = a + (b - a) * Fraction(3, 8), b - (b - a) * Fraction(3, 8)
            p, q = (Fraction(round(x * 2**140), 2**140) for x in (p, q))
            low, high = self.margin({**at, name: p}), self.margin({**at, name: q})
            if low is None or (high is not None and high < low):
                a = p
            elif high is None or low < high:
                b = q
            else:
                break
        return {**at, name: (a + b) / 2}

    def _down(self, at: Values) -> Values:
        width = Fraction(2)
        for _ in range(ROUNDS):
            for name in at:
                moved = self._valley(at, name, at[name] - width, at[name] + width)
                here, there = self.margin(at), self.margin(moved)
                if there is not None and (here is None or there < here):
                    at = moved
            width /= 2
        return at

    def written(self, at: Values) -> Iterator[dict[str, Any]]:
        """The point in simple numbers where the claim fails there; in closed forms where it may hold with equality."""
        denominator = 1
        while denominator <= FINEST_DENOMINATOR:
            near = {name: q.limit_denominator(denominator) for name, q in at.items()}
            m = self.margin(near)
            if m is not None and m < 0:
                yield {name: ratio(q) for name, q in near.items()}
                return
            denominator *= 8
        named = {name: closed_form(real(q)) for name, q in at.items()}
        if None not in named.values():
            yield {name: form[0] for name, form in named.items() if form is not None}


def _plain(coordinate: Any) -> str:
    """The rational that `points` writes as R(p, q)."""
    return str(coordinate).replace("R(", "").replace(")", "").replace(", ", "/")
