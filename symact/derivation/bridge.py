"""SymPy expressions read into kernel terms. Untrusted: a theorem is about the term, not about the expression.

SymPy rewrites on construction (x/x is 1 before anyone sees it). A definition is therefore read from the expression as
it is written, built without evaluation, and compared with its golden kernel text.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import sympy
from sympy.codegen.cfunctions import expm1, log1p

from symact.activations import Activation
from symact.kernel.errors import SymactError
from symact.kernel.terms import (
    COUNT,
    IMAGINARY,
    INFINITY,
    ONE,
    PI,
    TRUE,
    Term,
    add,
    div,
    mul,
    neg,
    number,
    power,
    relation,
    variable,
)  # fmt: skip


class BridgeError(SymactError):
    """An object has no counterpart on the other side; the message names it."""


# SymPy function → operator, or name of a kernel definition, or name of a function without rules.
OPERATORS: dict[Any, str] = {
    sympy.exp: "exp", sympy.log: "log", sympy.erf: "erf", sympy.sin: "sin", sympy.cos: "cos", sympy.atan: "atan",
}  # fmt: skip
CALLS: dict[Any, str] = {
    sympy.sinh: "sinh", sympy.cosh: "cosh", sympy.tanh: "tanh", sympy.coth: "coth", sympy.tan: "tan",
    sympy.asinh: "asinh", sympy.acosh: "acosh", sympy.atanh: "atanh", sympy.erfc: "erfc", expm1: "expm1",
    log1p: "log1p", sympy.Abs: "Abs", sympy.sign: "sign", sympy.Max: "Max", sympy.Min: "Min",
}  # fmt: skip
OPAQUE: dict[Any, str] = {
    sympy.LambertW: "LambertW", sympy.polylog: "polylog", sympy.gamma: "gamma", sympy.floor: "floor",
    sympy.factorial: "factorial", sympy.erfinv: "erfinv", sympy.re: "re", sympy.im: "im",
    sympy.conjugate: "conjugate",
}  # fmt: skip
RELATIONS: dict[Any, str] = {
    sympy.Eq: "==", sympy.Ne: "!=", sympy.Lt: "<", sympy.Le: "<=", sympy.Gt: ">", sympy.Ge: ">=",
}  # fmt: skip
_CONSTANTS: dict[Any, Term] = {
    sympy.pi: PI, sympy.E: Term("exp", ONE), sympy.I: IMAGINARY, sympy.oo: INFINITY, sympy.true: TRUE,
    sympy.S.NegativeInfinity: neg(INFINITY),
}  # fmt: skip


def from_sympy(expression: Any) -> Term:
    """The term of a SymPy expression, relational or condition, factor by factor in SymPy's order.

    A negative power is a quotient, a leading negative number a negation, `Heaviside(x)` has 1/2 at 0. Raises
    `BridgeError` for a Float (no exact number), an undefined function, or whatever the claim language cannot say.
    """
    if isinstance(expression, (bool, str)) or not isinstance(expression, (sympy.Basic, int, Fraction)):
        raise BridgeError(f"{expression!r} is not a SymPy expression")
    if isinstance(expression, (int, Fraction)):
        return number(expression)
    return _Reading(expression.has(sympy.Sum, sympy.IndexedBase)).of(expression)


class _Reading:
    """One expression being read; `general` says that the symbol n is the length of the vectors."""

    def __init__(self, general: bool) -> None:
        self.general = general

    def of(self, e: Any) -> Term:
        if e in _CONSTANTS:
            return _CONSTANTS[e]
        if isinstance(e, sympy.Rational):
            size = number(abs(Fraction(int(e.p), int(e.q))))
            return neg(size) if e < 0 else size
        if isinstance(e, sympy.Float):
            raise BridgeError(f"{e} is a floating-point number: write an exact one, such as Rational('{e}')")
        if (entry := getattr(e.func, "entry", None)) is not None:
            return Term("call", entry.name, *self.arguments(entry, e.args))
        for table, op in ((CALLS, "call"), (OPAQUE, "opaque")):
            if e.func in table:
                return Term(op, table[e.func], *map(self.of, e.args))
        if e.func in OPERATORS:
            return self.elementary(e)
        if e.func in RELATIONS:
            return relation(RELATIONS[e.func], *map(self.of, e.args))
        for kind, read in _READERS.items():
            if isinstance(e, kind):
                return read(self, e)
        raise BridgeError(f"{e.func.__name__} has no counterpart in the claim language: {e}")

    def arguments(self, entry: Activation, given: tuple[Any, ...]) -> list[Term]:
        """The arguments of a catalogue function; a symbol where an index is meant is one."""
        indexed = bool(entry.variables) and entry.variables[0].domain == "index"
        first = [Term("index", _name(given[0]))] if indexed and isinstance(given[0], (sympy.Symbol, sympy.Idx)) else []
        return [*first, *map(self.of, given[len(first) :])]

    def elementary(self, e: Any) -> Term:
        if len(e.args) != 1:
            raise BridgeError(f"{e.func.__name__} with {len(e.args)} arguments: {e}")
        return Term(OPERATORS[e.func], self.of(e.args[0]))

    def symbol(self, e: Any) -> Term:
        name = _name(e)
        return COUNT if self.general and name == "n" else variable(name)

    def add(self, e: Any) -> Term:
        first = self.of(e.args[0])
        rest = [self.of(a) for a in e.args[1:]]
        return add(*(first.args if first.op == "add" else (first,)), *rest)

    def mul(self, e: Any) -> Term:
        """Factors in order, a first factor that is a product written out, negative powers below one fraction bar."""
        coefficient, factors = _coefficient(e.args)
        size = abs(coefficient)
        above: list[Term] = [number(size)] if size.numerator != 1 else []
        below: list[Term] = [number(size.denominator)] if size.numerator == 1 != size.denominator else []
        for f in factors:
            base = _reciprocal(f)
            if base is not None:
                below.append(self.of(base))
                continue
            term = self.of(f)
            above += term.args if term.op == "mul" and not above else (term,)
        made = mul(*above) if above else ONE
        made = div(made, mul(*below)) if below else made
        return neg(made) if coefficient < 0 else made

    def pow(self, e: Any) -> Term:
        base = _reciprocal(e)
        if base is not None:
            return div(ONE, self.of(base))
        return power(self.of(e.base), self.of(e.exp))

    def piecewise(self, e: Any) -> Term:
        return Term("piecewise", *[self.of(part) for value, condition in e.args for part in (condition, value)])

    def heaviside(self, e: Any) -> Term:
        if len(e.args) > 1 and e.args[1] != sympy.S.Half:
            raise BridgeError(f"Heaviside(0) is 1/2 in the claim language: {e}")
        return Term("call", "Heaviside", self.of(e.args[0]))

    def component(self, e: Any) -> Term:
        if len(e.indices) != 1:
            raise BridgeError(f"a component has one index: {e}")
        return Term("component", _name(e.base.label), _name(e.indices[0]))

    def sum(self, e: Any) -> Term:
        if len(e.limits) != 1 or e.limits[0][1] != 1 or str(e.limits[0][2]) != "n":
            raise BridgeError(f"a sum runs from 1 to n: {e}")
        return Term("sum", _name(e.limits[0][0]), self.of(e.function))

    def delta(self, e: Any) -> Term:
        return Term("delta", *sorted(_name(a) for a in e.args[:2]))

    def derivative(self, e: Any) -> Term:
        made = self.of(e.expr)
        for x, order in e.variable_count:
            if not order.is_Integer:
                raise BridgeError(f"a derivative of symbolic order: {e}")
            made = Term("derivative", made, self.of(x), int(order))
        return made

    def integral(self, e: Any) -> Term:
        if len(e.limits) != 1 or len(e.limits[0]) != 3:
            raise BridgeError(f"an integral is over one interval: {e}")
        return Term("integral", self.of(e.function), *map(self.of, e.limits[0]))

    def limit(self, e: Any) -> Term:
        f, x, point, side = e.args
        infinite = point in (sympy.oo, -sympy.oo)
        return Term("limit", self.of(f), self.of(x), self.of(point), "" if infinite or str(side) == "+-" else str(side))

    def subs(self, e: Any) -> Term:
        made = self.of(e.expr)
        for x, value in zip(e.variables, e.point, strict=True):
            made = Term("subs", made, self.of(x), self.of(value))
        return made

    def connective(self, e: Any) -> Term:
        return Term("and" if isinstance(e, sympy.And) else "or", *map(self.of, sorted(e.args, key=str)))


_READERS: dict[Any, Callable[[_Reading, Any], Term]] = {
    sympy.Add: _Reading.add,
    sympy.Mul: _Reading.mul,
    sympy.Pow: _Reading.pow,
    sympy.Indexed: _Reading.component,
    sympy.IndexedBase: lambda r, e: Term("vector", _name(e.label)),
    sympy.Symbol: _Reading.symbol,
    sympy.Piecewise: _Reading.piecewise,
    sympy.Heaviside: _Reading.heaviside,
    sympy.Sum: _Reading.sum,
    sympy.KroneckerDelta: _Reading.delta,
    sympy.Derivative: _Reading.derivative,
    sympy.Integral: _Reading.integral,
    sympy.Limit: _Reading.limit,
    sympy.Subs: _Reading.subs,
    sympy.And: _Reading.connective,
    sympy.Or: _Reading.connective,
}


def _name(e: Any) -> str:
    name = str(e)
    if not (isinstance(e, (sympy.Symbol, sympy.Idx)) and name.isidentifier() and name.isascii()):
        raise BridgeError(f"{e!r} is not a name of the claim language: a letter, then letters, digits, underscores")
    return name


def _coefficient(factors: tuple[Any, ...]) -> tuple[Fraction, list[Any]]:
    """The rational number in front of a product, and the rest."""
    first = factors[0]
    if isinstance(first, sympy.Rational):
        return Fraction(int(first.p), int(first.q)), list(factors[1:])
    return Fraction(1), list(factors)


def _reciprocal(e: Any) -> Any:
    """`b` for e = 1/b, `b**3` for b**(-3); None when the exponent is no negative number."""
    if not isinstance(e, sympy.Pow) or not (isinstance(e.exp, sympy.Rational) and e.exp < 0):
        return None
    return e.base if e.exp == -1 else sympy.Pow(e.base, -e.exp, evaluate=False)
