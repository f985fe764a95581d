"""Tier 2 of the oracle: the value of a term or a derivative at a point, as a rigorous ball of growing precision.

It answers with an enclosure, or raises `Undefined` (certainly no value) or `UndecidedPoint` (no answer); it never
guesses. `Oracle.decide` is the seam at which a faster source of enclosures can be put: audits and thresholds ask
their questions through it, as predicates of a `View`, and see nothing else.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeVar

from flint import arb, fmpq

from symact.kernel.errors import Stuck, Undefined
from symact.kernel.terms import Term, free_symbols, sub, text, walk
from symact.numerics.beside import beside
from symact.numerics.branches import Leaf, grow, select, walk_conditions
from symact.numerics.errors import UndecidedPoint, UsageError
from symact.numerics.exact import exact_value, to_fmpq, to_fraction
from symact.numerics.formats import Format, floor_log2
from symact.numerics.limits import derivative_of
from symact.numerics.models.polynomials import linear
from symact.numerics.obligations import Obligation, obligations, refuse_undefined
from symact.numerics.sums import Beside
from symact.numerics.tape import Tape, compile_tape, constant_value
from symact.numerics.view import (
    MAX_BITS,
    Enclosure,
    View,
    enclosure_of,
    exact_view,
    more_bits,
    precision,
    rounded,
    view_beside,
    view_of,
)  # fmt: skip

Answer = TypeVar("Answer")
SIGN_BITS = (64, 512, 4096)
LARGEST = Fraction(sys.float_info.max)
EXPANDED = 400  # bits; from there on, or where a value is known well, an expansion is asked what it is beside
SLIM = 64  # binades below the quantum
FAINT = 4000  # 2^-4000 lies far below the numbers of every format


class ByDefinition(UndecidedPoint):
    """At this point the text of a derivative says nothing: x^3/sqrt(x^4) at 0. Its definition may."""


@dataclass
class _Compiled:
    tape: Tape
    duties: list[tuple[Obligation, Tape]]


class Oracle:
    """The `derivative`-th derivative of a term in one variable, enclosed at exact points."""

    def __init__(self, term: Term, variable: str = "x", derivative: int = 0) -> None:
        others = free_symbols(term) - {variable}
        if others:
            raise UsageError(f"{text(term)} has free names besides {variable}: {', '.join(sorted(others))}")
        self.term, self.derivative = term, derivative
        self.variable = Term("variable", variable)
        try:
            self.tree = grow(term, self.variable, derivative)
        except Stuck as error:
            raise UsageError(f"{text(term)} cannot be differentiated here: {error}") from error
        self._leaves: dict[Leaf, _Compiled] = {}

    # ---------------------------------------------------------------- questions

    def decide(self, x: float | Fraction, fmt: Format, question: Callable[[View], Answer | None]) -> Answer:
        """The first answer that `question` gives to views of growing precision.

        Raises Undefined where the function has no value at x, UndecidedPoint when MAX_BITS do not suffice.
        """
        point = to_fmpq(x)
        leaf, exact = self._begin(point)
        bits, expanded = fmt.p + 40, False
        while exact is None and bits <= MAX_BITS:
            with precision(bits):
                y = self._ball(leaf, point, x)
                view = view_of(y, fmt, bits)
            answer = question(view)
            if answer is not None:
                return answer
            exact = self._surprise(leaf, point, view)
            if exact is None and not expanded and (bits > EXPANDED or _slim(y, fmt)):
                expanded = True
                near = beside(leaf.terms[-1], self.variable, point)
                answer = None if near is None else _asked(question, near, fmt)
                if answer is not None:
                    return answer
            bits = more_bits(y, bits, fmt)
        if exact is None:
            raise UndecidedPoint(f"{text(self.term)} at {_shown(x)} is not decided with {MAX_BITS} bits")
        for k in (64, 4096, MAX_BITS):
            answer = question(exact_view(exact, fmt, k))
            if answer is not None:
                return answer
        raise UndecidedPoint(f"{text(self.term)} at {_shown(x)} is not decided by its exact value")

    def enclose(self, x: float | Fraction, bits: int = 64) -> Enclosure:
        """An enclosure of relative width at most 2^-bits, or one within 2^-FAINT of 0 whose sign may be unknown."""
        point = to_fmpq(x)
        leaf, exact = self._begin(point)
        work = bits + 20
        while exact is None and work <= MAX_BITS:
            with precision(work):
                y = self._ball(leaf, point, x)
                if y.is_finite() and (y.rel_accuracy_bits() > bits or (y.contains(0) and abs(y) < arb(2) ** -FAINT)):
                    return enclosure_of(y)
            exact = self._surprise(leaf, point, None) if work > 256 else None
            work *= 2
        if exact is None:
            raise UndecidedPoint(f"{text(self.term)} at {_shown(x)} is not enclosed to {bits} bits")
        q = to_fraction(exact)
        return Enclosure(q, q, (q > 0) - (q < 0))

    def round(self, x: float | Fraction, fmt: Format) -> int:
        """The ordinal of the correctly rounded value at x; one beyond the largest finite one when it overflows."""
        return self.decide(x, fmt, lambda view: rounded(view, fmt))

    def breakpoints(self) -> tuple[Fraction, ...]:
        """Points at which the two sides of a condition are equal: those of linear ones, and of others those among the
        numbers that occur in conditions."""
        sides = {sub(c.args[1], c.args[2]) for c in walk_conditions(self.tree)}
        numbers = {constant_value(t) for d in sides for t in walk(d)} - {None}
        forms = [linear(d, self.variable) for d in sides]
        points = {s * q for q in (*numbers, Fraction(0)) if q is not None for s in (1, -1)}
        points |= {-form.shift / form.slope for form in forms if form is not None and form.slope}
        return tuple(sorted(x for x in points if any(self._vanishes(d, to_fmpq(x)) for d in sides)))

    def _vanishes(self, t: Term, x: fmpq) -> bool:
        try:
            return bool(exact_value(t, self.variable, x) == 0)
        except Undefined:
            return False

    # ---------------------------------------------------------------- evaluation

    def _begin(self, x: fmpq) -> tuple[Leaf, fmpq | None]:
        """The leaf at x and, where that is known at once, the exact value. Raises where there is no value."""
        try:
            leaf = self._leaf(x)
            return leaf, self._rational(leaf, x)
        except ByDefinition:
            found = derivative_of(self.term, self.variable, self.derivative, to_fraction(x))
            return Leaf((found,)), exact_value(found, self.variable, x)

    def _leaf(self, x: fmpq) -> Leaf:
        walk = select(self.tree, x, self._sign)
        if not walk.boundary or self.derivative == 0:
            return walk.leaf
        return self._meeting(x, walk.leaf)

    def _meeting(self, x: fmpq, here: Leaf) -> Leaf:
        """The leaf for a point at which leaves meet: they must agree in value and in every derivative asked for."""
        sides = [select(self.tree, x, self._sign, side, self.variable).leaf for side in (-1, 1)]
        for order, (left, right) in enumerate(zip(sides[0].terms, sides[1].terms, strict=True)):
            meeting = [left, right, here.terms[0]] if order == 0 else [left, right]
            for other in meeting[1:]:
                if other is not left and not self._equal(left, other, x):
                    what = "value" if order == 0 else f"derivative of order {order}"
                    raise Undefined(f"the one-sided {what}s differ at {x}")
        return sides[0]

    def _equal(self, a: Term, b: Term, x: fmpq) -> bool:
        try:
            u, v = (exact_value(t, self.variable, x) for t in (a, b))
        except Undefined as error:  # x^2·log x may go on smoothly where it ends
            raise ByDefinition(str(error)) from None
        if u is not None and v is not None:
            return bool(u == v)
        with precision(256):
            difference = self._ball(Leaf((a,)), x, to_fraction(x)) - self._ball(Leaf((b,)), x, to_fraction(x))
        if difference.is_finite() and (difference > 0 or difference < 0):
            return False
        raise UndecidedPoint(f"{text(a)} and {text(b)} cannot be told apart at {x}")

    def _compiled(self, leaf: Leaf) -> _Compiled:
        if leaf not in self._leaves:
            duties = dict.fromkeys(o for t in leaf.terms for o in obligations(t))
            if self.derivative:
                # a root or power has no two-sided derivative where its base is 0
                strict = {"nonnegative": "interior"}
                varying = {o for o in duties if free_symbols(o.term)}
                duties = dict.fromkeys(
                    Obligation(strict.get(o.kind, o.kind), o.term) if o in varying else o for o in duties
                )
            tapes = [(o, compile_tape(o.term, self.variable)) for o in duties]
            self._leaves[leaf] = _Compiled(compile_tape(leaf.terms[-1], self.variable), tapes)
        return self._leaves[leaf]

    def _rational(self, leaf: Leaf, x: fmpq) -> fmpq | None:
        """The exact value where the leaf is a rational function. Raises where the leaf is not defined."""
        compiled = self._compiled(leaf)
        for duty, tape in compiled.duties:  # a subterm's comes before that of the term around it
            sign = self._sign_of(duty.term, tape, x)
            if sign is None:
                raise UndecidedPoint(f"whether {text(duty.term)} is {duty.kind} at {x} is not decided")
            _check(duty, sign)
        return compiled.tape.exact(x) if compiled.tape.rational else None

    def _surprise(self, leaf: Leaf, x: fmpq, view: View | None) -> fmpq | None:
        """An exact rational value of a leaf that is not a rational function, such as 1/(1 + e^0)."""
        if view is not None and view.hi - view.lo > 1 << view.k:
            return None
        return exact_value(leaf.terms[-1], self.variable, x)

    def _ball(self, leaf: Leaf, point: fmpq, x: float | Fraction) -> arb:
        """The value at x by balls of the current precision; not finite where they cannot say."""
        compiled = self._compiled(leaf)
        at = arb(x) if isinstance(x, float) else arb(point)
        y = compiled.tape.ball(at)
        return y if y.is_finite() else compiled.tape.scaled(at)

    def _sign(self, t: Term, x: fmpq) -> int | None:
        """The sign of a term at x, exactly; None when it cannot be told. Raises Undefined where it has no value."""
        leaf = Leaf((t,))
        self._rational(leaf, x)
        return self._sign_of(t, self._compiled(leaf).tape, x)

    def _sign_of(self, t: Term, tape: Tape, x: fmpq) -> int | None:
        value = tape.exact(x) if tape.rational else exact_value(t, self.variable, x)
        if value is not None:
            return (value > 0) - (value < 0)
        for bits in SIGN_BITS:
            with precision(bits):
                y = tape.ball(arb(x))
                y = y if y.is_finite() else tape.scaled(arb(x))
            if y > 0 or y < 0:
                return 1 if y > 0 else -1
        return None


def _slim(y: arb, fmt: Format) -> bool:
    """Whether a ball is that of a number that is known well, or is far below the quantum."""
    return bool(y.is_finite() and (y.rel_accuracy_bits() > fmt.p + 8 or abs(y) < arb((1, fmt.q - SLIM))))


def _asked(question: Callable[[View], Answer | None], near: Beside, fmt: Format) -> Answer | None:
    """What is answered where a value is beside a rational number, or is one."""
    for k in (64, 4096, MAX_BITS):
        view = view_beside(near, fmt, k)
        answer = None if view is None else question(view)
        if answer is not None:
            return answer
    return None


def _shown(x: float | Fraction) -> str:
    """x in hex where it is a float; the points far outside every format by their power of two."""
    q = Fraction(x)
    if abs(q) <= LARGEST:
        return float(q).hex()
    return f"{'-' if q < 0 else ''}2^{floor_log2(abs(q))}"


def _check(duty: Obligation, sign: int) -> None:
    if duty.kind != "interior":
        refuse_undefined(duty.kind, sign, duty.term)
    elif sign == 0:
        raise ByDefinition(f"a derivative of a root where {text(duty.term)} is 0")
    else:
        refuse_undefined("nonnegative", sign, duty.term)
