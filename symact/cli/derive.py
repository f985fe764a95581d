"""`symact derive`: a derivation, every line of it checked."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from symact.cli.claims import ClaimCommand, read_domains
from symact.cli.forms import FORMS, Setting, chosen_form, put
from symact.cli.frame import SECONDS, json_option

if TYPE_CHECKING:
    from symact.derivation.record import Derivation


@click.command("derive", cls=ClaimCommand, short_help="A derivation, line by line, each line checked.")
@click.argument("name", metavar="NAME|SCRIPT|FORMULA")
@click.argument("theorem", required=False)
@click.option(
    "--derivative", type=click.IntRange(1, 9), help="Which derivative, where no theorem is named.  [default: 1]"
)
@click.option(
    "--assume", "assumptions", multiple=True, metavar="CONDITION", help="For a formula or a claim: assume this."
)
@click.option("--var", "domains", multiple=True, metavar="NAME:DOMAIN", help="For a formula: the domain of a variable.")
@click.option("--format", "form", type=click.Choice(list(FORMS)), help="[default: by the ending of --out, else text]")
@click.option("--style", type=click.Choice(["align", "labels", "intertext"]), help="LaTeX: where the reasons go.")
@click.option("--columns", type=click.IntRange(1, 2), help="LaTeX: break lines for one column or one of two.")
@click.option("--standalone", is_flag=True, help="A whole LaTeX document instead of lines to paste.")
@click.option("--out", "target", type=click.Path(path_type=Path, dir_okay=False), help="Write to this file.")
@click.option("--timeout", type=SECONDS, default=20.0, show_default=True, help="Per line.")
@json_option
@click.pass_context
def derive_command(
    context: click.Context, name: str, theorem: str | None, derivative: int | None, assumptions: tuple[str, ...],
    domains: tuple[str, ...], form: str | None, style: str | None, columns: int | None, standalone: bool,
    target: Path | None, timeout: float, as_json: bool,
) -> None:  # fmt: skip
    """Derive a THEOREM about NAME: its derivative, or one of the theorems that `symact show NAME` lists.

    NAME may also be a proof script, by its name or path; a formula stands for its derivative,
    an identity, an inequality or a limit for itself.
    Exit code: 0 every line is a theorem, 1 one is false, 3 one is undecided.

    \b
    Examples:
      symact derive sigmoid
      symact derive sigmoid complement --format latex --style labels --columns 2
      symact derive tanh --out tanh.html
      symact derive tanh_derivative
      symact derive "x*tanh(log(1 + exp(x)))"
      symact derive "tanh(x) < x" --assume "x > 0"
    """
    from symact.cli.theorems import derived, exit_code

    if theorem and derivative:
        raise click.UsageError("name a theorem or give --derivative, not both", context)
    setting = Setting(style or "align", columns or 1, standalone)
    if as_json and form not in (None, "json"):
        raise click.UsageError(f"--json or --format {form}, not both", context)
    asked = bool(style or columns or standalone)
    form = chosen_form("json" if as_json else form, setting, target, asked, context)
    found = derivations(name, theorem, derivative, read_domains(domains, context), assumptions, timeout, context)
    put(FORMS[form](found, setting), target, context)
    context.exit(exit_code([derived(d) for d in found]))


def derivations(
    name: str, theorem: str | None, derivative: int | None, domains: dict[str, str], assumptions: tuple[str, ...],
    timeout: float, context: click.Context,
) -> list[Derivation]:  # fmt: skip
    """What the name stands for: a theorem of an entry, the theorems of a script, or a derivative of a formula."""
    from symact.activations import catalogue, unknown_name
    from symact.derivation import derive, load_script

    if name not in catalogue():
        scripts = {path.stem: path for path in _scripts(name)}
        if name in scripts or Path(name) in scripts.values():
            if derivative:
                raise click.UsageError(f"--derivative is for functions and formulas; {name} is a script", context)
            proofs = load_script(scripts.get(name, Path(name)))
            chosen = [p for p in proofs if theorem in (None, p.name, p.name.removeprefix(f"{p.path.stem}."))]
            if not chosen:
                known = ", ".join(p.name for p in proofs)
                raise click.UsageError(f"{name} states no theorem '{theorem}'; it states {known}", context)
            return [p.derive(timeout=timeout) for p in chosen]
        if name.endswith(".py"):
            raise click.UsageError(f"{name}: no such script; those that come with symact need no .py", context)
        if theorem or (name.isidentifier() and name != "x"):
            raise click.UsageError(unknown_name(name, scripts), context)
    return [derive(name, theorem, domains, assume=assumptions, timeout=timeout, order=derivative or 1)]


def _scripts(name: str) -> list[Path]:
    """The scripts that come with symact; or the one that the name is the path of."""
    from symact.derivation import find_scripts, shipped_scripts

    return [Path(name)] if name.endswith(".py") and Path(name).is_file() else find_scripts(shipped_scripts())
