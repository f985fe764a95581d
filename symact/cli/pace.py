"""How fast work goes, and how long it still takes, for a line of progress."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from symact.cli.frame import Line

EACH = 0.2  # seconds between two lines: drawing one takes longer than a block of inputs
PREFIXES = ((1e9, "G"), (1e6, "M"), (1e3, "k"))


@dataclass
class Pace:
    """Told `(done, of)`, it says so on a line, with the rate since the first time and the time left."""

    line: Line
    clock: Callable[[], float] = time.monotonic
    done: int = 0
    _since: tuple[float, int] | None = None
    _said: float = float("-inf")

    def __call__(self, done: int, of: int) -> None:
        now = self.clock()
        if self._since is None or done < self.done:  # another part of the work begins
            self._since = now, done
        self.done = done
        if now - self._said >= EACH or done >= of:
            self._said = now
            self.line(done, of, pace(now - self._since[0], done - self._since[1], of - done))


def pace(seconds: float, done: int, left: int) -> str:
    """`36.1 M/s, 1:59 left`; empty before there is anything to tell."""
    if seconds <= 0 or done <= 0:
        return ""
    rate = done / seconds
    return f"{short(rate)}/s, {duration(left / rate)} left"


def short(n: float) -> str:
    """Three digits or so, and a prefix."""
    for size, prefix in PREFIXES:
        if n >= size:
            return f"{n / size:.1f} {prefix}"
    return f"{n:.0f}"


def duration(seconds: float) -> str:
    """Minutes and seconds; hours where there are some."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
