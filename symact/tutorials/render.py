"""Records of statements as text and as Markdown. Pure: records in, text out; what comes from elsewhere is escaped."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from symact.tutorials.assertion import Assertion, Topic, topics
from symact.tutorials.engine import complaint
from symact.tutorials.record import ADVICE, CONDITIONAL, CONFIRMED, REFUTED, UNKNOWN, Adjudicated, Value

MARKS = {CONFIRMED: "✓", REFUTED: "✗", CONDITIONAL: "◐", ADVICE: "→", UNKNOWN: "?"}
WORDS = {
    CONFIRMED: "confirmed", REFUTED: "refuted", CONDITIONAL: "true if", ADVICE: "advice", UNKNOWN: "unknown",
}  # fmt: skip
FIRST, SHORT = 3, 12  # numbers, and digits of each, that are told unasked
_SPECIAL = re.compile(r"([\\`*_\[\]<>#$|~{}])")


def list_text(asked: Sequence[tuple[Topic, Assertion]]) -> str:
    """The names, by topic."""
    lines, before = [], ""
    for topic, a in asked:
        if topic.name != before:
            lines += [f"{topic.name}: {topic.title}"]
            before = topic.name
        lines.append(f"  {a.id:<36} {a.statement}")
    return "\n".join(lines)


def claims_text(claims: Sequence[Adjudicated], verbose: bool = False, seconds: float | None = None) -> str:
    """By topic, a line for each claim with its condition; with `verbose` also numbers and evidence."""
    lines: list[str] = []
    for title, mine in by_topic(claims):
        lines += ["", title]
        for c in mine:
            lines += claim_lines(c, verbose)
    took = "" if seconds is None else f"  ({seconds:.1f} s)"
    return "\n".join([*lines[1:], "", f"{summary(claims)}{took}"])


def claim_lines(c: Adjudicated, verbose: bool = False) -> Iterator[str]:
    """One claim."""
    differs = "" if c.as_expected else f"   ({complaint(c)})"
    yield f"{MARKS[c.verdict]} {c.verdict:<11} {c.statement}  [{c.id}]{differs}"
    indent = " " * 14
    if c.found.condition:
        yield f"{indent}if {c.found.condition}"
    if c.found.remark:
        yield f"{indent}{c.found.remark}"
    yield f"{indent}{how(c)}"
    if verbose:
        yield from (f"{indent}{v.name} = {v.to_text()}" for v in c.found.values)
        for e in c.found.evidence:
            yield f"{indent}{e.kind}: {e.says}"
            yield from [f"{indent}  $ {e.command}"] * bool(e.command)


def how(c: Adjudicated) -> str:
    """`by theorem: largest σ′ 1/4`: how it was found, and the first numbers."""
    return f"by {c.method}: {first_values(c)}" if c.found.values else f"by {c.method}"


def first_values(c: Adjudicated) -> str:
    """The first numbers, with their names."""
    shown = [f"{v.name} = {short(v)}" for v in c.found.values[:FIRST]]
    return " · ".join([*shown, *["…"] * (len(c.found.values) > FIRST)])


def short(v: Value) -> str:
    """The value in running text: exact if it is short, else its first digits."""
    if v.exact is not None and len(v.exact) <= SHORT and (len(v.exact) <= len(v.decimal) or "/" not in v.exact):
        return f"{v.exact} {v.unit}".strip()
    digits = v.decimal
    mantissa, e, exponent = digits.partition("e")
    made = mantissa[:SHORT] + e + exponent if "." in mantissa and " " not in digits else digits
    return f"{made} {v.unit}".strip()


def summary(claims: Sequence[Adjudicated]) -> str:
    """`12 claims: 7 confirmed, 5 refuted`."""
    counts = Counter(c.verdict for c in claims)
    parts = [f"{counts[word]} {word}" for word in MARKS if counts[word]]
    return f"{len(claims)} claim{'s' * (len(claims) != 1)}" + (f": {', '.join(parts)}" if parts else "")


def by_topic(claims: Sequence[Adjudicated]) -> Iterator[tuple[str, list[Adjudicated]]]:
    """Titles of topics and their claims, in order."""
    for topic in topics():
        mine = [c for c in claims if c.topic == topic.name]
        if mine:
            yield topic.title, mine


def claims_markdown(claims: Sequence[Adjudicated]) -> str:
    """A page: a section for each topic, a table of the verdicts, and under it numbers and evidence."""
    blocks = ["# What the tutorials say", f"{summary(claims)}."]
    for title, mine in by_topic(claims):
        blocks += [f"## {title}", table(mine), *(details(c) for c in mine)]
    return "\n\n".join(blocks) + "\n"


def table(claims: Sequence[Adjudicated]) -> str:
    rows = ["| verdict | claim | about | by |", "|---|---|---|---|"]
    for c in claims:
        under = f" if {escaped(c.found.condition)}" if c.found.condition else ""
        rows.append(f"| {MARKS[c.verdict]} {c.verdict} | {escaped(c.statement)}{under} | {c.kind} | {c.method} |")
    return "\n".join(rows)


def details(c: Adjudicated) -> str:
    """A claim with everything that is known of it."""
    under = f" if {escaped(c.found.condition)}" if c.found.condition else ""
    lines = [f"**{escaped(c.statement)}** {MARKS[c.verdict]} {c.verdict}{under}. {escaped(c.found.remark)}".rstrip()]
    lines += [f"- {escaped(v.name)}: {value_markdown(v)}" for v in c.found.values]
    lines += [
        f"- {e.kind}: {escaped(e.says)}" + (f" (`{e.command}`)" if e.command and "`" not in e.command else "")
        for e in c.found.evidence
    ]
    head, *rest = lines
    return f"{head}\n\n" + "\n".join(rest) if rest else head


def value_markdown(v: Value) -> str:
    return f"`{v.to_text()}`"


def escaped(text: str) -> str:
    """Text in which Markdown and HTML find no markup."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))
