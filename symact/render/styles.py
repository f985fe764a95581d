"""The lines of one case in LaTeX, in three styles: reasons at the right, as labels with a list, between the lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from symact.derivation.reading import Prose
from symact.derivation.record import PROVED, REFUTED, Chain, Part, Step, point
from symact.kernel.terms import Term
from symact.render.breaking import lines
from symact.render.latex import latex
from symact.render.notation import LATEX_RELATION
from symact.render.statement import announced, lead, reason_words
from symact.render.width import LINE, RELATION, width, words_width
from symact.render.words import latex_prose

STYLES = ("align", "labels", "intertext")
# What fits on a line, in units of an italic x: an `article` of one column; one of its two columns at ten points.
COLUMNS = {1: LINE, 2: 33.5}
_GAP = 3.0
_EM = 0.5  # of an em is one unit of width
_SLACK = 0.6  # in em, since widths are estimates
_COMFORTABLE, _NARROWEST = 22.0, 15.0
_INDENT = 4.0


@dataclass(frozen=True, slots=True)
class Layout:
    """How a block of lines fits the page: the first term on a line of its own, and the width left for reasons.

    `reasons` is None where they fit as they are, and 0 where they go below their lines. A term wider than `room`
    is broken.
    """

    apart: bool = False
    reasons: float | None = None
    room: float = LINE


def part_latex(part: Part, style: str, line: float, labels: Iterator[str]) -> str:
    """One case: the environment with its lines, and the reasons where the style puts them."""
    chains = [chain for chain in part.chains if chain.steps]
    if style == "labels":
        return _labelled(chains, line, labels)
    if style == "intertext":
        return _interleaved(chains, line)
    layout = fitting(part.chains, line)
    blocks = [" \\\\\n".join(chain_rows(chain, layout)) for chain in chains]
    return _opening(chains) + _environment(_led(chains, blocks))


def _opening(chains: Sequence[Chain]) -> str:
    """The sentence before the first chain, where it has one."""
    words = latex_prose(announced(chains[0], 0)) if chains else ""
    return f"\\noindent {words}\n" if words else ""


def _led(chains: Sequence[Chain], blocks: Sequence[str]) -> str:
    """Blocks of lines with the words between them."""
    made = blocks[0] if blocks else ""
    for position, block in enumerate(blocks[1:], 1):
        made += f" \\\\\n\\intertext{{{latex_prose(announced(chains[position], position))}}}\n{block}"
    return made


def _environment(body: str) -> str:
    return f"\\begin{{align*}}\n{body}\n\\end{{align*}}"


def fitting(chains: Sequence[Chain], line: float = LINE) -> Layout:
    """The first layout that fits the line: as it is, reasons in a column, the first term apart, reasons below."""
    steps = [s for c in chains for s in c.steps]
    first = max((width(c.first) for c in chains), default=0.0)
    body = RELATION + max((width(s.shown) for s in steps), default=0.0)
    said = max((words_width(said_of(s)) for s in steps), default=0.0)
    room = _room(first, line)
    if first + body + _GAP + said <= line:
        return Layout(room=room)
    if line - first - body - _GAP >= _COMFORTABLE:
        return Layout(False, line - first - body - _GAP, room)
    apart = first > RELATION
    left = line - _GAP - (max(body + 2 * RELATION, first) if apart else body + first)
    room = line - 2 * RELATION if apart else room
    if said <= left:
        return Layout(apart, None, room)
    widest = max((width(w) for s in steps for w in said_of(s) if isinstance(w, Term)), default=0.0)
    return Layout(apart, left if left >= max(_NARROWEST, widest + 2 * _SLACK / _EM) else 0.0, room)


def _room(first: float, line: float) -> float:
    return line - first - RELATION


def chain_rows(chain: Chain, layout: Layout) -> list[str]:
    """`\\sigma(-x) &= \\frac{1}{1 + e^{x}} && \\text{definition}`, without the line breaks between them."""
    rows = _first_rows(chain, layout)
    for position, step in enumerate(chain.steps):
        start = latex(chain.first) + " " if position == 0 and not layout.apart else ""
        if layout.reasons == 0.0:
            rows += _step_rows(step, start, relation_sign(step), layout)
            rows.append(rf"  &\qquad {_below(step, layout.room)}")
        else:
            first, *more = _step_rows(step, start, relation_sign(step), layout)
            rows += [f"{first} && {_column(said_of(step), layout)}", *more]
    return rows


def _first_rows(chain: Chain, layout: Layout) -> list[str]:
    if not layout.apart:
        return []
    head, *more = lines(chain.first, layout.room + RELATION)
    return [f"  & {head}", *[rf"  &\quad {piece}" for piece in more]]


def _step_rows(step: Step, start: str, sign: str, layout: Layout) -> list[str]:
    indent = r"\quad " if layout.apart else ""
    body, *more = lines(step.shown, layout.room)
    return [f"  {start}&{indent}{sign} {body}", *[rf"  &{indent}\qquad {piece}" for piece in more]]


def _below(step: Step, room: float) -> str:
    words = said_of(step)
    if words_width(words) + _INDENT <= room:
        return rf"\text{{({latex_prose(words)})}}"
    return rf"\parbox{{{(room - _INDENT) * _EM:.0f}em}}{{\raggedright ({latex_prose(words)})}}"


def _column(words: Prose, layout: Layout) -> str:
    made = latex_prose(words)
    if layout.reasons is None or words_width(words) <= layout.reasons:
        return rf"\text{{{made}}}"
    return rf"\parbox{{{layout.reasons * _EM - _SLACK:.0f}em}}{{\raggedright {made}}}"


def _apart(chains: Sequence[Chain], line: float) -> Layout:
    """For the styles without a column of reasons: the first term goes apart where a line would not fit."""
    first = max((width(c.first) for c in chains), default=0.0)
    body = max((width(s.shown) for c in chains for s in c.steps), default=0.0)
    room = _room(first, line)
    apart = body > room and first > RELATION
    return Layout(apart, 0.0, line - 2 * RELATION if apart else room)


def _labelled(chains: Sequence[Chain], line: float, labels: Iterator[str]) -> str:
    """`\\overset{(a)}{=}`, and below what (a) is."""
    layout = _apart(chains, line)
    blocks, reasons = [], []
    for chain in chains:
        rows = _first_rows(chain, layout)
        for position, step in enumerate(chain.steps):
            label = next(labels)
            start = latex(chain.first) + " " if position == 0 and not layout.apart else ""
            rows += _step_rows(step, start, rf"\overset{{\text{{({label})}}}}{{{relation_sign(step)}}}", layout)
            reasons.append(f"({label})~{latex_prose(said_of(step))}")
        blocks.append(" \\\\\n".join(rows))
    body = _opening(chains) + _environment(_led(chains, blocks))
    return f"{body}\n{{\\raggedright\\noindent {'; '.join(reasons)}.\\par}}"


def _interleaved(chains: Sequence[Chain], line: float) -> str:
    """A sentence before each line: `Quotient rule:`."""
    layout = _apart(chains, line)
    opening, rows = "", ""
    for place, chain in enumerate(chains):
        for position, step in enumerate(chain.steps):
            words = _led_sentence(chain, place, step) if position == 0 else _sentence(said_of(step))
            start = latex(chain.first) + " " if position == 0 and not layout.apart else ""
            made = [*(_first_rows(chain, layout) if position == 0 else []), *_step_rows(
                step, start, relation_sign(step), layout)]  # fmt: skip
            if rows:
                rows += f" \\\\\n\\intertext{{\\raggedright {words}:}}\n"
            else:
                opening = f"{{\\raggedright\\noindent {words}:\\par}}\n"
            rows += " \\\\\n".join(made)
    return opening + _environment(rows)


def _led_sentence(chain: Chain, place: int, step: Step) -> str:
    """The words before the first line of a chain; with those before the chain, where there are such."""
    led, words = _sentence(lead(chain, place)), said_of(step)
    if not led:
        return _sentence(words)
    return f"{led}. {_sentence(words)}" if chain.side == "right" else f"{led} --- {latex_prose(words)}"


def _sentence(words: Prose) -> str:
    made = latex_prose(words)
    return made[:1].upper() + made[1:]


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
