"""How long a claim may take."""

from __future__ import annotations

import time
from collections.abc import Callable

from symact.kernel.errors import LimitExceeded

WAITING = 3.0  # seconds in which a loaded machine may let a claim wait, beyond its own time


class OutOfTime(LimitExceeded):
    """The claim's time is spent."""


def clock(seconds: float) -> Callable[[], None]:
    """Raises `OutOfTime` when called after `seconds` of this thread's work, or `WAITING` later whatever was done."""
    end, worked = time.monotonic() + seconds, time.thread_time() + seconds

    def tick() -> None:
        now = time.monotonic()
        if now > end and (now > end + WAITING or time.thread_time() > worked):
            raise OutOfTime(f"the time limit of {seconds:g} s was reached")

    return tick


def both(first: Callable[[], None], second: Callable[[], None]) -> Callable[[], None]:
    """Both clocks as one."""

    def tick() -> None:
        first()
        second()

    return tick
