"""`symact inputs`: the inputs of an audit as a file, for code in any language."""

from __future__ import annotations

from pathlib import Path

import click

from symact.cli.frame import SEED_TYPE, count_type, document, json_option

SEED = 0


@click.command("inputs", short_help="Write the inputs of an audit to a file, for code in any language.")
@click.option("--dtype", required=True, help="float16, bfloat16, float32, float64, float8_…")
@click.option(
    "--points", type=count_type(most=10**9), help="So many, stratified.  [default: all of 16 bits, else 20000]"
)
@click.option("--range", "ends", type=(float, float), metavar="LO HI", help="Inputs from LO to HI only.")
@click.option("--seed", type=SEED_TYPE, default=SEED, show_default=True, help="Of the sample.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), required=True, help="A .npy file.")
@json_option
def inputs_command(
    dtype: str, points: int | None, ends: tuple[float, float] | None, seed: int, out: Path, as_json: bool
) -> None:  # fmt: skip
    """Write numbers of a format, ascending, as a .npy file of one row.

    Formats that NumPy lacks are written as bit patterns: bfloat16 as uint16, float8 as uint8. The results are to be
    written in the same order, in the same way or as float32, and audited with `symact accuracy NAME --outputs FILE`.

    \b
    Examples:
      symact inputs --dtype bfloat16 --out x.npy
      symact inputs --dtype float32 --points 1000000 --seed 1 --out x.npy
    """
    import numpy as np

    from symact.numerics import find_format
    from symact.numerics.offline import inputs

    fmt = find_format(dtype)
    found = inputs(fmt, points, seed, ends)
    with out.open("wb") as file:
        np.save(file, found, allow_pickle=False)
    if as_json:
        row = {"file": str(out), "dtype": fmt.name, "stored": str(found.dtype), "points": len(found)}
        click.echo(document("inputs", [row], seed))
        return
    how = "" if fmt.native else f", as bit patterns in {found.dtype}"
    click.echo(f"wrote {out}: {len(found):,} numbers of {fmt.name}{how}")
