"""`symact moments`: mean and variance of a function of a random input, enclosed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from symact.cli.frame import document, json_option

if TYPE_CHECKING:
    from symact.numerics import Moments

EXAMPLES = """\b
Examples:
  symact moments relu --normal 0 1
  symact moments sigmoid --uniform -1 1 --json
  symact moments "x*tanh(x)" --normal 0.5 2
"""


@click.command("moments", epilog=EXAMPLES, short_help="Mean and variance for random inputs, enclosed.")
@click.argument("function", metavar="NAME|FORMULA")
@click.option("--normal", "bell", nargs=2, metavar="MU SIGMA", help="Normal inputs: mean, standard deviation.")
@click.option("--uniform", "flat", nargs=2, metavar="A B", help="Inputs uniform from A to B.")
@json_option
@click.pass_context
def moments_command(
    context: click.Context, function: str, bell: tuple[str, str] | None, flat: tuple[str, str] | None, as_json: bool
) -> None:
    """Enclose the mean and the variance of a function of a random input, by ball arithmetic, tails included."""
    if bool(bell) == bool(flat):
        raise click.UsageError("one distribution is needed: --normal MU SIGMA or --uniform A B", context)
    from symact.numerics import moments, normal, uniform

    found = moments(function, normal(*bell) if bell else uniform(*(flat or ("", ""))))
    click.echo(document("moments", [found.to_json()]) if as_json else as_text(found))


def as_text(found: Moments) -> str:
    from symact.numerics.integrals import digits

    many = f"{found.pieces} piece{'s' * (found.pieces != 1)}"
    why = "; ".join([f"integrated in {many}", *found.tails, f"rests on: {found.trust}"])
    lines = [f"{found.activation} of {found.distribution}", f"  mean      {digits(found.mean)}"]
    return "\n".join([*lines, f"  variance  {digits(found.variance)}", f"  {why}"])
