"""The worst errors of repaired formulas are those of tests/ledger/repaired, in every format, and none has a defect.

`pytest -m slow --update-ledger tests/numerics/test_formulas_ledger.py` writes the files anew.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from symact.numerics import accuracy, format_names
from symact.numerics.formulas import FORMULAS, ROW_FORMULAS
from symact.numerics.ledger import Record, against, entry, environment
from symact.numerics.vectors import vector_accuracy

FOLDER = Path(__file__).resolve().parents[1] / "ledger" / "repaired"
POINTS, ROW_POINTS, LENGTHS, SEED = 1500, 600, (2, 3, 8), 0
SCALARS = [f for f in FORMULAS if f.mends and not f.requires]  # numba's results depend on more than the environment
ROWS = [f for f in ROW_FORMULAS if f.mends]
FAMILIES = sorted({f.reference for f in (*SCALARS, *ROWS)})
CLEAN = ("nonfinite", "missing_overflow", "undecided", "undecided_rounding", "false_zero_normal", "wrong_sign")


def dtypes(rows: bool) -> list[str]:
    return [name for name in format_names() if not (rows and name.startswith("float8"))]


def measured(reference: str) -> list[Record]:
    audits: list[Any] = [
        accuracy(
            f.name, reference, dtype, f.derivative, seed=SEED, behaviour=False,
            points=POINTS if dtype in ("float32", "float64") else None,
        )
        for f in SCALARS if f.reference == reference for dtype in dtypes(rows=False)
    ]  # fmt: skip
    audits += [
        vector_accuracy(f.name, reference, dtype, points=ROW_POINTS, lengths=LENGTHS, seed=SEED)
        for f in ROWS if f.reference == reference for dtype in dtypes(rows=True)
    ]  # fmt: skip
    return [entry(a.to_json()) for a in audits]


def read(reference: str) -> Any:
    return json.loads((FOLDER / f"{reference}.json").read_text(encoding="utf-8"))


@pytest.mark.slow
@pytest.mark.parametrize("reference", FAMILIES)
def test_no_error_of_a_repaired_formula_is_larger_than_recorded(reference, request, record_property):
    found = measured(reference)
    if request.config.getoption("--update-ledger"):
        FOLDER.mkdir(exist_ok=True)
        made = {"activation": reference, "environment": environment(), "seed": SEED, "points": POINTS, "records": found}
        (FOLDER / f"{reference}.json").write_text(json.dumps(made, indent=1) + "\n", encoding="utf-8")
    difference, same = against(reference, read(reference), found)
    if not same:
        record_property("ledger", f"repaired/{reference}")
    assert not difference.worse, "\n".join(difference.worse)
    assert not difference.better, "\n".join((*difference.better, "record it: pytest --update-ledger"))


@pytest.mark.parametrize("reference", FAMILIES)
def test_every_repaired_formula_is_recorded_in_every_format_without_a_defect(reference):
    records = read(reference)["records"]
    expected = {(f.name, d) for f in SCALARS if f.reference == reference for d in dtypes(rows=False)}
    expected |= {(f.name, d) for f in ROWS if f.reference == reference for d in dtypes(rows=True)}
    assert {(r["implementation"], r["dtype"]) for r in records} == expected and len(records) == len(expected)
    for r in records:
        assert {field: r[field] for field in CLEAN} == dict.fromkeys(CLEAN, 0)
        assert r["exhaustive"] == (r["dtype"] not in ("float32", "float64") and not reference.endswith("softmax"))


def test_no_file_is_left_over():
    assert {path.stem for path in FOLDER.glob("*.json")} == set(FAMILIES)


def test_a_larger_error_is_refused():
    ledger = read("tanh")
    worse = [{**r, "max_ulp": [(10 * float.fromhex(end)).hex() for end in r["max_ulp"]]} for r in ledger["records"]]
    difference, _ = against("tanh", ledger, worse, ledger["environment"])
    assert len(difference.worse) == len(worse)
