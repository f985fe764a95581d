"""`symact thresholds`: where an implementation breaks."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from symact.cli.accuracy import SEED, resumable, tell
from symact.cli.audit_text import point
from symact.cli.catalogue import find_entry
from symact.cli.frame import SEED_TYPE, count_type, document, json_option, output_for_results, progress
from symact.cli.pace import Pace

if TYPE_CHECKING:
    from symact.numerics import Threshold


@click.command("thresholds", short_help="The exact floats at which an implementation breaks.")
@click.argument("name")
@click.option("--impl", default="naive", show_default=True, metavar="SPEC", help="naive, stable, sigmoid/masked, …")
@click.option("--dtype", default="float64", show_default=True, help="float16, bfloat16, float32, float64, float8_…")
@click.option(
    "--derivative",
    type=click.IntRange(0, 2),
    help="Of this derivative.  [default: what the formula is of, else 0]",
)
@click.option("--kind", "kinds", multiple=True, help="inf, nan, false_zero, saturates, half, all, warns; repeatable.")
@click.option("--relative", metavar="R", help="Also where the relative error exceeds R.")
@click.option("--ulp", metavar="U", help="Also where the error exceeds U ulp.")
@click.option("--exhaustive", is_flag=True, help="Try every number of float32, too; the default for 16 bits and less.")
@click.option("--samples", type=count_type(100), default=3000, show_default=True, help="Per sign, above 16 bits.")
@click.option("--seed", type=SEED_TYPE, default=SEED, show_default=True, help="Of the samples.")
@click.option("--workers", type=click.IntRange(1), metavar="N", help="With --exhaustive: share it among N processes.")
@click.option("--cluster", metavar="ADDRESS", help="With --exhaustive: share it among the workers of a Dask scheduler.")
@click.option(
    "--checkpoint", type=click.Path(path_type=Path, file_okay=False), metavar="DIR",
    help="With --exhaustive: keep what is finished in a folder, from which the same command goes on.",
)  # fmt: skip
@json_option
@click.pass_context
def thresholds_command(
    context: click.Context, name: str, impl: str, dtype: str, derivative: int | None, kinds: tuple[str, ...],
    relative: str | None, ulp: str | None, exhaustive: bool, samples: int, seed: int, workers: int | None,
    cluster: str | None, checkpoint: Path | None, as_json: bool,
) -> None:  # fmt: skip
    """Find where an implementation of NAME overflows, vanishes, saturates, loses digits, or makes NumPy warn.

    Each threshold is a float with the defect next to one without it; for 16 bits and less every number is tried.

    \b
    Examples:
      symact thresholds sigmoid
      symact thresholds sigmoid --impl sigmoid/masked --dtype float32 --json
      symact thresholds tanh --derivative 1 --impl square --ulp 4
      symact thresholds silu --dtype float32 --exhaustive --workers 2
    """
    from symact.numerics import KINDS, find_format, thresholds
    from symact.numerics.implementations import find_formula

    find_entry(name, context)
    dtype = find_format(dtype).name
    if derivative is None:
        formula = find_formula(impl)
        derivative = formula.derivative if formula else 0
    with output_for_results(), resumable(checkpoint), progress(f"{impl} {dtype}") as line:
        found = thresholds(
            name, impl, dtype, derivative, kinds=kinds or None, relative=relative, ulp=ulp,
            exhaustive=exhaustive or None, samples=samples, seed=seed, workers=workers, cluster=cluster,
            checkpoint=checkpoint, tell=tell, progress=Pace(line) if exhaustive else line,
        )  # fmt: skip
    if as_json:
        about = {"activation": name, "implementation": impl, "dtype": dtype, "derivative": derivative}
        click.echo(document("thresholds", [{**about, **t.to_json()} for t in found], seed))
        return
    click.echo(click.style(f"{name}{chr(0x2032) * derivative}  {impl}  {dtype}", bold=True))
    for threshold in found:
        click.echo(threshold_text(threshold))
    for kind in dict.fromkeys(t.kind for t in found if t.kind in KINDS):
        click.echo(f"  {kind}: {KINDS[kind]}")
    if not found:
        click.echo("  no such defect at any number that was tried")


def threshold_text(t: Threshold) -> str:
    """The run, what lies before it, and where the correctly rounded function does the same."""
    before, after = t.outside
    where = f"x {'>' if t.sign == '+' else '<'} 0"
    rows = [
        (
            "from",
            f"{point(t.first)}, not at the float before, {point(before)}" if before is not None else point(t.first),
        ),
        ("to", point(t.last) if after is not None or t.kind == "undecided" else "the largest number"),
        ("right from", point(t.true_at) if t.true_at is not None else ""),
        ("evidence", t.evidence),
    ]
    lead = [f"{t.kind:<11} {where}", "", "", ""]
    return "\n".join(f"  {a:<17} {label:<10} {text}" for a, (label, text) in zip(lead, rows, strict=True) if text)
