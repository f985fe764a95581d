"""Entries on NumPy arrays: a claim-language form evaluated as it is written, or the lambdified SymPy definition.

What is proved about a form's text is what runs: nothing is reordered, and common subterms are computed once. Constants
are Python floats, so that a result keeps the dtype of its argument. NumPy has no erf: symact brings its own, in double
precision.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Literal

from symact.activations import Activation, catalogue, vocabulary
from symact.kernel.errors import SymactError
from symact.kernel.grammar import parse_expression
from symact.kernel.terms import HALF, Term, text

Form = Literal["best", "definition", "stable"]
Function = Callable[..., Any]


def array_function(entry: Activation, form: Form = "best", derivative: int = 0) -> Function:
    """The array function of an entry: `f(x, b=…)`, for a function of a vector `f(z, axis=-1)`.

    `form` is `definition`, `stable` (raises `SymactError` where the entry states none), or `best`: stable where
    stated. `derivative` is 0, or 1 for the stated closed form, in which functions of the catalogue are stable too; it
    is nan at kinks. Keeps the dtype of floating-point arguments; others become float64.
    """
    term = _form(entry, form, derivative)
    return _vector_function(entry, term) if entry.of_vector else _scalar_function(entry, term)


@cache
def _form(entry: Activation, form: Form, derivative: int) -> Term:
    if derivative:
        if derivative > 1 or entry.of_vector or not entry.derivative:
            raise SymactError(f"{entry.name} states no derivative of order {derivative} for arrays")
        return entry.read((form != "definition" and entry.stable_derivative) or entry.derivative)
    stable = entry.shifted or entry.stable
    if form == "stable" and not stable:
        raise SymactError(f"{entry.name} states no stable form: its definition is used as it is")
    return entry.read(stable if stable and form != "definition" else entry.kernel)


def _scalar_function(entry: Activation, term: Term) -> Function:
    names = [a.name for a in entry.arguments]
    defaults = {name: _constant(default) for name, default in entry.defaults.items()}

    def function(*arguments: Any, **named: Any) -> Any:
        import numpy as np

        given = _bound(entry.name, names, arguments, named)
        missing = [name for name in names if name not in given and name not in defaults]
        if missing:
            raise TypeError(f"{entry.application} needs {', '.join(missing)}")
        values = {**defaults, **given}
        arrays = {v.name: _floating(values[v.name]) for v in entry.variables}
        values = {**{n: v if isinstance(v, float) else _floating(v) for n, v in values.items()}, **arrays}
        dtype, shape = np.result_type(*arrays.values()), np.broadcast_shapes(*[np.shape(v) for v in values.values()])
        result = np.asarray(_Evaluation(values).of(term), dtype)
        return result[()] if result.shape == shape else np.broadcast_to(result, shape).copy()[()]

    return _described(function, entry)


def _vector_function(entry: Activation, term: Term) -> Function:
    indexed = entry.variables[0].domain == "index"

    def function(z: Any, axis: int = -1) -> Any:
        import numpy as np

        array = _floating(z)
        if array.ndim == 0 or array.shape[axis] == 0:
            raise TypeError(f"{entry.name} needs an array with at least one component along axis {axis}")
        largest = np.max(array, axis=axis, keepdims=True)
        result = np.asarray(_Evaluation({"c": largest}, array, axis).of(term), array.dtype)
        return result if indexed else np.squeeze(result, axis)[()]

    return _described(function, entry)


def _described(function: Function, entry: Activation) -> Function:
    function.__name__ = function.__qualname__ = entry.name
    function.__doc__ = f"{entry.title or entry.name} of NumPy arrays: {entry.application} = {entry.kernel}."
    return function


def _bound(name: str, names: list[str], arguments: tuple[Any, ...], named: Mapping[str, Any]) -> dict[str, Any]:
    if len(arguments) > len(names):
        raise TypeError(f"{name} takes {len(names)} arguments ({', '.join(names)}), not {len(arguments)}")
    given = dict(zip(names, arguments, strict=False))
    for key, value in named.items():
        if key not in names or key in given:
            raise TypeError(f"{name} has no argument {key!r}" if key not in names else f"{name} got {key!r} twice")
        given[key] = value
    return given


def _floating(value: Any) -> Any:
    import numpy as np

    array = np.asarray(value)
    if array.dtype.kind in "biu":
        return array.astype(np.float64)
    if array.dtype.kind != "f" and array.dtype.name != "bfloat16":
        raise TypeError(f"an array of real numbers is needed, not of {array.dtype}")
    return array


@cache
def _constant(source: str) -> float:
    value = _Evaluation({}).of(parse_expression(source, {}, vocabulary()))
    assert isinstance(value, float)
    return value


class _Evaluation:
    """One evaluation of a term: names are arrays or floats; every component reads the vector along `axis`."""

    def __init__(self, values: Mapping[str, Any], vector: Any = None, axis: int = -1) -> None:
        self.values, self.vector, self.axis = values, vector, axis
        self._memo: dict[Term, Any] = {}

    def of(self, t: Term) -> Any:
        if t not in self._memo:
            self._memo[t] = self._of(t)
        return self._memo[t]

    def _of(self, t: Term) -> Any:
        import numpy as np

        match t.op:
            case "number":
                return float(t.args[0])
            case "pi":
                return math.pi
            case "variable":
                return self.values[t.args[0]]
            case "component":
                return self.vector
            case "count":
                return float(self.vector.shape[self.axis])
            case "sum":
                return np.sum(self.of(t.args[1]), axis=self.axis, keepdims=True)
            case "piecewise":
                return self._piecewise(t)
            case "relation":
                return _RELATIONS[t.args[0]](self.of(t.args[1]), self.of(t.args[2]))
            case "and" | "or":
                join = np.logical_and if t.op == "and" else np.logical_or
                return join.reduce(np.broadcast_arrays(*map(self.of, t.args)))
            case "call":
                return self._call(t)
            case "pow":
                return self._power(t)
        arguments = [self.of(a) for a in t.args]
        if t.op in _ARITHMETIC:
            result = arguments[0]
            for a in arguments[1:]:
                result = _ARITHMETIC[t.op](result, a)
            return -result if t.op == "neg" else result
        if t.op in _ELEMENTARY:
            return elementwise(t.op)(*arguments)
        raise SymactError(f"arrays have no rule for {text(t)}")

    def _piecewise(self, t: Term) -> Any:
        import numpy as np

        result: Any = math.nan
        for c, e in reversed(list(zip(t.args[::2], t.args[1::2], strict=True))):
            value = self.of(e)
            result = value if c.op == "true" else np.where(self.of(c), value, result)
        return result

    def _power(self, t: Term) -> Any:
        base, exponent = self.of(t.args[0]), t.args[1]
        if exponent is HALF:
            return elementwise("sqrt")(base)
        if exponent.op == "number" and exponent.args[0].denominator == 1:
            return base ** int(exponent.args[0])
        return base ** self.of(exponent)

    def _call(self, t: Term) -> Any:
        name, arguments = t.args[0], [self.of(a) for a in t.args[1:]]
        if name in _ELEMENTARY:
            return elementwise(name)(*arguments)
        if name in catalogue():
            entry = catalogue()[name]
            values = {n: _constant(d) for n, d in entry.defaults.items()}
            values |= dict(zip([a.name for a in entry.arguments], arguments, strict=False))
            return _Evaluation(values, self.vector, self.axis).of(_form(entry, "best", 0))
        raise SymactError(f"arrays have no rule for {text(t)}")


_RELATIONS: dict[str, Function] = {
    "==": lambda a, b: a == b, "!=": lambda a, b: a != b, "<": lambda a, b: a < b, "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b, ">=": lambda a, b: a >= b,
}  # fmt: skip
_ARITHMETIC: dict[str, Function] = {
    "add": lambda a, b: a + b, "mul": lambda a, b: a * b, "div": lambda a, b: a / b, "neg": lambda a, b: a,
}  # fmt: skip
# Claim-language name → NumPy's, and math's for constants.
_ELEMENTARY = {
    "exp": "exp", "log": "log", "sin": "sin", "cos": "cos", "tan": "tan", "atan": "arctan", "sinh": "sinh",
    "cosh": "cosh", "asinh": "arcsinh", "acosh": "arccosh", "atanh": "arctanh", "expm1": "expm1", "log1p": "log1p",
    "Abs": "abs", "sign": "sign", "Max": "maximum", "Min": "minimum", "sqrt": "sqrt", "erf": "erf", "erfc": "erfc",
    "Heaviside": "heaviside",
}  # fmt: skip


@cache
def elementwise(name: str) -> Function:
    """The NumPy function that the claim language calls `name`; floats give floats."""
    import numpy as np

    if name in ("erf", "erfc"):
        from symact.derivation import error_function

        return _on_arrays(getattr(math, name), getattr(error_function, name))
    if name in ("Max", "Min"):
        pairwise = getattr(np, _ELEMENTARY[name])
        return lambda first, *rest: _folded(pairwise, first, rest)
    if name == "Heaviside":
        return lambda x: np.heaviside(x, np.asarray(0.5, np.asarray(x).dtype))
    ufunc = getattr(np, _ELEMENTARY[name])
    constant = getattr(math, name, None)
    return lambda x: constant(x) if isinstance(x, float) and constant and not isinstance(x, np.generic) else ufunc(x)


def _folded(pairwise: Function, first: Any, rest: tuple[Any, ...]) -> Any:
    for a in rest:
        first = pairwise(first, a)
    return first


def _on_arrays(scalar: Callable[[float], float], vectorised: Function) -> Function:
    """A function of binary64 arrays for all floating dtypes; floats go to the C library's."""
    import numpy as np

    def function(x: Any) -> Any:
        if isinstance(x, float) and not isinstance(x, np.generic):
            return scalar(x)
        array = np.asarray(x)
        return vectorised(array.astype(np.float64)).astype(array.dtype)

    return function
