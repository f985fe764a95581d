"""`symact plot`: pictures of a function, of its derivatives, and of the errors of its implementations."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from symact.cli.accuracy import SEED
from symact.cli.claims import ClaimCommand
from symact.cli.frame import SEED_TYPE, Line, count_type, document, json_option, progress

if TYPE_CHECKING:
    from symact.render.plots import Picture

STDOUT, TUTORIAL, DTYPE = "-", "tutorial:", "float64"
INCHES = click.FloatRange(1, 60)


@click.command("plot", cls=ClaimCommand, short_help="A picture: value and derivatives, or errors in ulp.")
@click.argument("name", metavar="NAME|FORMULA")
@click.option("--derivative", type=click.IntRange(0, 4), help="Draw up to this one; with --impl, errors of it.")
@click.option(
    "--impl", "implementations", multiple=True, metavar="SPEC", help="Its errors: naive, stable, …; repeatable."
)
@click.option("--dtype", default=DTYPE, show_default=True, help="float16, bfloat16, float32, float64, float8_…")
@click.option(
    "--show",
    "shows",
    multiple=True,
    metavar="PANEL",
    help="value, ordinal, x; repeatable.  [default: value; with --impl ordinal and x]",
)
@click.option("--range", "ends", type=(float, float), metavar="LO HI", help="The ends of x.")
@click.option("--set", "values", multiple=True, metavar="NAME=VALUE", help="An exact value of a parameter; repeatable.")
@click.option("--kind", "kinds", multiple=True, help="Regimes: inf, nan, false_zero, saturates, half, all, none.")
@click.option("--points", type=count_type(10), help="Inputs per panel of errors.  [default: 4000]")
@click.option("--seed", type=SEED_TYPE, default=SEED, show_default=True, help="Of the samples.")
@click.option("--out", "target", metavar="FILE", help="A .png, .svg or .pdf; - is stdout.  [default: NAME.png]")
@click.option("--format", "form", type=click.Choice(["png", "svg", "pdf"]), help="[default: by the ending of --out]")
@click.option("--width", type=INCHES, help="In inches.")
@click.option("--height", type=INCHES, help="In inches.")
@click.option("--columns", type=click.IntRange(1, 2), help="As wide as a text block: of one column, or of one of two.")
@click.option("--dpi", type=click.IntRange(30, 1200), default=200, show_default=True, help="Of a PNG.")
@json_option
@click.pass_context
def plot_command(
    context: click.Context, name: str, derivative: int | None, implementations: tuple[str, ...], dtype: str,
    shows: tuple[str, ...], ends: tuple[float, float] | None, values: tuple[str, ...], kinds: tuple[str, ...],
    points: int | None, seed: int, target: str | None, form: str | None, width: float | None, height: float | None,
    columns: int | None, dpi: int, as_json: bool,
) -> None:  # fmt: skip
    """Draw NAME, or a formula in x: its value and derivative, with zeros, extrema, inflection points, kinks and limits.

    With --impl, the errors of implementations in ulp, over the whole format and near 0, and the regimes in which they
    break. All that is marked is certified; --json prints it instead of drawing, and with --out too. The pictures of
    tutorials have names: tutorial:sigmoid, sigmoid_slope, tanh, softmax, descent.

    \b
    Examples:
      symact plot sigmoid
      symact plot "x*tanh(exp(x))" --derivative 2 --out f.svg
      symact plot elu --set alpha=1/2 --columns 2 --out elu.pdf
      symact plot sigmoid --impl naive --impl stable --dtype float32 --out errors.png
      symact plot tutorial:descent --out descent.svg
    """
    from symact.render.plots import Size, image, missing

    sized = Size(width, height, columns or 1, dpi)
    drawn = not as_json or target is not None
    where, chosen = destination(name, target, form, context) if drawn else ("", "")
    if drawn and missing():
        raise click.UsageError(missing(), context)
    with progress(name) as advance:
        picture = ask(
            name, derivative, implementations, dtype, shows, ends, values, kinds, points, seed, context, advance
        )
    if drawn:
        write(image(picture, chosen, sized), where, context)
    if as_json:
        click.echo(document("pictures", [picture.to_json()], seed))
    elif where != STDOUT:
        click.echo(picture.description)
        click.echo(f"\n{where}")


def ask(
    name: str, derivative: int | None, implementations: Sequence[str], dtype: str, shows: Sequence[str],
    ends: tuple[float, float] | None, values: Sequence[str], kinds: Sequence[str], points: int | None, seed: int,
    context: click.Context, advance: Line,
) -> Picture:  # fmt: skip
    """The picture that the options ask for."""
    from symact.activations import catalogue, unknown_name
    from symact.pictures import plot
    from symact.pictures.ask import POINTS
    from symact.pictures.errors import REGIMES

    if name.startswith(TUTORIAL):
        from symact.tutorials.pictures import illustration

        if any((derivative is not None, implementations, shows, ends, values, kinds, points is not None)):
            raise click.UsageError(f"{name} is drawn as tutorials draw it: leave the options out", context)
        return illustration(name.removeprefix(TUTORIAL)).picture
    if name.isidentifier() and name != "x" and name not in catalogue():
        raise click.UsageError(unknown_name(name), context)
    if not implementations and (kinds or points is not None or dtype != DTYPE):
        raise click.UsageError("--kind, --points and --dtype are about implementations: add --impl naive", context)
    regimes = () if tuple(kinds) == ("none",) else tuple(kinds) or REGIMES
    return plot(
        name, derivative=derivative, impl=implementations, dtype=dtype, show=shows, range=ends,
        parameters=read_values(values, context), kinds=regimes, points=points or POINTS, seed=seed, progress=advance,
    )  # fmt: skip


def read_values(texts: Sequence[str], context: click.Context) -> dict[str, str]:
    """`alpha=1/2` as name and value."""
    found: dict[str, str] = {}
    for text in texts:
        name, equals, value = (part.strip() for part in text.partition("="))
        if not equals or not value:
            raise click.UsageError(f"--set {text}: write a name and its value, such as --set alpha=1/2", context)
        if name in found:
            raise click.UsageError(f"--set {name}: given twice", context)
        found[name] = value
    return found


def destination(name: str, target: str | None, form: str | None, context: click.Context) -> tuple[str, str]:
    """Where the picture goes, and in which form; a terminal gets none."""
    from symact.render.plots import FORMS, form_of

    if target is None:
        form = form or "png"
        plain = name.removeprefix(TUTORIAL)
        return f"{plain if plain.isidentifier() else 'plot'}.{form}", form
    if target == STDOUT:
        if form is None:
            raise click.UsageError(f"--out -: add --format {'|'.join(FORMS)}", context)
        if sys.stdout.isatty():
            raise click.UsageError("a picture is not for a terminal: name a file with --out FILE", context)
        return target, form
    return target, form or form_of(target)


def write(made: bytes, where: str, context: click.Context) -> None:
    """Writes the file, and the folder that it is in; or to standard output."""
    if where == STDOUT:
        click.echo(made, nl=False)
        return
    path = Path(where)
    if path.is_dir():
        raise click.UsageError(f"{where} is a folder: name a file in it", context)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(made)
