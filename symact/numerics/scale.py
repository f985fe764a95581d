"""Audits, and scans for thresholds, in shards: in this process, in several, or on a Dask cluster.

What is finished may be kept in a folder.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Generator, Iterable
from contextlib import closing
from dataclasses import dataclass, replace
from functools import reduce
from hashlib import sha256
from pathlib import Path
from typing import Any

from symact.numerics.audit import BLOCK, Audit, Progress, merge
from symact.numerics.checkpoint import Checkpoint, Counted, Form, Record, differences
from symact.numerics.errors import InternalError, UsageError
from symact.numerics.scan import Scan, merge_scans, read_scan
from symact.numerics.shards import USAGE, Plan, Task, from_record, part_of, to_record


class WorkerFailed(InternalError):
    """A worker raised what it must not raise. `details` is the traceback."""

    def __init__(self, message: str, details: str = "") -> None:
        super().__init__(message)
        self.details = details


@dataclass(frozen=True)
class Scale:
    """How an audit is run; by default in this process. `tell` gets a line for whatever is amiss with a checkpoint."""

    workers: int | None = None
    cluster: str | None = None
    checkpoint: Path | None = None
    tell: Callable[[str], None] = lambda line: None

    def __post_init__(self) -> None:
        if self.workers is not None and self.workers < 1:
            raise UsageError(f"at least one worker is needed, not {self.workers}")
        if self.workers is not None and self.cluster is not None:
            raise UsageError("a cluster has its own workers: give --workers or --cluster")

    @classmethod
    def of(
        cls, workers: int | None, cluster: str | None, checkpoint: str | Path | None, tell: Callable[[str], None] | None
    ) -> Scale | None:
        """None where nothing is asked for."""
        if workers is None and cluster is None and checkpoint is None:
            return None
        folder = None if checkpoint is None else Path(checkpoint)
        return cls(workers, cluster, folder) if tell is None else cls(workers, cluster, folder, tell)

    def run(self, tasks: Iterable[Task], count: int = 1) -> Generator[dict[str, Any], None, None]:
        """The answers to all tasks, of which there are `count`, in any order."""
        if self.cluster is not None:
            from symact.numerics.cluster import run_on_cluster

            return run_on_cluster(tasks, self.cluster, count)
        if self.workers is not None:
            from symact.numerics.pool import run_in_pool

            return run_in_pool(tasks, self.workers)
        from symact.numerics.worker import record_of

        return (record_of(task) for task in tasks)


AUDITS = Form(to_record, from_record, merge)
SCANS = Form(Scan.to_json, read_scan, merge_scans)


def audit_in_shards(plan: Plan, scale: Scale, progress: Progress | None = None) -> Audit:
    """The audit of a plan, the same however it is run, but for the seconds it took.

    UsageError when workers differ in versions or vector features, or the checkpoint is of another audit.
    """
    started = time.perf_counter()
    total, before = _total(plan, scale, AUDITS, progress)
    return replace(total, seconds=(0.0 if before is None else before.seconds) + time.perf_counter() - started)


def scan_in_shards(plan: Plan, scale: Scale, progress: Progress | None = None) -> Scan:
    """The scan of a plan that says what is sought, the same however it is run; errors are those of an audit."""
    return _total(plan, scale, SCANS, progress)[0]


def _total(
    plan: Plan, scale: Scale, form: Form[Record], progress: Progress | None
) -> tuple[Record, Record | None]:  # fmt: skip
    """The record of all inputs, and that of those that a checkpoint had."""
    identity = _identity(plan, scale)
    kept = scale.checkpoint and Checkpoint(scale.checkpoint, {**identity, **_inputs(plan)}, scale.tell, form)
    borders, count = plan.borders(), len(plan.ordinals)
    finished = kept.finished(borders) if kept else {}
    total = before = reduce(form.merge, finished.values()) if finished else None
    _report(progress, total, count)
    with closing(scale.run(plan.tasks(finished), len(borders) - len(finished))) as answers:
        for answer in answers:
            record = form.read(_accepted(answer, identity))
            if kept:
                kept.save(answer["index"], record)
            total = record if total is None else form.merge(total, record)
            _report(progress, total, count)
    if total is None or total.points != count:
        raise InternalError(f"{0 if total is None else total.points} of {count} inputs are accounted for")
    return total, before


def _report(progress: Progress | None, total: Counted | None, count: int) -> None:
    if progress is not None:
        progress(0 if total is None else total.points, count)


def _identity(plan: Plan, scale: Scale) -> dict[str, Any]:
    """What makes the records, as whoever runs first says; all others must agree.

    On a cluster that is a worker, not this machine.
    """
    if scale.cluster is None:
        from symact.numerics.worker import prepared

        found: dict[str, Any] = json.loads(json.dumps(prepared(plan.probe()).identity))
        return found
    (answer,) = scale.run([plan.probe()])
    return dict(_sound(answer)["identity"])


def _inputs(plan: Plan) -> dict[str, Any]:
    """Which inputs they are, in short, and how they are cut."""
    inputs = part_of(plan.ordinals, 0, len(plan.ordinals))
    if "range" not in inputs:
        inputs = {"inputs": sha256(json.dumps(inputs).encode()).hexdigest()}
    shards = {"block": BLOCK, "shards": len(plan.borders())}
    found = {"seed": plan.seed, "exhaustive": plan.exhaustive, "points": len(plan.ordinals), **shards, **inputs}
    return found if plan.sought is None else found | {"sought": plan.sought}


def _sound(answer: dict[str, Any]) -> dict[str, Any]:
    """The answer, if it is a record; else what went wrong there is raised here."""
    if "error" not in answer:
        return answer
    if answer["error"] == USAGE:
        raise UsageError(answer["message"])
    raise WorkerFailed(answer["message"], answer.get("details", ""))


def _accepted(answer: dict[str, Any], identity: dict[str, Any]) -> dict[str, Any]:
    found = _sound(answer)["identity"]
    if found != identity:
        raise UsageError(
            "the workers do not agree, and results could depend on it: "
            + "; ".join(differences(identity, found, "in the record", "at a worker"))
        )
    return dict(answer["record"])
