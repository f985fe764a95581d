"""Runs the main job, stage by stage, and says after each step what was found."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from symact.cli.asking import Prover
from symact.cli.frame import one_line
from symact.cli.theorems import Outcome, of_entry, of_script, summary
from symact.cli.verification.findings import PICTURES, Broken, Findings
from symact.cli.verification.plan import Series, audited, core
from symact.kernel.errors import SymactError

Say = Callable[[str], None]
Stage = Callable[[Findings, Say], None]
TIMEOUT = 20.0


@contextmanager
def kept(findings: Findings, say: Say, what: str) -> Iterator[None]:
    """One part of the work: an error in it fails the job, and loses nothing else."""
    try:
        yield
    except SymactError as error:
        findings.failed.append(one_line(f"{what}: {error}"))
        say(findings.failed[-1])


def prove(findings: Findings, say: Say) -> None:
    """All theorems of the core set."""
    with Prover() as prover:
        for entry in core():
            mine: list[Outcome] = []
            for outcome in of_entry(entry, prover, TIMEOUT):
                if not findings.theorems and not mine:
                    say(f"{outcome.verdict}  {outcome.claim}")
                mine.append(outcome)
                findings.theorems.append(outcome)
            say(f"{entry.name:<12} {summary(mine)}")
            for outcome in mine:
                if not outcome.as_expected:
                    say(outcome.to_text())


def run_scripts(findings: Findings, say: Say) -> None:
    """All proof scripts that come with symact."""
    from symact.derivation import find_scripts, shipped_scripts

    for path in find_scripts(shipped_scripts()):
        findings.files.append(path)
        with kept(findings, say, "scripts"):
            for outcome in of_script(path, TIMEOUT):
                findings.scripts.append(outcome)
                if not outcome.as_expected:
                    say(outcome.to_text())
    say(f"{len(findings.files)} scripts   {summary(findings.scripts)}")


def derive(findings: Findings, say: Say) -> None:
    """The derivatives of the core set, line by line."""
    from symact.derivation import derive as derive_one

    for entry in core():
        with kept(findings, say, f"deriving {entry.name}"):
            found = derive_one(entry.name)
            findings.derivations.append(found)
            for complaint in found.complaints:
                say(f"{found.name}: {one_line(complaint)}")
    lines = sum(len(d.steps) for d in findings.derivations)
    say(f"derivatives  {len(findings.derivations)}, in {lines} lines, each checked")


def audit(findings: Findings, say: Say) -> None:
    """Audits of the naive and the stable forms."""
    for entry in audited():
        for series in findings.plan.series:
            audit_one(findings, say, entry.name, series)
        mine = [a for a in findings.audits if a.activation == entry.name]
        say(f"{entry.name:<12} {len(mine)} audits, {sum(a.points for a in mine):,} inputs")


def audit_one(findings: Findings, say: Say, name: str, series: Series) -> None:
    from symact.cli.accuracy import default_implementations
    from symact.numerics import accuracy

    for spec in default_implementations(name, series.derivative):
        with kept(findings, say, f"auditing {spec} {name} in {series.dtype}"):
            findings.audits.append(accuracy(spec, name, series.dtype, series.derivative, points=series.points))


def find_thresholds(findings: Findings, say: Say) -> None:
    """The exact floats at which naive forms break."""
    from symact.numerics import thresholds

    for name, derivative in findings.plan.thresholds:
        with kept(findings, say, f"thresholds of {name}, derivative {derivative}"):
            found = thresholds(name, "naive", "float64", derivative, samples=findings.plan.samples)
            findings.thresholds += [Broken(name, derivative, "naive", "float64", t) for t in found]
    say(f"thresholds   {len(findings.thresholds)} of {len(findings.plan.thresholds)} naive forms in float64")


def draw(findings: Findings, say: Say) -> None:
    """What the pictures show."""
    from symact.cli.accuracy import default_implementations
    from symact.pictures import plot

    for name in findings.plan.pictures if PICTURES not in findings.absent else ():
        with kept(findings, say, f"picture of {name}"):
            chosen = default_implementations(name, 0)
            shows, points = ("value", "ordinal", "x"), findings.plan.picture_points
            findings.pictures.append(plot(name, impl=chosen, dtype="float32", show=shows, points=points, kinds=()))
    say(f"pictures     measured for {len(findings.pictures)} functions")


def adjudicate_claims(findings: Findings, say: Say) -> None:
    """What tutorials say, against the verdicts on record."""
    if findings.plan.claims == "none":
        return
    from symact.tutorials.assertion import chosen
    from symact.tutorials.engine import adjudicate, complaint
    from symact.tutorials.render import summary as summary_of_claims

    with kept(findings, say, "claims of tutorials"):
        for claim in adjudicate(chosen(brief=findings.plan.claims == "brief")):
            findings.claims.append(claim)
            if not claim.as_expected:
                say(complaint(claim))
    say(f"tutorials    {summary_of_claims(findings.claims)}")


def look_around(findings: Findings, say: Say) -> None:
    """Named implementations that need what is not installed, with the line that installs it."""
    from symact.numerics import absent

    findings.absent.update(absent())


# In this order: a theorem is on the screen before anything heavy is imported.
STAGES: tuple[tuple[str, Stage], ...] = (
    ("proving the core set", prove),
    ("running the proof scripts", run_scripts),
    ("deriving", derive),
    ("looking around", look_around),
    ("auditing", audit),
    ("finding thresholds", find_thresholds),
    ("adjudicating tutorials", adjudicate_claims),
    ("measuring for pictures", draw),
)


def run(findings: Findings, say: Say) -> Iterator[str]:
    """Runs the stages; yields the name of each one before it begins."""
    for name, stage in STAGES:
        yield name
        stage(findings, say)
