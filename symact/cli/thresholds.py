"""`symact thresholds`: where an implementation breaks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from symact.cli.accuracy import SEED, point
from symact.cli.catalogue import find_entry
from symact.cli.frame import document, json_option, progress

if TYPE_CHECKING:
    from symact.numerics import Threshold


@click.command("thresholds", short_help="The exact floats at which an implementation breaks.")
@click.argument("name")
@click.option("--impl", default="naive", show_default=True, metavar="SPEC", help="naive, stable, sigmoid/masked, …")
@click.option("--dtype", default="float64", show_default=True, help="float16, bfloat16, float32, float64, float8_…")
@click.option("--derivative", type=click.IntRange(0, 2), default=0, show_default=True, help="Of this derivative.")
@click.option("--kind", "kinds", multiple=True, help="inf, nan, false_zero, saturates, half, all, warns; repeatable.")
@click.option("--relative", metavar="R", help="Also where the relative error exceeds R.")
@click.option("--ulp", metavar="U", help="Also where the error exceeds U ulp.")
@click.option("--samples", type=click.IntRange(100), help="Per sign, where not every number is tried.  [default: 3000]")
@click.option("--seed", type=int, default=SEED, show_default=True, help="Of the samples.")
@json_option
@click.pass_context
def thresholds_command(
    context: click.Context, name: str, impl: str, dtype: str, derivative: int, kinds: tuple[str, ...],
    relative: str | None, ulp: str | None, samples: int | None, seed: int, as_json: bool,
) -> None:  # fmt: skip
    """Find where an implementation of NAME overflows, vanishes, saturates, loses digits, or makes NumPy warn.

    Each threshold is a float with the defect next to one without it; for 16 bits and less every number is tried.

    \b
    Examples:
      symact thresholds sigmoid
      symact thresholds sigmoid --impl sigmoid/masked --dtype float32 --json
      symact thresholds tanh --derivative 1 --impl square --ulp 4
    """
    from symact.numerics import KINDS, thresholds

    find_entry(name, context)
    more = {} if samples is None else {"samples": samples}
    chosen = kinds or (None if relative is None and ulp is None else ())
    with progress(f"{impl} {dtype}") as advance:
        found = thresholds(
            name, impl, dtype, derivative, kinds=chosen, relative=relative, ulp=ulp, seed=seed,
            progress=lambda done, of: advance(done, of, ""), **more,
        )  # fmt: skip
    if as_json:
        about = {"activation": name, "implementation": impl, "dtype": dtype, "derivative": derivative}
        click.echo(document("thresholds", [{**about, **t.to_json()} for t in found], seed))
        return
    of = f"{name}{chr(0x2032) * derivative}"
    click.echo(click.style(f"{of}  {impl}  {dtype}", bold=True))
    for threshold in found:
        click.echo(threshold_text(threshold))
    for kind in dict.fromkeys(t.kind for t in found if t.kind in KINDS):
        click.echo(f"  {kind}: {KINDS[kind]}")
    if not found:
        click.echo("  nothing of the kind, at no number that was tried")


def threshold_text(t: Threshold) -> str:
    """Two lines: the run, and what lies outside of it."""
    lines = [f"  {t.kind:<11} x {'>' if t.sign == '+' else '<'} 0   from {point(t.first)}"]
    before, after = t.outside
    end = f"to {point(t.last)}" if after is not None else "and on, to the largest number"
    lines.append(f"{'':19} {end}")
    if before is not None:
        lines.append(f"{'':19} not yet at {point(before)}")
    if t.true_at is not None:
        lines.append(f"{'':19} correctly rounded, from {point(t.true_at)} on")
    lines.append(f"{'':19} {t.evidence}")
    return "\n".join(lines)
