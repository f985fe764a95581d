"""What is measured: an array function, the function (or derivative) it stands for, and how it meets each format.

A framework's function brings its own run, which knows the framework's dtypes. NumPy computes in float16, float32 and
float64 by itself. For bfloat16 and float8 an implementation gets float32 arrays that hold numbers of the format, and
its results are rounded to the format once; a record says so. A result of another dtype than the input's (NumPy
promotes) is rounded once as well, and said so.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from importlib import import_module
from importlib.util import find_spec
from typing import Any, cast

import numpy as np

from symact.activations import Activation, catalogue
from symact.kernel.errors import SymactError
from symact.numerics.errors import UsageError
from symact.numerics.formats import Array, Format, find_format
from symact.numerics.formulas import FORMULAS, WRONG, Formula, near
from symact.numerics.frameworks import (
    framework_names,
    framework_of,
    install_line,
    lacking,
    lengths_of,
    offered,
    run_of,
    run_via,
)
from symact.numerics.frameworks import versions_of as framework_versions
from symact.numerics.frameworks.calls import FAILURES, Run
from symact.numerics.models.evaluate import environment

GENERAL = ("naive", "stable")
OWN = "package.module:function"
VIA = "@"  # package.module:function@torch takes tensors


@dataclass(frozen=True)
class Implementation:
    """`function` maps an array to one of the same shape; `reference` is the catalogue name it stands for, if known."""

    name: str
    function: Callable[[Array], Array] = field(repr=False)
    reference: str | None = None
    derivative: int = 0
    note: str = ""
    framework: Run | None = field(default=None, repr=False)
    versions: dict[str, str] = field(default_factory=dict)
    lengths: tuple[int, ...] | None = None  # of arrays that are worth trying; a framework may compile for each

    def run(self, values: Array, fmt: Format) -> Array:
        """The results on an array of numbers of the format (in its carrier dtype), rounded to the format.

        NumPy's warnings are the business of `warns`, and silent here. UsageError when the result has another shape or
        is not real, or floating point is no longer in its usual mode.
        """
        with np.errstate(all="ignore"):
            results = self._checked(values, fmt)[0]
            environment(self.name)
            return fmt.round_array(results)

    def computed_in(self, fmt: Format) -> str:
        """How the result came about: `float64`, or `float32, rounded to bfloat16`."""
        with np.errstate(all="ignore"):
            dtype = self._checked(np.ones(1, dtype=fmt.carrier), fmt)[1]
        return dtype if dtype == fmt.name else f"{dtype}, rounded to {fmt.name}"

    def warnings(self, x: float, fmt: Format) -> frozenset[str]:
        """Which of NumPy's `overflow`, `invalid value` and `divide by zero` warnings this input alone gives."""
        seen: set[str] = set()
        noted = {"over": "call", "invalid": "call", "divide": "call", "call": lambda kind, flag: seen.add(kind)}
        with np.errstate(under="ignore", **cast(Any, noted)):
            self._checked(np.asarray([x], dtype=fmt.carrier), fmt)
        return frozenset(seen)

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
        if result.shape != values.shape:
            raise UsageError(f"{self.name} returned shape {result.shape} for an array of shape {values.shape}")
        if result.dtype.kind not in "fiub":
            raise UsageError(f"{self.name} returned {result.dtype}, which is not a real dtype")
        return result, dtype


def implementation_names(reference: str, derivative: int = 0) -> tuple[str, ...]:
    """What `--impl` accepts for a catalogue entry, besides `package.module:function`."""
    entry = catalogue().get(reference)
    named = [f.name for f in FORMULAS if f.reference == reference and f.derivative == derivative]
    general = [] if entry is None else ["naive"]
    if entry is not None and _stable_form(entry, derivative):
        general.append("stable")
    return (*general, *named)


def absent(reference: str | None = None) -> dict[str, str]:
    """Named implementations that need a package that is not installed, with the line that installs it."""
    rows = [f for f in FORMULAS if reference in (None, f.reference)]
    found = {f.name: _install_line(f) for f in rows if _missing(f)}
    frameworks = framework_names() if reference is None else offered(reference)
    return found | {name: install_line(name.partition("/")[0]) for name in frameworks if _lacking(name)}


def find_formula(name: str) -> Formula | None:
    return next((f for f in (*FORMULAS, *WRONG) if f.name == name), None)


def find_implementation(spec: str, reference: str | None, derivative: int = 0) -> Implementation:
    """The implementation `spec` names: `naive`, `stable`, `sigmoid/masked` (or `masked`), `package.module:function`.

    UsageError names what exists, or the line that installs what is missing.
    """
    if ":" in spec:
        return user_function(spec, reference, derivative)
    if framework_of(spec) is not None:
        return _of_framework(spec, reference, derivative)
    family = f"{reference}_grad" if derivative == 1 else reference
    formula = find_formula(spec)
    if formula is None and spec not in GENERAL:
        formula = find_formula(f"{family}/{spec}")
    if formula is not None:
        return _named(formula)
    if reference is not None and spec.removeprefix(f"{reference}/") in GENERAL:
        return _general(spec.removeprefix(f"{reference}/"), reference, derivative)
    known = ", ".join([*implementation_names(reference or "", derivative), *offered(reference or "", derivative)])
    what = f"{reference}" + (f", derivative {derivative}" if derivative else "")
    like = near(spec, family or "")
    raise UsageError(
        f"unknown implementation '{spec}' of {what}{like}: use one of {known or 'none'}, or package.module:function"
    )


def _of_framework(spec: str, reference: str | None, derivative: int) -> Implementation:
    if reference is None:
        raise UsageError(f"{spec} has many functions: give the name of a catalogue entry as the reference")
    run, call = run_of(spec, reference, derivative)
    versions = framework_versions(spec.partition("/")[0])
    note = f"{call}, by {' '.join(f'{name} {v}' for name, v in versions.items())}"
    return Implementation(spec, _plain(spec, run), reference, derivative, note, run, versions, lengths_of(spec))


def _plain(name: str, run: Run) -> Callable[[Array], Array]:
    """The function of NumPy arrays alone, in the array's own format."""
    return lambda values: run(values, find_format(str(np.asarray(values).dtype)))[0]


def _lacking(name: str) -> tuple[str, ...]:
    return lacking(name.partition("/")[0])


def _named(formula: Formula) -> Implementation:
    if _missing(formula):
        missing = ", ".join(_missing(formula))
        raise UsageError(f"{formula.name} needs {missing}, which is not installed: {_install_line(formula)}")
    if formula.tensors is not None:
        spec, via = formula.name, "torch"
        made = of_framework_arrays(spec, formula.tensors(spec), via, formula.derivative, formula.reference)
        return replace(made, note=formula.note)
    return Implementation(formula.name, formula.function, formula.reference, formula.derivative, formula.note)


def _missing(formula: Formula) -> list[str]:
    return [p for p in formula.requires if find_spec(p) is None]


def _install_line(formula: Formula) -> str:
    return f"pip install 'symact[{','.join(formula.requires)}]'"


def _general(form: str, reference: str, derivative: int) -> Implementation:
    from symact.derivation.lambdified import lambdified

    try:
        function = lambdified(reference, cast(Any, form), derivative)
    except SymactError as error:
        known = ", ".join(implementation_names(reference, derivative))
        raise UsageError(f"{error}: use one of {known}, or {OWN}") from error
    entry = catalogue()[reference]
    note = "the definition, by SymPy's lambdify" if form == "naive" else _stable_form(entry, derivative)
    return Implementation(form, function, reference, derivative, note)


def _stable_form(entry: Activation, derivative: int) -> str:
    return {0: entry.stable, 1: entry.stable_derivative}.get(derivative, "")


def user_function(spec: str, reference: str | None, derivative: int = 0) -> Implementation:
    """`package.module:function`, imported with the working directory on the path, code that the user chose to run.

    `package.module:function@torch` takes tensors, `@jax` JAX's arrays; their derivatives are the framework's.
    """
    name, _, via = spec.partition(VIA)
    if via and via != "numpy":
        return of_framework_arrays(spec, _imported(name), via, derivative, reference)
    return Implementation(name, _imported(name), reference, derivative)


def of_framework_arrays(
    name: str, function: Callable[..., Any], via: str, derivative: int = 0, reference: str | None = None
) -> Implementation:
    """A function of tensors or of JAX's arrays, or its derivative as the framework takes it."""
    run, versions = run_via(via, function, derivative), framework_versions(via)
    return Implementation(name, _plain(name, run), reference, derivative, "", run, versions, lengths_of(via))


def _imported(spec: str) -> Callable[[Array], Array]:
    module, _, attribute = spec.partition(":")
    if not module or not attribute:
        raise UsageError(f"'{spec}' names no function: write package.module:function")
    sys.path.insert(0, os.getcwd())
    try:
        found: Any = import_module(module)
    except (ImportError, SyntaxError) as error:
        raise UsageError(f"cannot import {module} for '{spec}': {error}") from error
    except Exception as error:
        raise UsageError(f"cannot import {module} for '{spec}': it raised {type(error).__name__}: {error}") from error
    finally:
        sys.path.remove(os.getcwd())
    try:
        for part in attribute.split("."):
            found = getattr(found, part)
    except AttributeError as error:
        raise UsageError(f"module {module} has no '{attribute}': {error}") from error
    if not callable(found):
        raise UsageError(f"{spec} is not a function but {type(found).__name__}")
    return cast(Callable[[Array], Array], found)
