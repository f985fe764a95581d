"""symact: from one definition of an activation function, proved identities, measured accuracy and exact thresholds.

Every public name is imported when it is first used, so that ``import symact`` costs nothing: the functions and records
named in ``_HOMES``, and every entry of the catalogue under its own name (``symact.sigmoid``).
"""

from importlib import import_module

TYPE_CHECKING = False  # as in typing, without importing it
if TYPE_CHECKING:
    from symact.derivation import claim, derive
    from symact.derivation.ask import check, prove
    from symact.derivation.zeros import zeros
    from symact.kernel.theorem import Theorem
    from symact.numerics import accuracy, thresholds
    from symact.pictures import plot
    from symact.prover import Refuted, Undecided, Verdict
    from symact.testing import assert_accurate

__version__ = "0.1.0"

__all__ = [
    "Refuted",
    "Theorem",
    "Undecided",
    "Verdict",
    "__version__",
    "accuracy",
    "assert_accurate",
    "check",
    "claim",
    "derive",
    "plot",
    "prove",
    "thresholds",
    "zeros",
]

_HOMES = {
    "Refuted": "symact.prover",
    "Theorem": "symact.kernel.theorem",
    "Undecided": "symact.prover",
    "Verdict": "symact.prover",
    "accuracy": "symact.numerics",
    "assert_accurate": "symact.testing",
    "check": "symact.derivation.ask",
    "claim": "symact.derivation",
    "derive": "symact.derivation",
    "plot": "symact.pictures",
    "prove": "symact.derivation.ask",
    "thresholds": "symact.numerics",
    "zeros": "symact.derivation.zeros",
}


def _entries() -> list[str]:
    """The names of the catalogue, read without importing SymPy."""
    names: list[str] = import_module("symact.activations").names()
    return names


def __getattr__(name: str) -> object:
    if name in _HOMES:
        value = getattr(import_module(_HOMES[name]), name)
    elif not name.startswith("_") and name in _entries():
        value = getattr(import_module("symact.derivation.functions"), name)
    else:
        raise AttributeError(f"module 'symact' has no attribute {name!r}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*__all__, *_entries()})
