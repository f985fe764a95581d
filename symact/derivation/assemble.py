"""From written lines to a checked record: every line, side condition, lemma and case split is put before the kernel."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from symact.derivation.abbreviations import Names
from symact.derivation.reading import Prose
from symact.derivation.record import PROVED, Chain, Condition, Derivation, Part, Step, Verdict
from symact.kernel.errors import SymactError
from symact.kernel.terms import ONE, ZERO, Term, free_symbols, relation, text, walk

TIMEOUT = 20.0
NEGATION = {"==": "!=", "!=": "==", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
# What a chain of two relations shows; a pair that is missing shows nothing.
COMPOSED = {
    ("<", "<"): "<", ("<", "<="): "<", ("<=", "<"): "<", ("<=", "<="): "<=",
    (">", ">"): ">", (">", ">="): ">", (">=", ">"): ">", (">=", ">="): ">=",
}  # fmt: skip
IMPLIED = {"<=": ("<=", "<", "=="), ">=": (">=", ">", "=="), "!=": ("!=", "<", ">")}


class ScriptError(SymactError):
    """A derivation that is not well formed: a chain that does not connect the sides, a line that cannot be read."""


class Checker(Protocol):
    """`symact.check`, or a stand-in for it in tests."""

    def __call__(
        self, claim: str, assume: tuple[str, ...], variables: Mapping[str, str], timeout: float, /
    ) -> Verdict: ...


@dataclass(frozen=True, slots=True)
class Line:
    """One line as written, not yet checked: `relation after`, its reason and side conditions."""

    relation: str
    after: Term
    reason: Prose = ()
    conditions: tuple[Term, ...] = ()
    rule: str = ""
    source: str = ""
    needs: tuple[Term, ...] = ()
    changed: tuple[tuple[Term, Term], ...] = ()
    substeps: tuple[tuple[Term, tuple[Line, ...]], ...] = ()
    names: Names = ()


@dataclass(frozen=True, slots=True)
class Preparation:
    """Lines that show what a case rests on, such as the sign of a slope; asserted where `assumptions` hold too."""

    title: Prose
    first: Term
    lines: tuple[Line, ...]
    assumptions: tuple[Term, ...] = ()


@dataclass(frozen=True, slots=True)
class Sketch:
    """One case as written: lines from the left side and from the right side, `None` where there are none."""

    assumptions: tuple[Term, ...] = ()
    title: Prose = ()
    left: tuple[Line, ...] | None = None
    right: tuple[Line, ...] | None = None
    before: tuple[Preparation, ...] = ()


@dataclass
class Session:
    """Asks the checker, once per question, under the assumptions of one theorem; counts the lines."""

    check: Checker
    assumptions: tuple[Term, ...]
    variables: Mapping[str, str]
    timeout: float = TIMEOUT
    lines: int = 0
    asked: dict[tuple[str, tuple[str, ...]], Verdict] = field(default_factory=dict)

    def ask(self, claim: Term, more: tuple[Term, ...] = ()) -> Verdict:
        key = text(claim), tuple(text(a) for a in (*self.assumptions, *more))
        if key not in self.asked:
            domains = {**dict.fromkeys(stray_indices(claim, *more), "index"), **self.variables}
            self.asked[key] = self.check(key[0], key[1], domains, self.timeout)
        return self.asked[key]

    def step(self, before: Term, line: Line, more: tuple[Term, ...], sound: Term) -> Step:
        """`sound` is the last right line: a line that follows from it stands, though the one before it is wrong."""
        self.lines += 1
        return self.checked(self.lines, before, line, more, sound)

    def checked(self, number: int, before: Term, line: Line, more: tuple[Term, ...], sound: Term) -> Step:
        verdict = self.ask(relation(line.relation, before, line.after), more)
        if verdict.verdict != PROVED and sound is not before:
            again = self.ask(relation(line.relation, sound, line.after), more)
            if again.verdict == PROVED:
                before, verdict = sound, again
        conditions, needs = (tuple(Condition(c, self.ask(c, more)) for c in cs) for cs in (line.conditions, line.needs))
        inner = tuple(self.substeps(number, first, lines, more) for first, lines in line.substeps)
        return Step(
            number, before, line.relation, line.after, line.reason, verdict, conditions, line.rule, line.source,
            needs, line.changed, inner, line.names,
        )  # fmt: skip

    def substeps(self, number: int, first: Term, lines: Sequence[Line], more: tuple[Term, ...]) -> Chain:
        """Steps inside a line: they bear its number and do not count."""
        befores = [first, *[line.after for line in lines]]
        steps = [self.checked(number, b, line, more, b) for b, line in zip(befores, lines, strict=False)]
        return Chain("substeps", first, tuple(steps))

    def chain(self, side: str, first: Term, lines: Sequence[Line], more: tuple[Term, ...]) -> Chain:
        steps: list[Step] = []
        before = sound = first
        for line in lines:
            steps.append(self.step(before, line, more, sound))
            before = line.after
            sound = before if steps[-1].verdict.verdict == PROVED and steps[-1].before is sound else sound
        return Chain(side, first, tuple(steps))

    def part(self, claim: Term, sketch: Sketch) -> Part:
        _, left, right = claim.args
        sides = (("left", left, sketch.left), ("right", right, sketch.right))
        made = tuple(self.preparation(p, sketch.assumptions) for p in sketch.before)
        chains = tuple(self.chain(side, first, s, sketch.assumptions) for side, first, s in sides if s is not None)
        return Part(sketch.title, sketch.assumptions, (*made, *chains))

    def preparation(self, p: Preparation, more: tuple[Term, ...]) -> Chain:
        return replace(
            self.chain("before", p.first, p.lines, (*more, *p.assumptions)), title=p.title, assumptions=p.assumptions
        )

    def coverage(self, cases: Sequence[Sketch]) -> Condition:
        """That no point is left out by the cases: their negations together contradict the assumptions."""
        outside = tuple(negation(conjunction(c.assumptions)) for c in cases)
        impossible = relation("==", ZERO, ONE)
        return Condition(conjunction(outside), self.ask(impossible, outside))


def stray_indices(*terms: Term) -> list[str]:
    """Free indices, sorted: a step inside a sum is claimed for every k."""
    found = set[str]()
    for t in terms:
        free = free_symbols(t)
        found |= {a for s in walk(t) if s.op == "component" for a in s.args[1:] if a in free}
        found |= {a for s in walk(t) if s.op == "delta" for a in s.args if a in free}
    return sorted(found)


def connected(claim: Term, sketch: Sketch, where: str = "the derivation") -> None:
    """Raises `ScriptError` unless the chains lead from the claim's one side to the other."""
    stated, left, right = claim.args
    ends = [(side[-1].after if side else first) if side is not None else None
            for side, first in ((sketch.left, left), (sketch.right, right))]  # fmt: skip
    if ends == [None, None]:
        raise ScriptError(f"{where} has no lines")
    if ends[1] is None and ends[0] is not right:
        raise ScriptError(f"{where} ends at {text(ends[0] or left)}, not at the claim's right side {text(right)}")
    if ends[0] is None and ends[1] is not left:
        raise ScriptError(f"{where} ends at {text(ends[1] or right)}, not at the claim's left side {text(left)}")
    if ends[0] is not None and ends[1] is not None and ends[0] is not ends[1]:
        raise ScriptError(
            f"{where} does not meet: the left side ends at {text(ends[0])}, the right side at {text(ends[1])}"
        )
    if any(line.relation != "==" for line in sketch.right or ()):
        raise ScriptError(f"{where}: lines from the right side are equalities")
    shown = composed([line.relation for line in sketch.left or ()])
    if shown is None or shown not in IMPLIED.get(stated, (stated,)):
        raise ScriptError(f"{where} shows '{shown or 'nothing'}', the claim states '{stated}'")


def composed(relations: Sequence[str]) -> str | None:
    """The relation between the ends of a chain, None when its lines do not compose."""
    strict = [r for r in relations if r != "=="]
    shown = strict[0] if strict else "=="
    for r in strict[1:]:
        found = COMPOSED.get((shown, r))
        if found is None:
            return None
        shown = found
    return shown


def conjunction(conditions: Sequence[Term]) -> Term:
    return conditions[0] if len(conditions) == 1 else Term("and", *conditions)


def negation(condition: Term) -> Term:
    """The condition that holds exactly where this one does not."""
    if condition.op == "relation":
        rel, a, b = condition.args
        return relation(NEGATION[rel], a, b)
    if condition.op in ("and", "or"):
        return Term("or" if condition.op == "and" else "and", *[negation(c) for c in condition.args])
    raise ScriptError(f"a case needs a condition, not {text(condition)}")


def derivation(
    claim: Term, sketches: Sequence[Sketch], check: Checker, *, name: str, title: Prose,
    assumptions: tuple[Term, ...] = (), variables: Mapping[str, str], lemmas: Sequence[tuple[Term, Prose]] = (),
    expects: str = "PROVED", wrong_line: int | None = None, remark: Prose = (), command: str = "",
    timeout: float = TIMEOUT,
) -> Derivation:  # fmt: skip
    """The checked record. Raises `ScriptError` when chains do not connect; a false line is no error but a verdict."""
    session = Session(check, assumptions, variables, timeout)
    for sketch in sketches:
        case = f"the case {text(conjunction(sketch.assumptions))}" if sketch.assumptions else "the chain"
        connected(claim, sketch, case)
    return Derivation(
        name, title, claim, assumptions, dict(variables),
        theorem=session.ask(claim),
        lemmas=tuple(Condition(lemma, session.ask(lemma), why) for lemma, why in lemmas),
        parts=tuple(session.part(claim, s) for s in sketches),
        coverage=session.coverage(sketches) if any(s.assumptions for s in sketches) else None,
        expects=expects, wrong_line=wrong_line, remark=remark, command=command,
    )  # fmt: skip
