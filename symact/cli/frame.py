"""What every command shares: exit codes, the JSON document, one-line messages, and progress on a terminal."""

from __future__ import annotations

import json
import math
import os
import sys
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, redirect_stdout
from pathlib import Path
from typing import Any, TypeVar

import click

from symact import __version__

AS_EXPECTED, DIFFERS, USAGE_ERROR, UNDECIDED, INTERNAL_ERROR = 0, 1, 2, 3, 70
INTERRUPTED, NOT_READ = 130, 141  # what a shell reports for SIGINT and SIGPIPE
LONGEST_LINE = 600
COLORS = {"PROVED": "green", "REFUTED": "red", "UNKNOWN": "yellow", "PASS": "green", "FAIL": "red"}

Callback = TypeVar("Callback", bound=Callable[..., Any])


class Number(click.FloatRange):
    """A positive number that is not nan."""

    def __init__(self, most: float | None = None) -> None:
        super().__init__(0, most, min_open=True)

    def convert(self, value: Any, parameter: click.Parameter | None, context: click.Context | None) -> Any:
        number = super().convert(value, parameter, context)
        if math.isnan(number):
            self.fail("nan is not a number", parameter, context)
        return number


SECONDS = Number(1e6)
SEED_TYPE = click.IntRange(0)


def count_type(least: int = 1, most: int = 10**12) -> click.IntRange:
    """A number of inputs that could be tried in a lifetime."""
    return click.IntRange(least, most)


def json_option(command: Callback) -> Callback:
    return click.option("--json", "as_json", is_flag=True, help="Print one JSON document, and nothing else.")(command)


def document(kind: str, records: Sequence[Any], seed: int | None = None, **more: Any) -> str:
    """The JSON document of a command: `kind` is `verdicts`, `audits`, … and names the list of records."""
    made = {"schema": f"symact/{kind}/1", "version": __version__, "seed": seed, kind: list(records), **more}
    return json.dumps(made, indent=2, ensure_ascii=False)


def one_line(text: str) -> str:
    """The text on one line: no control characters, and not longer than a screen can bear."""
    line = "".join(c if c == " " or unicodedata.category(c)[0] not in "CZ" else _escaped(c) for c in text)
    return line if len(line) <= LONGEST_LINE else f"{line[: LONGEST_LINE - 2]} …"


def _escaped(c: str) -> str:
    return " " if c in "\n\t\u00a0" else repr(c)[1:-1]


def styled(word: str) -> str:
    """A verdict in its colour; click drops the colour where it is not wanted."""
    return click.style(word, fg=COLORS.get(word.strip()), bold=True)


def write_text(path: Path, text: str) -> None:
    """Writes a file, and the folder that it is in, as UTF-8."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


class Line:
    """One line of progress on stderr, if that is a terminal; `say` prints to stdout without breaking it."""

    def __init__(self, shown: Any = None, task: Any = None) -> None:
        self._shown, self._task = shown, task

    def __call__(self, done: int, of: int, now: str = "") -> None:
        if self._shown is not None:
            self._shown.update(self._task, completed=done, total=of, now=one_line(now)[:40], refresh=True)

    def say(self, text: str) -> None:
        if self._shown is not None:
            self._shown.stop()
        click.echo(text)
        if self._shown is not None:
            self._shown.start()


@contextmanager
def output_for_results() -> Iterator[None]:
    """What code under audit prints goes to standard error."""
    with redirect_stdout(sys.stderr):
        yield


@contextmanager
def progress(what: str) -> Iterator[Line]:
    """A line that is called with `(done, of, now)` as the work goes on."""
    if not sys.stderr.isatty():
        yield Line()
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(24), MofNCompleteColumn())
    console = Console(stderr=True, no_color=bool(os.environ.get("NO_COLOR")) or None)
    with Progress(
        *columns, TextColumn("{task.fields[now]}"), console=console, transient=True, auto_refresh=False,
        redirect_stdout=False, redirect_stderr=False,
    ) as shown:  # fmt: skip
        yield Line(shown, shown.add_task(what, now=""))
