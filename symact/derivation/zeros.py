"""Zeros of a function or of a derivative, so roots, extrema and inflection points: enclosed to any number of digits.

Each enclosure comes with the theorems that make it one: the signs at its ends, and a slope of one sign on a wider
bracket, so that (by the intermediate value theorem) there is exactly one zero in it. Where the function has one sign
outside the brackets, that is a theorem too, and the zeros listed are all there are.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from fractions import Fraction
from itertools import pairwise
from typing import Any

from symact.activations import catalogue, vocabulary
from symact.derivation.ask import check
from symact.kernel.ball import Arithmetic, Indeterminate, Interval
from symact.kernel.errors import ClaimError, LimitExceeded, Stuck, Undefined
from symact.kernel.evaluate import evaluate
from symact.kernel.grammar import parse_expression
from symact.kernel.point import Point
from symact.kernel.terms import Term, free_symbols, number, text
from symact.kernel.theorem import Theorem

MAX_DIGITS, WIDEST, GUARD = 1000, 40, 4
KINDS = {0: "zero", 1: "extremum", 2: "inflection point"}
TOUCHING = {1: "stationary point, no extremum", 2: "zero of the second derivative, no inflection point"}
GRID = sorted(
    {s * Fraction(k, 8) for s in (1, -1) for k in range(8 * 8)} | {Fraction(k) for k in range(-WIDEST, WIDEST + 1)}
)


@dataclass(frozen=True)
class Zero:
    """A zero in [low, high], exact where the ends are equal; `theorems` say why there is exactly one in `bracket`."""

    kind: str
    low: Fraction
    high: Fraction
    bracket: tuple[Fraction, Fraction]
    theorems: tuple[Theorem, ...]

    def decimals(self, digits: int) -> str:
        """At most that many digits after the point, cut off: those that both ends share; or the exact value."""
        if self.low == self.high:
            return str(self.low)
        while True:
            low, high = (int(abs(end) * 10**digits) for end in (self.low, self.high))
            if low == high or not digits:
                break
            digits -= 1
        return f"{'-' * (self.high <= 0)}{low // 10**digits}.{str(low % 10**digits).zfill(digits)}"

    def to_json(self) -> dict[str, Any]:
        return {
            "kind": self.kind, "low": str(self.low), "high": str(self.high), "bracket": [str(b) for b in self.bracket],
            "theorems": [t.to_json() for t in self.theorems],
        }  # fmt: skip


@dataclass(frozen=True)
class Zeros:
    """The zeros of the `order`-th derivative of `function`, ascending.

    `elsewhere` are theorems about its sign outside the brackets; `complete` when they leave no gap.
    """

    function: str
    order: int
    digits: int
    found: tuple[Zero, ...]
    elsewhere: tuple[Theorem, ...]
    complete: bool

    def to_json(self) -> dict[str, Any]:
        return {
            "function": self.function, "order": self.order, "digits": self.digits, "complete": self.complete,
            "zeros": [z.to_json() for z in self.found], "elsewhere": [t.to_json() for t in self.elsewhere],
        }  # fmt: skip


def zeros(function: str, order: int = 0, digits: int = 20, timeout: float = 10.0) -> Zeros:
    """Zeros of a function of x, or of its derivative of the given order, each enclosed in an interval of 10^-digits.

    `function` is a name of the catalogue or a formula in x; `timeout` is in seconds for each theorem. Zeros are looked
    for between -40 and 40. Raises `ClaimError` for what is no function of x alone.
    """
    if not 1 <= digits <= MAX_DIGITS or not 0 <= order <= 9:
        raise ClaimError(f"digits are from 1 to {MAX_DIGITS}, orders from 0 to 9", function)
    return _Search(function, order, digits, timeout).result()


def _formula(function: str) -> str:
    entry = catalogue().get(function)
    if entry is None:
        if function.isidentifier() and function != "x":
            close = get_close_matches(function, catalogue(), 1)
            raise ClaimError(f"no function '{function}'{f' — did you mean {close[0]!r}?' if close else ''}", function)
        return function
    if entry.of_vector or len(entry.variables) != 1:
        raise ClaimError(f"{function} is not a function of one real variable", function)
    return f"{function}({entry.variables[0].name})"


class _Search:
    def __init__(self, function: str, order: int, digits: int, timeout: float) -> None:
        self.order, self.digits, self.timeout = order, digits, timeout
        self.function = _formula(function)
        term = parse_expression(self.function, {}, vocabulary())
        names = free_symbols(term)
        if len(names) != 1:
            raise ClaimError(
                f"{function} is a function of {', '.join(sorted(names)) or 'nothing'}, not of one variable", function
            )
        (self.x,) = names
        unfolded = vocabulary().unfold(term)
        self.term = Term("derivative", unfolded, Term("variable", self.x), order) if order else unfolded
        self.kind = KINDS.get(order, f"zero of the derivative of order {order}")

    def claim(self, order: int) -> str:
        return f"Derivative({self.function}, ({self.x}, {order}))" if order else self.function

    # ------------------------------------------------------------ signs

    def value(self, at: Fraction, bits: int) -> Interval | None:
        try:
            return evaluate(self.term, Point({self.x: number(at)}), Arithmetic(bits))
        except (Stuck, Undefined, Indeterminate, LimitExceeded):
            return None

    def sign(self, at: Fraction) -> int | None:
        """The sign at a point as far as enclosures show; 0 when none does and the value may be 0."""
        for bits in (64, 256, 128 + 8 * (self.digits + GUARD)):
            value = self.value(at, bits)
            if value is None:
                return None
            if not value.contains_zero:
                return 1 if value.is_positive else -1
        return 0

    def proved(self, claim: str, *assume: str) -> Theorem | None:
        return check(claim, list(assume), timeout=self.timeout).theorem

    def at(self, point: Fraction, rel: str) -> Theorem | None:
        return self.proved(f"{self.claim(self.order)} {rel} 0", f"{self.x} == {_written(point)}")

    # ------------------------------------------------------------ zeros

    def result(self) -> Zeros:
        signs = [(x, self.sign(x)) for x in GRID]
        found = [z for z in self.zeros([(x, s) for x, s in signs if s is not None]) if z is not None]
        edges: list[Fraction | None] = [None, *(e for z in found for e in z.bracket), None]
        gaps = [self.outside(a, b) for a, b in zip(edges[::2], edges[1::2], strict=True)]
        known = tuple(t for t in gaps if t is not None)
        return Zeros(self.function, self.order, self.digits, tuple(found), known, len(known) == len(gaps))

    def zeros(self, signs: list[tuple[Fraction, int]]) -> Iterator[Zero | None]:
        plain = [(x, s) for x, s in signs if s]
        for (a, s), (b, t) in pairwise(plain):
            between = [x for x, u in signs if not u and a < x < b]
            if len(between) == 1:
                yield self.exact(a, between[0], b)
            elif s != t:
                yield self.enclosed(a, b, s)

    def exact(self, a: Fraction, zero: Fraction, b: Fraction) -> Zero | None:
        theorem = self.at(zero, "==")
        if theorem is None:
            return None
        slope = self.slope(a, b)
        apart = [slope] if slope else [self.beside(a, zero, "<"), self.beside(b, zero, ">")]
        shown = tuple(t for t in apart if t is not None)
        if len(shown) < len(apart):
            return None
        kind = self.kind if slope or self.sign(a) != self.sign(b) else TOUCHING.get(self.order, self.kind)
        return Zero(kind, zero, zero, (a, b), (theorem, *shown))

    def enclosed(self, a: Fraction, b: Fraction, s: int) -> Zero | None:
        low, high = a, b
        while high - low > Fraction(1, 10 ** (self.digits + GUARD)):
            middle = _simple(low, high)
            t = self.sign(middle)
            if t is None:
                return None
            if t == 0:
                return self.exact(a, middle, b)
            low, high = (middle, high) if t == s else (low, middle)
        slope = self.slope(a, b)
        ends = [self.at(x, ">" if u > 0 else "<") for x, u in ((low, s), (high, -s))]
        if slope is None or None in ends:
            return None
        return Zero(self.kind, low, high, (a, b), (*[e for e in ends if e is not None], slope))

    def slope(self, a: Fraction, b: Fraction) -> Theorem | None:
        """The derivative has one sign between a and b, so there is one zero at most."""
        inside = (f"{_written(a)} <= {self.x}", f"{self.x} <= {_written(b)}")
        return next((t for rel in "><" if (t := self.proved(f"{self.claim(self.order + 1)} {rel} 0", *inside))), None)

    def beside(self, end: Fraction, zero: Fraction, side: str) -> Theorem | None:
        """The function has the sign that it has at `end` all the way to the zero."""
        s = self.sign(end)
        inside = (f"{self.x} {side} {_written(zero)}", f"{_written(end)} {side}= {self.x}")
        return self.proved(f"{self.claim(self.order)} {'>' if s == 1 else '<'} 0", *inside) if s else None

    def outside(self, a: Fraction | None, b: Fraction | None) -> Theorem | None:
        """The function has no zero between a and b, or none at all on that side."""
        at = a if a is not None else b
        s = self.sign(at) if at is not None else self.sign(Fraction(1))
        bounds = [f"{self.x} {rel} {_written(e)}" for rel, e in ((">=", a), ("<=", b)) if e is not None]
        return self.proved(f"{self.claim(self.order)} {'>' if s == 1 else '<'} 0", *bounds) if s else None


def _written(q: Fraction) -> str:
    return text(number(q))


def _simple(low: Fraction, high: Fraction) -> Fraction:
    """A short binary fraction near the middle."""
    middle, width = (low + high) / 2, (high - low) / 4
    scale = 1
    while Fraction(1, scale) > width:
        scale *= 2
    return Fraction(round(middle * scale), scale)
