"""The exact softmax, log-softmax and log-sum-exp of a row of floats, enclosed by balls.

With m the largest entry, d = x - m and S the sum of e^d over every entry but one that equals m, they are
e^d/(1 + S), d - log(1 + S) and m + log(1 + S). An entry -inf is a mask: its softmax is the limit 0, its log-softmax
the limit -inf, and it adds nothing to the sums. A row of masks alone has no value, nor has one with inf or nan.

Where S = 0, and where all entries that are not masked are equal, the softmax is rational, and exact here. Elsewhere,
by the theorem of Lindemann and Weierstrass, no value is rational, so no precision meets a tie for ever.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from fractions import Fraction

from flint import arb, fmpq

from symact.kernel.errors import Undefined
from symact.numerics.errors import UndecidedPoint
from symact.numerics.formats import Format, two
from symact.numerics.judge import Judgement, judge_view, straddles
from symact.numerics.view import MAX_BITS, Enclosure, View, enclosure_of, exact_view, precision, view_of

SCALAR = frozenset({"logsumexp"})  # one number for a row; the others give one for each entry
BIN_BITS = 2000  # beyond, an error that all but equals the end of a bin of the histogram is left on either side of it
FUNCTIONS = ("softmax", "log_softmax", "logsumexp")


@dataclass
class _Sums:
    """At one precision: e^d for every d, and S."""

    powers: dict[Fraction, arb]
    rest: arb


@dataclass
class Row:
    """A row, its entries times `scale`, and what is known of it so far; Undefined where there is no value."""

    function: str
    entries: tuple[float, ...]
    fmt: Format
    scale: Fraction = Fraction(1)
    _sums: dict[int, _Sums] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if any(math.isnan(x) or x == math.inf for x in self.entries):
            raise Undefined("an entry is inf or nan")
        kept = [Fraction(x) * self.scale for x in self.entries if x != -math.inf]
        if not kept:
            raise Undefined("every entry is masked")
        self.largest = max(kept)
        self.kept = len(kept)
        self.differences = [x - self.largest for x in kept]
        self.at = [None if x == -math.inf else Fraction(x) * self.scale - self.largest for x in self.entries]

    @property
    def components(self) -> int:
        return 1 if self.function in SCALAR else len(self.entries)

    # ---------------------------------------------------------------- the value

    def masked(self, i: int) -> bool:
        return self.function not in SCALAR and self.at[i] is None

    def exactly(self, i: int) -> Fraction | None:
        """The value where it is rational; None where it is not."""
        if self.function == "softmax":
            if self.masked(i):
                return Fraction(0)
            return Fraction(1, self.kept) if not any(self.differences) else None
        if self.kept > 1:
            return None
        return self.largest if self.function in SCALAR else Fraction(0)

    def sums(self, bits: int) -> _Sums:
        if bits not in self._sums:
            with precision(bits):
                powers = {d: (arb(fmpq(d.numerator, d.denominator))).exp() for d in set(self.differences)}
                rest = arb(0)
                for d in sorted(self.differences)[:-1]:
                    rest += powers[d]
            self._sums[bits] = _Sums(powers, rest)
        return self._sums[bits]

    def view(self, i: int, bits: int) -> View:
        """What the format sees of component i, which is not rational."""
        sums = self.sums(bits)
        with precision(bits):
            if self.function == "softmax":
                d = self.at[i]
                assert d is not None
                seen = view_of(sums.powers[d] / (1 + sums.rest), self.fmt, bits)
                return seen._replace(lo=max(seen.lo, 0), sign=1)
            log = view_of(sums.rest.log1p(), self.fmt, bits)
        return self._moved(i, log, bits)

    def _moved(self, i: int, log: View, bits: int) -> View:
        """d - log(1 + S) or m + log(1 + S): d and m are multiples of the quantum, so the sum is exact."""
        low, high = max(log.lo, 0), log.hi
        base = self.largest if self.function in SCALAR else self.at[i]
        assert base is not None
        units = base / two(self.fmt.q - bits)
        assert units.denominator == 1
        if self.function not in SCALAR:
            low, high = -high, -low
        lo, hi = int(units) + low, int(units) + high
        sign = -1 if self.function not in SCALAR or hi <= 0 else 1 if lo >= 0 else None
        return View(bits, lo, hi, sign, hi - lo == 1)

    def enclose(self, i: int, bits: int = 100) -> Enclosure:
        """An enclosure of component i, not masked, of relative width 2^-bits if that takes less than MAX_BITS bits."""
        exact = self.exactly(i)
        if exact is not None:
            return Enclosure(exact, exact, (exact > 0) - (exact < 0))
        work = bits + 20
        while True:
            sums = self.sums(work)
            with precision(work):
                if self.function == "softmax":
                    d = self.at[i]
                    assert d is not None
                    y = sums.powers[d] / (1 + sums.rest)
                else:
                    base = self.largest if self.function in SCALAR else self.at[i]
                    assert base is not None
                    log = sums.rest.log1p()
                    y = arb(fmpq(base.numerator, base.denominator)) + (log if self.function in SCALAR else -log)
                if y.rel_accuracy_bits() > bits or 2 * work > MAX_BITS:
                    return enclosure_of(y)
            work *= 2

    # ---------------------------------------------------------------- a result

    def judge(self, i: int, result: float | None) -> Judgement:
        """The judgement on a result, None for nan, as for functions of one variable.

        The limit -inf of a mask counts as a value that overflows: -inf is right there, a finite result is none.
        """
        if self.masked(i) and self.function != "softmax":
            if result is None or result == math.inf:
                return Judgement("nonfinite", correct=False)
            return Judgement("measured", correct=True) if result == -math.inf else Judgement("missing_overflow")
        ordinal = None if result is None else self.fmt.ordinal(result)
        exact, partial = self.exactly(i), None
        bits = self.fmt.p + 40
        while bits <= MAX_BITS:
            view = self.view(i, bits) if exact is None else exact_view(fmpq(*exact.as_integer_ratio()), self.fmt, bits)
            verdict = judge_view(self.fmt, view, ordinal)
            if verdict is not None and verdict.correct is not None and (bits > BIN_BITS or not straddles(verdict)):
                return verdict
            partial = verdict or partial
            bits *= 2
        return partial or Judgement("undecided")

    def round(self, i: int) -> float:
        """The correctly rounded value of component i."""
        from symact.numerics.view import rounded

        if self.masked(i):
            return 0.0 if self.function == "softmax" else -math.inf
        exact, bits = self.exactly(i), self.fmt.p + 40
        while bits <= MAX_BITS:
            view = self.view(i, bits) if exact is None else exact_view(fmpq(*exact.as_integer_ratio()), self.fmt, bits)
            ordinal = rounded(view, self.fmt)
            if ordinal is not None:
                return self.fmt.value(ordinal)
            bits *= 2
        raise UndecidedPoint(f"{self.function} of a row is not decided with {MAX_BITS} bits")
