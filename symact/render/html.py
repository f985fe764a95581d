"""Derivations as HTML: MathML in a table, no script, nothing loaded. Pure: a record in, HTML out.

Each line and each substep has a mark that leads to the text of its theorem. Formulas carry their Unicode text for
readers that do not show MathML. A page carries its mathematical font, and is readable without it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from html import escape

import symact
from symact.derivation.reading import Prose
from symact.derivation.record import PROVED, REFUTED, Chain, Condition, Derivation, Part, Step, Verdict, counterexample
from symact.kernel.terms import Term
from symact.render.elements import row
from symact.render.mathml import mathml, occurrences
from symact.render.notation import PRETTY_RELATION
from symact.render.page import CELL, STYLE, font_face
from symact.render.pretty import pretty
from symact.render.statement import announced, ending, heading, quantifier
from symact.render.styles import Layout, fitting, said_of
from symact.render.text import prose_line, verdict_lines

_MARKS = {PROVED: ("✓", "holds"), REFUTED: ("✗", "false")}
_UNDECIDED = ("?", "open")
# What fits beside the marks of a page, in units of an italic x; and what the marks take.
LINE, MARK = 90.0, 4.0
_SPANS = {"first apart": ' colspan="3"', "reason below": ' colspan="2"'}
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; font-src data:"


def page_html(derivations: Sequence[Derivation], font: bool = True) -> str:
    """A whole page; it loads nothing and runs nothing. Without `font` it is 100 KB smaller, in a font of the system."""
    style = font_face() + STYLE if font else STYLE
    title = prose_line(derivations[0].title) if len(derivations) == 1 else "Derivations"
    names = _names(derivations)
    body = "\n".join(article_html(d, name) for d, name in zip(derivations, names, strict=True))
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="{_POLICY}">
<meta name="generator" content="symact {escape(symact.__version__)}">
<title>{escape(title)}</title>
<style>
{style}</style>
</head>
<body class="symact-page">
{body}
</body>
</html>
"""


def derivation_html(d: Derivation) -> str:
    """One derivation for a notebook or a page of one's own: its style and its article."""
    return f"<style>\n{STYLE}{CELL}</style>\n{article_html(d, _names([d])[0])}"


def _names(derivations: Sequence[Derivation]) -> list[str]:
    """An identifier for each, all different."""
    found: list[str] = []
    for d in derivations:
        stem = re.sub(r"[^A-Za-z0-9]+", "-", d.name).strip("-") or "derivation"
        name, turn = stem, 1
        while name in found:
            turn += 1
            name = f"{stem}-{turn}"
        found.append(name)
    return found


def article_html(d: Derivation, name: str) -> str:
    """One derivation without its style; `name` begins every identifier in it."""
    words = prose(quantifier(d))
    note = ' <span class="note">(false)</span>' if d.theorem.verdict == REFUTED else ""
    tick, stated = _tick(d.theorem.verdict, f"{name}-theorem", "the claim"), formula(d.claim, block=True)
    blocks = [
        f"<h2>{prose(d.title)}</h2>",
        f'<p class="claim">{tick}<span class="stated">{stated}{note} <span class="for">{words}</span></span></p>',
        *(_lemma(c, f"{name}-lemma-{at}") for at, c in enumerate(d.lemmas, 1)),
        *(_part(part, name, d.title) for part in d.parts),
        f'<p class="remark">{prose(d.remark)}</p>' if d.remark else "",
        *_verdict(d),
        _theorems(d, name),
    ]
    return f'<article class="symact" id="{name}">\n' + "\n".join(b for b in blocks if b) + "\n</article>"


def formula(t: Term, changed: Set[Term] = frozenset(), block: bool = False) -> str:
    """A `<math>` with the Unicode text as its alternative."""
    size = ' displaystyle="true"' if block else ""
    return f'<math{size} alttext="{escape(pretty(t))}">{row(mathml(t, changed))}</math>'


def prose(words: Prose) -> str:
    """Words with formulas in them."""
    return "".join(escape(w) if isinstance(w, str) else formula(w) for w in words)


def _mark(verdict: str) -> tuple[str, str]:
    return _MARKS.get(verdict, _UNDECIDED)


def _verdict_of(step: Step) -> str:
    found = [v.verdict for v in step.verdicts()]
    return PROVED if step.holds else REFUTED if REFUTED in found else "UNKNOWN"


def _verdict(d: Derivation) -> Iterator[str]:
    sign, word = _mark(d.verdict)
    for at, line in enumerate(verdict_lines(d)):
        mark = f'<span class="{word}">{sign}</span> ' if at == 0 else ""
        yield f'<p class="verdict">{mark}{escape(line.strip())}</p>'


def _lemma(c: Condition, anchor: str) -> str:
    why = f", {prose(c.reason)}" if c.reason else ""
    return f'<p class="lemma">{_tick(c.verdict.verdict, anchor, "lemma")} Lemma: {formula(c.claim)}{why}.</p>'


def _tick(verdict: str, anchor: str, what: str) -> str:
    sign, word = _mark(verdict)
    label = f"{what} {'is a theorem' if verdict == PROVED else 'is false' if verdict == REFUTED else 'is not decided'}"
    return f'<a class="tick {word}" href="#{anchor}" title="{label}" aria-label="{label}">{sign}</a>'


def _part(part: Part, name: str, title: Prose) -> str:
    first, last = heading(part), ending(part)
    label = prose_line(first) or prose_line(title)
    tables = "".join(
        _between(announced(c, at)) + _table(c, name, label) for at, c in enumerate(c for c in part.chains if c.steps)
    )
    return "\n".join([
        *([f"<h3>{prose(first)}</h3>"] if first else []), tables, *([f"<p>{prose(last)}.</p>"] if last else []),
    ])  # fmt: skip


def _between(words: Prose) -> str:
    return f'<p class="between">{prose(words)}</p>\n' if words else ""


def _table(chain: Chain, name: str, label: str) -> str:
    layout, rows = fitting([chain], LINE), ""
    for at, step in enumerate(chain.steps):
        tick = _tick(_verdict_of(step), f"{name}-line-{step.number}", f"line {step.number}")
        changed = tinted(step) if step.verdict.verdict == PROVED else frozenset()
        rows += _rows(step, tick, chain.first if at == 0 else None, changed, layout) + _substeps(step, name)
    return f'<div class="lines">{_framed(rows, label, layout)}</div>\n'


def _framed(rows: str, label: str, layout: Layout) -> str:
    kind = ' class="apart"' if layout.apart else ""
    return f'<table role="table"{kind} aria-label="{escape(label)}"><tbody role="rowgroup">\n{rows}</tbody></table>'


def _rows(step: Step, tick: str, first: Term | None, changed: Set[Term], layout: Layout) -> str:
    """A line: what the chain begins with, the line, the reason; in rows of their own where they are too wide."""
    begun = formula(first, block=True) if first else ""
    above = [("mark", ""), ("first apart", begun)] if begun and layout.apart else []
    line = [("mark", tick), ("first", "" if above else begun), ("body", _body(step, changed))]
    said = ("reason", prose(said_of(step)))
    below = [("mark", ""), ("first", ""), ("reason below", said[1])] if layout.reasons == 0.0 else []
    return "".join(_row(cells, step) for cells in (above, line if below else [*line, said], below) if cells)


def _row(cells: Sequence[tuple[str, str]], step: Step) -> str:
    made = "".join(f'<td role="cell" class="{kind}"{_SPANS.get(kind, "")}>{content}</td>' for kind, content in cells)
    return f'<tr role="row" class="{_mark(_verdict_of(step))[1]}">{made}</tr>\n'


def _body(step: Step, changed: Set[Term]) -> str:
    false = step.verdict.verdict == REFUTED
    sign = "≠" if false and step.relation == "==" else PRETTY_RELATION[step.relation]
    shown = f"<mo>{escape(sign)}</mo>"
    if step.verdict.verdict != PROVED and sign != "≠":
        shown = f"<mover><mo>{escape(sign)}</mo><mtext>{'false' if false else '?'}</mtext></mover>"
    alt = f"{sign} {pretty(step.shown)}"
    return f'<math displaystyle="true" alttext="{escape(alt)}"><mrow>{shown}{mathml(step.shown, changed)}</mrow></math>'


def tinted(step: Step) -> frozenset[Term]:
    """What is new in a line: none of it if that is all of it, or if it also stands where nothing changed."""
    news = {after for _, after in step.shown_changed}
    for before, after in step.shown_changed:
        if after is step.shown or occurrences(step.shown, after) != occurrences(step.shown_before, before):
            return frozenset()
    return frozenset(news)


def _substeps(step: Step, name: str) -> str:
    """The rules one by one, folded, in a row below the line."""
    if not step.substeps:
        return ""
    layout, rows = fitting(step.substeps, LINE - 2 * MARK), ""
    for number, s, first in _inner(step):
        tick = _tick(_verdict_of(s), f"{name}-line-{number}", f"substep {number}")
        rows += _rows(s, tick, first, frozenset(), layout)
    count = sum(len(chain.steps) for chain in step.substeps)
    summary = f"<summary>{count} substep{'s' * (count != 1)}</summary>"
    inner = _framed(rows, "substeps", layout)
    cell = f'<td role="cell" class="inner" colspan="3"><details>{summary}{inner}</details></td>'
    return f'<tr role="row"><td role="cell" class="mark"></td>{cell}</tr>\n'


def _inner(step: Step) -> Iterator[tuple[str, Step, Term | None]]:
    """The substeps of a line as 3.1, 3.2, …, each with the term that its chain begins with."""
    found = [(s, chain.first if at == 0 else None) for chain in step.substeps for at, s in enumerate(chain.steps)]
    yield from ((f"{step.number}.{at}", s, first) for at, (s, first) in enumerate(found, 1))


def _theorems(d: Derivation, name: str) -> str:
    """The text of every theorem, as the kernel was asked, with the digest of its certificate."""
    items = [_theorem(f"{name}-theorem", "theorem", d.theorem)]
    items += [_theorem(f"{name}-lemma-{at}", "lemma", c.verdict) for at, c in enumerate(d.lemmas, 1)]
    for step in d.steps:
        lines = [("line", str(step.number), step), *(("substep", number, s) for number, s, _ in _inner(step))]
        for what, number, s in lines:
            items.append(_theorem(f"{name}-line-{number}", f"{what} {number}", s.verdict))
            items += [_theorem("", "", c.verdict) for c in (*s.conditions, *s.needs)]
    items += [_theorem("", "the cases cover every point", d.coverage.verdict)] if d.coverage else []
    rows = "\n".join(items)
    again = f"<p>Check again: <code>{escape(d.command)}</code></p>" if d.command else ""
    summary = "What was checked, in the claim language"
    return f'<details class="theorems"><summary>{summary}</summary>\n<ul>\n{rows}\n</ul>\n{again}\n</details>'


def _theorem(anchor: str, what: str, verdict: Verdict) -> str:
    found = verdict.to_json()
    sign, word = _mark(verdict.verdict)
    under = f" assuming <code>{escape(', '.join(found['assumptions']))}</code>" if found["assumptions"] else ""
    why = escape(counterexample(verdict)) if verdict.verdict == REFUTED else escape(verdict.reason or "")
    digest = (
        f"<br><small>certificate {escape(verdict.certificate_digest)}</small>" if verdict.certificate_digest else ""
    )
    identity = f' id="{anchor}"' if anchor else ""
    lead = f"{escape(what)}: " if what else "side condition: "
    tail = f" ({why})" if why else ""
    claim = f"<code>{escape(str(found['claim']))}</code>"
    return f'<li{identity}><span class="{word}">{sign}</span> {lead}{claim}{under}{tail}{digest}</li>'
