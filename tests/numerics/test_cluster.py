"""Dask clusters: the same record as in one process, also when workers are killed."""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import threading
import time
from dataclasses import replace
from importlib.util import find_spec
from typing import Any

import pytest

from symact.numerics import Audit, InternalError, UsageError, accuracy
from symact.numerics.cluster import _Run
from symact.numerics.pool import ATTEMPTS

REQUEST: dict[str, Any] = {"dtype": "float32", "range": (0.5, 0.54), "exhaustive": True}
KILLS = 20
needs_dask = pytest.mark.skipif(find_spec("distributed") is None, reason="distributed is not installed (symact[dask])")


def settled(audit: Audit) -> Audit:
    return replace(audit, seconds=0.0)


@pytest.fixture(scope="module")
def whole() -> Audit:
    return settled(accuracy("stable", "sigmoid", **REQUEST))


@needs_dask
def test_a_cluster_gives_the_same_record(whole: Audit) -> None:
    from distributed import LocalCluster

    with LocalCluster(n_workers=2, threads_per_worker=1, processes=False, dashboard_address=None) as cluster:
        found = accuracy("stable", "sigmoid", **REQUEST, cluster=cluster.scheduler_address)
    assert settled(found) == whole


@needs_dask
def test_a_cluster_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    from symact.numerics import cluster

    monkeypatch.setattr(cluster, "CONNECTING", 0.3)
    with pytest.raises(UsageError, match=r"no Dask scheduler answers at tcp://127\.0\.0\.1:9"):
        accuracy("stable", "sigmoid", **REQUEST, cluster="tcp://127.0.0.1:9")
    with pytest.raises(UsageError, match="nowhere is not the address of a Dask scheduler: give its port"):
        accuracy("stable", "sigmoid", **REQUEST, cluster="nowhere")


@needs_dask
def test_a_scheduler_that_goes_away_is_named(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    from distributed import LocalCluster

    from symact.numerics import cluster

    monkeypatch.setattr(cluster, "CONNECTING", 0.5)
    gone = LocalCluster(n_workers=1, threads_per_worker=1, processes=False, dashboard_address=None)

    def leave(done: int, of: int) -> None:
        if done:
            gone.close()

    with pytest.raises(UsageError, match="dropped the work: its scheduler restarted or went away"):
        accuracy("stable", "sigmoid", **REQUEST, cluster=gone.scheduler_address, progress=leave)
    assert "Traceback" not in capfd.readouterr().err


@needs_dask
def test_a_cluster_without_workers_is_no_reason_to_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    from distributed import LocalCluster

    from symact.numerics import cluster

    monkeypatch.setattr(cluster, "PATIENCE", 0.2)
    monkeypatch.setattr(cluster, "ASKED_EACH", 0.1)
    empty = LocalCluster(n_workers=0, processes=False, dashboard_address=None)
    with empty, pytest.raises(UsageError, match="has had no workers"):
        accuracy("stable", "sigmoid", **REQUEST, cluster=empty.scheduler_address)


def test_without_distributed_the_line_that_installs_it_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("symact.numerics.cluster.find_spec", lambda name: None)
    with pytest.raises(UsageError, match=r"pip install 'symact\[dask\]'"):
        accuracy("stable", "sigmoid", **REQUEST, cluster="tcp://127.0.0.1:9")


SLOWLY = """
import time
import numpy as np

PAUSE = 0.07

def f(x):
    time.sleep(PAUSE)
    return 1 / (1 + np.exp(-x))
"""


@pytest.mark.slow
@needs_dask
@pytest.mark.skipif(os.name != "posix", reason="SIGKILL is a signal of POSIX")
def test_dask_workers_killed_at_random_moments_come_to_the_same_record(
    module: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from distributed import LocalCluster

    spec, rng, found = module("slowly", SLOWLY), random.Random(7), []
    request: dict[str, Any] = {"dtype": "float32", "range": (0.5, 1.0), "exhaustive": True, "behaviour": False}
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster:
        work = threading.Thread(
            target=lambda: found.append(accuracy(spec, "sigmoid", **request, cluster=cluster.scheduler_address))
        )
        work.start()
        killed: set[int] = set()
        while len(killed) < KILLS:
            time.sleep(rng.random() * 0.8)
            assert work.is_alive(), f"finished after {len(killed)} kills"
            workers = [n.pid for n in cluster.workers.values() if n.pid is not None and n.pid not in killed]
            if workers:
                process = rng.choice(workers)
                os.kill(process, signal.SIGKILL)
                killed.add(process)
        work.join(timeout=60)
    monkeypatch.setattr(sys.modules["slowly"], "PAUSE", 0)
    assert [settled(f) for f in found] == [settled(accuracy(spec, "sigmoid", **request))]


class Done:
    """A future that is there at once."""

    def __init__(self, value: Any = None, error: BaseException | None = None) -> None:
        self.value, self.error, self.status = value, error, "finished" if error is None else "error"

    def add_done_callback(self, call: Any) -> None:
        call(self)

    def result(self) -> Any:
        return self.value

    def exception(self) -> BaseException | None:
        return self.error


class Quick:
    """A client of two threads; it notes the errands, and those with a `deadly` shard end their worker."""

    def __init__(self, seconds: float, deadly: int = -1) -> None:
        self.seconds, self.deadly, self.errands = seconds, deadly, list[list[int]]()

    def nthreads(self) -> dict[str, int]:
        return {"a": 1, "b": 1}

    def submit(self, function: Any, lines: list[str], pure: bool) -> Done:
        from distributed import KilledWorker

        self.errands.append([json.loads(line)["index"] for line in lines])
        if self.deadly in self.errands[-1]:
            return Done(error=KilledWorker("answers_on_cluster", None, 3))
        return Done((self.seconds * len(lines), lines))


@needs_dask
def test_errands_are_about_a_second_of_work_and_get_smaller_towards_the_end() -> None:
    quick = Quick(0.1)
    tasks = [{"index": i} for i in range(200)]
    found = list(_Run(quick, "there", len(tasks)).answers(iter(tasks)))
    assert sorted(a["index"] for a in found) == list(range(200))
    sizes = [len(errand) for errand in quick.errands]
    assert sizes[0] == sizes[-1] == 1 and max(sizes) in (9, 10) and len(sizes) < 60
    slow = Quick(30.0)
    assert len(list(_Run(slow, "there", 40).answers(iter(tasks[:40])))) == 40
    assert {len(errand) for errand in slow.errands} == {1}


@needs_dask
def test_a_shard_that_ends_workers_is_found_among_those_of_its_errand() -> None:
    quick = Quick(0.01, deadly=70)
    tasks = [{"index": i} for i in range(100)]
    found = []
    with pytest.raises(InternalError, match="end whenever they audit the same shard"):
        for answer in _Run(quick, "there", len(tasks)).answers(iter(tasks)):
            found.append(answer["index"])
    assert 70 not in found and quick.errands.count([70]) == ATTEMPTS
    beside = next(errand for errand in quick.errands if 70 in errand)
    assert len(beside) > 1 and all([i] in quick.errands for i in beside)
