"""Numbers from the kernel: enclosures of closed terms, and the functions of the catalogue at mpmath's numbers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sympy

from symact.activations import Activation, vocabulary
from symact.derivation.arrays import array_function
from symact.kernel.ball import PRECISION_LIMIT, Arithmetic, Indeterminate, Interval
from symact.kernel.evaluate import evaluate
from symact.kernel.point import Point
from symact.kernel.terms import Term


def enclosure(t: Term, bits: int, point: Point | None = None) -> Interval | None:
    """An enclosure of a term's value with a relative width below 2^-bits; None where the precision does not suffice.

    Raises `Undefined` where the term has no value.
    """
    working = bits + 24
    while working <= min(max(1 << 15, 8 * bits), PRECISION_LIMIT // 2):
        try:
            value = evaluate(t, point or Point(), Arithmetic(working))
        except Indeterminate:
            value = None
        if value is not None and _narrow(value, bits):
            return value
        working *= 2
    return None


def _narrow(value: Interval, bits: int) -> bool:
    low, high = value.lower, value.upper
    return low == high or ((high - low) * 2**bits < min(abs(low), abs(high)) and low * high > 0)


def midpoint(value: Interval, precision: int) -> Any:
    """The SymPy Float nearest to the middle of an interval."""
    middle = (value.lower + value.upper) / 2
    return sympy.Float(sympy.Rational(middle.numerator, middle.denominator), precision=precision)


def implementation(entry: Activation) -> Callable[..., Any]:
    """What `sympy.lambdify` calls: the stable form for NumPy arrays and floats, an enclosure's middle for mpmath."""
    array = array_function(entry) if entry.variables else None

    def function(*arguments: Any) -> Any:
        import numpy as np

        homes = {type(a).__module__.partition(".")[0] for a in arguments}
        if "mpmath" in homes:
            return _at_mpmath(entry, arguments)
        if not homes <= {"builtins", "numpy", "ml_dtypes"}:
            raise TypeError(f"{entry.name} has no implementation for {', '.join(sorted(homes))}: rewrite(exp) first")
        if array is None:
            return float(vocabulary().body(entry.name).args[0])
        if not entry.of_vector:
            return array(*arguments)
        indexed = entry.variables[0].domain == "index"
        components = array(np.stack(np.broadcast_arrays(*arguments[indexed:])), axis=0)
        return components[int(arguments[0]) - 1] if indexed else components

    return function


def _at_mpmath(entry: Activation, arguments: tuple[Any, ...]) -> Any:
    import mpmath

    from symact.derivation.functions import function

    precision = mpmath.mp.prec
    value = function(entry.name)(*map(sympy.S, arguments), evaluate=False)._eval_evalf(precision)
    if value is None:
        raise ValueError(f"the value of {entry.name} at {arguments} could not be computed to {precision} bits")
    return mpmath.mpmathify(value._to_mpmath(precision))
