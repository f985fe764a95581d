"""Softmax, log-softmax and log-sum-exp as people write them, along the last axis of an array, in its own dtype."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

import numpy as np

from symact.kernel.errors import SymactError
from symact.numerics import frameworks
from symact.numerics.errors import UsageError
from symact.numerics.formats import Array, Format
from symact.numerics.frameworks.calls import FAILURES, Call, Run
from symact.numerics.implementations import user_function
from symact.numerics.vectors.truth import FUNCTIONS, SCALAR


def softmax_naive(z: Array) -> Array:
    e = np.exp(z)
    return np.asarray(e / e.sum(axis=-1, keepdims=True))


def softmax_shifted(z: Array) -> Array:
    """Minus the maximum of the row."""
    return softmax_naive(z - z.max(axis=-1, keepdims=True))


def softmax_global_max(z: Array) -> Array:
    """Minus the maximum of the whole array: the other rows have a say."""
    return softmax_naive(z - z.max())


def log_softmax_naive(z: Array) -> Array:
    """The logarithm of the softmax."""
    return np.asarray(np.log(softmax_naive(z)))


def log_softmax_log(z: Array) -> Array:
    """The logarithm of the shifted softmax."""
    return np.asarray(np.log(softmax_shifted(z)))


def log_softmax_shifted(z: Array) -> Array:
    shifted = z - z.max(axis=-1, keepdims=True)
    return np.asarray(shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True)))


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


FORMS: dict[str, Callable[[Array], Array]] = {
    "softmax/naive": softmax_naive,
    "softmax/shifted": softmax_shifted,
    "softmax/global_max": softmax_global_max,
    "log_softmax/naive": log_softmax_naive,
    "log_softmax/log": log_softmax_log,
    "log_softmax/shifted": log_softmax_shifted,
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
    """`function` maps an array to one of the same shape, or, for log-sum-exp, without its last axis."""

    name: str
    reference: str
    function: Callable[[Array], Any] = field(repr=False)
    framework: Run | None = field(default=None, repr=False)
    versions: dict[str, str] = field(default_factory=dict)

    def run(self, values: Array, fmt: Format) -> Array:
        """The results, rounded once to the format. UsageError when the shape or the dtype is another."""
        with np.errstate(all="ignore"):
            return fmt.round_array(self._checked(values, fmt)[0])

    def computed_in(self, fmt: Format) -> str:
        with np.errstate(all="ignore"):
            dtype = self._checked(np.ones((1, 2), dtype=fmt.carrier), fmt)[1]
        return dtype if dtype == fmt.name else f"{dtype}, rounded to {fmt.name}"

    def _checked(self, values: Array, fmt: Format) -> tuple[Array, str]:
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
        shape = values.shape[:-1] if self.reference in SCALAR else values.shape
        if result.shape != shape:
            raise UsageError(
                f"{self.name} returned shape {result.shape} for an array of shape {values.shape}, not {shape}: "
                "it must work along the last axis, or be audited with the layout 'single'"
            )
        if result.dtype.kind not in "fiub":
            raise UsageError(f"{self.name} returned {result.dtype}, which is not a real dtype")
        return result, dtype


def form_names(reference: str) -> tuple[str, ...]:
    own = (name.partition("/")[2] for name in FORMS if name.partition("/")[0] == reference)
    return (*own, *FRAMEWORKS)


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
    """The form `spec` names: `shifted`, `softmax/shifted`, `package.module:function`, or a function itself."""
    if reference not in FUNCTIONS:
        raise UsageError(f"{reference} is not a function of a row: use one of {', '.join(FUNCTIONS)}")
    if not isinstance(spec, str):
        return VectorForm(getattr(spec, "__name__", "function"), reference, spec)
    if ":" in spec:
        return VectorForm(spec, reference, user_function(spec, reference).function)
    if spec in FRAMEWORKS:
        return _of_framework(spec, reference)
    full = spec if "/" in spec else f"{reference}/{spec}"
    if full not in FORMS or full.partition("/")[0] != reference:
        known = ", ".join(form_names(reference))
        raise UsageError(
            f"unknown implementation '{spec}' of {reference}: use one of {known}, or package.module:function"
        )
    return VectorForm(full, reference, FORMS[full])
