"""An audit in parts: which inputs a shard has, what a worker is told, and its record as plain data.

A shard is a run of blocks of the whole audit, so an implementation sees the same arrays however the audit is cut. A
task and a record are JSON: nothing that comes from another process, or from a file, is more than numbers and names.
"""

from __future__ import annotations

import base64
from collections.abc import Container, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from symact.numerics.audit import BLOCK, SAME, Audit
from symact.numerics.errors import UsageError
from symact.numerics.strata import Ordinals, Part, Sample
from symact.numerics.tally import COUNTS, DEFECTS, LABELS, Worst

FEW, MANY = 32, 256  # shards: so many where they are small, so many at most unless one would be larger than LARGEST
SMALL, LARGEST = 1 << 21, 1 << 23  # inputs of a shard: well above what carrying one costs, and seconds of work
TEXTS = ("activation", "implementation", "computed_in", "dtype")
USAGE, DEFECT = "usage", "defect"  # what an answer that is no record blames: the request, or symact
Task = dict[str, Any]


@dataclass(frozen=True)
class Plan:
    """One audit as a worker is told of it; `subject` holds the arguments of `symact.numerics.api.resolve`.

    With `sought`, bounds of errors as texts, it is a scan for thresholds.
    """

    subject: dict[str, Any]
    dtype: str
    seed: int
    exhaustive: bool
    modelled: bool
    ordinals: Ordinals
    sought: dict[str, str] | None = None

    def borders(self) -> list[tuple[int, int]]:
        """Where each shard starts and stops, counted in inputs: multiples of BLOCK, but for the end."""
        count = len(self.ordinals)
        wanted = min(LARGEST, max(-(-count // MANY), min(SMALL, -(-count // FEW))))
        blocks = max(1, -(-wanted // BLOCK))
        return [(start, min(start + blocks * BLOCK, count)) for start in range(0, max(count, 1), blocks * BLOCK)]

    def tasks(self, finished: Container[int] = ()) -> Iterator[Task]:
        """What there is to do, in order, without the shards that are finished; a shard's number is its place."""
        for index, (start, stop) in enumerate(self.borders()):
            if index not in finished:
                yield self._task(index, part_of(self.ordinals, start, stop))

    def probe(self) -> Task:
        """A task without inputs: its answer tells what makes the records."""
        return self._task(-1, {"range": [0, 0]})

    def _task(self, index: int, inputs: dict[str, Any]) -> Task:
        return {
            "index": index, "inputs": inputs, "subject": self.subject, "dtype": self.dtype, "seed": self.seed,
            "exhaustive": self.exhaustive, "modelled": self.modelled, "sought": self.sought,
        }  # fmt: skip


def named_subject(implementation: Any, reference: Any, derivative: int | None) -> dict[str, Any]:
    """The arguments of `resolve`, if they are plain data, as workers and checkpoints need them."""
    if not isinstance(implementation, str) or not isinstance(reference, str | None):
        raise UsageError(
            "workers, a cluster and a checkpoint need what is audited by name: a named implementation or "
            "'package.module:function', and a reference that is a name or a text in x"
        )
    return {"implementation": implementation, "reference": reference, "derivative": derivative}


def part_of(ordinals: Ordinals, start: int, stop: int) -> dict[str, Any]:
    """Inputs start … stop - 1 as plain data: two ends, a list, or the sample that they are of."""
    if isinstance(ordinals, range):
        part = ordinals[start:stop]
        return {"range": [part.start, part.stop]}
    if isinstance(ordinals, Part):
        return part_of(ordinals.of, ordinals.start + start, ordinals.start + stop)
    if isinstance(ordinals, Sample):
        return {"sample": ordinals.to_json(), "part": [start, stop]}
    listed = np.ascontiguousarray(ordinals[start:stop], dtype="<i8").tobytes()
    return {"listed": base64.b64encode(listed).decode("ascii")}


def inputs_of(task: Task) -> Ordinals:
    """The ordinals of a task."""
    inputs = task["inputs"]
    if "range" in inputs:
        return range(*inputs["range"])
    if "sample" in inputs:
        return Part(Sample.from_json(inputs["sample"]), *inputs["part"])
    return np.frombuffer(base64.b64decode(inputs["listed"], validate=True), dtype="<i8").astype(np.int64)


def to_record(audit: Audit) -> dict[str, Any]:
    """Every field of an audit; floats as hexadecimal texts, errors as integers."""
    worst = {
        name: w and [int(n) for n in (*w.error, w.ordinal, w.output)]
        for name, w in (("worst", audit.worst), ("worst_normal", audit.worst_normal), ("worst_20", audit.worst_20))
    }
    first = {d: {s: None if x is None else x.hex() for s, x in signs.items()} for d, signs in audit.first.items()}
    plain = {name: getattr(audit, name) for name in (*SAME, *COUNTS, "seconds", "exact")}
    return {**plain, **worst, "histogram": dict(audit.histogram), "first": first}


def from_record(record: dict[str, Any]) -> Audit:
    """The audit that `to_record` wrote. ValueError, KeyError or TypeError where this is no such record."""
    for name in TEXTS:
        if not isinstance(record[name], str):
            raise TypeError(f"{name} is not a text")
    for name in ("derivative", "seed"):
        if type(record[name]) is not int:
            raise TypeError(f"{name} is not an integer")
    if not isinstance(record["versions"], dict) or not isinstance(record["machine"], dict):
        raise TypeError("versions and machine are tables")
    found: dict[str, Any] = {name: record[name] for name in SAME}
    found |= {name: _count(record[name]) for name in COUNTS}
    found["exhaustive"] = bool(record["exhaustive"])
    found["histogram"] = {label: _count(record["histogram"][label]) for label in LABELS}
    found["first"] = {d: {s: _float(record["first"][d][s]) for s in "+-"} for d in DEFECTS}
    exact = record["exact"]
    return Audit(
        **found, worst=_worst(record["worst"]), worst_normal=_worst(record["worst_normal"]),
        worst_20=_worst(record["worst_20"]),
        seconds=float(record["seconds"]), exact=None if exact is None else str(exact),
    )  # fmt: skip


def _count(n: Any) -> int:
    if type(n) is not int or n < 0:
        raise ValueError(f"{n!r} is not a count")
    return n


def _float(text: Any) -> float | None:
    return None if text is None else float.fromhex(text)


def _worst(row: Any) -> Worst | None:
    if row is None:
        return None
    low, high, ordinal, output = row
    if any(type(n) is not int for n in row) or not 0 <= low <= high:
        raise ValueError(f"{row!r} is not an error, an input and an output")
    return Worst((low, high), ordinal, output)
