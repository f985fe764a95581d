"""The table of four functions: cells are found, not typed in, and a sentence that is not decided is refused."""

import re

import pytest

from symact.numerics.errors import InternalError, UsageError
from symact.tutorials.tables import AGAINST, COLUMNS, ROWS, decided, table
from symact.tutorials.tables.record import Cell, Column

MEASURED = ("stability", "error", "repaired_error", "cost")


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("range", ["(0, 1)", "(-1, 1)", "[0, oo)", "(0, 1)"]),
        ("monotone", ["strictly increasing", "strictly increasing", "increasing, not strictly", "strictly increasing"]),
        ("zero_centred", ["no, it is never negative", "yes, it is odd", *["no, it is never negative"] * 2]),
        ("value_at_0", ["1/2", "0", "0", "1/3"]),
        ("limits", ["0 and 1", "-1 and 1", "0 and oo", "0 and 1"]),
        ("steepest", ["1/4 at x = 0", "1 at x = 0", "1 for large x", "1/4 at x = log(2)"]),
        ("slopes_far_out", ["0 and 0", "0 and 0", "0 and 1", "0 and 0"]),
        ("smooth", ["everywhere", "everywhere", "not everywhere", "everywhere"]),
        ("sums", ["no", "no", "no", "yes"]),
    ],
)
def test_what_the_kernel_finds_and_by_which_claims(row, expected):
    cells = table((row,)).rows[0].cells.values()
    assert [cell.value for cell in cells] == expected
    for cell in cells:
        assert cell.how in ("theorem", "refutation") and cell.evidence
        assert all(claim.endswith(": PROVED" if cell.how == "theorem" else ": REFUTED") for claim in cell.evidence)


def test_what_is_measured_has_a_number_and_what_measured_it():
    found = table(MEASURED)
    for row in found.rows:
        for name, cell in row.cells.items():
            assert cell.evidence and (COLUMNS[name].formula in cell.evidence[0] or cell.how == "timing")
    by_name = {row.name: row.cells for row in found.rows}
    assert "nan" in by_name["stability"]["softmax"].value and by_name["stability"]["relu"].value == "nothing breaks"
    assert all(re.fullmatch(r"[\d.]+ ulp|nothing to repair", c.value) for c in by_name["repaired_error"].values())
    assert "not finite" in by_name["error"]["tanh"].value


def test_the_table_of_sigmoid_against_softmax():
    found = table(AGAINST, ("sigmoid", "softmax"))
    assert [row.name for row in found.rows] == ["range", "use", "stability", "gradient"]
    assert found.columns == ("sigmoid", "softmax") and all(tuple(row.cells) == found.columns for row in found.rows)
    lines = found.to_markdown().splitlines()
    assert lines[:3] == ["|  | sigmoid | softmax |", "| --- | --- | --- |", "| range | (0, 1) | (0, 1) |"]
    assert (
        "`sigmoid(x)*(1 - sigmoid(x))`" in lines[5]
        and found.to_json()["rows"][0]["cells"]["softmax"]["how"] == "theorem"
    )
    use = found.rows[1].cells["sigmoid"]
    assert use.how == "advice" and use.evidence == ("sigmoid(x) == softmax(1, x, 0): PROVED",)


@pytest.mark.slow
def test_every_row_is_computed_for_every_column():
    found = table()
    assert found.columns == tuple(COLUMNS) and [row.name for row in found.rows] == list(ROWS)


def test_a_sentence_that_is_not_decided_is_refused(monkeypatch):
    assert decided.Sentence("twice", ("sigmoid(2*x) == 2*sigmoid(x)",)).cell() is None
    with pytest.raises(InternalError, match="the kernel decides none of sigmoid"):
        decided.first_of([decided.Sentence("twice", ("sigmoid(2*x) == 2*sigmoid(x)",))])
    with pytest.raises(InternalError, match="limits of sin"):
        decided.limits(Column("sin", "sin(x)", ""))
    with pytest.raises(ValueError, match="'hearsay' is not among"):
        Cell("1", "hearsay", ())


@pytest.mark.parametrize("options", [{"rows": ("colour",)}, {"columns": ("gelu",)}])
def test_rows_and_columns_that_are_not_there_are_refused(options):
    with pytest.raises(UsageError, match="there are "):
        table(**options)
