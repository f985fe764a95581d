"""What several test modules judge: terms, their models, each built once, and an implementation with every defect."""

from functools import cache

import numpy as np

from symact.activations import vocabulary
from symact.kernel.grammar import parse_expression
from symact.kernel.terms import Term, variable
from symact.numerics import find_format
from symact.numerics.formats import Array
from symact.numerics.models.build import build
from symact.numerics.models.cells import Model

X = variable("x")
COUNTED = ("points", "measured", "nonfinite", "missing_overflow", "undefined", "undecided", "undecided_rounding",
           "false_zero", "false_zero_normal", "wrong_sign", "correctly_rounded", "histogram", "first")  # fmt: skip


def term(text: str) -> Term:
    known = vocabulary()
    return known.unfold(parse_expression(text, {"x": "real"}, known))


@cache
def model(text: str, dtype: str, derivative: int = 0) -> Model:
    return build(term(text), X, derivative, find_format(dtype))


def rounded_badly(x: Array) -> Array:
    """silu, wrong by a few ulp, with a false zero, an infinity, a nan and a wrong sign here and there."""
    wide = x.astype(np.float64)
    y = np.asarray(wide / (1 + np.exp(-wide)) * (1 + 2.0**-9 * np.sin(1000 * wide)))
    y[(wide > 1) & (wide < 1.01)] = 0
    y[(wide > 2) & (wide < 2.01)] = np.inf
    y[(wide > 3) & (wide < 3.01)] = np.nan
    y[(wide > 4) & (wide < 4.01)] *= -1
    return y.astype(x.dtype)
