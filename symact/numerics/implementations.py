"""What is measured: an array function, the function (or derivative) it stands for, and how it meets each format.

NumPy computes in float16, float32 and float64 by itself. For bfloat16 and float8 an implementation gets float32 arrays
that hold numbers of the format, and its results are rounded to the format once; a record says so. A result of another
dtype than the input's (NumPy promotes) is rounded once as well, and said so.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib import import_module
from importlib.util import find_spec
from typing import Any, cast

import numpy as np

from symact.activations import Activation, catalogue
from symact.kernel.errors import SymactError
from symact.numerics.errors import UsageError
from symact.numerics.formats import Array, Format
from symact.numerics.formulas import FORMULAS, Formula

GENERAL = ("naive", "stable")
FAILURES = (TypeError, ValueError, ArithmeticError, LookupError, AttributeError)  # of the function under audit


@dataclass(frozen=True)
class Implementation:
    """`function` maps an array to one of the same shape; `reference` is the catalogue name it stands for, if known."""

    name: str
    function: Callable[[Array], Array] = field(repr=False)
    reference: str | None = None
    derivative: int = 0
    note: str = ""

    def run(self, values: Array, fmt: Format) -> Array:
        """The results on an array of numbers of the format (in its carrier dtype), rounded to the format.

        NumPy's warnings are the business of `warns`, and silent here. UsageError when the result has another shape or
        is not real.
        """
        with np.errstate(all="ignore"):
            return fmt.round_array(self._checked(values))

    def computed_in(self, fmt: Format) -> str:
        """How the result came about: `float64`, or `float32, rounded to bfloat16`."""
        with np.errstate(all="ignore"):
            dtype = str(self._checked(np.ones(1, dtype=fmt.carrier)).dtype)
        return dtype if dtype == fmt.name else f"{dtype}, rounded to {fmt.name}"

    def warnings(self, x: float, fmt: Format) -> frozenset[str]:
        """Which of NumPy's `overflow`, `invalid value` and `divide by zero` warnings this input alone gives."""
        seen: set[str] = set()
        noted = {"over": "call", "invalid": "call", "divide": "call", "call": lambda kind, flag: seen.add(kind)}
        with np.errstate(under="ignore", **cast(Any, noted)):
            self._checked(np.asarray([x], dtype=fmt.carrier))
        return frozenset(seen)

    def _checked(self, values: Array) -> Array:
        try:
            result = np.asarray(self.function(values))
        except FAILURES as error:
            raise UsageError(f"{self.name} raised {type(error).__name__}: {error}") from error
        if result.shape != values.shape:
            raise UsageError(f"{self.name} returned shape {result.shape} for an array of shape {values.shape}")
        if result.dtype.kind not in "fiub":
            raise UsageError(f"{self.name} returned {result.dtype}, which is not a real dtype")
        return result


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
    return {f.name: _install_line(f) for f in rows if _missing(f)}


def find_formula(name: str) -> Formula | None:
    return next((f for f in FORMULAS if f.name == name), None)


def find_implementation(spec: str, reference: str | None, derivative: int = 0) -> Implementation:
    """The implementation `spec` names: `naive`, `stable`, `sigmoid/masked` (or `masked`), `package.module:function`.

    UsageError names what exists, or the line that installs what is missing.
    """
    if ":" in spec:
        return user_function(spec, reference, derivative)
    family = f"{reference}_grad" if derivative == 1 else reference
    formula = find_formula(spec)
    if formula is None and spec not in GENERAL:
        formula = find_formula(f"{family}/{spec}")
    if formula is not None:
        return _named(formula)
    if reference is not None and spec.removeprefix(f"{reference}/") in GENERAL:
        return _general(spec.removeprefix(f"{reference}/"), reference, derivative)
    known = ", ".join(implementation_names(reference or "", derivative)) or "none"
    what = f"{reference}" + (f", derivative {derivative}" if derivative else "")
    raise UsageError(f"unknown implementation '{spec}' of {what}: use one of {known}, or package.module:function")


def _named(formula: Formula) -> Implementation:
    if _missing(formula):
        missing = ", ".join(_missing(formula))
        raise UsageError(f"{formula.name} needs {missing}, which is not installed: {_install_line(formula)}")
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
        raise UsageError(f"{error}: use one of {known}, or package.module:function") from error
    entry = catalogue()[reference]
    note = "the definition, by SymPy's lambdify" if form == "naive" else _stable_form(entry, derivative)
    return Implementation(form, function, reference, derivative, note)


def _stable_form(entry: Activation, derivative: int) -> str:
    return {0: entry.stable, 1: entry.stable_derivative}.get(derivative, "")


def user_function(spec: str, reference: str | None, derivative: int = 0) -> Implementation:
    """`package.module:function`, imported with the working directory on the path, code that the user chose to run."""
    module, _, attribute = spec.partition(":")
    sys.path.insert(0, os.getcwd())
    try:
        found: Any = import_module(module)
        for part in attribute.split("."):
            found = getattr(found, part)
    except (ImportError, SyntaxError) as error:
        raise UsageError(f"cannot import {module} for '{spec}': {error}") from error
    except AttributeError as error:
        raise UsageError(f"module {module} has no '{attribute}': {error}") from error
    finally:
        sys.path.remove(os.getcwd())
    if not callable(found):
        raise UsageError(f"{spec} is not a function but {type(found).__name__}")
    return Implementation(spec, cast(Callable[[Array], Array], found), reference, derivative)
