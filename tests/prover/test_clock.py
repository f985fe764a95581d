"""A claim's time is its own work; a loaded machine may let it wait, but not for ever."""

import time

import pytest

from symact.prover.clock import WAITING, OutOfTime, clock


@pytest.mark.parametrize(
    ("wall", "worked", "over"),
    [
        (0.9, 0.9, False),
        (1.5, 0.2, False),
        (1.5, 1.2, True),
        (2 * WAITING - 0.1, 0.2, False),
        (2 * WAITING + 0.1, 0.2, True),
        (0.9, 1.2, False),
    ],
)
def test_time(monkeypatch: pytest.MonkeyPatch, wall: float, worked: float, over: bool) -> None:
    now = {"monotonic": 100.0, "thread_time": 7.0}
    for name in now:
        monkeypatch.setattr(time, name, lambda name=name: now[name])
    tick = clock(1.0)
    tick()
    now["monotonic"] += wall
    now["thread_time"] += worked
    if not over:
        return tick()
    with pytest.raises(OutOfTime, match="1 s"):
        tick()
