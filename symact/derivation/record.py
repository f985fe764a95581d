"""A derivation as a frozen record: chains of lines, each with the verdict on it. Printing is left to the renderers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Protocol

from symact.derivation.abbreviations import Names, abbreviated
from symact.derivation.reading import Prose, name_text, prose_text
from symact.kernel.terms import Term, text

PROVED, REFUTED, UNKNOWN = "PROVED", "REFUTED", "UNKNOWN"
_WORDS = {
    "==": "equal to", "!=": "different from", "<": "less than", "<=": "at most", ">": "greater than", ">=": "at least",
}  # fmt: skip


class Verdict(Protocol):
    """What a derivation needs to know of the prover's answer."""

    @property
    def verdict(self) -> str: ...
    @property
    def reason(self) -> str | None: ...
    @property
    def counterexample(self) -> Any: ...
    @property
    def certificate_digest(self) -> str | None: ...
    def to_json(self) -> dict[str, Any]: ...


@dataclass(frozen=True, slots=True)
class Condition:
    """Something that must hold for a line, a lemma, or the coverage of a case split; `claim` as it was checked."""

    claim: Term
    verdict: Verdict
    reason: Prose = ()

    @property
    def holds(self) -> bool:
        return self.verdict.verdict == PROVED

    def to_json(self) -> dict[str, Any]:
        return {"claim": text(self.claim), "reason": prose_text(self.reason), "verdict": self.verdict.to_json()}


@dataclass(frozen=True, slots=True)
class Step:
    """One line: `before relation after`, why, under which side conditions, and what the kernel says of it.

    `before` is the line above, or, after a wrong line, the last right one when `after` follows from that.
    `names` are those in force where the line is printed (`s` for `sigmoid(x)`); the line itself does not have them.
    `number` counts the lines of the whole derivation; `rule` names the rule that made the line (empty in a script);
    `source` is the place in the script, as in `sigmoid_symmetry.py:14`. `conditions` are part of the reason, `needs`
    what the rule itself asks for (a denominator that is not 0); `changed` pairs subterms of both sides; `substeps` are
    the rules one by one, each a chain from a subterm of `before`, its steps checked like lines.
    """

    number: int
    before: Term
    relation: str
    after: Term
    reason: Prose
    verdict: Verdict
    conditions: tuple[Condition, ...] = ()
    rule: str = ""
    source: str = ""
    needs: tuple[Condition, ...] = ()
    changed: tuple[tuple[Term, Term], ...] = ()
    substeps: tuple[Chain, ...] = ()
    names: Names = ()

    @property
    def holds(self) -> bool:
        return not any(v.verdict != PROVED for v in self.verdicts())

    @property
    def shown(self) -> Term:
        """`after` as it is printed, with the names that are in force: expanded, it is `after`."""
        return abbreviated(self.after, self.names)

    @property
    def shown_before(self) -> Term:
        return abbreviated(self.before, self.names)

    @property
    def shown_changed(self) -> tuple[tuple[Term, Term], ...]:
        return tuple((abbreviated(a, self.names), abbreviated(b, self.names)) for a, b in self.changed)

    def verdicts(self) -> Iterator[Verdict]:
        """On the line, its side conditions, and everything in its substeps."""
        yield self.verdict
        yield from (c.verdict for c in (*self.conditions, *self.needs))
        for chain in self.substeps:
            for s in chain.steps:
                yield from s.verdicts()

    @property
    def complaint(self) -> str:
        """Why the line is refused, in one sentence; empty for a line that holds."""
        if self.verdict.verdict == REFUTED:
            what = f"{text(self.before)} is not {_WORDS[self.relation]} {text(self.after)}"
            return f"line {self.number}: {what}: {counterexample(self.verdict)}"
        if self.verdict.verdict != PROVED:
            what = f"{text(self.before)} {self.relation} {text(self.after)}"
            return f"line {self.number}: not decided: {what}: {self.verdict.reason}"
        for c in (*self.conditions, *self.needs):
            if not c.holds:
                return f"line {self.number}: side condition {complaint(c)}"
        inner = [s.complaint for chain in self.substeps for s in chain.steps if not s.holds]
        return f"in a substep of {inner[0]}" if inner else ""

    def to_json(self) -> dict[str, Any]:
        return {
            "number": self.number, "before": text(self.before), "relation": self.relation, "after": text(self.after),
            "reason": prose_text(self.reason), "rule": self.rule, "source": self.source,
            "conditions": [c.to_json() for c in self.conditions], "needs": [c.to_json() for c in self.needs],
            "changed": [[text(a), text(b)] for a, b in self.changed],
            "names": {name_text(symbol): text(value) for symbol, value in self.names},
            "substeps": [c.to_json() for c in self.substeps], "verdict": self.verdict.to_json(),
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Chain:
    """Lines from one side of the claim: `first = … = last`.

    A chain whose side is `before` prepares the argument; `title` says what it shows, and it may have `assumptions` of
    its own, beside those of its case.
    """

    side: str
    first: Term
    steps: tuple[Step, ...]
    title: Prose = ()
    assumptions: tuple[Term, ...] = ()

    @property
    def last(self) -> Term:
        return self.steps[-1].after if self.steps else self.first

    def to_json(self) -> dict[str, Any]:
        own: dict[str, Any] = {"title": prose_text(self.title)} if self.title else {}
        own |= {"assumptions": [text(a) for a in self.assumptions]} if self.assumptions else {}
        return {"side": self.side, **own, "first": text(self.first), "steps": [s.to_json() for s in self.steps]}


@dataclass(frozen=True, slots=True)
class Part:
    """One case of the theorem (or all of it, without `assumptions`), with the chains that connect its two sides."""

    title: Prose
    assumptions: tuple[Term, ...]
    chains: tuple[Chain, ...]

    def to_json(self) -> dict[str, Any]:
        return {
            "title": prose_text(self.title),
            "assumptions": [text(a) for a in self.assumptions],
            "chains": [c.to_json() for c in self.chains],
        }


@dataclass(frozen=True, slots=True, repr=False)
class Derivation:
    """A theorem and the lines that lead to it, all of them checked by the kernel.

    `theorem` is the verdict on the claim itself, `coverage` on the completeness of the case split (`None` without one).
    `verdict` is PROVED when every line, lemma, side condition and the claim are theorems; REFUTED when one is refuted.
    """

    name: str
    title: Prose
    claim: Term
    assumptions: tuple[Term, ...]
    variables: Mapping[str, str]
    theorem: Verdict
    lemmas: tuple[Condition, ...] = ()
    parts: tuple[Part, ...] = ()
    coverage: Condition | None = None
    expects: str = PROVED
    wrong_line: int | None = None
    remark: Prose = ()
    command: str = ""

    @property
    def steps(self) -> tuple[Step, ...]:
        return tuple(s for p in self.parts for c in p.chains for s in c.steps)

    @property
    def verdict(self) -> str:
        found = [v.verdict for v in self._verdicts()]
        return REFUTED if REFUTED in found else PROVED if set(found) == {PROVED} else UNKNOWN

    def _verdicts(self) -> Iterator[Verdict]:
        yield self.theorem
        for c in (*self.lemmas, *([self.coverage] if self.coverage else [])):
            yield c.verdict
        for s in self.steps:
            yield from s.verdicts()

    @property
    def wrong(self) -> tuple[Step, ...]:
        """The lines that are not theorems."""
        return tuple(s for s in self.steps if not s.holds)

    @property
    def as_expected(self) -> bool:
        """Whether verdict and wrong line are those that the script states."""
        first = self.wrong[0].number if self.wrong else None
        return self.verdict == self.expects and (self.wrong_line is None or self.wrong_line == first)

    @property
    def complaints(self) -> tuple[str, ...]:
        """One sentence for everything that is not a theorem; none for a proved derivation."""
        found = [f"lemma {complaint(c)}" for c in self.lemmas if not c.holds]
        if self.coverage and not self.coverage.holds:
            found.append(f"the cases are not shown to cover every point: {self.coverage.verdict.reason}")
        found += [s.complaint for s in self.wrong]
        if self.theorem.verdict == REFUTED:
            found.append(f"the claim {text(self.claim)} is refuted: {counterexample(self.theorem)}")
        elif self.theorem.verdict != PROVED:
            found.append(f"the claim {text(self.claim)} is not decided: {self.theorem.reason}")
        return tuple(found)

    def __repr__(self) -> str:
        return f"<Derivation {self.name}: {self.verdict}, {len(self.steps)} lines>"

    def __str__(self) -> str:
        return self.to_text()

    def to_json(self) -> dict[str, Any]:
        return {
            "name": self.name, "title": prose_text(self.title), "claim": text(self.claim),
            "assumptions": [text(a) for a in self.assumptions], "variables": dict(self.variables),
            "expects": self.expects, "wrong_line": self.wrong_line, "verdict": self.verdict,
            "complaints": list(self.complaints), "lemmas": [c.to_json() for c in self.lemmas],
            "parts": [p.to_json() for p in self.parts],
            "coverage": self.coverage.to_json() if self.coverage else None, "theorem": self.theorem.to_json(),
        }  # fmt: skip

    def to_text(self, plain: bool = False) -> str:
        """Aligned Unicode lines with their reasons; with `plain` in ASCII."""
        return _printed("text", "derivation_text", self, plain)

    def to_latex(self, standalone: bool = False, style: str = "align", columns: int = 1) -> str:
        """Lines for pasting, or with `standalone` a whole document; needs ams* packages only.

        The reasons go where `style` says: `align` at the right, `labels` below, `intertext` between the lines. Lines
        are broken to fit a page of one column, or one column of two.
        """
        return _printed("align", "derivation_latex", self, standalone, style, columns)

    def to_markdown(self) -> str:
        """Markdown for GitHub and notebooks."""
        return _printed("markdown", "derivation_markdown", self)

    def to_html(self) -> str:
        """A whole page, with MathML and without scripts; it loads nothing."""
        return _printed("html", "page_html", [self])

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        return {
            "text/plain": self.to_text(),
            "text/html": _printed("html", "derivation_html", self),
            "text/latex": _printed("markdown", "derivation_aligned", self),
        }


def _printed(module: str, function: str, *arguments: object) -> str:
    # Renderers stand above records and know them; a record finds its renderer by name, when it is asked to print.
    return str(getattr(import_module(f"symact.render.{module}"), function)(*arguments))


def complaint(c: Condition) -> str:
    """Why a side condition or lemma is refused."""
    if c.verdict.verdict == REFUTED:
        return f"{text(c.claim)} is false: {counterexample(c.verdict)}"
    return f"{text(c.claim)} is not decided: {c.verdict.reason}"


def counterexample(verdict: Verdict) -> str:
    """`counterexample x = 1/2, difference in [0.12, 0.13]`, or which side is undefined and why."""
    found = verdict.counterexample
    where = f"counterexample {point(verdict)}" if found.point else "it has no variables"
    if found.undefined:
        return f"{where}, {found.undefined}"
    return f"{where}, difference in [{found.difference[0]}, {found.difference[1]}]" if found.difference else where


def point(verdict: Verdict) -> str:
    """`x = 1/2, z = (0, 1)`: where a refuted claim fails; empty for one without variables."""
    return ", ".join(f"{name} = {_value(value)}" for name, value in verdict.counterexample.point.items())


def _value(value: Any) -> str:
    return f"({', '.join(map(str, value))})" if isinstance(value, list) else str(value)
