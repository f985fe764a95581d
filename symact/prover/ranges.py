"""Finds what shows that the values of a function make up an interval, or what refutes it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any

from symact.kernel.ball import Arithmetic, Indeterminate
from symact.kernel.claim import Claim
from symact.kernel.errors import CertificateError, ClaimError, LimitExceeded, Stuck, Undefined
from symact.kernel.evaluate import evaluate
from symact.kernel.germ import holds
from symact.kernel.intervals import Domain, continuity, read_numbers
from symact.kernel.limits import is_infinite
from symact.kernel.point import Point
from symact.kernel.ranges import ENDS, PARTS, at_end, missed, read_range
from symact.kernel.refutation import Refutation
from symact.kernel.terms import Term, add, is_constant, number, sub, substitute, text
from symact.prover.breaks import breaks
from symact.prover.lowest import lowest

PLACES = ("0", "1", "-1", "R(1, 2)", "R(-1, 2)", "2", "-2", "-1 - LambertW(exp(-1))", "exp(-1)", "exp(1)", "-exp(-1)",
          "pi/2", "-pi/2", "pi", "-pi")  # fmt: skip
PRECISION = 128
MEMBERS = ("0", "1", "-1", "1/2", "-1/2", "2", "-2", "1/10", "-1/10", "10", "-10", "100", "-100")
STEPS = (Fraction(1, 1000), Fraction(1, 10), Fraction(1))
Proof = list[dict[str, Any]]
Show = Callable[[Claim], Proof | None]


class RangeSearch:
    """`shown` finds a proof of a claim, or None; `at_length` is for claims that are likely to hold."""

    def __init__(self, claim: Claim, shown: Show, at_length: Show) -> None:
        self.claim, self.shown, self.at_length, self.why = claim, shown, at_length, ""
        self.found = read_range(claim)
        try:
            self.domain = self.found.domain
        except CertificateError as error:
            self.domain, self.why = Domain(), str(error)

    # ------------------------------------------------------------ a proof

    def proof(self) -> dict[str, Any]:
        """A proof of the claim; raises `Stuck` with what was not shown."""
        if self.why:
            raise Stuck(self.why)
        bounds = [self.proved(b) for b in map(self.found.bound, ENDS) if b is not None]
        cuts, first = self.continuous()
        ends = [self.end(k, name) for k, name in enumerate(ENDS)]
        data = {"cuts": cuts, **{name: end for name, (end, _) in zip(ENDS, ends, strict=True)}}
        return {"range": {**data, "proofs": [*first, *bounds, *(p for _, proofs in ends for p in proofs)]}}

    def proved(self, part: Claim) -> Proof:
        proof = self.at_length(part)
        if proof is None:
            raise Stuck(f"not shown: {part.statement[:300]}")
        return proof

    def continuous(self) -> tuple[list[str], list[Proof]]:
        """Points where the function need not have a derivative, and proofs that it is continuous."""
        last: Stuck | None = None
        for cuts in ([], [text(number(q)) for q in self.inside()]):
            parts = continuity(self.found.outside, self.found.f, self.found.x, self.domain, read_numbers(cuts))
            try:
                return cuts, [self.proved(part) if cuts else self.quickly(part) for part in parts]
            except Stuck as why:
                last = why
        assert last is not None
        raise last

    def quickly(self, part: Claim) -> Proof:
        proof = self.shown(part)
        if proof is None:
            raise Stuck(f"not shown: {part.statement[:300]}")
        return proof

    def inside(self) -> list[Any]:
        """Breaks of conditions strictly inside the domain."""
        found = []
        for q in sorted(breaks(self.found.f, self.found.x)):
            low = self.domain.low is None or _sign(sub(number(q), self.domain.low)) == 1
            if low and (self.domain.high is None or _sign(sub(self.domain.high, number(q))) == 1):
                found.append(q)
        return found

    def end(self, k: int, name: str) -> tuple[dict[str, str], list[Proof]]:
        for end in self.places(k):
            try:
                parts = at_end(self.found, name, end)
            except (CertificateError, ClaimError):
                continue
            if is_constant(parts[0].left) and is_constant(parts[0].right) and "at" in end:
                if _sign(sub(parts[0].left, parts[0].right)) != 0:
                    continue
            proofs = []
            for part in parts:
                proof = self.shown(part)
                if proof is None:
                    break
                proofs.append(proof)
            else:
                return end, proofs
        what = "the value at a point that was tried" if self.found.closed[k] else "a limit at an end of the domain"
        raise Stuck(f"{text(self.found.ends[k])} is not shown to be {what}")

    def places(self, k: int) -> Iterator[dict[str, str]]:
        if not self.found.closed[k]:
            yield from ({"towards": end} for end in ENDS)
            return
        ends = ((self.domain.low, self.domain.low_in), (self.domain.high, self.domain.high_in))
        known = [text(end) for end, inside in ends if end is not None and inside]
        known += [text(number(q)) for q in self.inside()]
        yield from ({"at": place} for place in dict.fromkeys((*known, *PLACES)))
        bound, x = self.found.bound(ENDS[k]), self.found.x.args[0]
        if bound is not None:  # where the values come closest to the end
            yield from ({"at": made[x]} for made in lowest(bound, [], lambda: None) if made.keys() == {x})

    # ------------------------------------------------------------ a refutation

    def witness(self, refuted: Callable[[Claim], tuple[Refutation, dict[str, Any]] | None]) -> dict[str, Any] | None:
        """A value outside the interval, or an end of it that is never taken."""
        for name in PARTS:
            bound = self.found.bound(name)
            found = None if bound is None else refuted(bound)
            if found is not None:
                return {"range": {"outside": name, "witness": found[1]}}
        if self.found.outside.variables or self.found.outside.assumptions:
            return None
        for value, rel in self.candidates():
            data = {"missed": value, "relation": rel, "at": self.member()}
            try:
                _, parts = missed(self.claim, data)
            except (CertificateError, ClaimError):
                continue
            proofs = []
            for part in reversed(parts):
                proof = self.shown(part)
                if proof is None:
                    break
                proofs.append(proof)
            else:
                return {"range": {**data, "proofs": proofs[::-1]}}
        return None

    def member(self) -> str:
        """A point that may belong to the domain."""
        for q in map(Fraction, MEMBERS):
            met = [substitute(r, {self.found.x: number(q)}) for r in self.found.restrictions]
            if all(_met(m) for m in met):
                return text(number(q))
        return "0"

    def candidates(self) -> Iterator[tuple[str, str]]:
        """Numbers of the interval beyond which no value may lie."""
        for k, rel in enumerate("><"):
            end = self.found.ends[k]
            if not is_infinite(end):
                yield text(end), rel
                yield from ((text(sub(end, number(d)) if k else add(end, number(d))), rel) for d in STEPS)
            elif not is_infinite(self.found.ends[1 - k]):
                yield from ((text(number(d if k else -d)), rel) for d in (0, 1, 10, 1000))
            else:
                yield from ((v, rel) for v in ("1", "-1", "1000", "R(-1000, 1)"))
        yield "0", "!="


def _met(c: Term) -> bool:
    if c.op in ("and", "or"):
        return (all if c.op == "and" else any)(map(_met, c.args))
    return c.op == "true" or holds(str(c.args[0]), _sign(sub(*c.args[1:])) or 0)


def _sign(t: Term) -> int | None:
    """The sign of a number; 0 where it may vanish, None where it has no value."""
    try:
        value = evaluate(t, Point(), Arithmetic(PRECISION))
    except (Undefined, Indeterminate, Stuck, LimitExceeded):
        return None
    return 0 if value.contains_zero else 1 if value.is_positive else -1
