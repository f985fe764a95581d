"""Derivations as Markdown for GitHub and Jupyter: `aligned` between `$$`, no labels, no `$` inside formulas."""

from __future__ import annotations

import re
from collections.abc import Sequence

from symact.derivation.reading import Prose
from symact.derivation.record import PROVED, REFUTED, Chain, Derivation, Part
from symact.kernel.terms import Term
from symact.render.latex import latex
from symact.render.statement import announced, ending, heading, quantifier
from symact.render.styles import relation_sign, said_of
from symact.render.text import verdict_lines
from symact.render.width import width
from symact.render.words import latex_prose

# A wider first term stands on a line of its own.
NARROW = 14.0
_DOLLAR = re.compile(r"(?<!\\)\$")
# GitHub reads Markdown before formulas: it takes the backslash from `\\,`, and `)_{i}…)_{j}` for emphasis.
_SPELT = {
    r"\, ": r"\thinspace ", r"\,": r"\thinspace ", r"\!": r"\negthinspace ", r"\_": r"\text{-}",
    r"\operatorname{": r"\mathrm{",
}  # fmt: skip
_AFTER_SIGN = re.compile(r"(?<![A-Za-z0-9])_\{")
_SPECIAL = re.compile(r"([\\`*_\[\]#$|~])")


def derivation_markdown(d: Derivation) -> str:
    """Title, theorem, the lines with their reasons, and the verdict."""
    words = markdown_prose(quantifier(d))
    note = r" \qquad \text{(false)}" if d.theorem.verdict == REFUTED else ""
    blocks = [
        f"### {markdown_prose(d.title)}",
        f"{words[:1].upper() + words[1:]}:" if words else "",
        f"$$\n{formula(d.claim)}{note}\n$$",
        *(f"Lemma: ${formula(c.claim)}$" + (f", {markdown_prose(c.reason)}." if c.reason else ".") for c in d.lemmas),
        *(block for part in d.parts for block in _part(part)),
        markdown_prose(d.remark),
        *_verdict(d),
    ]
    return "\n\n".join(block for block in blocks if block) + "\n"


def derivation_aligned(d: Derivation) -> str:
    """The lines alone, for notebooks: one formula that KaTeX and MathJax both read."""
    rows = [] if d.parts else [rf"& {formula(d.claim)} && {math_prose(quantifier(d))}"]
    for part in d.parts:
        rows += [rf"& {math_prose((*heading(part), ':'))}"] if heading(part) else []
        rows += [row for chain in part.chains for row in _rows(chain)]
    return _aligned(rows)


def formula(t: Term) -> str:
    """LaTeX for renderers of Markdown: without `\\operatorname`, which GitHub forbids, and without a bare `<`."""
    return _portable(latex(t))


def _portable(made: str) -> str:
    for spelt, instead in _SPELT.items():
        made = made.replace(spelt, instead)
    made = _AFTER_SIGN.sub("_ {", made)
    return made.replace("<", r"\lt ").replace(">", r"\gt ").replace(r"\lt  ", r"\lt ").replace(r"\gt  ", r"\gt ")


def math_prose(words: Prose) -> str:
    """Prose inside a formula, its terms between pieces of `\\text`."""
    pieces = _DOLLAR.split(latex_prose(words))
    return "".join(_portable(p) if odd % 2 else rf"\text{{{p}}}" for odd, p in enumerate(pieces) if p)


def markdown_prose(words: Prose) -> str:
    """Prose outside formulas: what Markdown or HTML would read as markup is escaped."""
    return "".join(_plain(w) if isinstance(w, str) else f"${formula(w)}$" for w in words)


def _plain(words: str) -> str:
    escaped = _SPECIAL.sub(r"\\\1", words)
    return escaped.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\n", " ")


def _part(part: Part) -> list[str]:
    first, last = heading(part), ending(part)
    blocks = [f"*{markdown_prose(first)}.*"] if first else []
    for position, chain in enumerate(c for c in part.chains if c.steps):
        said = announced(chain, position)
        blocks += [markdown_prose(said)] if said else []
        blocks.append(_aligned(_rows(chain)))
    return [*blocks, f"{markdown_prose(last)}."] if last else blocks


def _rows(chain: Chain) -> list[str]:
    apart = width(chain.first) > NARROW
    rows = [rf"& {formula(chain.first)}"] if apart else []
    for position, step in enumerate(chain.steps):
        start = f"{formula(chain.first)} " if position == 0 and not apart else ""
        indent = r"\quad " if apart else ""
        body = f"{indent}{_portable(relation_sign(step))} {formula(step.shown)}"
        rows.append(f"{start}&{body} && {math_prose(said_of(step))}")
    return rows


def _aligned(rows: Sequence[str]) -> str:
    return "$$\n\\begin{aligned}\n" + " \\\\\n".join(rows) + "\n\\end{aligned}\n$$"


def _verdict(d: Derivation) -> list[str]:
    first, *more = (line.strip() for line in verdict_lines(d))
    sign = "✓" if d.verdict == PROVED else "✗" if d.verdict == REFUTED else "?"
    again = f" Check again: `{d.command}`" if d.command and "`" not in d.command else ""
    return [f"{sign} {first}.{again}", *(f"`{line.replace('`', chr(39))}`" for line in more)]
