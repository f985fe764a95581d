"""Softmax and its like as they are audited: along the last axis of an array, in its own dtype.

The formulas themselves, along any axis, are in `symact.numerics.formulas.softmax`. A Jacobian is flattened, row by row;
the cross-entropy is that of a label at the first entry; the temperature is 1/2, at which a quotient may overflow.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from functools import partial
from importlib import import_module
from typing import Any

import numpy as np

from symact.kernel.errors import SymactError
from symact.numerics import frameworks
from symact.numerics.errors import UsageError
from symact.numerics.formats import Array, Format
from symact.numerics.formulas import near, softmax
from symact.numerics.frameworks.calls import FAILURES, Call, Run
from symact.numerics.implementations import user_function
from symact.numerics.models.evaluate import environment
from symact.numerics.vectors.gradients import GRADIENTS, components_of
from symact.numerics.vectors.truth import FUNCTIONS, SCALAR


def logsumexp_naive(z: Array) -> Array:
    return np.asarray(np.log(np.exp(z).sum(axis=-1)))


def logsumexp_shifted(z: Array) -> Array:
    m = z.max(axis=-1, keepdims=True)
    return np.asarray(np.log(np.exp(z - m).sum(axis=-1)) + m[..., 0])


def logsumexp_log1p(z: Array) -> Array:
    """The largest entry is left out of the sum, which goes to log1p."""
    m = z.max(axis=-1, keepdims=True)
    e = np.exp(z - m)
    np.put_along_axis(e, z.argmax(axis=-1, keepdims=True), 0, axis=-1)
    return np.asarray(m[..., 0] + np.log1p(e.sum(axis=-1)))


def jacobian(z: Array) -> Array:
    return _flat(softmax.softmax_grad_jacobian(z))


def jacobian_repaired(z: Array) -> Array:
    return _flat(softmax.softmax_grad_jacobian_repaired(z))


def diagonal(z: Array) -> Array:
    """s(1 - s) as if it were the Jacobian: 0 everywhere else."""
    d = softmax.softmax_grad_diagonal(z)
    return _flat(d[..., :, None] * np.eye(d.shape[-1], dtype=d.dtype))


def _flat(matrices: Array) -> Array:
    n = matrices.shape[-1]
    return matrices.reshape(*matrices.shape[:-2], n * n)


def xent_grad(z: Array) -> Array:
    return softmax.softmax_xent_grad(z, _first(z))


def xent_grad_repaired(z: Array) -> Array:
    return softmax.softmax_xent_grad_repaired(z, _first(z))


def _first(z: Array) -> Array:
    """The label: 1 at the first entry."""
    y = np.zeros_like(z)
    y[..., 0] = 1
    return y


TEMPERATURE = Fraction(1, 2)
_LAST = {"axis": -1}
_COLD: dict[str, Any] = {**_LAST, "T": float(TEMPERATURE)}
FORMS: dict[str, Callable[[Array], Array]] = {
    "softmax/naive": partial(softmax.softmax_naive, **_LAST),
    "softmax/naive/repaired": partial(softmax.softmax_shifted, **_LAST),
    "softmax/shifted": partial(softmax.softmax_shifted, **_LAST),
    "softmax/global_max": partial(softmax.softmax_global_max, **_LAST),
    "softmax/global_max/repaired": partial(softmax.softmax_shifted, **_LAST),
    "softmax/temperature": partial(softmax.softmax_temperature, **_COLD),
    "softmax/temperature/repaired": partial(softmax.softmax_temperature_repaired, **_COLD),
    "softmax_grad/jacobian": jacobian,
    "softmax_grad/jacobian/repaired": jacobian_repaired,
    "softmax_grad/diagonal": diagonal,
    "softmax_xent_grad": xent_grad,
    "softmax_xent_grad/repaired": xent_grad_repaired,
    "log_softmax": partial(softmax.log_softmax_shifted, **_LAST),
    "log_softmax/repaired": partial(softmax.log_softmax_repaired, **_LAST),
    "log_softmax/naive": partial(softmax.log_softmax_naive, **_LAST),
    "log_softmax/log": partial(softmax.log_softmax_log, **_LAST),
    "log_softmax/shifted": partial(softmax.log_softmax_shifted, **_LAST),
    "logsumexp/naive": logsumexp_naive,
    "logsumexp/shifted": logsumexp_shifted,
    "logsumexp/log1p": logsumexp_log1p,
}
DEFAULT = ("naive", "shifted")
FRAMEWORKS: dict[str, dict[str, tuple[str, str]]] = {  # what is called, and its word for the last axis
    "torch": {
        "softmax": ("softmax", "dim"), "log_softmax": ("log_softmax", "dim"), "logsumexp": ("logsumexp", "dim"),
    },
    "jax": {
        "softmax": ("nn.softmax", "axis"), "log_softmax": ("nn.log_softmax", "axis"),
        "logsumexp": ("nn.logsumexp", "axis"),
    },
    "scipy": {
        "softmax": ("special.softmax", "axis"), "log_softmax": ("special.log_softmax", "axis"),
        "logsumexp": ("special.logsumexp", "axis"),
    },
}  # fmt: skip


@dataclass(frozen=True)
class VectorForm:
    """`function` maps an array to one of the same shape, or, for log-sum-exp, without its last axis; a Jacobian is
    flattened. `scale` is what the entries are multiplied by in the function that it stands for."""

    name: str
    reference: str
    function: Callable[[Array], Any] = field(repr=False)
    framework: Run | None = field(default=None, repr=False)
    versions: dict[str, str] = field(default_factory=dict)
    scale: Fraction = Fraction(1)

    def run(self, values: Array, fmt: Format) -> Array:
        """The results, rounded once to the format. UsageError when the shape or the dtype is another.

        A function may work in place, and give the same array for each call: it gets copies, and so do its callers.
        """
        with np.errstate(all="ignore"):
            results = self.checked(values.copy(), fmt)[0].copy()
            environment(self.name)
            return fmt.round_array(results)

    def computed_in(self, fmt: Format) -> str:
        with np.errstate(all="ignore"):
            dtype = self.checked(np.ones((1, 2), dtype=fmt.carrier), fmt)[1]
        return dtype if dtype == fmt.name else f"{dtype}, rounded to {fmt.name}"

    def checked(self, values: Array, fmt: Format) -> tuple[Array, str]:
        """The results before they are rounded, and the dtype in which they were computed."""
        try:
            if self.framework is not None:
                result, dtype = self.framework(values, fmt)
            else:
                result = np.asarray(self.function(values))
                dtype = str(result.dtype)
        except FAILURES as error:
            if isinstance(error, SymactError):
                raise
            raise UsageError(f"{self.name} raised {type(error).__name__}: {error}") from error
        last = () if self.reference in SCALAR else (components_of(self.reference, values.shape[-1]),)
        shape = (*values.shape[:-1], *last)
        if result.shape != shape:
            raise UsageError(
                f"{self.name} returned shape {result.shape} for an array of shape {values.shape}, not {shape}: "
                "it must work along the last axis, or be audited with the layout 'single'"
            )
        if result.dtype.kind not in "fiub":
            raise UsageError(f"{self.name} returned {result.dtype}, which is not a real dtype")
        return result, dtype


def form_names(reference: str) -> tuple[str, ...]:
    """What `find_form` accepts for a function, besides `package.module:function`."""
    own = (name.partition("/")[2] or name for name in FORMS if name.partition("/")[0] == reference)
    grown = (name for name in FORMS if reference == "softmax" and name.partition("/")[0] in GRADIENTS)
    return (*own, *grown, *(FRAMEWORKS if reference in FUNCTIONS else ()))


def _of_framework(name: str, reference: str) -> VectorForm:
    """The framework's own function. UsageError with the line that installs it where it is not there."""
    lacking = frameworks.lacking(name)
    if lacking:
        raise UsageError(f"{name} needs {', '.join(lacking)}: {frameworks.install_line(name)}")
    module = import_module(f"symact.numerics.frameworks.{name}")
    path, axis = FRAMEWORKS[name][reference]
    function = Call(path, ((axis, -1),)).found_in(_root(name, path), name)
    return VectorForm(name, reference, function, module.runner(name, function, 0), frameworks.versions_of(name))


def _root(name: str, path: str) -> Any:
    """The package, with the submodule in which the function is."""
    inside, _, _ = path.rpartition(".")
    import_module(f"{name}.{inside}" if inside else name)
    return import_module(name)


def find_form(spec: str | Callable[[Array], Any], reference: str) -> VectorForm:
    """The form `spec` names: `shifted`, `softmax/shifted`, `package.module:function`, or a function itself.

    `softmax_grad/jacobian` and its like are found for the softmax, and stand for what they are named after.
    """
    if reference not in (*FUNCTIONS, *GRADIENTS):
        raise UsageError(f"{reference} is not a function of a row: use one of {', '.join((*FUNCTIONS, *GRADIENTS))}")
    if not isinstance(spec, str):
        return VectorForm(getattr(spec, "__name__", "function"), reference, spec)
    if ":" in spec:
        return VectorForm(spec, reference, user_function(spec, reference).function)
    if spec in FRAMEWORKS and reference in FUNCTIONS:
        return _of_framework(spec, reference)
    name = spec if spec in FORMS else f"{reference}/{spec}"
    of = name.partition("/")[0]
    if name not in FORMS or (of != reference and not (reference == "softmax" and of in GRADIENTS)):
        known = ", ".join(form_names(reference))
        raise UsageError(
            f"unknown implementation '{spec}' of {reference}{near(spec, reference)}: use one of {known}, or "
            "package.module:function"
        )
    return VectorForm(name, of, FORMS[name], scale=1 / TEMPERATURE if "temperature" in name else Fraction(1))
