"""`symact claims`: what tutorials say about four functions, adjudicated."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from symact.cli.frame import document, json_option, one_line, progress, write_text

if TYPE_CHECKING:
    from symact.tutorials.record import Adjudicated

FORMATS = ("text", "json", "markdown")
EXAMPLES = """\b
Examples:
  symact claims
  symact claims sigmoid.range_open softmax.shift
  symact claims --topic descent --format markdown --out descent.md
"""


@click.command("claims", epilog=EXAMPLES, short_help="What tutorials say about four functions, adjudicated.")
@click.argument("names", metavar="[NAME]...", nargs=-1)
@click.option("--topic", help="Only the claims of this topic.")
@click.option("--list", "listed", is_flag=True, help="Name the claims, and decide none.")
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", show_default=True)
@click.option("--out", "path", type=click.Path(path_type=Path, dir_okay=False), help="Write to this file.")
@click.option("--quick", is_flag=True, help="Leave out timings and audits of all formats.")
@click.option("--verbose", is_flag=True, help="With every number and what it rests on.")
@click.option("--allow-unknown", is_flag=True, help="Exit with 0 although something stays unknown.")
@json_option
@click.pass_context
def claims_command(
    context: click.Context, names: tuple[str, ...], topic: str | None, listed: bool, form: str, path: Path | None,
    quick: bool, verbose: bool, allow_unknown: bool, as_json: bool,
) -> None:  # fmt: skip
    """Adjudicate what tutorials say about sigmoid, tanh, ReLU and softmax: theorems, audits, thresholds, experiments.

    A NAME such as `sigmoid` stands for all claims whose names begin with it. Every number is computed anew. Exit code:
    0 every verdict is the one on record, 1 one differs, 3 one stays unknown.
    """
    from symact.tutorials.assertion import chosen
    from symact.tutorials.engine import adjudicate, exit_code
    from symact.tutorials.measured import SEED
    from symact.tutorials.render import claims_markdown, claims_text, list_text

    if as_json and form not in ("text", "json"):
        raise click.UsageError(f"--json and --format {form}: choose one", context)
    asked = chosen(names, topic, quick)
    if listed:
        click.echo(document("statements", [a.to_json() for _, a in asked]) if as_json else list_text(asked))
        return
    if path is not None:  # a place that cannot be written is known before the work is done
        path.parent.mkdir(parents=True, exist_ok=True)
    started = time.perf_counter()
    found: list[Adjudicated] = []
    with progress("adjudicating") as advance:
        found += adjudicate(asked, advance)
    seconds = time.perf_counter() - started
    if as_json or form == "json":
        made = document("claims", [c.to_json() for c in found], SEED, seconds=round(seconds, 3))
    elif form == "markdown":
        made = claims_markdown(found)
    else:
        made = claims_text(found, verbose, seconds)
    if path is not None:
        write_text(path, made if made.endswith("\n") else made + "\n")
    else:
        click.echo(made)
    for c in found:
        if c.absent is not None:
            click.echo(one_line(f"{c.id}: not decided, {c.absent}"), err=True)
    context.exit(exit_code(found, allow_unknown))
