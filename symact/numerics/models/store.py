"""Models on disk: raw arrays after one line of JSON that says what they are, with a checksum over all of it.

The folder is `SYMACT_CACHE`, or `symact` in the user's cache folder. A file that is damaged, or of another version, is
built anew; one that cannot be written is done without, and said so by `Kept.note`.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import flint
import numpy as np

from symact.kernel.terms import Term, text
from symact.numerics.formats import Array, Format
from symact.numerics.models.build import build
from symact.numerics.models.cells import ARRAYS, Model, Side
from symact.numerics.models.fit import plan_for
from symact.numerics.waves import waves_of

VERSION = 14  # of the cells and of their evaluation: another number, and what is on disk is built anew
DTYPES = {"<f8", "<i8"}
MOST_BYTES = 1 << 28


@dataclass(frozen=True)
class Kept:
    """A model, and where it came from: `cache`, `built`, or `built` with a note why nothing was kept."""

    model: Model
    origin: str
    note: str = ""


def folder() -> Path:
    """Where models are kept."""
    given = os.environ.get("SYMACT_CACHE")
    if given:
        return Path(given)
    base = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    return Path(base) / "symact"


def model_of(term: Term, variable: Term, derivative: int, fmt: Format) -> Kept:
    """The model of a term's derivative, from disk where a whole one is there."""
    key = _key(term, derivative, fmt)
    path = folder() / f"model-{sha256(key.encode()).hexdigest()[:40]}"
    found, why = _read(path, key)
    if found is not None:
        return Kept(replace(found, waves=waves_of(term, variable, derivative, fmt)), "cache")
    model = build(term, variable, derivative, fmt)
    try:
        _write(path, key, model)
    except OSError as error:
        return Kept(model, "built", f"not kept in {path.parent}: {error.strerror or error}")
    return Kept(model, "built", why)


def _key(term: Term, derivative: int, fmt: Format) -> str:
    return f"{text(term)} | {derivative} | {fmt} | {plan_for(fmt)} | {VERSION} | flint {flint.__version__}"


def _write(path: Path, key: str, model: Model) -> None:
    arrays = [(side, name, getattr(model.side(side == "-"), name)) for side in "+-" for name in ARRAYS]
    payload = b"".join(np.ascontiguousarray(a, dtype=_little(a)).tobytes() for _, _, a in arrays)
    head = {"key": key, "dtype": model.dtype, "sha256": sha256(payload).hexdigest(), "arrays": [
        {"side": side, "name": name, "dtype": _little(a), "shape": list(a.shape)} for side, name, a in arrays
    ]}  # fmt: skip
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".model-", delete=False) as file:
        file.write(json.dumps(head, sort_keys=True).encode() + b"\n" + payload)
    os.replace(file.name, path)  # whole or not at all, also when two processes write


def _little(a: Array) -> str:
    return "<f8" if a.dtype.kind == "f" else "<i8"


def _read(path: Path, key: str) -> tuple[Model | None, str]:
    """The model in a file; or None, and why there is none."""
    try:
        if path.stat().st_size > MOST_BYTES:
            return None, "the file in the cache was too long"
        head_line, _, payload = path.read_bytes().partition(b"\n")
    except OSError:
        return None, ""
    try:
        head = json.loads(head_line)
        if head["key"] != key or head["sha256"] != sha256(payload).hexdigest():
            return None, "the file in the cache was damaged"
        found = dict(_arrays(head["arrays"], payload))
        sides = [Side(**{name: found[side, name] for name in ARRAYS}) for side in "+-"]
        return Model(key, str(head["dtype"]), sides[0], sides[1]), ""
    except (ValueError, KeyError, TypeError, RecursionError):
        return None, "the file in the cache was damaged"


def _arrays(rows: list[dict[str, Any]], payload: bytes) -> Iterator[tuple[tuple[str, str], Array]]:
    start = 0
    for row in rows:
        if row["dtype"] not in DTYPES:
            raise ValueError(row["dtype"])
        count = int(np.prod(row["shape"], dtype=np.int64))
        made = np.frombuffer(payload, dtype=row["dtype"], count=count, offset=start)
        start += made.nbytes
        yield (row["side"], row["name"]), made.reshape(row["shape"])
    if start != len(payload):
        raise ValueError("bytes left over")
