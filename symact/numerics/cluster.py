"""A Dask cluster that audits shards. Dask gives the shards of a worker that dies to another one.

What Dask is told to do is some shards at once, about a second of work, since each errand costs scheduler, client and
worker some milliseconds of their processors. Few errands are under way at a time, so that a scheduler holds little and
a dead worker loses little, and towards the end they get smaller, so that all workers end together.
"""

from __future__ import annotations

import json
import logging
import time
from collections import Counter
from collections.abc import Generator, Iterable, Iterator
from contextlib import closing
from importlib.util import find_spec
from itertools import islice
from queue import Empty, SimpleQueue
from typing import Any

from symact.numerics.errors import InternalError, UsageError
from symact.numerics.pool import ATTEMPTS, Answer
from symact.numerics.shards import Task

CONNECTING = 10.0  # seconds for the scheduler to answer
PATIENCE = 60.0  # seconds without any worker
ASKED_EACH = 2.0  # seconds between looks at the workers
AHEAD = 2  # errands under way for each thread of the cluster
ERRAND = 1.0  # seconds of work that one should be, as far as the last one tells
MOST = 16  # shards of one
EVEN = 4  # one is at most such a part of what is left for a thread


def run_on_cluster(tasks: Iterable[Task], address: str, count: int = 1) -> Generator[Answer, None, None]:
    """The answers to all tasks, of which there are `count`, as they come.

    UsageError when no scheduler answers at the address or it loses its workers for PATIENCE seconds; InternalError for
    a task that ended ATTEMPTS workers more often than Dask itself tried it.
    """
    if find_spec("distributed") is None:
        raise UsageError("--cluster needs distributed, which is not installed: pip install 'symact[dask]'")
    if ":" not in address:
        raise UsageError(f"{address} is not the address of a Dask scheduler: give its port, as in {address}:8786")
    import distributed

    logger = logging.getLogger("distributed.client")
    level = logger.level
    logger.setLevel(logging.CRITICAL)  # what it says of a lost scheduler is said by the error below
    try:
        try:
            client = distributed.Client(address, timeout=CONNECTING, set_as_default=False)
        except (OSError, ValueError, TimeoutError) as error:
            raise UsageError(f"no Dask scheduler answers at {address}: {error}") from error
        with closing(client):
            yield from _Run(client, address, count).answers(iter(tasks))
    finally:
        logger.setLevel(level)


class _Run:
    def __init__(self, client: Any, address: str, left: int) -> None:
        self.client, self.address, self.left = client, address, left
        self.under_way: dict[Any, list[Task]] = {}
        self.pace = 0.0  # seconds for a shard, 0 before that is known
        self.done: SimpleQueue[Any] = SimpleQueue()
        self.deaths = Counter[int]()
        self.seen, self.threads = time.monotonic(), 0

    def answers(self, waiting: Iterator[Task]) -> Iterator[Answer]:
        self._look()
        more = True
        while more or self.under_way:
            while more and len(self.under_way) < AHEAD * max(self.threads, 1):
                errand = list(islice(waiting, self._share()))
                more = bool(errand)
                self.left -= len(errand)
                if errand:
                    self._submit(errand)
            if not self.under_way:
                return
            try:
                future = self.done.get(timeout=ASKED_EACH)
            except Empty:
                self._look()
                continue
            yield from self._taken(future, self.under_way.pop(future))
            if time.monotonic() - self.seen > ASKED_EACH:
                self._look()

    def _share(self) -> int:
        """How many shards the next errand has."""
        fair = self.left // (EVEN * max(self.threads, 1))
        return max(1, min(MOST, fair, int(ERRAND / self.pace) if self.pace else 1))

    def _submit(self, errand: list[Task]) -> None:
        from symact.numerics.worker import answers_on_cluster

        future = self.client.submit(answers_on_cluster, [json.dumps(task) for task in errand], pure=False)
        self.under_way[future] = errand
        future.add_done_callback(self.done.put)

    def _look(self) -> None:
        """Notes the threads of the workers there are; UsageError when there have been none for long."""
        try:
            self.threads = sum(self.client.nthreads().values())
        except (OSError, RuntimeError) as error:
            raise UsageError(f"the cluster at {self.address} does not answer any more: {error}") from error
        if self.threads:
            self.seen = time.monotonic()
        elif time.monotonic() - self.seen > PATIENCE:
            raise UsageError(f"the cluster at {self.address} has had no workers for {PATIENCE:.0f} s")

    def _taken(self, future: Any, errand: list[Task]) -> Iterator[Answer]:
        from distributed import KilledWorker

        if future.status == "cancelled":
            raise UsageError(f"the cluster at {self.address} dropped the work: its scheduler restarted or went away")
        if future.status == "finished":
            seconds, lines = future.result()
            self.pace = seconds / len(errand)
            yield from map(json.loads, lines)
            return
        error = future.exception()
        if isinstance(error, ImportError):
            raise UsageError(f"the workers at {self.address} cannot import symact: {error}") from error
        if not isinstance(error, KilledWorker):
            raise InternalError(f"the cluster at {self.address} failed: {type(error).__name__}: {error}") from error
        if len(errand) == 1:
            self.deaths[errand[0]["index"]] += 1
            if self.deaths[errand[0]["index"]] >= ATTEMPTS:
                raise InternalError(f"the workers at {self.address} end whenever they audit the same shard") from error
        for task in errand:
            self._submit([task])
