"""`symact accuracy softmax`: audits of functions of a row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from symact.cli.frame import AS_EXPECTED, DIFFERS, document, output_for_results, progress

if TYPE_CHECKING:
    from symact.numerics.vectors import Place, VectorAudit

ROWS = ("softmax", "log_softmax", "logsumexp")
DEFECTS = {
    "inf": "infinite", "nan": "nan", "missing_overflow": "not infinite", "false_zero": "false zero",
    "false_zero_normal": "normal, yet 0", "wrong_sign": "wrong sign", "undecided": "undecided",
}  # fmt: skip


def audit_rows(
    context: click.Context, name: str, implementations: tuple[str, ...], dtype: str, points: int | None,
    lengths: tuple[int, ...], layout: str, seed: int, max_ulp: float | None, as_json: bool, others: dict[str, Any],
) -> int:  # fmt: skip
    """Prints the audits of the implementations of `name`; the exit code. `others` are options that must not be set."""
    from symact.numerics.vectors import DEFAULT, LENGTHS, POINTS, vector_accuracy

    for option, value in others.items():
        if value:
            raise click.UsageError(f"{name} is a function of a row: leave {option} out", context)
    audits = []
    for spec in implementations or DEFAULT:
        with output_for_results(), progress(f"{spec} {dtype}") as line:
            found = vector_accuracy(
                spec, name, dtype, points=points or POINTS, lengths=lengths or LENGTHS, layout=layout, seed=seed,
                progress=line,
            )  # fmt: skip
        audits.append(found)
        if not as_json:
            click.echo(rows_text(found))
            if max_ulp is not None and exceeds(found, max_ulp):
                click.echo(f"  above --max-ulp    {max_ulp:g}")
    if as_json:
        click.echo(document("audits", [a.to_json() for a in audits], seed))
    return DIFFERS if max_ulp is not None and any(exceeds(a, max_ulp) for a in audits) else AS_EXPECTED


def exceeds(audit: VectorAudit, most: float) -> bool:
    above = audit.max_ulp is not None and audit.max_ulp[1] > most
    return above or bool(audit.nonfinite or audit.missing_overflow or audit.undecided)


def rows_text(a: VectorAudit) -> str:
    """A paragraph: what was tried, the largest error and where, and the defects that were met."""
    from symact.cli.audit_text import point, share, ulps

    head = click.style(f"{a.implementation}  {a.dtype}", bold=True)
    computed = "" if a.computed_in == a.dtype else f", computed in {a.computed_in}"
    lines = [f"{head}   {a.points:,} components of {a.rows:,} rows, seed {a.seed}{computed}"]
    if a.worst is not None:
        lines.append(f"  largest error      {ulps(a.max_ulp)}: {a.worst.place}")
        lines.append(f"    entry            {point(a.worst_input)}")
        lines.append(f"    got              {point(a.worst_output)}")
        lines.append(f"    want             {a.exact} ({float(a.exact or 0).hex()})")
        if a.max_ulp_normal != a.max_ulp:
            lines.append(f"  for normal values  {ulps(a.max_ulp_normal)}")
        lines.append(f"  correctly rounded  {share(a.correctly_rounded, a.points, 'components')}")
    if a.undefined:
        lines.append(f"  undefined          {a.undefined:,} components: every entry of the row is masked")
    for defect, place in a.first.items():
        if place is not None:
            lines.append(f"  {DEFECTS[defect]:<18} {_counted(a, defect)}first at {place}")
    if a.alone:
        lines.append(f"  otherwise alone    {a.alone:,} components, {_first(a.alone_first)}")
    return "\n".join(lines)


def _counted(a: VectorAudit, defect: str) -> str:
    count = getattr(a, defect, None)
    return f"{count:,} components, " if count else ""


def _first(place: Place | None) -> str:
    return f"first at {place}"
