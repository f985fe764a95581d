"""How audits scale: one process, a pool and a Dask cluster of two workers, on the same inputs, with identical records.

    python benchmarks/scaling.py [POINTS]

One worker of a pool, and of Dask, is what two are compared with, so that carrying records counts, and starting up a
pool; a cluster is there before. Memory is the most that any one worker had at any time. Use many points (2^30, which is
1073741824, takes minutes) and a machine that has nothing else to do.
"""

from __future__ import annotations

import resource
import sys
import time
from dataclasses import replace
from importlib.util import find_spec
from typing import Any

from symact.numerics import Audit, accuracy

POINTS = 1 << 26
SUBJECT: dict[str, Any] = {"implementation": "stable", "reference": "sigmoid"}


def main() -> None:
    points = int(sys.argv[1]) if len(sys.argv) > 1 else POINTS
    for row in scaling(points):
        told = f"{row['seconds']:8.2f} s  {row['ratio']:.2f} times one  {row['megabytes']:5.0f} MB"
        print(f"{row['how']:<8} {row['workers']} workers  {told}")


def scaling(points: int, dtype: str = "float32") -> list[dict[str, Any]]:
    """Seconds of one and two workers, for a pool and, where it is installed, Dask; AssertionError if records differ."""
    request = {**SUBJECT, "dtype": dtype, "points": points, "exhaustive": False, "behaviour": False}
    accuracy(**{**request, "points": 200_000})  # the model is built, or read from the cache
    rows: list[dict[str, Any]] = []
    records: list[Audit] = []
    for how in ["pool", "dask"] if find_spec("distributed") else ["pool"]:
        one = 0.0
        for workers in (1, 2):
            started = time.perf_counter()
            found, most = in_pool(request, workers) if how == "pool" else on_dask(request, workers)
            seconds = found.seconds if how == "dask" else time.perf_counter() - started
            one = one or seconds
            records.append(replace(found, seconds=0.0))
            row = {"how": how, "workers": workers, "seconds": seconds, "ratio": one / seconds}
            rows.append({**row, "megabytes": most})
    assert all(record == records[0] for record in records), "records differ"
    return rows


def in_pool(request: dict[str, Any], workers: int) -> tuple[Audit, float]:
    """The record, and the most megabytes that a worker of this or of an earlier pool has had."""
    found = accuracy(**request, workers=workers)
    return found, megabytes(resource.RUSAGE_CHILDREN)


def on_dask(request: dict[str, Any], workers: int) -> tuple[Audit, float]:
    """On a cluster of this machine, as Dask starts it, with one thread in each worker."""
    from distributed import Client, LocalCluster

    with LocalCluster(n_workers=workers, threads_per_worker=1, dashboard_address=None) as cluster:
        accuracy(**{**request, "points": 1 << 20}, cluster=cluster.scheduler_address)  # workers have imported symact
        found = accuracy(**request, cluster=cluster.scheduler_address)
        with Client(cluster) as client:
            return found, max(client.run(megabytes, resource.RUSAGE_SELF).values())


def megabytes(whose: int) -> float:
    """The largest memory in use at any time; getrusage counts kilobytes, on macOS bytes."""
    return resource.getrusage(whose).ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1000)


if __name__ == "__main__":
    main()
