"""Printed tables and comparisons: whether the code prints them, and whether they are right."""

from __future__ import annotations

from fractions import Fraction

from symact.tutorials.assertion import Assertion, Topic
from symact.tutorials.comparisons import allclose_example
from symact.tutorials.printouts import TABLES, Cell, Printout, grids, printout
from symact.tutorials.record import CONDITIONAL, CONFIRMED, REFUTED, Evidence, Found, Value, between, exactly, floating
from symact.tutorials.theorems import Decide

SHORT = {"sigmoid_far": "linspace(−100, 100, 10)", "sigmoid_near": "[−2, −1, 0, 1, 2]"}


def of_table(p: Printout) -> Evidence:
    libraries = ", ".join(p.cells[0].shown)
    return Evidence("evaluated", f"{p.table.statement} in float32 by {libraries}; true values by enclosures")


def reproduced(name: str) -> Decide:
    """Whether code in float32 prints every number of the table."""

    def decide() -> Found:
        p = printout(name)
        values = [exactly(f"numbers of {len(p.cells)} that {library} prints", _count(p, library)) for library in _of(p)]
        others = [library for library in _of(p) if library not in p.reproduced]
        other = [*(v for cell in p.cells for v in _otherwise(cell, others)), *_beside(p)]
        absent = "".join(f" {k}: {v}." for k, v in p.absent.items())
        if not others:
            return Found(
                CONFIRMED, (*values, *other), (of_table(p),), remark=f"Not installed:{absent}" if absent else ""
            )
        if p.reproduced:
            condition = f"it is computed by {' or '.join(p.reproduced)}"
            return Found(CONDITIONAL, (*values, *other), (of_table(p),), condition)
        return Found(REFUTED, (*values, *other), (of_table(p),))

    return decide


def _beside(p: Printout) -> list[Value]:
    """What NumPy gives, and the true value, for every printed number."""
    return [
        v
        for cell in p.cells
        for v in (
            floating(f"printed as {cell.printed}: NumPy", cell.got["numpy"]),
            between(f"printed as {cell.printed}: exactly, at {cell.point}", *cell.truth),
        )
    ]


def _of(p: Printout) -> list[str]:
    return list(p.cells[0].shown)


def _count(p: Printout, library: str) -> int:
    return sum(library in cell.reproduced for cell in p.cells)


def _otherwise(cell: Cell, libraries: list[str]) -> list[Value]:
    return [
        floating(f"at {cell.point}, printed as {cell.printed}: {library}", cell.got[library])
        for library in libraries
        if library not in cell.reproduced
    ]


def right(name: str) -> Decide:
    """Whether every printed number is the exact value, correctly rounded to as many digits."""

    def decide() -> Found:
        p = printout(name)
        values: list[Value] = [exactly(f"numbers of {len(p.cells)} that are not correctly rounded", len(p.wrong))]
        for cell in p.wrong:
            values.append(between(f"at {cell.point}, printed as {cell.printed}: exactly", *cell.truth))
        zeros = [exactly("of these a printed 0 for a positive number", sum(c.false_zero for c in p.cells))]
        remark = "" if not p.wrong else _why(p.wrong[0])
        return Found(REFUTED if p.wrong else CONFIRMED, (*values, *zeros), (of_table(p),), remark=remark)

    return decide


def _why(cell: Cell) -> str:
    where = f"At {cell.point} the correctly rounded digits are {cell.right}"
    same = cell.right == cell.right_at_float
    return f"{where}." if same else f"{where}; at the float32 for it they are {cell.right_at_float}."


def symmetric_points() -> Found:
    """The points from −100 to 100, by each way of making them."""
    made = grids()
    values = [floating(f"{g.way}: point {k + 1}", g.points[k]) for g in made for k in g.printed]
    rests = (Evidence("evaluated", "; ".join(f"{g.way}: {', '.join(g.shown.values())}" for g in made)),)
    found = [g.way for g in made if g.reproduced]
    if len(found) == len(made):
        return Found(CONFIRMED, tuple(values), rests)
    if not found:
        return Found(REFUTED, tuple(values), rests)
    remark = "The points of the text are symmetric, ±500/9; each float32 is off by its own rounding errors."
    return Found(CONDITIONAL, tuple(values), rests, f"the points are made by {' or '.join(found)}", remark)


def close() -> Found:
    """allclose with its default tolerances."""
    compared, numpy_says = allclose_example()
    values: list[Value] = []
    for c in compared:
        if not c.close:
            values += [between(f"{c.where} is off {c.said} by", *c.off), exactly("allowed are", c.allowed)]
    good = all(c.close for c in compared)
    values.append(exactly("comparisons of 5 that succeed", sum(c.close for c in compared)))
    rests = (Evidence("evaluated", f"numpy.allclose says {numpy_says}; by enclosures it is {good}"),)
    remark = "Three decimals are not enough for a relative tolerance of 1e-5; atol=1e-3 is."
    least = max(c.off[1] for c in compared)
    values.append(between("a tolerance that would do", least, least))
    word = CONFIRMED if good and numpy_says else REFUTED
    return Found(word, tuple(values), rests, remark="" if good or least > Fraction(1, 1000) else remark)


def _pair(name: str, printed: str) -> tuple[Assertion, Assertion]:
    table = TABLES[name]
    said = SHORT.get(name, "linspace(−1, 1, 10)")
    return (
        Assertion(
            f"printed.{name}", f"Code in float32 prints {table.reference} of {said} as {printed}.",
            f"{table.numpy}, {table.torch}", "printout", "experiment", reproduced(name), brief=False,
        ),
        Assertion(
            f"printed.{name}.right", f"Every number of that table ({table.reference} of {said}) is correctly rounded.",
            f"{table.numpy}, {table.torch}", "printout", "experiment", right(name), brief=False,
        ),
    )  # fmt: skip


TOPIC = Topic("printed", "Printed numbers", 10, (
    *_pair("sigmoid_far", "0, 1.6655e-34, 7.4564e-25, 3.3382e-15, 1.4945e-05, 0.99999, 1, 1, 1, 1"),
    Assertion(
        "printed.points", "The ten points from −100 to 100 are, in float32, −55.5556 on the left and +55.5555 on the "
        "right.", "torch.linspace", "printout", "experiment", symmetric_points, brief=False,
    ),
    *_pair("sigmoid_near", ".1192 .2689 .5 .7311 .8808"),
    *_pair("tanh", "∓0.7616 ∓0.6514 ∓0.5047 ∓0.3215 ∓0.1107"),
    *_pair("relu", "0 0 0 0 0 .1111 .3333 .5556 .7778 1"),
    Assertion(
        "printed.allclose", "allclose(sigmoid([0, 1, −1, 10, −10]), [0.5, 0.731, 0.269, 1.0, 0.0]) is true.",
        "sigmoid/naive", "printout", "experiment", close,
    ),
))  # fmt: skip
