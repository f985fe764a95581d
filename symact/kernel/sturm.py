"""How many real roots a polynomial has, by Sturm's theorem."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise


def count_roots(coefficients: list[Fraction], positive: bool) -> int:
    """Number of distinct roots of Σ cᵢ tⁱ in (0, ∞) or in ℝ, by Sturm's theorem; the last coefficient is not zero."""
    while positive and not coefficients[0]:
        coefficients = coefficients[1:]
    chain = sturm_chain(coefficients)
    at_top = [f[-1] for f in chain]
    at_bottom = [f[0] if positive else f[-1] * (-1) ** (len(f) - 1) for f in chain]
    return changes(at_bottom) - changes(at_top)


def sturm_chain(coefficients: list[Fraction]) -> list[list[Fraction]]:
    """f, f', and the remainders of division with their signs changed, up to the last that is not zero."""
    chain = [coefficients, [i * c for i, c in enumerate(coefficients)][1:]]
    while chain[-1]:
        chain.append([-c for c in _remainder(chain[-2], chain[-1])])
    chain.pop()
    return chain


def _remainder(a: list[Fraction], b: list[Fraction]) -> list[Fraction]:
    a = list(a)
    while len(a) >= len(b):
        q = a[-1] / b[-1]
        for k in range(1, len(b) + 1):
            a[-k] -= q * b[-k]
        while a and not a[-1]:
            a.pop()
    return a


def changes(values: list[Fraction]) -> int:
    kept = [v > 0 for v in values if v]
    return sum(x != y for x, y in pairwise(kept))
