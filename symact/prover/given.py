"""What might be assumed besides of an unknown function that a claim leaves open: where it fails then, it fails."""

from __future__ import annotations

from collections.abc import Iterator

from symact.kernel.characterise import applied, read_equation, read_value
from symact.kernel.claim import Claim
from symact.kernel.errors import CertificateError
from symact.kernel.terms import ZERO, Term, text, variable

VALUES = ("2", "0", "-1", "R(1, 2)", "R(1, 3)")


def more_about_functions(claim: Claim) -> Iterator[list[str]]:
    """Lists of conditions that leave one function, likely ones."""
    names = [n for n, d in claim.variables if d == "function"]
    reals = [variable(n) for n, d in claim.variables if d == "real"]
    if len(names) != 1 or not reals:
        return
    (name,) = names
    assumptions = [claim.vocabulary.unfold(a) for a in claim.assumptions]
    for a in (a for a in assumptions if applied(a, name)):
        try:
            equation = read_equation(claim, name, a)
        except CertificateError:
            continue
        yield from _missing(name, equation.x, equation.order, assumptions, [])
        return
    for x in reals[:1]:
        yield from _missing(name, x, 1, assumptions, [f"Derivative({name}({text(x)}), {text(x)}) == 0"])


def _missing(name: str, x: Term, order: int, assumptions: list[Term], first: list[str]) -> Iterator[list[str]]:
    known: dict[Term, set[int]] = {}
    for a in assumptions:
        try:
            found = read_value(name, x, a)
        except CertificateError:
            continue
        known.setdefault(found.at, set()).add(found.order)
    place, orders = max(known.items(), key=lambda item: len(item[1]), default=(ZERO, set[int]()))
    missing = [k for k in range(order) if k not in orders]
    for v in VALUES if missing else VALUES[:1]:
        yield [*first, *(_value(f"{name}({text(x)})", text(x), k, text(place), v) for k in missing)]


def _value(y: str, x: str, k: int, at: str, v: str) -> str:
    derivative = f"Derivative({y}, {x})" if k == 1 else f"Derivative({y}, ({x}, {k}))" if k else y
    return f"Subs({derivative}, {x}, {at}) == {v}" if k else f"{y.removesuffix(f'({x})')}({at}) == {v}"
