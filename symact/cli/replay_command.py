"""`symact replay`: checks certificates again."""

from __future__ import annotations

from pathlib import Path

import click

from symact.cli.frame import AS_EXPECTED, DIFFERS, SECONDS, document, json_option, one_line, progress


@click.command("replay", short_help="Check certificates again, by the kernel alone.")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, exists=True))
@click.option(
    "--timeout", type=SECONDS, default=60.0, show_default=True,
    help="Seconds per certificate.",
)  # fmt: skip
@click.option("--verbose", is_flag=True, help="Print a line for good certificates, too.")
@json_option
@click.pass_context
def replay_command(context: click.Context, folder: Path, timeout: float, verbose: bool, as_json: bool) -> None:
    """Check every certificate in DIR, or a single one, with the kernel and the standard library alone.

    The definitions that a certificate carries must be those of the catalogue. Exit code: 0 all are good, 1 one is
    refused. `python -m symact.cli.replay DIR` does the same without any other package.

    \b
    Examples:
      symact prove --certificates proved
      symact replay proved
    """
    from symact.cli.replay import certificates, replay_all

    count = len(certificates(folder))
    if not count:
        raise click.UsageError(
            f"{folder}: no certificate (*.json) in it; make some: symact prove --certificates {folder}"
        )
    found = []
    with progress("replaying") as advance:
        for position, replayed in enumerate(replay_all(folder, timeout), 1):
            advance(position, count, replayed.file)
            found.append(replayed)
    if as_json:
        click.echo(document("replays", [r.to_json() for r in found]))
    else:
        for replayed in found:
            if verbose or not replayed.good:
                click.echo(one_line(replayed.to_text()))
        good = [r for r in found if r.good]
        theorems = sum(r.verdict == "PROVED" for r in good)
        seconds = sum(r.seconds for r in found)
        click.echo(
            f"{count} certificates: {theorems} theorems, {len(good) - theorems} refutations, "
            f"{count - len(good)} refused  ({seconds:.1f} s)"
        )
    context.exit(AS_EXPECTED if all(r.good for r in found) else DIFFERS)
