"""`symact accuracy`: audits of implementations."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from symact.cli.audit_text import audit_text
from symact.cli.catalogue import find_entry
from symact.cli.frame import (
    AS_EXPECTED,
    DIFFERS,
    SEED_TYPE,
    Number,
    count_type,
    document,
    json_option,
    one_line,
    output_for_results,
    progress,
)
from symact.cli.issue import issue_text
from symact.cli.pace import Pace
from symact.cli.rows import ROWS, audit_rows

if TYPE_CHECKING:
    from symact.numerics import Audit

SEED = 0
SEARCHED = 1_000_000  # inputs, unless told otherwise
VIA = ("numpy", "torch", "jax")
HOW = (  # what says how results are computed, which those of --outputs are
    "--impl", "--exhaustive", "--workers", "--cluster", "--checkpoint", "--via", "--gradient", "--search",
)  # fmt: skip
NPY = click.Path(path_type=Path, dir_okay=False, exists=True)


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
@click.option("--points", type=count_type(), help="Try so many, stratified over the format.  [default: 20000]")
@click.option(
    "--search", type=count_type(0), metavar="N",
    help="Look at N more where errors are large, and add the worst.  [default: 1000000 without --points, else 0]",
)  # fmt: skip
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
@click.option("--via", type=click.Choice(VIA), help="The arrays that your own functions take.  [default: numpy]")
@click.option("--gradient", metavar="SPEC", help="Audit this function of yours as well, as the first derivative.")
@click.option("--outputs", type=NPY, metavar="Y.NPY", help="Audit results that were computed elsewhere.")
@click.option("--inputs", "given", type=NPY, metavar="X.NPY", help="Their inputs.  [default: those of `symact inputs`]")
@click.option("--issue", is_flag=True, help="Print a report to paste into the tracker of whoever wrote it.")
@click.option("--seed", type=SEED_TYPE, default=SEED, show_default=True, help="Of the sample.")
@json_option
@click.pass_context
def accuracy_command(
    context: click.Context, name: str, implementations: tuple[str, ...], dtype: str, derivative: int | None,
    exhaustive: bool, points: int | None, search: int | None, ends: tuple[float, float] | None, max_ulp: float | None,
    workers: int | None, cluster: str | None, checkpoint: Path | None, lengths: tuple[int, ...], layout: str,
    via: str | None, gradient: str | None, outputs: Path | None, given: Path | None, issue: bool, seed: int,
    as_json: bool,
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
      symact accuracy gelu --impl torch --dtype bfloat16 --derivative 1 --issue
      symact accuracy gelu --impl mypackage.kernels:gelu --via torch --dtype float16
      symact accuracy gelu --outputs y.npy
    """
    options: dict[str, Any] = {
        "--impl": implementations, "--derivative": derivative, "--exhaustive": exhaustive, "--search": search,
        "--range": ends, "--workers": workers, "--cluster": cluster, "--checkpoint": checkpoint, "--via": via,
        "--gradient": gradient, "--outputs": outputs, "--inputs": given, "--issue": issue,
    }  # fmt: skip
    if find_entry(name, context).name in ROWS:
        others = {option: value for option, value in options.items() if option != "--impl"}
        context.exit(
            audit_rows(context, name, implementations, dtype, points, lengths, layout, seed, max_ulp, as_json, others)
        )
    if lengths or layout != "rows":
        raise click.UsageError(f"{name} is not a function of a row: leave --length and --layout out", context)
    for option, value in (("--points", points is not None), ("--search", search)):
        if exhaustive and value:
            raise click.UsageError(f"--exhaustive tries every number: leave {option} out", context)
    if outputs is not None:
        others = {option: options[option] for option in HOW}
        told = None if context.get_parameter_source("dtype") == ParameterSource.DEFAULT else dtype
        found = iter([audit_of_outputs(name, outputs, given, told, derivative or 0, points, seed, ends, others)])
    elif given is not None:
        raise click.UsageError("--inputs are those of --outputs: give both, or neither", context)
    else:
        looked = search if search is not None else SEARCHED if points is None else 0
        how = {
            "points": points, "exhaustive": exhaustive or None, "range": ends, "seed": seed, "search": looked,
            "workers": workers, "cluster": cluster,
        }  # fmt: skip
        found = computed(subjects(name, implementations, derivative, via, gradient), name, dtype, checkpoint, how)
    audits = []
    for audit in found:
        audits.append(audit)
        if not as_json:
            say(audit, issue, max_ulp)
    if as_json:
        click.echo(document("audits", [a.to_json() for a in audits], seed))
    context.exit(DIFFERS if max_ulp is not None and any(exceeds(a, max_ulp) for a in audits) else AS_EXPECTED)


def computed(
    subjects: list[tuple[str, int | None]], name: str, dtype: str, checkpoint: Path | None, how: dict[str, Any]
) -> Iterator[Audit]:
    """The audits of implementations, one after the other, each with its part of the checkpoint."""
    from symact.numerics import accuracy

    for spec, order in subjects:
        kept = checkpoint and checkpoint / folder_name(spec)
        with output_for_results(), resumable(checkpoint), progress(f"{spec} {dtype}") as line:
            audit = accuracy(spec, name, dtype, order, checkpoint=kept, tell=tell, progress=Pace(line), **how)
        yield audit


def subjects(
    name: str, implementations: tuple[str, ...], derivative: int | None, via: str | None, gradient: str | None
) -> list[tuple[str, int | None]]:
    """What is audited, as of which derivative; a user's function says which arrays it takes."""
    if gradient is not None and derivative not in (None, 1):
        raise click.UsageError(f"--gradient is a first derivative: leave --derivative {derivative} out")
    specs = implementations or (() if gradient else default_implementations(name, derivative or 0))
    for spec in (*specs, *([gradient] if gradient else [])):
        if via and ":" not in spec:
            raise click.UsageError(f"--via is for package.module:function, not for {spec}")
    took = f"@{via}" if via and via != "numpy" else ""
    values = [(f"{spec}{took}", derivative) for spec in specs] if gradient is None or derivative is None else []
    return [*values, *([(f"{gradient}{took}", 1)] if gradient else [])]


def say(audit: Audit, issue: bool, max_ulp: float | None) -> None:
    """Prints an audit, in words or as an issue."""
    click.echo(issue_text(audit, called(audit)) if issue else audit_text(audit))
    if max_ulp is not None and exceeds(audit, max_ulp):
        click.echo(f"  above --max-ulp    {max_ulp:g}")


def called(audit: Audit) -> str:
    """What a framework is asked to compute; empty for other implementations."""
    from symact.numerics.frameworks import framework_of, run_of

    if framework_of(audit.implementation) is None:
        return ""
    return run_of(audit.implementation, audit.activation, audit.derivative)[1]


def audit_of_outputs(
    name: str, outputs: Path, given: Path | None, dtype: str | None, derivative: int, points: int | None, seed: int,
    ends: tuple[float, float] | None, others: dict[str, Any],
) -> Audit:  # fmt: skip
    """The audit of results in a file. `others` are options that must not be set; without a dtype the file tells."""
    from symact.numerics.offline import audit_outputs, format_of, read_array

    for option, value in others.items():
        if value:
            raise click.UsageError(f"the results of --outputs are there: leave {option} out")
    results = read_array(outputs)
    fmt = dtype or format_of(results, outputs)
    return audit_outputs(
        results, name, fmt, derivative, given=None if given is None else read_array(given), points=points, seed=seed,
        range=ends, name=f"outputs {outputs.name}",
    )  # fmt: skip


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
