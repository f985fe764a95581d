"""Derivations: the reader of SymPy expressions, proof scripts, and derivations that are found automatically.

Names are imported when they are first used, so that reading a claim does not import SymPy.
"""

from importlib import import_module

TYPE_CHECKING = False  # as in typing, without importing it
if TYPE_CHECKING:
    from symact.derivation.ask import check, prove
    from symact.derivation.assemble import ScriptError
    from symact.derivation.automatic import derive
    from symact.derivation.proof import Proof
    from symact.derivation.record import Derivation
    from symact.derivation.scripts import find_scripts, load_script, shipped_scripts
    from symact.derivation.statements import claim

__all__ = [
    "Derivation",
    "Proof",
    "ScriptError",
    "check",
    "claim",
    "derive",
    "find_scripts",
    "load_script",
    "prove",
    "shipped_scripts",
]

_HOMES = {
    "Derivation": "record",
    "Proof": "proof",
    "ScriptError": "assemble",
    "check": "ask",
    "claim": "statements",
    "derive": "automatic",
    "find_scripts": "scripts",
    "load_script": "scripts",
    "prove": "ask",
    "shipped_scripts": "scripts",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = value
    return value
