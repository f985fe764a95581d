"""The pictures that tutorials draw, drawn again from certified curves: each illustrates a statement.

They are records of `symact.render.plots`, as those of `symact plot` are; `image` makes files of them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from symact.activations import vocabulary
from symact.derivation import reading
from symact.derivation.ask import prove
from symact.kernel.terms import number, substitute, text
from symact.numerics.errors import UsageError
from symact.numerics.oracle import Oracle
from symact.numerics.shape import Subject, X, shape
from symact.pictures import plot
from symact.render.plots.record import Curve, Line, Mark, Panel, Picture
from symact.render.pretty import pretty
from symact.tutorials.descent import Descent, descend

ENDS = (Fraction(-6), Fraction(6))


@dataclass(frozen=True)
class Illustration:
    """A picture, what the tutorials show by it, and the ids of the statements that name it."""

    name: str
    shows: str
    claims: tuple[str, ...]
    picture: Picture

    @property
    def description(self) -> str:
        return self.picture.description

    @property
    def command(self) -> str:
        return f"symact plot tutorial:{self.name}"

    def to_json(self) -> dict[str, Any]:
        record = self.picture.to_json()
        return {**record, "name": self.name, "shows": self.shows, "claims": list(self.claims), "command": self.command}


def illustration(name: str) -> Illustration:
    """The picture of this name, computed anew. UsageError where there is none."""
    if name not in DRAWN:
        raise UsageError(f"no picture '{name}': there are {', '.join(DRAWN)}")
    shows, draw = DRAWN[name]
    return Illustration(name, shows, claims_of(name), draw())


def claims_of(name: str) -> tuple[str, ...]:
    """The statements that a picture is shown beside."""
    from symact.tutorials.assertion import topics

    return tuple(a.id for topic in topics() for a in topic.assertions if a.picture == name)


def _sigmoid() -> Picture:
    return plot("sigmoid", derivative=0, range=(-5, 4))


def _sigmoid_slope() -> Picture:
    return plot("sigmoid", derivative=1, range=(-10, 10))


def _tanh() -> Picture:
    return plot("tanh", derivative=1)


def _softmax() -> Picture:
    """Scores that are moved together, which the kernel proves to change nothing, and scores of which one is moved."""
    together = _constant("x - 2", "x", "x + 2")
    apart = _moved("x", "0", "1")
    return Picture("softmax", "softmax of scores that are moved together, and of scores of which one is moved",
                   (together, apart))  # fmt: skip


def _constant(*scores: str) -> Panel:
    """Components that do not depend on x: each a level line, and the theorem that says so."""
    curves: list[Curve] = []
    marks: list[Mark] = []
    notes: list[str] = []
    for k in range(1, len(scores) + 1):
        here, at_0 = (f"softmax({k}, {', '.join(given)})" for given in (scores, _at_0(scores)))
        theorem = prove(f"{here} == {at_0}")
        found = Oracle(vocabulary().unfold(reading.expression(at_0, {}))).enclose(0)
        value = float(found.lo)
        curves.append(Curve(f"component {k}", tuple(map(float, ENDS)), (value, value), k - 1))
        exact = {"enclosure": [str(float(end)) for end in (found.lo, found.hi)]}
        marks.append(Mark(0.0, value, ("value at 0",), f"for every z\n{value:.4f}", k - 1, k, exact))
        notes.append(f"proved: {theorem.claim.statement}")
    return _panel(scores, tuple(curves), tuple(marks), tuple(notes))


def _at_0(scores: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(text(substitute(reading.expression(s, {"x": "real"}), {X: number(Fraction(0))})) for s in scores)


def _moved(*scores: str) -> Panel:
    curves = []
    for k in range(1, len(scores) + 1):
        claim = f"softmax({k}, {', '.join(scores)})"
        subject = Subject(claim, vocabulary().unfold(reading.expression(claim, {"x": "real"})))
        (curve,) = shape(subject, 0, *ENDS, 241, closed=False).curves
        curves.append(Curve(f"component {k}", curve.x, curve.y, k - 1))
    return _panel(scores, tuple(curves))


def _panel(
    scores: tuple[str, ...], curves: tuple[Curve, ...], marks: tuple[Mark, ...] = (), notes: tuple[str, ...] = ()
) -> Panel:
    said = ", ".join(pretty(reading.expression(score, {"x": "real"})) for score in scores).replace("x", "z")
    return Panel(
        title=f"softmax({said})", x_label=f"z, in the scores ({said})", x_range=(float(ENDS[0]), float(ENDS[1])),
        curves=curves, marks=marks, notes=notes, y_range=(-0.05, 1.05),
    )  # fmt: skip


def _descent() -> Picture:
    """The value against the number of steps, down to 1/2, for the sigmoid and for ReLU from both of its starts."""
    paths = (
        (f"sigmoid from x = {_start(sigmoid := descend())}", sigmoid),
        ("ReLU from the same x", descend("relu")),
        ("ReLU from the same value", descend("relu", same_argument=False)),
        ("sigmoid, as if the value were learned", descend(on="value")),
    )
    curves = tuple(_path(label, d, style) for style, (label, d) in enumerate(paths))
    marks = tuple(_end(d, style) for style, (_, d) in enumerate(paths))
    longest = max(len(d.path) for _, d in paths)
    panel = Panel(
        title="gradient descent", x_label="steps", y_label="value", x_range=(0.0, float(longest + 3)), curves=curves,
        marks=marks, lines=(Line("value 1/2", intercept=0.5),), y_range=(0.0, 2.4),
    )  # fmt: skip
    return Picture("descent", f"gradient descent with rate {sigmoid.rate}, until {sigmoid.rule}", (panel,))


def _start(d: Descent) -> str:
    return pretty(reading.expression(d.start, {}))


def _path(label: str, d: Descent, style: int) -> Curve:
    return Curve(label, tuple(float(s.number) for s in d.path), tuple(s.value for s in d.path), style)


def _end(d: Descent, style: int) -> Mark:
    last = d.path[-1]
    exact = {"steps": d.steps, "enclosure": [str(float(end)) for end in d.last]}
    return Mark(
        float(last.number), last.value, ("end",), f"{last.number} steps\n({last.value:.4f})", style, style, exact
    )


DRAWN: dict[str, tuple[str, Callable[[], Picture]]] = {
    "sigmoid": ("the sigmoid from -5 to 4, with the point (0, 1/2)", _sigmoid),
    "sigmoid_slope": ("the sigmoid and its derivative from -10 to 10", _sigmoid_slope),
    "tanh": ("tanh with its gradient", _tanh),
    "softmax": ("the softmax of (z - 2, z, z + 2) against z", _softmax),
    "descent": ("the path of gradient descent on the sigmoid, against that of ReLU", _descent),
}
PICTURES = tuple(DRAWN)
