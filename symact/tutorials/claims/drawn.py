"""The pictures that tutorials draw, and the table in which they hold functions against each other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from operator import eq, ne

from symact.render.plots.record import Mark, Picture
from symact.tutorials import pictures
from symact.tutorials.assertion import Assertion, Topic
from symact.tutorials.claims.gradients import ELEMENTWISE
from symact.tutorials.record import ADVICE, CONDITIONAL, CONFIRMED, REFUTED, Evidence, Found, Value, floating
from symact.tutorials.tables import AGAINST, table
from symact.tutorials.theorems import Decide, counterexample, evidence, together

Shows = Callable[[Picture], tuple[bool, list[Value]]]


def drawn(name: str, shows: Shows) -> Found:
    """The picture, computed anew, and whether what it is said to show is among its marks and curves."""
    picture = pictures.illustration(name).picture
    good, values = shows(picture)
    command = f"symact claims picture.{name} --json"
    return Found(CONFIRMED if good else REFUTED, tuple(values), (Evidence("picture", picture.description, command),))


def marks(picture: Picture, kind: str) -> list[Mark]:
    return [m for panel in picture.panels for m in panel.marks if kind in m.kinds]


def place(what: str, m: Mark) -> list[Value]:
    return [floating(f"{what}, abscissa", m.x), floating(f"{what}, ordinate", m.y)]


def half_at_0(picture: Picture) -> tuple[bool, list[Value]]:
    """(0, ½) is marked, and the curve goes from −5 to 4."""
    (panel,) = picture.panels
    found = [m for m in marks(picture, "value at 0") if (m.x, m.y) == (0, 0.5)]
    return bool(found) and panel.x_range == (-5, 4), [v for m in found for v in place("marked", m)]


def steepest_at_0(picture: Picture) -> tuple[bool, list[Value]]:
    """The derivative has one maximum, ¼ at 0."""
    found = marks(picture, "maximum")
    good = [(m.x, m.y) for m in found] == [(0, 0.25)] and picture.panels[0].x_range == (-10, 10)
    return good, [v for m in found for v in place("maximum of the derivative", m)]


def tanh_and_slope(picture: Picture) -> tuple[bool, list[Value]]:
    """tanh goes through 0, its slope has one maximum, 1 at 0."""
    top, zero = marks(picture, "maximum"), marks(picture, "zero")
    good = [(m.x, m.y) for m in top] == [(0, 1)] and [(m.x, m.y) for m in zero] == [(0, 0)]
    return good, [v for m in top for v in place("maximum of the derivative", m)]


def softmax_is_flat(picture: Picture) -> tuple[bool, list[Value]]:
    """The components of (z − 2, z, z + 2) do not depend on z: three level lines."""
    together = picture.panels[0].curves
    values = [floating(f"{c.label}, for every z", c.y[0]) for c in together]
    return len(together) == 3 and all(len(set(c.y)) == 1 for c in together), values


def softmax_curves(picture: Picture) -> tuple[bool, list[Value]]:
    """Whether they are S-shaped curves of z, as they are drawn."""
    flat, values = softmax_is_flat(picture)
    return not flat, values


def relu_ends_first(picture: Picture) -> tuple[bool, list[Value]]:
    """The path of ReLU ends after fewer steps than that of the sigmoid."""
    lengths = {c.label: len(c.x) - 1 for c in picture.panels[0].curves}
    sigmoid, *others = [n for label, n in lengths.items() if "value were learned" not in label]
    values = [floating(f"steps drawn: {label}", float(n)) for label, n in lengths.items()]
    return bool(others) and all(n < sigmoid for n in others), values


SAID: dict[str, tuple[str, Shows]] = {
    "sigmoid": ("The picture of σ on [−5, 4] has (0, ½) on it.", half_at_0),
    "sigmoid_slope": ("The picture of σ and σ′ on [−10, 10] has the top of σ′ at (0, ¼).", steepest_at_0),
    "tanh": ("The picture of tanh and its gradient has the top of the gradient at (0, 1).", tanh_and_slope),
    "softmax": ("The softmax of (z − 2, z, z + 2), drawn against z, changes with z.", softmax_curves),
    "descent": ("The path of the descent is longer for the sigmoid than for ReLU.", relu_ends_first),
}


def compared(row: str, holds: Callable[[str, str], bool]) -> Found:
    """A row of the table, in its columns sigmoid and softmax: what its cells say, and what they rest on."""
    (found,) = table((row,), ("sigmoid", "softmax")).rows
    cells = found.cells["sigmoid"], found.cells["softmax"]
    rests = [
        Evidence(cell.how, f"{found.title} of {column}: {cell.value}; {'; '.join(cell.evidence)}")
        for column, cell in found.cells.items()
    ]
    word = CONFIRMED if holds(cells[0].value, cells[1].value) else REFUTED
    if word == CONFIRMED and any(cell.how == "advice" for cell in cells):
        word = ADVICE
    return Found(word, (), tuple(rests), remark=f"{cells[0].value} · {cells[1].value}")


def same_gradient() -> Found:
    """Both formulas are theorems; whether the one of softmax is s(1 − s) is asked of the kernel."""
    found, verdict = compared("gradient", lambda _, __: True), ELEMENTWISE.verdict()
    word = together([verdict])
    return replace(
        found,
        verdict=word,
        values=tuple(counterexample(verdict)),
        evidence=(*found.evidence, evidence(ELEMENTWISE, verdict)),
    )


def stable() -> Found:
    """Only nan and infinities tell the two apart: NumPy warns of both, and the sigmoid loses its digits as well."""
    found = compared("stability", lambda a, b: "nan" in b and "nan" not in a and "inf" not in a)
    if found.verdict != CONFIRMED:
        return found
    return replace(found, verdict=CONDITIONAL, condition="“stable” means that no result in float32 is nan or infinite")


ROWS: dict[str, tuple[str, str, Decide]] = {
    "range": ("The table gives sigmoid and softmax the same range.", "reals", partial(compared, "range", eq)),
    "gradient": ("It gives them the same gradient, s(1 − s).", "reals", same_gradient),
    "stability": ("It calls the plain sigmoid stable and the plain softmax not.", "floats", stable),
    "use": ("It gives the sigmoid to two classes and softmax to several.", "advice", partial(compared, "use", ne)),
}  # fmt: skip


def _of_row(name: str) -> Assertion:
    statement, kind, decide = ROWS[name]
    method = "exact threshold" if kind == "floats" else "theorem"
    return Assertion(f"table.{name}", statement, "sigmoid, softmax", kind, method, decide)


TOPIC = Topic("pictures", "Pictures, and a table", 15, (
    *(
        Assertion(
            f"picture.{name}", statement, name, "picture", "experiment", partial(drawn, name, shows), picture=name,
        )
        for name, (statement, shows) in SAID.items()
    ),
    *map(_of_row, AGAINST),
))  # fmt: skip
