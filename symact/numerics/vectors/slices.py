"""Functions of a row along one line of rows, as functions of one number: what has thresholds.

The line is the row (x, 0) and its first component, which for the softmax is the sigmoid of x. A form that takes the
maximum of the whole array off meets another line, the array of the rows (0, 0) and (x, 0), and its first component: its
exact value is 1/2, whatever x is.
"""

from __future__ import annotations

import numpy as np

from symact.numerics.errors import UsageError
from symact.numerics.formats import Array, Format
from symact.numerics.frameworks.calls import Run
from symact.numerics.implementations import Implementation
from symact.numerics.vectors.forms import VectorForm, find_form
from symact.numerics.vectors.gradients import JACOBIAN, XENT
from symact.numerics.vectors.truth import FUNCTIONS, SCALAR

TEXTS = {
    "softmax": "softmax(1, {x}, 0)", "log_softmax": "log_softmax(1, {x}, 0)", "logsumexp": "logsumexp({x}, 0)",
    JACOBIAN: "softmax(1, {x}, 0)*(1 - softmax(1, {x}, 0))", XENT: "softmax(1, {x}, 0) - 1",
}  # fmt: skip
BESIDE = "softmax(1, 0, 0)"
OF_THE_WHOLE = "softmax/global_max"


def sliced(spec: str, reference: str) -> tuple[Implementation, str]:
    """The form `spec` of a function of a row along its line, and what it stands for, as a text in x.

    UsageError for a name that is none, and for a function that is not one of rows.
    """
    if reference not in FUNCTIONS:
        raise UsageError(f"{reference} is not a function of a row: use one of {', '.join(FUNCTIONS)}")
    form = find_form(spec, reference)
    if form.name.startswith(OF_THE_WHOLE):
        return _implementation(form, _beside(form)), BESIDE
    x = "x" if form.scale == 1 else f"{form.scale}*x"
    return _implementation(form, _along(form)), TEXTS[form.reference].format(x=x)


def _implementation(form: VectorForm, run: Run) -> Implementation:
    note = "the first component, of the row (x, 0)"
    return Implementation(form.name, form.function, None, 0, note, run, dict(form.versions))


def _along(form: VectorForm) -> Run:
    def run(values: Array, fmt: Format) -> tuple[Array, str]:
        result, dtype = form.checked(np.stack([values, np.zeros_like(values)], axis=-1), fmt)
        return (result if form.reference in SCALAR else result[..., 0]), dtype

    return run


def _beside(form: VectorForm) -> Run:
    """One array for each x, since the other rows of an array have a say."""

    def run(values: Array, fmt: Format) -> tuple[Array, str]:
        out, dtype = np.empty_like(values), ""
        for k, x in enumerate(values.ravel()):
            rows = np.zeros((2, 2), dtype=values.dtype)
            rows[1, 0] = x
            result, dtype = form.checked(rows, fmt)
            out.reshape(-1)[k] = result[0, 0]
        return out, dtype

    return run
