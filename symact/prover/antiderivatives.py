"""Antiderivatives for the integrals of a claim: piece by piece, joined so that they are continuous."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import pairwise
from typing import Any

from symact.kernel.ball import Arithmetic, Indeterminate
from symact.kernel.case import cases
from symact.kernel.claim import Claim
from symact.kernel.differentiate import depends
from symact.kernel.errors import CertificateError, LimitExceeded, Stuck, Undefined
from symact.kernel.evaluate import evaluate
from symact.kernel.germ import holds
from symact.kernel.integrals import ENDS, MAX_ENTRIES, Antiderivative, conditions
from symact.kernel.limits import is_infinite
from symact.kernel.point import Point
from symact.kernel.terms import TRUE, Term, add, number, rebuild, relation, sub, substitute, text
from symact.prover.ansatz import Ansatz
from symact.prover.breaks import breaks

REACHED, APPROACHED = ENDS


def attempts(claim: Claim, integral: Term, tick: Callable[[], None]) -> Iterator[Antiderivative]:
    """Candidates for the antiderivative of an integral of the claim, most promising first."""
    x, low, high = integral.args[1:]
    if is_infinite(low) or is_infinite(high):
        ways = [(REACHED, REACHED), (APPROACHED, APPROACHED)]
    else:
        ways = [(a, b) for a in ENDS for b in ENDS]
    for ends in ways:
        try:
            region = conditions(claim, Antiderivative(integral, x, ends))[0]
        except (Stuck, LimitExceeded, CertificateError):
            continue
        term = _joined(integral.args[0], x, region, tick)
        if term is not None:
            yield Antiderivative(integral, term, ends)
            jumps = tuple(number(b) for b in sorted(breaks(integral.args[0], x)))
            if 0 < len(jumps) <= MAX_ENTRIES:
                yield Antiderivative(integral, term, ends, jumps)


def _joined(f: Term, x: Term, region: Claim, tick: Callable[[], None]) -> Term | None:
    """Antiderivatives of the pieces of f, made continuous."""
    cuts = sorted(b for b in breaks(f, x) if _inside(b, region))
    if not cuts:
        return _ansatz(f, x, region, tick)
    middles = [cuts[0] - 1, *((a + b) / 2 for a, b in pairwise(cuts)), cuts[-1] + 1]
    pieces: list[Term] = []
    for middle in middles:
        branch = _branch(f, x, middle)
        piece = None if branch is None else _ansatz(branch, x, region, tick)
        if piece is None:
            return None
        if pieces:
            at = {x: number(cuts[len(pieces) - 1])}
            piece = add(piece, sub(substitute(pieces[-1], at), substitute(piece, at)))
        pieces.append(piece)
    parts: list[Term] = []
    for piece, end in zip(pieces, cuts, strict=False):
        parts += [relation("<", x, number(end)), piece]
    return Term("piecewise", *parts, TRUE, pieces[-1])


def _inside(at: Fraction, region: Claim) -> bool:
    """Whether the point may lie between the ends."""
    x = region.left.args[1]
    return not cases(region)[0].region.where({x: 1, **({None: -at} if at else {})}, 0).empty()


def _branch(t: Term, x: Term, at: Fraction) -> Term | None:
    """`t` without the conditions on x, as it is next to x = at."""
    if t.op == "piecewise" and depends(t, x):
        for c, e in zip(t.args[::2], t.args[1::2], strict=True):
            met = _met(c, x, at)
            if met is None:
                return None
            if met:
                return _branch(e, x, at)
        return None
    found = [_branch(a, x, at) if isinstance(a, Term) else a for a in t.args]
    return None if any(a is None for a in found) else t if not found else rebuild(t, lambda a: _branch(a, x, at) or a)


def _met(c: Term, x: Term, at: Fraction) -> bool | None:
    if c.op == "true":
        return True
    if c.op in ("and", "or"):
        values = [_met(a, x, at) for a in c.args]
        return None if None in values else all(values) if c.op == "and" else any(values)
    try:
        value = evaluate(substitute(sub(*c.args[1:]), {x: number(at)}), Point(), Arithmetic(64))
    except (Stuck, Undefined, Indeterminate, LimitExceeded):
        return None
    if value.contains_zero and not value.is_exact_zero:
        return None
    return holds(str(c.args[0]), 1 if value.is_positive else -1 if value.is_negative else 0)


def _ansatz(f: Term, x: Term, region: Claim, tick: Callable[[], None]) -> Term | None:
    case = cases(region)[0]
    new = Term("variable", region.left.args[1].args[0])
    f = substitute(f, {x: new})
    try:
        found = Ansatz(case, new, tick).solve(f)
    except (Stuck, LimitExceeded):
        return None
    return None if found is None else substitute(found, {new: x})


def entry(found: Antiderivative, proofs: list[Any]) -> dict[str, Any]:
    """The entry of a certificate."""
    return {
        "integral": text(found.integral), "antiderivative": text(found.term), "ends": list(found.ends),
        "except": [text(c) for c in found.exceptions], "proofs": proofs,
    }  # fmt: skip
