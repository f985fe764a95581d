"""A statement of a tutorial, what became of it, the numbers that were found, and what they rest on. Records only."""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, SupportsFloat

from symact.kernel.terms import Term, text
from symact.numerics.integrals import digits, rounded_up
from symact.numerics.record import shown_bound

KINDS = ("reals", "floats", "printout", "experiment", "timing", "advice", "picture")
METHODS = ("theorem", "integral", "exhaustive audit", "sampled audit", "exact threshold", "experiment", "timing")
CONFIRMED, REFUTED, CONDITIONAL, ADVICE, UNKNOWN = "confirmed", "refuted", "conditional", "advice", "unknown"
VERDICTS = (CONFIRMED, REFUTED, CONDITIONAL, ADVICE, UNKNOWN)
MOST_DIGITS = 25
WIDE = Fraction(1, 1000)  # relative; the ends of a wider enclosure are told both


@dataclass(frozen=True)
class Value:
    """A number that was found: exactly, as a float, or between two ends; always with its decimals, too.

    `exact` is a rational or a closed term of the claim language, `hex` a float, `low` and `high` rationals. Made by
    `exactly`, `floating` and `between`.
    """

    name: str
    decimal: str
    exact: str | None = None
    hex: str | None = None
    low: Fraction | None = None
    high: Fraction | None = None
    unit: str = ""

    def __post_init__(self) -> None:
        if (self.exact is not None) + (self.hex is not None) + (self.low is not None) != 1:
            raise ValueError(f"{self.name}: a value is exact, or a float, or has two ends")

    def to_json(self) -> dict[str, Any]:
        made: dict[str, Any] = {"name": self.name}
        if self.exact is not None:
            made["exact"] = self.exact
        if self.hex is not None:
            made["hex"] = self.hex
        if self.low is not None and self.high is not None:
            made["enclosure"] = [shown_bound(self.low, up=False), shown_bound(self.high, up=True)]
        return {**made, "decimal": self.decimal, **({"unit": self.unit} if self.unit else {})}

    def to_text(self) -> str:
        said = self.decimal if self.exact in (None, self.decimal) else f"{self.exact} = {self.decimal}"
        made = f"{said} {self.unit}".strip()
        return f"{made} ({self.hex})" if self.hex is not None and not self.unit and self.hex != self.decimal else made


def exactly(name: str, value: int | Fraction | str | Term, unit: str = "") -> Value:
    """A rational, or a closed term as `"log(9)"`, whose decimals come from an enclosure."""
    if isinstance(value, int | Fraction):
        return Value(name, decimals(Fraction(value)), exact=str(Fraction(value)), unit=unit)
    from symact.activations import vocabulary
    from symact.kernel.grammar import parse_expression
    from symact.numerics.oracle import Oracle

    term = parse_expression(value, {}, vocabulary()) if isinstance(value, str) else value
    found = Oracle(vocabulary().unfold(term)).enclose(0, 90)
    ends = Fraction(found.lo), Fraction(found.hi)
    written = text(term) if isinstance(value, Term) else value
    return Value(name, decimals(ends[0]) if ends[0] == ends[1] else digits(ends, MOST_DIGITS), exact=written, unit=unit)


def floating(name: str, value: SupportsFloat, unit: str = "") -> Value:
    """A float, as the hexadecimal that is it and the shortest decimal that reads back to it in its own format.

    NumPy's scalars say what their format is; everything else is a double.
    """
    x = float(value)
    hexadecimal = x.hex() if math.isfinite(x) else repr(x)
    own = repr(x) if isinstance(value, float | int) and type(value) in (float, int) else str(value)
    return Value(name, own, hex=hexadecimal, unit=unit)


def between(name: str, low: Fraction, high: Fraction, unit: str = "") -> Value:
    """A number that is known to lie between two rationals; its decimals are those that both ends share, or the ends."""
    if low > high:
        raise ValueError(f"{name}: {low} is above {high}")
    if low == high:
        said = decimals(low)
    elif high - low > WIDE * max(abs(low), abs(high)) and not low <= 0 <= high:
        said = f"{-Decimal(rounded_up(-low))} to {rounded_up(high)}"
    else:
        said = digits((low, high), MOST_DIGITS)
    return Value(name, said, low=low, high=high, unit=unit)


def decimals(q: Fraction) -> str:
    """A rational as a decimal: whole where it ends within 30 places, else its first digits."""
    whole = q * 10**30
    if whole.denominator == 1:
        sign, size = "-" * (q < 0), str(abs(whole.numerator)).zfill(31)
        return f"{sign}{size[:-30]}.{size[-30:]}".rstrip("0").rstrip(".")
    return digits((q - abs(q) / 10**40, q + abs(q) / 10**40), MOST_DIGITS)


@dataclass(frozen=True)
class Evidence:
    """What a verdict rests on: `kind` is that of the answer (`PROVED`, `REFUTED`, `audit`, `threshold`, …), `says` the
    theorem, or what was found; `command` asks again, and `certificate` is the digest of a theorem's certificate."""

    kind: str
    says: str
    command: str = ""
    certificate: str | None = None

    def to_json(self) -> dict[str, Any]:
        return {"kind": self.kind, "says": self.says, "command": self.command or None, "certificate": self.certificate}


@dataclass(frozen=True)
class Found:
    """The answer to one statement. `condition` says when it holds, `remark` what should be known besides."""

    verdict: str
    values: tuple[Value, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    condition: str | None = None
    remark: str = ""

    def __post_init__(self) -> None:
        if self.verdict not in VERDICTS:
            raise ValueError(f"'{self.verdict}' is not among {', '.join(VERDICTS)}")
        if self.verdict == CONDITIONAL and not self.condition:
            raise ValueError("a conditional verdict names its condition")
        if self.verdict in (CONFIRMED, REFUTED, CONDITIONAL) and not self.evidence:
            raise ValueError(f"{self.verdict}, but by what?")


@dataclass(frozen=True)
class Adjudicated:
    """A statement with its verdict. `expected` are the verdicts on record; `absent` says what is not installed."""

    id: str
    topic: str
    statement: str
    source: str
    kind: str
    method: str
    found: Found
    expected: tuple[str, ...]
    seconds: float
    picture: str | None = None
    absent: str | None = None

    @property
    def verdict(self) -> str:
        return self.found.verdict

    @property
    def as_expected(self) -> bool:
        """What is not installed cannot be asked, and is no contradiction."""
        return self.verdict in self.expected or self.absent is not None

    def to_json(self) -> dict[str, Any]:
        f = self.found
        return {
            "id": self.id, "topic": self.topic, "statement": self.statement, "source": self.source, "kind": self.kind,
            "method": self.method, "verdict": f.verdict, "condition": f.condition,
            "values": [v.to_json() for v in f.values], "evidence": [e.to_json() for e in f.evidence],
            "command": f"symact claims {self.id} --verbose", "remark": f.remark or None,
            "expected": list(self.expected), "as_expected": self.as_expected,
            "absent": self.absent, "picture": self.picture, "seconds": round(self.seconds, 6),
        }  # fmt: skip
