"""`symact list` and `symact show`: the catalogue, and one card of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from symact.cli.frame import SECONDS, document, json_option, progress

if TYPE_CHECKING:
    from symact.activations import Activation

NAME_WIDTH, TITLE_WIDTH, FORMULA_WIDTH = 14, 30, 72


@click.command("list", short_help="The catalogue: every function that claims may use.")
@json_option
def list_command(as_json: bool) -> None:
    """List the catalogue: first the core set, with derivatives and theorems, then the functions that are only defined.

    \b
    Examples:
      symact list
      symact list --json
    """
    from symact.activations import catalogue

    entries = sorted(catalogue().values(), key=lambda e: not e.core)
    if as_json:
        click.echo(document("activations", [card(e) for e in entries]))
        return
    for core, heading in ((True, "core set: derivative, theorems, scripts, audits"), (False, "defined")):
        chosen = [e for e in entries if e.core == core]
        click.echo(click.style(f"{heading} ({len(chosen)})", bold=True))
        for e in chosen:
            click.echo(
                f"  {e.name:<{NAME_WIDTH}} {_cut(e.title, TITLE_WIDTH)} {_cut(e.kernel, FORMULA_WIDTH)}".rstrip()
            )
        click.echo()
    click.echo("symact show NAME prints a card; symact derive NAME its derivative, line by line.")


@click.command("show", short_help="One card: definition, derivative, claims, what frameworks call it.")
@click.argument("name")
@click.option("--trust", is_flag=True, help="Prove its theorems, and say what each of them rests on.")
@click.option("--timeout", type=SECONDS, default=20.0, show_default=True, help="Per theorem, with --trust.")
@json_option
@click.pass_context
def show_command(context: click.Context, name: str, trust: bool, timeout: float, as_json: bool) -> None:
    """Show the card of NAME: an activation, or any other function of the claim language.

    With --trust, its theorems are proved, and each is shown with what you believe when you believe it: the kernel, the
    kernel's enclosures, the theorems of mathematics that it uses, the definitions it unfolds. docs/trust.md explains.

    \b
    Examples:
      symact show gelu
      symact show elu --json
      symact show sigmoid --trust
    """
    from symact.activations import catalogue

    entry = find_entry(name, context) if name in catalogue() else None
    if trust:
        _show_trust(entry or find_entry(name, context), timeout, as_json)
        return
    made = card(entry) if entry else _definition_card(name, context)
    if as_json:
        click.echo(document("activations", [made]))
        return
    for line in _card_lines(entry) if entry else _definition_lines(made):
        click.echo(line)


def _show_trust(entry: Activation, timeout: float, as_json: bool) -> None:
    """Every theorem of an entry with what it rests on; one that is not proved rests on nothing, and says so."""
    from symact.cli.asking import Prover
    from symact.cli.support import support
    from symact.cli.theorems import of_entry

    rows = []
    with Prover() as prover, progress("proving") as advance:
        for outcome in of_entry(entry, prover, timeout):
            certificate = next(iter(outcome.certificates.values()), None)
            found = support(certificate).to_json() if certificate else None
            rows.append({"id": outcome.id, "claim": outcome.claim, "verdict": outcome.verdict,
                         "trust": outcome.record["trust"], "support": found})  # fmt: skip
            advance(len(rows), len(entry.theorems), outcome.id)
    if as_json:
        click.echo(document("trust", rows))
        return
    click.echo(click.style(entry.name, bold=True) + f" = {entry.kernel}")
    for row in rows:
        click.echo(f"\n  {row['verdict']:<8} {row['claim']}")
        if row["support"] is None:
            click.echo("           no certificate: nothing is claimed")
            continue
        click.echo(f"           rests on: {row['trust'] or 'kernel'}; by {', '.join(row['support']['arguments'])}")
        unfolded = ", ".join(row["support"]["definitions"]) or "none"
        click.echo(f"           definitions: {unfolded}; certificate of {row['support']['bytes']:,} bytes")


def _cut(text: str, width: int) -> str:
    return f"{text:<{width}}" if len(text) <= width else f"{text[: width - 2]} …"


def find_entry(name: str, context: click.Context) -> Activation:
    """The entry of that name; a usage error suggests the nearest ones."""
    from symact.activations import catalogue, unknown_name

    if name not in catalogue():
        raise click.UsageError(unknown_name(name), context)
    return catalogue()[name]


def card(entry: Activation) -> dict[str, Any]:
    """The record of an entry."""
    return {
        "name": entry.name, "title": entry.title, "core": entry.core, "latex": entry.latex, "definition": entry.kernel,
        "application": entry.application,
        "variables": {v.name: v.domain for v in entry.variables},
        "parameters": [{"name": p.name, "default": p.default, "domain": p.domain} for p in entry.parameters],
        "derivative": entry.derivative or None, "differentiable": list(entry.differentiable),
        "partials": dict(entry.partials),
        "stable": entry.stable or entry.shifted or None, "stable_derivative": entry.stable_derivative or None,
        "theorems": [
            {"id": c.id, "claim": c.claim, "kind": c.kind, "assumptions": list(c.assumptions),
             "variables": dict(c.variables), "expect": c.expect}
            for c in entry.theorems
        ],
        "frameworks": dict(entry.frameworks), "disagreements": entry.disagreements or None,
        "reference": entry.reference or None,
    }  # fmt: skip


def _definition_card(name: str, context: click.Context) -> dict[str, Any]:
    """The record of a function that the kernel itself defines, or takes as it is."""
    from symact.activations import unknown_name, vocabulary
    from symact.kernel.terms import ELEMENTARY, OPAQUE
    from symact.kernel.vocabulary import Definition

    found = vocabulary().get(name)
    if isinstance(found, Definition):
        return {"name": name, "core": False, "definition": found.body, "application": found.signature}
    if found is not None:
        how = "unfolds to a Piecewise, first argument first"
    elif name in ELEMENTARY:
        how = "elementary: the kernel has rules and enclosures for it"
    elif name in OPAQUE:
        how = "parses; the kernel has no rule for it, so a claim that needs one is UNKNOWN"
    else:
        raise click.UsageError(unknown_name(name), context)
    return {"name": name, "core": False, "definition": None, "application": f"{name}(x)", "note": how}


def _definition_lines(made: dict[str, Any]) -> Iterator[str]:
    yield f"{made['application']} = {made['definition']}" if made["definition"] else made["application"]
    yield f"  {made.get('note', 'defined in the kernel, as every textbook does')}"


def _card_lines(entry: Activation) -> Iterator[str]:
    from symact.render.pretty import pretty

    yield click.style(entry.name, bold=True) + (f" - {entry.title}" if entry.title else "")
    yield ""
    yield f"  {pretty(entry.read(entry.application))} = {pretty(entry.read(entry.kernel))}"
    yield ""
    for label, value in _rows(entry):
        yield f"  {label:<16}{value}"
    if entry.theorems:
        yield ""
        yield f"  theorems, as `symact prove {entry.name}` shows:"
        for claim in entry.theorems:
            under = f"   if {', '.join(claim.assumptions)}" if claim.assumptions else ""
            false = "" if claim.expect == "PROVED" else f"   ({claim.expect.lower()})"
            yield f"    {claim.claim}{under}{false}"


def _rows(entry: Activation) -> Iterator[tuple[str, str]]:
    yield "claims say", entry.application
    yield "kernel text", entry.kernel
    for p in entry.parameters:
        yield "parameter", f"{p.name} = {p.default}" + ("" if p.domain == "real" else f", {p.domain}")
    under = f"   if {', '.join(entry.differentiable)}" if entry.differentiable else ""
    for label, text in (
        (f"d/d{entry.differential}" if entry.derivative else "", entry.derivative + under),
        *((f"d/d{name}", text) for name, text in entry.partials.items()),
        ("stable form", entry.stable),
        ("shifted form", entry.shifted),
        ("its derivative", entry.stable_derivative),
        ("frameworks", ", ".join(f"{k}: {v}" for k, v in entry.frameworks.items())),
        ("disagreement", entry.disagreements),
        ("reference", entry.reference),
    ):
        if label and text:
            yield label, text
