"""Everything that is to be proved, of entries and of scripts, with what is expected of it and what came out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from symact.cli.asking import Answer, Prover, Question
from symact.cli.frame import AS_EXPECTED, DIFFERS, UNDECIDED, one_line, write_text
from symact.kernel.errors import SymactError

if TYPE_CHECKING:
    from symact.activations import Activation
    from symact.derivation.record import Derivation


class ScriptFailed(SymactError):
    """A proof script raised an error of its own, or is malformed."""


@dataclass(frozen=True)
class Outcome:
    """One theorem: of an entry, or of a script with all its lines. `complaints` say what is not as expected, and why.

    `certificates` maps file names to the certificates of the theorem and, for a script, of its lines.
    """

    id: str
    claim: str
    verdict: str
    expect: str
    as_expected: bool
    record: dict[str, Any]
    complaints: tuple[str, ...] = ()
    certificates: dict[str, dict[str, Any]] = field(default_factory=dict)
    derivation: Derivation | None = None

    @property
    def lines(self) -> int:
        return len(self.derivation.steps) if self.derivation else 0

    def to_text(self) -> str:
        mark = "✓" if self.as_expected else "✗"
        under = f"   if {', '.join(self.record['assumptions'])}" if self.record["assumptions"] else ""
        line = one_line(f"{mark} {self.verdict:<8} {self.id:<38} {self.claim}{under}{self._stated}")
        said = self.complaints if not self.as_expected else self.complaints[:1] if self.verdict == "REFUTED" else ()
        known = f"the claim {self.claim} is refuted: "
        return "\n".join([line, *(f"             {one_line(c.strip().removeprefix(known))}" for c in said)])

    @property
    def _stated(self) -> str:
        if self.as_expected:
            return "" if self.verdict == "PROVED" else "   (as stated)"
        return f"   ({self.expect.lower()} was stated)"


def of_entry(entry: Activation, prover: Prover, timeout: float) -> Iterator[Outcome]:
    """Every theorem of an entry: its derivative, its stable forms and its claims."""
    for claim in entry.theorems:
        question = Question(claim.claim, claim.assumptions, claim.variables, claim.id, claim.expect)
        yield _answered(prover.ask(question, timeout))


def _answered(answer: Answer) -> Outcome:
    name = str(answer.question.id)
    made = {f"{name}.json": answer.certificate} if answer.certificate else {}
    return Outcome(
        name, answer.question.claim, answer.verdict, str(answer.question.expect), answer.as_expected, answer.to_json(),
        tuple(answer.text.splitlines()[1:]), made,
    )  # fmt: skip


def of_script(path: Path, timeout: float) -> Iterator[Outcome]:
    """Every theorem that a script states, checked line by line. The script runs: it is code that the user chose."""
    from symact.derivation import load_script

    try:
        for proof in load_script(path):
            yield derived(proof.derive(timeout=timeout))
    except SymactError as error:
        said = str(error).removeprefix(f"{path}: ").removeprefix(f"{path.name}: ")
        raise ScriptFailed(f"{path}: {said}") from error
    except SystemExit as error:
        raise ScriptFailed(f"{path}: the script ended the program with code {error.code}") from error
    except Exception as error:
        raise ScriptFailed(f"{path}: the script raised {type(error).__name__}: {error}") from error


def derived(d: Derivation) -> Outcome:
    """A derivation as an outcome: REFUTED when its claim or one of its lines is."""
    from symact.kernel.terms import text

    theorem = d.theorem.to_json()
    record = {
        **theorem, "id": d.name, "verdict": d.verdict, "expect": d.expects, "as_expected": d.as_expected,
        "method": f"{len(d.steps)} lines checked" if d.steps else theorem["method"],
        "reason": "; ".join(d.complaints) or None, "derivation": d.to_json(),
    }  # fmt: skip
    return Outcome(
        d.name, text(d.claim), d.verdict, d.expects, d.as_expected, record, d.complaints,
        dict(_certificates(d)), d,
    )  # fmt: skip


def _certificates(d: Derivation) -> Iterator[tuple[str, dict[str, Any]]]:
    named: list[tuple[str, Any]] = [("", d.theorem)]
    named += [(f".lemma{number}", c.verdict) for number, c in enumerate(d.lemmas, 1)]
    named += [(".cases", d.coverage.verdict)] if d.coverage else []
    for step in d.steps:
        named.append((f".line{step.number}", step.verdict))
        named += [(f".line{step.number}.since{k}", c.verdict) for k, c in enumerate(step.conditions, 1)]
    yield from ((f"{d.name}{suffix}.json", v.certificate) for suffix, v in named if v.certificate)


def write_certificates(outcomes: Sequence[Outcome], folder: Path) -> int:
    """One file for each theorem, refutation and line; returns their number."""
    from symact.kernel.certificate import canonical

    made = {name: data for outcome in outcomes for name, data in outcome.certificates.items()}
    for name, data in made.items():
        write_text(folder / name, canonical(data) + "\n")
    return len(made)


def exit_code(outcomes: Sequence[Outcome], allow_unknown: bool = False) -> int:
    """By expectation: 1 when a verdict differs, 3 when something expected stays unknown."""
    differing = {o.verdict for o in outcomes if not o.as_expected}
    if differing - {"UNKNOWN"}:
        return DIFFERS
    return UNDECIDED if differing and not allow_unknown else AS_EXPECTED


def summary(outcomes: Sequence[Outcome], noun: str = "theorem") -> str:
    """`169 theorems: 164 proved, 5 refuted as stated`."""
    kinds = Counter(_kind(o) for o in outcomes)
    parts = [f"{n} {kind}" for kind, n in kinds.most_common()]
    return f"{len(outcomes)} {noun}{'s' * (len(outcomes) != 1)}" + (f": {', '.join(parts)}" if parts else "")


def _kind(o: Outcome) -> str:
    if o.as_expected:
        return o.verdict.lower() + ("" if o.verdict == "PROVED" else " as stated")
    return f"{o.verdict.lower()}, but {o.expect.lower()} was stated"
