"""The report as Markdown. Pure: findings in, text out; what comes from elsewhere is escaped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from symact.cli.audit_text import ulps
from symact.cli.theorems import Outcome, summary
from symact.cli.verification.findings import PICTURES, Broken, Findings
from symact.numerics import KINDS, Audit


def report(findings: Findings, environment: dict[str, Any]) -> str:
    """The whole page."""
    return "\n".join(_lines(findings, environment)) + "\n"


def _lines(f: Findings, environment: dict[str, Any]) -> Iterator[str]:
    versions = ", ".join(f"{name} {version}" for name, version in environment["versions"].items())
    yield f"# symact verify: {f.word}"
    yield ""
    yield f"{versions}; {environment['cpu']['model']}; {environment['system']}. Plan: {f.plan.name}, {f.seconds:.0f} s."
    yield ""
    if f.interrupted:
        yield from ("**The job was interrupted.** What follows is what had been found by then.", "")
    yield from summary_list(f)
    for part in (_pictures, _claims, _audits, _thresholds, _scripts, _theorems):
        yield from part(f)


def summary_list(f: Findings) -> Iterator[str]:
    yield f"- {summary(f.theorems)}, of the core set."
    yield f"- {len(f.files)} proof scripts with {summary(f.scripts)}; {sum(o.lines for o in f.scripts)} lines checked."
    yield f"- {len(f.audits)} audits, {sum(a.points for a in f.audits):,} inputs, {f.undecided} undecided."
    yield f"- {len(f.thresholds)} thresholds of naive forms in float64."
    if f.claims:
        good = sum(c.as_expected for c in f.claims)
        yield f"- {len(f.claims)} statements of tutorials, {good} with the verdict on record."
    yield "- softmax, log_softmax and logsumexp are proved for every n; audits are of functions of one real variable."
    yield from (f"- Not installed, so not done: {name} (`{line}`)." for name, line in f.absent.items())
    yield from (f"- **{escaped(reason)}**" for reason in f.reasons)


def _claims(f: Findings) -> Iterator[str]:
    if not f.claims:
        return
    from symact.tutorials.render import table as table_of_claims

    yield from ("", "## What tutorials say", "")
    yield "Each verdict is computed, and held against the one on record. With numbers: `symact claims --verbose`."
    yield from ("", table_of_claims(f.claims))


def _theorems(f: Findings) -> Iterator[str]:
    yield from ("", "## Theorems of the core set", "", f"{summary(f.theorems)}. A theorem was checked by the kernel;")
    yield "its certificate is in `certificates/` and can be checked again: `symact replay certificates`."
    yield ""
    yield from table(("verdict", "name", "claim", "if"), (theorem_row(o) for o in f.theorems))


def theorem_row(o: Outcome) -> tuple[str, ...]:
    stated = "" if o.as_expected and o.verdict == "PROVED" else " (as stated)" if o.as_expected else f", not {o.expect}"
    return (f"{o.verdict}{stated}", o.id, code(o.claim), code(", ".join(o.record["assumptions"])))


def _scripts(f: Findings) -> Iterator[str]:
    lines = sum(o.lines for o in f.scripts)
    yield from (
        "",
        "## Proof scripts",
        "",
        f"{len(f.files)} scripts with {summary(f.scripts)}; {lines} lines, each checked.",
    )
    yield "In LaTeX: `derivations.tex`, and one file for each in `latex/`."
    yield ""
    yield from table(("verdict", "name", "claim", "if"), (theorem_row(o) for o in f.scripts))


def _audits(f: Findings) -> Iterator[str]:
    yield from (
        "",
        "## Accuracy",
        "",
        "The largest error in ulp (unit in the last place) over the inputs tried, against",
    )
    yield "enclosures of the exact value; 0.5 is correct rounding. False zeros and results that are not finite count."
    yield ""
    head = (
        "function",
        "form",
        "format",
        "inputs",
        "largest error",
        "at x",
        "correctly rounded",
        "false zeros",
        "not finite",
    )
    yield from table(head, (audit_row(a) for a in f.audits))


def audit_row(a: Audit) -> tuple[str, ...]:
    share = 100 * a.correctly_rounded / max(a.points, 1)
    worst = "" if a.worst_input is None else code(f"{a.worst_input!r}")
    return (
        f"{a.activation}{chr(0x2032) * a.derivative}", a.implementation, a.dtype,
        f"{a.points:,}{' (all)' if a.exhaustive else ''}", ulps(a.max_ulp), worst, f"{share:.1f} %",
        f"{a.false_zero:,}", f"{a.nonfinite:,}",
    )  # fmt: skip


def _thresholds(f: Findings) -> Iterator[str]:
    yield from ("", "## Where the naive forms break in float64", "")
    yield "Exact floats: the first and the last input with the defect, in order of |x|, and where correct rounding does"
    yield "the same. " + "; ".join(f"`{kind}`: {meaning}" for kind, meaning in KINDS.items()) + "."
    yield ""
    head = ("function", "kind", "first", "in hex", "last", "a correct one does so from", "evidence")
    yield from table(head, (threshold_row(b) for b in f.thresholds))


def threshold_row(b: Broken) -> tuple[str, ...]:
    t = b.threshold
    true_at = "" if t.true_at is None else code(repr(t.true_at))
    return (b.function, t.kind, code(repr(t.first)), code(t.first.hex()), code(repr(t.last)), true_at, t.evidence)


def _pictures(f: Findings) -> Iterator[str]:
    if PICTURES in f.absent or not f.pictures:
        return
    yield from ("", "## Pictures", "")
    for p in f.pictures:
        yield from (f"![{p.name}: {'; '.join(panel.title for panel in p.panels)}](figures/{p.name}.png)", "")


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield f"|{'---|' * len(head)}"
    yield from (f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |" for row in rows)


def code(text: str) -> str:
    """Text as code, which needs no escaping but for backquotes."""
    return f"`{text.replace('`', chr(39))}`" if text else ""


def escaped(text: str) -> str:
    return "".join("\\" + c if c in "\\`*_{}[]<>#|" else c for c in text)
