"""A table of functions: its columns, its cells, and how each of them was found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from symact.numerics.closed_forms import Number
from symact.numerics.shape import Subject
from symact.pictures.subject import plotted

CODE = ("definition", "gradient")  # rows that are written in the claim language
HOWS = ("definition", "theorem", "refutation", "audit", "threshold", "timing", "advice")


@dataclass(frozen=True)
class Column:
    """A function of x as claims write it, and the form of it that is measured."""

    name: str
    claim: str
    formula: str

    @property
    def of_rows(self) -> bool:
        return self.name == "softmax"

    @property
    def subject(self) -> Subject:
        return Subject(self.claim, plotted(self.claim).subject.term)

    def of(self, argument: str) -> str:
        """The function of another argument than x."""
        return f"softmax(1, {argument}, 0, 0)" if self.of_rows else f"{self.name}({argument})"


COLUMNS = {
    c.name: c
    for c in (
        Column("sigmoid", "sigmoid(x)", "sigmoid/naive"),
        Column("tanh", "tanh(x)", "tanh/exp"),
        Column("relu", "relu(x)", "relu/where"),
        Column("softmax", "softmax(1, x, 0, 0)", "softmax/naive"),
    )
}


@dataclass(frozen=True)
class Cell:
    """What is found: `how` is one of HOWS, `evidence` the claims that were decided, or what measured it."""

    value: str
    how: str
    evidence: tuple[str, ...]

    def __post_init__(self) -> None:
        if self.how not in HOWS:
            raise ValueError(f"'{self.how}' is not among {', '.join(HOWS)}")

    def to_json(self) -> dict[str, Any]:
        return {"value": self.value, "how": self.how, "evidence": list(self.evidence)}


@dataclass(frozen=True)
class Row:
    """A property, and a cell for each column."""

    name: str
    title: str
    cells: Mapping[str, Cell]


@dataclass(frozen=True)
class Table:
    """Rows of cells, in the order of the columns."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]

    def to_json(self) -> dict[str, Any]:
        rows = [
            {"name": r.name, "title": r.title, "cells": {c: r.cells[c].to_json() for c in self.columns}}
            for r in self.rows
        ]
        return {"columns": list(self.columns), "rows": rows}

    def to_markdown(self) -> str:
        """A table of GitHub's; what the kernel reads is set as code."""
        heads = ["", *self.columns]
        lines = [heads, ["---"] * len(heads)]
        lines += [[r.title, *(_cell(r, r.cells[c]) for c in self.columns)] for r in self.rows]
        return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def told(n: Number) -> str:
    """The closed form of a number, or its first digits."""
    return n.closed or f"{n.nearest:.6g}"


def _cell(row: Row, cell: Cell) -> str:
    written = cell.value.replace("|", "\\|")
    return f"`{written}`" if row.name in CODE else written.replace("*", "\\*")
