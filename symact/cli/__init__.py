"""The command line. `main` is the `symact` command; click and everything else is imported when it is called."""

from __future__ import annotations

from typing import NoReturn


def main() -> NoReturn:
    """Runs the command that `sys.argv` names and exits with its code."""
    import sys

    from symact.cli.group import run

    sys.exit(run(sys.argv[1:]))
