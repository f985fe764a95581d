"""What a user gets from `sympy.lambdify` of a definition or of its derivatives: the naive implementation."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Literal

import sympy
from sympy.printing.numpy import NumPyPrinter

from symact.activations import Activation, catalogue, vocabulary
from symact.derivation.arrays import array_function, elementwise
from symact.derivation.writing import to_sympy
from symact.kernel.errors import SymactError
from symact.kernel.grammar import parse_expression


class _Printer(NumPyPrinter):
    """NumPy code in which irrational constants are Python floats.

    `numpy.sqrt(2)` is a float64 scalar, with which NumPy would turn a float32 array into float64.
    """

    def _print_Pow(self, expr: Any, rational: bool = False) -> str:
        if expr.is_number and expr.is_real and not expr.is_rational:
            return repr(float(expr))
        return str(super()._print_Pow(expr, rational=rational))


def lambdified(
    entry: Activation | str,
    form: Literal["naive", "stable"] = "naive",
    derivative: int = 0,
    parameters: Mapping[str, Any] | None = None,
) -> Callable[[Any], Any]:
    """An implementation for NumPy arrays of one variable; the result has the dtype and shape of the argument.

    `naive` is SymPy's lambdified definition, or of its SymPy derivative of any order; `stable` the stated stable form
    (of the value, or of the first derivative). `parameters` are exact numbers or claim-language text. Raises
    `SymactError` where the entry has no such form, or more than one variable.
    """
    found = catalogue()[entry] if isinstance(entry, str) else entry
    exact = {name: exact_parameter(value) for name, value in {**found.defaults, **(parameters or {})}.items()}
    if stray := set(exact) - set(found.defaults):
        raise SymactError(f"{found.name} has no parameter {', '.join(sorted(stray))}")
    if form == "stable":
        function = array_function(found, "stable", derivative)
        values = {name: float(value) for name, value in exact.items()}
        return function if found.of_vector else lambda x: function(x, **values)
    if form != "naive":
        raise SymactError(f"the form is naive or stable, not {form!r}")
    if found.of_vector and not derivative:
        return array_function(found, "definition")
    if found.of_vector or len(found.variables) != 1:
        raise SymactError(f"{found.application} is not a function of one real variable")
    return _naive(found, derivative, exact)


def exact_parameter(value: Any) -> Any:
    """The exact SymPy number of a parameter given as text, rational, or float (which stands for its exact value)."""
    if isinstance(value, str):
        return to_sympy(vocabulary().unfold(parse_expression(value, {}, vocabulary())))
    return sympy.Rational(value) if isinstance(value, float) else sympy.S(value)


def _naive(entry: Activation, derivative: int, parameters: Mapping[str, Any]) -> Callable[[Any], Any]:
    x, *rest = entry.symbols()
    expression = entry.expression().subs(dict(zip(rest, parameters.values(), strict=True)))
    if derivative:
        expression = sympy.diff(expression, x, derivative)
    if strange := expression.atoms(sympy.DiracDelta, sympy.Derivative, sympy.Subs):
        raise SymactError(f"SymPy's derivative of order {derivative} of {entry.name} has no numbers: {strange.pop()}")
    code = numpy_code(x, expression)

    def function(x: Any) -> Any:
        import numpy as np

        array = np.asarray(x)
        array = array.astype(np.float64) if array.dtype.kind in "biu" else array
        result = np.asarray(code(array))
        return np.broadcast_to(result, array.shape).astype(array.dtype)[()]

    function.__name__ = function.__qualname__ = entry.name
    return function


def numpy_code(arguments: Any, expression: Any) -> Any:
    """`sympy.lambdify` for NumPy, with symact's erf, which NumPy lacks."""
    special = {"erf": elementwise("erf"), "erfc": elementwise("erfc")}
    settings = {
        "fully_qualified_modules": False, "inline": True, "allow_unknown_functions": True,
        "user_functions": {name: name for name in special},
    }  # fmt: skip
    return sympy.lambdify(arguments, expression, modules=[special, "numpy"], printer=_Printer(settings))


def unfolded(expression: Any) -> Any:
    """`expression` with the functions of the catalogue replaced by their definitions."""
    return expression.replace(lambda e: hasattr(e.func, "entry"), lambda e: e.definition())


def lambdify(arguments: Any, expression: Any, stable: bool = True) -> Any:
    """The NumPy function of a SymPy expression: catalogue functions by their stable forms, or by their definitions."""
    return numpy_code(arguments, expression if stable else unfolded(expression))
