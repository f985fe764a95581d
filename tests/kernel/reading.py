"""Reads claims for the independent evaluator, sharing nothing with the kernel's grammar.

The claim language is written like Python, so Python's own reader of syntax reads it; nothing is evaluated by Python.
Definitions are unfolded, and sums spelt out for vectors of a given length.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass, replace
from fractions import Fraction
from math import comb, factorial
from typing import Any

from tests.kernel.independent import HALF, ONE, ZERO, Expression, Unclear

BUILT_IN = {
    "sinh": "(exp(x) - exp(-x))/2", "cosh": "(exp(x) + exp(-x))/2", "tan": "sin(x)/cos(x)",
    "coth": "(exp(x) + exp(-x))/(exp(x) - exp(-x))", "asinh": "log(x + sqrt(x**2 + 1))", "expm1": "exp(x) - 1",
    "acosh": "log(x + sqrt(x - 1)*sqrt(x + 1))", "atanh": "log((1 + x)/(1 - x))/2", "erfc": "1 - erf(x)",
    "log1p": "log(1 + x)", "Abs": "Piecewise((x, x >= 0), (-x, True))",
    "sign": "Piecewise((1, x > 0), (-1, x < 0), (0, True))",
    "Heaviside": "Piecewise((1, x > 0), (0, x < 0), (R(1, 2), True))",
}  # fmt: skip
PRIMITIVE = ("exp", "log", "erf", "sin", "cos", "atan", "floor")
RELATIONS = {ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "==", ast.NotEq: "!="}
MOST_TERMS = 60
OPERATORS = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}


def parsed(text: str) -> ast.expr:
    try:
        return ast.parse(text, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise Unclear from error


@dataclass(frozen=True)
class Reading:
    """How names are read: as terms, vectors as lists of terms, indices as numbers."""

    definitions: dict[str, Any]
    length: int | None = None
    names: dict[str, Any] | None = None
    component: int | None = None  # which one, inside a vector that is an argument

    def term(self, e: ast.expr) -> Expression:
        match e:
            case ast.Constant(int(k)):
                return ("number", Fraction(k))
            case ast.Constant(float(q)) if len(str(q)) < 15:
                return ("number", Fraction(str(q)))
            case ast.Name(name):
                return self._name(name)
            case ast.UnaryOp(ast.USub(), a):
                inner = self.term(a)
                return ("infinity", -inner[1]) if inner[0] == "infinity" else ("-", ("number", ZERO), inner)
            case ast.UnaryOp(ast.UAdd(), a):
                return self.term(a)
            case ast.BinOp(a, ast.Pow(), b):
                return ("pow", self.term(a), self.term(b))
            case ast.BinOp(a, op, b) if type(op) in OPERATORS:
                return (OPERATORS[type(op)], self.term(a), self.term(b))
            case ast.Subscript(ast.Name(vector), index):
                return self._names[vector][self.index(index) - 1]
            case ast.Call(ast.Name(name), arguments):
                return self._call(name, arguments)
        raise Unclear

    @property
    def _names(self) -> dict[str, Any]:
        return self.names or {}

    def _name(self, name: str) -> Expression:
        known = self._names.get(name)
        if isinstance(known, list) and self.component is not None:
            return known[self.component]
        if isinstance(known, tuple):
            return known
        constants: dict[str, Expression] = {
            "pi": ("pi",), "E": ("exp", ("number", ONE)), "oo": ("infinity", 1), "I": ("imaginary",),
        }  # fmt: skip
        if name == "n" and self.length is not None:
            return ("varied", ("number", Fraction(self.length)))
        if known is not None or (name not in constants and name not in self._names.get("", ())):
            raise Unclear
        return constants.get(name) or ("variable", name)

    def index(self, e: ast.expr) -> int:
        if isinstance(e, ast.Name) and isinstance(self._names.get(e.id), int):
            return int(self._names[e.id])
        raise Unclear

    def whole(self, e: ast.expr) -> int:
        """An integer made of integers and of names that stand for some."""
        match e:
            case ast.Constant(int(k)) if abs(k) <= MOST_TERMS:
                return k
            case ast.Name(name) if isinstance(found := self._names.get(name), tuple):
                if found[0] == "number" and found[1].denominator == 1:
                    return int(found[1])
            case ast.UnaryOp(ast.USub(), a):
                return -self.whole(a)
            case ast.BinOp(a, ast.Add() | ast.Sub() | ast.Mult() as op, b):
                x, y = self.whole(a), self.whole(b)
                return x + y if isinstance(op, ast.Add) else x - y if isinstance(op, ast.Sub) else x * y
        raise Unclear

    def bound(self, name: ast.expr) -> tuple[str, Reading]:
        if not isinstance(name, ast.Name):
            raise Unclear
        inside = {k: v for k, v in self._names.items() if k != name.id}
        return name.id, replace(self, names={**inside, "": (*self._names.get("", ()), name.id)})

    def _call(self, name: str, a: list[ast.expr]) -> Expression:
        match name, a:
            case "R", [p, q]:
                return ("/", self.term(p), self.term(q))
            case "sqrt", [x]:
                return ("pow", self.term(x), ("number", HALF))
            case (("Max" | "Min"), [first, *others]):
                found = self.term(first)
                for other in others:
                    found = (name, found, self.term(other))
                return found
            case "Piecewise", pairs:
                return self._piecewise(pairs)
            case "Sum", [body, ast.Tuple([ast.Name(k), _, ast.Name("n")])] if self.length is not None:
                terms = [replace(self, names={**self._names, k: m + 1}).term(body) for m in range(self.length)]
                total = terms[0]
                for t in terms[1:]:
                    total = ("+", total, t)
                return ("varied", total)
            case "Sum", [body, ast.Tuple([ast.Name(k), low, high])]:
                spelt: Expression = ("number", ZERO)
                for j in range(self.whole(low), min(self.whole(high), MOST_TERMS) + 1):
                    inside = replace(self, names={**self._names, k: ("number", Fraction(j))})
                    spelt = ("+", spelt, inside.term(body))
                return spelt
            case "binomial", [n, m] if self.whole(n) >= 0:
                return ("number", Fraction(comb(self.whole(n), self.whole(m)) if self.whole(m) >= 0 else 0))
            case "factorial", [m] if self.whole(m) >= 0:
                return ("number", Fraction(factorial(self.whole(m))))
            case "KroneckerDelta", [i, j]:
                return ("number", Fraction(self.index(i) == self.index(j)))
            case "Derivative", [f, *by]:
                return self._derivative(f, by)
            case "Limit", [f, x, point, *side]:
                bound, inside = self.bound(x)
                sides = side[0].value if side and isinstance(side[0], ast.Constant) else "+-"
                return ("limit", inside.term(f), bound, self.term(point), str(sides))
            case "Integral", [f, ast.Tuple([x, low, high])]:
                bound, inside = self.bound(x)
                return ("integral", inside.term(f), bound, self.term(low), self.term(high))
            case "Subs", [f, x, point]:
                bound, inside = self.bound(x)
                return ("subs", inside.term(f), bound, self.term(point))
        return self._defined(name, a)

    def _derivative(self, f: ast.expr, by: list[ast.expr]) -> Expression:
        found = self.term(f)
        for x in by:
            name, order = x.elts if isinstance(x, ast.Tuple) else (x, ast.Constant(1))
            variable = self.term(name)
            if variable[0] != "variable" or not 0 <= self.whole(order) <= 5:
                raise Unclear
            for _ in range(self.whole(order)):
                found = ("derivative", found, variable[1])
        return found

    def _piecewise(self, pairs: list[ast.expr]) -> Expression:
        found: Expression = ("/", ("number", ONE), ("number", ZERO))  # no condition is true
        for pair in reversed(pairs):
            if not isinstance(pair, ast.Tuple):
                raise Unclear
            branch, condition = pair.elts
            found = ("piecewise", self.condition(condition), self.term(branch), found)
        return found

    def _defined(self, name: str, a: list[ast.expr]) -> Expression:
        if name in self.definitions:
            parameters, body = self.definitions[name]["parameters"], self.definitions[name]["body"]
        elif name in BUILT_IN:
            parameters, body = [["x", None, "real"]], BUILT_IN[name]
        elif name in PRIMITIVE and len(a) == 1:
            return (name, self.term(a[0]))
        else:
            raise Unclear
        shape = [domain for _, _, domain in parameters]
        if "vector" in shape and not (isinstance(a[0], ast.Constant) or "index" not in shape) and self.length is None:
            raise Unclear
        names: dict[str, Any] = {}
        if "vector" in shape:
            vectors = {name for name, known in self._names.items() if isinstance(known, list)}
            words = {node.id for node in ast.walk(a[-1]) if isinstance(node, ast.Name)}
            general = self.length is not None and bool(words & vectors)
            size = self.length if general else len(a) - shape.count("index")
            parts = a[-1:] * (size or 0) if general else a[shape.count("index") :]
            vector = [replace(self, component=m if general else None).term(x) for m, x in enumerate(parts)]
            names[parameters[-1][0]] = vector
            if "index" in shape:
                first = a[0].value if isinstance(a[0], ast.Constant) else self.index(a[0])
                names[parameters[0][0]] = int(first)
            inside = Reading(self.definitions, size, names)
            return ("guarded", inside.term(parsed(body)), *vector)
        for k, (parameter, default, _) in enumerate(parameters):
            names[parameter] = self.term(a[k]) if k < len(a) else Reading(self.definitions).term(parsed(str(default)))
        return ("guarded", Reading(self.definitions, None, names).term(parsed(body)), *names.values())

    def condition(self, e: ast.expr) -> Expression:
        match e:
            case ast.Constant(True):
                return ("true",)
            case ast.Call(ast.Name("And" | "Or" as name), parts):
                return (name.lower(), *map(self.condition, parts))
            case ast.Call(ast.Name("Eq" | "Ne" as name), [a, b]):
                return ("==" if name == "Eq" else "!=", self._side(a), self._side(b))
            case ast.Compare(a, operators, others):
                sides = [self._side(x) for x in (a, *others)]
                chain = [(RELATIONS[type(op)], x, y) for op, x, y in zip(operators, sides, sides[1:], strict=False)]
                return chain[0] if len(chain) == 1 else ("and", *chain)
        raise Unclear

    def _side(self, e: ast.expr) -> Expression:
        if isinstance(e, ast.Name) and isinstance(self._names.get(e.id), int):
            return ("number", Fraction(self._names[e.id]))
        return self.term(e)
