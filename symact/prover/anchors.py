"""Where monotone steps may start: values of a variable at which a term vanishes, or that bound the region."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from random import Random

from flint import arb

from symact.kernel.case import Case, no_advice
from symact.kernel.errors import CertificateError, LimitExceeded, Stuck
from symact.kernel.exponentials import linear_term
from symact.kernel.linear import NULL, Linear, combined, scaled
from symact.kernel.normal import Normaliser
from symact.kernel.terms import Term, free_symbols, number, text, variable
from symact.prover.numeric import real, sign, value
from symact.prover.sample import any_real, sample

INEQUALITIES = ("<", "<=", ">", ">=", "!=")
SEED = 7
PLAIN = ("0", "1", "-1")
MEETING = (  # of another variable
    "{}", "-{}", "exp({})", "log({})", "1/{}", "1 - {}", "{}**2", "sqrt({})", "exp({}) - 1", "log(1 + {})",
    "exp({} - 1)", "1 + log({})", "log({}) - log(1 - {})", "1/(1 + exp(-{}))",
)  # fmt: skip


def anchors(case: Case, g: object, first: bool) -> list[str]:
    """Forms x - a to split on, such that `g` vanishes at x = a: from there monotone steps can start.

    Only the `first` split is along a curve.
    """
    if (
        not isinstance(g, Term)
        or case.claim.is_general
        or case.claim.is_complex
        or case.claim.relation not in INEQUALITIES
    ):
        return []
    found, point = starts(case, g, MEETING if first else MEETING[:1]), a_point(case, g, Random(SEED))
    return [f"{name} - ({anchor})" for name, anchor in found if _vanishes(case, g, name, anchor, point)]


def reached(case: Case, g: object) -> list[str]:
    """Forms x - a for numbers a that bound a variable of `g` and that it may reach: other steps start there."""
    if not isinstance(g, Term) or case.claim.relation not in INEQUALITIES or len(free_symbols(g)) < 2:
        return []
    found = []
    for form, strict in case.region.constraints:
        atoms = [k for k in form if k is not None]
        if not strict and len(atoms) == 1 and atoms[0].op == "variable" and atoms[0].args[0] in free_symbols(g):
            end = -Fraction(form.get(None, 0)) / Fraction(form[atoms[0]])
            found.append(f"{text(atoms[0])} - ({text(number(end))})")
    return found


def starts(case: Case, g: Term, inside: tuple[str, ...] = ()) -> Iterator[tuple[str, str]]:
    """Variables of `g` and values to start from: with a known side, or else `inside`, of these forms."""
    names = sorted(n for n in free_symbols(g) if case.claim.domains.get(n) not in (None, "vector", "index"))
    for name in names:
        others = [form.format(other, other) for other in names if other != name for form in (inside or MEETING[:1])]
        met = [] if inside else [a for a in _curves(case, name) if a not in others]
        for anchor in (*PLAIN, *others, *met):
            try:
                gap = combined({Term("variable", name): 1}, scaled(-1, case.form(anchor)))
            except (CertificateError, Stuck):
                continue
            sides = case.region.signs(gap)
            if len(sides) > 1 if inside else (len(sides) == 1 and sides != NULL):
                yield name, anchor


def _curves(case: Case, name: str) -> list[str]:
    """Terms in other variables than `name` beside which the region lies, by constraints that it states."""
    x, found = variable(name), []
    for form, _ in case.region.constraints:
        rest: Linear = {k: v for k, v in form.items() if k is not x} if form.get(x) else {}
        if any(k is not None and k.op != "variable" and free_symbols(k) for k in rest):
            found.append(text(linear_term(scaled(-1 / Fraction(form[x]), rest))))
    return list(dict.fromkeys(found))


def _vanishes(case: Case, g: Term, name: str, anchor: str, point: dict[str, arb]) -> bool:
    try:
        if sign(g, {**point, name: value(case.read(anchor), point)}):
            return False
        at = case.where(f"{name} - ({anchor})", 0)
        found = Normaliser(at.region, no_advice, lambda: None, case.indices).of(g)
    except (Stuck, LimitExceeded, CertificateError):
        return False
    return not found.numerator


def a_point(case: Case, g: Term, random: Random) -> dict[str, arb]:
    """Values of the variables of `g` at a point of the region, as far as that is found."""
    at = {k.args[0]: real(v) for k, v in sample(case, random).items() if k is not None and k.op == "variable"}
    for name in sorted(free_symbols(g)):
        at.setdefault(name, real(any_real(random)))
    return at
