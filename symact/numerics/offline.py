"""Audits of results that were computed elsewhere, in any language: inputs go out as a .npy file, results come back.

Formats that NumPy has travel in their own dtype. bfloat16 and float8 travel as bit patterns, uint16 and uint8; results
may also be float32, which is rounded to the format once. Pickled files are refused.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from symact.kernel.terms import Term
from symact.numerics.api import EXHAUSTIVE_BITS, in_reserve, model_for, ordinals_of_range, reference_term
from symact.numerics.audit import Audit, audit_shard, confirmed
from symact.numerics.conditioning import condition
from symact.numerics.errors import UsageError
from symact.numerics.formats import Array, Format, find_format
from symact.numerics.implementations import Implementation
from symact.numerics.oracle import Oracle
from symact.numerics.sampling import exhaustive, stratified

DEFAULT_POINTS = 20_000
BY_DTYPE = {"float16": "float16", "float32": "float32", "float64": "float64", "uint16": "bfloat16"}


def inputs(
    dtype: str | Format, points: int | None = None, seed: int = 0, range: tuple[float, float] | None = None
) -> Array:
    """The inputs as they are written, ascending: all of a format of up to 16 bits, else a stratified sample."""
    fmt = find_format(dtype)
    return to_file(_ordinals(fmt, points, seed, range), fmt)


def _ordinals(fmt: Format, points: int | None, seed: int, ends: tuple[float, float] | None) -> Array:
    low, high = ordinals_of_range(fmt, ends)
    if points is None and fmt.bits <= EXHAUSTIVE_BITS:
        every = exhaustive(fmt, low, high)
        return np.arange(every.start, every.stop)
    return stratified(fmt, DEFAULT_POINTS if points is None else points, seed, low, high)


def to_file(ordinals: Array, fmt: Format) -> Array:
    return fmt.values(ordinals) if fmt.native else fmt.patterns(ordinals)


def read_array(path: Path) -> Array:
    """A one-dimensional array of numbers from a .npy file. UsageError for any other file; nothing in it is run."""
    try:
        found = np.load(path, mmap_mode="r", allow_pickle=False)
    except (ValueError, EOFError, OverflowError) as error:
        raise UsageError(f"{path} is not a .npy file of plain numbers, as numpy.save writes them") from error
    if not isinstance(found, np.ndarray):
        found.close()
        raise UsageError(f"{path} holds several arrays: give a .npy file")
    if found.ndim != 1 or found.dtype.kind not in "fu" or found.dtype.itemsize > 8:
        raise UsageError(
            f"{path} holds {found.dtype} of shape {found.shape}: give one row of numbers up to float64, or of patterns"
        )
    return np.array(found)


def format_of(array: Array, path: Path) -> Format:
    """The format that the dtype of a file stands for: uint16 is bfloat16, and uint8 needs to be told."""
    name = BY_DTYPE.get(array.dtype.name)
    if name is None:
        raise UsageError(f"{path} holds {array.dtype}: say of which format with --dtype")
    return find_format(name)


def numbers(array: Array, fmt: Format, what: str) -> Array:
    """The numbers of a file in the carrier dtype, from bit patterns or floats, rounded to the format once."""
    if array.dtype.kind == "u":
        if array.dtype.itemsize * 8 != fmt.bits:
            raise UsageError(f"{what}: {array.dtype} cannot be bit patterns of {fmt.name}, which has {fmt.bits} bits")
        return from_patterns(array, fmt)
    return fmt.round_array(array)


def from_patterns(patterns: Array, fmt: Format) -> Array:
    """The numbers with these bit patterns; beyond the largest finite one come infinity, if there is one, and nan."""
    wide = patterns.astype(np.int64) if fmt.bits < 64 else patterns.view(np.int64)
    mask = (1 << (fmt.bits - 1)) - 1
    magnitude, negative = wide & mask, (patterns >> np.asarray(fmt.bits - 1, dtype=patterns.dtype)) == 1
    beyond = magnitude > fmt.largest + fmt.infinities
    found = fmt.values(np.where(negative, -1 - np.where(beyond, 0, magnitude), np.where(beyond, 0, magnitude)))
    found[beyond] = np.nan
    return found


def audit_outputs(
    outputs: Array, reference: str | Term, dtype: str | Format, derivative: int = 0, *,
    given: Array | None = None, points: int | None = None, seed: int = 0, range: tuple[float, float] | None = None,
    name: str = "outputs",
) -> Audit:  # fmt: skip
    """The audit of results computed elsewhere.

    `given` are their inputs, in any order; without, those of `inputs` with the same `points`, `seed` and `range`.
    UsageError where the two do not belong together, or inputs are not finite numbers of the format.
    """
    fmt = find_format(dtype)
    if outputs.dtype.kind == "f" and not _holds(outputs.dtype, fmt):
        raise UsageError(f"the outputs are {outputs.dtype}, which lacks numbers of {fmt.name}: give another --dtype")
    results = numbers(outputs, fmt, "outputs")
    ordinals = _ordinals(fmt, points, seed, range) if given is None else _given(given, fmt)
    if len(ordinals) != len(results):
        raise UsageError(
            f"{len(results)} outputs and {len(ordinals)} inputs of {fmt.name} do not belong together: "
            "give the same --dtype, --points, --seed and --range as for the inputs, or the file with --inputs"
        )
    order = np.argsort(ordinals, kind="stable")
    ordinals, results = ordinals[order], results[order]
    if (repeated := np.flatnonzero(ordinals[1:] == ordinals[:-1])).size:
        raise UsageError(f"the input {fmt.value(int(ordinals[repeated[0]]))!r} is there twice: give each once")
    came_in = fmt.name if outputs.dtype.kind == "u" else outputs.dtype.name

    def looked_up(values: Array, of: Format) -> tuple[Array, str]:
        at = np.searchsorted(ordinals, of.ordinals(values))
        return results[np.minimum(at, len(results) - 1)], came_in

    activation, term = reference_term(reference)
    oracle = Oracle(term, derivative=derivative)
    subject = Implementation(name, lambda values: looked_up(values, fmt)[0], framework=looked_up)
    complete = len(ordinals) == 2 * (fmt.largest + 1)
    audit = audit_shard(
        subject, oracle, fmt, ordinals, activation=activation, exhaustive=complete, seed=seed,
        model=model_for(oracle, fmt, len(ordinals)), reserve=in_reserve(oracle, fmt),
    )  # fmt: skip
    audit = confirmed(audit, oracle)
    return replace(audit, condition=condition(oracle, fmt, audit.worst_input))


def _holds(dtype: np.dtype[Any], fmt: Format) -> bool:
    """Whether all numbers of the format are numbers of this dtype."""
    facts = np.finfo(dtype)
    return facts.nmant + 1 >= fmt.p and bool(facts.minexp <= fmt.emin) and bool(facts.maxexp > fmt.emax)


def _given(given: Array, fmt: Format) -> Array:
    values = numbers(given, fmt, "inputs")
    if given.dtype.kind == "f" and not np.array_equal(values.astype(np.float64), given.astype(np.float64)):
        raise UsageError(f"the inputs are not numbers of {fmt.name}")
    if not np.isfinite(values).all():
        raise UsageError(f"input {int(np.flatnonzero(~np.isfinite(values))[0])} is not finite: leave such inputs out")
    return fmt.ordinals(values)
