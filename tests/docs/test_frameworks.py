"""The page on frameworks is made from its records, and a row of it is what is measured."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def tool() -> Any:
    found = importlib.util.spec_from_file_location("frameworks_tool", ROOT / "tools" / "frameworks.py")
    assert found is not None and found.loader is not None
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module


def test_page_and_table_are_made_from_the_records(tool):
    rows = tool.read()
    assert tool.PAGE.read_text(encoding="utf-8") == tool.page(rows)
    assert tool.TABLE.read_text(encoding="utf-8") == tool.comma_separated(rows)


def test_records_are_whole(tool):
    rows = tool.read()
    keys = [tuple(r[k] for k in tool.KEY) for r in rows]
    assert len(keys) == len(set(keys)) and {k[2] for k in keys} >= {"naive", "stable", "torch", "jax/jit"}
    for r in rows:
        if "absent" not in r:
            assert r["undecided"] == 0 and r["versions"]["numpy"] and r["machine"]["features"]
            assert r["exhaustive"] == (r["dtype"] in ("float16", "bfloat16"))


def test_rows_survive_being_written(tool, tmp_path, monkeypatch):
    rows = tool.ordered(tool.read())
    monkeypatch.setattr(tool, "DATA", tmp_path / "rows.json")
    tool.write(rows)
    assert tool.read() == rows
    assert len(json.loads(tool.DATA.read_text(encoding="utf-8"))["environments"]) < 12


def test_a_row_is_measured_again_where_nothing_is_known(tool):
    row = tool.measure("relu", 0, "naive", "float16", 500, 0)
    (known,) = [r for r in tool.read() if all(r[k] == row[k] for k in tool.KEY)]
    for field in (*tool.COUNTS, "max_ulp", "points", "computed_in"):
        assert row[field] == known[field]


def test_what_cannot_be_measured_says_why_and_is_tried_again(tool):
    row = tool.measure("relu", 0, "nothing", "float16", 500, 0)
    assert "unknown implementation" in row["absent"] and not tool.current(row, 500, 0)
    assert tool.shown(row) == "–" and "unknown implementation" in tool.page([row])


def test_other_versions_and_other_seeds_are_measured_again(tool):
    row = tool.measure("relu", 0, "naive", "float16", 500, 0)
    assert tool.current(row, 500, 0)
    assert not tool.current(row, 500, 1)
    assert not tool.current({**row, "versions": {**row["versions"], "numpy": "1.0"}}, 500, 0)


@pytest.mark.parametrize(
    ("x", "text"), [(1e-9, "0"), (0.5, "0.5"), (0.501, "0.51"), (2041.8, "2041.8"), (1.61e7, "1.7e7")]
)
def test_errors_are_rounded_up(tool, x, text):
    assert tool.ulps(x) == text
