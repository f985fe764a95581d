"""Finds and loads proof scripts. A script is Python that the user chose to run, not data."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import symact
from symact.derivation.assemble import ScriptError
from symact.derivation.proof import Proof, shown


def find_scripts(path: Path | str) -> list[Path]:
    """The one file, or the scripts in and below a folder, sorted; names that begin with an underscore are skipped."""
    path = Path(path)
    if path.is_file():
        return [path]
    if not path.is_dir():
        raise ScriptError(f"{path}: no such script or folder")
    return sorted(p for p in path.rglob("*.py") if not p.name.startswith("_"))


def load_script(path: Path | str) -> list[Proof]:
    """Runs a script and returns the proofs it states, in their order; raises `ScriptError` when it states none."""
    path = Path(path)
    spec = importlib.util.spec_from_file_location(f"symact_script_{path.stem}", path)
    if spec is None or spec.loader is None:
        raise ScriptError(f"{path}: not a Python script")
    module = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except (SyntaxError, OSError) as error:
        raise ScriptError(f"{path}: {error}") from error
    proofs = {name: value for name, value in vars(module).items() if isinstance(value, Proof)}
    if not proofs:
        raise ScriptError(f'{shown(path)}: states no theorem; write proof = Proof("…", title="…")')
    for name, proof in proofs.items():
        if len(proofs) > 1 and proof.name == path.stem:
            proof.name = f"{path.stem}.{name}"
    return list(proofs.values())


def shipped_scripts() -> Path:
    """The scripts that come with symact: `proofs/` of a checkout, or its copy in the installed package."""
    package = Path(symact.__file__).parent
    checkout = package.parent / "proofs"
    return checkout if checkout.is_dir() and (package.parent / "pyproject.toml").is_file() else package / "_proofs"
