"""Derivations as Typst, for PDFs without a TeX installation. Pure: a record in, Typst source out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from symact.derivation.reading import Prose
from symact.derivation.record import PROVED, REFUTED, Chain, Derivation, Part, Step
from symact.render.notation import PRETTY_RELATION
from symact.render.statement import announced, ending, heading, quantifier
from symact.render.styles import fitting, said_of
from symact.render.text import verdict_lines
from symact.render.typst_terms import typst

PREAMBLE = """\
#set page(paper: "a4", margin: 2.6cm)
#set text(font: "New Computer Modern", size: 11pt)
#set par(justify: false)
#show heading: set text(size: 12pt)
"""
LINE = 72.0  # of the page, in units of an italic x
_MARKUP = re.compile(r"([\\#$*_`<>@=~/\-+\[\]\"'])")


def document_typst(derivations: Sequence[Derivation]) -> str:
    """A document that states each theorem and derives it."""
    return PREAMBLE + "\n#line(length: 100%, stroke: 0.4pt + luma(200))\n".join(map(_theorem, derivations))


def prose(words: Prose) -> str:
    """Words as Typst markup, every sign of markup escaped."""
    return "".join(_MARKUP.sub(r"\\\1", w) if isinstance(w, str) else f"${typst(w)}$" for w in words)


def _theorem(d: Derivation) -> str:
    words = prose(quantifier(d))
    note = ' quad "(false)"' if d.theorem.verdict == REFUTED else ""
    blocks = [
        f"= {prose(d.title)}",
        words[:1].upper() + words[1:],
        f"$ {typst(d.claim)}{note} $",
        *(f"Lemma: ${typst(c.claim)}$" + (f", {prose(c.reason)}." if c.reason else ".") for c in d.lemmas),
        *(block for part in d.parts for block in _part(part)),
        prose(d.remark),
        *(f"#text(size: 9pt)[{prose((line.strip(),))}]" for line in verdict_lines(d)),
    ]
    return "\n\n".join(b for b in blocks if b) + "\n"


def _part(part: Part) -> list[str]:
    first, last = heading(part), ending(part)
    blocks = [f"#emph[{prose(first)}.]"] if first else []
    for position, chain in enumerate(c for c in part.chains if c.steps):
        said = announced(chain, position)
        blocks += [prose(said)] if said else []
        blocks.append(_table(chain))
    return [*blocks, f"{prose(last)}."] if last else blocks


def _table(chain: Chain) -> str:
    layout = fitting([chain], LINE)
    cells = [f"grid.cell(colspan: 3, align: left)[{_math(typst(chain.first))}]"] if layout.apart else []
    for position, step in enumerate(chain.steps):
        first = _math(typst(chain.first)) if position == 0 and not layout.apart else "#h(1em)"
        body = _math(f"{_sign(step)} {typst(step.shown)}")
        if layout.reasons == 0.0:
            cells += [f"[{first}]", f"grid.cell(colspan: 2)[{body}]"]
            cells += ["[]", f"grid.cell(colspan: 2)[#h(2em) ({prose(said_of(step))})]"]
        else:
            cells += [f"[{first}]", f"[{body}]", f"[{prose(said_of(step))}]"]
    rows = ",\n  ".join(cells)
    setting = "columns: (auto, auto, 1fr), column-gutter: (0.35em, 2em), row-gutter: 0.9em"
    return f"#grid({setting}, align: (right + horizon, left + horizon, left + horizon),\n  {rows})"


def _math(body: str) -> str:
    return f'#text(top-edge: "bounds", bottom-edge: "bounds")[$display({body})$]'


def _sign(step: Step) -> str:
    sign = PRETTY_RELATION[step.relation]
    if step.verdict.verdict == REFUTED:
        return "≠" if step.relation == "==" else f'attach(limits({sign}), t: "false")'
    return sign if step.verdict.verdict == PROVED else f'attach(limits({sign}), t: "?")'
