"""Cells that the kernel decides: the first of several sentences of which every claim is proved, or refuted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from symact.activations import catalogue
from symact.derivation.ask import check
from symact.numerics.errors import InternalError
from symact.numerics.shape import shape
from symact.numerics.tails import Tail, tails
from symact.tutorials.tables.record import Cell, Column, told

SPAN = (Fraction(-10), Fraction(10))


@dataclass(frozen=True)
class Sentence:
    """Words that are right if the kernel decides all of these claims as expected."""

    words: str
    claims: tuple[str, ...]
    assume: tuple[str, ...] = ()
    variables: Mapping[str, str] = field(default_factory=dict)
    expect: str = "PROVED"

    def cell(self, how: str = "") -> Cell | None:
        """None where a claim is decided otherwise, or not at all."""
        if any(check(claim, self.assume, self.variables).verdict != self.expect for claim in self.claims):
            return None
        under = f" if {', '.join(self.assume)}" if self.assume else ""
        kind = "theorem" if self.expect == "PROVED" else "refutation"
        return Cell(self.words, how or kind, tuple(f"{claim}{under}: {self.expect}" for claim in self.claims))


def first_of(sentences: Sequence[Sentence], how: str = "") -> Cell:
    """The first sentence that the kernel decides; InternalError where it decides none."""
    for sentence in sentences:
        cell = sentence.cell(how)
        if cell is not None:
            return cell
    raise InternalError(f"the kernel decides none of {'; '.join(s.claims[0] for s in sentences)}")


def definition(c: Column) -> Cell:
    return Cell(catalogue()[c.name].kernel, "definition", ())


def image(c: Column) -> Cell:
    """The range between the limits, open or closed at its ends as the kernel proves."""
    low, high = (_limit(t) for t in _ends(c, 0))
    ends = {
        "Interval.open": "({}, {})",
        "Interval": "[{}, {}]",
        "Interval.Lopen": "({}, {}]",
        "Interval.Ropen": "[{}, {})",
    }
    if "oo" in high:
        ends = {"Interval.open": "({}, {})", "Interval": "[{}, {})"}
    return first_of(
        [
            Sentence(words.format(low, high), (f"Range({c.claim}, x) == {form}({low}, {high})",))
            for form, words in ends.items()
        ]
    )


def monotone(c: Column) -> Cell:
    return first_of(
        [
            Sentence("strictly increasing", (f"{c.of('x')} < {c.of('y')}",), ("x < y",)),
            Sentence("increasing, not strictly", (f"{c.of('x')} <= {c.of('y')}",), ("x < y",)),
        ]
    )


def centred(c: Column) -> Cell:
    """Odd functions keep a mean of 0 where inputs are symmetric about 0."""
    return first_of(
        [
            Sentence("yes, it is odd", (f"{c.of('-x')} == -{c.of('x')}",)),
            Sentence("no, it is never negative", (f"{c.of('x')} >= 0", f"{c.of('1')} > 0")),
        ]
    )


def value_at_0(c: Column) -> Cell:
    (mark,) = [m for m in shape(c.subject, 0, *SPAN).landmarks if "value at 0" in m.kinds]
    return first_of([Sentence(told(mark.y), (f"{c.of('0')} == {told(mark.y)}",))])


def limits(c: Column) -> Cell:
    return _limits(c, 0)


def slopes_far_out(c: Column) -> Cell:
    return _limits(c, 1)


def _limits(c: Column, order: int) -> Cell:
    ends = _ends(c, order)
    return Cell(" and ".join(map(_limit, ends)), "theorem", tuple(f"{t.claim}: PROVED" for t in ends))


def _ends(c: Column, order: int) -> tuple[Tail, Tail]:
    """What the function tends to for x to -oo, and to oo."""
    found = {t.sign: t for t in tails(c.subject, order) if t.order == order}
    if set(found) != {"-", "+"}:
        raise InternalError(f"the limits of {c.subject.derivative(order)} are not proved")
    return found["-"], found["+"]


def _limit(t: Tail) -> str:
    if t.slope == 0:
        return str(t.intercept)
    return "oo" if (t.slope > 0) == (t.sign == "+") else "-oo"


def steepest(c: Column) -> Cell:
    """The largest slope: that of a maximum of the derivative, or of a line that the function tends to."""
    marks = shape(c.subject, 1, *SPAN).landmarks
    found = [
        (
            m.y.nearest,
            told(m.y),
            f"at x = {told(m.x)}",
            f"Subs(Derivative({c.claim}, x), x, {told(m.x)}) == {told(m.y)}",
        )
        for m in marks
        if m.order == 1 and "maximum" in m.kinds
    ]
    found += [(float(t.slope), str(t.slope), "for large x", t.claim) for t in _ends(c, 0)]
    kinks = tuple(f"x != {told(m.x)}" for m in marks if "kink" in m.kinds)
    _, value, place, attained = max(found)
    return first_of([Sentence(f"{value} {place}", (f"Derivative({c.claim}, x) <= {value}", attained), kinks)])


def smooth(c: Column) -> Cell:
    """A claim about a derivative holds only where there is one."""
    itself = (f"Derivative({c.claim}, x) == Derivative({c.claim}, x)",)
    return first_of([Sentence("everywhere", itself), Sentence("not everywhere", itself, expect="REFUTED")])


def gradient(c: Column) -> Cell:
    """As the catalogue states it; for softmax, with any number of scores."""
    entry = catalogue()[c.name]
    function, score = ("softmax(i, z)", "z[j]") if c.of_rows else (c.claim, "x")
    variables = {"z": "vector", "i": "index", "j": "index"} if c.of_rows else {}
    claim = f"Derivative({function}, {score}) == {entry.derivative}"
    return first_of([Sentence(entry.derivative, (claim,), tuple(entry.differentiable), variables)])


def sums(c: Column) -> Cell:
    """Whether values for several inputs add up to 1."""
    if c.of_rows:
        return first_of([Sentence("yes", ("Sum(softmax(k, z), (k, 1, n)) == 1",), (), {"z": "vector"})])
    return first_of([Sentence("no", (f"{c.of('x')} + {c.of('y')} == 1",), expect="REFUTED")])


USES = {
    "sigmoid": Sentence("a yes-or-no output, gates", ("sigmoid(x) == softmax(1, x, 0)",)),
    "tanh": Sentence("states of either sign", ("tanh(-x) == -tanh(x)",)),
    "relu": Sentence("hidden layers", ("Derivative(relu(x), x) == 1",), ("x > 0",)),
    "softmax": Sentence(
        "one of several classes, attention", ("Sum(softmax(k, z), (k, 1, n)) == 1",), (), {"z": "vector"}
    ),
}


def use(c: Column) -> Cell:
    """What tutorials advise it for, with what of it is provable."""
    return first_of([USES[c.name]], "advice")
