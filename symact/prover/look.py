"""Where a function of one variable goes: samples of its sign, the ends of its interval, points where it touches 0."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction

from flint import arb

from symact.kernel.case import Case
from symact.kernel.differentiate import differentiate
from symact.kernel.errors import Stuck
from symact.kernel.exponentials import linear_term
from symact.kernel.terms import Term, is_constant, text, variable
from symact.prover.numeric import real, sign, value
from symact.prover.recognise import closed_form, middle, ratio

FINE, FINEST = 256, 8192
TINY = real(Fraction(1, 2**50))


@dataclass(frozen=True)
class End:
    """An end of a piece: a number and its text; ±oo where `at` is None. `careful`: no box may reach it."""

    name: str
    at: arb | None
    rational: Fraction | None = None
    careful: bool = True
    open: bool = False

    @property
    def near(self) -> Fraction | None:
        return None if self.at is None else self.rational if self.rational is not None else middle(self.at)


def rational_end(q: Fraction) -> End:
    return End(ratio(q), real(q), q, careful=False)


class Look:
    """The variable `name` on the region of a case."""

    def __init__(self, case: Case, name: str, tick: Callable[[], None]) -> None:
        self.case, self.name, self.x, self.tick = replace(case, conditions=()), name, variable(name), tick
        self._signs: dict[tuple[Term, str, str], int] = {}

    def samples(self, a: End, b: End) -> list[Fraction]:
        """Points between two ends, denser at finite ones."""
        low, high = a.near, b.near
        if low is not None and high is not None:
            w = high - low
            edge = [w / 2**k for k in (24, 12, 8, 6)]
            inner = [low + w * Fraction(k, 24) for k in range(1, 24)]
            return [low + e for e in edge] + inner + [high - e for e in reversed(edge)]
        steps = [Fraction(1, 2**k) for k in (20, 12, 8, 5, 4, 3, 2)]
        steps += [Fraction(k, 4) for k in range(2, 24)] + list(map(Fraction, (6, 7, 8, 10, 12, 15, 20, 30, 50)))
        if low is not None:
            return [low + s for s in steps]
        if high is not None:
            return [high - s for s in reversed(steps)]
        return [-s for s in reversed(steps)] + [Fraction(0)] + steps

    def sign_at(self, g: Term, q: Fraction) -> int | None:
        return sign(g, {self.name: real(q)})

    def common_sign(self, g: Term, a: End, b: End) -> int:
        """The one sign that the samples show, zeros aside; 0 when they show two, or none."""
        key = (g, a.name, b.name)
        if key not in self._signs:
            self.tick()
            self._signs[key] = self._common_sign(g, a, b)
        return self._signs[key]

    def _common_sign(self, g: Term, a: End, b: End) -> int:
        found = 0
        for q in self.samples(a, b):
            s = self.sign_at(g, q)
            if s is None or s * found < 0:
                return 0
            found = found or s
        return found

    def ends(self, g: Term) -> tuple[End, End]:
        """The tightest bounds by closed numbers that the region states for the variable."""
        low, high = End("-oo", None), End("oo", None)
        for form, _ in self.case.region.constraints:
            c = form.get(self.x)
            if not c or not all(k in (None, self.x) or is_constant(k) for k in form):
                continue
            bound = linear_term({k: -Fraction(v) / Fraction(c) for k, v in form.items() if k is not self.x})
            at = value(bound, {}, FINE)
            end = self.end(g, text(bound), at, bound.args[0] if bound.op == "number" else None)
            if c > 0 and (low.at is None or at > low.at):
                low = end
            if c < 0 and (high.at is None or at < high.at):
                high = end
        return low, high

    def end(self, g: Term, name: str, at: arb, rational: Fraction | None) -> End:
        s = sign(g, {self.name: at}, FINE)
        return End(name, at, rational, careful=not s or rational is None, open=s is None)

    def contacts(self, g: Term, s: int, a: End, b: End) -> list[End]:
        """Points strictly inside where `g` touches 0; `Stuck` where it crosses 0 twice between samples."""
        found: list[End] = []
        slope = differentiate(g, self.x)
        points = self.samples(a, b)
        signs = [self.sign_at(slope, q) for q in points]
        for p, q, left, right in zip(points, points[1:], signs, signs[1:], strict=False):
            at = None
            if right == 0 and not self.sign_at(g, q) and not sign(g, {self.name: real(q)}, FINEST):
                at = real(q)
            elif left is not None and right is not None and s * left < 0 < s * right:
                at = self.root(slope, p, q, left)
                low = value(g, {self.name: at}, FINE)
                if low * s < -TINY:
                    raise Stuck("the sign is another one where the slope vanishes")
                if not abs(low) < TINY:
                    at = None
            named = None if at is None else closed_form(at)
            if named is not None:
                t = real(named[1]) if named[1] is not None else value(self.case.read(named[0]), {}, FINE)
                if sign(g, {self.name: t}, FINE) == 0 and all(e.near != middle(t) for e in (*found, a, b)):
                    found.append(End(named[0], t, named[1]))
        return found

    def root(self, f: Term, p: Fraction, q: Fraction, left: int) -> arb:
        for _ in range(100):
            m = (p + q) / 2
            s = sign(f, {self.name: real(m)}, FINE)
            if not s:
                return real(m)
            p, q = (m, q) if s == left else (p, m)
        return real((p + q) / 2)
