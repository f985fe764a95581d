"""Inputs as a file, results from a file, and the report for whoever wrote the code."""

from __future__ import annotations

import io
import warnings
from contextlib import redirect_stdout
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from symact.numerics import UsageError, accuracy, find_format
from symact.numerics.offline import audit_outputs, from_patterns, inputs, read_array, to_file


@pytest.fixture
def files(symact, tmp_path, monkeypatch):
    """A folder with x.npy, every bfloat16, and y.npy, the correctly rounded sigmoid computed in binary64."""
    monkeypatch.chdir(tmp_path)
    said = symact("inputs", "--dtype", "bfloat16", "--out", "x.npy")
    assert said.out == "wrote x.npy: 65,280 numbers of bfloat16, as bit patterns in uint16\n"
    np.save("y.npy", results(np.load("x.npy")))
    return tmp_path


def results(patterns):
    fmt = find_format("bfloat16")
    with np.errstate(over="ignore"):
        y = fmt.round_array(1 / (1 + np.exp(-from_patterns(patterns, fmt).astype(np.float64))))
    return fmt.patterns(fmt.ordinals(y))


@pytest.mark.parametrize("dtype", ["float16", "bfloat16", "float8_e4m3fn", "float8_e5m2"])
def test_patterns_and_numbers_are_the_same(dtype):
    fmt = find_format(dtype)
    ordinals = np.asarray(fmt.all_ordinals())
    values = from_patterns(fmt.patterns(ordinals), fmt)
    assert np.array_equal(fmt.ordinals(values), ordinals) and np.array_equal(np.signbit(values), ordinals < 0)
    beyond = from_patterns(np.asarray([fmt.largest + 1, fmt.largest + 2], dtype=f"uint{fmt.bits}"), fmt)
    assert np.isinf(beyond[0]) == fmt.infinities and (fmt.bits == 8 or np.isnan(beyond[1]))
    assert to_file(ordinals, fmt).dtype == ("float16" if dtype == "float16" else f"uint{fmt.bits}")


def test_results_computed_elsewhere_are_audited(symact, files):
    plain = symact("accuracy", "sigmoid", "--outputs", "y.npy", "--json")
    (audit,) = plain.json["audits"]
    assert (plain.code, audit["dtype"], audit["points"], audit["exhaustive"]) == (0, "bfloat16", 65280, True)
    assert audit["correctly_rounded"] == 65280 and audit["computed_in"] == "bfloat16"
    assert audit["special"] is None and audit["implementation"] == "outputs y.npy"
    wide = from_patterns(np.load("y.npy"), find_format("bfloat16"))
    np.save("wide.npy", wide)
    (same,) = symact("accuracy", "sigmoid", "--outputs", "wide.npy", "--dtype", "bfloat16", "--json").json["audits"]
    assert same["max_ulp"] == audit["max_ulp"] and same["computed_in"] == "float32, rounded to bfloat16"


def test_one_wrong_result_is_found(symact, files):
    y = np.load("y.npy")
    y[40000] += 3
    np.save("y.npy", y)
    result = symact("accuracy", "sigmoid", "--outputs", "y.npy", "--max-ulp", "2")
    x = from_patterns(np.load("x.npy"), find_format("bfloat16"))[40000]
    assert result.code == 1 and f"at x = {float(x)!r}" in result.out


def test_inputs_may_come_in_any_order(symact, files):
    order = np.random.default_rng(0).permutation(65280)[:5000]
    np.save("x.npy", np.load("x.npy")[order])
    np.save("y.npy", np.load("y.npy")[order])
    (audit,) = symact("accuracy", "sigmoid", "--outputs", "y.npy", "--inputs", "x.npy", "--json").json["audits"]
    assert (audit["points"], audit["correctly_rounded"], audit["exhaustive"]) == (5000, 5000, False)


def test_a_sample_of_float32_is_the_same_both_times(symact, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    told = ["--points", 700, "--seed", 3, "--range", -4, 4]
    row = symact("inputs", "--dtype", "float32", "--out", "x.npy", *told, "--json").json["inputs"][0]
    assert row["stored"] == "float32" and row["points"] <= 700
    np.save("y.npy", np.tanh(np.load("x.npy")))
    (audit,) = symact("accuracy", "tanh", "--outputs", "y.npy", *told, "--json").json["audits"]
    assert audit["points"] == row["points"] and float(audit["max_ulp"][1]["decimal"]) < 3


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--outputs", "y.npy", "--points", 50], "do not belong together"),
        (["--outputs", "y.npy", "--dtype", "float32"], "cannot be bit patterns of float32"),
        (["--outputs", "y.npy", "--dtype", "float16"], "65280 outputs and 63488 inputs of float16"),
        (["--outputs", "pickled.npy"], "is not a .npy file of plain numbers, as numpy.save writes them\n"),
        (["--outputs", "archive.npz"], "holds several arrays"),
        (["--outputs", "text.npy"], "is not a .npy file of plain numbers"),
        (["--outputs", "square.npy"], "give one row of numbers up to float64, or of patterns"),
        (["--outputs", "narrow.npy", "--dtype", "bfloat16"], "are float16, which lacks numbers of bfloat16"),
        (["--outputs", "narrow.npy", "--dtype", "float64"], "are float16, which lacks numbers of float64"),
        (["--outputs", "bytes.npy"], "say of which format with --dtype"),
        (["--outputs", "absent.npy"], "does not exist"),
        (["--outputs", "y.npy", "--inputs", "twice.npy"], "is there twice"),
        (["--outputs", "y.npy", "--inputs", "infinite.npy"], "is not finite"),
        (["--outputs", "y.npy", "--inputs", "finer.npy"], "are not numbers of bfloat16"),
        (["--outputs", "y.npy", "--impl", "naive"], "leave --impl out"),
        (["--inputs", "x.npy"], "give both, or neither"),
        (["--gradient", "m:f", "--derivative", 2], "--gradient is a first derivative"),
        (["--impl", "naive", "--via", "torch"], "--via is for package.module:function, not for naive"),
    ],
)
def test_files_that_are_not_what_they_should_be(symact, files, words, said):
    x = np.load("x.npy")
    np.save("pickled.npy", np.asarray([{}], dtype=object), allow_pickle=True)
    np.savez("archive.npz", x=x)
    Path("text.npy").write_text("1\n2\n", encoding="utf-8")
    np.save("square.npy", np.zeros((2, 2)))
    np.save("narrow.npy", np.zeros(len(x), dtype=np.float16))
    np.save("bytes.npy", np.zeros(3, dtype=np.uint8))
    np.save("twice.npy", np.concatenate([x[:-1], x[:1]]))
    np.save("infinite.npy", np.concatenate([x[:-1], np.asarray([0x7F80], dtype=np.uint16)]))
    np.save("finer.npy", np.linspace(0, 1, 65280, dtype=np.float32))
    result = symact("accuracy", "sigmoid", *words)
    assert (result.code, result.out, result.err.count("\n")) == (2, "", 1)
    assert said in result.err


def test_a_header_that_promises_more_than_there_is_costs_nothing(tmp_path):
    file = io.BytesIO()
    np.lib.format.write_array_header_1_0(file, {"descr": "<f8", "fortran_order": False, "shape": (1 << 50,)})
    (tmp_path / "y.npy").write_bytes(file.getvalue() + b"\0" * 64)
    with pytest.raises(UsageError, match=r"is not a \.npy file"):
        read_array(tmp_path / "y.npy")


def test_outputs_in_python_agree_with_the_audit_of_the_function():
    x = inputs("float16")
    with np.errstate(over="ignore"):
        y = 1 / (1 + np.exp(-x))
    assert (
        audit_outputs(y, "sigmoid", "float16").max_ulp == accuracy("sigmoid", None, "float16", behaviour=False).max_ulp
    )


# ---------------------------------------------------------------- issues


def reproduced(out: str) -> str:
    """What the five lines of a report print."""
    code = out.split("```python\n")[1].split("```")[0]
    assert len(code.splitlines()) <= 5
    said = io.StringIO()
    with redirect_stdout(said), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        exec(code, {})
    return said.getvalue()


def test_an_issue_can_be_pasted_and_reproduces_what_it_says(symact):
    out = symact("accuracy", "tanh", "--impl", "exp", "--dtype", "float16", "--issue").out
    assert out.startswith("### tanh in float16 is off by ")
    for said in (
        "- input: `",
        "- exact value: ",
        "all there are",
        "Versions: symact ",
        "numpy ",
        "x86" if "x86" in out else "",
    ):
        assert said in out
    result = float.fromhex(out.split("- result: `")[1].split("`")[0])
    assert float(reproduced(out)) == result


@pytest.mark.parametrize("dependent", [True, False])
def test_an_issue_reproduces_what_only_a_vector_shows(symact, tmp_path, monkeypatch, dependent):
    """The vector code is wrong above 1, what is left over of an array is not."""
    whole = "len(x) // 8 * 8" if dependent else "len(x)"
    (tmp_path / f"vectors_{dependent}.py").write_text(
        f"def f(x):\n    y = x.copy()\n    part = y[: {whole}]\n    part[part > 1] *= 2\n    return y\n",
        encoding="utf-8",
    )
    monkeypatch.chdir(tmp_path)
    out = symact("accuracy", "identity", "--impl", f"vectors_{dependent}:f", "--dtype", "float8_e5m2", "--issue").out
    assert ("] * 64" in out) == dependent
    assert float(reproduced(out)) == float.fromhex(out.split("- result: `")[1].split("`")[0])


@pytest.mark.skipif(find_spec("torch") is None, reason="not installed: torch")
@pytest.mark.parametrize("derivative", [pytest.param(0, marks=pytest.mark.slow), 1])
def test_an_issue_of_torch_needs_torch_alone(symact, derivative):
    words = ["accuracy", "gelu", "--impl", "torch", "--dtype", "bfloat16", "--derivative", derivative, "--issue"]
    out = symact(*words).out
    assert "import torch" in out and "symact" not in out.split("```")[1]
    assert "torch 2" in out and "tensor([" in reproduced(out)


def test_a_users_gradient_is_audited_beside_the_function(symact, tmp_path, monkeypatch):
    (tmp_path / "cubes.py").write_text(
        "def f(x):\n    return x * x * x\ndef g(x):\n    return 3 * x * x\n", encoding="utf-8"
    )
    monkeypatch.chdir(tmp_path)
    entry = ["accuracy", "lisht", "--dtype", "float8_e5m2", "--impl", "cubes:f", "--gradient", "cubes:g", "--json"]
    audits = symact(*entry).json["audits"]
    assert [(a["implementation"], a["derivative"]) for a in audits] == [("cubes:f", 0), ("cubes:g", 1)]
    (alone,) = symact(*entry, "--derivative", 1).json["audits"]
    assert (alone["implementation"], alone["derivative"]) == ("cubes:g", 1)
