"""Writes the report folder, and the dozen lines that end the job."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from symact.cli.audit_text import point
from symact.cli.frame import document, styled, write_text
from symact.cli.theorems import Outcome, derived, summary, write_certificates
from symact.cli.verification.findings import Findings
from symact.cli.verification.markdown import report
from symact.derivation.record import Derivation

SEED = 0


def write_report(findings: Findings, environment: dict[str, Any], folder: Path) -> None:
    """Markdown, JSON, LaTeX, certificates and pictures; files of an earlier report are overwritten."""
    write_text(folder / "report.md", report(findings, environment))
    write_text(folder / "report.json", report_json(findings, environment) + "\n")
    write_certificates(
        [*findings.theorems, *findings.scripts, *map(derived, findings.derivations)], folder / "certificates"
    )
    write_latex(findings, folder)
    if findings.pictures:
        write_pictures(findings, folder / "figures")


def report_json(findings: Findings, environment: dict[str, Any]) -> str:
    """The findings as one document."""
    outcomes = [*findings.theorems, *findings.scripts]
    return document(
        "verdicts", [o.record for o in outcomes], SEED, result=findings.word, plan=findings.plan.name,
        environment=environment, derivations=[d.to_json() for d in findings.derivations],
        audits=[a.to_json() for a in findings.audits], claims=[c.to_json() for c in findings.claims],
        thresholds=[b.to_json() for b in findings.thresholds],
        absent=findings.absent, failed=findings.failed, interrupted=findings.interrupted,
        seconds=round(findings.seconds, 3),
    )  # fmt: skip


def write_latex(findings: Findings, folder: Path) -> None:
    from symact.render.align import document_latex

    found = [*findings.derivations, *_script_derivations(findings.scripts)]
    if found:
        write_text(folder / "derivations.tex", document_latex(found))
    for d in found:
        write_text(folder / "latex" / f"{d.name}.tex", d.to_latex())


def _script_derivations(outcomes: list[Outcome]) -> list[Derivation]:
    return [o.derivation for o in outcomes if o.derivation is not None]


def write_pictures(findings: Findings, folder: Path) -> None:
    from symact.render.plots import image

    folder.mkdir(parents=True, exist_ok=True)
    for picture in findings.pictures:
        for form in ("png", "svg"):
            (folder / f"{picture.name}.{form}").write_bytes(image(picture, form))


def ending(findings: Findings, environment: dict[str, Any], folder: Path) -> Iterator[str]:
    """A dozen lines: what it ran on, what was found, where the report is, PASS or FAIL, and what to try next."""
    yield ", ".join(f"{name} {version}" for name, version in environment["versions"].items())
    yield f"on {environment['cpu']['model']}"
    yield _row("theorems", summary(findings.theorems))
    lines = sum(o.lines for o in findings.scripts) + sum(len(d.steps) for d in findings.derivations)
    yield _row("scripts", f"{len(findings.files)} with {summary(findings.scripts)}; {lines} lines checked one by one")
    inputs, names = sum(a.points for a in findings.audits), {a.activation for a in findings.audits}
    count = f"{len(findings.audits)} of {len(names)} functions"
    yield _row("audits", f"{count}, {inputs:,} inputs, {findings.undecided} undecided")
    if findings.claims:
        good = sum(c.as_expected for c in findings.claims)
        yield _row("tutorials", f"{len(findings.claims)} statements adjudicated, {good} with the verdict on record")
    yield from _striking(findings)
    missing = "; ".join(f"{name} ({line})" for name, line in findings.absent.items())
    yield _row("not installed", missing or ("not looked for" if findings.interrupted else "nothing is missing"))
    yield _row("report", str(folder / "report.md"))
    yield from (_row("", reason) for reason in findings.reasons[:10])
    yield f"{styled(findings.word)} in {findings.seconds:.0f} s"
    yield _row("next", f"symact replay {folder / 'certificates'}")
    yield _row("", 'symact thresholds softplus;  symact derive gelu;  symact check "tanh(x) == 2*sigmoid(x) - 1"')


def _striking(findings: Findings) -> Iterator[str]:
    found = findings.striking()
    if found is None:
        return
    t = found.threshold
    result = {"nan": "is nan", "inf": "is infinite", "false_zero": "is 0, and should not be,"}[t.kind]
    yield _row("threshold", f"naive {found.function} in {found.dtype} {result} from x = {point(t.first)} on")
    if t.outside[0] is not None:
        yield _row("", f"and not yet at the float before, {point(t.outside[0])}")


def _row(label: str, text: str) -> str:
    return f"{label:<14} {text}"
