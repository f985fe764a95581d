"""Sums and products of sines and cosines on whole arrays, far out too, where no cell is wide enough for a polynomial.

A tape of rational operations, sines and cosines is run on pairs of doubles with bounds; arguments of sines must be
linear in x, so that they are known modulo 2π (`symact.numerics.phases`).
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cache, cached_property

import numpy as np

from symact.kernel.errors import Stuck
from symact.kernel.terms import Term, walk
from symact.numerics.branches import Leaf, grow
from symact.numerics.formats import Array, Format
from symact.numerics.harmonics import Harmonics, expansion
from symact.numerics.models.evaluate import Values
from symact.numerics.models.fit import plan_for
from symact.numerics.obligations import obligations
from symact.numerics.pairs import Pair, constant, exactly, negative, power, product, total
from symact.numerics.phases import FEW, MOST, Linear, Number, Phase, Turn, sine
from symact.numerics.tape import Tape, compile_tape
from symact.numerics.view import precision

CHUNK = 1 << 13  # points at a time: what they need stays in the second cache
STEEPEST = 8  # powers up to this one
NONE = Fraction(0)
SINES = frozenset({"sin", "cos"})
OPS = SINES | {"variable", "number", "pi", "neg", "add", "mul", "div", "pow", "guarded"}


@dataclass(frozen=True)
class Waves:
    """A tape that can be run on arrays; `forms` are the slots that are linear in x."""

    tape: Tape
    fmt: Format
    forms: dict[int, Linear]

    def values(self, x: Array) -> tuple[Values, Array]:
        """The values at finite numbers x of one sign, and where they are as good as a model's must be."""
        pairs = (FEW, MOST) if self.fmt.bits <= 32 else (MOST,)
        with np.errstate(all="ignore"):
            parts = [self._in_turn(x[i : i + CHUNK], pairs) for i in range(0, len(x), CHUNK)]
            high, low, error = (np.concatenate([p[i] for p in parts]) for i in range(3))
            return Values(high, low, error, 0), self._good(high, low, error)

    def _in_turn(self, x: Array, pairs: tuple[int, ...]) -> tuple[Array, Array, Array]:
        """Beginning with sines that are only known to lie in [-1, 1], where that is enough at the ends."""
        rough = bool(self._good(*self._of(x[[0, -1]], (0,))).all())
        return self._of(x, (0, *pairs) if rough else pairs)

    def _of(self, x: Array, pairs: tuple[int, ...]) -> tuple[Array, Array, Array]:
        """The first precision that is enough for each; the last where none is."""
        found = tuple(np.array(np.broadcast_to(v, x.shape)) for v in _Run(self, x, pairs[0]).slot(self.tape.output))
        high, low, error = found
        left = np.flatnonzero(~self._good(high, low, error)) if pairs[1:] else ()
        if len(left):
            for v, better in zip(found, self._of(x[left], pairs[1:]), strict=True):
                v[left] = better
        return high, low, error

    def _good(self, high: Array, low: Array, error: Array) -> Array:
        """Half of a model's tolerance or less: the ulp of the truth may be half of what `high` says."""
        share = float(plan_for(self.fmt).tolerance) / 4
        most = np.maximum(np.abs(high) * 2.0**-self.fmt.p, 2.0**self.fmt.q) * share
        return np.asarray((error <= most) & np.isfinite(high) & np.isfinite(low))

    @cached_property
    def harmonics(self) -> Harmonics | None:
        """For blocks of neighbours, where there is such a sum."""
        found = expansion(self.tape, self.forms)
        made = None if found is None else Harmonics(self.fmt, found)
        return made if made is not None and made.possible else None

    @cached_property
    def phases(self) -> dict[int, Phase]:
        slots = {a for name, a, _ in self.tape.ops if name in SINES}
        return {slot: Phase(*self.forms[slot]) for slot in slots}


class _Run:
    """One run of the tape: what it needs of slots and turns, each computed once. Without pairs a sine is 0 ± 1."""

    def __init__(self, waves: Waves, x: Array, pairs: int) -> None:
        self.waves, self.x, self.pairs = waves, x, pairs
        self.first = 1 + len(waves.tape.constants)
        self.slots: dict[int, Pair] = {0: exactly(x)}
        self.turns: dict[int, Turn] = {}

    def slot(self, i: int) -> Pair:
        if i not in self.slots:
            form = self.waves.forms.get(i)
            fixed = form is not None and not any(form.slope)
            self.slots[i] = _number(form.shift) if form is not None and fixed else self._result(i)
        return self.slots[i]

    def _result(self, i: int) -> Pair:
        name, a, b = self.waves.tape.ops[i - self.first]
        if name in SINES and not self.pairs:
            return Pair(0.0, 0.0, 1.0)
        if name in SINES:
            if a not in self.turns:
                self.turns[a] = self.waves.phases[a].turn(self.x)
            turn = self.turns[a]
            return sine(turn if name == "sin" else turn.quarter_on(), self.pairs)
        if name == "neg":
            return negative(self.slot(a))
        if name in ("add", "sub"):
            return total(self.slot(a), self.slot(b) if name == "add" else negative(self.slot(b)))
        if name == "mul":
            return product(self.slot(a), self.slot(b))
        shift = self.waves.forms[b].shift.rational
        if name == "div":
            return product(self.slot(a), _number(Number(1 / shift)))
        return power(self.slot(a), int(shift))


@cache
def _number(c: Number) -> Pair:
    with precision(256):
        return constant(c.ball())


def waves_of(term: Term, variable: Term, derivative: int, fmt: Format) -> Waves | None:
    """A term's derivative, where it has sines but no conditions, and is defined everywhere by its text; else None."""
    if not any(t.op in SINES for t in walk(term)):
        return None
    try:
        tree = grow(term, variable, derivative)
    except Stuck:
        return None
    if not isinstance(tree, Leaf) or any(obligations(t) for t in tree.terms):
        return None
    if any(t.op not in OPS for t in walk(tree.terms[-1])):
        return None
    tape = compile_tape(tree.terms[-1], variable)
    forms: dict[int, Linear] = {0: Linear(Number(Fraction(1)), Number(NONE))}
    for i, c in enumerate(tape.constants, 1):
        forms[i] = Linear(Number(NONE), Number(NONE, Fraction(1)) if isinstance(c, str) else Number(c))
    for i, (name, a, b) in enumerate(tape.ops, 1 + len(tape.constants)):
        form = _form(name, forms.get(a), forms.get(b))
        if form is not None:
            forms[i] = form
        elif not _possible(name, forms.get(a), forms.get(b)):
            return None
    return Waves(tape, fmt, forms)


def _form(name: str, a: Linear | None, b: Linear | None) -> Linear | None:
    """The result as a linear form, where it is one."""
    if a is None or b is None:
        return None
    if name == "neg":
        return _times(a, Number(Fraction(-1)))
    if name == "add":
        return Linear(a.slope.plus(b.slope), a.shift.plus(b.shift))
    if name == "sub":
        return Linear(a.slope.minus(b.slope), a.shift.minus(b.shift))
    divisor = _rational(b)
    if name == "div" and divisor:
        return _times(a, Number(1 / divisor))
    if name == "mul":
        return _times(a, b.shift) if not any(b.slope) else None if any(a.slope) else _times(b, a.shift)
    return None


def _times(a: Linear, c: Number) -> Linear | None:
    """None where π would be squared."""
    slope, shift = a.slope.times(c), a.shift.times(c)
    return None if slope is None or shift is None else Linear(slope, shift)


def _rational(a: Linear | None) -> Fraction | None:
    """The value of a form that is a rational number."""
    return None if a is None or any(a.slope) or a.shift.pi else a.shift.rational


def _possible(name: str, a: Linear | None, b: Linear | None) -> bool:
    """Whether arrays can do it."""
    if name in SINES:
        return a is not None
    if name in ("add", "sub", "mul", "neg"):
        return True
    q = _rational(b)
    return bool(q) if name == "div" else name == "power" and q is not None and q.denominator == 1 and 1 <= q <= STEEPEST
