"""A line and waves over blocks of neighbouring floats far out: a few products for each instead of a sine.

Powers and products of sines are sums of cosines: x + sin²x = x + 1/2 + cos(2x - π)/2. Neighbours in a binade are
x = A + B, with few A and few B, and cos(A + B) = cos A·cos B - sin A·sin B. docs/oracle.md has the bounds.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from fractions import Fraction
from typing import NamedTuple

import numpy as np

from symact.numerics.formats import Array, Format
from symact.numerics.models.blocks import SIZE
from symact.numerics.models.evaluate import Values
from symact.numerics.models.fit import plan_for, upward
from symact.numerics.pairs import Pair, constant, product, two_sum
from symact.numerics.phases import Linear, Number, Phase, sine
from symact.numerics.tape import Tape
from symact.numerics.view import precision

FINE = 1 << 8  # so many B, steps of one float
GROUP = SIZE << 4  # so many floats share their A
GRID = 25  # bits of the leading parts of A and B: their products, and a few sums of these, are exact
LOST = -74  # with one cosine of size 1, what is left out and rounded is below 2^LOST
MOST = 4  # waves
NOUGHT, ONE, HALF = Number(Fraction(0)), Number(Fraction(1)), Number(Fraction(1, 2))
QUARTER = Number(Fraction(0), Fraction(1, 2))  # of a turn
STEEP = 1 << 20


class Waving(NamedTuple):
    """slope·x + shift + Σ c·cos(form), with the c for each form."""

    line: Linear
    waves: dict[Linear, Number]


def expansion(tape: Tape, forms: dict[int, Linear]) -> Waving | None:
    """A tape as a line and waves, where its numbers allow that; `forms` are its slots that are linear."""
    slots = {i: Waving(form, {}) for i, form in forms.items()}
    for i, (name, a, b) in enumerate(tape.ops, 1 + len(tape.constants)):
        if i not in slots:
            made = _result(name, slots.get(a), slots.get(b))
            if made is None:
                return None
            slots[i] = made
    return slots[tape.output]


def _result(name: str, a: Waving | None, b: Waving | None) -> Waving | None:
    if a is None:
        return None
    if name in ("sin", "cos"):
        if a.waves or not any(a.line.slope):
            return None
        shift = a.line.shift if name == "cos" else a.line.shift.minus(QUARTER)
        return _wave(Linear(a.line.slope, shift), ONE)
    if name == "neg":
        return _scaled(a, Number(Fraction(-1)))
    if b is None:
        return None
    if name in ("add", "sub"):
        other = b if name == "add" else _scaled(b, Number(Fraction(-1)))
        return None if other is None else _sum(a, other)
    if name == "mul":
        return _product(a, b)
    q = b.line.shift.rational
    if name == "div":
        return _scaled(a, Number(1 / q))
    made: Waving | None = a
    for _ in range(int(q) - 1):
        made = None if made is None else _product(made, a)
    return made


def _wave(form: Linear, c: Number) -> Waving:
    """c·cos(form); with a slope of one sign, so that equal waves are seen to be equal."""
    if max(form.slope) < 0 or (min(form.slope) < 0 and form.slope.rational < 0):
        form = Linear(*(NOUGHT.minus(v) for v in form))
    return Waving(Linear(NOUGHT, NOUGHT), {form: c})


def _sum(a: Waving, b: Waving) -> Waving:
    waves = dict(a.waves)
    for form, c in b.waves.items():
        waves[form] = waves.get(form, NOUGHT).plus(c)
    line = Linear(a.line.slope.plus(b.line.slope), a.line.shift.plus(b.line.shift))
    return Waving(line, {form: c for form, c in waves.items() if any(c)})


def _scaled(a: Waving, c: Number) -> Waving | None:
    """None where π would be squared."""
    line, sizes = [v.times(c) for v in a.line], {form: v.times(c) for form, v in a.waves.items()}
    known = {form: v for form, v in sizes.items() if v is not None}
    slope, shift = line
    return None if slope is None or shift is None or len(known) < len(sizes) else Waving(Linear(slope, shift), known)


def _product(a: Waving, b: Waving) -> Waving | None:
    """None where a line that is no constant is multiplied by something that is none."""
    if any(b.line.slope):
        a, b = b, a
    if any(a.line.slope):
        return None if b.waves or any(b.line.slope) else _scaled(a, b.line.shift)
    made = [_scaled(a, b.line.shift), _scaled(b._replace(line=Linear(NOUGHT, NOUGHT)), a.line.shift)]
    for form, c in a.waves.items():
        for other, d in b.waves.items():
            size = c.times(d)
            made.append(None if size is None else _of_two(form, other, size))
    total = Waving(Linear(NOUGHT, NOUGHT), {})
    for part in made:
        if part is None:
            return None
        total = _sum(total, part)
    return total


def _of_two(a: Linear, b: Linear, c: Number) -> Waving | None:
    """c·cos a·cos b, which is c/2·(cos(a - b) + cos(a + b))."""
    half, total = Number(c.rational / 2, c.pi / 2), Waving(Linear(NOUGHT, NOUGHT), {})
    for slope, shift in (
        (a.slope.minus(b.slope), a.shift.minus(b.shift)), (a.slope.plus(b.slope), a.shift.plus(b.shift)),
    ):  # fmt: skip
        if any(slope):
            total = _sum(total, _wave(Linear(slope, shift), half))
            continue
        quarters = shift.pi * 2
        if shift.rational or quarters.denominator > 1:
            return None
        sign = (1, 0, -1, 0)[int(quarters) % 4]
        total = _sum(total, Waving(Linear(NOUGHT, Number(half.rational * sign, half.pi * sign)), {}))
    return total


class Parts(NamedTuple):
    """c·cos and -c·sin at some A, or cos and sin at some B: a leading part on a grid, the rest, and their sum."""

    leading: Array
    rest: Array
    whole: Array


@dataclass
class Harmonics:
    """The values of a line and waves over whole blocks; tables are kept from one block to the next."""

    fmt: Format
    sum: Waving
    _fine: dict[tuple[int, int], list[tuple[Parts, Parts]]] = field(default_factory=dict)
    _coarse: dict[tuple[int, int], list[tuple[Parts, Parts]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        with precision(256):
            size = sum((abs(c.ball()) for c in (*self.sum.waves.values(), self.sum.line.shift)), ONE.ball() * 0)
            self.size = upward(size)
            self.scale = math.frexp(self.size)[1]  # the sizes of all waves and the constant add up to 2^scale or less
            shift = constant(self.sum.line.shift.ball())
        self.shift = self._parted(Pair(np.asarray([shift.high]), np.asarray([shift.low]), 0.0), self.scale - 2 * GRID)
        self.error = math.ldexp(max(len(self.sum.waves), 1) ** 2, self.scale + LOST)
        # what is known so well relatively is known as well as a model's values must be
        self.known = float(plan_for(self.fmt).tolerance) / 4 * 2.0**-self.fmt.p

    @property
    def possible(self) -> bool:
        slope = self.sum.line.slope
        whole = not slope.pi and slope.rational.denominator == 1 and abs(slope.rational) < STEEP
        return self.fmt.p == 24 and whole and 0 < len(self.sum.waves) <= MOST

    def values(self, ordinals: Array) -> Values | None:
        """Over a block of neighbours in one binade, without subnormal numbers; None for other inputs."""
        first, last = int(ordinals[0]), int(ordinals[-1])
        sign, start = (1, first) if first >= 0 else (-1, -1 - last)
        bits = self.fmt.p - 1
        if len(ordinals) != SIZE or last - first != SIZE - 1 or start % SIZE or not start >> bits:
            return None
        slope = float(self.sum.line.slope.rational)
        x = self.fmt.values(ordinals).astype(np.float64)
        line = x * slope if slope not in (0.0, 1.0) else x if slope else None
        if line is not None and abs(float(line[0])) > 0 and min(abs(line[0]), abs(line[-1])) * self.known > self.size:
            return Values(line, None, self.size, 0)
        leading, rest = self._waves(start, sign)
        if sign < 0:
            leading, rest = leading[::-1], rest[::-1]
        if line is None:
            return Values(*two_sum(leading, rest), self.error, 0)
        high, low = two_sum(line, leading)
        low += rest
        return Values(*two_sum(high, low), self.error, 0)

    def _waves(self, start: int, sign: int) -> tuple[Array, Array]:
        """All but the line's slope, magnitudes ascending: a sum without error, and what is missing."""
        fine, coarse = self._at_steps(start, sign), self._at_grid(start // GROUP * GROUP, sign)
        here = slice(start % GROUP // FINE, (start % GROUP + SIZE) // FINE)
        leading = np.full((SIZE // FINE, FINE), self.shift.leading[0])
        rest = np.full((SIZE // FINE, FINE), self.shift.rest[0])
        part = np.empty_like(rest)
        for of_a, of_b in zip(coarse, fine, strict=True):
            for a, b in zip(of_a, of_b, strict=True):
                a1, a2 = a.leading[here, None], a.rest[here, None]
                for x, y, total in ((a1, b.leading, leading), (a1, b.rest, rest), (a2, b.whole, rest)):
                    np.multiply(x, y, out=part)
                    total += part
        return leading.reshape(-1), rest.reshape(-1)

    def _at_steps(self, start: int, sign: int) -> list[tuple[Parts, Parts]]:
        """cos B and sin B of each wave, for steps of 0, 1, … floats of this binade."""
        key = start >> (self.fmt.p - 1), sign
        if key not in self._fine:
            x = np.arange(FINE, dtype=np.float64) * math.ldexp(1.0, self.fmt.q + key[0] - 1)
            found = [_turned(form, sign, x, still=True) for form in self.sum.waves]
            self._fine = {key: [(self._parted(c, -GRID - 1), self._parted(s, -GRID - 1)) for c, s in found]}
        return self._fine[key]

    def _at_grid(self, start: int, sign: int) -> list[tuple[Parts, Parts]]:
        """c·cos A and -c·sin A of each wave, at every FINE-th float of a group."""
        if (start, sign) not in self._coarse:
            x, made = self.fmt.values(np.arange(start, start + GROUP, FINE)).astype(np.float64), []
            for form, c in self.sum.waves.items():
                with precision(256):
                    size = constant(c.ball())
                pairs = [product(p, size) for p in _turned(form, sign, x, still=False)]
                cosine, sine_ = (self._parted(p, self.scale - GRID) for p in pairs)
                made.append((cosine, Parts(*(-v for v in sine_))))
            self._coarse = {(start, sign): made}
        return self._coarse[start, sign]

    def _parted(self, p: Pair, unit: int) -> Parts:
        """A pair as a multiple of 2^unit and the rest."""
        leading = np.ldexp(np.rint(np.ldexp(p.high, -unit)), unit)
        rest = (p.high - leading) + p.low
        return Parts(leading, rest, p.high)


def _turned(form: Linear, sign: int, x: Array, still: bool) -> tuple[Pair, Pair]:
    """cos and sin of the form at sign·x, for x ≥ 0; without its shift where `still`."""
    slope = form.slope if sign > 0 else NOUGHT.minus(form.slope)
    turn = Phase(slope, NOUGHT if still else form.shift).turn(x)
    return sine(turn.quarter_on()), sine(turn)
