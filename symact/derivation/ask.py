"""`check` and `prove`: a claim in, a verdict or a theorem out, over the functions of the catalogue."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from symact.activations import vocabulary
from symact.kernel.claim import Claim, read_claim
from symact.kernel.theorem import Theorem
from symact.prover import Refuted, Undecided, Verdict, decide


def check(
    claim: object, assume: object = (), variables: Mapping[str, str] | None = None, timeout: float = 20.0
) -> Verdict:
    """The verdict on `claim`: PROVED, REFUTED with a counterexample, or UNKNOWN with a reason.

    `claim` is a text such as `"sigmoid(-x) == 1 - sigmoid(x)"`, a pair `(lhs, rhs)`, or what `symact.claim` returns;
    `assume` a condition or a list of them, as text or from SymPy; `variables` maps names to domains (`real positive
    negative nonnegative unit sym1 natural complex vector index`); `timeout` is in seconds of work, for which a loaded
    machine may take longer. Raises `ClaimError`, with a position, for a text that is not in the claim language, and
    `TypeError` for a bool, which is what `==` gives between SymPy expressions.
    """
    return decide(read(claim, assume, variables), timeout)


def prove(
    claim: object, assume: object = (), variables: Mapping[str, str] | None = None, timeout: float = 20.0
) -> Theorem:
    """The kernel's theorem that `claim` holds; raises `Refuted` or `Undecided`. Arguments as for `check`."""
    verdict = check(claim, assume, variables, timeout)
    if verdict.theorem is None:
        raise Refuted(verdict) if verdict.verdict == "REFUTED" else Undecided(verdict)
    return verdict.theorem


def read(claim: object, assume: object = (), variables: Mapping[str, str] | None = None) -> Claim:
    """The claim, read over the catalogue's vocabulary."""
    if isinstance(claim, Claim):
        return claim
    if not isinstance(claim, str):
        from symact.derivation.statements import claim_text, claim_variables

        variables = {**claim_variables(claim), **(variables or {})}
        claim = claim_text(claim)
    return read_claim(claim, vocabulary(), _assumptions(assume), variables)


def _assumptions(assume: object) -> list[str]:
    """The texts of one condition or of several: strings, or SymPy conditions."""
    conditions = list(assume) if isinstance(assume, Iterable) and not isinstance(assume, str) else [assume]
    if all(isinstance(c, str) for c in conditions):
        return [str(c) for c in conditions]
    from symact.derivation.statements import condition_text

    return [condition_text(c) for c in conditions]
