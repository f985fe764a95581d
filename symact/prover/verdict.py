"""What became of a claim: PROVED, REFUTED or UNKNOWN, with what supports it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any, Literal

from symact.kernel.ball import Interval
from symact.kernel.errors import SymactError
from symact.kernel.refutation import Refutation
from symact.kernel.terms import text
from symact.kernel.theorem import Theorem

Outcome = Literal["PROVED", "REFUTED", "UNKNOWN"]


@dataclass(frozen=True)
class Counterexample:
    """`point` gives a closed term for each variable; enclosures are pairs of decimal texts, rounded outward."""

    point: dict[str, Any]
    lhs: tuple[str, str] | None
    rhs: tuple[str, str] | None
    difference: tuple[str, str] | None
    undefined: str | None

    @staticmethod
    def of(refutation: Refutation) -> Counterexample:
        p = refutation.point
        shown: dict[str, Any] = {name: text(t) for name, t in p.values.items()}
        shown |= {name: [text(t) for t in vector] for name, vector in p.vectors.items()}
        shown |= p.indices
        if p.length and (p.vectors or p.indices):
            shown["n"] = p.length
        return Counterexample(
            {name: _plain(v) for name, v in shown.items()}, _pair(refutation.left), _pair(refutation.right),
            _pair(refutation.difference), refutation.undefined,
        )  # fmt: skip

    def to_json(self) -> dict[str, Any]:
        return {
            "point": self.point, "lhs": _list(self.lhs), "rhs": _list(self.rhs), "difference": _list(self.difference),
            "undefined": self.undefined,
        }  # fmt: skip

    def to_text(self) -> str:
        where = ", ".join(f"{k} = {_shown(v)}" for k, v in self.point.items())
        found = self.undefined or f"lhs - rhs lies in [{', '.join(self.difference or ())}]"
        return f"at {where}: {found}" if where else found


def _shown(value: Any) -> str:
    return f"({', '.join(value)})" if isinstance(value, list) else str(value)


def _plain(value: Any) -> Any:
    """R(1, 2) as 1/2, in texts for people."""
    if isinstance(value, list):
        return [_plain(v) for v in value]
    return (
        re.sub(r"R\((-?\d+), (\d+)\)", lambda m: f"{m[1]}/{m[2]}" if m[2] != "1" else m[1], value)
        if isinstance(value, str)
        else value
    )


def readable(reason: str) -> str:
    """A reason as people write: (1/2) for R(1, 2), and k0 for the index #0 of a sum."""
    reason = re.sub("^not shown: ", "not shown, and no counterexample found: ", reason)
    whole = re.sub(r"R\((\d+), 1\)", r"\1", re.sub(r"#(\d+)", r"k\1", reason))
    return re.sub(r"R\((-?\d+), (\d+)\)", lambda m: f"({m[1]}/{m[2]})" if m[2] != "1" else f"({m[1]})", whole)


def _pair(x: Interval | None) -> tuple[str, str] | None:
    return None if x is None else x.decimals(20)


def _list(pair: tuple[str, str] | None) -> list[str] | None:
    return None if pair is None else list(pair)


@dataclass(frozen=True)
class Verdict:
    """`theorem` is the kernel's when PROVED, `refutation` its refutation when REFUTED; `certificate` replays either."""

    claim: str
    assumptions: tuple[str, ...]
    variables: dict[str, str]
    verdict: Outcome
    method: str
    reason: str | None = None
    condition: str | None = None
    counterexample: Counterexample | None = None
    trust: str | None = None
    seconds: float = 0.0
    id: str | None = None
    coq: str | None = None
    theorem: Theorem | None = None
    refutation: Refutation | None = None
    certificate: dict[str, Any] | None = None

    @property
    def certificate_digest(self) -> str | None:
        return None if self.certificate is None else str(self.certificate["digest"])

    def with_id(self, name: str) -> Verdict:
        return replace(self, id=name)

    def to_json(self) -> dict[str, Any]:
        return {
            "id": self.id, "claim": self.claim, "assumptions": list(self.assumptions), "variables": self.variables,
            "verdict": self.verdict, "method": self.method, "condition": self.condition,
            "counterexample": self.counterexample.to_json() if self.counterexample else None,
            "reason": self.reason, "seconds": self.seconds, "trust": self.trust, "coq": self.coq,
            "certificate": self.certificate_digest,
        }  # fmt: skip

    def to_text(self) -> str:
        under = f"  assuming {', '.join(self.assumptions)}" if self.assumptions else ""
        lines = [f"{self.verdict}  {self.claim}{under}"]
        if self.counterexample:
            lines.append(f"  {self.counterexample.to_text()}")
        if self.verdict == "PROVED":
            lines.append(f"  by {self.method}; rests on: {self.trust}")
        if self.reason:
            lines.append(f"  {self.reason}")
        if self.condition:
            lines.append(f"  would hold under: {self.condition}")
        return "\n".join(lines)

    def __str__(self) -> str:
        return self.to_text()


class Refuted(SymactError):
    """`prove` met a counterexample; see `verdict`."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__(verdict.to_text())
        self.verdict = verdict


class Undecided(SymactError):
    """`prove` found neither a proof nor a counterexample; see `verdict`."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__(verdict.to_text())
        self.verdict = verdict
