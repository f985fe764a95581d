"""Records of statements as HTML for an article: the verdict first, the rest to be unfolded. Pure; all is escaped."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from symact.tutorials.record import Adjudicated, Value
from symact.tutorials.render import MARKS, WORDS, first_values
from symact.tutorials.tables import Cell, Table

STYLE = """
.adjudicated { border-left: .25rem solid #ccc; padding: .1rem 0 .1rem .8rem; margin: .8rem 0; max-width: 46em; }
.adjudicated p { margin: .2rem 0; }
.adjudicated.confirmed { border-color: #2a7d3f; } .adjudicated.refuted { border-color: #b3261e; }
.adjudicated.conditional { border-color: #b07d00; } .adjudicated.advice { border-color: #356fae; }
.adjudicated .verdict { font-weight: 600; } .adjudicated.confirmed .verdict { color: #2a7d3f; }
.adjudicated.refuted .verdict { color: #b3261e; } .adjudicated.conditional .verdict { color: #8a6200; }
.adjudicated.advice .verdict { color: #356fae; }
.adjudicated .numbers { font-size: .9em; }
.adjudicated summary { color: var(--color-foreground-muted, #666); font-size: .85em; cursor: pointer; }
.adjudicated details { font-size: .85em; overflow-x: auto; }
.adjudicated code { overflow-wrap: anywhere; }
""".lstrip()


def claim_html(c: Adjudicated) -> str:
    """One statement: its words, the verdict with its condition, and what it rests on."""
    under = f" {escape(c.found.condition)}" if c.found.condition else ""
    said = f'<p>“{escape(c.statement)}” <span class="verdict">{MARKS[c.verdict]} {WORDS[c.verdict]}</span>{under}</p>'
    remark = f"<p>{escape(c.found.remark)}</p>" if c.found.remark else ""
    found = f'<p class="numbers">{escape(first_values(c))}</p>' if c.found.values else ""
    return (
        f'<div class="adjudicated {c.verdict}" id="{escape(anchor(c.id))}">\n{said}\n{remark}\n{found}\n'
        f"<details><summary>{escape(how(c))}</summary>\n{values_html(c.found.values)}{evidence_html(c)}"
        f"<p><code>symact claims {escape(c.id)} --verbose</code></p></details></div>"
    )


def anchor(name: str) -> str:
    return f"claim-{name.replace('/', '-')}"


def how(c: Adjudicated) -> str:
    """`about floats, by exact threshold; 12 numbers`."""
    many = len(c.found.values)
    return f"about {c.kind}, by {c.method}" + (f"; {many} number{'s' * (many != 1)}" if many else "")


def values_html(values: Sequence[Value]) -> str:
    if not values:
        return ""
    rows = [f"<tr><td>{escape(v.name)}</td><td><code>{escape(v.to_text())}</code></td></tr>" for v in values]
    return f"<table>{''.join(rows)}</table>\n"


def evidence_html(c: Adjudicated) -> str:
    rows = [
        f"<li>{escape(e.kind)}: {escape(e.says)}"
        + (f"<br><code>{escape(e.command)}</code>" if e.command else "")
        + "</li>"
        for e in c.found.evidence
    ]
    return f"<ul>{''.join(rows)}</ul>\n" if rows else ""


def table_html(t: Table) -> str:
    """The comparison: a row for each property, and how each cell was found in its title."""
    head = "".join(f"<th>{escape(name)}</th>" for name in ("", *t.columns))
    rows = [f"<tr><th>{escape(row.title)}</th>{''.join(_cell(row.cells[c]) for c in t.columns)}</tr>" for row in t.rows]
    return (
        '<div class="table-wrapper"><table class="docutils"><thead><tr>'
        f"{head}</tr></thead><tbody>{''.join(rows)}</tbody></table></div>"
    )


def _cell(cell: Cell) -> str:
    found = "; ".join((cell.how, *cell.evidence))
    return f'<td title="{escape(found)}">{escape(cell.value)}</td>'


def table_text(t: Table) -> str:
    return "\n".join(f"{row.title}: " + "; ".join(f"{c} {row.cells[c].value}" for c in t.columns) for row in t.rows)
