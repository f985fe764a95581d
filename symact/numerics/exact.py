"""Exact rational values of terms at rational points, where they exist: the last word on ties, zeros and kinks."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from flint import fmpq

from symact.kernel.terms import Term
from symact.numerics.obligations import refuse_undefined
from symact.numerics.tape import constant_value

MAX_POWER_BITS = 1 << 20
AT_ZERO = {"exp": 1, "erf": 0, "sin": 0, "cos": 1, "atan": 0}


def exact_value(t: Term, variable: Term, x: fmpq, memo: dict[Term, Any] | None = None) -> fmpq | None:
    """The value of a term without conditionals at x when it is plainly rational, None otherwise.

    Plainly: by rational arithmetic, e^0 = 1, log 1 = 0, erf 0 = 0, sin 0 = 0, cos 0 = 1, atan 0 = 0 and exact roots.
    Raises Undefined where a subterm certainly has no value.
    """
    memo = {variable: x} if memo is None else memo
    if t not in memo:
        memo[t] = _value(t, variable, x, memo)
    return memo[t]


def _value(t: Term, variable: Term, x: fmpq, memo: dict[Term, Any]) -> fmpq | None:
    if t.op == "number":
        return fmpq(t.args[0].numerator, t.args[0].denominator)
    values = [exact_value(a, variable, x, memo) for a in t.args if isinstance(a, Term)]
    if t.op == "log" and values[0] is not None:
        refuse_undefined("positive", _sign(values[0]), t.args[0])
        return fmpq(0) if values[0] == 1 else None
    if t.op == "div" and values[1] is not None:
        refuse_undefined("nonzero", _sign(values[1]), t.args[1])
    known: list[Any] = values
    if not values or None in values:
        return None
    if t.op in AT_ZERO:
        return fmpq(AT_ZERO[t.op]) if values[0] == 0 else None
    if t.op == "add":
        return sum(known, fmpq(0))
    if t.op == "mul":
        product = fmpq(1)
        for v in known:
            product *= v
        return product
    if t.op == "neg":
        return -known[0]
    if t.op == "div":
        return known[0] / known[1]
    if t.op == "guarded":
        return values[0]
    if t.op == "pow":
        return _power(t, values[0])
    return None


def _power(t: Term, base: fmpq) -> fmpq | None:
    exponent = constant_value(t.args[1])
    if exponent is None:
        return None
    if exponent.denominator == 1:
        if exponent < 0:
            refuse_undefined("nonzero", _sign(base), t.args[0])
        size = max(int(base.p).bit_length(), int(base.q).bit_length())
        return base ** int(exponent) if size * abs(exponent) <= MAX_POWER_BITS else None
    refuse_undefined("nonnegative" if exponent > 0 else "positive", _sign(base), t.args[0])
    if base == 0:
        return fmpq(0)
    roots = [exact_root(int(n), exponent.denominator) for n in (base.p, base.q)]
    if None in roots or abs(exponent.numerator) > MAX_POWER_BITS // (base.p.bit_length() + base.q.bit_length()):
        return None
    return fmpq(*roots) ** exponent.numerator


def exact_root(n: int, degree: int) -> int | None:
    """The integer whose power of this degree is n ≥ 0, if there is one."""
    low, high = 0, 1 << (n.bit_length() // degree + 1)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if middle**degree <= n else (low, middle)
    return low if low**degree == n else None


def _sign(q: fmpq) -> int:
    return (q > 0) - (q < 0)


def to_fmpq(x: float | Fraction) -> fmpq:
    """x, exactly."""
    return fmpq(*x.as_integer_ratio())


def to_fraction(q: fmpq) -> Fraction:
    return Fraction(int(q.p), int(q.q))
