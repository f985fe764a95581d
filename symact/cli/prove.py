"""`symact prove`: theorems of the catalogue and of proof scripts, each against what is expected of it."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from symact.cli.frame import SECONDS, USAGE_ERROR, document, json_option, one_line, progress

if TYPE_CHECKING:
    from symact.activations import Activation
    from symact.cli.theorems import Outcome


@click.command("prove", short_help="Prove what the catalogue, names, scripts or folders state.")
@click.argument("targets", metavar="[NAME|PATH]...", nargs=-1)
@click.option(
    "--certificates", "folder", type=click.Path(path_type=Path, file_okay=False),
    help="Write certificates to this folder.",
)  # fmt: skip
@click.option("--timeout", type=SECONDS, default=20.0, show_default=True, help="Per claim.")
@click.option("--allow-unknown", is_flag=True, help="Exit with 0 although something expected stays unknown.")
@click.option("--verbose", is_flag=True, help="Print every theorem, not only one line per entry.")
@json_option
@click.pass_context
def prove_command(
    context: click.Context, targets: tuple[str, ...], folder: Path | None, timeout: float, allow_unknown: bool,
    verbose: bool, as_json: bool,
) -> None:  # fmt: skip
    """Prove all theorems of the catalogue, or those of names, of proof scripts, or of folders with scripts.

    The theorems of an entry are its derivative, its stable forms and its claims. Scripts are Python that runs.
    Exit code: 0 every verdict is the stated one, 1 one differs, 3 one stays unknown.

    \b
    Examples:
      symact prove
      symact prove sigmoid softmax
      symact prove proofs/ --certificates proved
    """
    from symact.activations import catalogue
    from symact.cli.theorems import exit_code, summary, write_certificates

    started = time.perf_counter()
    names, scripts = _sorted_out(targets, context)
    chosen = [catalogue()[name] for name in names] if targets else [e for e in catalogue().values() if e.theorems]
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)  # what cannot be written is told before hours of work
    found, failed = _outcomes(chosen, scripts, timeout, not as_json, verbose or bool(targets))
    written = write_certificates(found, folder) if folder else 0
    if as_json:
        from symact.prover.decide import SEED

        click.echo(document("verdicts", [o.record for o in found], SEED))
    else:
        made = f"; {written} certificates in {folder}" if folder else ""
        click.echo(f"{summary(found)}  ({time.perf_counter() - started:.1f} s){made}")
    for message in failed:
        click.echo(one_line(message), err=True)
    context.exit(USAGE_ERROR if failed else exit_code(found, allow_unknown))


def _outcomes(
    chosen: list[Activation], scripts: list[Path], timeout: float, said: bool, each: bool
) -> tuple[list[Outcome], list[str]]:
    """What became of every theorem, and which scripts failed; tells of them on the way if they are to be `said`."""
    from symact.cli.asking import Prover
    from symact.cli.theorems import ScriptFailed, of_entry, of_script, summary

    found: list[Outcome] = []
    failed: list[str] = []
    total = sum(len(e.theorems) for e in chosen)
    with Prover() as prover, progress("proving") as advance:
        for entry in chosen:
            mine = []
            for outcome in of_entry(entry, prover, timeout):
                mine.append(outcome)
                advance(len(found) + len(mine), total, outcome.id)
            found += mine
            if said:
                advance.say(_text(mine, each, f"{entry.name:<14} {summary(mine) if mine else 'states no theorems'}"))
        for position, path in enumerate(scripts, 1):
            advance(position, len(scripts), path.stem)
            try:
                mine = list(of_script(path, timeout))
            except ScriptFailed as error:
                failed.append(str(error))
                continue
            found += mine
            if said and mine:
                advance.say(_text(mine, True, ""))
    return found, failed


def _sorted_out(targets: tuple[str, ...], context: click.Context) -> tuple[list[str], list[Path]]:
    """Names of the catalogue, and scripts; a usage error for what is neither."""
    from symact.activations import catalogue, unknown_name
    from symact.derivation import find_scripts

    names: list[str] = []
    scripts: list[Path] = []
    for target in targets:
        if target in catalogue():
            names.append(target)
        elif target and Path(target).exists():  # "" would be the folder one is in
            found = find_scripts(target)
            if not found:
                raise click.UsageError(f"{target}: no proof script (*.py) in it", context)
            scripts += found
        else:
            raise click.UsageError(f"{unknown_name(target)}, and there is no such file", context)
    return names, scripts


def _text(outcomes: list[Outcome], each: bool, otherwise: str) -> str:
    """A line per theorem, or one for all of them followed by those that are not as expected."""
    shown = [o for o in outcomes if each or not o.as_expected]
    lines = [click.style(o.to_text(), fg=None if o.as_expected else "red") for o in shown]
    return "\n".join(lines if each and outcomes else [otherwise, *lines])
