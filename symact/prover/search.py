"""Finds proofs: tries the normal form on each case, and splits the case where the kernel says what it would need."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from symact.kernel.ball import Indeterminate
from symact.kernel.case import Case, cases
from symact.kernel.claim import Claim
from symact.kernel.errors import CertificateError, LimitExceeded, Stuck
from symact.kernel.linear import Region
from symact.kernel.normal import ALLOWED
from symact.kernel.terms import Term, is_constant
from symact.kernel.theorem import opposed, show
from symact.prover.anchors import PLAIN, anchors, reached
from symact.prover.factor import Recorder
from symact.prover.steps import find_step

MAX_DEPTH, MAX_NODES, MAX_FAILURES = 14, 400, 12
BRIEF, LONG, TRY = 5_000, 120_000, 2_000
SHORT = 600  # operations in the search for the steps of what may well be false
# What a single claim may raise without being decided by it; anything else is an error in symact itself.
GAVE_UP = (Stuck, LimitExceeded, Indeterminate, RecursionError)
Proof = list[dict[str, Any]]


@dataclass(frozen=True)
class Failure:
    """A part of a claim that was not proved, how it was reached, and why it was not."""

    case: Case
    number: int
    path: tuple[tuple[str, int], ...]
    why: Stuck


@dataclass
class Search:
    """One attempt at a claim; `failures` says where it did not succeed."""

    claim: Claim
    tick: Callable[[], None]
    scale: int = 1
    work: int = BRIEF  # operations of the kernel that may go into the search for steps
    hints: tuple[str, ...] = ()  # forms to split on first
    doubt: Callable[[Failure], bool] = lambda failure: False  # whether the claim is false, asked before cases are split
    nodes: int = 0
    failures: list[Failure] = field(default_factory=list)
    first: Stuck | None = None
    cut: bool = False
    steps: list[tuple[object, Region, dict[str, Any] | None]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.left = iter(range(self.work))

    @property
    def gave_up(self) -> bool:
        """Whether more work might have found more."""
        return self.cut or next(self.left, None) is None

    def proof(self) -> Proof | None:
        """A proof of the whole claim, or None; then `failures` is not empty."""
        found = [self._node(case, k, ()) for k, case in enumerate(cases(self.claim, self.tick))]
        return None if self.failures else found

    def _node(self, case: Case, number: int, path: tuple[tuple[str, int], ...]) -> dict[str, Any]:
        self.nodes += 1
        self.tick()
        if self.nodes > MAX_NODES:
            raise LimitExceeded(f"more than {MAX_NODES} cases")
        if (path or case.conditions) and case.is_empty():
            return {"vacuous": True}
        recorder = Recorder(self.scale)
        try:
            show(case, case.normaliser(recorder.advice, self.tick))
        except Stuck as why:
            if self.first is None:
                self.first, failure = why, Failure(case, number, path, why)
                if self.doubt(failure):
                    self.failures.append(failure)
                    raise
            return self._contradiction(case) or self._split(case, number, path, why)
        return recorder.node()

    def _contradiction(self, case: Case) -> dict[str, Any] | None:
        """Where the claim is false whatever the point: a condition the opposite of which holds."""
        if case.claim.is_complex or case.claim.naturals or not case.conditions or not _is_false(case, self.tick):
            return None
        for k in range(len(case.conditions)):
            inner, step = opposed(case, k), None
            for _ in range(2):
                recorder = Recorder(self.scale)
                try:
                    show(inner, inner.normaliser(recorder.advice, self.tick), step)
                except Stuck as why:
                    step = None if step is not None else find_step(inner, why.numerator, self.tick, self.left)
                    if step is None:
                        break
                else:
                    return {**recorder.node(), "contradiction": k, **({} if step is None else {"step": step})}
        return None

    def _step(self, case: Case, g: object, first: bool) -> dict[str, Any] | None:
        """A step for the case, perhaps one that was found for the same term and region before.

        It is only the `first` try where the case may still be split at a point at which `g` vanishes.
        """
        for term, region, step in self.steps:
            if term is g and region == case.region:
                return step
        share = islice(self.left, min(self.work // 8, TRY)) if first else self.left
        step = find_step(case, g, self.tick, share)
        self.cut |= step is None and first and next(share, None) is None
        self.steps.append((g, case.region, step))
        return step

    def _split(self, case: Case, number: int, path: tuple[tuple[str, int], ...], why: Stuck) -> dict[str, Any]:
        tried = {step[0] for step in path}
        touched = [f for f in anchors(case, why.numerator, not path) if f not in tried]
        meeting = [f for f in touched if f.partition(" - ")[2][1:-1] not in PLAIN]  # of two variables
        step = None if meeting else self._step(case, why.numerator, bool(touched))
        if step is not None:
            recorder = Recorder(self.scale)
            try:
                show(case, case.normaliser(recorder.advice, self.tick), step)
            except Stuck as still:
                why = still
            else:
                return {**recorder.node(), "step": step}
        ends = reached(case, why.numerator)
        named = [f.replace("#", "k_") for f in (*meeting, *self.hints, *why.split, *touched, *ends)]  # indices of sums
        forms = [f for f in named if f not in tried]
        if not path and is_error_bound(self.claim):  # |f - g| <= c: where f - g >= 0, and where not
            forms.sort(key=len, reverse=True)
        if not forms or len(path) >= MAX_DEPTH or len(self.failures) >= MAX_FAILURES:
            self.failures.append(Failure(case, number, path, why))
            return {}
        for form in forms:
            try:
                inner = [case.where(form, s) for s in (-1, 0, 1)]
            except CertificateError:
                continue  # a form that may be undefined in the case
            parts = [self._node(c, number, (*path, (form, s))) for c, s in zip(inner, (-1, 0, 1), strict=True)]
            return {"split": form, "parts": parts}
        self.failures.append(Failure(case, number, path, why))
        return {}


def _is_false(case: Case, tick: Callable[[], None]) -> bool:
    """Whether the claim is seen to be false at all points of the region."""
    normaliser = case.normaliser(tick=tick)
    try:
        difference = normaliser.ring.minus(*map(normaliser.of, case.sides()))
    except Stuck:
        return False
    return not normaliser.signs.of_quotient(difference) & ALLOWED[case.claim.relation]


def is_error_bound(claim: Claim) -> bool:
    """Whether the claim is |u| <= c with a number c."""
    left: Term = claim.left
    return left.op == "call" and left.args[0] == "Abs" and claim.relation in ("<", "<=") and is_constant(claim.right)


def attempt(search: Search) -> tuple[list[dict[str, Any]] | None, str | None]:
    """A proof, or why there is none."""
    try:
        proof = search.proof()
    except GAVE_UP as error:
        return None, str(error) or type(error).__name__
    return proof, None if proof is not None else search.failures[0].why.reason


def shows(tick: Callable[[], None]) -> tuple[Callable[..., Any], Callable[[Claim], Any]]:
    """Two searches for proofs: a short one, and one for claims that are likely to hold."""

    def at_length(part: Claim) -> list[dict[str, Any]] | None:
        brief = Search(part, tick)
        proof = attempt(brief)[0]
        if proof is None and brief.gave_up:
            proof = attempt(Search(part, tick, 1, LONG))[0]
        return proof or attempt(Search(part, tick, 2))[0]

    return lambda part, *hints: attempt(Search(part, tick, 1, SHORT, hints=hints))[0], at_length
