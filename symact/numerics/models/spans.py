"""The floats of a cell and the real interval around them; which leaf of a decision tree holds on all of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property

from flint import arb

from symact.kernel.terms import TRUE, Term, sub
from symact.numerics.branches import Fork, Leaf, Node, Nowhere
from symact.numerics.formats import Format, two
from symact.numerics.models.polynomials import Linear, linear
from symact.numerics.models.wide import Wide, point
from symact.numerics.obligations import Obligation, obligations
from symact.numerics.tape import Tape, compile_tape


@dataclass(frozen=True)
class Span:
    """The magnitudes first … first + count - 1 of one sign, in one binade: x = middle + step·t, -1 ≤ t < 1."""

    fmt: Format
    sign: int
    first: int
    count: int

    @property
    def _scale(self) -> int:
        """The exponent of half the distance of neighbours."""
        return self.fmt.q + max((self.first >> (self.fmt.p - 1)) - 1, 0) - 1

    @property
    def spacing(self) -> int:
        """The exponent of the distance of neighbours."""
        return self._scale + 1

    @property
    def step(self) -> Fraction:
        return self.sign * self.count * two(self._scale)

    @property
    def middle(self) -> Fraction:
        return self.sign * self._middle * two(self._scale)

    @property
    def _middle(self) -> int:
        """The midpoint of the absolute values, in halves of their distance."""
        return 2 * (self.fmt.significand(self.first) >> (self._scale + 1 - self.fmt.q)) + self.count

    @cached_property
    def step_ball(self) -> arb:
        """`step`, exactly."""
        return arb((self.sign * self.count, self._scale))

    @property
    def middle_ball(self) -> arb:
        """`middle`, exactly."""
        return arb((self.sign * self._middle, self._scale))

    @cached_property
    def ends(self) -> tuple[Fraction, Fraction]:
        """The first and the last number, in this order."""
        last = min(self.first + self.count - 1, self.fmt.largest)
        a, b = (self.sign * self.fmt.significand(m) * two(self.fmt.q) for m in (self.first, last))
        return a, b

    def halves(self) -> tuple[Span, Span]:
        half = self.count // 2
        return Span(self.fmt, self.sign, self.first, half), Span(self.fmt, self.sign, self.first + half, half)

    def at_middle(self) -> Wide:
        """x = middle + step·t as a series about the midpoint."""
        return point(self.middle_ball, self.step_ball)

    def throughout(self) -> Wide:
        """The same about every point of the cell at once."""
        return point(self.middle_ball + arb(0, abs(self.step_ball)), self.step_ball)


def spans(fmt: Format, sign: int) -> Iterator[Span]:
    """The binades of one sign, ascending in magnitude; that of the subnormal numbers by powers of two."""
    first = 1
    while first <= fmt.largest:
        count = min(first, 1 << (fmt.p - 1))
        yield Span(fmt, sign, first, count)
        first += count


@dataclass
class Ground:
    """What holds on a whole cell: which leaf of the tree, and whether it is defined. None: not the same everywhere.

    `smooth`: a derivative is asked for, so conditions must hold beside every number of the cell, too.
    """

    tree: Node
    variable: Term
    smooth: bool
    _tapes: dict[Term, Tape] = field(default_factory=dict)
    _linear: dict[Term, Linear | None] = field(default_factory=dict)
    _duties: dict[Leaf, list[Obligation]] = field(default_factory=dict)

    def leaf(self, span: Span) -> Leaf | Nowhere | None:
        node = self.tree
        while isinstance(node, Fork):
            holds = self._holds(node.condition, span)
            if holds is None:
                return None
            node = node.then if holds else node.otherwise
        return node

    def _holds(self, c: Term, span: Span) -> bool | None:
        if c is TRUE:
            return True
        if c.op in ("and", "or"):
            parts = [self._holds(a, span) for a in c.args]
            if None in parts:  # every part must be defined, so one part does not settle it
                return None
            return all(parts) if c.op == "and" else any(parts)
        if c.op != "relation":
            return None
        difference = sub(c.args[1], c.args[2])
        signs = self._signs(difference, span)
        if signs is None or (self.smooth and 0 in signs and not self._flat(difference)):
            return None
        answers = {_COMPARE[c.args[0]](s) for s in signs}
        return answers.pop() if len(answers) == 1 else None

    def _signs(self, t: Term, span: Span) -> set[int] | None:
        """The signs that t has on the numbers of the cell; None where they are not known."""
        form = self.linear(t)
        if form is not None:
            a, b = (form(x) for x in span.ends)
            signs = {(a > 0) - (a < 0), (b > 0) - (b < 0)}
            return signs if len(signs) == 1 or 0 in signs else None
        y = self.tape(t).wide(span.throughout()).s[0]  # times an exponential, which has no influence on the sign
        return {1} if y > 0 else {-1} if y < 0 else None

    def _flat(self, t: Term) -> bool:
        """Whether it is 0 beside a zero, too: one number may be all of a cell."""
        form = self.linear(t)
        return form is not None and not form.slope

    def linear(self, t: Term) -> Linear | None:
        if t not in self._linear:
            self._linear[t] = linear(t, self.variable)
        return self._linear[t]

    def defined(self, leaf: Leaf, span: Span) -> bool | None:
        """Whether the leaf has a value, and where `smooth` all derivatives, on the whole cell or nowhere in it."""
        if leaf not in self._duties:
            self._duties[leaf] = obligations(leaf.terms[0])
        for duty in self._duties[leaf]:
            signs = self._signs(duty.term, span)
            if signs is None:
                return None
            if signs == {1} or (duty.kind == "nonzero" and signs == {-1}):
                continue
            if duty.kind == "nonnegative" and -1 not in signs and not self.smooth:
                continue
            broken = {"positive": 1 not in signs, "nonzero": signs == {0}, "nonnegative": signs == {-1}}
            return False if broken.get(duty.kind) else None
        return True

    def tape(self, t: Term) -> Tape:
        if t not in self._tapes:
            self._tapes[t] = compile_tape(t, self.variable)
        return self._tapes[t]


_COMPARE = {
    "==": lambda s: s == 0,
    "!=": lambda s: s != 0,
    "<": lambda s: s < 0,
    "<=": lambda s: s <= 0,
    ">": lambda s: s > 0,
    ">=": lambda s: s >= 0,
}
