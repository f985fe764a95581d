"""Asks the prover, in a process of its own, and holds its clock: a claim that does not end in time is UNKNOWN."""

from __future__ import annotations

import json
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import IO, Any

from symact.cli.frame import one_line
from symact.kernel.errors import SymactError

START, GRACE = 60.0, 1.0  # seconds for the process to start, and beyond the limit of a claim before it is killed
# The path of this process, and not the folder one happens to be in, says where the other one finds its modules.
PROGRAM = "import json, sys; sys.path[:] = json.loads(sys.argv[1]); from symact.cli.worker import main; main()"


class ProverFailed(SymactError):
    """The prover raised what it must not raise: a defect of symact. `details` is the traceback."""

    def __init__(self, message: str, details: str = "") -> None:
        super().__init__(message)
        self.details = details


@dataclass(frozen=True)
class Question:
    """A claim with its assumptions and domains, and what is expected of it, if anything."""

    claim: str
    assumptions: tuple[str, ...] = ()
    variables: Mapping[str, str] = field(default_factory=dict)
    id: str | None = None
    expect: str | None = None


@dataclass(frozen=True)
class Answer:
    """The verdict as its record; `unreadable` says why the text is no claim."""

    question: Question
    record: dict[str, Any]
    text: str
    certificate: dict[str, Any] | None = None
    unreadable: str | None = None

    @property
    def verdict(self) -> str:
        return str(self.record["verdict"])

    @property
    def as_expected(self) -> bool:
        return self.question.expect in (None, self.verdict)

    def to_json(self) -> dict[str, Any]:
        if self.question.expect is None:
            return self.record
        return {**self.record, "expect": self.question.expect, "as_expected": self.as_expected}


class Prover:
    """A process that decides claims one after the other; it is started when first asked, and again after a kill."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[str] | None = None
        self._lines: queue.Queue[str | None] = queue.Queue()

    def __enter__(self) -> Prover:
        return self

    def __exit__(self, *exception: object) -> None:
        self.stop()

    def stop(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            for stream in (self._process.stdin, self._process.stdout):
                if stream is not None:
                    stream.close()
            self._process = None

    def ask(self, question: Question, timeout: float) -> Answer:
        """The answer, at the latest a moment after `timeout` seconds. Raises `ProverFailed` on a defect."""
        process = self._running()
        started = time.monotonic()
        asked = {"claim": question.claim, "assumptions": question.assumptions, "variables": dict(question.variables)}
        assert process.stdin is not None
        try:
            process.stdin.write(json.dumps({**asked, "timeout": timeout}) + "\n")
            process.stdin.flush()
            line = self._lines.get(timeout=timeout + GRACE)
        except BrokenPipeError:
            line = None
        except queue.Empty:
            self.stop()
            return _unknown(question, f"the time limit of {timeout:g} s was reached", time.monotonic() - started)
        if line is None:
            code = process.wait()
            self.stop()
            return _unknown(question, f"the prover stopped with code {code}", time.monotonic() - started)
        return _read(question, json.loads(line), time.monotonic() - started)

    def _running(self) -> subprocess.Popen[str]:
        if self._process is None:
            path = json.dumps([p for p in sys.path if isinstance(p, str)])
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-c", PROGRAM, path],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8",
            )  # fmt: skip
            self._lines = queue.Queue()
            assert self._process.stdout is not None
            threading.Thread(target=_forward, args=(self._process.stdout, self._lines), daemon=True).start()
            try:
                ready = self._lines.get(timeout=START)
            except queue.Empty:
                ready = None
            if ready is None:
                self.stop()
                raise ProverFailed("the process of the prover did not start; its message is above")
        return self._process


def _forward(stream: IO[str], lines: queue.Queue[str | None]) -> None:
    try:
        for line in stream:
            lines.put(line)
    except ValueError:  # closed while it was read, by `stop`
        return
    lines.put(None)


def _read(question: Question, found: dict[str, Any], seconds: float) -> Answer:
    if "internal" in found:
        raise ProverFailed(f"{found['internal']} (claim: {question.claim[:200]})", found["traceback"])
    if "exhausted" in found:
        return _unknown(question, found["exhausted"], seconds)
    if "unreadable" in found:
        return unreadable(question, found["unreadable"], seconds)
    return Answer(question, {**found["verdict"], "id": question.id}, found["text"], found["certificate"])


def unreadable(question: Question, why: str, seconds: float = 0.0) -> Answer:
    """The answer to what is no question: UNKNOWN, and why it cannot be read."""
    return replace(_unknown(question, f"cannot be read: {why}", seconds), unreadable=why)


def _unknown(question: Question, reason: str, seconds: float) -> Answer:
    record = {
        "id": question.id, "claim": question.claim[:20_000], "assumptions": list(question.assumptions),
        "variables": dict(question.variables), "verdict": "UNKNOWN", "method": "none", "condition": None,
        "counterexample": None, "reason": reason, "seconds": round(seconds, 6), "trust": None, "coq": None,
        "certificate": None,
    }  # fmt: skip
    return Answer(question, record, f"UNKNOWN  {one_line(question.claim)[:200]}\n  {reason}")


def answers(questions: Iterable[Question], timeout: float) -> Iterator[Answer]:
    """The answers, in order, each within `timeout` seconds."""
    with Prover() as prover:
        for question in questions:
            yield prover.ask(question, timeout)
