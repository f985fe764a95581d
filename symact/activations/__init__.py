"""The catalogue: one activation per file of this folder, found by looking, listed nowhere else.

SymPy is not imported before an entry is asked for its SymPy expression.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from types import MappingProxyType

from symact.activations.entry import Activation, Claim, Parameter, Variable
from symact.kernel.vocabulary import Vocabulary

__all__ = ["Activation", "Claim", "Parameter", "Variable", "catalogue", "names", "unknown_name", "vocabulary"]


@cache
def catalogue() -> Mapping[str, Activation]:
    """Name → entry, in alphabetical order of the names."""
    found: dict[str, Activation] = {}
    for module in iter_modules(__path__):
        if module.name == "entry" or module.name.startswith("_"):
            continue
        entry = import_module(f"{__name__}.{module.name}").entry
        if entry.name in found:
            raise ValueError(f"two files define the entry {entry.name!r}; one is {module.name}.py")
        found[entry.name] = entry
    return MappingProxyType(dict(sorted(found.items(), key=lambda item: (item[0].lower(), item[0]))))


def names() -> list[str]:
    """The names of all entries."""
    return list(catalogue())


@cache
def vocabulary() -> Vocabulary:
    """What claims may call: the kernel's own functions and every entry."""
    return Vocabulary(entry.definition for entry in catalogue().values())


def unknown_name(name: str, others: Iterable[str] = ()) -> str:
    """The sentence for a name that is none, with the nearest ones."""
    import difflib

    close = difflib.get_close_matches(name, {*names(), *vocabulary(), *others}, 3, 0.6)
    hint = f"did you mean {' or '.join(map(repr, close))}?" if close else "`symact list` shows what there is"
    return f"no activation '{name}'; {hint}"
