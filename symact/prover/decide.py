"""Decides a claim: searches a proof, then a counterexample, and lets the kernel judge both."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from itertools import islice
from random import Random
from typing import Any

from symact.kernel.certificate import certificate
from symact.kernel.characterise import replaced as replaced_by_solution
from symact.kernel.claim import Claim, given
from symact.kernel.errors import CertificateError, Stuck, Undefined
from symact.kernel.integrals import MAX_ENTRIES, conditions, integrals_of, replaced
from symact.kernel.refutation import Refutation, refute
from symact.kernel.terms import Term, text
from symact.kernel.theorem import prove
from symact.prover.antiderivatives import attempts, entry
from symact.prover.characterise import Solved, characterisations
from symact.prover.clock import OutOfTime, both, clock
from symact.prover.crossings import crossings
from symact.prover.doubt import failing
from symact.prover.facts import facts, is_lipschitz, seen_to_fail
from symact.prover.given import more_about_functions
from symact.prover.inductive import induction, instances
from symact.prover.lowest import lowest
from symact.prover.points import candidates
from symact.prover.pointwise import pointwise
from symact.prover.ranges import RangeSearch
from symact.prover.search import BRIEF, GAVE_UP, LONG, Failure, Search, attempt, is_error_bound, shows
from symact.prover.verdict import Counterexample, Verdict, readable

PRECISIONS = (64, 256, 1024, 4096)
MAX_POINTS, SEED = 60, 20_261_121
Found = tuple[Refutation, dict[str, Any]]  # with its witness
SHARE = 0.6  # of the time, for the first search of a proof


def decide(claim: Claim, timeout: float = 20.0) -> Verdict:
    """PROVED with a theorem, REFUTED with a re-checked counterexample, or UNKNOWN with a reason.

    `timeout` is in seconds.
    """
    start = time.perf_counter()
    blank = Verdict(claim.text, tuple(map(text, claim.assumptions)), claim.domains, "UNKNOWN", "none")
    try:
        verdict = _decide(claim, blank, timeout)
    except GAVE_UP as error:
        verdict = replace(blank, reason=str(error) or type(error).__name__)
    reason = None if verdict.reason is None else readable(verdict.reason)
    return replace(verdict, reason=reason, seconds=round(time.perf_counter() - start, 6))


def _decide(claim: Claim, blank: Verdict, timeout: float) -> Verdict:
    if claim.needs:
        try:
            return (_decide_function if claim.needs == "function" else _decide_range)(claim, blank, timeout)
        except CertificateError as error:  # such as an unknown function of a complex number
            raise Stuck(str(error)) from error
    if claim.naturals:
        return _decide_natural(claim, blank, timeout)
    if integrals_of(claim):
        return _decide_integrals(claim, blank, timeout)
    tick = clock(timeout)
    seen: list[Found] = []

    def doubt(failure: Failure | None) -> bool:
        tried = (_try(claim, {"point": point}, PRECISIONS[:2], tick) for point in failing(claim, failure, SEED))
        seen.extend(islice(filter(None, tried), 1))
        return bool(seen)

    if doubt(None):
        return _refuted(claim, *seen[0], blank)
    if is_lipschitz(claim) and (known := next(facts(claim, *shows(both(tick, clock(timeout / 4)))), None)):
        return _shown(claim, known, "slope or convexity", blank, tick)
    # Two variables may be values of one function at two points: facts about it come next, and need time too.
    work = LONG if len(claim.variables) == 1 and is_error_bound(claim) and not seen_to_fail(claim) else BRIEF
    first = Search(claim, clock(timeout * SHARE / (1 if len(claim.variables) < 2 else 3)), work=work, doubt=doubt)
    proof, reason = attempt(first)
    if proof is not None:
        return _proved(claim, proof, blank, tick)
    if first.first is not None and not first.failures:
        reason = f"{first.first.reason}; {reason}"
    blank = replace(blank, condition=", ".join(first.first.needs) or None if first.first else None, reason=reason)
    try:
        return _otherwise(claim, first, seen, blank, timeout, tick)
    except OutOfTime as error:
        return replace(blank, reason=f"{reason}; {error}")


def _otherwise(
    claim: Claim, first: Search, seen: list[Found], blank: Verdict, timeout: float, tick: Callable[[], None]
) -> Verdict:
    """After the first search: by a counterexample, by what is known of functions or sums, by more work."""
    found = seen[0] if seen else _refutation(claim, first.failures, tick)
    if found:
        return _refuted(claim, *found, replace(blank, reason=None))
    for search, method in ((facts, "slope or convexity"), (pointwise, "term by term")):
        known = next(search(claim, *shows(tick)), None)
        if known is not None:
            return _shown(claim, known, method, blank, tick)
    proof = attempt(Search(claim, both(tick, clock(timeout * SHARE)), 1, LONG))[0] if first.gave_up else None
    proof = proof or attempt(Search(claim, tick, 2))[0]
    return blank if proof is None else _proved(claim, proof, blank, tick)


def _decide_natural(claim: Claim, blank: Verdict, timeout: float) -> Verdict:
    """For all values of natural variables at once, by induction, or at one value where the claim fails."""
    tick = clock(timeout)
    proof, reason = attempt(Search(claim, clock(timeout * SHARE / 2)))
    if proof is not None:
        return _proved(claim, proof, blank, tick)
    try:
        whole = clock(timeout * SHARE)
        found = induction(claim, lambda part: attempt(Search(part, both(whole, clock(timeout * SHARE / 4))))[0])
    except GAVE_UP as error:
        found, reason = None, str(error)
    if found is not None:
        return _shown(claim, found, "induction", blank, tick)
    for values, part in instances(claim):
        search = Search(part, tick)
        if attempt(search)[0] is None and (shown := _refutation(part, search.failures, tick)):
            witness = {**shown[1], "naturals": values}
            return _refuted(claim, refute(claim, witness, tick), witness, replace(blank, reason=None))
    return replace(blank, reason=f"no induction was found; {reason}")


def _decide_integrals(claim: Claim, blank: Verdict, timeout: float) -> Verdict:
    """Each integral gives way to its antiderivative's values; what is left is decided, and shown for the claim."""
    if claim.is_complex or claim.is_general:
        raise Stuck("integrals are shown for plain real variables only")
    tick = clock(timeout)
    hole = _hole(claim, tick)
    if hole is not None:
        return _refuted(claim, *hole, blank)
    plain = claim
    entries: list[dict[str, Any]] = []
    while left := integrals_of(plain):
        if len(entries) == MAX_ENTRIES:
            raise Stuck(f"more than {MAX_ENTRIES} integrals")
        shown, plain = _without(plain, left[0], tick)
        entries.append(shown)
    verdict = _decide(plain, blank, timeout)
    return _given(claim, verdict, "integrals", entries, "antiderivative", tick)


def _given(claim: Claim, verdict: Verdict, key: str, shown: Any, method: str, tick: Callable[[], None]) -> Verdict:
    """The verdict on the claim that is left, as one on the claim itself."""
    mine = replace(verdict, claim=claim.text, assumptions=tuple(map(text, claim.assumptions)), variables=claim.domains)
    if verdict.certificate is None:
        return mine
    evidence = verdict.certificate["evidence"]
    if verdict.verdict == "REFUTED":
        witness = {**evidence, key: shown}
        return _refuted(claim, refute(claim, witness, tick), witness, mine)
    return _shown(claim, {key: shown, "then": evidence}, f"{method}, {verdict.method}", mine, tick)


def _shown(claim: Claim, proof: dict[str, Any], method: str, blank: Verdict, tick: Callable[[], None]) -> Verdict:
    theorem = prove(claim, proof, tick)
    return replace(
        blank, verdict="PROVED", method=method, trust=theorem.trust, theorem=theorem, reason=None, condition=None,
        certificate=certificate(claim, "theorem", proof),
    )  # fmt: skip


def _decide_function(claim: Claim, blank: Verdict, timeout: float, alone: bool = False) -> Verdict:
    """The unknown function gives way to the one solution of its equation, or to one of many where the claim fails."""
    tick = clock(timeout)
    found = next(characterisations(claim, shows(tick)[1], tick), None)
    verdict = blank if found is None else _solved(claim, found, blank, timeout)
    if verdict.verdict == "UNKNOWN" and (found is None or "free" in found[0]):
        for more in () if alone else more_about_functions(claim):
            try:
                narrower = _decide_function(given(claim, more), blank, timeout / 4, alone=True)
            except Stuck:
                continue
            if narrower.verdict == "REFUTED" and narrower.certificate is not None:
                witness = {**narrower.certificate["evidence"], "given": more}
                known = replace(blank, reason=f"where {', '.join(more)}")
                return _refuted(claim, refute(claim, witness, tick), witness, known)
    if found is None:
        raise Stuck("no equation and initial values with one solution, for every real x, were found")
    return verdict


def _solved(claim: Claim, found: Solved, blank: Verdict, timeout: float) -> Verdict:
    """The verdict by the one solution that was found."""
    entry, known, named = found
    verdict = _decide(replaced_by_solution(named, known), blank, timeout)
    if verdict.verdict == "REFUTED":
        replaced_by_solution(named, known, every=True)
        if more := named.assumptions[len(claim.assumptions) :]:
            verdict = replace(verdict, reason=f"where {', '.join(map(text, more))}")
    return _given(claim, verdict, "function", entry, "uniqueness of the solution", clock(timeout))


def _decide_range(claim: Claim, blank: Verdict, timeout: float) -> Verdict:
    tick = clock(timeout)
    search = RangeSearch(claim, *shows(tick))
    try:
        proof = search.proof()
    except GAVE_UP as error:
        witness = search.witness(lambda part: _refutation(part, [], tick))
        if witness is None:
            raise Stuck(str(error)) from error
        return _refuted(claim, refute(claim, witness, tick), witness, blank)
    return _shown(claim, proof, "intermediate values", blank, tick)


def _without(claim: Claim, integral: Term, tick: Callable[[], None]) -> tuple[dict[str, Any], Claim]:
    """The claim without one integral, and what shows its antiderivative."""
    for found in attempts(claim, integral, tick):
        proofs = [attempt(Search(part, tick))[0] for part in conditions(claim, found)]
        if None not in proofs:
            return entry(found, proofs), replaced(claim, found)
    raise Stuck(f"no antiderivative of {text(integral.args[0])[:200]} was found")


def _hole(claim: Claim, tick: Callable[[], None]) -> Found | None:
    """A point strictly between the ends of an integral where its integrand has no value."""
    point = next(candidates(claim, [], Random(SEED)))
    for integral in integrals_of(claim):
        for at in ("0", "1", "R(-1, 1)", "R(1, 2)", "2"):
            found = _try(claim, {"point": point, "hole": [text(integral), at]}, PRECISIONS[:1], tick)
            if found:
                return found
    return None


def _proved(claim: Claim, proof: list[dict[str, Any]], blank: Verdict, tick: Callable[[], None]) -> Verdict:
    theorem = prove(claim, proof, tick)
    leaves = sum(map(_leaves, proof))
    method = "vacuous" if theorem.vacuous else "normal form" if leaves == 1 else f"normal form in {leaves} cases"
    return replace(
        blank, verdict="PROVED", method=method, trust=theorem.trust, theorem=theorem, reason=None, condition=None,
        certificate=certificate(claim, "theorem", proof),
    )  # fmt: skip


def _leaves(node: dict[str, Any]) -> int:
    return sum(map(_leaves, node["parts"])) if "split" in node else 1


def _refuted(claim: Claim, refutation: Refutation, witness: dict[str, Any], blank: Verdict) -> Verdict:
    method = "counterexample" if refutation.via == "claim" else "counterexample on the normal form"
    return replace(
        blank, verdict="REFUTED", method=method, trust="kernel with balls", refutation=refutation,
        counterexample=Counterexample.of(refutation), certificate=certificate(claim, "refutation", witness),
    )  # fmt: skip


def _refutation(claim: Claim, failures: list[Failure], tick: Callable[[], None]) -> Found | None:
    """A refutation that the kernel accepts, with its witness; None when no candidate point gives one."""
    points = candidates(claim, failures, Random(SEED))
    tried = []
    for _ in range(MAX_POINTS):
        point = next(points)
        tried.append(point)
        found = _try(claim, {"point": point}, PRECISIONS[:2], tick)
        if found:
            return found
    touched = list(lowest(claim, failures, tick))
    tried = [*touched, *tried]
    for point in touched:
        found = _try(claim, {"point": point}, PRECISIONS[:3], tick)
        if found:
            return found
    for failure in failures[:4]:
        for point in tried[:12] if not claim.is_general else ():
            witness = {"point": point, "case": failure.number, "path": [list(s) for s in failure.path]}
            found = _try(claim, witness, PRECISIONS[:2], tick)
            if found:
                return found
    for root in crossings(claim, tick):
        found = _try(claim, {"root": root}, PRECISIONS[1:2], tick)
        if found:
            return found
    for point in tried[:8]:
        found = _try(claim, {"point": point}, PRECISIONS[2:3] if claim.is_complex else PRECISIONS[2:], tick)
        if found:
            return found
    return None


def _try(claim: Claim, witness: dict[str, Any], precisions: tuple[int, ...], tick: Callable[[], None]) -> Found | None:
    for precision in precisions:
        tick()
        complete = {**witness, "precision": precision}
        try:
            return refute(claim, complete, tick), complete
        except OutOfTime:
            raise
        except CertificateError:
            return None  # the point does not meet the assumptions, or the claim holds there
        except (*GAVE_UP, Undefined):
            continue
    return None
