"""How long a claim may take."""

from __future__ import annotations

import time
from collections.abc import Callable

from symact.kernel.errors import LimitExceeded

WAITING = 4  # times its own time, and as many seconds, may pass until a loaded machine has let a claim have it


class OutOfTime(LimitExceeded):
    """The claim's time is spent."""


def clock(seconds: float) -> Callable[[], None]:
    """Raises `OutOfTime` when called after `seconds` of this thread's work, or much later whatever was done."""
    start, worked = time.monotonic(), time.thread_time() + seconds

    def tick() -> None:
        passed = time.monotonic() - start
        if passed > seconds and (passed > WAITING * (1 + seconds) or time.thread_time() > worked):
            raise OutOfTime(f"the time limit of {seconds:g} s was reached")

    return tick


def both(first: Callable[[], None], second: Callable[[], None]) -> Callable[[], None]:
    """Both clocks as one."""

    def tick() -> None:
        first()
        second()

    return tick
