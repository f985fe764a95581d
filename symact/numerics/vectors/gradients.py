"""The exact derivatives of the softmax of a row of floats, and of its cross-entropy, enclosed by balls.

`softmax_grad` is the Jacobian, row by row: s_i(δ_ij - s_j). `softmax_xent_grad` is s - y, where the label y is 1 at the
first entry and 0 elsewhere. With e the shifted exponentials and E their sum, s_i(1 - s_i) is e_i·(E - e_i)/E² and
s_1 - 1 is -(E - e_1)/E; the sum of the others is taken without the one that is left out, so nothing cancels.

Where all entries that are not masked are equal these are rational, and exact here. Elsewhere none is, by the theorem of
Lindemann and Weierstrass: multiplied by E², the equation with a rational is one between exponentials of different
rationals, of which E² leaves one that no other term cancels. An entry that is masked has s_i = 0.
"""

from __future__ import annotations

import math
from dataclasses import replace
from fractions import Fraction
from typing import Any

from flint import arb

from symact.numerics.formats import Format, two
from symact.numerics.judge import Judgement, judge_view
from symact.numerics.vectors.truth import FUNCTIONS, SCALAR, Row
from symact.numerics.view import MAX_BITS, Enclosure, View, enclosure_of, precision, view_of

JACOBIAN, XENT = "softmax_grad", "softmax_xent_grad"
GRADIENTS = (JACOBIAN, XENT)
LENGTHS = (1, 2, 3, 8)  # of rows whose Jacobian is audited, unless told otherwise
LONGEST = 256
FAR = 256  # bits of a view whose unit does not matter


def components_of(reference: str, length: int) -> int:
    """How many numbers a function of a row of this length has."""
    if reference in SCALAR:
        return 1
    return length * length if reference == JACOBIAN else length


def entry_of(reference: str, component: int, length: int) -> int:
    """The entry of the row that a component is about."""
    return component // length if reference == JACOBIAN else component


def truth_of(reference: str, entries: tuple[float, ...], fmt: Format, scale: Fraction = Fraction(1)) -> Row:
    """What is known of a row, for a function or a derivative; `scale` multiplies the entries, exactly."""
    kind = Row if reference in FUNCTIONS else GradientRow
    return kind(reference, entries, fmt, scale)


class GradientRow(Row):
    """A row and its derivatives; Undefined where there is no value."""

    @property
    def components(self) -> int:
        return components_of(self.function, len(self.entries))

    def masked(self, i: int) -> bool:
        """No component has an infinite limit, so none needs to be told apart: those of masked entries are exact."""
        return False

    def _pair(self, component: int) -> tuple[int, int]:
        """Row and column; both are 0 for s_1 - 1."""
        if self.function == JACOBIAN:
            return divmod(component, len(self.entries))
        return component, 0

    def exactly(self, component: int) -> Fraction | None:
        i, j = self._pair(component)
        equal = not any(self.differences)
        if self.function == JACOBIAN:
            if self.at[i] is None or self.at[j] is None or self.kept == 1:
                return Fraction(0)
            return Fraction(i == j, self.kept) - Fraction(1, self.kept**2) if equal else None
        if self.at[i] is None:
            return Fraction(-(i == 0))
        return Fraction(1, self.kept) - (i == 0) if equal else None

    def _ball(self, component: int, bits: int) -> arb:
        """The value, which is not rational, at the precision at hand."""
        i, j = self._pair(component)
        sums, ends = self.sums(bits), (self.at[i], self.at[j])
        first, second = (None if d is None else sums.powers[d] for d in ends)
        assert first is not None
        whole = 1 + sums.rest
        others = sums.rest if ends[0] == 0 else whole - first
        if self.function == XENT:
            return -others / whole if i == 0 else first / whole
        assert second is not None
        return first * others / whole**2 if i == j else -first * second / whole**2

    def _sign(self, component: int) -> int:
        i, j = self._pair(component)
        if self.function == XENT:
            return -1 if i == 0 else 1
        return 1 if i == j else -1

    def view(self, component: int, bits: int) -> View:
        sign = self._sign(component)
        with precision(bits):
            seen = view_of(self._ball(component, bits), self.fmt, bits)
        if sign > 0:
            return seen._replace(lo=max(seen.lo, 0), sign=1)
        return seen._replace(hi=min(seen.hi, 0), sign=-1)

    def judge(self, i: int, result: float | None) -> Judgement:
        """As for other rows; where the value is beside a power of two by less than balls tell, by its side of it."""
        found = super().judge(i, result)
        if found.kind != "undecided" or result is None:
            return found
        view = self._within_its_limit(i, self.view(i, FAR))
        verdict = None if view is None else judge_view(self.fmt, view, self.fmt.ordinal(result))
        if verdict is None or verdict.error is None:
            return found
        low, high = verdict.error  # the end was moved by 2^-FAR quanta, which is far less than 2^-32 ulp
        return replace(verdict, error=(max(low - 1, 0), high + 1))

    def _within_its_limit(self, component: int, seen: View) -> View | None:
        """The view on its side of the limit, which is no end of it any more; None where the limit is not in it."""
        found = self._limit(component)
        if found is None:
            return None
        limit, below = found
        units = limit / two(self.fmt.q - seen.k)
        if units.denominator != 1 or not seen.lo <= units <= seen.hi:
            return None
        whole = int(units)
        if below:
            return seen._replace(lo=min(seen.lo, whole - 1), hi=whole - 1)
        return seen._replace(lo=whole + 1, hi=max(seen.hi, whole + 1))

    def _limit(self, component: int) -> tuple[Fraction, bool] | None:
        """What the component would be if all but the largest entries were masked, where that is not 0; and whether it
        is below that.

        With m largest entries E > m, so 1/E < 1/m and 1/E² < 1/m²; (E - 1)/E² < (m - 1)/m² for m > 1, since it falls
        for E > 2. An s_1 that is not of a largest entry is above 0.
        """
        i, j = self._pair(component)
        largest, top = self.differences.count(Fraction(0)), self.at[i] == 0
        if self.function == XENT:
            if i == 0 and not top:
                return Fraction(-1), False
            if i == 0:
                return (Fraction(1, largest) - 1, True) if largest > 1 else None
            return (Fraction(1, largest), True) if top else None
        if not top or self.at[j] != 0 or largest == 1:
            return None
        return (Fraction(i == j, largest) - Fraction(1, largest**2), i == j)

    def enclose(self, component: int, bits: int = 100) -> Enclosure:
        exact, work = self.exactly(component), bits + 20
        if exact is not None:
            return Enclosure(exact, exact, (exact > 0) - (exact < 0))
        while True:
            with precision(work):
                y = self._ball(component, work)
                if y.rel_accuracy_bits() > bits or 2 * work > MAX_BITS:
                    return enclosure_of(y)
            work *= 2


def by_mpmath(context: Any, function: str, powers: list[Any], component: int) -> Any:
    """The derivative as its text says, of exponentials that are shifted, with a cancellation that more digits mend."""
    total = context.fsum(powers)
    if function == XENT:
        return powers[component] / total - (component == 0)
    i, j = divmod(component, len(powers))
    return powers[i] / total * ((i == j) - powers[j] / total)


def scaled(entries: tuple[float, ...], scale: Fraction) -> list[Any]:
    """The entries times the scale, exactly; masks stay what they are."""
    return [x if math.isinf(x) else Fraction(x) * scale for x in entries]
