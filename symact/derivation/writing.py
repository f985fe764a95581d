"""Kernel terms written as SymPy expressions: the way back of `symact.derivation.bridge`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import sympy

from symact.activations import catalogue
from symact.activations.entry import count, symbol
from symact.derivation.bridge import CALLS, OPAQUE, OPERATORS, RELATIONS, BridgeError
from symact.kernel.terms import Term, text


def to_sympy(t: Term, domains: Mapping[str, str] | None = None, evaluate: bool = True) -> Any:
    """The SymPy expression of a term; `domains` gives the assumptions of its symbols, real where it says nothing.

    With `evaluate=False` nothing is rewritten on construction.
    """
    if evaluate:
        return _Writing(domains or {}).of(t)
    with sympy.evaluate(False):
        return _Writing(domains or {}).of(t)


class _Writing:
    def __init__(self, domains: Mapping[str, str]) -> None:
        self.domains = domains

    def of(self, t: Term) -> Any:
        if t.op in _BY_OPERATOR:
            return _BY_OPERATOR[t.op](self.of(t.args[0]))
        if t.op not in _WRITERS:
            raise BridgeError(f"SymPy has no counterpart of {text(t)}")
        return _WRITERS[t.op](self, t)

    def all(self, terms: tuple[Any, ...]) -> list[Any]:
        return [self.of(a) for a in terms]

    def variable(self, t: Term) -> Any:
        return symbol(t.args[0], self.domains.get(t.args[0], "real"))

    def index(self, name: str) -> Any:
        return symbol(name, "index")

    def component(self, t: Term) -> Any:
        return symbol(t.args[0], "vector")[self.index(t.args[1])]

    def call(self, t: Term) -> Any:
        from symact.derivation.functions import function

        name, arguments = t.args[0], self.all(t.args[1:])
        if name in _BY_NAME:
            return _BY_NAME[name](*arguments)
        if name not in catalogue():
            raise BridgeError(f"SymPy has no counterpart of {text(t)}")
        return function(name)(*arguments)

    def piecewise(self, t: Term) -> Any:
        pairs = zip(t.args[::2], t.args[1::2], strict=True)
        return sympy.Piecewise(*[(self.of(e), self.of(c)) for c, e in pairs])

    def sum(self, t: Term) -> Any:
        return sympy.Sum(self.of(t.args[1]), (self.index(t.args[0]), 1, count()))

    def limit(self, t: Term) -> Any:
        f, x, point = self.all(t.args[:3])
        return sympy.Limit(f, x, point, t.args[3] or ("-" if point is sympy.oo else "+-"))

    def number(self, t: Term) -> Any:
        return sympy.Rational(t.args[0].numerator, t.args[0].denominator)

    def relation(self, t: Term) -> Any:
        return _BY_RELATION[t.args[0]](*self.all(t.args[1:]))


_BY_OPERATOR = {op: cls for cls, op in OPERATORS.items()}
_BY_OPAQUE = {name: cls for cls, name in OPAQUE.items()}
_BY_RELATION = {rel: cls for cls, rel in RELATIONS.items()}
_BY_NAME: dict[str, Any] = {
    **{name: cls for cls, name in CALLS.items() if name != "tanh"}, "Heaviside": sympy.Heaviside,
}  # fmt: skip
_WRITERS: dict[str, Callable[[_Writing, Term], Any]] = {
    "number": _Writing.number,
    "variable": _Writing.variable,
    "index": lambda w, t: w.index(t.args[0]),
    "vector": lambda w, t: symbol(t.args[0], "vector"),
    "component": _Writing.component,
    "delta": lambda w, t: sympy.KroneckerDelta(*map(w.index, t.args)),
    "count": lambda w, t: count(),
    "pi": lambda w, t: sympy.pi,
    "imaginary": lambda w, t: sympy.I,
    "infinity": lambda w, t: sympy.oo,
    "true": lambda w, t: sympy.true,
    "add": lambda w, t: sympy.Add(*w.all(t.args)),
    "mul": lambda w, t: sympy.Mul(*w.all(t.args)),
    "neg": lambda w, t: -w.of(t.args[0]),
    "div": lambda w, t: w.of(t.args[0]) / w.of(t.args[1]),
    "pow": lambda w, t: sympy.Pow(*w.all(t.args)),
    "call": _Writing.call,
    "opaque": lambda w, t: _BY_OPAQUE[t.args[0]](*w.all(t.args[1:])),
    "piecewise": _Writing.piecewise,
    "guarded": lambda w, t: w.of(t.args[0]),
    "sum": _Writing.sum,
    "derivative": lambda w, t: sympy.Derivative(w.of(t.args[0]), (w.of(t.args[1]), t.args[2])),
    "integral": lambda w, t: sympy.Integral(w.of(t.args[0]), tuple(w.all(t.args[1:]))),
    "limit": _Writing.limit,
    "subs": lambda w, t: sympy.Subs(*w.all(t.args)),
    "relation": _Writing.relation,
    "and": lambda w, t: sympy.And(*w.all(t.args)),
    "or": lambda w, t: sympy.Or(*w.all(t.args)),
}
