"""Where no derivative exists, and why: the slopes on both sides of a breakpoint, when the kernel refutes it there."""

from __future__ import annotations

from collections.abc import Mapping

from symact.derivation import reading, regions
from symact.derivation.assemble import Checker
from symact.derivation.definitions import NotDerived
from symact.derivation.lines import ORDINALS
from symact.derivation.record import REFUTED
from symact.derivation.strategies import slopes
from symact.kernel.terms import Term, free_symbols, relation, text


def kinks(
    claim: Term, assumptions: tuple[Term, ...], check: Checker, variables: Mapping[str, str], timeout: float
) -> reading.Prose:
    """Where a breakpoint is left out because no derivative exists there: the kernel's refutation in words."""
    left = claim.args[1]
    said: list[str | Term] = []
    if left.op != "derivative" or not regions.conditional(left.args[0]):
        return ()
    for a in assumptions:
        if a.op != "relation" or a.args[0] != "!=" or a.args[1] is not left.args[1] or a.args[2].op != "number":
            continue
        at = relation("==", *a.args[1:])
        verdict = check(text(relation("==", left, left)), (text(at),), variables, timeout)
        if verdict.verdict == REFUTED and verdict.counterexample.undefined:
            said += [*([" "] if said else []), *_kink(left, at)]
    return tuple(said)


def _kink(left: Term, at: Term) -> reading.Prose:
    """The first order at which the two sides differ, and what they are; with parameters they may agree for some."""
    f, x, order = left.args
    plain: reading.Prose = ("No derivative exists at ", at)
    for k in range(1, order + 1):
        try:
            before, after = slopes(Term("derivative", f, x, k), at.args[2].args[0])
        except NotDerived:
            break
        if before is not after:
            which = f"the {ORDINALS.get(k, f'{k}th')} derivative" if order > 1 else "it"
            if free_symbols(f) == {x.args[0]}:
                return (
                    *plain,
                    f": {which} would have to be ",
                    before,
                    " from the left and ",
                    after,
                    " from the right.",
                )
            sides: reading.Prose = (" is ", before, " from the left and ", after, " from the right")
            return ("At ", at, " the slope" if k == 1 else f" {which}", *sides, "; where these differ, none exists.")
    return (*plain, ".") if free_symbols(f) == {x.args[0]} else ()
