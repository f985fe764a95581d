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
    if (b < 0 and sign(a) == 0) or (b.denominator > 1 and sign(a) < 0):
        raise NoValue
    if b.denominator == 1:
        return (a if abs(b) < 1000 else real(a)) ** int(b)
    return ZERO if sign(a) == 0 else mpmath.power(real(a), real(b))


def error_function(a: Value) -> Value:
    if abs(a) > 12:
        raise Unclear  # too close to 1
    return ZERO if isinstance(a, Fraction) and a == 0 else mpmath.erf(real(a))


def sigmoid(a: Value) -> Value:
    return quotient(ONE, plus(ONE, exponential(-a)))


def maximum(a: Value, b: Value) -> Value:
    return a if sign(minus(a, b)) >= 0 else b


def to_a_power(a: Value, b: Value, constant: bool) -> Value:
    """0 has powers that are no integers only where the exponent is a positive constant."""
    if isinstance(b, Fraction) and (constant or b.denominator == 1):
        return raised(a, b)
    if not isinstance(b, Fraction) and abs(b - mpmath.nint(b)) < real(SMALL):
        raise Unclear
    if sign(a) == 0 and constant and sign(b) > 0:
        return ZERO
    return exponential(times(b, logarithm(a)))


def elementary(function: Callable[[Any], Any], fixed: Fraction | None = ZERO) -> Callable[[Value], Value]:
    """A function of mpmath's that is defined everywhere; at 0 it may have a value that is known exactly."""

    def f(a: Value) -> Value:
        if abs(a) > 10**25:
            raise Unclear
        return fixed if isinstance(a, Fraction) and a == 0 and fixed is not None else function(real(a))

    return f


def floor(a: Value) -> Value:
    if not isinstance(a, Fraction) and abs(a - mpmath.nint(a)) < real(SMALL):
        raise Unclear
    return Fraction(int(mpmath.floor(real(a)))) if not isinstance(a, Fraction) else Fraction(a.__floor__())


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
MORE: dict[str, Callable[..., Value]] = {
    "sin": elementary(mpmath.sin), "cos": elementary(mpmath.cos, ONE), "atan": elementary(mpmath.atan), "floor": floor,
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
        case ("pi",):
            return +mpmath.pi
        case ("varied", a):
            return value(a, at, level)
        case ("pow", a, b):
            return to_a_power(value(a, at, level), value(b, at, level), not varies(b))
        case ("subs", f, name, a):
            return value(f, {**at, name: value(a, at, level)}, level)
        case ("limit", *_) | ("integral", *_) if level:
            raise Unclear  # known to too few digits for a difference quotient
        case ("limit", f, name, a, sides):
            found = tendency(f, name, a, sides, at)
            if not mpmath.isfinite(found):
                raise Unclear
            return found
        case ("integral", f, name, a, b):
            return area(f, name, a, b, at)
        case ("guarded", a, *others):
            for other in others:
                value(other, at, level)
            return value(a, at, level)
        case ("infinity", _) | ("imaginary",):
            raise Unclear
        case (op, a, b) if op in OPERATIONS:
            return OPERATIONS[op](value(a, at, level), value(b, at, level))
        case (name, *arguments):
            return (FUNCTIONS.get(name) or MORE[name])(*[value(a, at, level) for a in arguments])
    raise AssertionError(t)


def met(condition: Expression, at: dict[str, Value], level: int = 0) -> bool:
    """`And` and `Or` need all their parts, wherever they stop."""
    if condition[0] in ("and", "or", "true"):
        parts = [met(c, at, level) for c in condition[1:]]
        return any(parts) if condition[0] == "or" else all(parts)
    rel, a, b = condition
    s = sign(minus(value(a, at, level), value(b, at, level)))
    return {"<": s < 0, "<=": s <= 0, ">": s > 0, ">=": s >= 0, "==": s == 0, "!=": s != 0}[rel]


def varies(t: Any) -> bool:
    return isinstance(t, tuple) and (t[0] in ("variable", "varied") or any(map(varies, t)))


def tendency(f: Expression, name: str, a: Expression, sides: str, at: dict[str, Value]) -> Any:
    """The limit as a number or an infinity, where three values on each side agree on one."""
    if occurs(f, "derivative"):
        raise Unclear  # its steps are longer than the way that is left
    if a[0] == "infinity":
        approaches = [[a[1] * mpmath.mpf(10) ** k for k in (12, 16, 20)]]
    else:
        point = value(a, at)
        approaches = [[plus(point, Fraction(s, 10**k)) for k in (30, 36, 42)] for s in (1, -1) if "-0+"[s + 1] in sides]
    found = [_settled([real(value(f, {**at, name: x})) for x in approach]) for approach in approaches]
    if len(found) == 2 and found[0] != found[1]:
        if not all(map(mpmath.isfinite, found)) or abs(found[0] - found[1]) > real(Fraction(1, 1000)):
            raise NoValue
        if abs(found[0] - found[1]) > (1 + abs(found[0])) / 10**12:
            raise Unclear
    return found[0]


def _settled(values: list[Any]) -> Any:
    first, second, third = values
    if abs(second - third) < (1 + abs(third)) / 10**14:
        return third
    if 1000 < abs(first) < abs(second) < abs(third) and second * third > 0:
        return mpmath.inf * mpmath.sign(third)
    raise Unclear


def area(f: Expression, name: str, a: Expression, b: Expression, at: dict[str, Value]) -> Any:
    """The integral by quadrature, cut where integrands have corners; what stands at a cut must have a value."""
    low, high = (e[1] * mpmath.inf if e[0] == "infinity" else real(value(e, at)) for e in (a, b))
    inside = (Fraction(c) for c in ("-2", "-1", "-1/2", "0", "1/2", "1", "2"))
    cuts = [c for c in inside if min(low, high) < real(c) < max(low, high)]
    for cut in cuts:
        value(f, {**at, name: cut})
    inner = [*map(real, cuts)]
    with mpmath.workdps(20):
        found, error = mpmath.quad(
            lambda x: real(value(f, {**at, name: x})), [low, *(inner if low <= high else inner[::-1]), high], error=True
        )
    if not mpmath.isfinite(found) or error > mpmath.mpf(10) ** -14:
        raise Unclear
    return found


def slope(f: Expression, name: str, at: dict[str, Value], level: int) -> Value:
    """The limit of the difference quotients, if steps of different sizes and directions agree on one."""
    if level == len(STEPS):
        raise Unclear
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
    """Whether the relation holds with both sides defined; derivatives, limits and integrals are known to ten digits."""
    return compared(rel, left, right, at)[0]


def compared(rel: str, left: Expression, right: Expression, at: dict[str, Value]) -> tuple[bool, bool]:
    """Whether it holds, and whether that is sure: what is nearly equal is taken for equal."""
    a, b = value(left, at), value(right, at)
    difference, size = minus(a, b), 1 + abs(a) + abs(b)
    rough = occurs((left, right), "derivative", "limit", "integral")
    same, other = (12, 8) if rough else (mpmath.mp.dps * 2 // 3, mpmath.mp.dps * 3 // 5)
    close = abs(difference) < size / 10**other
    if close and difference and (abs(difference) > size / 10**same or (rough and rel != "==")):
        raise Unclear
    tiny = close and difference and abs(real(difference)) > max(abs(real(a)), abs(real(b))) / 10**6
    if tiny and occurs((left, right), "derivative"):
        raise Unclear  # the derivative of erf far out, say, is smaller than the error of a quotient
    s = 0 if close else sign(difference)
    found = {"<": s < 0, "<=": s <= 0, ">": s > 0, ">=": s >= 0, "==": s == 0, "!=": s != 0}[rel]
    return found, not close or (isinstance(difference, Fraction) and not difference)


def occurs(t: Any, *ops: str) -> bool:
    return isinstance(t, tuple) and ((bool(t) and t[0] in ops) or any(occurs(a, *ops) for a in t))


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
