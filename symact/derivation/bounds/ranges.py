"""Ranges of real numbers with rational ends, open or closed, and what sums, products and powers make of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

End = Fraction | None  # None is infinite


@dataclass(frozen=True, slots=True)
class Range:
    """Values from `low` to `high`; an end is open where its value is not taken, an infinite one always."""

    low: End = None
    high: End = None
    low_open: bool = True
    high_open: bool = True

    def meets(self, rel: str, bound: Fraction) -> bool:
        """Whether every value of the range stands in the relation to the bound."""
        if rel in (">", ">="):
            return self.low is not None and (self.low > bound or (self.low == bound and (rel == ">=" or self.low_open)))
        if rel in ("<", "<="):
            return negated(self).meets(">" if rel == "<" else ">=", -bound)
        return rel == "!=" and (self.meets("<", bound) or self.meets(">", bound))

    @property
    def point(self) -> Fraction | None:
        """The one value that there is."""
        return self.low if self.low == self.high and not self.low_open else None


EVERYTHING = Range()
POSITIVE = Range(Fraction(0))
NONNEGATIVE = Range(Fraction(0), low_open=False)


def exactly(value: Fraction) -> Range:
    return Range(value, value, False, False)


def between(low: Fraction, high: Fraction) -> Range:
    """The open interval."""
    return Range(low, high)


def bounded(rel: str, value: Fraction) -> Range:
    """What a comparison with a number says."""
    if rel == "==":
        return exactly(value)
    if rel in (">", ">="):
        return Range(value, low_open=rel == ">")
    return Range(high=value, high_open=rel == "<") if rel in ("<", "<=") else EVERYTHING


def common(a: Range, b: Range) -> Range:
    """The values in both."""
    low, low_open = max(_lower(a), _lower(b))
    mirrored = max(_lower(negated(a)), _lower(negated(b)))
    high, high_open = mirrored
    return Range(
        None if low == _LEAST else Fraction(low), None if high == _LEAST else -Fraction(high), low_open, high_open
    )


_LEAST = float("-inf")


def _lower(r: Range) -> tuple[float | Fraction, bool]:
    return (_LEAST if r.low is None else r.low, r.low_open)


def negated(r: Range) -> Range:
    return Range(
        None if r.high is None else -r.high, None if r.low is None else -r.low, r.high_open, r.low_open
    )  # fmt: skip


def plus(a: Range, b: Range) -> Range:
    return Range(
        None if a.low is None or b.low is None else a.low + b.low,
        None if a.high is None or b.high is None else a.high + b.high,
        a.low_open or b.low_open, a.high_open or b.high_open,
    )  # fmt: skip


def times(a: Range, b: Range) -> Range:
    """Each end is the least or greatest product of ends; 0 times an infinite end is 0."""
    if a.point is not None or b.point is not None:
        factor, other = (a.point, b) if a.point is not None else (b.point, a)
        return _multiple(factor or Fraction(0), other)
    positive, negative = (r.meets(">=", Fraction(0)) for r in (b, negated(b)))
    if negated(a).meets(">=", Fraction(0)):
        return negated(times(negated(a), b))
    if negative:
        return negated(times(a, negated(b)))
    if not a.meets(">=", Fraction(0)) and positive:
        return times(b, a)
    if not a.meets(">=", Fraction(0)):
        return EVERYTHING
    # a is not negative; the ends of b decide.
    high, high_open = _greatest(a, b)
    low, low_open = _greatest(a, negated(b))
    return Range(None if low is None else -low, high, low_open, high_open)


def _greatest(a: Range, b: Range) -> tuple[End, bool]:
    """The upper end of a·b where a is not negative."""
    if b.high is None:
        return None, True
    if b.high > 0:
        return (None, True) if a.high is None else (a.high * b.high, a.high_open or b.high_open)
    end, is_open = a.low or Fraction(0), a.low_open
    if end * b.high == 0:
        return Fraction(0), (is_open or end != 0) and (b.high_open or b.high != 0)
    return end * b.high, is_open or b.high_open


def _multiple(factor: Fraction, r: Range) -> Range:
    if factor < 0:
        return negated(_multiple(-factor, r))
    if factor == 0:
        return exactly(Fraction(0))
    return replace(
        r, low=None if r.low is None else r.low * factor, high=None if r.high is None else r.high * factor
    )  # fmt: skip


def inverse(r: Range) -> Range:
    """1/r; nothing is said where 0 may be a value."""
    zero = Fraction(0)
    if r.meets("<", zero):
        return negated(inverse(negated(r)))
    if not r.meets(">", zero):
        return EVERYTHING
    return Range(
        zero if r.high is None else 1 / r.high, None if not r.low else 1 / r.low, r.high_open, r.low_open
    )  # fmt: skip


def raised(r: Range, exponent: Fraction) -> Range:
    """A power with a rational exponent; whole ones for every base, others for bases that are not negative."""
    zero, n = Fraction(0), exponent
    if n < 0:
        return inverse(raised(r, -n))
    if n.denominator == 1 and n % 2 == 0:
        mirrored = negated(r) if negated(r).meets(">=", zero) else r
        if mirrored.meets(">=", zero):
            return _increasing(mirrored, n)
        ends = None if r.low is None or r.high is None else max(-r.low, r.high)
        is_open = all(o for v, o in ((r.low, r.low_open), (r.high, r.high_open)) if v is not None and abs(v) == ends)
        return Range(zero, _power(ends, n), False, ends is None or is_open)
    if n.denominator == 1 and not r.meets(">=", zero):
        return negated(_increasing(negated(r), n)) if negated(r).meets(">=", zero) else EVERYTHING
    if r.meets(">=", zero):
        return _increasing(r, n)
    return NONNEGATIVE


def _increasing(r: Range, n: Fraction) -> Range:
    """The power of a range that is not negative; ends that are not rational then are left out."""
    low, high = _power(r.low, n), _power(r.high, n)
    positive = r.meets(">", Fraction(0))
    return Range(low or Fraction(0), high, r.low_open if low is not None else positive, r.high_open or high is None)


def _power(value: End, n: Fraction) -> End:
    if value is None:
        return None
    if n.denominator == 1:
        return Fraction(value) ** int(n)
    return Fraction(value) if value in (0, 1) else None
