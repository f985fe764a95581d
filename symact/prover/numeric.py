"""Values of terms at points, by Arb: where the prover looks before it asks the kernel."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from flint import arb, ctx, fmpq

from symact.kernel.differentiate import differentiate
from symact.kernel.errors import Stuck
from symact.kernel.germ import holds
from symact.kernel.terms import Term, rebuild

BITS, FINEST = 128, 400
_FUNCTIONS = {"exp": arb.exp, "log": arb.log, "erf": arb.erf, "sin": arb.sin, "cos": arb.cos, "atan": arb.atan}


def real(q: Fraction) -> arb:
    with ctx.workprec(FINEST):
        return arb(fmpq(q.numerator, q.denominator))


def value(t: Term, at: Mapping[str, arb], bits: int = BITS) -> arb:
    """An enclosure of `t`, which is not finite where `t` may be undefined; `Stuck` for what has no rule here."""
    with ctx.workprec(bits):
        return _value(t, at, {})


def sign(t: Term, at: Mapping[str, arb], bits: int = BITS) -> int | None:
    """The sign of `t` as far as it shows: 0 when the enclosure contains 0, None when `t` seems undefined."""
    v = value(t, at, bits)
    return None if not v.is_finite() else 1 if v > 0 else -1 if v < 0 else 0


def _value(t: Term, at: Mapping[str, arb], memo: dict[Term, arb]) -> arb:
    if t not in memo:
        memo[t] = _of(t, at, memo)
    return memo[t]


def _of(t: Term, at: Mapping[str, arb], memo: dict[Term, arb]) -> arb:
    match t.op:
        case "number":
            return real(t.args[0])
        case "variable" if t.args[0] in at:
            return at[t.args[0]]
        case "pi":
            return arb.pi()
        case "neg":
            return -_value(t.args[0], at, memo)
        case "add" | "mul":
            total = _value(t.args[0], at, memo)
            for a in t.args[1:]:
                other = _value(a, at, memo)
                total = total + other if t.op == "add" else total * other
            return total
        case "div":
            return _value(t.args[0], at, memo) / _value(t.args[1], at, memo)
        case "pow":
            return _power(t.args[0], t.args[1], at, memo)
        case "piecewise":
            return _chosen(t, at, memo)
        case "derivative":
            return _value(_carried_out(t), at, memo)
        case "guarded":
            return _value(t.args[0], at, memo)
    if t.op == "opaque" and t.args[0] == "LambertW":
        return _value(t.args[1], at, memo).lambertw()
    if t.op not in _FUNCTIONS:
        raise Stuck(f"no numeric value of {t.op}")
    return _FUNCTIONS[t.op](_value(t.args[0], at, memo))


def _chosen(t: Term, at: Mapping[str, arb], memo: dict[Term, arb]) -> arb:
    """The branch of the first condition that holds; no number where none does, or where that is not seen."""
    for c, e in zip(t.args[::2], t.args[1::2], strict=True):
        met = _met(c, at, memo)
        if met is None:
            return arb("nan")
        if met:
            return _value(e, at, memo)
    return arb("nan")


def _met(c: Term, at: Mapping[str, arb], memo: dict[Term, arb]) -> bool | None:
    """Whether a condition holds, if that is seen."""
    if c.op == "true":
        return True
    if c.op in ("and", "or"):
        parts = [_met(a, at, memo) for a in c.args]
        decisive = c.op == "or"
        return decisive if decisive in parts else None if None in parts else not decisive
    if c.op != "relation":
        raise Stuck(f"no numeric value of {c.op}")
    a, b = (_value(s, at, memo) for s in c.args[1:])
    gap = a - b
    if not gap.is_finite() or (gap.contains(0) and not gap.is_zero()):
        return None
    return holds(str(c.args[0]), 1 if gap > 0 else -1 if gap < 0 else 0)


def _carried_out(t: Term) -> Term:
    """The formal derivative, branch by branch: what it is off the boundaries of conditions."""
    f, x, order = t.args
    f = _without_derivatives(f)
    for _ in range(order):
        f = differentiate(f, x)
    return f


def _without_derivatives(t: Term) -> Term:
    return _carried_out(t) if t.op == "derivative" else rebuild(t, _without_derivatives)


def _power(base: Term, exponent: Term, at: Mapping[str, arb], memo: dict[Term, arb]) -> arb:
    a = _value(base, at, memo)
    q = exponent.args[0] if exponent.op == "number" else None
    if q is None:
        return (_value(exponent, at, memo) * a.log()).exp()
    if q.denominator == 1:
        return a ** int(q)
    if q.denominator == 2:
        return a.sqrt() ** int(q.numerator) if q > 0 else 1 / a.sqrt() ** int(-q.numerator)
    return (real(q) * a.log()).exp()
