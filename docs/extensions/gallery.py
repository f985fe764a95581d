"""The gallery: a page for each entry of the catalogue, written before Sphinx looks for pages; nothing is listed here.

The pages go into `docs/gallery/`, which is no part of the repository. What they show is asked of the `derivation` and
`claim` directives, so a theorem that does not hold is a warning here as anywhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from symact.activations import Activation, catalogue
from symact.activations.entry import KINDS
from symact.derivation import derive, reading
from symact.derivation.automatic import NotDerived
from symact.derivation.record import PROVED
from symact.kernel.errors import ClaimError
from symact.kernel.terms import text as claim_text
from symact.render.html import formula
from symact.render.latex import latex
from symact.render.pretty import pretty
from symact.render.width import width
from symact.sphinx.directives import DerivationDirective

FOLDER = "gallery"
LONGEST = 120  # characters of a text in a table
COLUMN = 32.0  # in units of an italic x
SECTIONS = {
    "Symmetries and relations": ("symmetry", "relation"),
    "Values, bounds and limits": ("value", "bound", "monotonicity", "limit"),
    "More about the derivatives": ("derivative", "second derivative"),
    "Stable forms": ("stable form",),
}


class Sought(DerivationDirective):
    """A derivative that the page does not promise: where no lines are found, it says why."""

    def checked(self) -> list[nodes.Node]:
        try:
            return super().checked()
        except NotDerived as error:
            return [nodes.paragraph("", f"symact does not derive it yet: {error}.")]
        except ClaimError as error:
            return [nodes.paragraph("", f"There is no derivative: {error.message}.")]


class Overview(SphinxDirective):
    """The catalogue as a table: name, definition, derivative; the names lead to the pages."""

    def run(self) -> list[nodes.Node]:
        table = nodes.table("", classes=["gallery"])
        group = nodes.tgroup("", cols=3)
        group += [nodes.colspec("", colwidth=share) for share in (1, 2, 2)]
        group += nodes.thead("", _row([[nodes.Text(word)] for word in ("function", "definition", "derivative")]))
        body = nodes.tbody("")
        for entry in _in_order():
            body += _row([
                [_link(entry, self.env.docname)],
                _cell(entry, entry.kernel),
                _derivative(entry),
            ])  # fmt: skip
        group += body
        table += group
        return [table]


class Definition(SphinxDirective):
    """What an entry is defined to be: its formula, and the text that the kernel reads."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        entry = catalogue()[self.arguments[0]]
        shown = _formula(entry, f"{entry.application} == {entry.kernel}", block=True)
        code = nodes.literal("", f"{entry.application} = {entry.kernel}")
        return [nodes.paragraph("", "", *shown), nodes.paragraph("", "", code)]


def _cell(entry: Activation, source: str) -> list[nodes.Node]:
    """A formula, or its text where that is what fits into a column."""
    wide = width(reading.expression(source, entry.domains)) > COLUMN
    if not wide:
        return _formula(entry, source)
    return [nodes.literal("", source)] if len(source) <= LONGEST else [nodes.Text("on its page")]


def _derivative(entry: Activation) -> list[nodes.Node]:
    """The derivative that is stated, or else the one that is found; nothing where none is."""
    if entry.derivative or not entry.variables:
        return _cell(entry, entry.derivative) if entry.derivative else []
    try:
        found = derive(entry.name)
    except NotDerived:
        return []
    return _cell(entry, claim_text(found.claim.args[2])) if found.verdict == PROVED else []


def _row(cells: list[list[nodes.Node]]) -> nodes.row:
    return nodes.row("", *[nodes.entry("", nodes.paragraph("", "", *cell)) for cell in cells])


def _link(entry: Activation, docname: str) -> nodes.Node:
    from sphinx.addnodes import pending_xref

    name = nodes.literal("", entry.name)
    return pending_xref(
        "", name, refdomain="std", reftype="doc", reftarget=f"/{FOLDER}/{entry.name}", refexplicit=True,
        refwarn=True, refdoc=docname,
    )  # fmt: skip


def _formula(entry: Activation, source: str, block: bool = False) -> list[nodes.Node]:
    t = reading.condition(source, entry.domains) if block else reading.expression(source, entry.domains)
    html = f'<span class="symact-inline">{formula(t, block=block)}</span>'
    forms = {"html": html, "latex": f"${latex(t)}$", "text": pretty(t)}
    return [nodes.raw("", made, format=form) for form, made in forms.items()]


def _in_order() -> list[Activation]:
    return sorted(catalogue().values(), key=lambda e: not e.core)


def page(entry: Activation) -> str:
    """The page of an entry, as Markdown."""
    return "\n\n".join(_blocks(entry)) + "\n"


def _blocks(entry: Activation) -> Iterator[str]:
    yield f"# {entry.name}: {entry.title}" if entry.title != entry.name else f"# {entry.name}"
    yield _directive("definition", entry.name)
    yield from _notes(entry)
    if entry.core:
        yield _directive("picture", entry.name)
    if entry.variables:
        yield "## First derivative"
        yield _directive("derivation" if entry.core else "sought", entry.name, whole="")
        yield "## Second derivative"
        yield _directive("derivation" if entry.core else "sought", entry.name, order="2", whole="")
    stated = [
        c for c in entry.theorems if c.id.removeprefix(f"{entry.name}.") not in ("derivative", "second_derivative")
    ]
    listed = {kind for kinds in SECTIONS.values() for kind in kinds}
    for heading, kinds in {**SECTIONS, "Further theorems": tuple(set(KINDS) - listed)}.items():
        claims = [c for c in stated if c.kind in kinds and c.expect == PROVED]
        if claims:
            yield f"## {heading}"
            yield from (_directive("derivation", c.id.replace(".", " ", 1), whole="") for c in claims)
    false = [c for c in stated if c.expect != PROVED]
    if false:
        yield "## What does not hold"
        yield from (
            _directive(
                "claim", c.claim, expect=c.expect.lower(), assume="; ".join(c.assumptions),
                variables=", ".join(f"{k}:{v}" for k, v in c.variables.items()),
            )
            for c in false
        )  # fmt: skip


def _notes(entry: Activation) -> Iterator[str]:
    rows = [
        *((f"parameter `{p.name}`", f"{p.default} by default, {p.domain}") for p in entry.parameters),
        *([("elsewhere", ", ".join(f"{k}: `{v}`" for k, v in entry.frameworks.items()))] if entry.frameworks else []),
        *([("disagreement", _plain(entry.disagreements))] if entry.disagreements else []),
        *([("reference", _plain(entry.reference))] if entry.reference else []),
    ]
    if rows:
        yield "\n".join(f"{name}\n: {text}\n" for name, text in rows).rstrip()


def _plain(text: str) -> str:
    return "".join(f"\\{c}" if c in r"\`*_[]<>#$|~{}" else c for c in text)


def _directive(name: str, argument: str, **options: str) -> str:
    rows = [f":{key}: {value}".rstrip() for key, value in options.items() if value or key == "whole"]
    return "\n".join([f"```{{{name}}} {argument}", *rows, "```"])


def write(app: Sphinx) -> None:
    """Writes the pages that are new or differ, and removes those of entries that are gone."""
    folder = Path(app.srcdir) / FOLDER
    folder.mkdir(exist_ok=True)
    made = {f"{entry.name}.md": page(entry) for entry in catalogue().values()}
    for path in folder.glob("*.md"):
        if path.name not in made:
            path.unlink()
    for name, text in made.items():
        path = folder / name
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_directive("sought", Sought)
    app.add_directive("catalogue", Overview)
    app.add_directive("definition", Definition)
    app.connect("builder-inited", write)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
