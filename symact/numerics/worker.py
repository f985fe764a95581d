"""The process, or the Dask worker, in which a shard is audited: a task of `symact.numerics.shards` in, a record out.

As a process it reads one task per line from its standard input and writes one answer per line, both JSON; what the
code under audit prints goes to standard error.
"""

from __future__ import annotations

import ctypes
import json
import os
import signal
import sys
import time
import traceback
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from symact.kernel.terms import text
from symact.numerics.api import in_reserve, model_for, resolve
from symact.numerics.audit import Reserve, audit_shard
from symact.numerics.errors import UsageError
from symact.numerics.formats import Format, find_format
from symact.numerics.implementations import Implementation
from symact.numerics.models.cells import Model
from symact.numerics.models.store import VERSION
from symact.numerics.oracle import Oracle
from symact.numerics.record import machine, versions
from symact.numerics.scan import Scan, scan
from symact.numerics.shards import DEFECT, USAGE, Task, inputs_of, to_record

M_TRIM_THRESHOLD, M_MMAP_THRESHOLD = -1, -3  # malloc.h
KEPT_BY_MALLOC = ((M_MMAP_THRESHOLD, 4 << 20), (M_TRIM_THRESHOLD, 64 << 20))


@dataclass(frozen=True)
class Prepared:
    """What a task names, found: once per process."""

    subject: Implementation
    activation: str
    oracle: Oracle
    fmt: Format
    model: Model | None
    reserve: Reserve
    identity: dict[str, Any]


def prepared(task: Task) -> Prepared:
    return _prepared(json.dumps(task["subject"], sort_keys=True), task["dtype"], task["modelled"])


@lru_cache(maxsize=4)
def _prepared(named: str, dtype: str, modelled: bool) -> Prepared:
    fmt = find_format(dtype)
    subject, activation, oracle = resolve(**json.loads(named))
    identity = {
        "implementation": subject.name, "activation": activation, "definition": text(oracle.term),
        "derivative": oracle.derivative, "dtype": dtype, "computed_in": subject.computed_in(fmt),
        "code": code_of(subject), "model": VERSION, "modelled": modelled,
        "versions": {**versions(), **subject.versions},
        "machine": machine(),
    }  # fmt: skip
    model = model_for(oracle, fmt, sys.maxsize) if modelled else None
    return Prepared(subject, activation, oracle, fmt, model, in_reserve(oracle, fmt), identity)


def code_of(subject: Implementation) -> str:
    """The digest of the file that a user's `package.module:function` is in; empty for what comes with a version."""
    module = sys.modules.get(subject.name.partition(":")[0]) if ":" in subject.name else None
    path = getattr(module, "__file__", None)
    return sha256(Path(path).read_bytes()).hexdigest() if path else ""


def record_of(task: Task) -> dict[str, Any]:
    """The record of a shard, and the identity of what made it."""
    p = prepared(task)
    if task.get("sought") is not None:
        return {"index": task["index"], "identity": p.identity, "record": _scanned(p, task).to_json()}
    audit = audit_shard(
        p.subject, p.oracle, p.fmt, inputs_of(task), activation=p.activation, exhaustive=task["exhaustive"],
        seed=task["seed"], model=p.model, reserve=p.reserve,
    )  # fmt: skip
    return {"index": task["index"], "identity": p.identity, "record": to_record(audit)}


def _scanned(p: Prepared, task: Task) -> Scan:
    ordinals, bounds = inputs_of(task), {kind: Fraction(bound) for kind, bound in task["sought"].items()}
    if p.model is None or not isinstance(ordinals, range):
        raise UsageError("a scan for thresholds needs a model and a range of inputs")
    return scan(p.subject, p.oracle, p.fmt, ordinals, bounds, p.model)


def answer(line: str) -> str:
    """The answer to a task, both as one line of JSON; what goes wrong is an answer, too."""
    task = json.loads(line)
    try:
        return json.dumps(record_of(task))
    except UsageError as error:
        found = {"error": USAGE, "message": str(error)}
    except (OSError, MemoryError) as error:
        found = {"error": USAGE, "message": f"a worker could not go on: {type(error).__name__}: {error}"}
    except Exception as error:  # noqa: BLE001 - reported to the process that asked, which names it as a defect
        said = f"a worker failed: {type(error).__name__}: {error}"
        found = {"error": DEFECT, "message": said, "details": traceback.format_exc()}
    return json.dumps({"index": task["index"], **found})


def answers_on_cluster(lines: list[str]) -> tuple[float, list[str]]:
    """The answers to some tasks, and how many seconds they took.

    In a process whose memory allocator Dask has set up for programs of another kind.
    """
    keep_buffers()
    started = time.perf_counter()
    found = [answer(line) for line in lines]
    return time.perf_counter() - started, found


@cache
def keep_buffers() -> bool:
    """Lets the C library keep freed arrays of a few hundred kilobytes; whether it could be told so.

    glibc gives the memory of temporary arrays back to the system, which hands out zeroed pages again for the next: in
    a sweep that is a third of the time. Dask starts its workers with MALLOC_TRIM_THRESHOLD_=65536: five times slower.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None) if os.name == "posix" else None
    return mallopt is not None and [mallopt(option, value) for option, value in KEPT_BY_MALLOC] == [1, 1]


def main() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that asked, which ends this one
    answers = os.dup(1)  # for answers alone: whatever else is written to standard output goes to standard error
    os.dup2(2, 1)
    keep_buffers()
    for line in sys.stdin:
        if not _sent(answers, answer(line)):
            return


def _sent(answers: int, line: str) -> bool:
    """Writes a line; False when the process that asked is gone."""
    left = f"{line}\n".encode()
    try:
        while left:
            left = left[os.write(answers, left) :]
    except BrokenPipeError:
        return False
    return True


if __name__ == "__main__":
    main()
