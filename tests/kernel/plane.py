"""An evaluator of complex terms that shares nothing with the kernel: principal branches, and no order."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import mpmath

from tests.kernel.independent import Expression, NoValue, Unclear, occurs, varies

INFINITE = mpmath.inf
SMALL = mpmath.mpf(10) ** -60
STEPS = (mpmath.mpf(10) ** -25, mpmath.mpf(10) ** -30)
FUNCTIONS: dict[str, Callable[[Any], Any]] = {"sin": mpmath.sin, "cos": mpmath.cos, "erf": mpmath.erf}
Names = frozenset[str]


def number(re: Fraction, im: Fraction = Fraction(0)) -> Any:
    return mpmath.mpc(*(mpmath.mpf(q.numerator) / q.denominator for q in (re, im)))


def is_zero(a: Any) -> bool:
    if 0 < abs(a) < SMALL:
        raise Unclear
    return a == 0


def logarithm(a: Any) -> Any:
    if is_zero(a):
        raise NoValue
    if a.real < 0 and 0 < abs(a.imag) < SMALL:
        raise Unclear
    return mpmath.log(mpmath.mpc(a.real, a.imag or 0))


def exponential(a: Any) -> Any:
    if abs(a) > 10**20:
        raise Unclear
    return mpmath.exp(a)


def arctangent(a: Any) -> Any:
    if abs(a.real) < SMALL and abs(a.imag) >= 1 - SMALL:
        raise Unclear
    return mpmath.atan(a)


def entire(name: str, a: Any) -> Any:
    """Far from the real line values are so large that in sin² + cos², say, no digit is left."""
    if abs(a.imag) > 40 or (name == "erf" and abs(a) > 8):
        raise Unclear
    return FUNCTIONS[name](a)


def power(a: Any, b: Any, constant: bool) -> Any:
    if b.imag == 0 and b.real == mpmath.nint(b.real) and abs(b.real) < 1000:
        if b.real < 0 and is_zero(a):
            raise NoValue
        return a ** int(b.real)
    if abs(b - mpmath.nint(b.real)) < SMALL or abs(b.real) >= 1000:
        raise Unclear
    if is_zero(a) and constant and b.imag == 0 and b.real > 0:
        return a
    return exponential(b * logarithm(a))


def value(t: Expression, at: dict[str, Any], over: Names) -> Any:
    """`over` names the complex variables: a derivative by one of them is the complex one."""
    match t:
        case ("number", q):
            return number(q)
        case ("variable", name):
            found = at[name]
            return number(found) if isinstance(found, Fraction) else mpmath.mpc(found)
        case ("imaginary",):
            return mpmath.mpc(0, 1)
        case ("pi",):
            return mpmath.mpc(mpmath.pi)
        case ("varied", a):
            return value(a, at, over)
        case ("guarded", a, *others):
            for other in others:
                value(other, at, over)
            return value(a, at, over)
        case ("pow", a, b):
            return power(value(a, at, over), value(b, at, over), not varies(b))
        case ("subs", f, name, a):
            return value(f, {**at, name: value(a, at, over)}, over)
        case ("piecewise", condition, a, b):
            return value(a if met(condition, at, over) else b, at, over)
        case ("derivative", f, name):
            return slope(f, name, at, over)
        case ("+", a, b):
            return value(a, at, over) + value(b, at, over)
        case ("-", a, b):
            return value(a, at, over) - value(b, at, over)
        case ("*", a, b):
            return value(a, at, over) * value(b, at, over)
        case ("/", a, b):
            below = value(b, at, over)
            above = value(a, at, over)
            if is_zero(below):
                raise NoValue
            return above / below
        case ("exp", a):
            return exponential(value(a, at, over))
        case ("log", a):
            return logarithm(value(a, at, over))
        case ("atan", a):
            return arctangent(value(a, at, over))
        case (name, a) if name in FUNCTIONS:
            return entire(name, value(a, at, over))
    raise Unclear


def slope(f: Expression, name: str, at: dict[str, Any], over: Names) -> Any:
    here = value(f, at, over)
    x = value(("variable", name), at, over)
    directions = (1, -1, 1j, -1j) if name in over else (1, -1)
    found = [(value(f, {**at, name: x + h * d}, over) - here) / (h * d) for h in STEPS for d in directions]
    spread, size = max(abs(q - found[0]) for q in found), 1 + max(map(abs, found))
    if spread > size / 10**3:
        raise NoValue
    if spread > size / 10**15:
        raise Unclear
    return found[-1]


def met(condition: Expression, at: dict[str, Any], over: Names) -> bool:
    if condition[0] in ("and", "or", "true"):
        parts = [met(c, at, over) for c in condition[1:]]
        return any(parts) if condition[0] == "or" else all(parts)
    rel, a, b = condition
    left, right = value(a, at, over), value(b, at, over)
    if rel in ("==", "!="):
        return is_zero(left - right) == (rel == "==")
    if left.imag != 0 or right.imag != 0:
        raise Unclear  # there is no order
    same = is_zero(left - right)
    less = not same and left.real < right.real
    return {"<": less, "<=": less or same, ">": not less and not same, ">=": not less}[rel]


def holds(rel: str, left: Expression, right: Expression, at: dict[str, Any], over: Names) -> bool:
    a, b = value(left, at, over), value(right, at, over)
    gap, size = abs(a - b), 1 + abs(a) + abs(b)
    same, other = (20, 8) if occurs((left, right), "derivative") else (mpmath.mp.dps * 2 // 3, mpmath.mp.dps * 3 // 5)
    if size / 10**same < gap < size / 10**other or rel not in ("==", "!="):
        raise Unclear
    return bool(gap <= size / 10**same) == (rel == "==")
