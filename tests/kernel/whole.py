"""Judges claims about ranges, unknown functions and roots: by many values, Runge's and Kutta's method, halving."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from fractions import Fraction
from random import Random
from typing import Any

import mpmath

from tests.kernel.independent import NoValue, Unclear, Value, holds, met, minus, occurs, real, value
from tests.kernel.reading import Reading, parsed

STEPS, CLOSE, FAR = 60, Fraction(1, 10**4), 12
GRID = (*(Fraction(s * k, 8) for s in (1, -1) for k in range(49)), *map(Fraction, (10, -10, 40, -40, 10**3, -(10**3))))
NEAR = tuple(Fraction(s, 10**k) for s in (1, -1) for k in (2, 4, 9))
INTERVALS = {"Interval": (True, True), "open": (False, False), "Lopen": (False, True), "Ropen": (True, False)}


def inside(domain: str, q: Fraction) -> bool:
    return {"real": True, "positive": q > 0, "negative": q < 0, "nonnegative": q >= 0, "unit": 0 < q < 1,
            "sym1": -1 < q < 1}.get(domain, False)  # fmt: skip


# ------------------------------------------------------------ ranges


def range_is(data: dict[str, Any]) -> bool:
    """Whether values at many points lie in the interval and come near its ends."""
    tree = parsed(data["claim"])
    if not isinstance(tree, ast.Compare) or not isinstance(tree.ops[0], ast.Eq) or len(data["variables"]) > 1:
        raise Unclear
    sides = [s for s in (tree.left, *tree.comparators) if isinstance(s, ast.Call)]
    (f, x), (low, high), ends = _range(sides)
    reading = Reading(data["definitions"], None, {"": (x,)})
    term, bounds = reading.term(f), [_end(reading, e) for e in (low, high)]
    seen = []
    for q in (*GRID, *NEAR, *(b + e for b in _bounds(data) for e in (Fraction(0), *NEAR))):
        at: dict[str, Value] = {x: q}
        try:
            asked = all(met(reading.condition(parsed(a)), at) for a in data["assumptions"])
        except NoValue:
            continue  # what is undefined is not met
        try:
            if asked and inside(data["variables"].get(x, "real"), q):
                seen.append(value(term, at))
        except NoValue:
            return False
    if len(seen) < FAR:
        raise Unclear
    return all(_to_the_end(seen, end, belongs, s) for end, belongs, s in zip(bounds, ends, (-1, 1), strict=True))


def _to_the_end(seen: list[Value], end: Any, belongs: bool, s: int) -> bool:
    """Whether no value is beyond the end, or at one that does not belong to it, and some are near; 1 is from below."""
    if not mpmath.isfinite(end):
        return bool(max(s * real(v) for v in seen) > 2)
    gaps = [s * (end - real(v)) for v in seen]
    reached = any(isinstance(v, Fraction) and not gap for v, gap in zip(seen, gaps, strict=True))
    if min(gaps) < 0 or (reached and not belongs) or 2 * min(gaps) > 1:
        return False
    if min(gaps) > real(CLOSE) or (belongs and not reached):
        raise Unclear  # points that were not looked at may have such values
    return True


def _range(sides: list[ast.Call]) -> tuple[tuple[ast.expr, str], tuple[ast.expr, ast.expr], tuple[bool, bool]]:
    """f and the name of its variable; the ends of the interval, and whether they belong to it."""
    for one, other in (sides, sides[::-1]) if len(sides) == 2 else ():
        kind = other.func.attr if isinstance(other.func, ast.Attribute) else getattr(other.func, "id", "")
        match one, other.args:
            case ast.Call(ast.Name("Range"), [f, ast.Name(x)]), [low, high] if kind in INTERVALS:
                return (f, x), (low, high), INTERVALS[kind]
    raise Unclear


def _end(reading: Reading, e: ast.expr) -> Any:
    term = reading.term(e)
    return mpmath.inf * term[1] if term[0] == "infinity" else real(value(term, {}))


def _bounds(data: dict[str, Any]) -> list[Fraction]:
    """Whole numbers in the assumptions."""
    words = [n for a in data["assumptions"] for n in ast.walk(parsed(a))]
    return [
        s * Fraction(n.value) for n in words if isinstance(n, ast.Constant) and type(n.value) is int for s in (1, -1)
    ]


# ------------------------------------------------------------ unknown functions


class _Placed(ast.NodeTransformer):
    """Puts names in the place of y(x), of its derivatives by x, and of y at other terms; these go to `places`."""

    def __init__(self, name: str, x: str | None, places: dict[str, tuple[ast.expr, int]]) -> None:
        self.name, self.x, self.places = name, x, places

    def visit_Call(self, node: ast.Call) -> ast.expr:
        match node:
            case ast.Call(ast.Name(y), [point]) if y == self.name:
                return self._at(point, 0)
            case ast.Call(ast.Name("Derivative"), [f, *by]) if (found := self._placed(f)) is not None:
                x, order = found
                return self._at(ast.Name(x), order + _order(by, x))
            case ast.Call(ast.Name("Subs"), [f, ast.Name(x), point]) if (found := self._placed(f)) is not None:
                if found[0] == x:
                    return self._at(point, found[1])
        self.generic_visit(node)
        return node

    def _placed(self, f: ast.expr) -> tuple[str, int] | None:
        """x and k where `f` is the k-th derivative of y by x at x."""
        name = self.visit(f) if isinstance(f, ast.Call) else f
        point, order = self.places.get(name.id, (None, 0)) if isinstance(name, ast.Name) else (None, 0)
        return (point.id, order) if isinstance(point, ast.Name) else None

    def _at(self, point: ast.expr, order: int) -> ast.expr:
        name = f"y_{order}" if isinstance(point, ast.Name) and point.id == self.x else f"y_{order}_{len(self.places)}"
        self.places[name] = (point, order)
        return ast.Name(name)


def _order(by: list[ast.expr], x: str) -> int:
    total = 0
    for b in by:
        name, order = b.elts if isinstance(b, ast.Tuple) else (b, ast.Constant(1))
        if not isinstance(name, ast.Name) or name.id != x or not isinstance(order, ast.Constant):
            raise Unclear
        total += int(order.value)
    return total


class Solution:
    """The unknown function by its first equation and initial values; what is left open is drawn, or in the witness."""

    def __init__(self, data: dict[str, Any], parameters: dict[str, Value], random: Random) -> None:
        self.data, self.at = data, parameters
        (self.name,) = (n for n, d in data["variables"].items() if d == "function")
        self.initial: dict[int, tuple[Any, Any]] = {}
        self.slope: Callable[..., Any] | None = None
        for a in data["assumptions"]:
            tree = parsed(a)
            if isinstance(tree, ast.Compare) and isinstance(tree.ops[0], ast.Eq) and len(tree.ops) == 1:
                self._read(tree.left, tree.comparators[0])
        if self.slope is None:
            raise Unclear
        if data["kind"] == "refutation" and (free := data["evidence"].get("function", {}).get("free")) is not None:
            point = data["evidence"]["point"]
            new = sorted(k for k in point if re.fullmatch(r"c(_\d+)?", k) and k not in data["variables"])
            own = [self.number(parsed(point[k])) for k in new]
            self.initial = {k: (real(Fraction(free)), v) for k, v in enumerate(own)}
        elif data["kind"] == "theorem":
            place = next(iter(self.initial.values()), (real(Fraction(0)), None))[0]
            for k in set(range(self.order)) - set(self.initial):
                self.initial[k] = (place, real(Fraction(random.randint(-200, 200), 97)))
        if set(self.initial) != set(range(self.order)):
            raise Unclear

    def _read(self, left: ast.expr, right: ast.expr) -> None:
        places: dict[str, tuple[ast.expr, int]] = {}
        lead = _Placed(self.name, None, places).visit(left)
        if not isinstance(lead, ast.Name) or lead.id not in places:
            return
        point, order = places[lead.id]
        if not isinstance(point, ast.Name) and order not in self.initial:
            self.initial[order] = (self.number(point), self.number(right))
        if not isinstance(point, ast.Name) or self.slope is not None:
            return
        inside: dict[str, tuple[ast.expr, int]] = {}
        body = _Placed(self.name, point.id, inside).visit(right)
        if not set(inside) <= {f"y_{k}" for k in range(order)}:
            raise Unclear
        names = (point.id, *(f"y_{k}" for k in range(order)))
        term = Reading(self.data["definitions"], None, {"": (*self.at, *names)}).term(body)
        self.order = order
        self.slope = lambda *v: real(value(term, {**self.at, **dict(zip(names, v, strict=True))}))

    def number(self, e: ast.expr, more: dict[str, Value] | None = None) -> Any:
        at = {**self.at, **(more or {})}
        return real(value(Reading(self.data["definitions"], None, {"": tuple(at)}).term(e), at))

    def values(self, x: Any) -> list[Any]:
        """y, y′, … up to the order of the equation, at x."""
        places = [self.initial[k] for k in range(self.order)]
        t = places[0][0]
        if any(place != t for place, _ in places) or abs(x - t) > FAR:
            raise Unclear
        y, h, f = [v for _, v in places], (x - t) / STEPS, self._change
        for _ in range(STEPS):
            k1 = f(t, y)
            k2 = f(t + h / 2, [a + h / 2 * b for a, b in zip(y, k1, strict=True)])
            k3 = f(t + h / 2, [a + h / 2 * b for a, b in zip(y, k2, strict=True)])
            k4 = f(t + h, [a + h * b for a, b in zip(y, k3, strict=True)])
            y = [a + h * (p + 2 * q + 2 * r + s) / 6 for a, p, q, r, s in zip(y, k1, k2, k3, k4, strict=True)]
            t += h
            if max(map(abs, y)) > 10**6:
                raise Unclear
        return [*y, self.slope(t, *y)] if self.slope else y

    def _change(self, t: Any, y: list[Any]) -> list[Any]:
        assert self.slope is not None
        return [*y[1:], self.slope(t, *y)]

    def says(self, text: str, x: str, at: Any) -> bool:
        """Whether a relation holds, as nearly as the method knows; near the boundary it is taken to hold."""
        places: dict[str, tuple[ast.expr, int]] = {}
        tree = _Placed(self.name, x, places).visit(parsed(text))
        known: dict[str, Value] = {**self.at, x: at}
        for name, (point, order) in places.items():
            where = at if isinstance(point, ast.Name) and point.id == x else self.number(point, {x: at})
            known[name] = self.values(where)[order]
        rel, left, right = Reading(self.data["definitions"], None, {"": tuple(known)}).condition(tree)
        a, b = real(value(left, known)), real(value(right, known))
        if abs(a - b) < real(CLOSE) * (1 + abs(a) + abs(b)):
            return rel != "!="
        return holds(rel, left, right, known)


def function_is(data: dict[str, Any], random: Random, points: int = 6) -> str:
    """The verdict on a claim about one unknown function; in a refutation, at its point, for what it gives besides."""
    names = [n for n, d in data["variables"].items() if d != "function"]
    refuted = data["kind"] == "refutation"
    point = data["evidence"].get("point", {}) if refuted else {}
    if refuted:
        data = {**data, "assumptions": [*data["assumptions"], *data["evidence"].get("given", ())]}
    with mpmath.workdps(20):
        found = {_at_a_point(data, names, point, random) for _ in range(points)}
    if "fails" in found:
        return "true" if refuted else "false"
    if refuted:
        return "false" if found & {"holds", "outside"} and set(names) <= set(point) else "unclear"
    return "true" if "holds" in found else "unclear"


def _at_a_point(data: dict[str, Any], names: list[str], point: dict[str, Any], random: Random) -> str:
    """Whether the claim `holds` there or `fails`, or the point is `outside` the assumptions; or that is `unclear`."""
    closed = Reading(data["definitions"], None, {"": ()})
    try:
        at = {n: value(closed.term(parsed(point[n])), {}) if n in point else _drawn(data["variables"][n], random)
              for n in names}  # fmt: skip
        applied = [n.args[0].id for n in ast.walk(parsed(data["claim"])) if _is_applied(n, data["variables"])]
        x = applied[0] if applied else "x"
        solution = Solution(data, {n: v for n, v in at.items() if n != x}, random)
        where = real(at.get(x, Fraction(1)))
        if not all(solution.says(a, x, where) for a in data["assumptions"]):
            return "outside"
        return "holds" if solution.says(data["claim"], x, where) else "fails"
    except (Unclear, NoValue, ValueError, KeyError, AttributeError):
        return "unclear"


def _is_applied(node: ast.AST, domains: dict[str, str]) -> bool:
    match node:
        case ast.Call(ast.Name(y), [ast.Name()]):
            return domains.get(y) == "function"
    return False


def _drawn(domain: str, random: Random) -> Fraction:
    return next(q for q in iter(lambda: Fraction(random.randint(-200, 200), 97), None) if inside(domain, q))


# ------------------------------------------------------------ roots


def fails_at_root(data: dict[str, Any]) -> bool:
    """Whether an equation has a root between the numbers, where all else that is assumed is met, but not the claim."""
    root = data["evidence"]["root"]
    name, k, (low, high) = root["variable"], root.get("equation"), (real(Fraction(end)) for end in root["between"])
    at: dict[str, Value] = {**{other: Fraction(q) for other, q in root["others"].items()}, name: low}
    reading = Reading(data["definitions"], None, {"": tuple(at)})
    claim, *assumed = (reading.condition(parsed(text)) for text in (data["claim"], *data["assumptions"]))
    rel, left, right = claim if k is None else assumed.pop(k)
    if sorted(at) != sorted(data["variables"]) or rel != ("!=" if k is None else "=="):
        return False

    def difference(x: Any) -> Any:
        return real(minus(value(left, {**at, name: x}), value(right, {**at, name: x})))

    try:
        at_low, at_high = difference(low), difference(high)
        if occurs((left, right), "derivative") and min(abs(at_low), abs(at_high)) < real(CLOSE) ** 3:
            raise Unclear  # the error of a difference quotient may be larger
        up = at_high > 0
        if (at_low > 0) == up:
            return False
        for _ in range(3 * mpmath.mp.dps):
            middle = (low + high) / 2
            low, high = (low, middle) if (difference(middle) > 0) == up else (middle, high)
        if abs(difference(low)) > (0.001 if occurs((left, right), "derivative") else real(CLOSE) ** 6):
            return False  # a jump
        at[name] = low
        where = all(inside(domain, at[n]) for n, domain in data["variables"].items())
        return where and all(met(c, at) for c in assumed) and (k is None or not holds(*claim, at))
    except NoValue:
        return False
