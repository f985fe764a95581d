"""`symact zeros`: roots, extrema and inflection points, enclosed to any number of digits, with theorems."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from symact.cli.frame import AS_EXPECTED, SECONDS, UNDECIDED, document, json_option

if TYPE_CHECKING:
    from symact.derivation.zeros import Zeros

EXAMPLES = """\b
Examples:
  symact zeros silu --derivative 1 --digits 50
  symact zeros "x**3 - x - 1"
"""


@click.command("zeros", epilog=EXAMPLES, short_help="Roots, extrema, inflection points, to any digits.")
@click.argument("function", metavar="NAME|FORMULA")
@click.option(
    "--derivative", type=click.IntRange(0, 9), default=0, show_default=True,
    help="Of which derivative: 0 roots, 1 extrema, 2 inflection points.",
)  # fmt: skip
@click.option("--digits", type=click.IntRange(1, 1000), default=20, show_default=True, help="After the point.")
@click.option("--timeout", type=SECONDS, default=10.0, show_default=True, help="Per theorem.")
@json_option
@click.pass_context
def zeros_command(
    context: click.Context, function: str, derivative: int, digits: int, timeout: float, as_json: bool
) -> None:
    """Look for zeros of a function, or of its derivative, between -40 and 40, and enclose each that is found.

    Each enclosure rests on theorems: the signs at its ends, and a slope of one sign around it. Exit code: 0 when
    theorems leave no room for further zeros on the whole real line, 3 when they do.
    """
    from symact.derivation.zeros import zeros

    found = zeros(function, derivative, digits, timeout)
    click.echo(document("zeros", [found.to_json()]) if as_json else as_text(found))
    context.exit(AS_EXPECTED if found.complete else UNDECIDED)


def as_text(found: Zeros) -> str:
    lines = [
        f"{z.kind} at {z.decimals(found.digits)}{'' if z.low == z.high else '…'}   ({counted(len(z.theorems))})"
        for z in found.found
    ]
    rest = "no other" if found.found else "none"
    lines.append(
        f"{rest}: {counted(len(found.elsewhere))}"
        if found.complete
        else "there may be more: not all of the line is covered"
    )
    return "\n".join(lines)


def counted(theorems: int) -> str:
    return f"{theorems} theorem{'s' * (theorems != 1)}"
