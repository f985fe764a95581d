"""Functions of frameworks as implementations: one module per framework, imported when one of its names is asked for.

A module has `NAMES` (what `--impl` accepts), `PACKAGES` (what must be installed), `EXTRA` (of symact, which installs
it), `KEY` (of an entry's `frameworks`), `KEYWORDS` (entry → parameter → the framework's keyword) and `runner`, which
turns a call, or a user's function, into a `Run`.
"""

from __future__ import annotations

import re
from functools import lru_cache
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from typing import Any

from symact.activations import Activation, catalogue
from symact.numerics.errors import UsageError
from symact.numerics.frameworks.calls import Run, read_call, with_parameters
from symact.numerics.frameworks.guard import refuse_another_function

MODULES = ("torch", "jax", "scipy", "keras", "onnxruntime", "numba")
VIA = ("torch", "jax")  # whose arrays a user's function may take, besides NumPy's


def framework_names() -> tuple[str, ...]:
    """Every name of a framework's implementation."""
    return tuple(name for module in MODULES for name in _module(module).NAMES)


def framework_of(name: str) -> str | None:
    """The framework that `torch/strided` is of; None for any other name."""
    family = name.partition("/")[0]
    return family if family in MODULES and name in _module(family).NAMES else None


def offered(reference: str, derivative: int = 0) -> tuple[str, ...]:
    """The names that stand for this entry, installed or not."""
    entry = catalogue().get(reference)
    if entry is None or entry.of_vector or len(entry.variables) != 1:
        return ()
    found = [m for m in map(_module, MODULES) if _key(m, entry) and (derivative == 0 or m.DERIVATIVES)]
    return tuple(name for module in found for name in module.NAMES)


def lacking(name: str) -> tuple[str, ...]:
    """The packages of a framework that are not installed."""
    return tuple(p for p in _module(name).PACKAGES if find_spec(p) is None)


def install_line(name: str) -> str:
    return f"pip install 'symact[{_module(name).EXTRA}]'"


def lengths_of(name: str) -> tuple[int, ...] | None:
    """The lengths of arrays that are worth trying, where each costs a compilation."""
    found: tuple[int, ...] | None = _module(name.partition("/")[0]).LENGTHS
    return found


def versions_of(name: str) -> dict[str, str]:
    """The versions of the packages behind a framework's name."""
    found = {}
    module = _module(name)
    for package in (*module.DISTRIBUTIONS, *([module.backend()] if name == "keras" else [])):
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            found[package] = "not installed"
    return found


@lru_cache(maxsize=64)
def run_of(name: str, reference: str, derivative: int) -> tuple[Run, str]:
    """The implementation `name` of a catalogue entry, and what is called. UsageError where there is none."""
    framework = framework_of(name)
    if framework is None:
        raise UsageError(f"unknown framework '{name}': use one of {', '.join(framework_names())}")
    need(framework)
    module, entry = _module(framework), catalogue()[reference]
    key = _key(module, entry)
    if key is None:
        others = [e for e in catalogue().values() if _key(module, e)]
        raise UsageError(f"{framework} has no {reference}; it has {', '.join(e.name for e in others)}")
    if derivative and not module.DERIVATIVES:
        raise UsageError(f"{framework} computes no derivatives: leave the derivative out")
    call = with_parameters(read_call(entry.frameworks.get(key, key)), entry, module.KEYWORDS)
    run = module.runner(name, module.function_of(call, key, entry), derivative)
    refuse_another_function(f"{framework}'s {call}", run, entry, derivative)
    return run, str(call)


def run_via(via: str, function: Any, derivative: int) -> Run:
    """A user's function of a framework's arrays, or its derivative as the framework takes it."""
    if via not in VIA:
        raise UsageError(f"unknown kind of arrays '{via}': use numpy, {' or '.join(VIA)}")
    need(via)
    made: Run = _module(via).runner(via, function, derivative)
    return made


def need(framework: str) -> None:
    missing = lacking(framework)
    if missing:
        raise UsageError(f"{framework} needs {', '.join(missing)}, which is not installed: {install_line(framework)}")


def _key(module: Any, entry: Activation) -> str | None:
    """The key of an entry's framework names that counts for a module."""
    if module.KEY == "":
        return entry.name
    return next((key for key in module.KEY.split() if key in entry.frameworks), None)


def _module(name: str) -> Any:
    if not re.fullmatch("|".join(MODULES), name):
        raise UsageError(f"unknown framework '{name}': use one of {', '.join(MODULES)}")
    return import_module(f"symact.numerics.frameworks.{name}")
