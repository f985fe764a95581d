"""An evaluator of claims that shares nothing with the kernel: exact fractions as long as they last, else 150 digits.

Terms are nested tuples. A derivative is the limit of difference quotients, taken on both sides with tiny steps; a
derivative inside takes much smaller ones.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import mpmath

Value = Any  # Fraction or mpf
Expression = tuple[Any, ...]
DIGITS, SMALL = 150, Fraction(1, 10**90)
STEPS = ((Fraction(1, 10**16), Fraction(1, 10**22)), (Fraction(1, 10**34), Fraction(1, 10**40)))
SMALLEST_SLOPE = Fraction(1, 10**42)  # below, a kink looks like a flat point
ZERO, ONE, HALF = Fraction(0), Fraction(1), Fraction(1, 2)


class NoValue(Exception):
    pass


class Unclear(Exception):
    pass


def real(a: Value) -> Any:
    return mpmath.mpf(a.numerator) / a.denominator if isinstance(a, Fraction) else a


def sign(a: Value) -> int:
    if not isinstance(a, Fraction) and abs(a) < real(SMALL):
        raise Unclear
    return int(a > 0) - int(a < 0)


def plus(a: Value, b: Value) -> Value:
    return a + b if isinstance(a, Fraction) and isinstance(b, Fraction) else real(a) + real(b)


def times(a: Value, b: Value) -> Value:
    if ZERO in (x for x in (a, b) if isinstance(x, Fraction)):
        return ZERO
    return a * b if isinstance(a, Fraction) and isinstance(b, Fraction) else real(a) * real(b)


def minus(a: Value, b: Value) -> Value:
    return plus(a, -b)


def quotient(a: Value, b: Value) -> Value:
    if sign(b) == 0:
        raise NoValue
    return a / b if isinstance(a, Fraction) and isinstance(b, Fraction) else real(a) / real(b)


def exponential(a: Value) -> Value:
    if abs(a) > 10**25:
        raise Unclear
    return ONE if isinstance(a, Fraction) and a == 0 else mpmath.exp(real(a))


def logarithm(a: Value) -> Value:
    if sign(a) <= 0:
        raise NoValue
    return ZERO if isinstance(a, Fraction) and a == 1 else mpmath.log(real(a))


def raised(a: Value, b: Fraction) -> Value:
    if b.denominator == 1:
        if b < 0 and sign(a) == 0:
            raise NoValue
        return a ** int(b)
    if sign(a) < 0 or (b < 0 and sign(a) == 0):
        raise NoValue
    return ZERO if sign(a) == 0 else mpmath.power(real(a), real(b))


def error_function(a: Value) -> Value:
    if abs(a) > 12:
        raise Unclear  # too close to 1
    return ZERO if isinstance(a, Fraction) and a == 0 else mpmath.erf(real(a))


def sigmoid(a: Value) -> Value:
    return quotient(ONE, plus(ONE, exponential(-a)))


def maximum(a: Value, b: Value) -> Value:
    return a if sign(minus(a, b)) >= 0 else b


FUNCTIONS: dict[str, Callable[..., Value]] = {
    "exp": exponential, "log": logarithm, "erf": error_function, "sqrt": lambda a: raised(a, HALF), "sigmoid": sigmoid,
    "Max": maximum, "Min": lambda a, b: -maximum(-a, -b), "Abs": lambda a: maximum(a, -a),
    "sign": lambda a: Fraction(sign(a)), "Heaviside": lambda a: Fraction(sign(a) + 1, 2),
    "relu": lambda a: maximum(ZERO, a),
    "tanh": lambda a: minus(times(Fraction(2), sigmoid(times(Fraction(2), a))), ONE),
    "softplus": lambda a: logarithm(plus(ONE, exponential(a))), "silu": lambda a: times(a, sigmoid(a)),
    "elu": lambda a: a if sign(a) > 0 else minus(exponential(a), ONE),
    "atanh": lambda a: quotient(logarithm(quotient(plus(ONE, a), minus(ONE, a))), Fraction(2)),
    "hard_tanh": lambda a: -maximum(-ONE, -maximum(-ONE, a)),
    "softsign": lambda a: quotient(a, plus(ONE, maximum(a, -a))),
}  # fmt: skip
OPERATIONS: dict[str, Callable[[Value, Value], Value]] = {"+": plus, "-": minus, "*": times, "/": quotient}


def value(t: Expression, at: dict[str, Value], level: int = 0) -> Value:
    match t:
        case ("number", q):
            return q
        case ("variable", name):
            return at[name]
        case ("power", a, q):
            return raised(value(a, at, level), q)
        case ("piecewise", condition, a, b):
            return value(a if met(condition, at, level) else b, at, level)
        case ("derivative", f, name):
            return slope(f, name, at, level)
        case (op, a, b) if op in OPERATIONS:
            return OPERATIONS[op](value(a, at, level), value(b, at, level))
        case (name, *arguments):
            return FUNCTIONS[name](*[value(a, at, level) for a in arguments])
    raise AssertionError(t)


def met(condition: tuple[str, Expression, Expression], at: dict[str, Value], level: int = 0) -> bool:
    rel, a, b = condition
    s = sign(minus(value(a, at, level), value(b, at, level)))
    return {"<": s < 0, "<=": s <= 0, ">": s > 0, ">=": s >= 0, "==": s == 0, "!=": s != 0}[rel]


def slope(f: Expression, name: str, at: dict[str, Value], level: int) -> Value:
    """The limit of the difference quotients, if steps of different sizes and directions agree on one."""
    here, found = value(f, at, level + 1), []
    for h in (h for step in STEPS[level] for h in (step, -step)):
        there = value(f, {**at, name: plus(at[name], h)}, level + 1)
        found.append(real(quotient(minus(there, here), h)))
    spread, size = max(found) - min(found), 1 + max(map(abs, found))
    if spread > size / 10**3:
        raise NoValue
    if spread > size / 10**9 or max(map(abs, found)) / 2 < spread < real(SMALLEST_SLOPE):
        raise Unclear
    return found[2]


def holds(rel: str, left: Expression, right: Expression, at: dict[str, Value]) -> bool:
    """Whether the relation holds with both sides defined; derivatives are known to about ten digits."""
    a, b = value(left, at), value(right, at)
    difference, size = minus(a, b), 1 + abs(a) + abs(b)
    close = abs(difference) < size / 10**8
    if close and difference and (rel != "==" or abs(difference) > size / 10**12):
        raise Unclear
    if close and difference and abs(difference) < size / 10**30 and _differentiated((left, right)):
        raise Unclear  # the derivative of erf far out, say, is smaller than the error of a quotient
    s = 0 if close else sign(difference)
    return {"<": s < 0, "<=": s <= 0, ">": s > 0, ">=": s >= 0, "==": s == 0, "!=": s != 0}[rel]


def _differentiated(t: Any) -> bool:
    return isinstance(t, tuple) and (t[0] == "derivative" or any(map(_differentiated, t)))


def written(t: Any) -> str:
    match t:
        case ("number", q):
            return f"({q.numerator}/{q.denominator})" if q.denominator > 1 else f"({q.numerator})"
        case ("variable", name):
            return str(name)
        case ("power", a, q):
            return f"({written(a)})**{written(('number', q))}"
        case ("piecewise", (rel, a, b), x, y):
            return f"Piecewise(({written(x)}, {written(a)} {rel} {written(b)}), ({written(y)}, True))"
        case ("derivative", f, name):
            return f"Derivative({written(f)}, {name})"
        case (op, a, b) if op in OPERATIONS:
            return f"({written(a)} {op} {written(b)})"
        case (name, *arguments):
            return f"{name}({', '.join(map(written, arguments))})"
    raise AssertionError(t)
