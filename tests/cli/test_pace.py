"""How fast work goes, and how long it still takes."""

from __future__ import annotations

import pytest

from symact.cli.frame import Line
from symact.cli.pace import EACH, Pace, duration, pace, short


class Shown(Line):
    def __init__(self) -> None:
        super().__init__()
        self.lines: list[tuple[int, int, str]] = []

    def __call__(self, done: int, of: int, now: str = "") -> None:
        self.lines.append((done, of, now))


def test_the_rate_counts_what_is_done_now_and_not_what_a_checkpoint_brought():
    seconds = iter([0.0, 10.0, 20.0])
    pace_, shown = Pace(line := Shown(), clock=lambda: next(seconds)), line.lines
    for done in (500_000, 600_000, 1_000_000):
        pace_(done, 1_000_000)
    assert shown == [
        (500_000, 1_000_000, ""),
        (600_000, 1_000_000, "10.0 k/s, 0:40 left"),
        (1_000_000, 1_000_000, "25.0 k/s, 0:00 left"),
    ]


def test_another_part_of_the_work_has_a_rate_of_its_own():
    seconds = iter([0.0, 10.0, 20.0, 30.0])
    pace_ = Pace(line := Shown(), clock=lambda: next(seconds))
    for done in (0, 900, 0, 100):
        pace_(done, 1000)
    assert [said for _, _, said in line.lines] == ["", "90/s, 0:01 left", "", "10/s, 1:30 left"]


def test_lines_are_not_drawn_more_often_than_they_are_read():
    times = iter([i * EACH / 10 for i in range(101)])
    pace_ = Pace(line := Shown(), clock=lambda: next(times))
    for i in range(101):
        pace_(i, 100)
    assert 10 <= len(line.lines) <= 12 and line.lines[-1][0] == 100


@pytest.mark.parametrize(
    ("seconds", "text"), [(0.2, "0:00"), (59.7, "1:00"), (61, "1:01"), (3600, "1:00:00"), (90_061, "25:01:01")]
)
def test_durations(seconds, text):
    assert duration(seconds) == text


@pytest.mark.parametrize(("n", "text"), [(3, "3"), (1234, "1.2 k"), (36.14e6, "36.1 M"), (2.5e9, "2.5 G")])
def test_rates(n, text):
    assert short(n) == text


def test_nothing_is_said_before_there_is_something_to_tell():
    assert pace(0.0, 5, 5) == pace(5.0, 0, 5) == ""
