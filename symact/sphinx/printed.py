"""What the directives put into a page: a derivation or a claim as HTML, LaTeX and text. Pure; all text is escaped."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from symact.derivation.reading import Prose
from symact.derivation.record import PROVED, REFUTED, Derivation
from symact.render.align import comment, theorem_latex
from symact.render.html import article_html, formula, prose
from symact.render.latex import latex
from symact.render.pretty import pretty
from symact.render.statement import quantifier
from symact.render.text import derivation_text, prose_line
from symact.render.width import RELATION, width
from symact.render.words import latex_prose, latex_words

_MARKS = {PROVED: ("✓", "holds"), REFUTED: ("✗", "false")}
_UNDECIDED = ("?", "open")
COLUMN = 52.0  # what lines may take of a page, in units of an italic x; the rest is for reasons


@dataclass(frozen=True, slots=True)
class Printed:
    """The same thing for the builders that make HTML, LaTeX and text."""

    html: str
    latex: str
    text: str


def derivation(d: Derivation, anchor: str, style: str = "align", columns: int = 1) -> Printed:
    """The theorem, its lines and the verdict; `anchor` begins every identifier in the HTML."""
    return Printed(_box(article_html(d, anchor), _wide(d)), "\n" + theorem_latex(d, style, columns), derivation_text(d))


def _wide(d: Derivation) -> bool:
    """Whether lines and reasons side by side need more than the column of a page."""
    chains = [c for part in d.parts for c in part.chains]
    first = max((width(c.first) for c in chains), default=0.0)
    body = max((width(s.shown) for s in d.steps), default=0.0)
    return first + RELATION + body > COLUMN


def claim(d: Derivation) -> Printed:
    """The claim as a formula and as it was asked, and what the kernel said of it."""
    said = d.theorem.to_json()
    lines = [line.strip() for line in _verdict_text(d)]
    under = f" assuming <code>{escape(', '.join(said['assumptions']))}</code>" if said["assumptions"] else ""
    sign, word = _MARKS.get(d.theorem.verdict, _UNDECIDED)
    digest = f"; certificate {escape(d.theorem.certificate_digest)}" if d.theorem.certificate_digest else ""
    words = quantifier(d)
    asked = f'{formula(d.claim, block=True)} <span class="for">{prose(words)}</span>'
    html = (
        f'<div class="symact"><p class="claim">{asked}</p>\n'
        f'<p class="verdict"><span class="{word}">{sign}</span> {"<br>".join(map(escape, lines))}</p>\n'
        f'<details class="theorems"><summary>What was checked, in the claim language</summary>\n'
        f'<p class="claim-text"><code>{escape(said["claim"])}</code>{under}{digest}</p></details></div>'
    )
    return Printed(_box(html), _claim_latex(d, words, lines), _claim_text(d, words, lines))


def whole(d: Derivation, anchor: str) -> Printed:
    """A theorem without lines: its title, then the claim with its verdict."""
    made = claim(d)
    titled = made.html.replace(
        '<div class="symact">', f'<div class="symact" id="{anchor}"><h2>{prose(d.title)}</h2>', 1
    )
    title = prose_line(d.title)
    return Printed(titled, f"\n\\noindent\\textbf{{{latex_prose(d.title)}.}}\n{made.latex}", f"{title}\n\n{made.text}")


def remark(d: Derivation) -> str:
    """What the derivation says besides its lines, as one line."""
    return prose_line(d.remark).strip()


def _verdict_text(d: Derivation) -> list[str]:
    """PROVED and by what, or REFUTED and where, or UNKNOWN and why."""
    v = d.theorem
    if v.verdict == PROVED:
        found = v.to_json()
        return [f"PROVED by {found['method']}; rests on: {found['trust']}"]
    if v.verdict == REFUTED:
        return [f"REFUTED {v.counterexample.to_text()}"]
    return [f"UNKNOWN: {v.reason}"]


def _claim_latex(d: Derivation, words: Prose, lines: list[str]) -> str:
    note = r" \qquad \text{(false)}" if d.theorem.verdict == REFUTED else ""
    row = rf"  & {latex(d.claim)}{note} && \text{{{latex_prose(words)}}}"
    said = "\n\n".join(rf"\noindent {latex_words(line)}" for line in lines)
    return f"\n\\begin{{align*}}\n{row}\n\\end{{align*}}\n{said}\n\n{comment(d)}"


def _claim_text(d: Derivation, words: Prose, lines: list[str]) -> str:
    quantified = f"   {prose_line(words)}" if words else ""
    return "\n".join([f"  {pretty(d.claim)}{quantified}", *(f"  {line}" for line in lines)]) + "\n"


def _box(html: str, wide: bool = False) -> str:
    return f'<div class="symact-box{" wide" if wide else ""}">\n{html}\n</div>'
