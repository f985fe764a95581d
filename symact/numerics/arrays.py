"""A text of the claim language as a NumPy function: the operations as written, in the dtype of the input.

Constants become numbers of that dtype, a call of a catalogue name uses that entry's stable form (its definition where
it states none), and a Piecewise evaluates each branch only where it is chosen.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

import numpy as np

from symact.activations import catalogue, vocabulary
from symact.kernel.grammar import parse_expression
from symact.kernel.terms import Term, substitute, text
from symact.kernel.vocabulary import Definition
from symact.numerics.errors import UsageError
from symact.numerics.formats import Array


def _over(f: Callable[[float], float]) -> Callable[..., Array]:
    def over(values: Array) -> Array:
        made = np.fromiter(map(f, values.ravel().tolist()), dtype=np.float64, count=values.size)
        return made.astype(values.dtype).reshape(values.shape)

    return over


# Names of the claim language that NumPy has; erf and erfc are the standard library's, computed in binary64.
NUMPY: dict[str, Callable[..., Array]] = {
    "exp": np.exp, "log": np.log, "sin": np.sin, "cos": np.cos, "atan": np.arctan, "erf": _over(math.erf),
    "erfc": _over(math.erfc), "expm1": np.expm1, "log1p": np.log1p, "sinh": np.sinh, "cosh": np.cosh, "tan": np.tan,
    "asinh": np.arcsinh, "tanh": np.tanh, "atanh": np.arctanh, "Abs": np.abs, "sign": np.sign,
    "Max": np.maximum, "Min": np.minimum, "neg": np.negative, "div": np.divide,
}  # fmt: skip
FOLDS: dict[str, Callable[..., Array]] = {"add": np.add, "mul": np.multiply, "Max": np.maximum, "Min": np.minimum}
COMPARE: dict[str, Callable[..., Array]] = {
    "==": np.equal, "!=": np.not_equal, "<": np.less, "<=": np.less_equal, ">": np.greater, ">=": np.greater_equal,
}  # fmt: skip


def array_function(form: str, name: str = "x", parameters: Mapping[str, str] | None = None) -> Callable[[Array], Array]:
    """The NumPy function of `form`, a text in the variable `name` with exact values for its parameters."""
    known = vocabulary()
    term = parse_expression(form, {name: "real", **dict.fromkeys(parameters or {}, "real")}, known)
    values = {Term("variable", p): parse_expression(v, {}, known) for p, v in (parameters or {}).items()}
    term = substitute(term, values)

    def function(x: Array) -> Array:
        return np.asarray(_evaluate(term, {Term("variable", name): np.asarray(x)}, np.asarray(x)))

    return function


def _evaluate(t: Term, memo: dict[Term, Array], like: Array) -> Array:
    if t not in memo:
        memo[t] = _value(t, memo, like)
    return memo[t]


def _constant(q: Fraction | float, like: Array) -> Array:
    return np.full(like.shape, float(q), dtype=like.dtype)


def _value(t: Term, memo: dict[Term, Array], like: Array) -> Array:
    if t.op == "number":
        return _constant(t.args[0], like)
    if t.op == "pi":
        return _constant(math.pi, like)
    if t.op == "piecewise":
        return _piecewise(t, memo, like)
    arguments = [_evaluate(a, memo, like) for a in t.args if isinstance(a, Term)]
    name = t.args[0] if t.op == "call" else t.op
    if name in FOLDS:
        result = arguments[0]
        for a in arguments[1:]:
            result = FOLDS[name](result, a)
        return result
    if t.op == "guarded":
        return arguments[0]
    if t.op == "pow":
        return _power(t.args[1], *arguments)
    if name in NUMPY:
        return NUMPY[name](*arguments)
    if t.op == "call":
        return _call(t, arguments, like)
    raise UsageError(f"no NumPy function for {text(t)}")


def _power(exponent: Term, a: Array, b: Array) -> Array:
    if exponent.op == "number" and exponent.args[0] == Fraction(1, 2):
        return np.sqrt(a)
    if exponent.op == "number" and exponent.args[0] == 2:
        return np.multiply(a, a)
    return np.power(a, b)


def _call(t: Term, arguments: list[Array], like: Array) -> Array:
    known = vocabulary()
    definition = known[t.args[0]]
    if not isinstance(definition, Definition) or definition.of_vector:
        raise UsageError(f"no NumPy function for {text(t)}")
    names = [p.name for p in definition.parameters]
    entry = catalogue().get(definition.name)
    form = entry.stable if entry is not None and entry.stable else definition.body
    body = parse_expression(form, dict.fromkeys(names, "real"), known)
    memo = {Term("variable", n): a for n, a in zip(names, arguments, strict=False)}
    for p in definition.parameters[len(arguments) :]:
        memo[Term("variable", p.name)] = _evaluate(parse_expression(str(p.default), {}, known), {}, like)
    return _evaluate(body, memo, like)


def _piecewise(t: Term, memo: dict[Term, Array], like: Array) -> Array:
    out, open_ = np.full(like.shape, np.nan, dtype=like.dtype), np.ones(like.shape, dtype=bool)
    for condition, branch in zip(t.args[::2], t.args[1::2], strict=True):
        here = open_ & _holds(condition, memo, like)
        leaves = {v: a[here] for v, a in memo.items() if v.op == "variable"}
        out[here] = _evaluate(branch, leaves, like[here])
        open_ &= ~here
    return out


def _holds(c: Term, memo: dict[Term, Any], like: Array) -> Array:
    if c.op == "true":
        return np.ones(like.shape, dtype=bool)
    if c.op in ("and", "or"):
        parts = [_holds(a, memo, like) for a in c.args]
        return np.logical_and.reduce(parts) if c.op == "and" else np.logical_or.reduce(parts)
    rel, a, b = c.args
    return COMPARE[rel](_evaluate(a, memo, like), _evaluate(b, memo, like))
