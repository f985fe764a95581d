"""Processes on this machine that audit shards. One that dies is replaced, and its shard is done again.

Each is a fresh Python with this one's module path. Its pipes carry lines of JSON, so nothing is shared, and the process
that asked sees its end at once, however it ends.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Generator, Iterable, Iterator
from queue import SimpleQueue
from typing import Any, TextIO, cast

from symact.numerics.errors import InternalError
from symact.numerics.shards import Task

ATTEMPTS = 8  # at one shard, each of which ended the process
Answer = dict[str, Any]


class Worker:
    """One process and the task that it is at."""

    def __init__(self, answers: SimpleQueue[tuple[Worker, str]]) -> None:
        path = os.pathsep.join(p for p in sys.path if p)
        self.process = subprocess.Popen(
            [sys.executable, "-P", "-m", "symact.numerics.worker"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            encoding="utf-8", env={**os.environ, "PYTHONPATH": path}, start_new_session=True,
        )  # fmt: skip
        self.task: Task | None = None
        self._reader = threading.Thread(target=self._read, args=(answers,), daemon=True)
        self._reader.start()

    def _read(self, answers: SimpleQueue[tuple[Worker, str]]) -> None:
        for line in cast(TextIO, self.process.stdout):
            if line.endswith("\n"):
                answers.put((self, line))
        answers.put((self, ""))

    def give(self, task: Task) -> None:
        self.task, stdin = task, cast(TextIO, self.process.stdin)
        with contextlib.suppress(BrokenPipeError):  # its end is read as such
            stdin.write(json.dumps(task) + "\n")
            stdin.flush()

    def end(self) -> int:
        """Ends the process; its exit code."""
        self.process.kill()
        code = self.process.wait()
        self._reader.join()
        cast(TextIO, self.process.stdout).close()
        with contextlib.suppress(BrokenPipeError):
            cast(TextIO, self.process.stdin).close()
        return code


def run_in_pool(tasks: Iterable[Task], workers: int) -> Generator[Answer, None, None]:
    """The answers to all tasks, as they come. InternalError for a task that ended ATTEMPTS processes."""
    answers: SimpleQueue[tuple[Worker, str]] = SimpleQueue()
    waiting, deaths, alive = iter(tasks), Counter[int](), set[Worker]()
    try:
        for task in _first(waiting, workers):
            alive.add(_started(task, answers))
        while alive:
            worker, line = answers.get()
            had, worker.task = worker.task, None
            if line:
                following = next(waiting, None)
                if following is not None:
                    worker.give(following)
                else:
                    alive.remove(worker)
                    worker.end()
                yield json.loads(line)
            elif worker in alive:
                alive.remove(worker)
                code = worker.end()
                if had is None:
                    continue
                deaths[had["index"]] += 1
                if deaths[had["index"]] >= ATTEMPTS:
                    raise InternalError(
                        f"{ATTEMPTS} worker processes ended on the same shard, the last with code {code}"
                    )
                alive.add(_started(had, answers))
    finally:
        for worker in alive:
            worker.end()


def _first(tasks: Iterator[Task], count: int) -> Iterator[Task]:
    for _, task in zip(range(count), tasks, strict=False):
        yield task


def _started(task: Task, answers: SimpleQueue[tuple[Worker, str]]) -> Worker:
    worker = Worker(answers)
    worker.give(task)
    return worker
