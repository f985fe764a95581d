"""The worst errors of the catalogue's forms are those of tests/ledger: a larger one is refused, a smaller one recorded.

`pytest --update-ledger tests/numerics/test_ledger.py` writes the files anew; git shows what changed. Where NumPy, the C
library or the processor differ from the record, the summary of the run says which files had an allowance.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from symact.numerics import accuracy, format_names, implementation_names
from symact.numerics.ledger import ALLOWANCE, KEY, PLAIN, Record, against, compare, entry, environment
from symact.numerics.vectors import DEFAULT, vector_accuracy

FOLDER = Path(__file__).resolve().parents[1] / "ledger"
NAMES = (
    "identity", "relu", "leaky_relu", "sigmoid", "log_sigmoid", "tanh", "softplus", "silu", "elu", "gelu", "softsign",
    "mish", "gelu_tanh", "hard_swish", "relu6",
)  # fmt: skip
ROWS = ("softmax", "log_softmax", "logsumexp")
POINTS, ROW_POINTS, LENGTHS, SEED = 1500, 900, (2, 17, 64), 0
FAST = ("float8_e5m2", "float8_e4m3fn", "float16")
CURRENT = ("sigmoid", "gelu", "softmax")  # of which the fast formats are measured in every run


def measured(name: str, dtypes: tuple[str, ...]) -> list[Record]:
    if name in ROWS:
        audits: list[Any] = [
            vector_accuracy(form, name, dtype, points=ROW_POINTS, lengths=LENGTHS, seed=SEED)
            for dtype in dtypes
            if not dtype.startswith("float8")
            for form in DEFAULT
        ]
    else:
        audits = [
            accuracy(form, name, dtype, order, points=POINTS if dtype in ("float32", "float64") else None, seed=SEED)
            for order in (0, 1)
            for form in implementation_names(name, order)
            if form in ("naive", "stable")
            for dtype in dtypes
        ]
    return [entry(a.to_json()) for a in audits]


def read(name: str) -> Any:
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


def write(name: str, found: list[Record]) -> None:
    """A file is written only where all of its formats were measured."""
    made = {"activation": name, "environment": environment(), "seed": SEED, "points": POINTS, "records": found}
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / f"{name}.json").write_text(json.dumps(made, indent=1) + "\n", encoding="utf-8")


def check(name: str, found: list[Record], record_property: Any) -> None:
    difference, same = against(name, read(name), found)
    if not same:
        record_property("ledger", name)
    assert not difference.worse, "\n".join(difference.worse)
    assert not difference.better, "\n".join((*difference.better, "record it: pytest --update-ledger"))


@pytest.mark.slow
@pytest.mark.parametrize("name", (*NAMES, *ROWS))
def test_no_error_is_larger_than_recorded(name, request, record_property):
    found = measured(name, tuple(format_names()))
    if request.config.getoption("--update-ledger"):
        write(name, found)
    check(name, found, record_property)


@pytest.mark.parametrize("name", CURRENT)
def test_no_error_in_small_formats_is_larger_than_recorded(name, record_property):
    check(name, measured(name, FAST), record_property)


@pytest.mark.parametrize("name", (*NAMES, *ROWS))
def test_every_file_holds_each_form_once_with_nothing_undecided(name):
    ledger = read(name)
    keys = [tuple(r[k] for k in KEY) for r in ledger["records"]]
    dtypes = [d for d in format_names() if name not in ROWS or not d.startswith("float8")]
    forms = {(0, form) for form in DEFAULT} if name in ROWS else {
        (order, form) for order in (0, 1) for form in implementation_names(name, order) if form in ("naive", "stable")
    }  # fmt: skip
    shown = {(form if name not in ROWS else f"{name}/{form}", order, d) for order, form in forms for d in dtypes}
    assert len(keys) == len(set(keys)) and set(keys) == shown
    assert all(r["undecided"] == r["undecided_rounding"] == 0 for r in ledger["records"])
    assert set(ledger["environment"]) == set(environment())


def test_no_file_is_left_over():
    assert {path.stem for path in FOLDER.glob("*.json")} == {*NAMES, *ROWS}


def changed(record: Record, **fields: Any) -> Record:
    return {**record, **fields}


def larger(ends: list[str], factor: float) -> list[str]:
    return [(float.fromhex(end) * factor).hex() for end in ends]


def test_a_larger_error_is_refused_with_input_got_and_want():
    recorded = read("sigmoid")["records"][0]
    worse = changed(recorded, max_ulp=larger(recorded["max_ulp"], 1.5))
    (said,) = compare("sigmoid", recorded, worse, same=True).worse
    for field in ("worst_input", "worst_output", "exact", "dtype", "implementation"):
        assert str(recorded[field]) in said
    assert compare("sigmoid", recorded, worse, same=False).worse == ()
    far = changed(recorded, max_ulp=larger(recorded["max_ulp"], 100.0))
    assert compare("sigmoid", recorded, far, same=False).worse


def test_more_defects_are_refused_and_fewer_ask_to_be_recorded():
    recorded = read("sigmoid")["records"][0]
    more = changed(recorded, wrong_sign=recorded["wrong_sign"] + 1)
    assert compare("sigmoid", recorded, more, same=True).worse
    assert compare("sigmoid", more, recorded, same=True).better
    assert not compare("sigmoid", recorded, more, same=False).worse
    assert compare("sigmoid", recorded, changed(recorded, wrong_sign=10**5), same=False).worse


def test_a_smaller_error_asks_to_be_recorded():
    recorded = read("gelu")["records"][0]
    better = changed(recorded, max_ulp=larger(recorded["max_ulp"], 0.5))
    assert compare("gelu", recorded, better, same=True).better
    assert compare("gelu", recorded, recorded, same=True) == compare("gelu", recorded, recorded, same=False)


def test_elsewhere_only_what_cannot_depend_on_the_place_is_compared_exactly():
    elsewhere = {"numpy": "0"}
    for name in ("relu", "sigmoid"):
        ledger = read(name)
        _, same = against(name, ledger, ledger["records"], elsewhere)
        assert same == (name in PLAIN)
    assert "2 times" in ALLOWANCE


def test_a_wrong_constant_in_a_form_is_refused(monkeypatch):
    """A form that is a fifth off has larger errors than are recorded."""
    from symact.numerics import implementations

    true = implementations.Implementation.run
    monkeypatch.setattr(
        implementations.Implementation, "run", lambda self, x, fmt: fmt.round_array(true(self, x, fmt) * 1.2)
    )
    found = [entry(accuracy("stable", "sigmoid", "float8_e4m3fn").to_json())]
    assert against("sigmoid", read("sigmoid"), found)[0].worse
