"""The `symact` command: its subcommands, loaded when they are needed, and what becomes of errors."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any

import click

from symact import __version__
from symact.cli.frame import INTERNAL_ERROR, INTERRUPTED, NOT_READ, USAGE_ERROR, one_line
from symact.kernel.errors import ClaimError, SymactError

# Command → module of symact.cli in which it is defined under its own name; `--help` shows them in this order.
COMMANDS = {
    "check": "check",
    "list": "catalogue",
    "show": "catalogue",
    "prove": "prove",
    "replay": "replay_command",
    "derive": "derive",
    "zeros": "zeros",
    "accuracy": "accuracy",
    "inputs": "inputs",
    "thresholds": "thresholds",
    "moments": "moments",
    "claims": "tutorials",
    "plot": "plot",
    "verify": "verify",
}


# Errors that blame symact itself, by name, because the modules that define them are heavy.
DEFECTS = ("InternalError", "ProverFailed", "WorkerFailed")


class ReaderLeft(SymactError):
    """What is printed is not read any more; click would make of it an exit code of 1, which says "refuted"."""


class Commands(click.Group):
    """Finds a command by importing its module, which imports nothing heavy."""

    def make_context(self, *arguments: Any, **more: Any) -> click.Context:
        try:
            return super().make_context(*arguments, **more)
        except BrokenPipeError as error:
            raise ReaderLeft from error

    def invoke(self, context: click.Context) -> Any:
        try:
            return super().invoke(context)
        except BrokenPipeError as error:
            raise ReaderLeft from error

    def list_commands(self, context: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        found: click.Command = getattr(import_module(f"symact.cli.{COMMANDS[name]}"), f"{name}_command")
        return found

    def resolve_command(
        self, context: click.Context, words: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if words and words[0] not in COMMANDS and not words[0].startswith("-"):
            import difflib

            close = difflib.get_close_matches(words[0], COMMANDS, 1)
            hint = f"did you mean '{close[0]}'?" if close else f"use one of {', '.join(COMMANDS)}"
            raise click.UsageError(f"no command '{words[0]}'; {hint}", context)
        return super().resolve_command(context, words)


@click.group(
    cls=Commands,
    epilog="`symact COMMAND --help` shows an example. Exit codes: 0 as it should be, 1 not, 2 the request is wrong, "
    "3 undecided, 70 a defect of symact.",
    context_settings={"max_content_width": 100},
)
@click.version_option(__version__, prog_name="symact")
@click.option("--debug", is_flag=True, help="On an internal error, print the traceback (also: SYMACT_DEBUG=1).")
def symact(debug: bool) -> None:
    """From one definition of an activation function: proved identities, measured accuracy, exact thresholds.

    Start with:  symact check "sigmoid(-x) == 1 - sigmoid(x)"
    """
    if debug:
        os.environ["SYMACT_DEBUG"] = "1"


def run(words: Sequence[str]) -> int:
    """Runs one command line; returns its exit code. Every error is one line on stderr."""
    for name in ("stdin", "stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:  # closed by whoever started the program
            setattr(sys, name, open(os.devnull, "r" if name == "stdin" else "w", encoding="utf-8"))  # noqa: SIM115
        elif name != "stdin" and hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    color = False if os.environ.get("NO_COLOR") else None
    try:
        code = symact.main(list(words), prog_name="symact", standalone_mode=False, color=color)
        sys.stdout.flush()
        return code if isinstance(code, int) else 0
    except (click.ClickException, SymactError, OSError) as error:
        return _failed(error)
    except SystemExit as left:
        return _failed(SymactError(f"code that was asked to run ended the program with code {left.code}"))
    except (KeyboardInterrupt, click.Abort):
        click.echo("symact: interrupted", err=True)
        return INTERRUPTED
    except MemoryError as error:
        click.echo(one_line(f"symact: not enough memory, ask for fewer numbers: {error}"), err=True)
        return USAGE_ERROR
    except Exception as error:  # noqa: BLE001 - the edge of the program: what nobody expected has an exit code, too
        return _unexpected(error)


def _failed(error: Exception) -> int:
    """The exit code of an error that somebody foresaw, after saying what it is."""
    if isinstance(error, (BrokenPipeError, ReaderLeft)):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # the reader left; nobody is to be told
        return NOT_READ
    if type(error).__name__ in DEFECTS:
        return _unexpected(error)
    if isinstance(error, click.UsageError) and type(error).__name__ == "NoArgsIsHelpError":
        click.echo(error.message, err=True)
        return USAGE_ERROR
    context = error.ctx if isinstance(error, click.UsageError) else None
    where = context.command_path if context else "symact"
    if isinstance(error, click.ClickException):
        said = f"{where}: {error.format_message()}"
    elif isinstance(error, ClaimError):
        said = str(error)
    elif isinstance(error, FileExistsError) and error.filename is not None:
        said = f"symact: {error.filename}: is a file, and a folder is needed there"
    elif isinstance(error, OSError) and error.filename is not None:
        said = f"symact: {error.filename}: {(error.strerror or 'cannot be used').lower()}"
    elif isinstance(error, OSError) and error.strerror:
        said = f"symact: {error.strerror.lower()}"
    else:
        said = f"symact: {error}" if str(error) else f"symact: {type(error).__name__}"
    click.echo(one_line(said), err=True)
    return USAGE_ERROR


def _unexpected(error: Exception) -> int:
    if os.environ.get("SYMACT_DEBUG"):
        import traceback

        traceback.print_exception(error)
        sys.stderr.write(getattr(error, "details", ""))
    what = f"{type(error).__name__}: {error}"
    hint = "run again with SYMACT_DEBUG=1 and report what it prints"
    click.echo(one_line(f"symact: internal error: {what}; {hint}"), err=True)
    return INTERNAL_ERROR
