"""A derivation as LaTeX `align*`, reasons at the right; ams* packages only. Pure: a record in, LaTeX out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import symact
from symact.derivation.reading import Prose
from symact.derivation.record import PROVED, REFUTED, Chain, Derivation, Part, Step, counterexample, point
from symact.kernel.terms import text
from symact.render.latex import latex
from symact.render.notation import LATEX_RELATION
from symact.render.statement import ending, heading, quantifier, reason_words
from symact.render.text import prose_line
from symact.render.width import LINE, RELATION, width, words_width
from symact.render.words import latex_prose, latex_words

PREAMBLE = r"""\documentclass[11pt,a4paper]{article}
\usepackage{amsmath,amssymb}
\begin{document}
"""
FROM_THE_RIGHT = "and from the right side"
_GAP = 3.0
_EM = 0.5  # of an em is one unit of width
_COMFORTABLE, _NARROWEST = 22.0, 15.0


@dataclass(frozen=True, slots=True)
class Layout:
    """How a block of lines fits the page: the first term on a line of its own, and the width left for reasons.

    `reasons` is None where they fit as they are, and 0 where they go below their lines.
    """

    apart: bool = False
    reasons: float | None = None


def derivation_latex(d: Derivation, standalone: bool = False) -> str:
    """The lines in `align*`, ready to paste; with `standalone` a document that states the theorem first."""
    if standalone:
        return document_latex([d])
    body = "\n".join([*_lemmas(d), *_parts(d)])
    return f"% {prose_line(d.title)}\n{body or _display(d)}\n{comment(d)}"


def document_latex(derivations: Sequence[Derivation]) -> str:
    """A document that states each theorem and derives it."""
    pages = "\n\\bigskip\n\n".join(map(_theorem, derivations))
    return f"{PREAMBLE}\n{pages}\n\\end{{document}}\n"


def derivation_aligned(d: Derivation) -> str:
    """The same for notebooks: `aligned` in `$$`, which KaTeX and MathJax both read."""
    rows = [rf"& {latex(d.claim)} && \text{{{latex_prose(quantifier(d))}}}"] if not d.parts else []
    for part in d.parts:
        rows += [rf"& \text{{{latex_prose(heading(part))}:}}"] if heading(part) else []
        rows += [row for chain in part.chains for row in chain_rows(chain, Layout())]
    return "$$\n\\begin{aligned}\n" + " \\\\\n".join(rows) + "\n\\end{aligned}\n$$"


def comment(d: Derivation) -> str:
    """What the reader of the pasted lines needs to check them again."""
    fields = {
        "symact": symact.__version__,
        "claim": text(d.claim),
        "assuming": ", ".join(text(a) for a in d.assumptions),
        "variables": ", ".join(f"{k}:{v}" for k, v in d.variables.items()),
        "verdict": d.verdict,
        "wrong": "; ".join(s.complaint for s in d.wrong),
        "certificate": d.theorem.certificate_digest,
        "command": d.command,
    }
    return "".join(f"% {name}: {value}\n" for name, value in fields.items() if value)


def _theorem(d: Derivation) -> str:
    proof = [r"\noindent\textit{Proof.}"] if d.verdict == PROVED and d.parts else []
    remark = [rf"\noindent {latex_prose(d.remark)}"] if d.remark else []
    blocks = [_statement(d), *proof, *_lemmas(d), *_parts(d), *remark, rf"\noindent {_conclusion(d)}"]
    return "\n".join(b for b in blocks if b) + "\n\n" + comment(d)


def _statement(d: Derivation) -> str:
    words = latex_prose(quantifier(d))
    return rf"\noindent\textbf{{{latex_prose(d.title)}.}} {words[:1].upper() + words[1:]}" + f"\n{_display(d)}"


def _display(d: Derivation) -> str:
    note = r" \qquad \text{(false)}" if d.theorem.verdict == REFUTED else ""
    return f"\\begin{{align*}}\n  {latex(d.claim)}{note}\n\\end{{align*}}"


def _conclusion(d: Derivation) -> str:
    if d.verdict == PROVED:
        return r"\hfill$\square$"
    if d.theorem.verdict == REFUTED:
        return rf"Refuted: {latex_words(counterexample(d.theorem))}."
    return rf"{d.verdict.capitalize()}."


def _lemmas(d: Derivation) -> list[str]:
    return [
        rf"\noindent Lemma: ${latex(c.claim)}$" + (f", {latex_prose(c.reason)}." if c.reason else ".") for c in d.lemmas
    ]


def _parts(d: Derivation) -> list[str]:
    return ["\\medskip\n" * (position > 0) + _part(part) for position, part in enumerate(d.parts)]


def _part(part: Part) -> str:
    layout = fitting(part.chains)
    blocks = [" \\\\\n".join(chain_rows(chain, layout)) for chain in part.chains if chain.steps]
    body = f" \\\\\n\\intertext{{{FROM_THE_RIGHT}}}\n".join(blocks)
    lead, last = heading(part), ending(part)
    before = rf"\noindent\textit{{{latex_prose(lead)}.}}" + "\n" if lead else ""
    after = "\n" + rf"\noindent {latex_prose(last)}." + "\n" if last else ""
    return f"{before}\\begin{{align*}}\n{body}\n\\end{{align*}}{after}"


def fitting(chains: Sequence[Chain]) -> Layout:
    """The first layout that fits the line: as it is, reasons in a column, the first term apart, reasons below."""
    steps = [s for c in chains for s in c.steps]
    first = max((width(c.first) for c in chains), default=0.0)
    body = RELATION + max((width(s.after) for s in steps), default=0.0)
    said = max((words_width(said_of(s)) for s in steps), default=0.0)
    if first + body + _GAP + said <= LINE:
        return Layout()
    if LINE - first - body - _GAP >= _COMFORTABLE:
        return Layout(False, LINE - first - body - _GAP)
    apart = first > RELATION
    left = LINE - body - _GAP - (2 * RELATION if apart else first)
    if said <= left:
        return Layout(apart)
    return Layout(apart, left if left >= _NARROWEST else 0.0)


def chain_rows(chain: Chain, layout: Layout) -> list[str]:
    """`\\sigma(-x) &= \\frac{1}{1 + e^{x}} && \\text{definition}`, without the line breaks between them."""
    rows = [f"  & {latex(chain.first)}"] if layout.apart else []
    for position, step in enumerate(chain.steps):
        start = latex(chain.first) + " " if position == 0 and not layout.apart else ""
        line = rf"  {start}&{chr(92) + 'quad ' if layout.apart else ''}{relation_sign(step)} {latex(step.after)}"
        if layout.reasons == 0.0:
            rows += [line, rf"  &\qquad \text{{({latex_prose(said_of(step))})}}"]
        else:
            rows.append(f"{line} && {_column(said_of(step), layout)}")
    return rows


def _column(words: Prose, layout: Layout) -> str:
    made = latex_prose(words)
    if layout.reasons is None or words_width(words) <= layout.reasons:
        return rf"\text{{{made}}}"
    return rf"\parbox{{{layout.reasons * _EM:.0f}em}}{{\raggedright {made}}}"


def relation_sign(step: Step) -> str:
    """The relation; a false line is printed as false, an undecided one with a question mark."""
    sign = LATEX_RELATION[step.relation]
    if step.verdict.verdict == REFUTED:
        return r"\ne" if step.relation == "==" else rf"\overset{{\text{{false}}}}{{{sign}}}"
    return sign if step.verdict.verdict == PROVED else rf"\overset{{?}}{{{sign}}}"


def said_of(step: Step) -> Prose:
    """The reason, and where the line is wrong, if it is."""
    if step.verdict.verdict != REFUTED:
        return reason_words(step)
    place = point(step.verdict)
    return (*reason_words(step), f" (wrong at {place})" if place else " (wrong)")
