"""Finds what the kernel checks: proofs, counterexamples, factorisations. Nothing here is trusted."""

from symact.prover.decide import decide
from symact.prover.verdict import Counterexample, Refuted, Undecided, Verdict

__all__ = ["Counterexample", "Refuted", "Undecided", "Verdict", "decide"]
