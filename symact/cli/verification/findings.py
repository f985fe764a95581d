"""What the main job has found so far: a record that is complete in itself at every moment, so it can be cut off."""

from __future__ import annotations

from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from symact.cli.frame import AS_EXPECTED, DIFFERS
from symact.cli.theorems import Outcome, derived, exit_code
from symact.cli.verification.plan import Plan

if TYPE_CHECKING:
    from symact.derivation.record import Derivation
    from symact.numerics import Audit, Threshold
    from symact.render.plots import Picture
    from symact.tutorials.record import Adjudicated

PICTURES = "pictures"  # what is absent without matplotlib


@dataclass(frozen=True)
class Broken:
    """A threshold, with what it is a threshold of."""

    activation: str
    derivative: int
    implementation: str
    dtype: str
    threshold: Threshold

    def to_json(self) -> dict[str, Any]:
        about = {"activation": self.activation, "derivative": self.derivative}
        return {**about, "implementation": self.implementation, "dtype": self.dtype, **self.threshold.to_json()}

    @property
    def function(self) -> str:
        return f"{self.activation}{chr(0x2032) * self.derivative}"


@dataclass
class Findings:
    """Grows while the job runs. `failed` says which parts ended in an error, `absent` what is not installed."""

    plan: Plan
    theorems: list[Outcome] = field(default_factory=list)
    scripts: list[Outcome] = field(default_factory=list)
    files: list[Path] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    derivations: list[Derivation] = field(default_factory=list)
    audits: list[Audit] = field(default_factory=list)
    thresholds: list[Broken] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    claims: list[Adjudicated] = field(default_factory=list)
    absent: dict[str, str] = field(default_factory=lambda: without_pictures())
    seconds: float = 0.0
    interrupted: bool = False
    allow_unknown: bool = False

    @property
    def undecided(self) -> int:
        return sum(a.undecided + a.undecided_rounding for a in self.audits)

    @property
    def code(self) -> int:
        """The exit code: by expectation, and 1 when a script cannot be run or an audit leaves an input undecided."""
        found = [*self.theorems, *self.scripts, *map(derived, self.derivations)]
        codes = exit_code(found, self.allow_unknown), _of_claims(self.claims, self.allow_unknown)
        return DIFFERS if DIFFERS in codes else max(codes) or int(bool(self.failed or self.undecided))

    @property
    def word(self) -> str:
        return "INTERRUPTED" if self.interrupted else "FAIL" if self.code else "PASS"

    @property
    def reasons(self) -> list[str]:
        """Why the job fails, one sentence each."""
        found = [*self.theorems, *self.scripts, *map(derived, self.derivations)]
        differing = [f"{o.id} is {o.verdict}, not {o.expect}" for o in found if not o.as_expected]
        undecided = [f"{self.undecided} inputs of audits are undecided"] if self.undecided else []
        claims = _complaints(self.claims)
        return [*differing, *claims, *self.failed, *undecided]

    def striking(self) -> Broken | None:
        """The result that is nan or infinite for the smallest |x|, else the false zero, of all thresholds found."""
        for kinds in (("nan", "inf"), ("false_zero",)):
            found = [b for b in self.thresholds if b.threshold.kind in kinds]
            if found:
                return min(found, key=lambda b: abs(b.threshold.first))
        return None


def _of_claims(claims: list[Adjudicated], allow_unknown: bool) -> int:
    """The exit code of statements of tutorials; nothing heavy is imported where there are none."""
    if not claims:
        return AS_EXPECTED
    from symact.tutorials.engine import exit_code as code_of

    return code_of(claims, allow_unknown)


def _complaints(claims: list[Adjudicated]) -> list[str]:
    if not claims:
        return []
    from symact.tutorials.engine import complaint

    return [complaint(c) for c in claims if not c.as_expected]


def without_pictures() -> dict[str, str]:
    """Nothing, or pictures with the line that installs what they need."""
    return {} if find_spec("matplotlib") else {PICTURES: "pip install 'symact[plot]'"}
