"""How much of an error the input may be to blame for: half an ulp of x moves the exact value by so many ulp of it."""

from __future__ import annotations

import math
from fractions import Fraction

from symact.kernel.errors import SymactError
from symact.numerics.formats import Format
from symact.numerics.oracle import Oracle

BITS = 30


def condition(oracle: Oracle, fmt: Format, x: float | None) -> float | None:
    """|f'(x)|·ulp(x)/2 in ulp of f(x), which is |x·f'(x)/f(x)|/2 up to a factor of 2; None where that is not known."""
    if x is None:
        return None
    try:
        slope = Oracle(oracle.term, oracle.variable.args[0], oracle.derivative + 1).enclose(x, BITS)
        value = oracle.enclose(x, BITS)
        found = abs(Fraction(slope.lo)) * fmt.ulp(Fraction(x)) / 2 / fmt.ulp(Fraction(value.lo))
    except (SymactError, OverflowError):
        return None
    return float(found) if found < Fraction(2) ** 1023 else math.inf
