"""Building a model: binades are halved until on every cell a Taylor polynomial is good enough.

Everything is a ball of Arb until the very end: coefficients at the midpoint, the next coefficient over the whole cell
(a rigorous Lagrange remainder), a lower bound of |f|. What cannot be shown on few floats is left to tier 2 as `HARD`.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from flint import ctx

from symact.kernel.errors import Stuck
from symact.kernel.terms import Term, text
from symact.numerics.branches import Nowhere, grow
from symact.numerics.errors import UsageError
from symact.numerics.formats import Format
from symact.numerics.models.cells import BEYOND, HARD, UNDEFINED, VALUE, Cell, Model, side_of
from symact.numerics.models.fit import Failed, Plan, Taylor, fitted, plan_for, taylor
from symact.numerics.models.lines import Line, Unseen, exact_line, line_expanded, line_near, line_of_form, straight
from symact.numerics.models.polynomials import polynomial
from symact.numerics.models.spans import Ground, Span, spans
from symact.numerics.models.wide import Wide
from symact.numerics.tape import Tape
from symact.numerics.view import precision
from symact.numerics.waves import waves_of

FEW = 2  # a cell of so many floats is not halved
PATIENCE = 256  # so many attempts without a cell, and a binade is given up; fewer after binades given up before it
# Attempts in one binade, in formats of up to 32 bits, and of more; halved each time it is not enough.
MOST = (512, 4096)
FAR, FEWER = 16, 16  # from there on so many times fewer, where waves do what no cell does
ALIKE, AGAIN = 2, 8  # binades cut alike before the next is cut so at once; every so many are cut anew
NARROW = 3  # so often a binade is halved to see on which side of a line its cells are
SHORT = 3  # a degree that is tried first where it was enough before
BITS = (128, 448, 1216, 2240, 3600)  # tried in this order; 2240 see 2^-1074 squared
STEADY = 8  # so often the bits that were enough come first; then the next fewer, as there may be need of less


@dataclass
class Builder:
    """Cells of a derivative of one function in one format; `waves`: what lies outside of cells is not left to balls."""

    ground: Ground
    derivative: int
    fmt: Format
    plan: Plan
    waves: bool = False
    _short: bool = False  # whether the last cell had few coefficients, so the next may
    _bits: int = 0  # the place in BITS to begin with: that, or now and then the one before, at which a side was seen
    _sides: int = 0  # so many sides were seen with more bits than the first
    _blind: bool = False  # whether the last line had a side that no number of bits shows
    _lost: bool = False  # nor did an expansion, which is dear, and asked for no more then
    _lines: dict[Term, Line | None] = field(default_factory=dict)
    _cuts: list[list[Span]] = field(default_factory=list)  # the cells of the last binades

    def cells(self, sign: int) -> list[Cell]:
        """The cells of one sign, ascending, without gaps."""
        made, given_up, exhausted = [Cell(0, 1.0, HARD)], 0, 0  # ±0, where signs and kinks meet
        most, self._blind, self._lost = MOST[self.fmt.bits > 32], False, False
        for span in spans(self.fmt, sign):
            allowed = (most if not self.waves or abs(span.ends[0]) < FAR else most // FEWER) >> min(exhausted, 6)
            found, tried = self._of(span, min(PATIENCE >> min(given_up, 6), allowed), allowed)
            given_up = given_up + 1 if len(found) == 1 and found[0].kind == HARD else 0
            exhausted += tried > allowed and len(found) > 1
            made += found
            self._cuts = [*self._cuts[-ALIKE:], [Span(self.fmt, sign, c.first, int(2 * c.half)) for c in found]]
        return made

    def _of(self, binade: Span, patience: int, most: int) -> tuple[list[Cell], int]:
        """The cells of a binade, depth first, and how many attempts they took; what comes after so many is HARD, and
        all of it if the first attempts give no cell."""
        found: list[Cell] = []
        waiting, tried, good = [binade], 0, 0
        while waiting:
            span = waiting.pop()
            tried += 1
            if tried > patience and not good:
                return [Cell(binade.first, binade.count / 2, HARD)], tried
            cell = self._attempt(span) if tried <= most else Cell(span.first, span.count / 2, HARD)
            if cell is not None:
                found.append(cell)
                good += cell.kind != HARD
            elif span.count <= FEW:
                found.append(Cell(span.first, span.count / 2, HARD))
            else:
                waiting += reversed(self._cut(span) if span is binade else span.halves())
        return found, tried

    def _cut(self, binade: Span) -> Sequence[Span]:
        """Its halves; or as the last binades were cut, if all alike, but now and then, as there may be need of less."""
        *_, last = self._cuts or [[]]
        step = binade.first - last[0].first if last else 0
        shapes = {tuple((s.first - cut[0].first, s.count) for s in cut) for cut in self._cuts}
        same = len(self._cuts) > ALIKE and len(shapes) == 1 and sum(s.count for s in last) == binade.count
        if not same or len(last) < 3 or (binade.first // binade.count) % AGAIN == 0:
            return binade.halves()
        return [Span(self.fmt, binade.sign, s.first + step, s.count) for s in last]

    def _attempt(self, span: Span) -> Cell | None:
        """The cell, or None when it must be halved."""
        with precision(BITS[0]), _length(3):
            leaf = self.ground.leaf(span)
            if leaf is None:
                return None
            defined = False if isinstance(leaf, Nowhere) else self.ground.defined(leaf, span)
        if isinstance(leaf, Nowhere) or defined is False:
            return Cell(span.first, span.count / 2, UNDEFINED)
        if defined is None:
            return None
        tape, line = self.ground.tape(leaf.terms[0]), self._line(leaf.terms[0])
        cell = self._fit(tape, span, SHORT, line) if self._short else None
        if cell is None:
            cell = self._fit(tape, span, self.plan.degree, line)
            self._short = cell is not None and len(cell.coefficients) <= SHORT + 1
        return cell

    def _line(self, t: Term) -> Line | None:
        """The line that the derivative of a leaf is by its text."""
        if t not in self._lines:
            self._lines[t] = exact_line(polynomial(t, self.ground.variable), self.derivative)
        return self._lines[t]

    def _fit(self, tape: Tape, span: Span, degree: int, line: Line | None) -> Cell | None:
        """The cell; `line` is what the leaf is by its text. More bits may show on which side of a line it is, too."""
        cell: Cell | None = None
        for i in range(self._bits, len(BITS)):
            with precision(BITS[i]), _length(degree + self.derivative + 3):
                x = span.throughout()
                throughout = tape.wide(x)
                if not self.derivative and (sign := _beyond(throughout, self.fmt)):
                    return Cell(span.first, span.count / 2, BEYOND, error=sign)
                middle = tape.wide(span.at_middle()).series()
                f = taylor(middle, throughout.series(), span.step_ball, self.derivative, degree)
                found = cell or (Failed.TOO_WIDE if f is None else fitted(f, span, self.plan))
                if found is Failed.TOO_WIDE:
                    return None
                if isinstance(found, Cell) and f is not None:
                    look = not line and straight(f, span)
                    by_form = line_of_form(throughout, x, span, self.derivative) if look else None
                    cell, seen = found, line or by_form or (line_near(f, span) if look else None)
                    expanded: Line | None = None
                    if seen is Unseen.SIDE and not self._lost and (self._blind or i == len(BITS) - 1):
                        expanded = self._expanded(tape.term, span, f)
                        seen, self._lost = expanded or seen, expanded is None
                    near = not (line or by_form or expanded or seen is None)
                    if seen is Unseen.WIDE and (degree < self.plan.degree or self._worth_halving(span)):
                        self._bits = i
                        return None
                    if not isinstance(seen, Unseen):
                        self._blind, self._lost = expanded is not None, False
                        self._bits = self._next(i) if near else 0
                        return cell if seen is None or cell.kind != VALUE else cell._replace(**seen._asdict())
                    if self._blind:
                        return cell
        self._blind, self._bits = cell is not None, 0
        return cell

    def _next(self, i: int) -> int:
        """The place in BITS to begin with, where a side was seen at this one."""
        self._sides += i > 0
        return i if self._sides % STEADY else max(i - 1, 0)

    def _expanded(self, t: Term, span: Span, f: Taylor) -> Line | None:
        """The line that an expansion tells of a leaf; of one whose text has no derivative there is none."""
        try:
            return line_expanded(t, self.derivative, self.ground.variable, span, f.bounds[0])
        except Stuck:
            return None

    def _worth_halving(self, span: Span) -> bool:
        """Whether it may be halved to see on which side of a line its halves are."""
        return span.count > max(FEW, (1 << (self.fmt.p - 1)) >> (NARROW + 1))


def _beyond(y: Wide, fmt: Format) -> int:
    """The sign of a value that certainly overflows on the whole cell; else 0."""
    sign = 1 if y.s[0] > 0 else -1 if y.s[0] < 0 else 0
    return sign if sign and y.log_size() > (fmt.emax + 2) * 0.6932 else 0


@contextmanager
def _length(terms: int) -> Iterator[None]:
    before, ctx.cap = ctx.cap, terms
    try:
        yield
    finally:
        ctx.cap = before


def build(term: Term, variable: Term, derivative: int, fmt: Format) -> Model:
    """The model of a term's derivative. UsageError for a term that cannot be evaluated."""
    started = time.perf_counter()
    try:
        ground = Ground(grow(term, variable, 0), variable, derivative > 0)
    except Stuck as error:
        raise UsageError(f"{text(term)} has no model: {error}") from error
    waves = waves_of(term, variable, derivative, fmt)
    builder = Builder(ground, derivative, fmt, plan_for(fmt), waves is not None)
    sides = [side_of(builder.cells(sign)) for sign in (1, -1)]
    return Model(text(term), fmt.name, sides[0], sides[1], time.perf_counter() - started, waves)
