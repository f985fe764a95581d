"""Factorisations for the kernel, found by FLINT and written down as they are asked for."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import lcm
from typing import Any

from flint import Ordering, fmpz_mpoly_ctx

from symact.kernel import polynomial as poly
from symact.kernel.advice import write_polynomial
from symact.kernel.polynomial import Monomial, Polynomial
from symact.kernel.ring import Factors

MAX_TERMS, MAX_DEGREE = 300, 120


class Recorder:
    """Advice that factors polynomials and remembers every answer worth recording.

    `scale` refines exponents: with 2, e^x − 1 is also split as (e^(x/2) − 1)(e^(x/2) + 1).
    """

    def __init__(self, scale: int = 1) -> None:
        self.scale, self.asked = scale, 0
        self.answers: dict[str, list[Any]] = {}
        self._known: dict[object, Factors | None] = {}

    def advice(self, f: Polynomial, refinable: frozenset[int]) -> Factors | None:
        name = (poly.key(f), refinable)
        if name not in self._known:
            self._known[name] = factor(f, dict.fromkeys(refinable, self.scale))
        found = self._known[name]
        if found is not None:
            self.answers[str(self.asked)] = [[write_polynomial(g), e] for g, e in found]
        self.asked += 1
        return found

    def node(self) -> dict[str, Any]:
        return {"factors": self.answers} if self.answers else {}


def factor(f: Polynomial, scale: Mapping[int, int]) -> Factors | None:
    """The irreducible factors of a primitive polynomial over ℚ; None when it is irreducible or too large to try.

    Exponents of generator i may become multiples of 1/scale[i] of what they are.
    """
    used = poly.generators(f)
    if len(f) > MAX_TERMS or len(f) < 2 or not used:
        return None
    step = {i: lcm(*[m[i].denominator for m in f if len(m) > i]) for i in used}
    step = {i: scale.get(i, 1) if d == 1 else d for i, d in step.items()}  # refined once, not again and again
    rows = {tuple(int(m[i] * step[i]) if len(m) > i else 0 for i in used): int(c) for m, c in f.items()}
    if max(max(r) for r in rows) > MAX_DEGREE:
        return None
    ring = fmpz_mpoly_ctx.get([f"g{i}" for i in used], Ordering.lex)
    try:
        _, found = ring.from_dict(rows).factor()
    except OverflowError:  # python-flint sorts factors by coefficients, which it reads as C integers
        return None
    if len(found) == 1 and found[0][1] == 1:
        return None
    return [(_polynomial(g, used, step), int(e)) for g, e in found]


def _polynomial(g: Any, used: list[int], step: dict[int, int]) -> Polynomial:
    result: Polynomial = {}
    for exponents, c in g.to_dict().items():
        m: Monomial = poly.UNIT
        for i, e in zip(used, exponents, strict=True):
            m = poly.monomial_product(m, poly.monomial(i, Fraction(int(e), step[i])))
        result[m] = int(c)
    return result
