"""`symact accuracy`: audits of implementations."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from symact.cli.catalogue import find_entry
from symact.cli.frame import AS_EXPECTED, DIFFERS, Number, document, json_option, one_line, progress
from symact.cli.pace import Pace
from symact.cli.rows import ROWS, audit_rows

if TYPE_CHECKING:
    from fractions import Fraction

    from symact.numerics import Audit

SEED = 0


@click.command("accuracy", short_help="Audit implementations: the largest error in ulp, and every defect.")
@click.argument("name")
@click.option("--impl", "implementations", multiple=True, metavar="SPEC", help="naive, stable, … ; may be repeated.")
@click.option("--dtype", default="float64", show_default=True, help="float16, bfloat16, float32, float64, float8_…")
@click.option(
    "--derivative",
    type=click.IntRange(0, 2),
    help="Audit this derivative.  [default: what the formula is of, else 0]",
)
@click.option("--exhaustive", is_flag=True, help="Try every number of the format; the default for 16 bits and less.")
@click.option("--points", type=click.IntRange(1), help="Try so many, stratified over the format.  [default: 20000]")
@click.option("--range", "ends", type=(float, float), metavar="LO HI", help="Inputs from LO to HI only.")
@click.option("--max-ulp", type=Number(), metavar="X", help="Exit with 1 if an error above X ulp cannot be excluded.")
@click.option("--workers", type=click.IntRange(1), metavar="N", help="Share the work among N processes.")
@click.option("--cluster", metavar="ADDRESS", help="Share the work among the workers of a Dask scheduler.")
@click.option(
    "--checkpoint",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Keep what is finished in a folder, from which the same command goes on.",
)
@click.option(
    "--length", "lengths", multiple=True, type=click.IntRange(1, 1 << 16), help="Of a row, for softmax and its like."
)
@click.option(
    "--layout", type=click.Choice(["rows", "single"]), default="rows", help="Of rows: all in one array, or each alone."
)
@click.option("--seed", type=int, default=SEED, show_default=True, help="Of the sample.")
@json_option
@click.pass_context
def accuracy_command(
    context: click.Context, name: str, implementations: tuple[str, ...], dtype: str, derivative: int | None,
    exhaustive: bool, points: int | None, ends: tuple[float, float] | None, max_ulp: float | None,
    workers: int | None, cluster: str | None, checkpoint: Path | None, lengths: tuple[int, ...], layout: str,
    seed: int, as_json: bool,
) -> None:  # fmt: skip
    """Measure every result of implementations of NAME against an enclosure of the exact value.

    Without --impl, the naive and the stable form are audited; `package.module:function` is your own, and runs.
    Exit code: 0, and 1 only against --max-ulp.

    \b
    Examples:
      symact accuracy sigmoid --dtype float16
      symact accuracy sigmoid --impl masked --impl stable --dtype float32
      symact accuracy gelu --impl mypackage.kernels:gelu --max-ulp 4
      symact accuracy silu --dtype float32 --exhaustive --workers 2 --checkpoint run
      symact accuracy softmax --impl naive --impl shifted --impl global_max
    """
    if find_entry(name, context).name in ROWS:
        others = {
            "--exhaustive": exhaustive, "--derivative": derivative, "--range": ends, "--workers": workers,
            "--cluster": cluster, "--checkpoint": checkpoint,
        }  # fmt: skip
        context.exit(
            audit_rows(context, name, implementations, dtype, points, lengths, layout, seed, max_ulp, as_json, others)
        )
    from symact.numerics import accuracy

    if lengths or layout != "rows":
        raise click.UsageError(f"{name} is not a function of a row: leave --length and --layout out", context)
    if exhaustive and points is not None:
        raise click.UsageError("--exhaustive tries every number: leave --points out", context)
    chosen = implementations or default_implementations(name, derivative or 0)
    audits = []
    for spec in chosen:
        with resumable(checkpoint), progress(f"{spec} {dtype}") as line:
            found = accuracy(
                spec, name, dtype, derivative, points=points, exhaustive=exhaustive or None, range=ends, seed=seed,
                workers=workers, cluster=cluster, checkpoint=checkpoint and checkpoint / folder_name(spec), tell=tell,
                progress=Pace(line),
            )  # fmt: skip
        audits.append(found)
        if not as_json:
            click.echo(audit_text(found))
            if max_ulp is not None and exceeds(found, max_ulp):
                click.echo(f"  above --max-ulp    {max_ulp:g}")
    if as_json:
        click.echo(document("audits", [a.to_json() for a in audits], seed))
    context.exit(DIFFERS if max_ulp is not None and any(exceeds(a, max_ulp) for a in audits) else AS_EXPECTED)


def folder_name(spec: str) -> str:
    """Where in a checkpoint an implementation has its part."""
    return re.sub(r"[^\w.-]+", "_", spec)


def tell(line: str) -> None:
    """A note that is not a result."""
    click.echo(f"symact: {one_line(line)}", err=True)


@contextmanager
def resumable(checkpoint: Path | None) -> Iterator[None]:
    """Says how an interrupted audit is gone on with."""
    try:
        yield
    except KeyboardInterrupt:
        if checkpoint is not None:
            tell(f"what is finished is kept in {checkpoint}: the same command goes on from there")
        raise


def default_implementations(name: str, derivative: int) -> tuple[str, ...]:
    """The definition as it stands and, where one is stated, the stable form."""
    from symact.numerics import implementation_names

    return tuple(n for n in implementation_names(name, derivative) if n in ("naive", "stable"))


def exceeds(audit: Audit, most: float) -> bool:
    """Whether the audit leaves room for an error above `most` ulp: nonfinite and undecided results count as such."""
    above = audit.max_ulp is not None and audit.max_ulp[1] > most
    return above or bool(audit.nonfinite or audit.missing_overflow or audit.undecided)


def audit_text(a: Audit) -> str:
    """A paragraph: what was tried, the largest error and where, and the defects that were met."""
    of = f"{a.activation}{chr(0x2032) * a.derivative}"
    how = "every input" if a.exhaustive else f"a sample, seed {a.seed}"
    head = click.style(f"{of}  {a.implementation}  {a.dtype}", bold=True)
    computed = "" if a.computed_in == a.dtype else f", computed in {a.computed_in}"
    lines = [f"{head}   {a.points:,} inputs, {how}{computed}"]
    if a.max_ulp is not None:
        lines.append(f"  largest error      {ulps(a.max_ulp)}, at x = {point(a.worst_input)}")
        if a.max_ulp_normal != a.max_ulp:
            lines.append(f"  for normal values  {ulps(a.max_ulp_normal)}")
        share = 100 * a.correctly_rounded / max(a.points, 1)
        lines.append(f"  correctly rounded  {share:.2f} % of the inputs")
    for defect, signs in a.first.items():
        seen = [f"{point(x)}" for x in signs.values() if x is not None]
        if seen:
            count = getattr(a, defect, None)
            lines.append(
                f"  {DEFECTS[defect]:<18} from x = {' and '.join(seen)}" + (f"  ({count:,} inputs)" if count else "")
            )
    return "\n".join(lines)


DEFECTS = {
    "inf": "infinite", "nan": "nan", "missing_overflow": "does not overflow", "false_zero": "false zero",
    "false_zero_normal": "normal, yet 0", "wrong_sign": "wrong sign", "undecided": "undecided",
}  # fmt: skip


def ulps(bounds: tuple[Fraction, Fraction] | None) -> str:
    """The upper end of an interval of ulp: rounded up to three places, or to four digits where it is huge."""
    if bounds is None:
        return "none measured"
    high = bounds[1]
    if high >= 10**6:
        return f"{float(high):.4g} ulp" if high < 10**300 else f"10^{len(str(int(high))) - 1} ulp"
    return f"{-(-high * 1000 // 1) / 1000:.3f} ulp"


def point(x: float | None) -> str:
    """A float with its exact hexadecimal form."""
    return "none" if x is None else f"{x!r} ({x.hex()})"
