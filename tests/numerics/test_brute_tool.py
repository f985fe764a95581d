"""A part of what `python tools/brute_force.py` compares in full, and that it would tell of any field that is wrong."""

from __future__ import annotations

import importlib.util
import sys
from dataclasses import replace
from fractions import Fraction
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from symact.numerics import Audit, accuracy, find_format
from symact.numerics.api import ordinals_of_range
from symact.numerics.tally import Worst

TOOL = Path(__file__).resolve().parents[2] / "tools" / "brute_force.py"
CASES = [
    ("selu", 1, "float16", "torch", (-4.0, -2.0)), ("hard_swish", 1, "bfloat16", "jax", (-4.0, -2.0)),
    ("gelu_tanh", 1, "float16", "naive", (-1.0, -0.5)), ("mish", 1, "bfloat16", "torch", (-2.0, -1.0)),
    ("log_sigmoid", 0, "float16", "naive", (-70000.0, -8000.0)), ("silu", 0, "bfloat16", "jax", (1e37, 4e38)),
]  # fmt: skip


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("brute_force_tool", TOOL)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look there
    spec.loader.exec_module(module)
    return module


@pytest.mark.slow
@pytest.mark.parametrize(("name", "order", "dtype", "form", "ends"), CASES)
def test_part_of_an_audit_by_mpmath(
    tool: Any, capsys: Any, name: str, order: int, dtype: str, form: str, ends: tuple[float, float]
) -> None:
    if form != "naive" and find_spec(form) is None:
        pytest.skip(f"not installed: {form}")
    assert tool.compare(name, order, dtype, [form], ends) == 0
    assert capsys.readouterr().out.endswith(" inputs agree\n")


def test_every_field_is_compared(tool: Any) -> None:
    fmt, ends = find_format("bfloat16"), (-1.0, -0.9)
    low, high = ordinals_of_range(fmt, ends)
    assert low is not None and high is not None
    values = fmt.values(np.arange(low, high + 1)).tolist()
    results = [v / 2 for v in values]
    exact = tool.truths(tool.VALUES["softsign"][0], fmt, values)
    found = tool.brute(fmt, values, results, exact)
    audit = accuracy(lambda x: x / 2, "softsign", "bfloat16", 0, exhaustive=True, range=ends, behaviour=False)
    assert list(tool.differences(audit, found)) == []
    assert audit.worst is not None
    worse = Worst((audit.worst.error[0] * 2, audit.worst.error[1] * 2), audit.worst.ordinal, audit.worst.output)
    shifted = {**audit.histogram, "<=1": audit.histogram["<=1"] + 1, "<=1/2": audit.histogram["<=1/2"] - 1}
    spoiled: list[Audit] = [
        replace(audit, worst=worse), replace(audit, worst_20=None), replace(audit, worst_normal=worse),
        replace(audit, correctly_rounded=7), replace(audit, histogram=shifted), replace(audit, wrong_sign=1),
        replace(audit, worst=Worst(audit.worst.error, low, 0)),
        replace(audit, worst=replace(audit.worst, output=audit.worst.output + 1)),
        replace(audit, first={**audit.first, "nan": {"+": 1.0, "-": None}}),
    ]  # fmt: skip
    assert all(list(tool.differences(a, found)) for a in spoiled)


def test_truths_keep_what_is_far_below_the_format(tool: Any) -> None:
    fmt = find_format("float16")
    tiny, none = tool.truths(tool.VALUES["sigmoid"][0], fmt, [-60000.0])[0], tool.VALUES["relu"][1](0)
    assert (tiny, none) == (1, None)
    assert tool.verdict(fmt, 0.0, tiny) == ("measured", [], Fraction(1, 1 << tool.DEEP), "right")
    assert tool.verdict(fmt, -(2.0**-24), tiny)[1:] == (["wrong_sign"], 1 + Fraction(1, 1 << tool.DEEP), "<=2")
    assert tool.verdict(fmt, 65504.0, 65520 << (24 + tool.DEEP))[0] == "missing_overflow"
