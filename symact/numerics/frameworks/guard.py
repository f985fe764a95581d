"""Whether a framework's function is the one that an entry defines: conventions differ, names alone do not tell."""

from __future__ import annotations

import numpy as np

from symact.activations import Activation, catalogue, vocabulary
from symact.kernel.errors import SymactError, Undefined
from symact.kernel.grammar import parse_expression
from symact.numerics.errors import UndecidedPoint, UsageError
from symact.numerics.formats import Array, Format, find_format
from symact.numerics.frameworks.calls import FAILURES, Run
from symact.numerics.oracle import Oracle

PROBES = np.asarray([s * k / 8 for s in (1, -1) for k in (1, 2, 3, 5, 7, 9, 11, 13, 15, 18, 22, 27, 34, 43)])
TOLERANCE = 1e-5  # far above what rounding does to binary32 at the probes, below the difference of any two conventions
ALLOWED = 0.25  # of the probes may differ: a defect is for the audit to report, another function is not


def refuse_another_function(what: str, run: Run, entry: Activation, derivative: int) -> None:
    """UsageError when the results are those of another function, named where it is one of the catalogue."""
    fmt = find_format("float32")
    try:
        with np.errstate(all="ignore"):
            results = np.asarray(run(PROBES.astype(np.float32), fmt)[0], dtype=np.float64)
    except FAILURES as error:
        if isinstance(error, SymactError):
            raise
        raise UsageError(f"{what} raised {type(error).__name__}: {error}") from error
    if results.shape != PROBES.shape:
        raise UsageError(f"{what} returned shape {results.shape} for an array of shape {PROBES.shape}")
    if _agrees(results, entry, derivative, fmt):
        return
    named = [e for e in catalogue().values() if e is not entry and not e.of_vector and len(e.variables) == 1]
    same = next((e.name for e in named if _agrees(results, e, derivative, fmt)), None)
    hint = f"; it is {same}: give that reference" if same else "; a version with another definition, perhaps"
    raise UsageError(f"{what} is not the {entry.name} of this catalogue{hint}")


def _agrees(results: Array, entry: Activation, derivative: int, fmt: Format) -> bool:
    term = vocabulary().unfold(parse_expression(f"{entry.name}(x)", {"x": "real"}, vocabulary()))
    try:
        oracle = Oracle(term, derivative=derivative)
    except SymactError:
        return False
    differing = tried = 0
    for x, result in zip(PROBES.tolist(), results.tolist(), strict=True):
        try:
            want = float(oracle.enclose(x, 40).lo)
        except (Undefined, UndecidedPoint):
            continue
        tried += 1
        differing += not abs(result - want) <= TOLERANCE * max(1.0, abs(want))
    return tried > 0 and differing <= ALLOWED * tried
