"""Tier 3 of the oracle: terms evaluated by mpmath, written separately, to contradict the balls if they are wrong.

Nothing here is rigorous. A value is accepted when two precisions, one at least twice the other, agree to the digits
asked for.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import mpmath

from symact.kernel.differentiate import differentiate
from symact.kernel.errors import Undefined
from symact.kernel.terms import Term, rebuild, text, variable, walk
from symact.numerics.errors import InternalError, UndecidedPoint
from symact.numerics.view import Enclosure

MORE = (40, 80)  # digits
MAX_BITS, ZERO_BITS, BOUNDARY_BITS = 16_000, 3_500, 300
BESIDE_BITS = 120  # relatively: slopes so near a boundary are those at it, to 35 digits
SHRINKS = 2**30  # a gap between slopes that is none becomes so many times smaller when the distance is squared
Number = Any
_CONTEXT = mpmath.ctx_mp.MPContext()
TINY = _CONTEXT.mpf(10) ** -1000  # far below every format

FUNCTIONS: dict[str, Callable[[Number], Number]] = {
    "exp": _CONTEXT.exp,
    "erf": _CONTEXT.erf,
    "sin": _CONTEXT.sin,
    "cos": _CONTEXT.cos,
    "atan": _CONTEXT.atan,
    "neg": lambda a: -a,
}
COMPARE: dict[str, Callable[[Number, Number], bool]] = {
    "==": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}


def second_opinion(term: Term, x: float | Fraction, digits: int = 30, derivative: int = 0, name: str = "x") -> Number:
    """The value of the term's derivative at x as an mpmath number of `digits` digits, or 0 when it is below `TINY`.

    Raises Undefined where mpmath meets a division by 0, a logarithm of a non-positive number, no true condition or a
    kink, and UndecidedPoint when the digits do not settle. Where a condition changes, a branch tells the slope on one
    side alone, and where the base of a root is 0 the text of a derivative may divide by 0, or the term end: the slopes
    beside such a point must agree.
    """
    wanted = _differentiated(term, name, derivative)
    if not derivative or not _on_a_boundary(wanted, name, x):
        return _settled(wanted, name, x, digits)
    _settled(term, name, x, digits)  # without a value there is no slope
    return _slope(term, name, derivative, Fraction(x), digits)


def _differentiated(t: Term, name: str, order: int) -> Term:
    for _ in range(order):
        t = differentiate(t, variable(name))
    return t


def _slope(term: Term, name: str, order: int, x: Fraction, digits: int) -> Number:
    left, right = _beside(term, name, order, x, digits, 1)
    with _CONTEXT.workdps(digits):
        size, gap = max(abs(left), abs(right)), abs(left - right)
    nearer = _beside(term, name, order, x, digits, 2)
    with _CONTEXT.workdps(digits):
        left, steep = nearer[0], max(map(abs, nearer))
        if steep > max(size, 1) * SHRINKS:
            raise Undefined(f"{text(term)} is vertical at {float(x)!r}")
        if gap <= size * _CONTEXT.mpf(10) ** -(digits - 3) and size * SHRINKS > 1:
            return right
        if gap and abs(left - nearer[1]) > gap / SHRINKS:
            raise Undefined(f"{text(term)} has a kink at {float(x)!r}")
        return _CONTEXT.mpf(0) if steep <= size / SHRINKS else nearer[1]


def _beside(term: Term, name: str, order: int, x: Fraction, digits: int, k: int) -> list[Number]:
    """The slopes on both sides, so near that a gap between them which is none has shrunk from k = 1 to k = 2.

    Branches are chosen before the term is differentiated: √max(x, 0) is constant for x < 0, although its base is 0.
    """
    bits = 4 * digits + 40 + k * BESIDE_BITS
    step = (abs(x) or 1) / Fraction(2) ** (k * BESIDE_BITS)
    found = []
    for at in (x - step, x + step):
        _settled(term, name, at, digits, bits)  # has a value there
        with _CONTEXT.workprec(2 * bits):
            chosen = _chosen(term, name, at)
        try:
            found.append(_settled(_differentiated(chosen, name, order), name, at, digits, bits))
        except Undefined as error:  # the slope of √(x - x) is 0, but its text divides by 0 everywhere
            raise UndecidedPoint(f"mpmath: the text of a slope of {text(term)} tells nothing: {error}") from error
    return found


def _chosen(t: Term, name: str, x: Fraction) -> Term:
    """The term without conditionals that it is at x, where it has a value."""
    if t.op == "guarded":
        return _chosen(t.args[0], name, x)
    if t.op != "piecewise":
        return rebuild(t, lambda a: _chosen(a, name, x))
    for condition, value in zip(t.args[::2], t.args[1::2], strict=True):
        if _holds(condition, name, x):
            return _chosen(value, name, x)
    raise Undefined(f"no condition of {text(t)} is true")


def _on_a_boundary(t: Term, name: str, x: float | Fraction) -> bool:
    """Whether both sides of a condition are equal at x, or the base of a root is 0."""
    with _CONTEXT.workprec(BOUNDARY_BITS):
        memo: dict[Term, Number] = {}
        for c in walk(t):
            try:
                if c.op == "relation" and _evaluate(c.args[1], name, x, memo) == _evaluate(c.args[2], name, x, memo):
                    return True
                if c.op == "pow" and _is_a_root(c) and _evaluate(c.args[0], name, x, memo) == 0:
                    return True
            except Undefined:  # in a branch that is not selected
                continue
    return False


def _is_a_root(t: Term) -> bool:
    exponent = t.args[1]
    return bool(exponent.op == "number" and exponent.args[0].denominator != 1)


def _settled(wanted: Term, name: str, x: float | Fraction, digits: int, bits: int = 0) -> Number:
    """The value to so many digits, with no fewer than so many bits."""
    bits, before = max(bits, 4 * digits + 40), None
    while bits <= MAX_BITS:
        now = _at_precision(wanted, name, x, bits)
        if now is not None and before is not None:
            with _CONTEXT.workprec(bits):
                # a difference may vanish for want of bits, so 0 is believed only at a precision that would show TINY
                if max(abs(now), abs(before)) < TINY:
                    if bits >= ZERO_BITS:
                        return _CONTEXT.mpf(0)
                elif abs(now - before) <= abs(now) * _CONTEXT.mpf(10) ** -digits:
                    return +now
        # in 1 + erf(-30) a term of the size of the result was lost at both precisions; so the size asks for more
        bits, before = max(2 * bits, bits + 2 * min(abs(_magnitude(now)), ZERO_BITS)), now
    raise UndecidedPoint(f"mpmath: the digits of {text(wanted)} at {x!r} do not settle")


def _at_precision(t: Term, name: str, x: float | Fraction, bits: int) -> Number | None:
    """The value at this precision; None where it is undefined, which is believed only at a high precision."""
    with _CONTEXT.workprec(bits):
        try:
            return _evaluate(t, name, x, {})
        except Undefined:
            if bits >= ZERO_BITS:
                raise
            return None


def _evaluate(t: Term, name: str, x: float | Fraction, memo: dict[Term, Number]) -> Number:
    if t not in memo:
        memo[t] = _value(t, name, x, memo)
    return memo[t]


def _value(t: Term, name: str, x: float | Fraction, memo: dict[Term, Number]) -> Number:
    if t.op == "number":
        return _rational(t.args[0])
    if t.op == "variable" and t.args[0] == name:
        return _rational(Fraction(x))
    if t.op == "pi":
        return +_CONTEXT.pi
    if t.op == "piecewise":
        return _piecewise(t, name, x, memo)
    values = [_evaluate(a, name, x, memo) for a in t.args if isinstance(a, Term)]
    if t.op in FUNCTIONS:
        return FUNCTIONS[t.op](values[0])
    if t.op == "add":
        return sum(values[1:], values[0])
    if t.op == "mul":
        return _CONTEXT.fprod(values)
    if t.op == "guarded":
        return values[0]
    if t.op == "div":
        if values[1] == 0:
            raise Undefined(f"division by 0 in {text(t)}")
        return values[0] / values[1]
    if t.op == "log":
        if values[0] <= 0:
            raise Undefined(f"logarithm of a non-positive number in {text(t)}")
        return _CONTEXT.log(values[0])
    if t.op == "pow":
        return _power(t, *values)
    raise UndecidedPoint(f"mpmath: {text(t)} is not evaluated")


def _power(t: Term, a: Number, b: Number) -> Number:
    if b == 0:
        return _CONTEXT.mpf(1)
    if (a == 0 and b < 0) or (a < 0 and b != int(b)):
        raise Undefined(f"{text(t)} has no real value")
    return _CONTEXT.sqrt(a) if b == 0.5 else a**b


def _piecewise(t: Term, name: str, x: float | Fraction, memo: dict[Term, Number]) -> Number:
    for condition, value in zip(t.args[::2], t.args[1::2], strict=True):
        if _holds(condition, name, x):
            return _evaluate(value, name, x, memo)
    raise Undefined(f"no condition of {text(t)} is true")


def _holds(c: Term, name: str, x: float | Fraction) -> bool:
    if c.op == "true":
        return True
    if c.op in ("and", "or"):
        parts = [_holds(a, name, x) for a in c.args]
        return all(parts) if c.op == "and" else any(parts)
    rel, a, b = c.args
    with _CONTEXT.workprec(_CONTEXT.prec + ZERO_BITS):  # which tell exp(x) - 1 - x from 0 at the smallest numbers, too
        sides: dict[Term, Number] = {}
        return COMPARE[rel](_evaluate(a, name, x, sides), _evaluate(b, name, x, sides))


def _rational(q: Fraction) -> Number:
    return _CONTEXT.mpf(q.numerator) / q.denominator


def confirm(what: str, term: Term, x: float, derivative: int, enclosure: Enclosure, name: str = "x") -> str:
    """The value to 20 digits, after mpmath has agreed with the enclosure; InternalError when it does not.

    More digits are given where the double next to 20 of them is not the one next to the value. Where mpmath cannot
    settle its digits the enclosure stands alone.
    """
    try:
        value = second_opinion(term, x, 25, derivative, name)
    except UndecidedPoint:
        return f"{float(enclosure.lo)!r}"
    except Undefined as error:
        raise InternalError(f"{what}: balls enclose a value at {x.hex()} where mpmath finds none: {error}") from error
    with _CONTEXT.workprec(60 * 4):
        low, high = (_end(e) for e in (enclosure.lo, enclosure.hi))
        slack = max(abs(value) * _CONTEXT.mpf(10) ** -22, TINY)
        if not low - slack <= value <= high + slack:
            raise InternalError(
                f"{what}: balls say [{low}, {high}] and mpmath says {value} for derivative {derivative} of "
                f"{text(term)} at {x.hex()}"
            )
    found = _told(value, 20)
    for digits in MORE:
        if {float(found)} == {_nearest(e) for e in (enclosure.lo, enclosure.hi)}:
            break
        try:
            found = _told(second_opinion(term, x, digits + 5, derivative, name), digits)
        except (UndecidedPoint, Undefined):  # slopes beside a point have so many digits in common, and no more
            break
    return found


def _told(value: Number, digits: int) -> str:
    with _CONTEXT.workdps(digits + 5):
        return str(_CONTEXT.nstr(+value, digits, min_fixed=-5, max_fixed=20))


def _nearest(e: Fraction | float) -> float:
    """The double next to it, correctly rounded."""
    try:
        return float(e)
    except OverflowError:
        return math.inf if e > 0 else -math.inf


def _magnitude(value: Number | None) -> int:
    return int(_CONTEXT.mag(value)) if value else 0


def _end(e: Fraction | float) -> Number:
    return _rational(e) if isinstance(e, Fraction) else _CONTEXT.mpf(e)
