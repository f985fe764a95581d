"""Finds chains of monotone steps: where a function vanishes, and how often it must be differentiated from there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from symact.kernel.case import Case, no_advice
from symact.kernel.errors import CertificateError, LimitExceeded, Stuck
from symact.kernel.linear import NULL, combined, scaled
from symact.kernel.monotone import sign_by_steps
from symact.kernel.normal import Normaliser
from symact.kernel.terms import Term, free_symbols

INEQUALITIES = ("<", "<=", ">", ">=", "!=")
MAX_ORDER = 4
PLAIN = ("0", "1", "-1")


def find_step(case: Case, g: object, tick: Callable[[], None]) -> dict[str, Any] | None:
    """A chain of steps by which the kernel finds the sign of `g` on the case's region, or None."""
    if not isinstance(g, Term) or case.claim.is_general or case.claim.is_complex:
        return None
    normaliser = Normaliser(case.region, no_advice, tick, case.indices)
    for name, anchor in _starts(case, g):
        step: dict[str, Any] | None = None
        for _ in range(MAX_ORDER):
            step = {"variable": name, "from": anchor, "then": step}
            try:
                signs = sign_by_steps(case, g, step, normaliser)
            except (Stuck, CertificateError):
                continue
            if len(signs) == 1 or signs in ({0, 1}, {0, -1}):
                return step
    return None


def anchors(case: Case, g: object) -> list[str]:
    """Linear forms x - a to split on, such that `g` vanishes at x = a: from there monotone steps can start."""
    if (
        not isinstance(g, Term)
        or case.claim.is_general
        or case.claim.is_complex
        or case.claim.relation not in INEQUALITIES
    ):
        return []
    return [
        f"{name} - ({anchor})" for name, anchor in _starts(case, g, inside=True) if _vanishes(case, g, name, anchor)
    ]


def _starts(case: Case, g: Term, inside: bool = False) -> Iterator[tuple[str, str]]:
    """Variables of `g` and values to start from, those with a known side unless `inside`."""
    names = sorted(n for n in free_symbols(g) if case.claim.domains.get(n) not in (None, "vector", "index"))
    for name in names:
        for anchor in (*PLAIN, *(other for other in names if other != name)):
            try:
                gap = combined({Term("variable", name): 1}, scaled(-1, case.form(anchor)))
            except (CertificateError, Stuck):
                continue
            if inside or (len(case.region.signs(gap)) == 1 and case.region.signs(gap) != NULL):
                yield name, anchor


def _vanishes(case: Case, g: Term, name: str, anchor: str) -> bool:
    try:
        at = case.where(f"{name} - ({anchor})", 0)
        value = Normaliser(at.region, no_advice, lambda: None, case.indices).of(g)
    except (Stuck, LimitExceeded, CertificateError):
        return False
    return not value.numerator
